"""Months, weeks, weekdays and holidays as seen from today."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.finny import period_words as words
from services.values.calendars import Calendar
from services.values.periods import DAY, MAX_CUSTOM_DAYS, Period, PeriodChoice, months_after

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Now:
    """Today, and the calendar for relative periods; `ahead` means the next month of a name, not the latest."""

    today: date
    calendar: Calendar
    ahead: bool = False

    def back(self, count: int) -> Period:
        """Return the month `count` before the current one: a budget period, unless those are weeks."""
        if self.calendar.rule_on(self.today).weeks is not None:
            first = months_after(self.today.replace(day=1), -count)
            return Period(first, months_after(first, 1) - DAY)
        return self.calendar.last(count + 1, self.calendar.containing(self.today))[0]

    def month(self, name: str, year: str | None, *, over: bool = False) -> PeriodChoice:
        """Return a calendar month; without a year the latest that has begun, or that is `over`."""
        number = _month_number(name)
        if self.ahead and not year:
            return self.months(self.today.year + (number < self.today.month), number, 1)
        begun = year or number + over <= self.today.month
        return self.months(int(year) if year else self.today.year - (not begun), number, 1)

    def day(self, day: str, name: str, year: str | None) -> date:
        """Return a day of a calendar month; without a year the latest that has come."""
        named_day = date(int(year) if year else self.today.year, _month_number(name), int(day))
        if self.ahead and not year:
            return named_day.replace(year=named_day.year + (named_day < self.today))
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
        last = date(year + (first + count - 1) // 12, (first + count - 1) % 12 + 1, 1) - DAY
        return self.days(start, last)

    def calendar_month(self, back: int) -> PeriodChoice:
        """Return the calendar month `back` months ago."""
        index = 12 * self.today.year + self.today.month - 1 - back
        return self.months(index // 12, index % 12 + 1, 1)

    def days(self, start: date, end: date) -> PeriodChoice:
        """Return a range, cut to its latest ten years."""
        earliest = end - timedelta(days=MAX_CUSTOM_DAYS - 1)
        return PeriodChoice(start=max(start, earliest), end=end)


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    distance = moon - weekday
    month = 3 + (distance + 40) // 44
    return date(year, month, distance + 28 - 31 * (month // 4))


def _month_number(name: str) -> int:
    return words.MONTHS[name.lower().rstrip(".")]
