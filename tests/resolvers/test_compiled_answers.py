"""Compiled selections over a real ledger answer what the ordinary execution answers, byte for byte."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import pytest

from app.graphql.authentication import NoCookie
from app.graphql.documents import Documents
from app.graphql.schema import build_schema
from db.stores.engine import Database
from schema.context import Context
from services.wiring import Services, build_services
from tests.app.graphql.random_documents import NO_LIMITS, RandomDocuments, assert_compiled_equals_ordinary
from tests.people import Clock
from tests.resolvers.callers import Caller

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

LITERALS = {
    "periods": lambda random: random.choice(["1", "6", "24", "0", "99", "-1"]),
    "top": lambda random: random.choice([None, "1", "5", "50", "51"]),
    "first": lambda random: random.choice([None, "1", "3", "50", "0", "500"]),
}
ROOTS = {
    "dashboard": "",
    "transactions": "(first: 7)",
    "accounts": "",
    "categories": "",
    "tags": "",
    "tagTotals": "",
    "report": "(input: {last: 3, every: MONTH, by: GROUP, compare: YEAR})",
    "budgets": "",
    "goals": "",
    "viewer": "",
    "conversation": "",
}


@pytest.fixture
async def services(database: Database, clock: Clock) -> AsyncIterator[Services]:
    """The services over the database that the tests of the API fill."""
    services = build_services(database, clock)
    yield services
    await services.users.close()


async def test_random_documents_of_a_ledger_are_answered_as_by_the_ordinary_execution(
    alice: Caller, services: Services
) -> None:
    await furnish(alice)
    schema = build_schema()
    schema.documents = Documents(schema._schema, NO_LIMITS, introspection=True)
    viewer = await services.users.authenticate(alice.secret or "")
    (account,) = (await alice.ask("{ accounts { id } }"))["accounts"]
    ids = [f'["{account["id"]}"]', "[]", '["nonsense"]']
    documents = RandomDocuments(schema._schema, ROOTS, {**LITERALS, "ids": lambda random: random.choice(ids)})
    await assert_compiled_equals_ordinary(schema, documents, lambda: Context(services, viewer, "test", NoCookie()))


async def furnish(alice: Caller) -> None:
    """Give Alice some of everything that a query can show."""
    for month in range(1, 12):
        for number, name in enumerate(["Food", "Rent", "Salary", None]):
            amount = "1900" if name == "Salary" else f"-{17 * (number + 1)}.{month:02}"
            category = alice.category(name) if name else None
            await alice.record(amount, date=f"2026-{month:02}-{number + 3:02}", categoryId=category)
    child = await alice.make("createCategory", {"name": "Bread", "parentId": alice.category("Food")}, "category { id }")
    await alice.record("-2.50", categoryId=child["id"])
    for name, amount in [("Food", "300"), ("Rent", "40")]:
        await alice.change("setBudget", {"categoryId": alice.category(name), "amount": amount})
    goal = await alice.make("createGoal", {"name": "Trip", "target": "900", "targetDate": "2027-03-01"}, "goal { id }")
    await alice.change("contributeToGoal", {"goalId": goal["id"], "amount": "50"})


async def test_a_loader_batches_what_a_compiled_selection_awaits(
    alice: Caller, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Food", "Rent", "Salary"):
        await alice.record(categoryId=alice.category(name))
    asked: list[int] = []
    get_many = services.categories.get_many

    async def watched(ledger_id: UUID, ids: Sequence[UUID]) -> Any:
        asked.append(len(ids))
        return await get_many(ledger_id, ids)

    monkeypatch.setattr(services.categories, "get_many", watched)
    schema = build_schema()
    viewer = await services.users.authenticate(alice.secret or "")
    for _ in range(3):
        context = Context(services, viewer, "test", NoCookie())
        result = await schema.execute("{ transactions { nodes { category { name } } } }", context_value=context)
        assert result.errors is None
    assert asked == [3, 3, 3]
