"""Granularities: the distances between the points of a line."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from services.values.calendars import Calendar
from services.values.periods import DAY, Period, months_after

_DAYS = {"DAY": 1, "WEEK": 7}
_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}


class Granularity(StrEnum):
    """The distance between two points of a line."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"
    PERIOD = "PERIOD"


def ends_up_to(last: date, granularity: Granularity, count: int, calendar: Calendar) -> list[date]:
    """Return the last days of the spans before a day, and the day itself, oldest first."""
    start = _start_of(last, granularity, calendar)
    ends = [_earlier(start, granularity, age) - DAY for age in range(count - 1)]
    return [*reversed(ends), last]


def spans_of(period: Period, granularity: Granularity, calendar: Calendar) -> Iterator[Period]:
    """Yield the spans of a period without gaps, oldest first; the first and the last are cut at its ends."""
    start = _start_of(period.start, granularity, calendar)
    while start <= period.end:
        after = _earlier(start, granularity, -1)
        yield calendar.recognised(Period(max(start, period.start), min(after - DAY, period.end)))
        start = after


def last_spans(today: date, granularity: Granularity, count: int, calendar: Calendar) -> Period:
    """Return the days of the last spans; the last of them contains today."""
    start = _start_of(today, granularity, calendar)
    first = _earlier(start, granularity, count - 1)
    return calendar.recognised(Period(first, _earlier(start, granularity, -1) - DAY))


def _start_of(day: date, granularity: Granularity, calendar: Calendar) -> date:
    match granularity:
        case Granularity.DAY:
            return day
        case Granularity.WEEK:
            return day - day.weekday() * DAY
        case Granularity.PERIOD:
            return calendar.containing(day).start
    months = _MONTHS[granularity]
    return day.replace(day=1, month=day.month - (day.month - 1) % months)


def _earlier(start: date, granularity: Granularity, spans: int) -> date:
    if granularity in _DAYS:
        return start - spans * _DAYS[granularity] * DAY
    return months_after(start, -spans * _MONTHS.get(granularity, 1))
