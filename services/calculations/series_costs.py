"""The costs of series in the projection: what was paid is taken out of the habits, and what is due counts as itself."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from services.calculations.bills import costs_of
from services.calculations.occurrences import MOST_DAYS_LATE, KnownSeries, Occurrence
from services.calculations.rows import Total


class SeriesCost(NamedTuple):
    """A cost of a series on a day, in minor units of the base currency, positive: one that was paid, or is expected."""

    category_id: UUID | None
    day: date
    amount: int
    is_paid: bool


class _Rest(NamedTuple):
    """A total without the payments of series."""

    bucket: int
    category_id: UUID | None
    money_in: int
    money_out: int
    entries: int
    first_on: date | None


def series_costs(
    series: Sequence[KnownSeries], currencies: Mapping[UUID, str], base_currency: str, last: date
) -> Iterator[SeriesCost]:
    """Yield the costs of series up to a day; `currencies` are those of the counted accounts.

    A series whose cost is unknown, or that was paid by a transaction with several splits, stays a habit.
    """
    for known in costs_of(series):
        if known.series.account_id not in currencies or any(payment.split_count > 1 for payment in known.payments):
            continue
        occurrences = known.between(known.today - timedelta(days=MOST_DAYS_LATE), last)
        due = [occurrence for occurrence in occurrences if occurrence.is_open]
        amounts = [base_amount(known, occurrence, currencies, base_currency) for occurrence in due]
        category_id = known.payments[-1].category_id if known.payments else known.series.category_id
        if None not in amounts:
            for payment in known.payments:
                yield SeriesCost(payment.category_id, payment.date, -payment.base_amount, is_paid=True)
            for occurrence, amount in zip(due, amounts, strict=True):
                day = occurrence.expected_on(known.today)
                yield SeriesCost(category_id, day, -(amount or 0), is_paid=False)


def base_amount(
    known: KnownSeries, occurrence: Occurrence, currencies: Mapping[UUID, str], base_currency: str
) -> int | None:
    """Return the amount of an occurrence in the base currency, by the rate of the last payment; None if unknown."""
    if occurrence.payment is not None:
        return occurrence.payment.base_amount
    if occurrence.amount is None or currencies[known.series.account_id] == base_currency:
        return occurrence.amount
    if not known.payments:
        return None
    last = known.payments[-1]
    return round(Fraction(occurrence.amount * last.base_amount, last.account_amount))


def without_paid(
    totals: Iterable[Total], ranges: Iterable[tuple[int, date, date]], costs: Sequence[SeriesCost]
) -> list[Total]:
    """Return the totals of numbered ranges of days without the payments of series."""
    of_day = attrgetter("day")
    ordered = sorted((cost for cost in costs if cost.is_paid), key=of_day)
    paid: defaultdict[tuple[int, UUID | None], list[SeriesCost]] = defaultdict(list)
    for number, first, last in ranges:
        for cost in ordered[bisect_left(ordered, first, key=of_day) : bisect_right(ordered, last, key=of_day)]:
            paid[number, cost.category_id].append(cost)
    return [_rest(total, paid.get((total.bucket, total.category_id), ())) for total in totals]


def _rest(total: Total, paid: Sequence[SeriesCost]) -> Total:
    if not paid:
        return total
    entries = max(total.entries - len(paid), 0)
    # The first day of the others is not known if the first of all was a payment.
    is_known = entries and all(cost.day != total.first_on for cost in paid)
    money_out = total.money_out - sum(cost.amount for cost in paid)
    first_on = total.first_on if is_known else None
    return _Rest(total.bucket, total.category_id, total.money_in, money_out, entries, first_on)
