"""Balances of accounts as they are read: what moved, and what the bank said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db import accounts, balances
from db.accounts import AccountRow, CheckRow
from db.balances import Anchor, Moved
from db.stores.engine import Connection
from db.stores.ids import new_id
from services.calculations.balances import CheckedBalance, CheckSource, checked, courses
from services.errors import conflict, not_found


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """What is in an account at the end of a day, in minor units of its currency.

    `amount` is None if nobody knows it; `moved` is what its `entries` transactions up to then add up to.
    """

    amount: int | None
    moved: int
    entries: int


class Balances:
    """The balances of a ledger's accounts on some days, and all checks, from one snapshot."""

    def __init__(self, checks: Iterable[CheckRow], anchors: Iterable[Anchor], moved: Iterable[Moved]) -> None:
        self.checks: Mapping[UUID, list[CheckRow]] = _by_account(checks)
        self._courses = courses(anchors)
        self._moved = {(each.account_id, each.day): each for each in moved}

    @classmethod
    async def read(cls, connection: Connection, ledger_id: UUID, days: Sequence[date]) -> Balances:
        """Read what is needed for these days and for all checks."""
        checks = await accounts.checks_of(connection, ledger_id)
        anchors = await balances.anchors_in(ledger_id).within(connection)
        wanted = {*days, *(check.date for check in checks)}
        moved = await balances.moved_in(ledger_id, wanted).within(connection) if wanted else ()
        return cls(checks, anchors, moved)

    def is_known(self, account_id: UUID) -> bool:
        """Return True if the balance of an account is known on any day, and so on all."""
        return account_id in self._courses

    def of(self, account_id: UUID, day: date) -> AccountBalance:
        """Return the balance of an account at the end of a day that was asked for."""
        moved, course = self._of(account_id, day), self._courses.get(account_id)
        amount = course.at(day, moved.amount) if course else None
        return AccountBalance(amount, moved.amount, moved.entries)

    def checked(self, account_id: UUID) -> list[CheckedBalance]:
        """Return the checks of an account, oldest first, each beside the balance of its day."""
        checks = self.checks[account_id]
        moved = {check.date: self._of(account_id, check.date).amount for check in checks}
        return checked(checks, self._courses.get(account_id), moved)

    def _of(self, account_id: UUID, day: date) -> Moved:
        return self._moved.get((account_id, day)) or Moved(account_id, day, 0, 0)


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


def opening_from(check: CheckRow, first: date | None, read: Balances) -> CheckRow:
    """Work out from the first check of an account what was there before its first transaction."""
    moved = read.of(check.account_id, check.date).moved
    day = min(first or check.date, check.date)
    return check._replace(id=new_id(), date=day, amount=check.amount - moved, source=CheckSource.OPENING)


def replaced(checks: Iterable[CheckRow], made: Sequence[CheckRow]) -> list[UUID]:
    """Return the ids of checks that new ones take the place of: of the same day, or the opening balance."""
    taken = {(row.source, row.date) for row in made}
    opens = any(row.source == CheckSource.OPENING for row in made)
    return [
        row.id for row in checks if (row.source, row.date) in taken or (opens and row.source == CheckSource.OPENING)
    ]


def check_of(checks: Iterable[CheckRow], check_id: UUID) -> CheckRow:
    """Return the check with this id."""
    found = next((row for row in checks if row.id == check_id), None)
    if found is None:
        raise not_found("There is no such check.", "id")
    return found


def _by_account(checks: Iterable[CheckRow]) -> Mapping[UUID, list[CheckRow]]:
    found: defaultdict[UUID, list[CheckRow]] = defaultdict(list)
    for row in checks:
        found[row.account_id].append(row)
    return found
