"""The rules of accounts: read and change them, read their balances, and compare these with the bank's."""

from __future__ import annotations  # in a class, a field named `date` hides the type of that name

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db import accounts, goals, report_views, series, transfers
from db.accounts import AccountRow, CheckRow
from db.stores.engine import Connection, Database, retried
from db.stores.ids import new_id
from services import postings
from services.accounts.balances import AccountBalance, Balances, check_of, checked_in, keep
from services.accounts.drafts import EDITABLE, VALUED_KINDS, AccountDraft, AccountEdit, edited, prepare
from services.accounts.known import MOST_ACCOUNTS, KnownAccounts
from services.calculations.balances import ANCHORING, CheckedBalance, CheckSource
from services.changes import Change, Changes, Once, Saved
from services.events.accounts import (
    AccountClosed,
    AccountCreated,
    AccountDeleted,
    AccountReopened,
    AccountsMerged,
    AccountsOrdered,
    AccountUpdated,
    CheckDeleted,
    CheckRecorded,
)
from services.removals import Removals
from services.rules.merging import follow_merge
from services.transfer_rules import settle_transfers
from services.values.errors import conflict, invalid
from services.values.input_rules import ProblemList
from services.values.money import to_minor
from services.values.periods import check_date

LAST_DAY = date(9999, 12, 30)


@dataclass(frozen=True, slots=True)
class CheckDraft:
    """A requested check: the balance that the bank states for the end of a day.

    An opening balance is stated before the transactions of its day.
    """

    account_id: UUID
    date: date
    amount: Decimal
    source: CheckSource = CheckSource.MANUAL


class AccountService:
    """The rules of accounts."""

    def __init__(self, database: Database, changes: Changes, removals: Removals) -> None:
        self._database = database
        self._changes = changes
        self._removals = removals

    @retried
    async def all(self, ledger_id: UUID, include_closed: bool = False) -> list[AccountRow]:
        """Return the ledger's accounts in their owner's order."""
        async with self._database.read(ledger_id) as connection:
            rows = await accounts.all_of(connection, ledger_id)
        return [row for row in rows if include_closed or row.closed_on is None]

    @retried
    async def get_many(self, ledger_id: UUID, ids: Sequence[UUID]) -> list[AccountRow]:
        """Return the ledger's accounts with these ids."""
        async with self._database.read(ledger_id) as connection:
            return [row for row in await accounts.all_of(connection, ledger_id) if row.id in ids]

    @retried
    async def balances(self, ledger_id: UUID, places: Sequence[tuple[UUID, date]]) -> list[AccountBalance]:
        """Return the balances of accounts at the end of days."""
        async with self._database.read(ledger_id) as connection:
            read = await Balances.read(connection, ledger_id, [day for _, day in places])
        return [read.of(account_id, day) for account_id, day in places]

    @retried
    async def checks(self, ledger_id: UUID, account_ids: Sequence[UUID]) -> list[list[CheckedBalance]]:
        """Return the checks of accounts, oldest first, each beside the balance of its day."""
        async with self._database.read(ledger_id) as connection:
            by_account = await checked_in(connection, ledger_id)
        return [by_account.get(account_id, []) for account_id in account_ids]

    @retried
    async def check(self, ledger_id: UUID, check_id: UUID) -> tuple[CheckedBalance, str] | None:
        """Return a check beside the balance of its day, and the currency of both; None if there is no such check."""
        async with self._database.read(ledger_id) as connection:
            by_account = await checked_in(connection, ledger_id)
            rows = await accounts.all_of(connection, ledger_id)
        return next(
            ((check, row.currency) for row in rows for check in by_account.get(row.id, []) if check.id == check_id),
            None,
        )

    async def create(self, ledger_id: UUID, draft: AccountDraft, key: str | None = None) -> Saved[AccountRow]:
        """Add an account at the end of the order."""
        async with self._changes.open(ledger_id, Once(key, "createAccount", draft)) as change:
            known = await _known(change.connection, ledger_id)
            if change.repeated:
                return change.repeated.made(known.get(change.repeated.ids[0]))
            if len(known) >= MOST_ACCOUNTS:
                raise conflict(f"A ledger has at most {MOST_ACCOUNTS} accounts; merge some first.")
            row, opening = prepare(draft, change, known)
            await accounts.create(change.connection, row)
            if opening:
                await accounts.add_checks(change.connection, [opening])
            await change.happened(AccountCreated(row.id), [row.id])
        return change.saved(row)

    async def update(self, ledger_id: UUID, account_id: UUID, edit: AccountEdit) -> Saved[AccountRow]:
        """Edit an account; imports still recognise its old name."""
        async with self._changes.open(ledger_id) as change:
            known = await _known(change.connection, ledger_id)
            old = known.chosen(account_id, "id")
            new = await edited(change, edit, old, known)
            if new == old:
                await change.unchanged()
                return change.saved(old)
            values = {column: getattr(new, column) for column in EDITABLE}
            await accounts.change(change.connection, ledger_id, old.id, **values)
            if new.counted != old.counted:
                await settle_transfers(change, KnownAccounts([*({**known, old.id: new}).values()]), old.id)
            await change.happened(AccountUpdated(old.id))
        return change.saved(new)

    async def order(self, ledger_id: UUID, account_ids: Sequence[UUID]) -> Saved[list[AccountRow]]:
        """Order accounts; those that are not named follow in their old order."""
        async with self._changes.open(ledger_id) as change:
            known = await _known(change.connection, ledger_id)
            problems = ProblemList()
            for number, account_id in enumerate(account_ids):
                with problems.noting("account_ids", str(number)):
                    known.chosen(account_id)
            problems.refuse_any()
            ordered = [known[account_id] for account_id in dict.fromkeys([*account_ids, *known])]
            moved = [(place, row) for place, row in enumerate(ordered) if row.position != place]
            if [row.id for row in ordered] == [*known]:
                await change.unchanged()
                return change.saved(ordered)
            for place, row in moved:
                await accounts.change(change.connection, ledger_id, row.id, position=place)
            await change.happened(AccountsOrdered(tuple(row.id for row in ordered)))
        return change.saved([row._replace(position=place) for place, row in enumerate(ordered)])

    async def close(self, ledger_id: UUID, account_id: UUID, on: date | None = None) -> Saved[AccountRow]:
        """Close an account whose balance is zero; it keeps its transactions, and takes none after the day."""
        async with self._changes.open(ledger_id) as change:
            known = await _known(change.connection, ledger_id)
            old, day = known.chosen(account_id, "id"), on or change.today
            if old.closed_on is not None:
                await change.unchanged()
                return change.saved(old)
            _check_not_importing(change)
            if [row.id for row in known.open()] == [old.id]:
                raise conflict("This is the only account that is open; make another one first.", "id")
            check_date(day, "on")
            await _check_zero(change, old, day)
            await accounts.change(change.connection, ledger_id, old.id, closed_on=day)
            await change.happened(AccountClosed(old.id, day))
        return change.saved(old._replace(closed_on=day))

    async def reopen(self, ledger_id: UUID, account_id: UUID) -> Saved[AccountRow]:
        """Open a closed account again."""
        async with self._changes.open(ledger_id) as change:
            old = (await _known(change.connection, ledger_id)).chosen(account_id, "id")
            if old.closed_on is None:
                await change.unchanged()
                return change.saved(old)
            await accounts.change(change.connection, ledger_id, old.id, closed_on=None)
            await change.happened(AccountReopened(old.id))
        return change.saved(old._replace(closed_on=None))

    async def delete(self, ledger_id: UUID, account_id: UUID, lost: int) -> Saved[AccountRow]:
        """Delete an account and its transactions for good; the caller confirms their number."""
        async with self._changes.open(ledger_id) as change:
            known = await _known(change.connection, ledger_id)
            old = known.chosen(account_id, "id")
            _check_not_importing(change)
            if not any(row.id != old.id for row in known.open()):
                raise conflict("A ledger keeps one open account; make another one first.", "id")
            read = await Balances.read(change.connection, ledger_id, [LAST_DAY])
            entries = read.of(old.id, LAST_DAY).entries
            if entries != lost:
                raise conflict(f"That would delete {entries} transactions for good; send {entries} to agree.", "lost")
            await series.forget_account(change.connection, ledger_id, old.id)
            await settle_transfers(change, known.without(old.id), old.id)
            await postings.begin_account_removal(change, old.id)
            finished = await postings.empty_some(change.connection, ledger_id, old.id)
            await change.happened(AccountDeleted(old.id))
        if not finished:
            self._removals.begin()
        return change.saved(old)

    async def merge(self, ledger_id: UUID, source_id: UUID, target_id: UUID) -> Saved[AccountRow]:
        """Merge an account into another one, which gets its transactions, checks and names."""
        async with self._changes.open(ledger_id) as change:
            known = await _known(change.connection, ledger_id)
            source, target = known.chosen(source_id, "source_id"), known.chosen(target_id, "target_id")
            _check_merge(change, source, target)
            merged = _with_names(target, source)
            names = {column: getattr(merged, column) for column in ("number", "import_name", "aliases")}
            await accounts.change(change.connection, ledger_id, target.id, **names)
            await _merge_checks(change, source, target)
            if await transfers.any_between(change.connection, ledger_id, source.id, target.id):
                raise conflict("There are transfers between these accounts; unlink them first.", "source_id")
            on_goals = {goal.account_id for goal in await goals.all_of(change.connection, ledger_id)}
            if {source.id, target.id} <= on_goals:
                raise conflict("A goal stands on each of these accounts; take one of them off first.", "source_id")
            await follow_merge(change, source.id, target.id)
            await report_views.follow_merge(change.connection, ledger_id, source.id, target.id)
            await series.move_account(change.connection, ledger_id, source.id, target.id)
            await postings.begin_account_merge(change, source.id, target.id)
            if source.counted != target.counted:
                await settle_transfers(change, known.without(source.id), target.id)
            finished = await postings.empty_some(change.connection, ledger_id, source.id)
            await change.happened(AccountsMerged(source.id, target.id))
        if not finished:
            self._removals.begin()
        return change.saved(merged)

    async def record_check(self, ledger_id: UUID, draft: CheckDraft, key: str | None = None) -> Saved[AccountRow]:
        """Store a check in place of an earlier one of the same day; it moves no money."""
        async with self._changes.open(ledger_id, Once(key, "recordCheck", draft)) as change:
            known = await _known(change.connection, ledger_id)
            if change.repeated:
                return change.repeated.made(known.get(change.repeated.ids[0]))
            account = known.chosen(draft.account_id, "account_id")
            if account.closed_on is not None:
                raise conflict(f"“{account.name}” is closed; reopen it first.", "account_id")
            row = _prepare_check(draft, account, change)
            if not await keep(change, [row]):
                await change.unchanged([account.id])
                return change.saved(account)
            await change.happened(CheckRecorded(account.id, row.id), [account.id])
        return change.saved(account)

    async def delete_check(self, ledger_id: UUID, check_id: UUID) -> Saved[AccountRow]:
        """Delete a check; without an opening balance the balance of its account is unknown."""
        async with self._changes.open(ledger_id) as change:
            check = check_of(await accounts.checks_of(change.connection, ledger_id), check_id)
            account = (await _known(change.connection, ledger_id)).chosen(check.account_id)
            if check.source in ANCHORING and account.closed_on is not None:
                raise conflict(f"“{account.name}” is closed; reopen it first.", "id")
            await accounts.delete_checks(change.connection, ledger_id, [check.id])
            await change.happened(CheckDeleted(account.id, check.id))
        return change.saved(account)


def _prepare_check(draft: CheckDraft, account: AccountRow, change: Change) -> CheckRow:
    problems = ProblemList()
    amount = 0
    with problems.noting():
        amount = to_minor(draft.amount, account.currency, "amount")
    with problems.noting():
        check_date(draft.date, "date")
        if draft.date > change.today:
            raise invalid(f"The date {draft.date} is still to come; use {change.today} or earlier.", "date")
    with problems.noting():
        if draft.source == CheckSource.FILE:
            raise invalid("Only an import records what a file says; use MANUAL, or OPENING.", "source")
        if draft.source == CheckSource.VALUE and account.kind not in VALUED_KINDS:
            raise invalid(f"“{account.name}” is what its transactions make it; use MANUAL to check it.", "source")
    problems.refuse_any()
    return CheckRow(
        ledger_id=account.ledger_id,
        id=new_id(),
        account_id=account.id,
        date=draft.date,
        amount=amount,
        source=draft.source,
    )


async def _check_zero(change: Change, account: AccountRow, day: date) -> None:
    read = await Balances.read(change.connection, account.ledger_id, [day, LAST_DAY])
    then, last = read.of(account.id, day), read.of(account.id, LAST_DAY)
    if last.entries != then.entries:
        raise conflict(f"It has transactions after {day}; close it later, or move them.", "on")
    if then.amount is None:
        raise conflict("Nobody knows its balance; say what it was on some day (recordCheck).", "id")
    if then.amount:
        raise conflict("Its balance is not zero; record where the rest went, and close it then.", "id")


def _check_merge(change: Change, source: AccountRow, target: AccountRow) -> None:
    if source.id == target.id:
        raise invalid("An account cannot be merged with itself; choose another.", "target_id")
    if source.currency != target.currency:
        raise invalid(f"Only accounts of one currency can be merged; choose one in {source.currency}.", "target_id")
    if target.closed_on is not None:
        raise conflict(f"“{target.name}” is closed; reopen it first.", "target_id")
    _check_not_importing(change)


def _check_not_importing(change: Change) -> None:
    lease = change.ledger.lease
    if lease and lease.until > change.now:
        raise conflict("A statement is being imported; try again when that has finished.")


def _with_names(target: AccountRow, source: AccountRow) -> AccountRow:
    """Return the target with the names of the source, so that statements with these are imported into it."""
    names = {name: source.import_name for name in (source.name, source.number, source.import_name) if name}
    aliases = {**names, **source.aliases, **target.aliases}
    number = target.number or source.number
    if source.import_name:
        return target._replace(number=number, aliases=aliases)
    # Lines without an account belonged to the source, and belong to the target from now on.
    own = {name: target.import_name for name in (target.name, target.number, target.import_name) if name}
    return target._replace(number=number, import_name="", aliases={**aliases, **own})


async def _merge_checks(change: Change, source: AccountRow, target: AccountRow) -> None:
    """Move the checks to the target, which keeps its own opening balance and its own values of days."""
    checks = await accounts.checks_of(change.connection, source.ledger_id)
    taken = {_anchor(check) for check in checks if check.account_id == target.id} - {None}
    double = [check.id for check in checks if check.account_id == source.id and _anchor(check) in taken]
    await accounts.delete_checks(change.connection, source.ledger_id, double)
    await accounts.move_checks(change.connection, source.ledger_id, source.id, target.id)


def _anchor(check: CheckRow) -> tuple[str, date | None] | None:
    """Return the key under which an account keeps one check only."""
    if check.source not in ANCHORING:
        return None
    return check.source, None if check.source == CheckSource.OPENING else check.date


async def _known(connection: Connection, ledger_id: UUID) -> KnownAccounts:
    return KnownAccounts(await accounts.all_of(connection, ledger_id))
