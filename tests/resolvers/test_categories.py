"""Categories over the API: two levels, one kind a family, archived and merged without losing money."""

import pytest

from tests.resolvers.callers import Caller

LOOKS = "category { id name kind colour icon archived parent { id name } children { name } }"


async def test_a_category_is_made_with_its_looks_below_its_parent(alice: Caller) -> None:
    made = await alice.make(
        "createCategory",
        {"name": " Bread ", "colour": "#ABCDEF", "icon": "🍞", "parentId": alice.category("Food")},
        LOOKS,
    )
    assert made | {"id": ""} == {
        "id": "",
        "name": "Bread",
        "kind": "EXPENSE",
        "colour": "#abcdef",
        "icon": "🍞",
        "archived": False,
        "parent": {"id": alice.category("Food"), "name": "Food"},
        "children": [],
    }
    listed = (await alice.ask("{ categories { name parent { name } children { name } } }"))["categories"]
    assert [category["name"] for category in listed] == ["Bread", "Food", "Rent", "Salary", "Savings"]
    assert {"name": "Food", "parent": None, "children": [{"name": "Bread"}]} in listed


async def test_an_edit_changes_what_it_names_and_nothing_else(alice: Caller) -> None:
    made = await alice.make("createCategory", {"name": "Bread", "parentId": alice.category("Food")}, LOOKS)
    assert await alice.make("updateCategory", {"id": made["id"], "name": "Bakery"}, LOOKS) == made | {"name": "Bakery"}
    lifted = await alice.make("updateCategory", {"id": made["id"], "parentId": None}, LOOKS)
    assert lifted["parent"] is None
    income = await alice.make("updateCategory", {"id": made["id"], "kind": "INCOME"}, LOOKS)
    assert (income["name"], income["kind"]) == ("Bakery", "INCOME")


async def test_an_archived_category_is_put_away_with_its_children_and_brought_back(alice: Caller) -> None:
    await alice.make("createCategory", {"name": "Bread", "parentId": alice.category("Food")}, LOOKS)
    food = {"id": alice.category("Food")}
    assert (await alice.make("archiveCategory", food, LOOKS))["archived"]
    names = "{ shown: categories { name } all: categories(includeArchived: true) { name } }"
    listed = await alice.ask(names)
    assert "Food" not in [category["name"] for category in listed["shown"]]
    assert {"Bread", "Food"} <= {category["name"] for category in listed["all"]}
    assert not (await alice.make("archiveCategory", {**food, "archived": False}, LOOKS))["archived"]


async def test_merging_moves_the_money_and_ends_the_source(alice: Caller) -> None:
    await alice.record("-4.00", categoryId=alice.category("Food"))
    merge = {"sourceId": alice.category("Food"), "targetId": alice.category("Rent")}
    merged = await alice.change(
        "mergeCategories",
        merge,
        "category { id } dashboard { budgetBreakdown { slices { category { name } actual { amount } } } }",
    )
    assert merged["category"] == {"id": alice.category("Rent")}
    slices = merged["dashboard"]["budgetBreakdown"]["slices"]
    assert slices == [{"category": {"name": "Rent"}, "actual": {"amount": "4.00"}}]
    assert await alice.problems("mergeCategories", merge) == {"sourceId": "NOT_FOUND"}


async def test_all_that_is_wrong_with_a_category_is_said_at_once(alice: Caller) -> None:
    wrong = {"name": "", "colour": "red", "icon": "x" * 41, "parentId": "nonsense"}
    expected = {"name": "INVALID", "colour": "INVALID", "icon": "INVALID", "parentId": "NOT_FOUND"}
    assert await alice.problems("createCategory", wrong) == expected
    assert await alice.problems("updateCategory", {"id": alice.category("Rent"), **wrong}) == expected
    nulls = {"id": alice.category("Rent"), "name": None, "kind": None, "colour": None}
    assert await alice.problems("updateCategory", nulls) == dict.fromkeys(["name", "kind", "colour"], "INVALID")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "FOOD"}, {"name": "DUPLICATE"}),
        ({"name": "a\u0000b"}, {"name": "INVALID"}),
        ({"name": "x" * 10_000}, {"name": "INVALID"}),
        ({"kind": "INCOME", "parentId": "Food"}, {"kind": "INVALID"}),
        ({"parentId": "Rent"}, {"parentId": "INVALID"}),
        ({"parentId": "Bread"}, {"parentId": "INVALID"}),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_category_cannot_become(alice: Caller, change: dict[str, str], expected: dict[str, str]) -> None:
    bread = await alice.make("createCategory", {"name": "Bread", "parentId": alice.category("Food")}, "category { id }")
    ids = {"Bread": bread["id"], "Food": alice.category("Food"), "Rent": alice.category("Rent")}
    edit = {name: ids.get(value, value) if name == "parentId" else value for name, value in change.items()}
    assert await alice.problems("updateCategory", {"id": ids["Rent"], **edit}) == expected


async def test_categories_go_in_no_circle(alice: Caller) -> None:
    bread = await alice.make("createCategory", {"name": "Bread", "parentId": alice.category("Food")}, "category { id }")
    circle = {"id": alice.category("Food"), "parentId": bread["id"]}
    assert await alice.problems("updateCategory", circle) == {"parentId": "INVALID"}
