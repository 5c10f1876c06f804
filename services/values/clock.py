"""The clock, and the days of a ledger."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Returns the present moment, in UTC."""


def utc_now() -> datetime:
    """Return the present moment: the clock of a real process."""
    return datetime.now(UTC)


def date_in(time_zone: str, moment: datetime) -> date:
    """Return the date in a time zone at a moment."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def end_of(day: date, time_zone: str) -> datetime:
    """Return the moment at which a day ends in a time zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))
