"""Lists come as CSV: nested lists give the lines, numbers stay numbers, and no text is run as a formula."""

import csv
import io
from typing import Any

import pytest
from graphql import OperationType

from app.graphql.errors import Rejected
from app.graphql.negotiation import Accept, Form
from app.graphql.tables import table


def read(text: str) -> list[list[str]]:
    """Return the rows of CSV."""
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ({"tags": [{"name": "Trip"}, {"name": "=1+1"}]}, [["name"], ["Trip"], ["'=1+1"]]),
        ({"tags": []}, [[]]),
        ({"a": [{"b": {"c": "-1.50"}, "d": True}]}, [["b.c", "d"], ["-1.50", "true"]]),
        (
            {"a": [{"b": "x", "c": [{"d": 1}, {"d": 2}], "e": ["y", "z"]}, {"b": None, "c": [], "e": []}]},
            [["b", "e", "c.d"], ["x", "y, z", "1"], ["x", "y, z", "2"], ["", "", ""]],
        ),
        (
            {"a": [{"b": [{"c": 1}, {"c": 2}], "d": [{"e": 3}, {"e": 4}]}]},
            [["d.e", "b.c"], ["3, 4", "1"], ["3, 4", "2"]],
        ),
        ({"a": {"n": 2, "nodes": [{"x": "1"}, {"x": "2"}]}}, [["n", "x"], ["2", "1"], ["2", "2"]]),
    ],
)
def test_a_list_is_a_table(data: dict[str, Any], rows: list[list[str]]) -> None:
    assert read(table(data)) == rows


def test_two_lists_are_no_table() -> None:
    with pytest.raises(Rejected, match="one field"):
        table({"tags": [], "accounts": []})


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/csv", Form.CSV),
        ("text/csv, */*;q=0.1", Form.CSV),
        ("text/csv;q=0.5, application/json", Form.JSON),
        ("text/csv;q=0", Form.JSON),
        ("*/*", Form.JSON),
    ],
)
def test_csv_comes_where_nothing_is_wanted_more(accept: str, form: Form) -> None:
    assert Accept.of(accept).form_of(OperationType.QUERY) is form
    assert Accept.of(accept).form_of(OperationType.MUTATION) is Form.JSON
