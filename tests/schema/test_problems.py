"""Problems speak to clients in the names that clients know."""

from schema.problems import Problem
from services.values import errors
from services.values.errors import ProblemCode


def test_a_problem_keeps_its_code_its_path_and_its_sentence() -> None:
    field = ("transactions", "3", "exchange_rate")
    problem = Problem.of(errors.Problem(ProblemCode.NOT_FOUND, "There is none.", field))
    assert (problem.code, problem.message) == (ProblemCode.NOT_FOUND, "There is none.")
    assert problem.field == ["transactions", "3", "exchangeRate"]
    assert Problem.of(errors.Problem(ProblemCode.CONFLICT, "Not now.")).field is None
