"""Global ids name one object each, and nothing else is taken for one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.node import KINDS, NOTHING, global_id, split_id, stored_id

kinds = st.sampled_from(sorted(KINDS))


@given(kinds, st.uuids())
def test_an_id_names_its_object(kind: str, identifier: UUID) -> None:
    text = global_id(kind, identifier)
    assert split_id(text) == (kind, identifier)
    assert stored_id(kind, text) == identifier


@given(kinds, kinds, st.uuids())
def test_an_id_of_another_kind_names_nothing(kind: str, other: str, identifier: UUID) -> None:
    if kind != other:
        assert stored_id(other, global_id(kind, identifier)) == NOTHING


@given(kinds, st.uuids(), st.sampled_from(["=", "!", " ", "\n", "A", "é"]))
def test_an_object_has_one_id(kind: str, identifier: UUID, more: str) -> None:
    text = global_id(kind, identifier)
    for other in (text + more, more + text, text[:5] + more + text[5:], text[:-1]):
        assert split_id(other) is None


@given(st.text(max_size=40))
def test_other_text_names_nothing(text: str) -> None:
    found = split_id(text)
    assert found is None or global_id(*found) == text


@pytest.mark.parametrize("text", ["", "x", "====", "\u0000", "A" * 10_000])
def test_what_is_no_id_at_all_names_nothing(text: str) -> None:
    assert stored_id("Category", text) == NOTHING
