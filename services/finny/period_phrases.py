"""Find the period in a question: “last month”, “in September”, “this year”, “since July”."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.finny import period_words as words
from services.finny.named_days import Now, easter
from services.values.calendars import Calendar
from services.values.errors import Refused
from services.values.periods import Period, PeriodChoice

_DAY = timedelta(days=1)
_OPEN = frozenset({"since", "until", "till", "up to", "through", "before", "after", "from", "by"})
_WEEK = timedelta(days=7)
SATURDAY = 5
MAX_TEXT = 10_000
WEEKEND = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A period that a text names from `start` on, and the rest of the text.

    Only `weekdays` of it are meant, from 0 for Monday; all if there are none. `edge` is “start” or “end” of another,
    or “now” for “so far” alone.
    """

    choice: PeriodChoice
    rest: str
    start: int
    weekdays: frozenset[int] = frozenset()
    edge: str = ""


NO_PERIOD = NamedPeriod(PeriodChoice(), "", 0)


Reader = Callable[[re.Match[str], Now], PeriodChoice]


def named_period(text: str, today: date, calendar: Calendar, *, ahead: bool = False) -> NamedPeriod | None:
    """Return the period that a text names, None without a valid one; `ahead` of today if the text is about that."""
    now, so_far = Now(today, calendar, ahead), words.SO_FAR.search(text)
    if so_far:
        text = f"{text[: so_far.start()]} {text[so_far.end() :]}"
    if named := _recurring(text, now) or _span(text, now) or _a_side(text, now) or _plain(text, now):
        return named
    return NamedPeriod(_month_choice(now.back(0)), text, so_far.start(), edge="now") if so_far else None


def _span(text: str, now: Now) -> NamedPeriod | None:
    """Return a period from one day or month to another, whatever stands between them."""
    return _plain(text, now, readers=_SPANS)


def _plain(
    text: str, now: Now, within: int = MAX_TEXT, readers: Sequence[tuple[re.Pattern[str], Reader]] = ()
) -> NamedPeriod | None:
    """Return a period of a text that begins `within` some characters, without a word such as “since” before it."""
    for pattern, read in readers or _READERS:
        match = pattern.search(text)
        if match is None or match.start() > within:
            continue
        try:
            choice = read(match, now)
            now.calendar.chosen(choice, now.today)
        except (Refused, ValueError, OverflowError):
            continue
        weekdays = WEEKEND if pattern is words.WEEKENDS else frozenset[int]()
        return NamedPeriod(choice, f"{text[: match.start()]} {text[match.end() :]}", match.start(), weekdays)
    return None


def _recurring(text: str, now: Now) -> NamedPeriod | None:
    """Return the days that come again in the rest of the text, or in the current period."""
    match = words.RECURRING.search(text) if not words.WEEKENDS.search(text) else None
    if match is None:
        return None
    name = (match["day"] or match["every"] or "").lower()
    days = WEEKEND if match["weekend"] else frozenset(range(5)) if match["work"] else {words.WEEKDAYS.index(name)}
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    named = _a_side(rest, now) or _plain(rest, now) or NamedPeriod(PeriodChoice(), rest, match.start())
    return replace(named, weekdays=frozenset(days))


def _a_side(text: str, now: Now) -> NamedPeriod | None:
    """Return a period that is bounded by another one, or is a part of it."""
    for match in words.SIDE.finditer(text):
        word, part = (match["word"] or "").lower(), (match["part"] or "").lower()
        if not part and word not in {"since", "until", "till", "up to", "through", "before", "after", "from"}:
            continue
        after = text[match.end() :]
        named = _plain(f"in {after}", now, len("in "))
        if named is None:
            continue
        rest = named.rest.removeprefix("in ")
        if word == "from" and not part:
            onwards = words.AFTERWARDS.match(rest)
            if not onwards:
                continue
            rest, word = rest[onwards.end() :], "since"
        period = now.calendar.chosen(named.choice, now.today)
        within = words.WITHIN.match(rest)
        first = period.start.replace(month=1, day=1)
        if within:
            rest = rest[within.end() :]
            first = period.start.replace(day=1) if within["unit"].lower() == "month" else first
        try:
            choice = _side_of(_anchor(period, after, word), word, part, first, now)
            now.calendar.chosen(choice, now.today)
        except (Refused, ValueError, OverflowError):
            continue
        edge = "" if word in _OPEN - {"by"} else "start" if part in {"start", "beginning"} else part
        return NamedPeriod(choice, f"{text[: match.start()]} {rest}", match.start(), edge=edge)
    return None


def _anchor(period: Period, after: str, word: str) -> Period:
    """Return the day that counts for “since Easter” or “before Christmas”: that of the feast itself."""
    match = words.HOLIDAY.match(after.strip())
    day = words.FEASTS.get(match["name"].lower()) if match and word in _OPEN else None
    return period if day is None else Period(period.start + day * _DAY, period.start + day * _DAY)


def _side_of(period: Period, word: str, part: str, first: date, now: Now) -> PeriodChoice:
    """Return a part of a period, or all days from `first` until it, since it, before or after it."""
    start, end = period.start, period.end
    if part == "end" and period.end > now.today:
        part = ""  # what is meant is the whole period
    if part and period.days > 31:
        months = {"end": (end.replace(day=1), end), "middle": (start, end), "mid": (start, end)}
        start, end = months.get(part, (start, (start.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY))
    elif part:
        third = {"end": (start + 20 * _DAY, end), "middle": (start + 10 * _DAY, start + 19 * _DAY)}
        third["mid"] = third["middle"]
        start, end = third.get(part, (start, start + 9 * _DAY))
        if part in {"middle", "mid"} and word in {"until", "till", "up to", "through", "before", "by"}:
            return now.days(period.start, period.start + 14 * _DAY)
    match word:
        case "since":
            return now.days(start, now.today)
        case "after":
            return now.days(end + _DAY, now.today)
        case "before":
            return now.days(first, start - _DAY)
        case "until" | "till" | "up to" | "through":
            return now.days(first, end)
    return now.days(start, end)


def _month_choice(period: Period) -> PeriodChoice:
    return PeriodChoice(id=period.id)


def _day_choice(day: date) -> PeriodChoice:
    return PeriodChoice(start=day, end=day)


def _iso_days(match: re.Match[str], now: Now) -> PeriodChoice:
    return now.days(date.fromisoformat(match["first"]), date.fromisoformat(match["last"]))


def _days_between(match: re.Match[str], now: Now) -> PeriodChoice:
    last = now.day(match["bday"], match["bmonth"] or match["amonth"], match["byear"])
    first = now.day(match["aday"], match["amonth"] or match["bmonth"], str(last.year))
    return now.days(first.replace(year=first.year - 1) if first > last else first, last)


def _months_between(match: re.Match[str], now: Now) -> PeriodChoice:
    last = now.month(match["bmonth"], match["byear"])
    first = now.month(match["amonth"], match["ayear"] or match["byear"])
    start, end = _start(first), last.end or now.today
    return now.days(start.replace(year=start.year - 1) if start > end else start, end)


def _start(choice: PeriodChoice) -> date:
    return choice.start or date.min


def _last_so_many(match: re.Match[str], now: Now) -> PeriodChoice:
    count, unit = _counted(match)
    if unit in {"day", "week"}:
        days = count * (7 if unit == "week" else 1)
        return now.days(now.today - timedelta(days=days - 1), now.today)
    months = min(count * (12 if unit == "year" else 1), 119)
    return now.days(now.back(months).start, now.back(1).end)


def _so_long_ago(match: re.Match[str], now: Now) -> PeriodChoice:
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


def _week(match: re.Match[str], now: Now) -> PeriodChoice:
    monday = now.monday(0 if _is_this(match) else 1)
    return now.days(monday, monday + 6 * _DAY)


def _weekend(match: re.Match[str], now: Now) -> PeriodChoice:
    """Return the latest Saturday and Sunday that have begun, or for “last” that are over."""
    begun = now.today.weekday() >= SATURDAY and _is_this(match)
    saturday = now.monday(0 if begun else 1) + SATURDAY * _DAY
    return now.days(saturday, saturday + _DAY)


def _quarter(match: re.Match[str], now: Now) -> PeriodChoice:
    number = (now.today.month - 1) // 3 - (not _is_this(match))
    return now.months(now.today.year + number // 4, number % 4 * 3 + 1, 3)


def _named_quarter(match: re.Match[str], now: Now) -> PeriodChoice:
    quarter = int(match["quarter"] or words.ORDINALS[match["nth"].lower()])
    year, first = int(match["year"] or now.today.year), 3 * quarter - 2
    begun = match["year"] or date(year, first, 1) <= now.today
    return now.months(year if begun else year - 1, first, 3)


def _half(match: re.Match[str], now: Now) -> PeriodChoice:
    second = match["half"].lower() == "second"
    if match["month"]:
        month = now.month(match["month"], match["myear"])
        middle = _start(month) + 15 * _DAY
        return now.days(middle, month.end or middle) if second else now.days(_start(month), middle - _DAY)
    return now.months(int(match["year"] or now.today.year), 7 if second else 1, 6)


def _week_of_month(match: re.Match[str], now: Now) -> PeriodChoice:
    last = (match["which"] or "").lower() == "last"
    month = now.month(match["month"], match["year"]) if match["month"] else now.calendar_month(1 if last else 0)
    start, end = _start(month), month.end or now.today
    nth = words.ORDINALS.get(match["nth"].lower())
    if nth is None:
        return now.days(end - 6 * _DAY, end)
    return now.days(start + (nth - 1) * _WEEK, min(start + nth * _WEEK - _DAY, end))


def _weekends(match: re.Match[str], now: Now) -> PeriodChoice:
    count, _ = words.NUMBERS.get(match["count"].lower()) or int(match["count"]), None
    over = now.today.weekday() == SATURDAY + 1
    sunday = now.monday(0 if over else 1) + 6 * _DAY
    return now.days(sunday - (count - 1) * _WEEK - _DAY, sunday)


def _season(match: re.Match[str], now: Now) -> PeriodChoice:
    first = words.SEASONS[match["season"].lower()]
    if match["year"]:
        return now.months(int(match["year"]), first, 3)
    year = now.today.year - (date(now.today.year, first, 1) > now.today)
    choice = now.months(year, first, 3)
    running = choice.end is not None and choice.end >= now.today
    return now.months(year - 1, first, 3) if match["last"] and running else choice


def _holiday(match: re.Match[str], now: Now) -> PeriodChoice:
    first, last = words.HOLIDAYS[match["name"].lower()]

    def of(year: int) -> PeriodChoice:
        if isinstance(first, int) and isinstance(last, int):
            return now.days(easter(year) + first * _DAY, easter(year) + last * _DAY)
        return now.days(date(year, *first), date(year, *last))  # type: ignore[misc]

    if match["year"] or match["ago"]:
        return of(int(match["year"]) if match["year"] else now.today.year - 1)
    choice = of(now.today.year)
    if now.ahead:
        return choice if _start(choice) > now.today else of(now.today.year + 1)
    return choice if _start(choice) <= now.today else of(now.today.year - 1)


def _decade(match: re.Match[str], now: Now) -> PeriodChoice:
    decade = int(match["decade"])
    century = int(match["century"] or (20 if decade <= now.today.year % 100 else 19))
    return now.days(date(100 * century + decade, 1, 1), date(100 * century + decade + 9, 12, 31))


def _coming(match: re.Match[str], now: Now) -> PeriodChoice:
    """Return the next days, weeks, months or years that have not begun."""
    count = (words.NUMBERS.get(match["count"].lower()) or int(match["count"])) if match["count"] else 1
    unit = match["unit"].lower()
    if unit == "day":
        return now.days(now.today + _DAY, now.today + count * _DAY)
    if unit == "week":
        return now.days(now.monday(-1), now.monday(-1) + count * _WEEK - _DAY)
    if unit == "year":
        return now.months(now.today.year + 1, 1, 12 * count)
    start = now.calendar.containing(now.today).end + _DAY
    end = start
    for _ in range(min(count, 24)):
        end = now.calendar.containing(end).end + _DAY
    return now.days(start, end - _DAY)


def _readers(patterns: Iterable[re.Pattern[str]], read: Reader) -> list[tuple[re.Pattern[str], Reader]]:
    return [(pattern, read) for pattern in patterns]


def _back(count: int) -> Reader:
    return lambda _, now: _month_choice(now.back(count))


_SPANS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (words.ISO_DAYS, _iso_days),
    *((pattern, _days_between) for pattern in words.DAYS),
    (words.MONTHS_BETWEEN, _months_between),
)
# The first pattern that matches decides, so the most special ones come first.
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (words.ISO_DAY, lambda match, _: _day_choice(date.fromisoformat(match["iso"]))),
    (words.ISO_MONTH, lambda match, _: PeriodChoice(month=match["iso"])),
    *_readers(words.ONE_DAY, lambda match, days: _day_choice(days.day(match["day"], match["month"], match["year"]))),
    (words.WEEKENDS, _weekends),
    (words.LAST_SO_MANY, _last_so_many),
    (words.SO_LONG_AGO, _so_long_ago),
    (words.MONTH_BEFORE_LAST, _back(2)),
    (words.LAST_MONTH, _back(1)),
    (words.NEXT, _coming),
    (words.FORTNIGHT, lambda _, now: now.days(now.today - timedelta(days=13), now.today)),
    (words.WEEK_OF_MONTH, _week_of_month),
    (words.HALF, _half),
    (words.HOLIDAY, _holiday),
    (words.SEASON, _season),
    (words.DECADE, _decade),
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
    (words.LAST_NAMED_MONTH, lambda match, now: now.month(match["month"], None, over=True)),
    *_readers(words.MONTH, lambda match, now: now.month(match["month"], match["year"])),
    *_readers(words.YEAR, lambda match, now: now.year(int(match["year"] or match["last"]))),
    (words.THIS_MONTH, _back(0)),
)
