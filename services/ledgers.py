"""Ledgers: the settings that all figures of a household follow."""

from dataclasses import dataclass
from functools import cache
from uuid import UUID
from zoneinfo import available_timezones

from db import accounts, budgets, goals, ledgers, rates, transactions
from db.ledgers import LedgerRow
from services.changes import Change, Changes, Saved
from services.events.ledgers import LedgerUpdated
from services.values.errors import conflict, invalid
from services.values.input_rules import UNCHANGED, ProblemList, Unchanged, keep
from services.values.money import check_currency
from services.values.periods import LAST_START_DAY


@dataclass(frozen=True, slots=True)
class LedgerEdit:
    """The settings of a ledger to change."""

    base_currency: str | Unchanged = UNCHANGED
    time_zone: str | Unchanged = UNCHANGED
    period_start_day: int | Unchanged = UNCHANGED


class LedgerService:
    """The rules of ledgers."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes

    async def update(self, ledger_id: UUID, edit: LedgerEdit) -> Saved[LedgerRow]:
        """Change the settings of a ledger. Its base currency can change only while it holds no amounts."""
        async with self._changes.open(ledger_id) as change:
            problems, old = ProblemList(), change.ledger
            check_ledger(edit, problems)
            with problems.noting():
                if keep(edit.base_currency, old.base_currency) != old.base_currency:
                    await _check_no_amounts(change)
            problems.refuse_any()
            settings = {
                "base_currency": keep(edit.base_currency, old.base_currency),
                "time_zone": keep(edit.time_zone, old.time_zone),
                "period_start_day": keep(edit.period_start_day, old.period_start_day),
            }
            new = old._replace(**settings)  # type: ignore[arg-type]
            if new == old:
                await change.unchanged()
            else:
                await ledgers.change(change.connection, ledger_id, **settings)
                if new.base_currency != old.base_currency:
                    await accounts.change_currency(change.connection, ledger_id, old.base_currency, new.base_currency)
                await change.happened(LedgerUpdated())
        return change.saved(new)


def check_ledger(edit: LedgerEdit, problems: ProblemList) -> None:
    """Note the problems of the settings of a ledger."""
    with problems.noting():
        if not isinstance(edit.base_currency, Unchanged):
            check_currency(edit.base_currency, "base_currency")
    with problems.noting():
        if not isinstance(edit.time_zone, Unchanged) and edit.time_zone not in _time_zones():
            raise invalid(f"“{edit.time_zone[:64]}” is no time zone; use one such as Europe/Vienna.", "time_zone")
    with problems.noting():
        if not isinstance(edit.period_start_day, Unchanged) and not 1 <= edit.period_start_day <= LAST_START_DAY:
            raise invalid(
                f"A period starts on a day from 1 to {LAST_START_DAY}, which every month has.", "period_start_day"
            )


async def _check_no_amounts(change: Change) -> None:
    connection, ledger = change.connection, change.ledger
    if (
        ledger.import_id is not None
        or await transactions.any_exists(connection, ledger.id)
        or await budgets.all_of(connection, ledger.id)
        or await goals.all_of(connection, ledger.id)
        or await accounts.checks_of(connection, ledger.id)
        or await rates.prices_in(ledger.id).within(connection)
    ):
        raise conflict(
            f"The ledger already holds amounts in {ledger.base_currency}; its base currency is fixed.", "base_currency"
        )


@cache
def _time_zones() -> frozenset[str]:
    # Two names of the database are no places: what they mean depends on the machine.
    return frozenset(available_timezones()) - {"localtime", "Factory"}
