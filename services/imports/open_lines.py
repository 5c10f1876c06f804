"""The question about a line that may be a transaction which is there already, but whose amount or text differs."""

from collections.abc import Sequence

from services.imports.identity import Match
from services.statements import Choice, OpenQuestion, QuestionAbout
from services.values.money import Money, money_decimal


def line_question(unclear: Sequence[Match]) -> OpenQuestion:
    """Make the question about the first unclear line; with several, the others can be answered alike."""
    (number, row), earlier, _ = unclear[0]
    amount, known = (f"{money_decimal(Money(of.amount, of.currency))} {of.currency}" for of in (row, earlier))
    message = (
        f"Line {number}, {row.date}, {amount}, “{row.statement_payee or row.payee}”, may be a transaction that is there"
        f" already: {known}, “{earlier.payee}”. Is it the same?"
    )
    choices = [
        Choice("The same: it stays as it is, and the line is not recorded", {"same_lines": str(number)}),
        Choice("Another one: record the line", {"new_lines": str(number)}),
    ]
    if len(unclear) > 1:
        numbers = ",".join(str(match.line.number) for match in unclear)
        choices += [
            Choice(f"All {len(unclear)} such lines are the same", {"same_lines": numbers}),
            Choice(f"All {len(unclear)} such lines are others: record them", {"new_lines": numbers}),
        ]
    return OpenQuestion(QuestionAbout.TRANSACTION, message, tuple(choices))
