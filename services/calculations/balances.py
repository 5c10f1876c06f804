"""Balances: what is in an account on a day, and whether the bank's own figures agree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

_ONE_DAY = timedelta(days=1)


class CheckSource(StrEnum):
    """The sources of a recorded balance."""

    OPENING = "OPENING"
    MANUAL = "MANUAL"


class Check(Protocol):
    """A balance of the bank at the end of a day; an OPENING one is that before the day."""

    @property
    def id(self) -> UUID: ...
    @property
    def date(self) -> date: ...
    @property
    def amount(self) -> int: ...
    @property
    def source(self) -> str: ...


Said = TypeVar("Said", bound=Check)


@dataclass(frozen=True, slots=True)
class CheckedBalance:
    """A check beside the balance of the ledger, in minor units.

    `difference` is what the ledger has more than the bank, None if the opening balance is not known. `right_since` is
    the last day before it on which they agreed.
    """

    id: UUID
    day: date
    amount: int
    source: CheckSource
    difference: int | None
    right_since: date | None


def opening_of(checks: Iterable[Said]) -> Said | None:
    """Return the check that says what was in an account before its first transactions."""
    return next((check for check in checks if check.source == CheckSource.OPENING), None)


def eve_of(opening: Check) -> date:
    """Return the day whose end an opening balance is of."""
    return opening.date - _ONE_DAY


def balance(opening: int, moved_before: int, moved: int) -> int:
    """Return a balance: what was there at the opening, and what moved since; both sums are from the beginning."""
    return opening + moved - moved_before


def checked(checks: Sequence[Check], opening: Check | None, moved: Mapping[date, int]) -> list[CheckedBalance]:
    """Compare the checks of an account, oldest first, with what moved up to their days and to the opening's eve."""
    right = eve_of(opening) if opening else None
    compared = []
    for check in checks:
        difference = None
        if opening and check.source == CheckSource.OPENING:
            difference = 0
        elif opening:
            difference = balance(opening.amount, moved[eve_of(opening)], moved[check.date]) - check.amount
        source = CheckSource(check.source)
        compared.append(CheckedBalance(check.id, check.date, check.amount, source, difference, right))
        right = check.date if difference == 0 and source != CheckSource.OPENING else right
    return compared
