"""The period that a question names: “last month”, “in September”, “this year”, “since July”."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.english import periods as words
from services.errors import Refused
from services.periods import MAX_CUSTOM_DAYS, Period, PeriodChoice, choose_period, period_containing, period_of_month
from services.periods import previous as period_before

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Named:
    """A period that was named, and the text without its name."""

    choice: PeriodChoice
    rest: str


@dataclass(frozen=True, slots=True)
class _Calendar:
    today: date
    start_day: int

    def back(self, count: int) -> Period:
        """The budget period so many before the current one."""
        period = period_containing(self.today, self.start_day)
        for _ in range(count):
            period = period_before(period, self.start_day)
        return period

    def month(self, name: str, year: str | None) -> Period:
        """The budget period of a month; without a year the latest that has begun."""
        number = _month_number(name)
        found = period_of_month(f"{int(year) if year else self.today.year}-{number:02}", self.start_day)
        if not year and found.start > self.today:
            return period_of_month(f"{self.today.year - 1}-{number:02}", self.start_day)
        return found

    def day(self, day: str, name: str, year: str | None) -> date:
        """A day of a month by the calendar; without a year the latest that is not to come."""
        found = date(int(year) if year else self.today.year, _month_number(name), int(day))
        return found.replace(year=found.year - 1) if not year and found > self.today else found

    def weekday(self, name: str) -> date:
        """The latest such day before today."""
        back = (self.today.weekday() - words.WEEKDAYS.index(name.lower())) % 7
        return self.today - timedelta(days=back or 7)

    def monday(self, weeks_back: int) -> date:
        """The first day of a week, 0 of this one."""
        return self.today - timedelta(days=self.today.weekday()) - weeks_back * _WEEK

    def year(self, year: int) -> PeriodChoice:
        """A calendar year."""
        return self.months(year, 1, 12)

    def months(self, year: int, first: int, count: int) -> PeriodChoice:
        """So many calendar months."""
        start = date(year, first, 1)
        last = date(year + (first + count - 1) // 12, (first + count - 1) % 12 + 1, 1) - _DAY
        return self.days(start, last)

    def days(self, start: date, end: date) -> PeriodChoice:
        """A range, of the latest ten years at most."""
        earliest = end - timedelta(days=MAX_CUSTOM_DAYS - 1)
        return PeriodChoice(start=max(start, earliest), end=end)


Reader = Callable[[re.Match[str], _Calendar], PeriodChoice]


def named_period(text: str, today: date, start_day: int) -> Named | None:
    """The period that a text names, None when it names none that can be."""
    calendar = _Calendar(today, start_day)
    for pattern, read in _READERS:
        match = pattern.search(text)
        if match is None:
            continue
        try:
            choice = read(match, calendar)
            choose_period(choice, today, start_day)
        except (Refused, ValueError, OverflowError):
            continue
        return Named(choice, f"{text[: match.start()]} {text[match.end() :]}")
    return None


def _month_number(name: str) -> int:
    return words.MONTHS[name.lower().rstrip(".")]


def _month_choice(period: Period) -> PeriodChoice:
    return PeriodChoice(month=period.label)


def _day_choice(day: date) -> PeriodChoice:
    return PeriodChoice(start=day, end=day)


def _iso_days(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    return calendar.days(date.fromisoformat(match["first"]), date.fromisoformat(match["last"]))


def _days_between(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    last = calendar.day(match["bday"], match["bmonth"] or match["amonth"], match["byear"])
    first = calendar.day(match["aday"], match["amonth"] or match["bmonth"], str(last.year))
    return calendar.days(first.replace(year=first.year - 1) if first > last else first, last)


def _months_between(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    last = calendar.month(match["bmonth"], match["byear"])
    first = calendar.month(match["amonth"], match["ayear"] or match["byear"])
    if first.start > last.start:
        first = period_of_month(f"{first.start.year - 1}-{first.start.month:02}", calendar.start_day)
    return calendar.days(first.start, last.end)


def _since_day(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    return calendar.days(calendar.day(match["day"], match["month"], match["year"]), calendar.today)


def _since_month(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    return calendar.days(calendar.month(match["month"], match["year"]).start, calendar.today)


def _last_so_many(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    count, unit = _counted(match)
    if unit in {"day", "week"}:
        days = count * (7 if unit == "week" else 1)
        return calendar.days(calendar.today - timedelta(days=days - 1), calendar.today)
    months = min(count * (12 if unit == "year" else 1), 119)
    return calendar.days(calendar.back(months).start, calendar.back(1).end)


def _so_long_ago(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    count, unit = _counted(match)
    if unit == "day":
        return _day_choice(calendar.today - timedelta(days=count))
    if unit == "week":
        return calendar.days(calendar.monday(count), calendar.monday(count) + 6 * _DAY)
    if unit == "month":
        return _month_choice(calendar.back(count))
    return calendar.year(calendar.today.year - count)


def _counted(match: re.Match[str]) -> tuple[int, str]:
    count = match["count"].lower()
    return words.NUMBERS.get(count) or int(count), match["unit"].lower()


def _is_this(match: re.Match[str]) -> bool:
    return match["which"].lower() in words.THIS


def _week(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    monday = calendar.monday(0 if _is_this(match) else 1)
    return calendar.days(monday, monday + 6 * _DAY)


def _weekend(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    """The latest Saturday and Sunday that have begun; “last” are those that are over."""
    begun = calendar.today.weekday() >= SATURDAY and _is_this(match)
    saturday = calendar.monday(0 if begun else 1) + SATURDAY * _DAY
    return calendar.days(saturday, saturday + _DAY)


def _quarter(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    number = (calendar.today.month - 1) // 3 - (not _is_this(match))
    return calendar.months(calendar.today.year + number // 4, number % 4 * 3 + 1, 3)


def _named_quarter(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    year, first = int(match["year"] or calendar.today.year), 3 * int(match["quarter"]) - 2
    begun = match["year"] or date(year, first, 1) <= calendar.today
    return calendar.months(year if begun else year - 1, first, 3)


def _half(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    first = 1 if match["half"].lower() == words.HALVES[0] else 7
    return calendar.months(int(match["year"] or calendar.today.year), first, 6)


def _readers(patterns: Iterable[re.Pattern[str]], read: Reader) -> list[tuple[re.Pattern[str], Reader]]:
    return [(pattern, read) for pattern in patterns]


def _back(count: int) -> Reader:
    return lambda _, calendar: _month_choice(calendar.back(count))


# The first that is found says which; what is more special comes first.
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (words.ISO_DAYS, _iso_days),
    (words.ISO_DAY, lambda match, _: _day_choice(date.fromisoformat(match["iso"]))),
    (words.ISO_MONTH, lambda match, _: PeriodChoice(month=match["iso"])),
    *_readers(words.DAYS, _days_between),
    *_readers(words.SINCE_DAY, _since_day),
    *_readers(words.ONE_DAY, lambda match, days: _day_choice(days.day(match["day"], match["month"], match["year"]))),
    (words.MONTHS_BETWEEN, _months_between),
    (words.SINCE_MONTH, _since_month),
    (words.SINCE_YEAR, lambda match, calendar: calendar.days(date(int(match["year"]), 1, 1), calendar.today)),
    (words.SINCE_WEEKDAY, lambda match, calendar: calendar.days(calendar.weekday(match["weekday"]), calendar.today)),
    (words.LAST_SO_MANY, _last_so_many),
    (words.SO_LONG_AGO, _so_long_ago),
    (words.MONTH_BEFORE_LAST, _back(2)),
    (words.LAST_MONTH, _back(1)),
    (words.THIS_MONTH, _back(0)),
    (words.HALF, _half),
    (words.THIS_YEAR, lambda _, calendar: calendar.year(calendar.today.year)),
    (words.LAST_YEAR, lambda _, calendar: calendar.year(calendar.today.year - 1)),
    (words.WEEK, _week),
    (words.WEEKEND, _weekend),
    (words.QUARTER, _quarter),
    (words.NAMED_QUARTER, _named_quarter),
    (words.YESTERDAY, lambda match, days: _day_choice(days.today - (2 if match["before"] else 1) * _DAY)),
    (words.TODAY, lambda _, calendar: _day_choice(calendar.today)),
    (words.WEEKDAY, lambda match, calendar: _day_choice(calendar.weekday(match["weekday"]))),
    (words.EVER, lambda _, calendar: calendar.days(date(1900, 1, 1), calendar.today)),
    *_readers(words.MONTH, lambda match, days: _month_choice(days.month(match["month"], match["year"]))),
    *_readers(words.YEAR, lambda match, calendar: calendar.year(int(match["year"] or match["last"]))),
)
