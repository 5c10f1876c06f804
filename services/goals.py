"""Goals: the savings goals of a household, and the contributions towards them."""

from __future__ import annotations  # in a class, a field named `date` hides the type of that name

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db import accounts, goals, ledgers
from db.accounts import AccountRow
from db.goals import ContributionRow, GoalRow
from db.ledgers import LedgerRow
from db.stores.engine import Connection, Database, retried
from db.stores.ids import new_id
from services.accounts import KnownAccounts
from services.accounts.balances import Balances
from services.calculations import GoalProgress, goal_progress
from services.changes import Change, Changes, Once, Repeated, Saved
from services.events.goals import GoalContributed, GoalCreated, GoalDeleted, GoalUpdated
from services.values.calendars import Calendar
from services.values.clock import Clock, date_in
from services.values.errors import conflict, invalid, no_ledger, not_found
from services.values.input_rules import UNCHANGED, ProblemList, Unchanged, check_text, keep
from services.values.money import MAX_MINOR_UNITS, Money, money_decimal, to_minor
from services.values.periods import DAY, Period, check_date

MOST_GOALS = 100


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """A goal to set: an amount in the base currency, with or without a date.

    With an account its balance is what is saved. Without one the goal is an earmark, to which contributions are made.
    """

    name: str
    target: Decimal
    target_date: date | None = None
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class GoalEdit:
    """The fields of a goal to change."""

    name: str | Unchanged = UNCHANGED
    target: Decimal | Unchanged = UNCHANGED
    target_date: date | Unchanged | None = UNCHANGED
    account_id: UUID | Unchanged | None = UNCHANGED


@dataclass(frozen=True, slots=True)
class ContributionDraft:
    """Money for a goal in the base currency, negative to take it back; the date is today if it is None."""

    goal_id: UUID
    amount: Decimal
    date: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class GoalState:
    """A goal on a day, in minor units of `currency`, the ledger's base currency."""

    row: GoalRow
    currency: str
    progress: GoalProgress


class GoalService:
    """The rules of goals."""

    def __init__(self, database: Database, changes: Changes, clock: Clock) -> None:
        self._database = database
        self._changes = changes
        self._clock = clock

    @retried
    async def all(self, ledger_id: UUID) -> list[GoalState]:
        """Return every goal of the ledger as of today, the nearest target date first."""
        async with self._database.read(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise no_ledger()
            today = date_in(ledger.time_zone, self._clock())
            rows = await current_goals(connection, ledger, today)
        return [state_of(row, ledger, today) for row in rows]

    @retried
    async def contributions(self, ledger_id: UUID, goal_ids: Sequence[UUID]) -> list[ContributionRow]:
        """Return the contributions to some of the ledger's goals, newest first."""
        async with self._database.read(ledger_id) as connection:
            return await goals.contributions_of(connection, ledger_id, list(goal_ids))

    @retried
    async def get_contributions(self, ledger_id: UUID, ids: Sequence[UUID]) -> list[ContributionRow]:
        """Return the ledger's contributions with these ids, in no particular order."""
        async with self._database.read(ledger_id) as connection:
            return await goals.get_contributions(connection, ledger_id, list(ids))

    async def create(self, ledger_id: UUID, draft: GoalDraft, key: str | None = None) -> Saved[GoalState]:
        """Set a goal that starts today."""
        async with self._changes.open(ledger_id, Once(key, "createGoal", draft)) as change:
            if repeated := change.repeated:
                return await _again(change, repeated)
            others = await goals.all_of(change.connection, ledger_id)
            if len(others) >= MOST_GOALS:
                raise conflict(f"A ledger has at most {MOST_GOALS} goals; delete one first.")
            row = prepare(
                draft,
                GoalRow(
                    ledger_id=ledger_id,
                    id=new_id(),
                    name="",
                    target=0,
                    target_date=None,
                    started_on=change.today,
                    account_id=None,
                    saved=0,
                ),
                change,
                KnownAccounts(await accounts.all_of(change.connection, ledger_id)),
                others,
            )
            await goals.create(change.connection, row)
            await change.happened(GoalCreated(row.id), [row.id])
            row = await _get(change, row.id)
        return change.saved(_state(row, change))

    async def update(self, ledger_id: UUID, goal_id: UUID, edit: GoalEdit) -> Saved[GoalState]:
        """Edit a goal; the saved amount stays."""
        async with self._changes.open(ledger_id) as change:
            old = await _get(change, goal_id)
            draft = GoalDraft(
                name=keep(edit.name, old.name),
                target=keep(edit.target, money_decimal(Money(old.target, change.ledger.base_currency))),
                target_date=keep(edit.target_date, old.target_date),
                account_id=keep(edit.account_id, old.account_id),
            )
            known = KnownAccounts(await accounts.all_of(change.connection, ledger_id))
            new = prepare(draft, old, change, known, await goals.all_of(change.connection, ledger_id))
            if new == old:
                await change.unchanged()
                return change.saved(_state(old, change))
            values = {name: getattr(new, name) for name in ("name", "target", "target_date", "account_id")}
            await goals.change(change.connection, ledger_id, old.id, **values)
            await change.happened(GoalUpdated(old.id))
            new = await _get(change, old.id)
        return change.saved(_state(new, change))

    async def contribute(self, ledger_id: UUID, draft: ContributionDraft, key: str | None = None) -> Saved[GoalState]:
        """Put money towards a goal, or take back at most what is saved; return the goal."""
        async with self._changes.open(ledger_id, Once(key, "contributeToGoal", draft)) as change:
            if repeated := change.repeated:
                return await _again(change, repeated)
            goal = await _get(change, draft.goal_id, "goal_id")
            if goal.account_id is not None:
                raise conflict("This goal stands on an account; move money into the account instead.", "goal_id")
            row = prepare_contribution(draft, goal, change)
            await goals.contribute(change.connection, row)
            await change.happened(GoalContributed(goal.id, row.id), [goal.id, row.id])
            goal = await _get(change, goal.id)
        return change.saved(_state(goal, change))

    async def delete(self, ledger_id: UUID, goal_id: UUID) -> Saved[GoalRow]:
        """Delete a goal with its contributions; return the deleted goal."""
        async with self._changes.open(ledger_id) as change:
            goal = await _get(change, goal_id)
            await goals.delete(change.connection, ledger_id, goal.id)
            await change.happened(GoalDeleted(goal.id))
        return change.saved(goal)


async def current_goals(connection: Connection, ledger: LedgerRow, today: date) -> list[GoalRow]:
    """Return every goal of the ledger with its payments in the current period, the nearest target date first."""
    period = Calendar.of(ledger).containing(today)
    rows = await goals.all_of(connection, ledger.id, since=period.start, until=period.end)
    return await _with_balances(connection, rows, period, today)


def balance_days(period: Period, today: date) -> tuple[date, date]:
    """Return the days whose balances goals on accounts need: the one before the current period, and today."""
    return period.start - DAY, today


def on_accounts(rows: Iterable[GoalRow], balances: Balances, period: Period, today: date) -> list[GoalRow]:
    """Return the goals, those that stand on an account with its balance as what is saved."""
    return [
        row if row.account_id is None else _saved(row, *(balances.of(row.account_id, day).amount for day in days))
        for days in (balance_days(period, today),)
        for row in rows
    ]


def _saved(row: GoalRow, before: int | None, now: int | None) -> GoalRow:
    if before is None or now is None:
        return row._replace(saved=0, paid=0, known=False)
    return row._replace(saved=now, paid=now - before)


async def _with_balances(connection: Connection, rows: Sequence[GoalRow], period: Period, today: date) -> list[GoalRow]:
    if all(row.account_id is None for row in rows):
        return list(rows)
    balances = await Balances.read(connection, rows[0].ledger_id, balance_days(period, today))
    return on_accounts(rows, balances, period, today)


def state_of(row: GoalRow, ledger: LedgerRow, today: date) -> GoalState:
    """Return the state of a goal today; its `paid` must be of the current period."""
    return GoalState(row, ledger.base_currency, goal_progress(row, today, Calendar.of(ledger)))


def prepare(draft: GoalDraft, old: GoalRow, change: Change, known: KnownAccounts, others: Iterable[GoalRow]) -> GoalRow:
    """Return the goal that a draft makes of an old one; refuse it with all its problems at once."""
    problems = ProblemList()
    name, target = "", 0
    with problems.noting():
        name = check_text(draft.name, 100, "name", required=True)
    with problems.noting():
        target = to_minor(draft.target, change.ledger.base_currency, "target")
        if target <= 0:
            raise invalid("A goal needs a target above zero; say how much is to be saved.", "target")
    # A goal whose date has passed can still be renamed.
    if draft.target_date is not None and draft.target_date != old.target_date:
        with problems.noting():
            check_date(draft.target_date, "target_date")
            if draft.target_date < change.today:
                raise invalid(f"The date {draft.target_date} is past; use {change.today} or later.", "target_date")
    if draft.account_id is not None and draft.account_id != old.account_id:
        with problems.noting():
            _check_account(known.chosen(draft.account_id, "account_id"), old, change, others)
    problems.refuse_any()
    return old._replace(name=name, target=target, target_date=draft.target_date, account_id=draft.account_id)


def _check_account(account: AccountRow, goal: GoalRow, change: Change, others: Iterable[GoalRow]) -> None:
    if account.currency != change.ledger.base_currency:
        message = f"Goals count in {change.ledger.base_currency}; choose an account in that currency."
        raise invalid(message, "account_id")
    for other in others:
        if other.id != goal.id and other.account_id == account.id:
            raise conflict(f"The goal “{other.name}” stands on this account; choose another.", "account_id")


def prepare_contribution(draft: ContributionDraft, goal: GoalRow, change: Change) -> ContributionRow:
    """Return the row of a contribution to this goal; refuse it with all its problems at once."""
    problems = ProblemList()
    amount, note, currency = 0, "", change.ledger.base_currency
    day = draft.date or change.today
    with problems.noting():
        amount = to_minor(draft.amount, currency, "amount")
        _check_saved(goal, amount, currency)
    with problems.noting():
        check_date(day, "date")
    with problems.noting():
        note = check_text(draft.note, 1000, "note", lines=True)
    problems.refuse_any()
    return ContributionRow(ledger_id=goal.ledger_id, id=new_id(), goal_id=goal.id, date=day, amount=amount, note=note)


def _check_saved(goal: GoalRow, amount: int, currency: str) -> None:
    if amount == 0:
        raise invalid("The amount is zero; say how much to put in or, negative, to take back.", "amount")
    if goal.saved + amount < 0:
        saved = money_decimal(Money(goal.saved, currency))
        raise invalid(f"Only {saved} {currency} are saved; take back at most that.", "amount")
    if goal.saved + amount > MAX_MINOR_UNITS:
        most = money_decimal(Money(MAX_MINOR_UNITS - goal.saved, currency))
        raise invalid(f"That is more than a goal can hold; put in at most {most} {currency}.", "amount")


def _state(row: GoalRow, change: Change) -> GoalState:
    return state_of(row, change.ledger, change.today)


async def _find(change: Change, goal_id: UUID) -> GoalRow | None:
    period = change.calendar.containing(change.today)
    row = await goals.get(change.connection, change.ledger.id, goal_id, since=period.start, until=period.end)
    if row is None:
        return None
    (row,) = await _with_balances(change.connection, [row], period, change.today)
    return row


async def _get(change: Change, goal_id: UUID, field: str = "id") -> GoalRow:
    goal = await _find(change, goal_id)
    if goal is None:
        raise not_found("There is no such goal; choose one of yours.", field)
    return goal


async def _again(change: Change, repeated: Repeated) -> Saved[GoalState]:
    goal = await _find(change, repeated.ids[0])
    return repeated.made(goal and _state(goal, change))
