"""Find the period in a question: “last month”, “in September”, “this year”, “since July”."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.calendars import Calendar
from services.errors import Refused
from services.finny import period_words as words
from services.periods import MAX_CUSTOM_DAYS, Period, PeriodChoice

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A period that a text names, and the rest of the text."""

    choice: PeriodChoice
    rest: str


@dataclass(frozen=True, slots=True)
class _Now:
    """Today, and the calendar for relative periods."""

    today: date
    calendar: Calendar

    def back(self, count: int) -> Period:
        """Return the budget period `count` before the current one."""
        return self.calendar.last(count + 1, self.calendar.containing(self.today))[0]

    def month(self, name: str, year: str | None) -> Period:
        """Return the budget period of a month; without a year the latest that has begun."""
        number = _month_number(name)
        period = self.calendar.named(f"{int(year) if year else self.today.year}-{number:02}")
        if not year and period.start > self.today:
            return self.calendar.named(f"{self.today.year - 1}-{number:02}")
        return period

    def day(self, day: str, name: str, year: str | None) -> date:
        """Return a day of a calendar month; without a year the latest that has come."""
        named_day = date(int(year) if year else self.today.year, _month_number(name), int(day))
        return named_day.replace(year=named_day.year - 1) if not year and named_day > self.today else named_day

    def weekday(self, name: str) -> date:
        """Return the latest such weekday before today."""
        back = (self.today.weekday() - words.WEEKDAYS.index(name.lower())) % 7
        return self.today - timedelta(days=back or 7)

    def monday(self, weeks_back: int) -> date:
        """Return the first day of a week; 0 is the current one."""
        return self.today - timedelta(days=self.today.weekday()) - weeks_back * _WEEK

    def year(self, year: int) -> PeriodChoice:
        """Return a calendar year."""
        return self.months(year, 1, 12)

    def months(self, year: int, first: int, count: int) -> PeriodChoice:
        """Return some calendar months."""
        start = date(year, first, 1)
        last = date(year + (first + count - 1) // 12, (first + count - 1) % 12 + 1, 1) - _DAY
        return self.days(start, last)

    def days(self, start: date, end: date) -> PeriodChoice:
        """Return a range, cut to its latest ten years."""
        earliest = end - timedelta(days=MAX_CUSTOM_DAYS - 1)
        return PeriodChoice(start=max(start, earliest), end=end)


Reader = Callable[[re.Match[str], _Now], PeriodChoice]


def named_period(text: str, today: date, calendar: Calendar) -> NamedPeriod | None:
    """Return the period that a text names, None without a valid one."""
    now = _Now(today, calendar)
    for pattern, read in _READERS:
        match = pattern.search(text)
        if match is None:
            continue
        try:
            choice = read(match, now)
            calendar.chosen(choice, today)
        except (Refused, ValueError, OverflowError):
            continue
        return NamedPeriod(choice, f"{text[: match.start()]} {text[match.end() :]}")
    return None


def _month_number(name: str) -> int:
    return words.MONTHS[name.lower().rstrip(".")]


def _month_choice(period: Period) -> PeriodChoice:
    return PeriodChoice(month=period.label)


def _day_choice(day: date) -> PeriodChoice:
    return PeriodChoice(start=day, end=day)


def _iso_days(match: re.Match[str], now: _Now) -> PeriodChoice:
    return now.days(date.fromisoformat(match["first"]), date.fromisoformat(match["last"]))


def _days_between(match: re.Match[str], now: _Now) -> PeriodChoice:
    last = now.day(match["bday"], match["bmonth"] or match["amonth"], match["byear"])
    first = now.day(match["aday"], match["amonth"] or match["bmonth"], str(last.year))
    return now.days(first.replace(year=first.year - 1) if first > last else first, last)


def _months_between(match: re.Match[str], now: _Now) -> PeriodChoice:
    last = now.month(match["bmonth"], match["byear"])
    first = now.month(match["amonth"], match["ayear"] or match["byear"])
    if first.start > last.start:
        first = now.calendar.named(f"{first.start.year - 1}-{first.start.month:02}")
    return now.days(first.start, last.end)


def _since_day(match: re.Match[str], now: _Now) -> PeriodChoice:
    return now.days(now.day(match["day"], match["month"], match["year"]), now.today)


def _since_month(match: re.Match[str], now: _Now) -> PeriodChoice:
    return now.days(now.month(match["month"], match["year"]).start, now.today)


def _last_so_many(match: re.Match[str], now: _Now) -> PeriodChoice:
    count, unit = _counted(match)
    if unit in {"day", "week"}:
        days = count * (7 if unit == "week" else 1)
        return now.days(now.today - timedelta(days=days - 1), now.today)
    months = min(count * (12 if unit == "year" else 1), 119)
    return now.days(now.back(months).start, now.back(1).end)


def _so_long_ago(match: re.Match[str], now: _Now) -> PeriodChoice:
    count, unit = _counted(match)
    if unit == "day":
        return _day_choice(now.today - timedelta(days=count))
    if unit == "week":
        return now.days(now.monday(count), now.monday(count) + 6 * _DAY)
    if unit == "month":
        return _month_choice(now.back(count))
    return now.year(now.today.year - count)


def _counted(match: re.Match[str]) -> tuple[int, str]:
    count = match["count"].lower()
    return words.NUMBERS.get(count) or int(count), match["unit"].lower()


def _is_this(match: re.Match[str]) -> bool:
    return match["which"].lower() in words.THIS


def _week(match: re.Match[str], now: _Now) -> PeriodChoice:
    monday = now.monday(0 if _is_this(match) else 1)
    return now.days(monday, monday + 6 * _DAY)


def _weekend(match: re.Match[str], now: _Now) -> PeriodChoice:
    """Return the latest Saturday and Sunday that have begun, or for “last” that are over."""
    begun = now.today.weekday() >= SATURDAY and _is_this(match)
    saturday = now.monday(0 if begun else 1) + SATURDAY * _DAY
    return now.days(saturday, saturday + _DAY)


def _quarter(match: re.Match[str], now: _Now) -> PeriodChoice:
    number = (now.today.month - 1) // 3 - (not _is_this(match))
    return now.months(now.today.year + number // 4, number % 4 * 3 + 1, 3)


def _named_quarter(match: re.Match[str], now: _Now) -> PeriodChoice:
    year, first = int(match["year"] or now.today.year), 3 * int(match["quarter"]) - 2
    begun = match["year"] or date(year, first, 1) <= now.today
    return now.months(year if begun else year - 1, first, 3)


def _half(match: re.Match[str], now: _Now) -> PeriodChoice:
    first = 1 if match["half"].lower() == words.HALVES[0] else 7
    return now.months(int(match["year"] or now.today.year), first, 6)


def _readers(patterns: Iterable[re.Pattern[str]], read: Reader) -> list[tuple[re.Pattern[str], Reader]]:
    return [(pattern, read) for pattern in patterns]


def _back(count: int) -> Reader:
    return lambda _, now: _month_choice(now.back(count))


# The first pattern that matches decides, so the most special ones come first.
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (words.ISO_DAYS, _iso_days),
    (words.ISO_DAY, lambda match, _: _day_choice(date.fromisoformat(match["iso"]))),
    (words.ISO_MONTH, lambda match, _: PeriodChoice(month=match["iso"])),
    *_readers(words.DAYS, _days_between),
    *_readers(words.SINCE_DAY, _since_day),
    *_readers(words.ONE_DAY, lambda match, days: _day_choice(days.day(match["day"], match["month"], match["year"]))),
    (words.MONTHS_BETWEEN, _months_between),
    (words.SINCE_MONTH, _since_month),
    (words.SINCE_YEAR, lambda match, now: now.days(date(int(match["year"]), 1, 1), now.today)),
    (words.SINCE_WEEKDAY, lambda match, now: now.days(now.weekday(match["weekday"]), now.today)),
    (words.LAST_SO_MANY, _last_so_many),
    (words.SO_LONG_AGO, _so_long_ago),
    (words.MONTH_BEFORE_LAST, _back(2)),
    (words.LAST_MONTH, _back(1)),
    (words.THIS_MONTH, _back(0)),
    (words.HALF, _half),
    (words.THIS_YEAR, lambda _, now: now.year(now.today.year)),
    (words.LAST_YEAR, lambda _, now: now.year(now.today.year - 1)),
    (words.WEEK, _week),
    (words.WEEKEND, _weekend),
    (words.QUARTER, _quarter),
    (words.NAMED_QUARTER, _named_quarter),
    (words.YESTERDAY, lambda match, days: _day_choice(days.today - (2 if match["before"] else 1) * _DAY)),
    (words.TODAY, lambda _, now: _day_choice(now.today)),
    (words.WEEKDAY, lambda match, now: _day_choice(now.weekday(match["weekday"]))),
    (words.EVER, lambda _, now: now.days(date(1900, 1, 1), now.today)),
    *_readers(words.MONTH, lambda match, days: _month_choice(days.month(match["month"], match["year"]))),
    *_readers(words.YEAR, lambda match, now: now.year(int(match["year"] or match["last"]))),
)
