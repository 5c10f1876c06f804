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
    return [*(span.end for span in _last(last, granularity, count, calendar)[:-1]), last]


def spans_of(period: Period, granularity: Granularity, calendar: Calendar) -> Iterator[Period]:
    """Yield the spans of a period without gaps, oldest first; the first and the last are cut at its ends."""
    span = _containing(period.start, granularity, calendar)
    while span.start <= period.end:
        yield calendar.recognised(Period(max(span.start, period.start), min(span.end, period.end)))
        span = _containing(span.end + DAY, granularity, calendar)


def last_spans(today: date, granularity: Granularity, count: int, calendar: Calendar) -> Period:
    """Return the days of the last spans; the last of them contains today."""
    spans = _last(today, granularity, count, calendar)
    return calendar.recognised(Period(spans[0].start, spans[-1].end))


def _last(day: date, granularity: Granularity, count: int, calendar: Calendar) -> list[Period]:
    """Return the last spans up to that of a day, oldest first."""
    spans = [_containing(day, granularity, calendar)]
    while len(spans) < count:
        spans.append(_containing(spans[-1].start - DAY, granularity, calendar))
    return spans[::-1]


def _containing(day: date, granularity: Granularity, calendar: Calendar) -> Period:
    """Return the span that contains a day."""
    if granularity is Granularity.PERIOD:
        return calendar.containing(day)
    if granularity in _DAYS:
        start = day - (day.weekday() % _DAYS[granularity]) * DAY
        return Period(start, start + (_DAYS[granularity] - 1) * DAY)
    months = _MONTHS[granularity]
    start = day.replace(day=1, month=day.month - (day.month - 1) % months)
    return Period(start, months_after(start, months) - DAY)
