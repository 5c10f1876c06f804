"""Problems speak to clients in the names that clients know."""

import pytest

from schema.problems import Problem, camel_case
from services import errors
from services.errors import ProblemCode


@pytest.mark.parametrize(
    ("ours", "theirs"), [("date", "date"), ("exchange_rate", "exchangeRate"), ("3", "3"), ("if_version", "ifVersion")]
)
def test_fields_are_spelled_as_in_the_schema(ours: str, theirs: str) -> None:
    assert camel_case(ours) == theirs


def test_a_problem_keeps_its_code_its_path_and_its_sentence() -> None:
    field = ("transactions", "3", "category_id")
    problem = Problem.of(errors.Problem(ProblemCode.NOT_FOUND, "There is none.", field))
    assert (problem.code, problem.message) == (ProblemCode.NOT_FOUND, "There is none.")
    assert problem.field == ["transactions", "3", "categoryId"]
    assert Problem.of(errors.Problem(ProblemCode.CONFLICT, "Not now.")).field is None
