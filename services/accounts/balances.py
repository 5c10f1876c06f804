"""Read the balances of accounts, and compare them with those that the bank stated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db import accounts, balances
from db.accounts import AccountRow, CheckRow
from db.balances import Anchor, Moved
from db.stores.engine import Connection
from db.stores.ids import new_id
from services.calculations.balances import ANCHORING, CheckedBalance, CheckSource, checked, courses
from services.changes import Change
from services.values.errors import conflict, not_found


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """The balance of an account at the end of a day, in minor units of its currency.

    `amount` is None if it is unknown; `moved` is the sum of the account's `entries` transactions up to then.
    """

    amount: int | None
    moved: int
    entries: int


class Balances:
    """The balances of a ledger's accounts on some days, from one snapshot."""

    def __init__(self, anchors: Iterable[Anchor], moved: Iterable[Moved]) -> None:
        self._courses = courses(anchors)
        self._moved = {(row.account_id, row.day): row for row in moved}

    @classmethod
    async def read(cls, connection: Connection, ledger_id: UUID, days: Collection[date]) -> Balances:
        """Read the sums that these days need."""
        if days:
            return cls(*await balances.known_in(ledger_id, days).within(connection))
        return cls(await balances.anchors_in(ledger_id).within(connection), ())

    def is_known(self, account_id: UUID) -> bool:
        """Return True if the balance of an account is known: on every day or on none."""
        return account_id in self._courses

    def of(self, account_id: UUID, day: date) -> AccountBalance:
        """Return the balance of an account at the end of one of the days that were read."""
        moved = self._moved.get((account_id, day)) or Moved(account_id, day, 0, 0, 0)
        course = self._courses.get(account_id)
        amount = course.at(day, moved.amount) if course else None
        return AccountBalance(amount, moved.amount, moved.entries)


async def checked_in(connection: Connection, ledger_id: UUID) -> Mapping[UUID, list[CheckedBalance]]:
    """Return the checks of each account, oldest first, each beside the balance of its day."""
    of_account = courses(await balances.anchors_in(ledger_id).within(connection))
    moved = await balances.moved_at_checks(ledger_id).within(connection)
    checks = _by_account(await accounts.checks_of(connection, ledger_id))
    return {account_id: checked(rows, of_account.get(account_id), moved) for account_id, rows in checks.items()}


async def keep(change: Change, rows: Sequence[CheckRow]) -> list[CheckRow]:
    """Store checks in place of those of the same day and source; return the new ones.

    The first check of an account also gives its opening balance.
    """
    connection, ledger_id = change.connection, change.ledger.id
    others = _by_account(await accounts.checks_of(connection, ledger_id))
    read = await Balances.read(connection, ledger_id, {row.date for row in rows})
    opened = {row.account_id for row in rows if row.source in ANCHORING}
    kept = []
    for row in sorted(rows, key=lambda row: row.date):
        if any(other._replace(id=row.id, import_id=row.import_id) == row for other in others[row.account_id]):
            continue
        made = [row]
        if row.account_id not in opened and not read.is_known(row.account_id):
            opened.add(row.account_id)
            first = await balances.first_in(ledger_id, row.account_id).within(connection)
            made.append(_opening_from(row, first, read))
        replaced = _replaced(others[row.account_id], made)
        if row.import_id is None:
            await accounts.delete_checks(connection, ledger_id, replaced)
        else:
            await accounts.set_replaced(connection, ledger_id, replaced, row.import_id)
        await accounts.add_checks(connection, made)
        kept.append(row)
    return kept


async def forget(change: Change, known: Mapping[UUID, AccountRow], import_id: UUID) -> None:
    """Delete the checks that an import brought, and give back those that it replaced.

    Refuse to forget the opening balance of a closed account.
    Where the opening balance was worked out from one of them, it is worked out from the first check that is left.
    """
    connection, ledger_id = change.connection, change.ledger.id
    before = await accounts.checks_of(connection, ledger_id)
    opened = {row.account_id for row in before if row.import_id == import_id and row.source == CheckSource.OPENING}
    for account_id in opened & known.keys():
        if known[account_id].closed_on is not None:
            raise conflict(f"“{known[account_id].name}” is closed; reopen it first.", "id")
    await accounts.delete_checks_of_import(connection, ledger_id, import_id)
    left = _by_account(await _given_back(change, [row for row in before if row.import_id != import_id], import_id))
    read = await Balances.read(connection, ledger_id, {row.date for rows in left.values() for row in rows})
    for account_id in opened:
        if left[account_id] and not read.is_known(account_id):
            first = await balances.first_in(ledger_id, account_id).within(connection)
            await accounts.add_checks(connection, [_opening_from(left[account_id][0], first, read)])


async def _given_back(change: Change, left: Sequence[CheckRow], import_id: UUID) -> list[CheckRow]:
    """Give back the checks that an import replaced, and return all checks that are left, oldest first.

    Where another check has taken the place since, it has replaced them too.
    """
    connection, ledger_id = change.connection, change.ledger.id
    by_place = {(row.account_id, row.source, row.date): row for row in left}
    for row in await accounts.replaced_checks(connection, ledger_id, import_id):
        place = (row.account_id, row.source, row.date)
        other = by_place.setdefault(place, row)
        if other.id == row.id or other.import_id is not None:
            by = None if other.id == row.id else other.import_id
            await accounts.set_replaced(connection, ledger_id, [row.id], by)
        else:
            await accounts.delete_checks(connection, ledger_id, [row.id])
    return sorted(by_place.values(), key=lambda row: (row.date, row.id))


async def check_closed_balances(
    connection: Connection, ledger_id: UUID, rows: Iterable[AccountRow], field: str = "id"
) -> None:
    """Refuse a change after which the balance of a closed account is not zero."""
    closed = {row.id: row for row in rows if row.closed_on is not None}
    if not closed:
        return
    read = await Balances.read(connection, ledger_id, [row.closed_on for row in closed.values() if row.closed_on])
    for row in closed.values():
        if row.closed_on and read.of(row.id, row.closed_on).amount:
            raise conflict(f"“{row.name}” is closed with a balance of zero; reopen it to change that.", field)


def _opening_from(check: CheckRow, first: date | None, read: Balances) -> CheckRow:
    """Return the opening balance that follows from the first check of an account."""
    moved = read.of(check.account_id, check.date).moved
    day = min(first or check.date, check.date)
    return check._replace(id=new_id(), date=day, amount=check.amount - moved, source=CheckSource.OPENING)


def _replaced(checks: Iterable[CheckRow], made: Sequence[CheckRow]) -> list[UUID]:
    """Return the ids of the checks that new ones replace: those of the same day, and the opening balance."""
    taken = {(row.source, row.date) for row in made}
    opens = any(row.source == CheckSource.OPENING for row in made)
    return [
        row.id for row in checks if (row.source, row.date) in taken or (opens and row.source == CheckSource.OPENING)
    ]


def check_of(checks: Iterable[CheckRow], check_id: UUID, field: str = "id") -> CheckRow:
    """Return the check with this id."""
    check = next((row for row in checks if row.id == check_id), None)
    if check is None:
        raise not_found("There is no such check; choose one of yours.", field)
    return check


def _by_account(checks: Iterable[CheckRow]) -> defaultdict[UUID, list[CheckRow]]:
    by_account: defaultdict[UUID, list[CheckRow]] = defaultdict(list)
    for row in checks:
        by_account[row.account_id].append(row)
    return by_account
