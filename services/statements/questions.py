"""Questions about a file that several formats have, with the result of each answer."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from services.statements.lines import Item, StatementLine
from services.statements.options import DateOrder, ReadOptions
from services.statements.statement import BankStatement, Choice, Detected, OpenQuestion, QuestionAbout, Undecided
from services.values.errors import Refused

_MOST_COUNTED = 20_000
ORDER_WORDS = {DateOrder.YMD: "Year first", DateOrder.DMY: "Day first", DateOrder.MDY: "Month first"}

Read = Callable[[ReadOptions], tuple[Detected, Iterator[Item]]]
"""Detect the layout of a file and begin to read it; raise Undecided if the options leave something open."""


def statement_of(read: Read, options: ReadOptions, fallback: Detected) -> BankStatement:
    """Return the statement, or the question that it leaves open with `fallback`, the known part."""
    try:
        return BankStatement(*read(options))
    except Undecided as undecided:
        choices = tuple(_tried(read, options, choice) for choice in undecided.question.choices)
        return BankStatement(fallback, iter(()), replace(undecided.question, choices=choices))


def date_question(orders: tuple[DateOrder, ...]) -> Undecided:
    """Make the question about the order of dates."""
    message = "The dates can be read in more than one way. Which number stands first?"
    choices = tuple(Choice(ORDER_WORDS[order], {"date_order": order.value}) for order in orders)
    return Undecided(OpenQuestion(QuestionAbout.DATE_ORDER, message, choices))


def mark_question() -> Undecided:
    """Make the question about the decimal mark."""
    message = "The amounts can be read in more than one way. Which mark stands before the decimals?"
    point = Choice("A point, as in 12.50", {"decimal_mark": "."})
    comma = Choice("A comma, as in 12,50", {"decimal_mark": ","})
    return Undecided(OpenQuestion(QuestionAbout.DECIMAL_MARK, message, (point, comma)))


def answered(options: ReadOptions, choice: Choice) -> ReadOptions:
    """Return the options with one more answer."""
    settings: dict[str, object] = dict(choice.settings)
    if "date_order" in settings:
        settings["date_order"] = DateOrder(str(settings["date_order"]))
    return replace(options, csv=replace(options.csv, **settings))  # type: ignore[arg-type]


def _tried(read: Read, options: ReadOptions, choice: Choice) -> Choice:
    """Return the choice with the lines and totals that it would give, if it leads to no other question."""
    try:
        _, items = read(answered(options, choice))
    except (Undecided, Refused):
        return choice
    count = 0
    totals: dict[str, tuple[int, int]] = {}
    for item in islice(items, _MOST_COUNTED + 1):
        if isinstance(item, StatementLine):
            count += 1
            income, expenses = totals.get(item.currency or "", (0, 0))
            totals[item.currency or ""] = income + max(item.amount, 0), expenses + min(item.amount, 0)
    return choice if count > _MOST_COUNTED else replace(choice, lines=count, totals=totals)
