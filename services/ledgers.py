"""Ledgers: the settings that all figures of a household follow."""

from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID
from zoneinfo import available_timezones

from db import accounts, budgets, goals, ledgers, rates, transactions
from db.ledgers import LedgerRow
from services.changes import Change, Changes, Saved
from services.events.ledgers import LedgerUpdated
from services.values.calendar_rules import CalendarDraft, check_calendar
from services.values.errors import conflict, invalid
from services.values.input_rules import UNCHANGED, ProblemList, Unchanged, keep
from services.values.money import check_currency


@dataclass(frozen=True, slots=True)
class LedgerEdit:
    """The settings of a ledger to change."""

    base_currency: str | Unchanged = UNCHANGED
    time_zone: str | Unchanged = UNCHANGED
    calendar: CalendarDraft | Unchanged = UNCHANGED


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
            with problems.noting("calendar"):
                await _check_anchor(edit, change)
            problems.refuse_any()
            settings = {
                "base_currency": keep(edit.base_currency, old.base_currency),
                "time_zone": keep(edit.time_zone, old.time_zone),
                "calendars": _calendars(edit, change),
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
    with problems.noting("calendar"):
        if not isinstance(edit.calendar, Unchanged):
            check_calendar(edit.calendar)


def _calendars(edit: LedgerEdit, change: Change) -> str:
    """Return the calendar after an edit. A rule that holds already is not written again."""
    if isinstance(edit.calendar, Unchanged):
        return change.ledger.calendars
    rule = edit.calendar.rule(change.today)
    if edit.calendar.starts_on is None and replace(change.calendar.rule_on(rule.since), since=rule.since) == rule:
        return change.ledger.calendars
    return change.calendar.changed(rule).written


async def _check_anchor(edit: LedgerEdit, change: Change) -> None:
    """Refuse weeks whose anchor comes after a plan that they hold for: nobody could say what the plan is for."""
    if isinstance(edit.calendar, Unchanged) or edit.calendar.anchor is None or edit.calendar.weeks is None:
        return
    since = edit.calendar.rule(change.today).since
    plans = [plan.starts_on for plan in await budgets.all_of(change.connection, change.ledger.id)]
    first = min((day for day in plans if day >= since), default=edit.calendar.anchor)
    if edit.calendar.anchor > first:
        raise invalid(f"The first plan is from {first} on; use an anchor of that day or earlier.", "anchor")


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
