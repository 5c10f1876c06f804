"""The rules of a calendar: where its periods start, and from which day on."""

from dataclasses import dataclass
from datetime import date

from services.values.errors import invalid
from services.values.input_rules import ProblemList
from services.values.periods import FIRST_DAY, check_date
from services.values.schedules import LAST_DAY_OF_MONTH, Schedule, ScheduleUnit, WeekendRule

_WEEKS = (1, 2, 4)
_LONG_MONTH = FIRST_DAY  # it has all days that a month can have


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """The first days of periods from the day `since` on.

    Periods start on a `day` of the month, or on the last day of a shorter one, or every so many `weeks` from `anchor`.
    """

    day: int = 1
    weekend: WeekendRule = WeekendRule.SAME_DAY
    weeks: int | None = None
    anchor: date | None = None
    since: date = FIRST_DAY

    @property
    def draft(self) -> "CalendarDraft":
        """Return the draft that gives this rule."""
        day = self.day if self.weeks is None else None
        return CalendarDraft(day, self.weekend, self.weeks, self.anchor, self.since)

    @property
    def schedule(self) -> Schedule:
        """Return the first days by this rule, as if it held always."""
        if self.weeks is None or self.anchor is None:
            return Schedule(_LONG_MONTH.replace(day=self.day), weekend=self.weekend)
        return Schedule(self.anchor, self.weeks, ScheduleUnit.WEEK)


@dataclass(frozen=True, slots=True)
class CalendarDraft:
    """A calendar to keep from a day on: months from a `day` on, or some `weeks` from a day `anchor` on."""

    day: int | None = None
    weekend: WeekendRule = WeekendRule.SAME_DAY
    weeks: int | None = None
    anchor: date | None = None
    starts_on: date | None = None

    def rule(self, today: date) -> CalendarRule:
        """Return the rule, which must be possible.

        Without a first day it holds from its own period of today on, or from its anchor if that comes later.
        """
        rule = CalendarRule(self.day or 1, self.weekend, self.weeks, self.anchor)
        since = self.starts_on
        if since is None:
            since = max(rule.schedule.around(today)[0], self.anchor or FIRST_DAY)
        return CalendarRule(rule.day, rule.weekend, rule.weeks, rule.anchor, since)

    def always(self) -> CalendarRule:
        """Return the rule of a ledger that begins with it; it must be possible."""
        return CalendarRule(self.day or 1, self.weekend, self.weeks, self.anchor)


CALENDAR_MONTHS = CalendarDraft()


def check_calendar(draft: CalendarDraft) -> CalendarDraft:
    """Return the draft of a calendar; refuse one that gives no periods, with all its problems."""
    problems = ProblemList()
    for field, day in (("anchor", draft.anchor), ("starts_on", draft.starts_on)):
        with problems.noting():
            if day is not None:
                check_date(day, field)
    with problems.noting():
        if draft.weeks is None and draft.anchor is not None:
            raise invalid("An anchor is for weeks; say how many, or leave it out.", "anchor")
        if draft.weeks is not None and draft.anchor is None:
            raise invalid("Say on which day one of the periods starts.", "anchor")
    with problems.noting():
        if draft.weeks is not None and draft.weeks not in _WEEKS:
            raise invalid(f"Periods of {draft.weeks} weeks are not possible; use 1, 2 or 4.", "weeks")
    with problems.noting():
        if draft.weeks is not None and draft.day is not None:
            raise invalid("Weeks have no day of the month; leave it out.", "day")
        if draft.day is not None and not 1 <= draft.day <= LAST_DAY_OF_MONTH:
            raise invalid(f"No month has a day {draft.day}; use 1 to {LAST_DAY_OF_MONTH}.", "day")
    with problems.noting():
        if draft.weeks is not None and draft.weekend is not WeekendRule.SAME_DAY:
            raise invalid("Periods of weeks start on the same weekday; use SAME_DAY.", "weekend")
    problems.refuse_any()
    return draft
