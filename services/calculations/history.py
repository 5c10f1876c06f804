"""The usual payments of each category, learnt from earlier budget periods."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from operator import sub
from uuid import UUID

from services.calculations.averages import middle
from services.calculations.flows import AVERAGED_PERIODS, TO_TODAY, buckets, same_days, spent_of
from services.calculations.rows import Category, CategoryKind, Total
from services.calculations.series_costs import SeriesCost, without_paid
from services.values.calendars import Calendar
from services.values.periods import Period

JUDGED_PERIODS = 3
MOST_PAYMENTS = 2
APART = 100  # the budget periods around a range are numbered from here: 0 to 6 are the range and those before it


@dataclass(frozen=True, slots=True)
class Habit:
    """The usual payments of a category in a budget period, in minor units.

    `usual` is its cost, and `rest` its cost after the same day as today. A fixed category is paid at once: in
    `payments` entries, `days` after the start of the period. `days` is None if it was never paid.
    """

    fixed: bool
    usual: int
    rest: int = 0
    payments: int = 1
    days: int | None = None


def history_buckets(period: Period, today: date, calendar: Calendar) -> list[tuple[int, date, date]]:
    """Return the numbered ranges of days that the history needs.

    They are the current budget period, the six before it and, while it runs, the same days of all of them. Whole
    budget periods that are over need none.
    """
    current = _current(period, today, calendar)
    is_whole = current.end == period.end and calendar.containing(period.start).start == period.start
    if is_whole and today >= period.end:
        return []
    first = _first(period, current)
    numbered = buckets(current, today, calendar, AVERAGED_PERIODS, AVERAGED_PERIODS)
    return [(first + number, start, end) for number, start, end in numbered]


@dataclass(frozen=True, eq=False)
class History:
    """The totals of `history_buckets` by single category, without its children.

    `costs` are those of series; `others` is the history without their payments.
    """

    period: Period
    today: date
    calendar: Calendar
    categories: Sequence[Category]
    totals: Sequence[Total]
    costs: Sequence[SeriesCost] = ()
    known_before: int | None = None

    @cached_property
    def others(self) -> "History":
        """Return the history without the payments of series; it knows as many earlier budget periods."""
        if not self.costs:
            return self
        ranges = history_buckets(self.period, self.today, self.calendar)
        totals = without_paid(self.totals, ranges, self.costs)
        return replace(self, totals=totals, costs=(), known_before=self.known)

    @cached_property
    def of_series(self) -> frozenset[UUID | None]:
        """Return the categories that series pay or are expected to pay."""
        return frozenset(cost.category_id for cost in self.costs)

    @cached_property
    def current(self) -> Period:
        """Return the budget period with the last day of the period that has passed."""
        return _current(self.period, self.today, self.calendar)

    @cached_property
    def known(self) -> int:
        """Return the number of earlier budget periods, from the first with an expense on."""
        if self.known_before is not None:
            return self.known_before
        return max((age for age, rows in self._by_age.items() if any(row.entries for row in rows.values())), default=0)

    def is_paid(self, category_id: UUID | None) -> bool:
        """Return True if the current budget period has the usual number of payments of a fixed category."""
        row = self._row(0, category_id)
        return row is not None and row.entries >= self.habits[category_id].payments

    def paid_so_far(self, category_id: UUID | None) -> int:
        """Return the spending on the category in the current budget period up to today, in minor units."""
        age = TO_TODAY if self.current.is_running(self.today) else 0
        return spent_of(self._row(age, category_id))

    def due_on(self, category_id: UUID | None, budget: Period) -> date | None:
        """Return the day of a budget period on which a fixed category was, or will be, paid.

        An overdue payment is due tomorrow. The day is None if it is unknown, or if the category is not fixed.
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
        """Return the usual payments of each expense category and of uncategorised spending (None)."""
        parents = {category.parent_id for category in self.categories}
        return {
            category_id: self._habit_of(category_id, is_parent=category_id in parents)
            for category_id in self._spendable
        }

    @cached_property
    def _spendable(self) -> set[UUID | None]:
        return {category.id for category in self.categories if category.kind == CategoryKind.EXPENSE} | {None}

    @cached_property
    def _ages(self) -> dict[date, int]:
        periods = self.calendar.last(AVERAGED_PERIODS + 1, self.current)
        return {period.start: age for age, period in enumerate(reversed(periods))}

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
    """Return the median, at least 0."""
    amounts = list(sums)
    return max(middle(amounts), 0) if amounts else 0
