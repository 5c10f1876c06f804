"""The statement that a table is: its lines, or the question that it leaves open with what each answer would give."""

from dataclasses import replace
from itertools import islice

from services.errors import Refused
from services.statements.findings import Choice, Detected, Open, Statement
from services.statements.headers import find_header
from services.statements.lines import StatementLine
from services.statements.options import DateOrder, ReadOptions
from services.statements.rows import read_rows
from services.statements.tables import Table
from services.statements.understanding import understand

_MOST_COUNTED = 100_000


def read_table(table: Table, options: ReadOptions) -> Statement:
    """The transactions of a table; refuses one in which none can be found."""
    try:
        layout = understand(table, options)
    except Open as found:
        question = found.question
        choices = tuple(_tried(table, options, choice) for choice in question.choices)
        return Statement(_named(table, options), iter(()), replace(question, choices=choices))
    return Statement(layout.detected(table), read_rows(table, layout, options.currency))


def _named(table: Table, options: ReadOptions) -> Detected:
    """What is known of a table that leaves something open: the names of its columns."""
    rows = table.sample()
    skip, header = find_header(rows, options.csv)
    width = max(len(header), *map(len, rows[skip:]))
    names = tuple(cell.strip() for cell in header) + ("",) * (width - len(header))
    return Detected(table.format, table.encoding, table.delimiter, skip if header else None, names=names)


def answered(options: ReadOptions, choice: Choice) -> ReadOptions:
    """The options with one answer more."""
    settings: dict[str, object] = dict(choice.settings)
    if "date_order" in settings:
        settings["date_order"] = DateOrder(str(settings["date_order"]))
    return replace(options, csv=replace(options.csv, **settings))  # type: ignore[arg-type]


def _tried(table: Table, options: ReadOptions, choice: Choice) -> Choice:
    """The choice with the number of lines and the totals that it would give; unknown where it leads to a question."""
    try:
        layout = understand(table, answered(options, choice))
    except (Open, Refused):
        return choice
    count = 0
    totals: dict[str, tuple[int, int]] = {}
    for item in islice(read_rows(table, layout, options.currency), _MOST_COUNTED + 1):
        if isinstance(item, StatementLine):
            count += 1
            income, expenses = totals.get(item.currency or "", (0, 0))
            totals[item.currency or ""] = income + max(item.amount, 0), expenses + min(item.amount, 0)
    return choice if count > _MOST_COUNTED else replace(choice, lines=count, totals=totals)
