"""Everyday questions by groups: no answer has a figure of another question, and most answer what was asked."""

import re
from collections.abc import Callable

from tests.services.finny.everyday import fresh, fresh_other, looking_ahead, measures, second, sums
from tests.services.finny.everyday.other_house import other_house
from tests.services.finny.everyday.truths import Cases, Truths
from tests.services.finny.story import Answering

GROUPS: tuple[Callable[[Truths], Cases], ...] = (
    sums.spending, sums.typing, sums.payees, sums.refunds, sums.income, sums.periods, sums.conditions,
    measures.averages, measures.shares, measures.comparisons, measures.names, measures.extremes, measures.reasons,
    looking_ahead.accounts, looking_ahead.goals, looking_ahead.bills, looking_ahead.plans, looking_ahead.out_of_scope,
    *fresh.GROUPS, *second.GROUPS,
)  # fmt: skip
FEWEST, FEWEST_OTHERS = 400, 60
LEAST_RIGHT = 0.95
# An amount, a part, a number of transactions, or a yes or no.
FIGURE = re.compile(r"\d [A-Z]{3}\b|\d%|\d transaction|^Yes|^No[,.]|: \d")


async def test_an_answer_is_right_or_says_plainly_what_it_cannot_tell(answer: Answering) -> None:
    truths = Truths()
    await _score(answer, [case for group in GROUPS for case in group(truths)], FEWEST)


async def test_another_household_in_other_languages_is_answered_as_well(answer_other: Answering) -> None:
    truths = Truths(other_house())
    cases = [case for group in fresh_other.GROUPS for case in fresh_other.in_pounds(group(truths))]
    await _score(answer_other, cases, FEWEST_OTHERS)


async def _score(answer: Answering, cases: Cases, fewest: int) -> None:
    wrong: list[tuple[str, tuple[str, ...], str]] = []
    plain: list[str] = []
    right: list[str] = []
    for question, expected in cases:
        reply = await answer(*question.split(" | "))
        parts = (expected,) if isinstance(expected, str) else expected
        if parts and all(part in reply for part in parts):
            right.append(question)
        elif FIGURE.search(reply):
            wrong.append((question, parts, reply))
        else:
            (plain if parts else right).append(question)
    assert wrong == []
    assert len(right) + len(plain) >= fewest
    assert len(right) >= LEAST_RIGHT * (len(right) + len(plain)), plain
