"""Income and expenses of numbered ranges of days; the kind of a category decides how its amounts count."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from db.stores.ids import TRANSFERRED
from services.calculations.rows import Category, CategoryKind, Counted, Total
from services.values.calendars import Calendar
from services.values.periods import Period, same_day

AVERAGED_PERIODS = 6
TO_TODAY = -1


@dataclass(slots=True)
class Flow:
    """Income, and spending by top-level category (None: not categorised), in minor units.

    `entries` counts the transactions, with transfers. A flow without any lies before the ledger's first entry.
    """

    income: int = 0
    spent: defaultdict[UUID | None, int] = field(default_factory=lambda: defaultdict(int))
    entries: int = 0

    @property
    def expenses(self) -> int:
        """Return the sum of the spending."""
        return sum(self.spent.values())

    @property
    def net(self) -> int:
        """Return income less expenses."""
        return self.income - self.expenses


def buckets(
    period: Period, today: date, calendar: Calendar, back: int, compared: int = 0
) -> list[tuple[int, date, date]]:
    """Return the numbered ranges of days (first, last) whose totals the figures need.

    0 is the period, k the k-th period before it, up to `back`. While the period runs, -1 is its part up to today,
    because entries may have later dates, and -1 - k is the same days of the k-th period before it, up to
    `compared`.
    """
    periods = calendar.last(max(back, compared) + 1, period)[::-1]
    numbered = [(number, earlier.start, earlier.end) for number, earlier in enumerate(periods[: back + 1])]
    if period.is_running(today):
        numbered.append((TO_TODAY, period.start, today))
        for age, earlier in enumerate(periods[1 : compared + 1], start=1):
            numbered.append((same_days(age), earlier.start, same_day(today, period, earlier)))
    return numbered


def same_days(age: int) -> int:
    """Return the bucket of the same days of the k-th period before."""
    return TO_TODAY - age


def flows(totals: Iterable[Total], tops: Mapping[UUID, Category]) -> defaultdict[int, Flow]:
    """Return the flow of each bucket, empty for a bucket without totals."""
    by_bucket: defaultdict[int, Flow] = defaultdict(Flow)
    # An id is slow to hash, and the totals of a category mostly stand together.
    for category_id, of_category in groupby(totals, key=attrgetter("category_id")):
        place = _place_of(category_id, tops)
        for total in of_category:
            _count(by_bucket[total.bucket], total, place)
    return by_bucket


def count(flow: Flow, total: Counted, tops: Mapping[UUID, Category]) -> None:
    """Add the money of a category to a flow."""
    _count(flow, total, _place_of(total.category_id, tops))


def is_moved(category_id: UUID | None, tops: Mapping[UUID, Category]) -> bool:
    """Return True if money in a category counts nowhere, because it only moves."""
    if category_id is None:
        return False
    return category_id == TRANSFERRED or (category_id in tops and tops[category_id].kind == CategoryKind.TRANSFER)


def _place_of(category_id: UUID | None, tops: Mapping[UUID, Category]) -> Category | None:
    """Return the category in which totals count; None for uncategorised ones and transfers."""
    return None if category_id is None or category_id == TRANSFERRED else tops[category_id]


def _count(flow: Flow, total: Counted, top: Category | None) -> None:
    flow.entries += total.entries
    if top is None:
        if total.category_id is None:
            flow.income += total.money_in
            flow.spent[None] += spent_of(total)
    elif top.kind == CategoryKind.EXPENSE:
        flow.spent[top.id] += spent_of(total)
    elif top.kind == CategoryKind.INCOME:
        flow.income += total.money_in - total.money_out


def since_first_entry(flows: Sequence[Flow]) -> Sequence[Flow]:
    """Leave out flows before the ledger's first entry, which would lower an average; the latest come first."""
    reach = max((age for age, flow in enumerate(flows, start=1) if flow.entries), default=0)
    return flows[:reach]


def spent_of(total: Counted | None) -> int:
    """Return the spending of an expense category, or of uncategorised entries, in a bucket."""
    if total is None:
        return 0
    return total.money_out - (total.money_in if total.category_id else 0)
