"""Category comparison: the costliest categories, beside the previous period and their averages."""

from datetime import date
from typing import Self

import strawberry

from schema.categories import Category
from schema.dashboard.breakdown import category_in
from schema.field_marks import AS_OF
from schema.money import Money
from schema.periods import Period
from services import calculations
from services.dashboard.service import DashboardSnapshot


@strawberry.type(description="One top-level category with its children, compared with its past.")
class CategoryBar:
    category: Category | None = strawberry.field(description="The category. It is null for uncategorised spending.")
    current: Money = strawberry.field(description="Its cost in this period.")
    previous: Money = strawberry.field(
        description="Its cost in the period before. While this one runs, only the same days count."
    )
    average: Money = strawberry.field(
        description=(
            "Its average cost in the six periods before, from the first with any entry. While this period runs, only "
            "the same days count."
        )
    )
    change: float | None = strawberry.field(
        description=(
            "The growth since `previous`: 0.1 is a tenth more. What is dated after today does not count. It is null if "
            "`previous` is nothing."
        )
    )

    @classmethod
    def of(cls, bar: calculations.CategoryBar, snapshot: DashboardSnapshot) -> Self:
        currency = snapshot.ledger.base_currency
        return cls(
            category=category_in(snapshot, bar.category_id),
            current=Money.of(bar.current, currency),
            previous=Money.of(bar.previous, currency),
            average=Money.of(bar.average, currency),
            change=bar.change,
        )


@strawberry.type(description="The costliest categories, compared with their past.")
class CategoryComparison:
    revision: int = strawberry.field(description=AS_OF)
    bars: list[CategoryBar] = strawberry.field(description="The costliest category first.")
    previous_period: Period = strawberry.field(description="The period before.")
    same_days_until: date | None = strawberry.field(
        description=(
            "The last day of the period before that `previous` counts. It is null if the whole period counts, because "
            "this one does not run."
        )
    )
    others: Money = strawberry.field(description="All other expenses. Together with the bars they are all spending.")

    @classmethod
    def of(cls, snapshot: DashboardSnapshot, top: int) -> Self:
        comparison = snapshot.figures.comparison(top)
        return cls(
            revision=snapshot.ledger.revision,
            bars=[CategoryBar.of(bar, snapshot) for bar in comparison.bars],
            previous_period=Period.of(comparison.before, snapshot.today),
            same_days_until=comparison.until,
            others=Money.of(comparison.others, snapshot.ledger.base_currency),
        )
