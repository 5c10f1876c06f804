"""The period that a question names: “last month”, “in September”, “this year”, “since July”."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from services.assistant.vocabulary import MONTH_NUMBERS, NUMBERS
from services.errors import Refused
from services.periods import MAX_CUSTOM_DAYS, Period, PeriodChoice, choose_period, period_containing, period_of_month
from services.periods import previous as period_before

_MONTH = "(?:" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:19|20|21)\d\d"
_NUMBER = r"\d{1,3}|" + "|".join(NUMBERS)
_NAMED = rf"(?P<{{0}}month>{_MONTH})(?:,?\s+(?:of\s+)?(?P<{{0}}year>{_YEAR}))?"


@dataclass(frozen=True, slots=True)
class Named:
    """A period that was named, and the text without its name."""

    choice: PeriodChoice
    rest: str


@dataclass(frozen=True, slots=True)
class _Calendar:
    today: date
    start_day: int

    def now(self) -> Period:
        return period_containing(self.today, self.start_day)

    def back(self, count: int) -> Period:
        period = self.now()
        for _ in range(count):
            period = period_before(period, self.start_day)
        return period

    def month(self, name: str, year: str | None) -> Period:
        """The budget period of a month; without a year the latest that has begun."""
        number = MONTH_NUMBERS[name.lower().rstrip(".")]
        if year:
            return period_of_month(f"{int(year)}-{number:02}", self.start_day)
        found = period_of_month(f"{self.today.year}-{number:02}", self.start_day)
        if found.start > self.today:
            return period_of_month(f"{self.today.year - 1}-{number:02}", self.start_day)
        return found

    def year(self, year: int) -> PeriodChoice:
        """A calendar year, the running one up to today."""
        return self.days(date(year, 1, 1), min(date(year, 12, 31), max(self.today, date(year, 1, 1))))

    def days(self, start: date, end: date) -> PeriodChoice:
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


def _month_choice(period: Period) -> PeriodChoice:
    return PeriodChoice(month=period.label)


def _between(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    last = calendar.month(match["bmonth"], match["byear"])
    first = calendar.month(match["amonth"], match["ayear"] or match["byear"])
    if first.start > last.start:
        first = period_of_month(f"{first.start.year - 1}-{first.start.month:02}", calendar.start_day)
    return calendar.days(first.start, last.end)


def _since_month(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    start = calendar.month(match["month"], match["year"]).start
    return calendar.days(start.replace(day=int(match["day"])) if match["day"] else start, calendar.today)


def _last_so_many(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    count = NUMBERS.get(match["count"].lower()) or int(match["count"])
    unit = match["unit"].lower()
    if unit in {"day", "week"}:
        days = count * (7 if unit == "week" else 1)
        return calendar.days(calendar.today - timedelta(days=days - 1), calendar.today)
    months = min(count * (12 if unit == "year" else 1), 119)
    return calendar.days(calendar.back(months).start, calendar.back(1).end)


def _week(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    monday = calendar.today - timedelta(days=calendar.today.weekday())
    if match["which"].lower() == "this":
        return calendar.days(monday, calendar.today)
    return calendar.days(monday - timedelta(days=7), monday - timedelta(days=1))


def _quarter(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    start = calendar.today.replace(month=(calendar.today.month - 1) // 3 * 3 + 1, day=1)
    if match["which"].lower() == "this":
        return calendar.days(start, calendar.today)
    end = start - timedelta(days=1)
    return calendar.days(end.replace(month=end.month - 2, day=1), end)


def _one_day(match: re.Match[str], calendar: _Calendar) -> PeriodChoice:
    day = calendar.today - timedelta(days=match[0].lower() == "yesterday")
    return PeriodChoice(start=day, end=day)


def _iso_day(match: re.Match[str], _: _Calendar) -> PeriodChoice:
    day = date.fromisoformat(match[0].strip())
    return PeriodChoice(start=day, end=day)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_pattern(r"\b\d{4}-\d\d-\d\d\b"), _iso_day),
    (
        _pattern(r"\b(?:in\s+|for\s+)?(?P<month>\d{4}-\d\d)\b(?!-\d)"),
        lambda match, _: PeriodChoice(month=match["month"]),
    ),
    (
        _pattern(
            rf"\b(?:from\s+|between\s+)?{_NAMED.format('a')}\s*(?:to|until|till|and|through|-|\u2013)\s*{_NAMED.format('b')}"
        ),
        _between,
    ),
    (_pattern(rf"\bsince\s+(?:the\s+)?(?:(?P<day>\d{{1,2}})\s+)?{_NAMED.format('')}"), _since_month),
    (
        _pattern(rf"\bsince\s+(?P<year>{_YEAR})\b"),
        lambda match, calendar: calendar.days(date(int(match["year"]), 1, 1), calendar.today),
    ),
    (
        _pattern(
            rf"\b(?:(?:in|over|during|for)\s+)?(?:the\s+)?(?:last|past|previous)\s+(?P<count>{_NUMBER})\s+"
            r"(?P<unit>day|week|month|year)s?\b"
        ),
        _last_so_many,
    ),
    (_pattern(r"\b(?:the\s+)?month before last\b"), lambda _, calendar: _month_choice(calendar.back(2))),
    (
        _pattern(r"\b(?:the\s+)?(?:last|past|previous) (?:month|period)\b"),
        lambda _, calendar: _month_choice(calendar.back(1)),
    ),
    (
        _pattern(r"\b(?:this|current) (?:month|period)\b|\bthe month\b"),
        lambda _, calendar: _month_choice(calendar.now()),
    ),
    (_pattern(r"\bthis year\b"), lambda _, calendar: calendar.year(calendar.today.year)),
    (_pattern(r"\blast year\b"), lambda _, calendar: calendar.year(calendar.today.year - 1)),
    (_pattern(r"\b(?P<which>this|last) week\b"), _week),
    (_pattern(r"\b(?P<which>this|last) quarter\b"), _quarter),
    (_pattern(r"\b(?:today|yesterday)\b"), _one_day),
    (
        _pattern(r"\b(?:ever|of all time|all time|altogether)\b"),
        lambda _, calendar: calendar.days(date.min.replace(year=1900), calendar.today),
    ),
    # “may” and “march” are verbs too: a month stands behind a preposition, or before a year or the end.
    (
        _pattern(rf"\b(?:in|during|for|of|last|this)\s+{_NAMED.format('')}"),
        lambda match, calendar: _month_choice(calendar.month(match["month"], match["year"])),
    ),
    (
        _pattern(rf"\b(?P<month>{_MONTH})(?:,?\s+(?P<year>{_YEAR})\b|\s*[?!.]*\s*$)"),
        lambda match, calendar: _month_choice(calendar.month(match["month"], match["year"])),
    ),
    (
        _pattern(rf"\b(?P<month>(?!may\b|mar){_MONTH})"),
        lambda match, calendar: _month_choice(calendar.month(match["month"], None)),
    ),
    (_pattern(rf"\b(?:in|during|of|for)\s+(?P<year>{_YEAR})\b"), lambda m, calendar: calendar.year(int(m["year"]))),
)
