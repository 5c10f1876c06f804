"""Each story of a household is told and named; households without one give no alarm."""

import pytest

from services.insights import findings
from tests.services.insights.households import calm_house
from tests.services.insights.stories import STORIES, house_with

FIRST_SEED = 7_000


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_told_and_names_its_subject(name: str) -> None:
    house, told = house_with(name, FIRST_SEED + list(STORIES).index(name))
    said = [(finding.kind, finding.text) for finding in findings(house.view())]
    assert any(kind is told.kind and told.name in text for kind, text in said), said


@pytest.mark.parametrize("seed", range(50_000, 50_040))
def test_a_calm_household_gives_no_alarm(seed: int) -> None:
    assert [finding.text for finding in findings(calm_house(seed).view())] == []


@pytest.mark.parametrize(
    "name", ["lamp twice", "gym costs more", "laptop", "account fee", "to savings", "rent is late"]
)
def test_a_finding_in_payments_names_its_amount_and_its_transactions(name: str) -> None:
    house, told = house_with(name, FIRST_SEED)
    (finding,) = [one for one in findings(house.view()) if one.kind is told.kind and told.name in one.text]
    rows = {row.id: row for row in house.rows}
    assert all(rows[row_id].payee.startswith(told.name) for row_id in finding.transactions)
    assert abs(rows[finding.transactions[-1]].amount) == finding.amount.minor
    assert finding.amount.currency == "EUR"
    assert finding.measure > 0
    assert all(figure.period for figure in finding.evidence)
