"""Calendars in the API: where the budget periods of a ledger start."""

from datetime import date
from typing import Self

import strawberry

from schema.inputs import NullMeansDefault, defaulted
from schema.time_enums import WeekendRule
from services.values.calendar_rules import CalendarDraft, CalendarRule
from services.values.schedules import LAST_DAY_OF_MONTH


@strawberry.type(description="The rule by which budget periods start, from a day on until a later calendar.")
class Calendar:
    starts_on: date = strawberry.field(description="The day from which it holds.")
    day: int | None = strawberry.field(
        description=(
            f"The day of the month on which periods start, 1 to {LAST_DAY_OF_MONTH}; a shorter month has its last day "
            "instead. It is null if periods are weeks."
        )
    )
    weekend: WeekendRule = strawberry.field(description="The day of a start that would fall on a weekend.")
    weeks: int | None = strawberry.field(description="The number of weeks of a period; null if periods are months.")
    anchor: date | None = strawberry.field(description="The first day of one of the periods, if they are weeks.")

    @classmethod
    def of(cls, rule: CalendarRule) -> Self:
        day = rule.day if rule.weeks is None else None
        return cls(starts_on=rule.since, day=day, weekend=rule.weekend, weeks=rule.weeks, anchor=rule.anchor)


@strawberry.input(
    description=(
        "Budget periods that start on a day of the month, or every 1, 2 or 4 weeks from an anchor. The default is the "
        "calendar month."
    )
)
class CalendarInput(NullMeansDefault):
    day: int | None = strawberry.field(
        default=None, description=f"The day of the month, 1 to {LAST_DAY_OF_MONTH}, cut to the last of shorter months."
    )
    weekend: WeekendRule = defaulted(WeekendRule.SAME_DAY, "The day of a start that would fall on a weekend.")
    weeks: int | None = strawberry.field(default=None, description="The weeks of a period: 1, 2 or 4.")
    anchor: date | None = strawberry.field(default=None, description="The first day of one of the periods of weeks.")
    starts_on: date | None = strawberry.field(
        default=None,
        description=(
            "The day from which it holds; earlier periods keep their calendar. The default is the start of its own "
            "period of today, or a later anchor. A new ledger has its first calendar always."
        ),
    )

    def draft(self) -> CalendarDraft:
        return CalendarDraft(self.day, self.weekend, self.weeks, self.anchor, self.starts_on)
