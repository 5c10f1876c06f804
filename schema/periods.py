"""Periods in the API, and how clients choose them."""

from datetime import date
from typing import Self

import strawberry

from schema.time_enums import PeriodKind
from services.values import periods
from services.values.calendars import MOST_LAST


@strawberry.type(description="A budget period of the ledger's calendar, or any other range of days.")
class Period:
    id: strawberry.ID = strawberry.field(description="The id by which a PeriodInput names it.")
    kind: PeriodKind = strawberry.field(description="The kind of the period.")
    start: date = strawberry.field(description="The first day.")
    end: date = strawberry.field(description="The last day, included.")
    label: str = strawberry.field(
        description=(
            "The month in which a budget period starts (2026-11), if it is a month and no other one starts then. Else "
            "it is the range (2026-11-03/2026-11-20)."
        )
    )
    days_left: int = strawberry.field(description="The number of days still to come, with today.")

    @classmethod
    def of(cls, period: periods.Period, today: date) -> Self:
        return cls(
            id=strawberry.ID(period.id),
            kind=period.kind,
            start=period.start,
            end=period.end,
            label=period.label,
            days_left=period.days_left(today),
        )


@strawberry.input(description="A range of at most ten years.")
class DateRangeInput:
    start: date = strawberry.field(description="The first day.")
    end: date = strawberry.field(description="The last day, included.")


@strawberry.input(
    description=(
        "A period: by its id, one of its days, the month in which it starts, the number of the last ones, or a range. "
        "Use only one of them. The default is the current budget period."
    )
)
class PeriodInput:
    month: str | None = strawberry.field(
        default=None, description="The month in which a budget period alone starts, as 2026-11."
    )
    start: date | None = strawberry.field(default=None, description="The first day of a range.")
    end: date | None = strawberry.field(default=None, description="The last day of a range, included.")
    id: strawberry.ID | None = strawberry.field(default=None, description="The id of a period.")
    on: date | None = strawberry.field(default=None, description="A day of a budget period.")
    last: int | None = strawberry.field(
        default=None, description=f"The number of the last budget periods, with the current one; at most {MOST_LAST}."
    )
    range: DateRangeInput | None = strawberry.field(default=None, description="A range of days.")

    def choice(self) -> periods.PeriodChoice:
        days = (self.range.start, self.range.end) if self.range else None
        return periods.PeriodChoice(self.month, self.start, self.end, self.id, self.on, self.last, days)


def choice_of(period: PeriodInput | None) -> periods.PeriodChoice:
    """Return the period that a client asks for; the current one if it names none."""
    return period.choice() if period else periods.PeriodChoice()
