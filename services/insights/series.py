"""The series of a ledger: payments of one payee, in one currency and one direction, that come in a rhythm."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.calculations.recurrence import Due, Rhythm, due_after, rhythm_of
from services.insights.movement import Movement

FEWEST_DAYS = 18  # from the first to the last payment: four weekly ones
FEWEST_OF_AN_AMOUNT = 3
MOST_GROWTH = 5, 4  # of an amount to the next larger one of a series


class Series(NamedTuple):
    """Payments in a rhythm, the oldest first.

    `stray` is a later payment that does not fit the rhythm. `is_whole` is True if the payee has no other payments.
    """

    payments: Sequence[Movement]
    rhythm: Rhythm
    stray: Movement | None = None
    is_whole: bool = True

    @property
    def last(self) -> Movement:
        """Return the last payment that fits."""
        return self.payments[-1]

    @property
    def due(self) -> Due:
        """Return the days on which the payment after the last one is due."""
        return due_after([payment.date for payment in self.payments], self.rhythm)

    def is_steady(self, count: int) -> bool:
        """Return True if the last payments are at least `count`, and of nearly the same amount."""
        amounts = [abs(payment.amount) for payment in self.payments[-count:]]
        return len(amounts) == count and 3 * max(amounts) <= 4 * min(amounts)


def series_of(movements: Sequence[Movement]) -> Iterator[Series]:
    """Return the series in the movements of a payee, the oldest first, money in and money out apart."""
    if len(movements) > 1 and (movements[-1].date - movements[0].date).days >= FEWEST_DAYS:
        for sign in (1, -1):
            payments = [movement for movement in movements if sign * movement.amount > 0]
            if len(payments) > 1:
                yield from _in_one_direction(payments)


def _in_one_direction(payments: Sequence[Movement]) -> Iterator[Series]:
    """Return all payments as a series, or else those of a similar amount."""
    if whole := _series(payments):
        yield whole
    elif len(payments) > FEWEST_OF_AN_AMOUNT:
        for alike in _of_similar_amounts(payments):
            if len(alike) >= FEWEST_OF_AN_AMOUNT and (series := _series(alike)):
                yield series._replace(is_whole=False)


def _series(payments: Sequence[Movement]) -> Series | None:
    days = sorted({payment.date for payment in payments})
    if rhythm := rhythm_of(days):
        return Series(payments, rhythm)
    *earlier, stray = payments
    if len(days) > FEWEST_OF_AN_AMOUNT and (rhythm := rhythm_of([day for day in days if day < stray.date])):
        return Series(earlier, rhythm, stray)
    return None


def _of_similar_amounts(payments: Sequence[Movement]) -> Iterator[list[Movement]]:
    most, least = MOST_GROWTH
    alike: list[Movement] = []
    for payment in sorted(payments, key=lambda payment: abs(payment.amount)):
        if alike and least * abs(payment.amount) > most * abs(alike[-1].amount):
            yield sorted(alike, key=lambda payment: payment.date)
            alike = []
        alike.append(payment)
    yield sorted(alike, key=lambda payment: payment.date)
