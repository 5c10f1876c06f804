"""Saved reports: they work, follow merges, are exported, belong to their ledger, and refuse what no report can be."""

from typing import Any

import pytest

from tests.resolvers.callers import Caller
from tests.resolvers.report_views import create_report_view, view_of

VIEWS = """{ reportViews { id name report { range { start end }
    rows { label line { figures { expenses { amount } } } } } } }"""
LISTS = "{ changes { lists { reportViews { id name } } } }"


async def rows_of(caller: Caller) -> list[Any]:
    """Return the labels and expenses of the only saved report."""
    (view,) = (await caller.ask(VIEWS))["reportViews"]
    return [(row["label"], row["line"]["figures"]["expenses"]["amount"]) for row in view["report"]["rows"]]


async def test_a_saved_report_is_as_of_now(alice: Caller, bob: Caller) -> None:
    view = await view_of(alice)
    assert await rows_of(alice) == []
    await alice.record(categoryId=alice.category("Food"))
    assert await rows_of(alice) == [("Bakery", "3.20")]
    (shown,) = (await alice.ask(VIEWS))["reportViews"]
    assert shown["report"]["range"] == {"start": "2026-09-01", "end": "2026-11-30"}
    assert [row["id"] for row in (await alice.ask(LISTS))["changes"]["lists"]["reportViews"]] == [view]
    assert (await bob.ask(VIEWS))["reportViews"] == []
    for mutation, draft in (("renameReportView", {"id": view, "name": "Mine"}), ("deleteReportView", {"id": view})):
        assert await bob.problems(mutation, draft) == {"id": "NOT_FOUND"}
    await alice.make("renameReportView", {"id": view, "name": " Meals "}, "view { name }")
    assert [row["name"] for row in (await alice.ask(VIEWS))["reportViews"]] == ["Meals"]
    assert (await alice.change("deleteReportView", {"id": view}, "deletedId"))["deletedId"] == view
    assert (await alice.ask(VIEWS))["reportViews"] == []


async def test_a_saved_report_follows_merges_and_says_what_is_gone(alice: Caller) -> None:
    await view_of(alice)
    await alice.record(categoryId=alice.category("Rent"))
    merged = {"sourceId": alice.category("Food"), "targetId": alice.category("Rent")}
    await alice.make("mergeCategories", merged, "category { id }")
    assert await rows_of(alice) == [("Bakery", "3.20")]
    tag = (await alice.make("createTag", {"name": "Trip"}, "tag { id }"))["id"]
    await alice.make("createReportView", {"name": "Trips", "report": {"filter": {"anyTagIds": [tag]}}}, "view { id }")
    await alice.change("deleteTag", {"id": tag})
    answer = await alice.send(VIEWS)
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("NOT_FOUND", ["reportViews", 1, "report"])
    assert answer["data"]["reportViews"][1]["name"] == "Trips"


@pytest.mark.parametrize(
    ("edit", "problems"),
    [
        ({"name": " "}, {"name": "INVALID"}),
        ({"name": "x" * 101}, {"name": "INVALID"}),
        ({"report": {"last": 3}}, {"report.last": "INVALID"}),
        ({"report": {"filter": {"deleted": True}}}, {"report.filter.deleted": "INVALID"}),
    ],
)
async def test_a_report_that_cannot_be_is_not_saved(
    alice: Caller, edit: dict[str, Any], problems: dict[str, str]
) -> None:
    assert await alice.problems("createReportView", await create_report_view(alice) | edit) == problems


async def test_two_saved_reports_have_two_names(alice: Caller) -> None:
    draft = await create_report_view(alice)
    await alice.make("createReportView", draft, "view { id }")
    assert await alice.problems("createReportView", draft | {"name": draft["name"].upper()}) == {"name": "DUPLICATE"}
