"""The days of a ledger: which one it is somewhere, and when it is over there."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def date_in(time_zone: str, moment: datetime) -> date:
    """The date in a time zone at a moment."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def end_of(day: date, time_zone: str) -> datetime:
    """When a day is over in a time zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))
