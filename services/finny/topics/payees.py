"""Sums paid to payees, or found by a text in payees and notes."""

from collections.abc import Sequence

from services.calculations import CategoryKind
from services.finny import phrases
from services.finny.facts import Entries, TransactionFacts
from services.finny.question import Question
from services.finny.question_context import QuestionContext
from services.finny.tools import Tools
from services.finny.topics.days import ever
from services.finny.topics.topic import Answer, answer, limits, wanted
from services.values.money import Money
from services.values.payees import payee_name


async def paid(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Say how much was paid to each payee, and to all of them together."""
    lists = [await tools.entries(wanted(question, CategoryKind.EXPENSE, payee=payee)) for payee in question.payees]
    sentences = [
        _paid(payee, question, entries, context) if entries.rows else await _nothing(payee, question, tools, context)
        for payee, entries in zip(question.payees, lists, strict=True)
    ]
    if not all(entries.rows for entries in lists):
        return Answer(tuple(sentences), about_money=any(entries.rows for entries in lists))
    for payee in question.payees if not question.is_some else ():
        moved = await tools.entries(wanted(question, CategoryKind.TRANSFER, payee=payee))
        if moved.rows and not question.categories:
            count = phrases.transactions(len(moved.rows))
            sentences.append(f"I left out {count} that only moved {phrases.unsigned(moved.total)}.")
    if len(lists) > 1:
        total = Money(sum(entries.total.minor for entries in lists), context.currency)
        sentences.append(f"Together that is {phrases.cost(total)}.")
    shown = [
        (payee, entries.total, wanted(question, CategoryKind.EXPENSE, payee=payee))
        for payee, entries in zip(question.payees, lists, strict=True)
    ]
    return answer(f"{'Yes. ' if question.yes_or_no else ''}{sentences[0]}", *sentences[1:], shown=shown)


def _paid(payee: str, question: Question, entries: Entries, context: QuestionContext) -> str:
    back = [row for row in entries.rows if row.amount.minor > 0]
    on = f" on {' and '.join(question.categories)}" if question.categories else ""
    verb = "received" if entries.total.minor < 0 else "paid"
    count = phrases.transactions(len(entries.rows))
    direction = "from" if entries.total.minor < 0 else "in"
    sentence = f"You {verb} {phrases.unsigned(entries.total)} {direction} {count} with “{payee}”{on}"
    sentence += f"{limits(question, context)} {phrases.during(entries.period)}."
    if back and len(back) < len(entries.rows):
        refunded = Money(sum(row.amount.minor for row in back), context.currency)
        sentence += f" {phrases.unsigned(refunded)} of refunds is already taken off."
    return sentence + several_of(entries.rows)


def several_of(rows: Sequence[TransactionFacts]) -> str:
    """Name the payees of transactions, if they are several."""
    names = sorted({payee_name(row.payee) for row in rows})
    if len(names) < 2:
        return ""
    others = len(names) - phrases.MOST_LISTED
    return f" That is {', '.join(names[: phrases.MOST_LISTED])}{f' and {others} more' if others > 0 else ''}."


async def _nothing(payee: str, question: Question, tools: Tools, context: QuestionContext) -> str:
    """Say that nothing was paid to a payee, or that its transactions are of another kind."""
    for kind in (CategoryKind.TRANSFER, CategoryKind.INCOME):
        entries = await tools.entries(wanted(question, kind, payee=payee))
        if entries.rows:
            verb = "received" if kind is CategoryKind.INCOME else "only moved"
            count = phrases.transactions(len(entries.rows))
            when = phrases.during(entries.period)
            return f"You spent nothing at “{payee}” {when}; you {verb} {phrases.unsigned(entries.total)} in {count}."
    if payee in context.payees or question.categories:
        no, when = "No. " if question.yes_or_no else "", phrases.during(entries.period)
        last = await tools.entries(wanted(question, CategoryKind.EXPENSE, ever(context), payee), limit=1)
        before = "" if question.period or not last.rows else f" The last payment:\n{phrases.entry(last.rows[0])}"
        return f"{no}You paid nothing to “{payee}” {when}.{before}"
    return nobody(payee, entries, context)


def nobody(name: str, entries: Entries, context: QuestionContext) -> str:
    """Say that neither a category nor a payee has the name."""
    known = ", ".join(list(context.categories)[:12])
    when = phrases.during(entries.period)
    return f"I found neither a category nor a payee “{name}” {when}. Some of your categories: {known}."
