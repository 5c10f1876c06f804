"""Money in and out of one bucket of days, each amount counted where the kind of its category says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.calculations.rows import Category, CategoryKind, Total
from services.periods import Period, last_periods

TO_TODAY = -1


@dataclass(slots=True)
class Flow:
    """Income, and what was spent by top-level category (None: not categorised), in minor units.

    `entries` counts the transactions, transfers included: a flow without any is of a time before the ledger was kept.
    """

    income: int = 0
    spent: defaultdict[UUID | None, int] = field(default_factory=lambda: defaultdict(int))
    entries: int = 0

    @property
    def expenses(self) -> int:
        """All that was spent, less what came back."""
        return sum(self.spent.values())


def buckets(period: Period, today: date, start_day: int, back: int) -> list[tuple[int, date, date]]:
    """The numbered ranges of days (first, last) whose totals the figures need.

    0 is the period, k the k-th period before it, up to `back`. While the period runs, -1 is its part up to today:
    the rest of it may already hold entries with dates to come.
    """
    periods = last_periods(period, back + 1, start_day)[::-1]
    numbered = [(number, each.start, each.end) for number, each in enumerate(periods)]
    if period.is_running(today):
        numbered.append((TO_TODAY, period.start, today))
    return numbered


def flows(totals: Iterable[Total], tops: Mapping[UUID, Category]) -> defaultdict[int, Flow]:
    """The flow of each bucket; a bucket without totals is an empty flow."""
    by_bucket: defaultdict[int, Flow] = defaultdict(Flow)
    for total in totals:
        _count(by_bucket[total.bucket], total, tops)
    return by_bucket


def since_first_entry(flows: Sequence[Flow]) -> Sequence[Flow]:
    """Flows, the latest first, up to the first of a ledger: empty ones from before it would lower an average."""
    reach = max((age for age, flow in enumerate(flows, start=1) if flow.entries), default=0)
    return flows[:reach]


def _count(flow: Flow, total: Total, tops: Mapping[UUID, Category]) -> None:
    flow.entries += total.entries
    if total.category_id is None:
        flow.income += total.money_in
        flow.spent[None] += total.money_out
        return
    top = tops[total.category_id]
    if top.kind == CategoryKind.EXPENSE:
        flow.spent[top.id] += total.money_out - total.money_in
    elif top.kind == CategoryKind.INCOME:
        flow.income += total.money_in - total.money_out
