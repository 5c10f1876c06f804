"""Global ids name one object each, and nothing else is taken for one."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.node import KINDS, NOTHING, NodeId, global_id, split_id, stored_id

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@st.composite
def nodes(draw: st.DrawFn) -> NodeId:
    """Draw an id of an object of any type, with the days of its type in order."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    first = draw(DAYS)
    later = first + timedelta(days=draw(st.integers(0, 365)))
    return NodeId(kind, draw(st.uuids()), (first, later)[: KINDS[kind].days])


def id_of(node: NodeId) -> str:
    """The id of an object."""
    return global_id(node.kind, node.identifier, *node.days)


@given(nodes())
def test_an_id_names_its_object(node: NodeId) -> None:
    text = id_of(node)
    assert split_id(text) == node
    assert stored_id(node.kind, text) == node.identifier


@given(nodes(), nodes())
def test_two_objects_have_two_ids(one: NodeId, other: NodeId) -> None:
    assert (id_of(one) == id_of(other)) is (one == other)


@given(nodes(), st.sampled_from(sorted(KINDS)))
def test_an_id_of_another_kind_names_nothing(node: NodeId, other: str) -> None:
    if node.kind != other:
        assert stored_id(other, id_of(node)) == NOTHING


@given(nodes(), st.sampled_from(["=", "!", " ", "\n", "A", "é"]))
def test_an_object_has_one_id(node: NodeId, more: str) -> None:
    text = id_of(node)
    for other in (text + more, more + text, text[:5] + more + text[5:], text[:-1]):
        assert split_id(other) is None


def test_ids_stay_as_they_were() -> None:
    identifier = UUID(int=1)
    assert global_id("Category", identifier) == "QwAAAAAAAAAAAAAAAAAAAAE"
    assert global_id("Budget", identifier, date(2026, 11, 1)) == "QgAAAAAAAAAAAAAAAAAAAAELSlE"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 11, 30), date(2026, 11, 1)),
        (date(2000, 1, 1), date(2026, 1, 1)),
        (date(1, 1, 1), date(1, 1, 2)),
        (date(9999, 12, 30), date(9999, 12, 31)),
    ],
)
def test_an_id_of_a_range_that_no_dashboard_shows_names_nothing(first: date, last: date) -> None:
    assert split_id(global_id("Dashboard", UUID(int=1), first, last)) is None


@pytest.mark.parametrize("days", [(), (date(2026, 11, 1),), (date(2026, 11, 1),) * 3])
def test_an_id_without_its_days_names_nothing(days: tuple[date, ...]) -> None:
    assert split_id(global_id("Dashboard", UUID(int=1), *days)) is None


@given(st.text(max_size=40))
def test_other_text_names_nothing(text: str) -> None:
    node = split_id(text)
    assert node is None or id_of(node) == text


@pytest.mark.parametrize("text", ["", "x", "====", "\u0000", "A" * 10_000, "R" * 10_000])
def test_text_that_is_no_id_names_nothing(text: str) -> None:
    assert stored_id("Category", text) == NOTHING
