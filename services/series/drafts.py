"""Drafts of series: check what somebody wants, and make the row of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.accounts import AccountRow
from db.series import SeriesRow
from services.accounts import Known
from services.calculations.occurrences import schedule_of
from services.splits import check_category
from services.transaction_drafts import LONGEST_PAYEE
from services.values.errors import conflict, invalid
from services.values.input_rules import UNCHANGED, ProblemList, Unchanged, check_text, keep
from services.values.money import Money, money_decimal, to_minor
from services.values.schedules import Schedule, check_schedule

MOST_SERIES = 200


@dataclass(frozen=True, slots=True)
class SeriesDraft:
    """A series as somebody wants it; the amount is in the currency of its account, negative for money that leaves."""

    payee: str
    schedule: Schedule
    amount: Decimal | None = None
    account_id: UUID | None = None
    category_id: UUID | None = None
    other_account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SeriesEdit:
    """The fields of a series that somebody wants otherwise."""

    payee: str | Unchanged = UNCHANGED
    schedule: Schedule | Unchanged = UNCHANGED
    amount: Decimal | Unchanged | None = UNCHANGED
    account_id: UUID | Unchanged = UNCHANGED
    category_id: UUID | Unchanged | None = UNCHANGED
    other_account_id: UUID | Unchanged | None = UNCHANGED


def edited(row: SeriesRow, edit: SeriesEdit, accounts: Mapping[UUID, AccountRow]) -> SeriesDraft:
    """Return the draft of a stored series after an edit."""
    old = None if row.amount is None else money_decimal(Money(row.amount, accounts[row.account_id].currency))
    return SeriesDraft(
        payee=keep(edit.payee, row.payee),
        schedule=keep(edit.schedule, schedule_of(row)),
        amount=keep(edit.amount, old),
        account_id=keep(edit.account_id, row.account_id),
        category_id=keep(edit.category_id, row.category_id),
        other_account_id=keep(edit.other_account_id, row.other_account_id),
    )


def prepare(
    draft: SeriesDraft, ledger_id: UUID, series_id: UUID, known: Known, *, today: date, old: SeriesRow | None = None
) -> SeriesRow:
    """Return the row of a draft; refuse it with all its problems at once. A category may stay though it is archived."""
    problems = ProblemList()
    payee, account, amount, schedule = "", None, None, draft.schedule
    with problems.noting():
        payee = check_text(draft.payee, LONGEST_PAYEE, "payee", required=True)
    with problems.noting():
        account = _open(known.accounts.chosen(draft.account_id, "account_id"), "account_id")
        amount = _amount(draft, account)
    with problems.noting():
        _check_other(draft, account, known)
    if draft.category_id is not None and (old is None or draft.category_id != old.category_id):
        with problems.noting():
            check_category(draft.category_id, known.categories)
    with problems.noting("schedule"):
        schedule = check_schedule(draft.schedule)
    problems.refuse_any()
    assert account  # noqa: S101  without one there was a problem
    return SeriesRow(
        ledger_id=ledger_id,
        id=series_id,
        payee=payee,
        account_id=account.id,
        amount=amount,
        amount_on=old.amount_on if old and old.amount == amount else today,
        category_id=draft.category_id,
        other_account_id=draft.other_account_id,
        first_on=schedule.first_on,
        every=schedule.every,
        unit=schedule.unit,
        day=schedule.day,
        weekend=schedule.weekend,
        ends_on=schedule.ends_on,
    )


def _open(account: AccountRow, field: str) -> AccountRow:
    if account.closed_on is not None:
        raise conflict(f"“{account.name}” is closed; reopen it or choose another.", field)
    return account


def _amount(draft: SeriesDraft, account: AccountRow) -> int | None:
    if draft.amount is None:
        if draft.other_account_id is None:
            raise invalid(
                "Say how much is paid; only a payment of what another account owes needs no amount.", "amount"
            )
        return None
    amount = to_minor(draft.amount, account.currency, "amount")
    if amount == 0:
        raise invalid("The amount is zero; use a negative one for money that leaves.", "amount")
    if amount > 0 and draft.other_account_id is not None:
        raise invalid("Money that moves to another account leaves this one; use a negative amount.", "amount")
    return amount


def _check_other(draft: SeriesDraft, account: AccountRow | None, known: Known) -> None:
    if draft.other_account_id is None:
        return
    other = _open(known.accounts.chosen(draft.other_account_id, "other_account_id"), "other_account_id")
    if account is None:
        return
    if other.id == account.id:
        raise invalid("Money cannot move to the same account; choose another.", "other_account_id")
    if other.currency != account.currency:
        raise invalid(f"“{other.name}” has another currency; choose one in {account.currency}.", "other_account_id")
    if draft.category_id is not None:
        raise invalid("Money between your own accounts has no category; leave out one of the two.", "category_id")
