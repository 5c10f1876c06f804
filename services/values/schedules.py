"""Schedules: the days on which a recurring payment is due."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from services.values.errors import invalid
from services.values.input_rules import ProblemList
from services.values.periods import DAY, LAST_START_DAY, check_date

MOST_EVERY = 60
LAST_DAY_OF_MONTH = 31  # stands for the last day of shorter months too
WEEK_DAYS, FEWEST_MONTH_DAYS, FEWEST_YEAR_DAYS = 7, 28, 365
_MOST_MOVED = timedelta(days=2)
_SATURDAY = 5


class ScheduleUnit(StrEnum):
    """The unit in which a schedule counts."""

    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


class WeekendRule(StrEnum):
    """The day of a payment that would be due on a weekend."""

    SAME_DAY = "SAME_DAY"
    BEFORE = "BEFORE"
    AFTER = "AFTER"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Due days every so many weeks, months or years, none before `first_on` or after `ends_on`.

    `day` is the day of the month where it is not that of `first_on`; a shorter month has its last day instead. Weeks
    have no such day.
    """

    first_on: date
    every: int = 1
    unit: ScheduleUnit = ScheduleUnit.MONTH
    day: int | None = None
    weekend: WeekendRule = WeekendRule.SAME_DAY
    ends_on: date | None = None

    @property
    def fewest_days(self) -> int:
        """Return the least number of days between two due days that no weekend has moved."""
        days = {ScheduleUnit.WEEK: WEEK_DAYS, ScheduleUnit.MONTH: FEWEST_MONTH_DAYS}
        return self.every * days.get(self.unit, FEWEST_YEAR_DAYS)

    def days(self, first: date, last: date) -> Iterator[date]:
        """Yield the due days from one day to another, both included."""
        last = min(last, self.ends_on or last)
        moves = self.weekend is not WeekendRule.SAME_DAY
        for nominal in self._nominal_days(max(first - _MOST_MOVED, self.first_on), last + _MOST_MOVED):
            due = self._moved(nominal) if moves else nominal
            if first <= due <= last:
                yield due

    def next_after(self, day: date) -> date | None:
        """Return the first due day after a day; None if there is none."""
        longest = (
            timedelta(days=self.every * 366) if self.unit is ScheduleUnit.YEAR else timedelta(days=31 * self.every)
        )
        return next(self.days(day + DAY, max(day, self.first_on) + longest + 2 * _MOST_MOVED), None)

    def around(self, day: date) -> tuple[date, date]:
        """Return the last due day up to a day, and the first one after it, as if due days had no first and last."""
        _, due, after = self._around(day)
        return due, after

    def number_of(self, day: date) -> int:
        """Return the number of the last due day up to a day, as if due days had no first and last."""
        return self._around(day)[0]

    def _around(self, day: date) -> tuple[int, date, date]:
        number = self._number_near(day)
        due, after = self._due(number), self._due(number + 1)
        while due > day:
            number, due, after = number - 1, self._due(number - 1), due
        while after <= day:
            number, due, after = number + 1, after, self._due(number + 2)
        return number, due, after

    def _due(self, number: int) -> date:
        return self._moved(self._nominal(number))

    def _nominal_days(self, first: date, last: date) -> Iterator[date]:
        """Yield the days that no weekend has moved, from one to another; the first is not before `first_on`."""
        if self.unit is ScheduleUnit.WEEK:
            step = WEEK_DAYS * self.every
            begin = first.toordinal() + (self.first_on - first).days % step
            yield from map(date.fromordinal, range(begin, last.toordinal() + 1, step))
            return
        begin = _month_of(first) + (_month_of(self.first_on) - _month_of(first)) % self._months
        day = self.day or self.first_on.day
        for number in range(begin, _month_of(last) + 1, self._months):
            nominal = date(number // 12, number % 12 + 1, min(day, _month_length(number)))
            if first <= nominal <= last:
                yield nominal

    def _number_near(self, day: date) -> int:
        """Return the number of the last due day up to a day, or one near it; negative before `first_on`."""
        if self.unit is ScheduleUnit.WEEK:
            return (day - self.first_on).days // (WEEK_DAYS * self.every)
        months = 12 * (day.year - self.first_on.year) + day.month - self.first_on.month
        return months // self._months

    @property
    def _months(self) -> int:
        return self.every * (12 if self.unit is ScheduleUnit.YEAR else 1)

    def _nominal(self, number: int) -> date:
        if self.unit is ScheduleUnit.WEEK:
            return self.first_on + timedelta(weeks=number * self.every)
        index = 12 * self.first_on.year + self.first_on.month - 1 + number * self._months
        year, month = index // 12, index % 12 + 1
        day = self.day or self.first_on.day
        return date(year, month, day if day <= LAST_START_DAY else min(day, monthrange(year, month)[1]))

    def _moved(self, day: date) -> date:
        """Return a nominal day moved off a weekend, if the schedule does that."""
        if self.weekend is WeekendRule.SAME_DAY or (beyond := day.weekday() - _SATURDAY) < 0:
            return day
        return day - (beyond + 1) * DAY if self.weekend is WeekendRule.BEFORE else day + (2 - beyond) * DAY


def _month_of(day: date) -> int:
    return 12 * day.year + day.month - 1


@cache
def _month_length(number: int) -> int:
    return monthrange(number // 12, number % 12 + 1)[1]


def check_schedule(schedule: Schedule, first_on: str = "first_on") -> Schedule:
    """Return the schedule; refuse one with impossible numbers, or one that never occurs, with all its problems.

    `first_on` is the field of the input that has its first day.
    """
    problems = ProblemList()
    for field, day in ((first_on, schedule.first_on), ("ends_on", schedule.ends_on)):
        if day is not None:
            with problems.noting():
                check_date(day, field)
    with problems.noting():
        if not 1 <= schedule.every <= MOST_EVERY:
            raise invalid(f"The interval {schedule.every} is out of range; use 1 to {MOST_EVERY}.", "every")
    with problems.noting():
        _check_day(schedule)
    problems.refuse_any()
    if schedule.ends_on is not None and next(schedule.days(schedule.first_on, schedule.ends_on), None) is None:
        raise invalid(f"It ends on {schedule.ends_on}, before it is due once; use a later end.", "ends_on")
    return schedule


def _check_day(schedule: Schedule) -> None:
    if schedule.day is None:
        return
    if schedule.unit is ScheduleUnit.WEEK:
        raise invalid("Weeks have no day of the month; leave it out.", "day")
    if not 1 <= schedule.day <= LAST_DAY_OF_MONTH:
        raise invalid(f"No month has a day {schedule.day}; use 1 to {LAST_DAY_OF_MONTH}.", "day")
