"""Budget periods and other date ranges: which days belong together, and what they are called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from services.errors import Problem, ProblemCode, Refused, invalid

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 12, 31)
MAX_CUSTOM_DAYS = 3653  # ten years with three leap days
LAST_START_DAY = 28  # the last day that every month has

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both included.

    `label` is the month in which a budget period starts ("2026-11"), or the ISO interval of any other range
    ("2026-11-03/2026-11-20").
    """

    start: date
    end: date
    label: str

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days + 1

    @property
    def is_custom(self) -> bool:
        """Whether it is a range of dates, and no budget period."""
        return "/" in self.label

    def is_running(self, today: date) -> bool:
        """Whether it has begun and days after today are still to come."""
        return self.start <= today < self.end

    def days_left(self, today: date) -> int:
        """How many of its days are still to come, today included: none when it is past, all when it is future."""
        return max((self.end - max(self.start, today)).days + 1, 0)

    def overlap(self, other: "Period") -> int:
        """How many days the two periods have in common."""
        return max((min(self.end, other.end) - max(self.start, other.start)).days + 1, 0)


class PeriodChoice(NamedTuple):
    """What somebody asked for: a month ("2026-11"), a range of dates, or nothing, which is the current period."""

    month: str | None = None
    start: date | None = None
    end: date | None = None


def choose_period(choice: PeriodChoice, today: date, start_day: int) -> Period:
    """The period that was asked for; a range that is exactly a budget period is that budget period."""
    month, start, end = choice
    if month is not None:
        if start is not None or end is not None:
            raise invalid("Give either a month or a start and an end, not both.", "period", "month")
        return period_of_month(month, start_day)
    if start is None and end is None:
        return period_containing(today, start_day)
    if start is None:
        raise invalid("The range has no start; give both a start and an end.", "period", "start")
    if end is None:
        raise invalid("The range has no end; give both a start and an end.", "period", "end")
    custom = custom_period(start, end)
    budget = period_containing(start, start_day)
    return budget if budget.end == end and budget.start == start else custom


def period_containing(day: date, start_day: int) -> Period:
    """The budget period around a day; `start_day` (1 to 28) is the day of the month on which periods start."""
    start = day.replace(day=start_day)
    if day < start:
        start = _months_after(start, -1)
    return Period(start, _months_after(start, 1) - _DAY, start.isoformat()[:7])


def period_of_month(year_month: str, start_day: int) -> Period:
    """The budget period that starts in a month such as "2026-11"."""
    match = _MONTH.fullmatch(year_month)
    if match is None:
        raise invalid(f"“{year_month[:10]}” is not a month; use the form 2026-11.", "period", "month")
    year, month = int(match[1]), int(match[2])
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise invalid(
            f"The month {year_month} is out of range; use a month from 1900-01 to 2200-12.", "period", "month"
        )
    return period_containing(date(year, month, start_day), start_day)


def custom_period(start: date, end: date) -> Period:
    """Any range of at most ten years, both days included."""
    if problems := [*_out_of_range(start, "period", "start"), *_out_of_range(end, "period", "end")]:
        raise Refused(problems)
    if end < start:
        raise invalid(f"The range ends on {end}, before it starts; use an end from {start} on.", "period", "end")
    period = _range(start, end)
    if period.days > MAX_CUSTOM_DAYS:
        latest = start + timedelta(days=MAX_CUSTOM_DAYS - 1)
        raise invalid(f"The range is longer than ten years; use an end of {latest} or earlier.", "period", "end")
    return period


def check_date(day: date, *field: str) -> date:
    """The same date, or a problem when it is outside the years that can be recorded."""
    if problems := _out_of_range(day, *field):
        raise Refused(problems)
    return day


def previous(period: Period, start_day: int) -> Period:
    """Return the period just before, of the same kind and length."""
    return last_periods(period, 2, start_day)[0]


def last_periods(period: Period, count: int, start_day: int) -> list[Period]:
    """Return as many periods as `count`, oldest first, back to back, the last of them the given one.

    Those before a range are as many whole months long as it is, or else as many days.
    """
    if period == period_containing(period.start, start_day):
        starts = [_months_after(period.start, -steps) for steps in range(1, count)]
        earlier = [period_containing(start, start_day) for start in starts]
    elif months := _whole_months(period):
        starts = [_months_after(period.start, -steps * months) for steps in range(count)]
        earlier = [_range(start, end - _DAY) for end, start in pairwise(starts)]
    else:
        lengths = [timedelta(days=steps * period.days) for steps in range(1, count)]
        earlier = [_range(period.start - length, period.end - length) for length in lengths]
    return [*reversed(earlier), period]


def same_day(day: date, period: Period, earlier: Period) -> date:
    """Return the last day of an earlier period that is compared with a period up to `day`.

    It is the same day of the month, or of the year, where both start on the same day of a month.
    """
    if period.start.day == earlier.start.day:
        months = 12 * (earlier.start.year - period.start.year) + earlier.start.month - period.start.month
        first = _months_after(day.replace(day=1), months)
        moved = min(first + (day.day - 1) * _DAY, _months_after(first, 1) - _DAY)
    else:
        moved = earlier.start + (day - period.start)
    return min(moved, earlier.end)


def budget_periods(period: Period, start_day: int) -> Iterator[Period]:
    """The budget periods that share days with a period, oldest first."""
    budget = period_containing(period.start, start_day)
    while budget.start <= period.end:
        yield budget
        budget = period_containing(budget.end + _DAY, start_day)


def _out_of_range(day: date, *field: str) -> list[Problem]:
    if FIRST_DAY <= day <= LAST_DAY:
        return []
    message = f"The date {day} is out of range; use a date from {FIRST_DAY.year} to {LAST_DAY.year}."
    return [Problem(ProblemCode.INVALID, message, field)]


def _range(start: date, end: date) -> Period:
    return Period(start, end, f"{start}/{end}")


def _whole_months(period: Period) -> int:
    """Return how many months a range is long, 0 if it ends in the middle of one: a year is 12, leap or not."""
    after = period.end + _DAY
    if after.day != period.start.day or after.day > LAST_START_DAY:
        return 0
    return 12 * (after.year - period.start.year) + after.month - period.start.month


def _months_after(day: date, months: int) -> date:
    """Return the same day of a later month, which must have it."""
    index = 12 * day.year + day.month - 1 + months
    return day.replace(year=index // 12, month=index % 12 + 1)
