"""Everyday questions by groups: no answer has a figure of another question, and most answer what was asked."""

import re
from collections.abc import Callable

import pytest

from tests.services.finny.everyday import looking_ahead, measures, sums
from tests.services.finny.everyday.truths import Cases, Truths
from tests.services.finny.story import Answering

GROUPS: tuple[Callable[[Truths], Cases], ...] = (
    sums.spending, sums.typing, sums.payees, sums.refunds, sums.income, sums.periods, sums.conditions,
    measures.averages, measures.shares, measures.comparisons, measures.names, measures.extremes, measures.reasons,
    looking_ahead.accounts, looking_ahead.goals, looking_ahead.bills, looking_ahead.plans, looking_ahead.out_of_scope,
)  # fmt: skip
FEWEST = 200
LEAST_RIGHT = 0.95
# An amount, a part, a number of transactions, or a yes or no.
FIGURE = re.compile(r"\d [A-Z]{3}\b|\d%|\d transaction|^Yes|^No[,.]|: \d")


@pytest.fixture(scope="module")
def truths() -> Truths:
    """Return the rows of the demo."""
    return Truths()


async def test_an_answer_is_right_or_says_plainly_what_it_cannot_tell(answer: Answering, truths: Truths) -> None:
    wrong: list[tuple[str, tuple[str, ...], str]] = []
    plain: list[str] = []
    right: list[str] = []
    for question, expected in (case for group in GROUPS for case in group(truths)):
        reply = await answer(*question.split(" | "))
        parts = (expected,) if isinstance(expected, str) else expected
        if parts and all(part in reply for part in parts):
            right.append(question)
        elif FIGURE.search(reply):
            wrong.append((question, parts, reply))
        else:
            (plain if parts else right).append(question)
    assert wrong == []
    assert len(right) + len(plain) >= FEWEST
    assert len(right) >= LEAST_RIGHT * (len(right) + len(plain)), plain
