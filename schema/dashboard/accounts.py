"""The figures of some accounts alone: their income and expenses, and their charts."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from schema.dashboard import charts
from schema.dashboard.comparison import CategoryComparison
from schema.dashboard.needs import figures, needed, needing, nothing
from schema.dashboard.trends import SpendingTrends
from schema.field_marks import AS_OF
from schema.money import Money
from schema.node import stored_id
from schema.selection import SelectedField
from services.dashboard.service import MOST_CHOSEN, AccountsNeeds, DashboardNeeds, DashboardSnapshot, check_count
from services.values.errors import not_found


def of_some_accounts(field: SelectedField) -> DashboardNeeds:
    """Return the needs of the figures of some accounts."""
    needs, ids = needed(AccountsFigures, field.fields()), field.argument("ids", ())[:MOST_CHOSEN]
    part = AccountsNeeds(_stored(ids), needs.back or 0, needs.compared)
    return DashboardNeeds(parts=(part,) if ids else ())


@strawberry.type(
    description=(
        "The figures of some accounts alone, as far as they are counted. Budgets, goals and insights are of all "
        "accounts."
    )
)
class AccountsFigures:
    snapshot: strawberry.Private[DashboardSnapshot]
    revision: int = strawberry.field(description=AS_OF, metadata=needing(nothing))
    income: Money = strawberry.field(description="Money in, as in the overview.", metadata=needing(figures))
    expenses: Money = strawberry.field(
        description="Money out, as a positive amount, as in the overview.", metadata=needing(figures)
    )
    net: Money = strawberry.field(description="Income minus expenses.", metadata=needing(figures))
    transferred: Money = strawberry.field(
        description="The transfers from other accounts, less those to other accounts.", metadata=needing(figures)
    )
    savings_rate: float | None = strawberry.field(
        description="Net as a part of income; null without income.", metadata=needing(figures)
    )

    @strawberry.field(description=charts.TRENDS, metadata=needing(charts.trends_needs))
    def spending_trends(self, periods: charts.Periods = charts.DEFAULT_PERIODS) -> SpendingTrends:
        return charts.trends_of(self.snapshot, periods)

    @strawberry.field(description=charts.COMPARISON, metadata=needing(charts.comparison_needs))
    def category_comparison(self, top: charts.Bars = charts.DEFAULT_BARS) -> CategoryComparison:
        return charts.comparison_of(self.snapshot, top)

    @classmethod
    def of(cls, whole: DashboardSnapshot, ids: Sequence[str]) -> Self:
        """Return the figures of accounts; refuse one that the ledger does not have."""
        check_count(len(ids), MOST_CHOSEN, "ids")
        chosen = _stored(ids)
        if not {row.id for row in whole.account_rows}.issuperset(chosen):
            raise not_found("There is no such account; choose one of yours.", "ids")
        snapshot = whole.of_accounts(chosen)
        overview, currency = snapshot.figures.overview(), snapshot.ledger.base_currency
        return cls(
            snapshot=snapshot,
            revision=snapshot.ledger.revision,
            income=Money.of(overview.income, currency),
            expenses=Money.of(overview.expenses, currency),
            net=Money.of(overview.net, currency),
            transferred=Money.of(snapshot.transferred, currency),
            savings_rate=overview.savings_rate,
        )


def _stored(ids: Sequence[str]) -> tuple[UUID, ...]:
    """Return the stored ids in one order, so that the same accounts are read once."""
    return tuple(sorted({stored_id("Account", text) for text in ids}))
