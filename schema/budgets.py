"""Budgets: the planned cost of a category per period, from a period on."""

from datetime import date
from decimal import Decimal
from typing import Self

import strawberry

from db.budgets import PlanRow
from schema.categories import Category
from schema.context import Info
from schema.enums import BudgetCarry
from schema.inputs import KEY_DESCRIPTION, NullMeansDefault, defaulted
from schema.money import Money
from schema.node import Node, global_id, stored_id
from schema.periods import PeriodInput
from schema.time_enums import ScheduleUnit
from services.budgets import BudgetDraft, PlanRhythm
from services.calculations.plans import rhythm_of
from services.values.periods import PeriodChoice
from services.values.schedules import MOST_EVERY


@strawberry.type(description="The planned cost of a category per period, from a day until a later budget.")
class Budget(Node):
    row: strawberry.Private[PlanRow]
    starts_on: date = strawberry.field(description="The first day of the period from which it holds.")
    amount: Money | None = strawberry.field(
        description="The amount of each cycle of its rhythm. Null ends the budget before it."
    )
    every: int = strawberry.field(description="The number of weeks, months or years of a cycle.")
    unit: ScheduleUnit = strawberry.field(description="The unit in which cycles are counted.")
    anchor: date = strawberry.field(description="The first day of the cycle in which the budget starts.")
    carry: BudgetCarry = strawberry.field(description="The amounts that it carries to the next period.")

    @strawberry.field(description="The category of the budget.")
    async def category(self, info: Info) -> Category | None:
        return Category.maybe(await info.context.loaders.category.load(self.row.category_id))

    @classmethod
    def of(cls, row: PlanRow, currency: str) -> Self:
        """Return the budget of a plan in the ledger's base currency."""
        budget_id = global_id("Budget", row.category_id, row.starts_on)
        amount = Money.if_known(row.amount, currency)
        return cls(
            id=budget_id,
            row=row,
            starts_on=row.starts_on,
            amount=amount,
            every=row.every,
            unit=ScheduleUnit(row.unit),
            anchor=rhythm_of(row).around(row.starts_on)[0],
            carry=BudgetCarry(row.carry),
        )

    @classmethod
    def maybe(cls, row: PlanRow | None, currency: str) -> Self | None:
        """Return the budget of a plan, or None if there is no plan."""
        return cls.of(row, currency) if row else None


_MONTH = "The month in which the period alone starts, as 2026-11. Use this or the period."


@strawberry.input(
    description="The rhythm of a budget. A period gets its share by days, whatever the calendar of the ledger."
)
class PlanRhythmInput(NullMeansDefault):
    every: int = defaulted(1, f"The number of weeks, months or years, 1 to {MOST_EVERY}.")
    unit: ScheduleUnit = defaulted(ScheduleUnit.MONTH, "The unit in which it counts.")
    anchor: date | None = strawberry.field(
        default=None, description="The first day of a cycle, not after the start of the budget, which is the default."
    )


@strawberry.input(description="A budget for a category from a period on.")
class SetBudgetInput:
    category_id: strawberry.ID = strawberry.field(description="An expense category.")
    amount: Decimal = strawberry.field(
        description="The amount per period, or per cycle of the rhythm, in the base currency. Zero plans no spending."
    )
    month: str | None = strawberry.field(default=None, description=_MONTH)
    period: PeriodInput | None = strawberry.field(
        default=None, description="The budget period from which it holds. The default is the current one."
    )
    rhythm: PlanRhythmInput | None = strawberry.field(
        default=None, description="Its rhythm. The default is that of the budget periods at its start."
    )
    carry: BudgetCarry | None = strawberry.field(
        default=None, description="The amounts that it carries on. The default is that of the budget before it."
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def draft(self) -> BudgetDraft:
        return BudgetDraft(
            category_id=stored_id("Category", self.category_id),
            amount=self.amount,
            month=self.month,
            period=_choice(self.period),
            rhythm=PlanRhythm(self.rhythm.every, self.rhythm.unit, self.rhythm.anchor) if self.rhythm else None,
            carry=self.carry,
        )


@strawberry.input(description="A category whose budget ends.")
class ClearBudgetInput:
    category_id: strawberry.ID = strawberry.field(description="The category.")
    month: str | None = strawberry.field(default=None, description=_MONTH)
    period: PeriodInput | None = strawberry.field(
        default=None, description="The period from which there is no budget. The default is the current one."
    )

    def choice(self) -> PeriodChoice | None:
        return _choice(self.period)


@strawberry.input(description="Budgets of one period to copy to another.")
class CopyBudgetsInput:
    source_month: str | None = strawberry.field(default=None, description=_MONTH)
    target_month: str | None = strawberry.field(default=None, description=_MONTH)
    source_period: PeriodInput | None = strawberry.field(
        default=None, description="The period to copy. The default is the current one."
    )
    target_period: PeriodInput | None = strawberry.field(
        default=None, description="The period from which the copies hold. The default is the current one."
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def choices(self) -> tuple[PeriodChoice | None, PeriodChoice | None]:
        return _choice(self.source_period), _choice(self.target_period)


def _choice(period: PeriodInput | None) -> PeriodChoice | None:
    return period.choice() if period else None
