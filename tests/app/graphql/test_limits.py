"""Documents keep limits, and to check these costs little."""

import time
from collections.abc import Sequence

import pytest
from graphql import GraphQLError, get_introspection_query, parse
from hypothesis import given
from hypothesis import strategies as st

from app.graphql.documents import Documents
from app.graphql.limits import excesses
from schema.limits import Limits
from tests.app.graphql.library import library_schema

SCHEMA = library_schema()._schema
LIMITS = Limits()


def exceeded(query: str, limits: Limits = LIMITS) -> dict[str, int]:
    errors = excesses(SCHEMA, parse(query), limits)
    return {error.extensions["limit"]: error.extensions["value"] for error in errors if error.extensions}


def cost(query: str) -> int:
    return exceeded(query, Limits(cost=0))["cost"]


def test_an_ordinary_query_exceeds_nothing() -> None:
    assert exceeded("{ book { title author { name } } books(first: 100) { edges { node { title } } } }") == {}


def test_a_refusal_says_the_limit_and_the_value_in_a_sentence() -> None:
    (error,) = excesses(SCHEMA, parse("{ shelves { next { title } } }"), Limits(depth=2))
    assert error.message == ("Fields are nested 3 deep, and 2 is the most; fetch the inner part with its own request.")
    assert error.extensions == {"code": "LIMIT_EXCEEDED", "limit": "depth", "maximum": 2, "value": 3}


def test_every_limit_exceeded_is_told_at_once() -> None:
    query = "{ " + "".join(f"b{i}: book {{ title }} " for i in range(31)) + "}"
    assert exceeded(query) == {"aliases": 31, "root_fields": 31}


def test_depth_is_counted_through_fragments() -> None:
    query = "{ book { ...A } } fragment A on Book { next { ... on Book { next { title } } } }"
    assert exceeded(query, Limits(depth=3)) == {"depth": 4}


def test_directives_are_counted_wherever_they_stand() -> None:
    query = "query Q @a { book @a { ...F @a ... @a { title @a } } } fragment F on Book { title @a }"
    assert exceeded(query, Limits(directives=5)) == {"directives": 6}


def test_equal_fields_are_refused_before_validation_compares_every_pair() -> None:
    assert exceeded("{ " + "book { title } " * 60 + "}") == {"comparisons": 60 * 59 // 2 * (15 + 1)}
    assert exceeded("{ book { " + "title " * 300 + "} }") == {"comparisons": 300 * 299 // 2}
    assert exceeded("{ book { ...A ...B } } fragment A on Book { title } fragment B on Book { title }") == {}


def test_fragments_of_25_components_on_one_type_are_accepted() -> None:
    fields = "title pages: chapters author { name } next { title }"
    spreads = " ".join(f"...F{number}" for number in range(25))
    fragments = " ".join(f"fragment F{number} on Book {{ {fields} }}" for number in range(25))
    assert exceeded(f"{{ book {{ {spreads} }} }} {fragments}") == {}


@pytest.mark.parametrize("query", ["{ book { " + "title " * 3000 + "} }", "{ " + "book { title } " * 745 + "}"])
def test_thousands_of_equal_fields_are_refused_within_50_ms_of_cpu(query: str) -> None:
    errors, seconds = checked(query)
    assert errors
    assert seconds < 0.05


@pytest.mark.parametrize("query", ["{ " + "book { title } " * 50 + "}", "{ book { " + "title " * 200 + "} }"])
def test_the_most_that_may_be_compared_is_compared_in_little_time(query: str) -> None:
    errors, seconds = checked(query)
    assert errors == ()
    assert seconds < 0.2


def checked(query: str) -> tuple[Sequence[GraphQLError], float]:
    """Check a document three times; return its errors, and the least CPU time in seconds."""
    times: list[float] = []
    for _ in range(3):
        documents = Documents(SCHEMA, LIMITS, introspection=True)
        start = time.process_time()
        try:
            errors: Sequence[GraphQLError] = documents.check(query).errors
        except GraphQLError as error:
            errors = [error]
        times.append(time.process_time() - start)
    return errors, min(times)


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("{ book { title } }", 2),
        ("{ shelves { title } }", 20 * 2),
        ("{ book { chapters } }", 1 + 20),
        ("{ book { author { books { title } } } }", 1 + 1 + 10 * 2),
        ("{ book { author { books(first: 3) { title } } } }", 1 + 1 + 3 * 2),
        ("{ books { edges { node { title } } } }", 1 + 50 * 3),
        ("{ books(first: 2, last: 7) { edges { node { title } } } }", 1 + 7 * 3),
        ("{ books(first: 2) { edges { node { author { books(first: 4) { title } } } } } }", 1 + 2 * (3 + 4 * 2)),
        ('{ nodes(ids: ["a", "b", "c"]) { title } }', 3 * 2),
        ("query ($n: Int!) { books(first: $n) { edges { node { title } } } }", 1 + 100 * 3),
        ("query ($n: Int = 2) { books(first: $n) { edges { node { title } } } }", 1 + 100 * 3),
        ("query ($ids: [ID!]!) { nodes(ids: $ids) { title } }", 100 * 2),
        ("{ books(first: 0) { edges { node { title } } } }", 1 + 3),
        ("{ books(first: -5) { edges { node { title } } } }", 1 + 3),
        ("{ book { title ... { title } ...F ...F } } fragment F on Book { title }", 2),
    ],
)
def test_the_cost_is_the_number_of_fields_that_the_answer_may_have(query: str, fields: int) -> None:
    assert cost(query) == fields


def test_nested_pages_multiply_up_to_a_refusal() -> None:
    query = "{ books(first: 100) { edges { node { author { books(first: 100) { title } } } } } }"
    assert exceeded(query) == {"cost": 20_301}


def test_a_length_of_a_thousand_digits_is_only_large() -> None:
    assert exceeded("{ books(first: " + "9" * 5000 + ") { edges { node { title } } } }") == {"cost": 1_000_000}


def test_the_introspection_of_tools_is_within_the_limits_but_not_many_at_once() -> None:
    whole = get_introspection_query(specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True)
    assert exceeded(whole) == {}
    types = "__schema { types { fields { args { type { name ofType { name } } } type { name ofType { name } } } } }"
    assert "cost" in exceeded("{ " + "".join(f"a{i}: {types} " for i in range(10)) + "}", Limits(cost=5_000))


def test_a_cycle_of_fragments_is_answered_with_the_error_of_the_specification() -> None:
    query = "{ book { ...A } } fragment A on Book { next { ...B } } fragment B on Book { next { ...A } }"
    (error,) = excesses(SCHEMA, parse(query), LIMITS)
    assert error.message == "Cannot spread fragment 'A' within itself via 'B'."


@pytest.mark.parametrize("name", ["A", "B"])
def test_a_fragment_that_no_operation_reaches_cannot_hide_a_bomb(name: str) -> None:
    bomb = f"fragment {name} on Query {{ {'book { title } ' * 300} }}"
    errors = excesses(SCHEMA, parse(f"{{ ...A }} {bomb} fragment A on Query {{ book {{ title }} }}"), LIMITS)
    assert [error.message for error in errors] == [
        {"A": "There can be only one fragment named 'A'.", "B": "Fragment 'B' is never used."}[name]
    ]


def test_operations_of_one_document_share_the_selections() -> None:
    operations = " ".join(f"query Q{i} {{ ...F }}" for i in range(101))
    assert exceeded(operations + " fragment F on Query { book { title " + "next { title } " * 4 + "} }") == {
        "selections": 101 * 11
    }


def test_a_crowd_of_fragments_is_refused_before_validation_compares_every_pair() -> None:
    crowd = "{ book { " + "".join(f"...F{i} " for i in range(51)) + "} }"
    assert exceeded(crowd + "".join(f" fragment F{i} on Book {{ title }}" for i in range(51))) == {"fragments": 51}


def test_unknown_fields_types_and_fragments_are_left_to_validation() -> None:
    assert exceeded("{ nothing { here } ...Nowhere ... on Nobody { name } }") == {}


@pytest.mark.parametrize("body", ["a: next { %s } b: next { %s }", "%s %s", "... on Book { %s } next { %s }"])
def test_a_bomb_of_nested_fragments_is_refused_in_milliseconds(body: str) -> None:
    levels = 45
    fragments = (f"fragment F{i} on Book {{ {body % ((f'...F{i + 1}',) * 2)} }}" for i in range(levels))
    document = parse("{ book { ...F0 } } " + " ".join(fragments) + f" fragment F{levels} on Book {{ title }}")
    start = time.process_time()
    (error,) = excesses(SCHEMA, document, LIMITS)
    assert time.process_time() - start < 0.1
    assert "1,000,000 or more selections" in error.message


def test_fragments_nested_deeper_than_can_be_walked_are_too_deep() -> None:
    fragments = (f"fragment F{i} on Book {{ {'next { ' * 5} ...F{i + 1} {'} ' * 5} }}" for i in range(40))
    query = "{ book { ...F0 } } " + " ".join(fragments) + " fragment F40 on Book { title }"
    assert exceeded(query) == {"depth": 200}


SELECTIONS = st.recursive(
    st.sampled_from(["title", "chapters", "x: title", "...A", "...B"]),
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from(
            [f"{name} {{ {' '.join(parts)} }}" for name in ("next", "n: next", "... on Book")]
        )
    ),
    max_leaves=12,
)


@given(SELECTIONS, SELECTIONS, SELECTIONS)
def test_measure_of_any_document_ends_and_agrees_with_its_unfolded_form(a: str, b: str, body: str) -> None:
    a, b = a.replace("...A", "title").replace("...B", "title"), b.replace("...B", "title")
    inline = f"{{ book {{ {body} ...A ...B }} }}"
    document = f"{inline} fragment A on Book {{ {a} }} fragment B on Book {{ {b} }}"
    for name, text in (("B", b), ("A", a)):
        inline = inline.replace(f"...{name}", f"... on Book {{ {text} }}")
    lowest = Limits(depth=0, cost=0)
    measured, written_out = exceeded(document, lowest), exceeded(inline, lowest)
    assert (measured["depth"], measured["cost"]) == (written_out["depth"], written_out["cost"])
