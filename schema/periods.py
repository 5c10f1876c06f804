"""Periods in the API, and how clients choose them."""

from datetime import date
from typing import Self

import strawberry

from services.values import periods


@strawberry.type(description="A budget period (a month, or payday to payday), or any other range of days.")
class Period:
    start: date = strawberry.field(description="The first day.")
    end: date = strawberry.field(description="The last day, included.")
    label: str = strawberry.field(
        description="The month in which a budget period starts (2026-11), or the range (2026-11-03/2026-11-20)."
    )
    days_left: int = strawberry.field(description="The number of days still to come, with today.")

    @classmethod
    def of(cls, period: periods.Period, today: date) -> Self:
        return cls(start=period.start, end=period.end, label=period.label, days_left=period.days_left(today))


@strawberry.input(
    description="A budget period by its month, or a range of at most ten years. The default is the current period."
)
class PeriodInput:
    month: str | None = strawberry.field(default=None, description="The month in which the period starts, as 2026-11.")
    start: date | None = strawberry.field(default=None, description="The first day of a range.")
    end: date | None = strawberry.field(default=None, description="The last day of a range, included.")

    def choice(self) -> periods.PeriodChoice:
        return periods.PeriodChoice(self.month, self.start, self.end)


def choice_of(period: PeriodInput | None) -> periods.PeriodChoice:
    """Return the period that a client asks for; the current one if it names none."""
    return period.choice() if period else periods.PeriodChoice()
