"""The fields selected below a dashboard decide what is read, however the document is written."""

from unittest.mock import Mock

import pytest
import strawberry
from graphql import FieldNode, NameNode
from strawberry.schema.config import StrawberryConfig

from schema.context import Info
from schema.dashboard import Dashboard
from schema.dashboard.needs import needed as needed_of
from schema.dashboard.overview import Overview
from schema.dashboard.trends import SpendingTrends
from schema.dashboard.update import DashboardUpdate
from schema.scalars import SCALARS
from schema.selection import SelectedField, selected
from schema.strawberry_internals import definition_of
from services.dashboard.service import DashboardNeeds

NOTHING = DashboardNeeds()


@strawberry.type
class Query:
    """One dashboard that is never drawn."""

    @strawberry.field
    def dashboard(self, info: Info) -> Dashboard | None:
        seen: list[DashboardNeeds] = info.context  # type: ignore[assignment]
        seen.append(needed_of(Dashboard, selected(info)))
        return None


SCHEMA = strawberry.Schema(Query, config=StrawberryConfig(scalar_map=SCALARS))


def needed(selection: str, head: str = "query", **variables: object) -> DashboardNeeds:
    """Return the needs of a selection below the dashboard."""
    seen: list[DashboardNeeds] = []
    result = SCHEMA.execute_sync(f"{head} {{ {selection} }}", variables, context_value=seen)
    assert result.errors is None
    return seen[0]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ("revision period { label } __typename", NOTHING),
        ("overview { goals { name } }", DashboardNeeds(goals=True)),
        ("overview { recentTransactions { payee } }", DashboardNeeds(recent=10)),
        ("overview { recentTransactions(first: 3) { payee } }", DashboardNeeds(recent=3)),
        ("overview { recentTransactions(first: 2147483647) { payee } }", DashboardNeeds(recent=50)),
        ("overview { recentTransactions(first: -1) { payee } }", NOTHING),
        ("overview { income { amount } }", DashboardNeeds(back=0)),
        ("overview { budget { status } }", DashboardNeeds(back=0, plans=True)),
        ("budgetBreakdown { slices { share } }", DashboardNeeds(back=0, plans=True)),
        ("spendingTrends { points { savingsRate } }", DashboardNeeds(back=5)),
        ("spendingTrends(periods: 1) { points { savingsRate } }", DashboardNeeds(back=0)),
        ("spendingTrends(periods: 24) { points { savingsRate } }", DashboardNeeds(back=23)),
        ("spendingTrends(periods: 1000) { points { savingsRate } }", DashboardNeeds(back=23)),
        ("spendingTrends { sameDays { savingsRate } }", DashboardNeeds(back=5, compared=1)),
        ("insights { text }", DashboardNeeds(insights=True)),
        (
            "insights(first: 3) { evidence { label } } overview { net { amount } }",
            DashboardNeeds(back=0, insights=True),
        ),
        ("categoryComparison(top: 1) { bars { change } }", DashboardNeeds(back=6, compared=6)),
        (
            "a: spendingTrends(periods: 3) { points { savingsRate } } b: spendingTrends(periods: 12) "
            "{ points { savingsRate } } budgetBreakdown { slices { share } }",
            DashboardNeeds(back=11, plans=True),
        ),
    ],
)
def test_a_selection_needs_what_it_shows_and_no_more(parts: str, expected: DashboardNeeds) -> None:
    assert needed(f"dashboard {{ {parts} }}") == expected


def test_fragments_aliases_and_repeated_fields_need_the_same() -> None:
    trends = "spendingTrends(periods: 12) { points { savingsRate } }"
    goals = "overview { goals { name } }"
    expected = DashboardNeeds(back=11, goals=True)
    assert needed(f"dashboard {{ {trends} {goals} }}") == expected
    assert needed(f"dashboard {{ ... {{ {trends} ... on Dashboard {{ {goals} }} }} }}") == expected
    assert needed(f"dashboard {{ {trends} }} dashboard {{ mine: {goals} }}") == expected
    assert needed(f"dashboard {{ ...D }} }} fragment D on Dashboard {{ {trends} {goals}") == expected


@pytest.mark.parametrize(
    ("head", "variables", "back"),
    [
        ("query ($periods: Int!)", {"periods": 12}, 11),
        ("query ($periods: Int = 9)", {}, 8),
        ("query ($periods: Int)", {}, 5),
    ],
)
def test_a_variable_counts_as_its_value(head: str, variables: dict[str, object], back: int) -> None:
    parts = "dashboard { spendingTrends(periods: $periods) { points { savingsRate } } }"
    assert needed(parts, head, **variables) == DashboardNeeds(back=back)


@pytest.mark.parametrize("part", [Dashboard, Overview, SpendingTrends, DashboardUpdate])
def test_every_field_of_a_dashboard_says_what_it_needs(part: type) -> None:
    names = [StrawberryConfig().name_converter.get_graphql_name(field) for field in definition_of(part).fields]
    assert len(names) > 3
    for name in names:
        needed_of(part, [field_called(name)])
    with pytest.raises(LookupError):
        needed_of(part, [field_called("unknown")])


def field_called(name: str) -> SelectedField:
    """A field without arguments, and nothing selected below it."""
    return SelectedField(FieldNode(name=NameNode(value=name)), Mock())
