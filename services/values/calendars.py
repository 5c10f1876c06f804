"""Calendars, which divide a ledger's time into budget periods."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.values.errors import invalid
from services.values.periods import (
    DAY,
    FIRST_DAY,
    LAST_DAY,
    Period,
    PeriodChoice,
    PeriodKind,
    custom_period,
    months_after,
    ranges_up_to,
)

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class HasCalendar(Protocol):
    """Anything that has a calendar's settings, such as the row of a ledger."""

    @property
    def period_start_day(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Calendar:
    """Budget periods without gaps or overlaps: each starts on the same day of the month, 1 to 28."""

    start_day: int

    @classmethod
    def of(cls, ledger: HasCalendar) -> "Calendar":
        """Return the calendar of a ledger."""
        return cls(ledger.period_start_day)

    def containing(self, day: date) -> Period:
        """Return the budget period that contains a day."""
        start = day.replace(day=self.start_day)
        return _starting(start if start <= day else months_after(start, -1))

    def named(self, label: str) -> Period:
        """Return the budget period with a label such as "2026-11", the month in which it starts."""
        match = _MONTH.fullmatch(label)
        if match is None:
            raise invalid(f"“{label[:10]}” is not a month; use the form 2026-11.", "period", "month")
        year, month = int(match[1]), int(match[2])
        if not FIRST_DAY.year <= year <= LAST_DAY.year:
            raise invalid(f"The month {label} is out of range; use a month from 1900-01 to 2200-12.", "period", "month")
        return _starting(date(year, month, self.start_day))

    def chosen(self, choice: PeriodChoice, today: date) -> Period:
        """Return the chosen period; a range that is exactly a budget period becomes that budget period."""
        month, start, end = choice
        if month is not None:
            if start is not None or end is not None:
                raise invalid("Give either a month or a start and an end, not both.", "period", "month")
            return self.named(month)
        if start is None and end is None:
            return self.containing(today)
        if start is None:
            raise invalid("The range has no start; give both a start and an end.", "period", "start")
        if end is None:
            raise invalid("The range has no end; give both a start and an end.", "period", "end")
        return self.recognised(custom_period(start, end))

    def recognised(self, period: Period) -> Period:
        """Return the budget period with exactly the days of a period, or else the period itself."""
        budget = self.containing(period.start)
        return budget if (budget.start, budget.end) == (period.start, period.end) else period

    def previous(self, period: Period) -> Period:
        """Return the period just before, of the same kind and length."""
        return self.last(2, period)[0]

    def last(self, count: int, period: Period) -> list[Period]:
        """Return `count` periods without gaps, oldest first; the last of them is the given one."""
        if period.kind is PeriodKind.RANGE:
            return ranges_up_to(period, count)
        return [_starting(months_after(period.start, -age)) for age in reversed(range(count))]

    def overlapping(self, period: Period) -> Iterator[Period]:
        """Yield the budget periods that share days with a period, oldest first."""
        budget = self.containing(period.start)
        while budget.start <= period.end:
            yield budget
            budget = self.containing(budget.end + DAY)

    def count_starts(self, after: date, until: date) -> int:
        """Count the budget periods that start after one day and no later than another."""
        return self._number(until) - self._number(after)

    def _number(self, day: date) -> int:
        """Number the budget period of a day; the number of the next one is higher by one."""
        return 12 * day.year + day.month - (day.day < self.start_day)


def _starting(start: date) -> Period:
    return Period(start, months_after(start, 1) - DAY, PeriodKind.MONTH)
