"""Insights over the API: with the dashboard, each with its evidence, until somebody puts them away."""

from tests.resolvers.callers import Caller, Json

INSIGHTS = """insights(first: 5) {
    id source severity kind text stale message { id }
    category { name } amount { amount currency } transactions { payee }
    evidence { label amount { amount currency } category { name } period { label daysLeft } }
}"""


async def over_budget(caller: Caller) -> str:
    """The id of the only insight of somebody who spent more than planned."""
    budget = {"categoryId": caller.category("Food"), "amount": "100", "month": "2026-10"}
    assert (await caller.change("setBudget", budget))["problems"] == []
    await caller.record("-150", date="2026-11-20", categoryId=caller.category("Food"))
    (insight,) = await insights(caller)
    insight_id: str = insight["id"]
    return insight_id


async def insights(caller: Caller) -> list[Json]:
    """Return the insights of the dashboard."""
    listed: list[Json] = (await caller.ask(f"{{ dashboard {{ {INSIGHTS} }} }}"))["dashboard"]["insights"]
    return listed


async def test_an_insight_comes_with_its_figures(alice: Caller) -> None:
    insight_id = await over_budget(alice)
    period, food = {"label": "2026-11", "daysLeft": 8}, {"name": "Food"}
    (insight,) = await insights(alice)
    assert insight == {
        "id": insight_id,
        "source": "LEDGER",
        "severity": "ALERT",
        "kind": "BUDGET_OVER",
        "category": food,
        "amount": {"amount": "50.00", "currency": "EUR"},
        "transactions": [],
        "text": "Food is 50.00 EUR over its plan of 100.00 EUR in November 2026.",
        "stale": False,
        "message": None,
        "evidence": [
            {"label": label, "amount": {"amount": amount, "currency": "EUR"}, "category": food, "period": period}
            for label, amount in (("Spent", "150.00"), ("Planned", "100.00"), ("Over the plan", "50.00"))
        ],
    }


async def test_an_insight_into_payments_names_its_transactions(alice: Caller) -> None:
    for day in ("2026-08-03", "2026-09-10", "2026-11-20", "2026-11-21"):
        await alice.record("-80", date=day, payee="Lamp Store Ref 559299", categoryId=alice.category("Food"))
    (insight,) = [one for one in await insights(alice) if one["kind"] == "POSSIBLE_DUPLICATE"]
    assert insight["amount"] == {"amount": "80.00", "currency": "EUR"}
    assert insight["category"] == {"name": "Food"}
    assert insight["transactions"] == [{"payee": "Lamp Store Ref 559299"}] * 2


async def test_a_dismissed_insight_is_gone_with_the_answer(alice: Caller) -> None:
    insight_id = await over_budget(alice)
    document = "dismissedId dashboard { revision insights { id } }"
    before = await alice.revision()
    payload = await alice.change("dismissInsight", {"id": insight_id}, document)
    assert payload["problems"] == []
    assert payload["dismissedId"] == insight_id
    assert payload["dashboard"] == {"revision": before + 1, "insights": []}
    assert await alice.ask(f'{{ node(id: "{insight_id}") {{ id }} }}') == {"node": None}


async def test_an_insight_that_its_period_does_not_show_is_not_dismissed(alice: Caller) -> None:
    insight_id = await over_budget(alice)
    await alice.record("100", date="2026-11-21", categoryId=alice.category("Food"))
    assert await alice.problems("dismissInsight", {"id": insight_id}) == {"id": "NOT_FOUND"}


async def test_nobody_dismisses_the_insight_of_another(alice: Caller, bob: Caller) -> None:
    insight_id = await over_budget(alice)
    for unknown in (insight_id, bob.category("Food"), "nonsense"):
        assert await bob.problems("dismissInsight", {"id": unknown}) == {"id": "NOT_FOUND"}
    assert len(await insights(alice)) == 1


async def test_too_many_insights_are_refused(alice: Caller) -> None:
    for count in (0, 51):
        assert await alice.codes(f"{{ dashboard {{ insights(first: {count}) {{ id }} }} }}") == ["INVALID"]
