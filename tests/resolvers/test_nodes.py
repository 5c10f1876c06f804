"""Any object by its id: its own, of the right kind, and nobody else's."""

from tests.resolvers.callers import Caller
from tests.resolvers.mutations import dismiss_insight

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"


async def objects_of(caller: Caller) -> dict[str, str]:
    """The id of one object of every kind."""
    goal = await caller.make("createGoal", {"name": "Bike", "target": "1200"}, "goal { id }")
    token = await caller.change("createAccessToken", {"name": "A script", "scopes": ["READ"]}, "accessToken { id }")
    return {
        "User": (await caller.ask("{ viewer { id } }"))["viewer"]["id"],
        "AccessToken": token["accessToken"]["id"],
        "Category": caller.category("Food"),
        "Transaction": await caller.record(),
        "Goal": goal["id"],
        "Insight": (await dismiss_insight(caller))["id"],
    }


async def test_every_object_is_key_its_id(alice: Caller) -> None:
    for kind, key in (await objects_of(alice)).items():
        assert (await alice.ask(NODE, id=key))["node"] == {"__typename": kind, "id": key}


async def test_nobody_finds_the_objects_of_another(alice: Caller, bob: Caller) -> None:
    for key in (await objects_of(alice)).values():
        assert await bob.ask(NODE, id=key) == {"node": None}


async def test_what_is_no_id_finds_nothing(alice: Caller) -> None:
    food = alice.category("Food")
    for key in ("", "x", "é", food[:-1], food + "=", food + "!", "T" + food[1:], "A" * 10_000, "\u0000", 5):
        assert await alice.ask(NODE, id=key) == {"node": None}


async def test_many_nodes_are_found_at_once(alice: Caller) -> None:
    found = await objects_of(alice)
    fields = " ".join(f'{kind.lower()}: node(id: "{key}") {{ id }}' for kind, key in found.items())
    assert await alice.ask(f"{{ {fields} }}") == {kind.lower(): {"id": key} for kind, key in found.items()}
