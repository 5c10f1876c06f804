"""Periods: ranges of days, their labels, and how one is compared with another."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from services.values.errors import Problem, ProblemCode, Refused, invalid

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 12, 31)
MAX_CUSTOM_DAYS = 3653  # ten years with three leap days
LAST_START_DAY = 28  # the last day that every month has
DAY = timedelta(days=1)
_LEAP_DAY = (2, 29)


class PeriodKind(StrEnum):
    """The kinds of periods: a budget period that a month names, another budget period, or any other range of days."""

    MONTH = "MONTH"
    BUDGET = "BUDGET"
    RANGE = "RANGE"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both included."""

    start: date
    end: date
    kind: PeriodKind = PeriodKind.RANGE

    @property
    def id(self) -> str:
        """Return the first day of a budget period, or the ISO interval of a range."""
        return f"{self.start}/{self.end}" if self.kind is PeriodKind.RANGE else self.start.isoformat()

    @property
    def label(self) -> str:
        """Return the month in which alone a budget period starts ("2026-11"), or the ISO interval of another period."""
        return self.start.isoformat()[:7] if self.kind is PeriodKind.MONTH else f"{self.start}/{self.end}"

    @property
    def days(self) -> int:
        """Return how many days the period has."""
        return (self.end - self.start).days + 1

    def is_running(self, today: date) -> bool:
        """Return True if it has begun and has days after today."""
        return self.start <= today < self.end

    def days_left(self, today: date) -> int:
        """Return how many of its days are still to come, with today: 0 if it is past, all if it is future."""
        return max((self.end - max(self.start, today)).days + 1, 0)

    def overlap(self, other: "Period") -> int:
        """Return how many days the two periods have in common."""
        return max((min(self.end, other.end) - max(self.start, other.start)).days + 1, 0)


class PeriodChoice(NamedTuple):
    """A period that is chosen by one of several ways, or by none, which is the current period.

    The ways are a month ("2026-11"), the first and the last day, the id of a period, a day of a budget period, how many
    of the latest periods, and a range of days.
    """

    month: str | None = None
    start: date | None = None
    end: date | None = None
    id: str | None = None
    on: date | None = None
    last: int | None = None
    range: tuple[date, date] | None = None

    @property
    def way(self) -> tuple[str, Any] | None:
        """Return the name of the way by which it is chosen, and its value; None if there is none."""
        chosen = {name: value for name, value in self._asdict().items() if value is not None}
        start, end = chosen.pop("start", None), chosen.pop("end", None)
        if start or end:
            chosen["start"] = (start, end)
        if len(chosen) > 1:
            message = "Give only one of month, id, on, last, range, or start with end."
            raise invalid(message, "period", next(iter(chosen)))
        if (start is None) is not (end is None):
            missing = "start" if start is None else "end"
            raise invalid(f"The range has no {missing}; give both a start and an end.", "period", missing)
        return next(iter(chosen.items()), None)


def custom_period(start: date, end: date, *within: str) -> Period:
    """Return a range of at most ten years; `within` is the part of the input that names it."""
    problems = [
        *_out_of_range(start, "period", *within, "start"),
        *_out_of_range(end, "period", *within, "end"),
    ]
    if problems:
        raise Refused(problems)
    field = ("period", *within, "end")
    if end < start:
        raise invalid(f"The range ends on {end}, before it starts; use an end from {start} on.", *field)
    period = Period(start, end)
    if period.days > MAX_CUSTOM_DAYS:
        latest = start + timedelta(days=MAX_CUSTOM_DAYS - 1)
        raise invalid(f"The range is longer than ten years; use an end of {latest} or earlier.", *field)
    return period


def check_date(day: date, *field: str) -> date:
    """Return the date; refuse one outside the years that can be recorded."""
    if problems := _out_of_range(day, *field):
        raise Refused(problems)
    return day


def ranges_up_to(period: Period, count: int) -> list[Period]:
    """Return `count` ranges without gaps, oldest first; the last of them is the given one.

    The earlier ones have as many whole months as it has, or else as many days.
    """
    if months := _whole_months(period):
        starts = [months_after(period.start, -age * months) for age in reversed(range(count))]
        return [*(Period(start, after - DAY) for start, after in pairwise(starts)), period]
    lengths = [timedelta(days=age * period.days) for age in reversed(range(1, count))]
    return [*(Period(period.start - length, period.end - length) for length in lengths), period]


def range_after(period: Period) -> Period:
    """Return the range just after, of as many whole months, or else of as many days."""
    start = period.end + DAY
    if months := _whole_months(period):
        return Period(start, months_after(start, months) - DAY)
    return Period(start, start + (period.end - period.start))


def same_day(day: date, period: Period, earlier: Period) -> date:
    """Return the last day of an earlier period that is compared with a period up to `day`.

    It is the same day of the month, or of the year, where both start on the same day of a month.
    """
    if period.start.day == earlier.start.day:
        months = 12 * (earlier.start.year - period.start.year) + earlier.start.month - period.start.month
        first = months_after(day.replace(day=1), months)
        moved = min(first + (day.day - 1) * DAY, months_after(first, 1) - DAY)
    else:
        moved = earlier.start + (day - period.start)
    return min(moved, earlier.end)


def a_year_before(period: Period) -> Period:
    """Return the same days of the year before, as a range; 29 February becomes 28 February."""
    start, after = period.start, period.end + DAY
    if (start.month, start.day) == _LEAP_DAY:
        start -= DAY
    if (after.month, after.day) == _LEAP_DAY:
        after += DAY
    return Period(start.replace(year=start.year - 1), after.replace(year=after.year - 1) - DAY)


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, which must have it."""
    index = 12 * day.year + day.month - 1 + months
    return day.replace(year=index // 12, month=index % 12 + 1)


def _out_of_range(day: date, *field: str) -> list[Problem]:
    if FIRST_DAY <= day <= LAST_DAY:
        return []
    message = f"The date {day} is out of range; use a date from {FIRST_DAY.year} to {LAST_DAY.year}."
    return [Problem(ProblemCode.INVALID, message, field)]


def _whole_months(period: Period) -> int:
    """Return how many months a range is long, 0 if it ends in the middle of one: a year is 12, leap or not."""
    after = period.end + DAY
    if after.day != period.start.day or after.day > LAST_START_DAY:
        return 0
    return 12 * (after.year - period.start.year) + after.month - period.start.month
