"""Reports: the money of several spans of days, divided by a dimension."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Protocol
from uuid import UUID

from services.calculations.averages import average
from services.calculations.flows import Flow, count, is_moved
from services.calculations.rows import Category, Counted
from services.values.money import divide
from services.values.periods import Period

WHOLE, NOW, BEFORE = -1, -2, -3
"""The buckets beside those of the spans: all days, those that are compared, and those with which they are compared."""

Key = UUID | str | None


class Dimension(StrEnum):
    """The things by which a report divides money."""

    CATEGORY = "CATEGORY"
    GROUP = "GROUP"
    KIND = "KIND"
    ACCOUNT = "ACCOUNT"
    PAYEE = "PAYEE"
    TAG = "TAG"


class Measure(StrEnum):
    """The figure that a report is about."""

    INCOME = "INCOME"
    EXPENSES = "EXPENSES"
    NET = "NET"
    COUNT = "COUNT"
    AVERAGE = "AVERAGE"

    def of(self, flow: Flow) -> int:
        """Return the figure of a flow."""
        match self:
            case Measure.INCOME:
                return flow.income
            case Measure.EXPENSES:
                return flow.expenses
            case Measure.NET:
                return flow.net
            case Measure.COUNT:
                return flow.entries
        return divide(flow.net, flow.entries) if flow.entries else 0


class Divided(Counted, Protocol):
    """The money of a category and a key within a bucket."""

    @property
    def bucket(self) -> int: ...
    @property
    def key(self) -> Key: ...


@dataclass(slots=True)
class Line:
    """The flows of one row of a report, by bucket; an absent one is empty."""

    flows: defaultdict[int, Flow] = field(default_factory=lambda: defaultdict(Flow))

    def of(self, bucket: int) -> Flow:
        """Return the flow of a bucket."""
        return self.flows.get(bucket) or Flow()


@dataclass(frozen=True, eq=False)
class Report:
    """The money of spans of days. `distinct` has each split once, `divided` as often as it has keys, such as tags."""

    spans: Sequence[Period]
    today: date
    by: Dimension | None
    measure: Measure
    tops: Mapping[UUID, Category]
    divided: Sequence[Divided]
    distinct: Sequence[Divided]

    @cached_property
    def total(self) -> Line:
        """Return the line of all splits, each once."""
        return _line(self.distinct, self.tops)

    @cached_property
    def rows(self) -> list[tuple[Key, Line]]:
        """Return the rows with anything of the measure, the largest first."""
        by_key: defaultdict[Key, Line] = defaultdict(Line)
        for total in self.divided if self.by else ():
            if not is_moved(total.category_id, self.tops):
                count(by_key[self._key(total)].flows[total.bucket], total, self.tops)
        kept = [(key, line) for key, line in by_key.items() if self._has_any(line)]
        return sorted(kept, key=lambda pair: (-self._size(pair[1]), str(pair[0] or "")))

    def others(self, shown: int) -> Line | None:
        """Return the line of all rows after the first ones; None if there is none, or if keys overlap."""
        if self.by is Dimension.TAG or len(self.rows) <= shown:
            return None
        keys = {key for key, _ in self.rows[:shown]}
        return _line((total for total in self.divided if self._key(total) not in keys), self.tops)

    def per_span(self, line: Line) -> tuple[int, int]:
        """Return the average income and expenses of the spans that have ended, from the first with any entry."""
        active = [number for number in range(len(self.spans)) if self.total.of(number).entries]
        since = list(range(active[0], len(self.spans))) if active else []
        ended = [number for number in since if self.spans[number].end < self.today] or since
        averaged = [line.of(number) for number in ended]
        return average([flow.income for flow in averaged]), average([flow.expenses for flow in averaged])

    def _key(self, total: Divided) -> Key:
        if self.by in {Dimension.ACCOUNT, Dimension.PAYEE, Dimension.TAG}:
            return total.key
        if total.category_id is None or self.by is Dimension.CATEGORY:
            return total.category_id
        top = self.tops.get(total.category_id)
        if top is None:
            return None
        return top.id if self.by is Dimension.GROUP else str(top.kind)

    def _has_any(self, line: Line) -> bool:
        if self.measure in {Measure.INCOME, Measure.EXPENSES}:
            return any(self.measure.of(flow) for flow in line.flows.values())
        return any(flow.entries for flow in line.flows.values())

    def _size(self, line: Line) -> int:
        size = self.measure.of(line.of(WHOLE))
        return abs(size) if self.measure in {Measure.NET, Measure.AVERAGE} else size


def _line(totals: Iterable[Divided], tops: Mapping[UUID, Category]) -> Line:
    line = Line()
    for total in totals:
        if not is_moved(total.category_id, tops):
            count(line.flows[total.bucket], total, tops)
    return line
