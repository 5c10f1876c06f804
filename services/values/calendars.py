"""Calendars, which divide a ledger's time into budget periods."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Protocol

import msgspec

from services.values.calendar_rules import CalendarRule
from services.values.errors import invalid
from services.values.periods import (
    DAY,
    FIRST_DAY,
    LAST_DAY,
    Period,
    PeriodChoice,
    PeriodKind,
    check_date,
    custom_period,
    range_after,
    ranges_up_to,
)
from services.values.schedules import Schedule, WeekendRule

MOST_LAST = 120
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class HasCalendar(Protocol):
    """Anything that has a calendar's settings, such as the row of a ledger."""

    @property
    def calendars(self) -> str: ...


@dataclass(frozen=True)
class Calendar:
    """Budget periods without gaps or overlaps, by rules that hold until the next one, oldest first."""

    rules: tuple[CalendarRule, ...] = (CalendarRule(),)

    @classmethod
    def of(cls, ledger: HasCalendar) -> "Calendar":
        """Return the calendar of a ledger."""
        return _read(ledger.calendars)

    @property
    def written(self) -> str:
        """Return the calendar as a ledger stores it."""
        return msgspec.json.encode(self.rules).decode()

    def changed(self, rule: CalendarRule) -> "Calendar":
        """Return the calendar with another rule from its first day on."""
        return Calendar((*(old for old in self.rules if old.since < rule.since), rule))

    def rule_on(self, day: date) -> CalendarRule:
        """Return the rule that holds on a day."""
        return self.rules[self._index(day)]

    def rhythm_on(self, day: date) -> Schedule:
        """Return the first days of periods as if the rule of a day held always."""
        return self._schedules[self._index(day)]

    def containing(self, day: date) -> Period:
        """Return the budget period that contains a day."""
        start, end = self._days_around(day)
        return Period(start, end, PeriodKind.MONTH if self._has_own_month(start, end) else PeriodKind.BUDGET)

    def named(self, label: str) -> Period:
        """Return the budget period with a label such as "2026-11", the month in which it alone starts."""
        match = _MONTH.fullmatch(label)
        if match is None:
            raise invalid(f"“{label[:10]}” is not a month; use the form 2026-11.", "period", "month")
        year, month = int(match[1]), int(match[2])
        if not FIRST_DAY.year <= year <= LAST_DAY.year:
            raise invalid(f"The month {label} is out of range; use a month from 1900-01 to 2200-12.", "period", "month")
        first = date(year, month, 1)
        period = self.containing((first + 31 * DAY).replace(day=1) - DAY)
        if period.start < first:
            raise invalid(f"No budget period starts in {label}; name one by its id.", "period", "month")
        if self.containing(period.start - DAY).start >= first:
            raise invalid(f"More than one budget period starts in {label}; name it by its id.", "period", "month")
        return period

    def identified(self, identifier: str) -> Period:
        """Return the period with an id, which is the first day of a budget period, or both days of a range."""
        try:
            first, *others = [date.fromisoformat(day) for day in identifier[:24].split("/", 1)]
        except ValueError:
            message = f"“{identifier[:24]}” is no id of a period; use one that a period has."
            raise invalid(message, "period", "id") from None
        if others:
            return self.recognised(custom_period(first, others[0], "id"))
        period = self.containing(check_date(first, "period", "id"))
        if period.start != first:
            raise invalid(f"No budget period starts on {first}; the one of that day is {period.id}.", "period", "id")
        return period

    def chosen(self, choice: PeriodChoice, today: date) -> Period:
        """Return the chosen period; a range that is exactly a budget period becomes that budget period."""
        match choice.way:
            case "month", label:
                return self.named(label)
            case "id", identifier:
                return self.identified(identifier)
            case "on", day:
                return self.containing(check_date(day, "period", "on"))
            case "last", count:
                return self._latest(count, today)
            case ("range" | "start") as way, (start, end):
                within = ["range"] if way == "range" else []
                return self.recognised(custom_period(start, end, *within))
        return self.containing(today)

    def recognised(self, period: Period) -> Period:
        """Return the budget period with exactly the days of a period, or else the period itself."""
        budget = self.containing(period.start)
        return budget if (budget.start, budget.end) == (period.start, period.end) else period

    def previous(self, period: Period) -> Period:
        """Return the period just before, of the same kind and length."""
        return self.last(2, period)[0]

    def next(self, period: Period) -> Period:
        """Return the period just after, of the same kind and length."""
        if period.kind is PeriodKind.RANGE:
            return range_after(period)
        return self.containing(period.end + DAY)

    def last(self, count: int, period: Period) -> list[Period]:
        """Return `count` periods without gaps, oldest first; the last of them is the given one."""
        if period.kind is PeriodKind.RANGE:
            return ranges_up_to(period, count)
        periods = [period]
        while len(periods) < count:
            periods.append(self.containing(periods[-1].start - DAY))
        return periods[::-1]

    def overlapping(self, period: Period) -> Iterator[Period]:
        """Yield the budget periods that share days with a period, oldest first."""
        budget = self.containing(period.start)
        while budget.start <= period.end:
            yield budget
            budget = self.containing(budget.end + DAY)

    def count_starts(self, after: date, until: date) -> int:
        """Count the budget periods that start after one day and no later than another."""
        return self._number(until) - self._number(after)

    def _latest(self, count: int, today: date) -> Period:
        """Return the latest budget periods, with that of today, as one period."""
        if not 1 <= count <= MOST_LAST:
            raise invalid(f"{count} is out of range; ask for the last 1 to {MOST_LAST} periods.", "period", "last")
        periods = self.last(count, self.containing(today))
        return self.recognised(custom_period(periods[0].start, periods[-1].end, "last"))

    @cached_property
    def _schedules(self) -> tuple[Schedule, ...]:
        return tuple(rule.schedule for rule in self.rules)

    @cached_property
    def _since(self) -> tuple[date, ...]:
        return tuple(rule.since for rule in self.rules)

    @cached_property
    def _is_plain(self) -> bool:
        """Return True if exactly one period starts in every month."""
        only = self.rules[0]
        return len(self.rules) == 1 and only.weeks is None and only.weekend is WeekendRule.SAME_DAY

    def _index(self, day: date) -> int:
        return max(bisect_right(self._since, day) - 1, 0)

    def _days_around(self, day: date) -> tuple[date, date]:
        """Return the first and the last day of the budget period of a day."""
        index = self._index(day)
        schedule = self._schedules[index]
        start, after = schedule.around(day)
        end = after - DAY
        if index > 0:
            start = max(start, self._since[index])
        if index + 1 < len(self._since):
            end = min(end, self._since[index + 1] - DAY)
        return start, end

    def _has_own_month(self, start: date, end: date) -> bool:
        """Return True for a month of which no other period starts in the same month of the year."""
        if self._is_plain:
            return True
        if self.rule_on(start).weeks is not None:
            return False
        others = self._days_around(start - DAY)[0], end + DAY
        return all((other.year, other.month) != (start.year, start.month) for other in others)

    def _number(self, day: date) -> int:
        """Number the budget period of a day; the number of the next one is higher by one."""
        index = self._index(day)
        number = 0
        for place in range(index + 1):
            schedule, last = self._schedules[place], day if place == index else self._since[place + 1] - DAY
            # The first day of a rule starts a period, on which its schedule may fall or not.
            number += schedule.number_of(last) - (schedule.number_of(self._since[place]) - 1 if place else 0)
        return number


@lru_cache(maxsize=1024)
def _read(written: str) -> Calendar:
    rules = msgspec.json.decode(written, type=tuple[CalendarRule, ...])
    return Calendar(rules) if rules else Calendar()
