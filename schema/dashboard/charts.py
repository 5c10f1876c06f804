"""The two charts that the whole ledger and a choice of its accounts share: their arguments, needs and answers."""

from typing import Annotated

import strawberry

from schema.dashboard.comparison import CategoryComparison
from schema.dashboard.needs import needed
from schema.dashboard.trends import SpendingTrends
from schema.inputs import given
from schema.selection import SelectedField
from services.calculations import AVERAGED_PERIODS
from services.dashboard.service import MOST_BARS, MOST_PERIODS, DashboardNeeds, DashboardSnapshot, check_count

DEFAULT_PERIODS = 6
DEFAULT_BARS = 5
TRENDS = "Income and expenses by period, oldest first. A period without entries is zero."
COMPARISON = "The costliest categories, compared with the previous period and their averages."

Periods = Annotated[
    int | None, strawberry.argument(description=f"The number of periods, 1 to {MOST_PERIODS}, with this one.")
]
Bars = Annotated[int | None, strawberry.argument(description=f"The number of categories, 1 to {MOST_BARS}.")]


def trends_needs(field: SelectedField) -> DashboardNeeds:
    """Return the needs of spending trends: as many earlier periods as are asked for."""
    periods = min(field.argument("periods", DEFAULT_PERIODS), MOST_PERIODS)
    return needed(SpendingTrends, field.fields()) | DashboardNeeds(back=periods - 1)


def comparison_needs(_field: SelectedField) -> DashboardNeeds:
    """Return the needs of a comparison of categories."""
    return DashboardNeeds(back=AVERAGED_PERIODS, compared=AVERAGED_PERIODS)


def trends_of(snapshot: DashboardSnapshot, periods: int | None) -> SpendingTrends:
    """Return the spending trends of some periods; refuse too many."""
    return SpendingTrends.of(snapshot, check_count(given(periods, DEFAULT_PERIODS), MOST_PERIODS, "periods"))


def comparison_of(snapshot: DashboardSnapshot, top: int | None) -> CategoryComparison:
    """Return the comparison of the costliest categories; refuse too many."""
    return CategoryComparison.of(snapshot, check_count(given(top, DEFAULT_BARS), MOST_BARS, "top"))
