"""How each category is usually paid, as the budget periods before tell it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from operator import sub
from uuid import UUID

from services.calculations.averages import middle
from services.calculations.flows import AVERAGED_PERIODS, TO_TODAY, buckets, same_days, spent_of
from services.calculations.rows import Category, CategoryKind, Total
from services.calendars import Calendar
from services.periods import Period

JUDGED_PERIODS = 3
MOST_PAYMENTS = 2
APART = 100  # the budget periods around a range are numbered from here: 0 to 6 are the range and those before it


@dataclass(frozen=True, slots=True)
class Habit:
    """How a category is paid in a budget period; amounts are in minor units.

    `usual` is what it costs, and `rest` what it still costs after the same day as today. A fixed category is paid at
    once: in `payments` entries, `days` after the start of the period. `days` is None if nobody has paid it yet.
    """

    fixed: bool
    usual: int
    rest: int = 0
    payments: int = 1
    days: int | None = None


def history_buckets(period: Period, today: date, calendar: Calendar) -> list[tuple[int, date, date]]:
    """Return the numbered ranges of days that tell how categories are usually paid.

    They are the budget period in which the days of `period` that have passed end and the six before it, and while it
    runs, the same days of all of them. None are needed of whole budget periods that are over.
    """
    current = _current(period, today, calendar)
    is_whole = current.end == period.end and calendar.containing(period.start).start == period.start
    if is_whole and today >= period.end:
        return []
    first = _first(period, current)
    found = buckets(current, today, calendar, AVERAGED_PERIODS, AVERAGED_PERIODS)
    return [(first + number, start, end) for number, start, end in found]


@dataclass(frozen=True, eq=False)
class History:
    """What the totals of `history_buckets` say of each single category, its children left out."""

    period: Period
    today: date
    calendar: Calendar
    categories: Sequence[Category]
    totals: Iterable[Total]

    @cached_property
    def current(self) -> Period:
        """The budget period in which the days of the period that have passed end."""
        return _current(self.period, self.today, self.calendar)

    @cached_property
    def known(self) -> int:
        """How many of the budget periods before the current one are known, from the first with an expense on."""
        return max((age for age, rows in self._by_age.items() if any(row.entries for row in rows.values())), default=0)

    def is_paid(self, category_id: UUID | None) -> bool:
        """Whether as many payments as usual of a fixed category are recorded in the current budget period."""
        row = self._row(0, category_id)
        return row is not None and row.entries >= self.habits[category_id].payments

    def paid_so_far(self, category_id: UUID | None) -> int:
        """Return what the category cost in the current budget period up to today, in minor units."""
        age = TO_TODAY if self.current.is_running(self.today) else 0
        return spent_of(self._row(age, category_id))

    def due_on(self, category_id: UUID | None, budget: Period) -> date | None:
        """Return the day of a budget period on which a fixed category was paid, or else is to be.

        What is overdue is due tomorrow. It is None if nobody knows the day, or if the category is not fixed.
        """
        habit, age = self.habits.get(category_id), self._ages.get(budget.start)
        if habit is None or not habit.fixed:
            return None
        row = None if age is None else self._row(age, category_id)
        if row and row.first_on and (age or self.is_paid(category_id)):
            return row.first_on
        if habit.days is None:
            return None
        due = budget.start + timedelta(days=habit.days)
        if budget.is_running(self.today):
            due = max(due, self.today + timedelta(days=1))
        return min(due, budget.end)

    @cached_property
    def habits(self) -> dict[UUID | None, Habit]:
        """How each expense category, and what is not categorised (None), is usually paid."""
        parents = {each.parent_id for each in self.categories}
        return {each: self._habit_of(each, is_parent=each in parents) for each in self._spendable}

    @cached_property
    def _spendable(self) -> set[UUID | None]:
        return {each.id for each in self.categories if each.kind == CategoryKind.EXPENSE} | {None}

    @cached_property
    def _ages(self) -> dict[date, int]:
        periods = self.calendar.last(AVERAGED_PERIODS + 1, self.current)
        return {each.start: age for age, each in enumerate(reversed(periods))}

    @cached_property
    def _by_age(self) -> Mapping[int, Mapping[UUID | None, Total]]:
        first, ages = _first(self.period, self.current), range(same_days(AVERAGED_PERIODS), AVERAGED_PERIODS + 1)
        rows: dict[int, dict[UUID | None, Total]] = {age: {} for age in ages}
        for total in self.totals:
            if total.bucket - first in ages and total.category_id in self._spendable:
                rows[total.bucket - first][total.category_id] = total
        return rows

    def _row(self, age: int, category_id: UUID | None) -> Total | None:
        return self._by_age[age].get(category_id)

    def _habit_of(self, category_id: UUID | None, *, is_parent: bool) -> Habit:
        rows = [self._row(age, category_id) for age in range(1, self.known + 1)]
        counts = [row.entries if row else 0 for row in rows]
        judged = counts[:JUDGED_PERIODS]
        few = len(judged) == JUDGED_PERIODS and max(judged) <= MOST_PAYMENTS
        # The plan of a parent that is never paid itself is one for its children.
        if not few or (is_parent and not any(counts)):
            reach = max((age for age, count in enumerate(counts, start=1) if count), default=0)
            spent = [spent_of(row) for row in rows[:reach]]
            until = [spent_of(self._row(same_days(age), category_id)) for age in range(1, reach + 1)]
            return Habit(fixed=False, usual=_usual(spent), rest=_usual(map(sub, spent, until)))
        starts = {age: start for start, age in self._ages.items()}
        days = [(row.first_on - starts[age]).days for age, row in enumerate(rows, start=1) if row and row.first_on]
        return Habit(
            fixed=True,
            usual=_usual(map(spent_of, rows[:JUDGED_PERIODS])),
            payments=max(min(judged), 1),
            days=middle(days[:JUDGED_PERIODS]) if days else None,
        )


def _current(period: Period, today: date, calendar: Calendar) -> Period:
    return calendar.containing(min(today, period.end))


def _first(period: Period, current: Period) -> int:
    return 0 if period == current else APART


def _usual(sums: Iterable[int]) -> int:
    """Return the middle sum, 0 if more was paid back."""
    found = list(sums)
    return max(middle(found), 0) if found else 0
