"""Balances: count the balance of an account on a day, and compare it with the bank's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

_ONE_DAY = timedelta(days=1)


class CheckSource(StrEnum):
    """The sources of a recorded balance."""

    OPENING = "OPENING"
    FILE = "FILE"
    MANUAL = "MANUAL"
    VALUE = "VALUE"


ANCHORING = frozenset({CheckSource.OPENING, CheckSource.VALUE})


class Check(Protocol):
    """A balance that the bank stated for the end of a day, or before the day if OPENING. A VALUE holds from then on."""

    @property
    def id(self) -> UUID: ...
    @property
    def date(self) -> date: ...
    @property
    def amount(self) -> int: ...
    @property
    def source(self) -> str: ...


class Anchor(Protocol):
    """A known balance at the end of a day, or before it if it `opens`; `moved` is the sum of amounts up to then."""

    @property
    def account_id(self) -> UUID: ...
    @property
    def date(self) -> date: ...
    @property
    def amount(self) -> int: ...
    @property
    def moved(self) -> int: ...
    @property
    def opens(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class CheckedBalance:
    """A check beside the balance of the ledger, in minor units.

    `difference` is the ledger's balance less the bank's, None if the ledger's is unknown. `right_since` is
    the last day before it on which they agreed.
    """

    id: UUID
    day: date
    amount: int
    source: CheckSource
    difference: int | None
    right_since: date | None


class Course:
    """The balance of one account from day to day: the last anchor, and the sum of amounts since.

    Before the first anchor it is counted backwards.
    """

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        """Begin with at least one anchor."""
        self._anchors = sorted(anchors, key=_day_of)
        self._first = self._anchors[0]

    @property
    def known_from(self) -> date:
        """Return the day at whose end the first known balance holds."""
        return _day_of(self._first)

    @property
    def begins(self) -> date:
        """Return the first known day of the account; transactions may be earlier."""
        return self._first.date

    def at(self, day: date, moved: int) -> int:
        """Return the balance at the end of a day; `moved` is the sum of all amounts up to then."""
        return self.base(day) + moved

    @property
    def first_base(self) -> int:
        """Return the balance before the first transaction."""
        return self._first.amount - self._first.moved

    def base(self, day: date) -> int:
        """Return the balance at the end of a day less the sum of all amounts up to then."""
        known = [anchor for anchor in self._anchors if _day_of(anchor) <= day]
        last = known[-1] if known else self._first
        return last.amount - last.moved


def courses(anchors: Iterable[Anchor]) -> dict[UUID, Course]:
    """Return the course of each account that has an anchor."""
    by_account: defaultdict[UUID, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        by_account[anchor.account_id].append(anchor)
    return {account_id: Course(known) for account_id, known in by_account.items()}


def checked(checks: Sequence[Check], course: Course | None, moved: Mapping[UUID, int]) -> list[CheckedBalance]:
    """Compare the checks of an account, oldest first, with its course; `moved` has the sum of amounts up to each."""
    right = course.known_from if course else None
    compared = []
    for check in checks:
        source, difference = CheckSource(check.source), None
        if course:
            difference = 0 if source in ANCHORING else course.at(check.date, moved[check.id]) - check.amount
        compared.append(CheckedBalance(check.id, check.date, check.amount, source, difference, right))
        right = check.date if difference == 0 and source != CheckSource.OPENING else right
    return compared


def _day_of(anchor: Anchor) -> date:
    return anchor.date - _ONE_DAY if anchor.opens else anchor.date
