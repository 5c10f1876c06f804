"""Balances of accounts, net worth and debts."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from services.finny import phrases
from services.finny.facts import AccountFacts, WorthFacts
from services.finny.name_matching import mentions
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.question_words import LESS, OF_DEBTS, OF_FUTURE, RUNS_OUT
from services.finny.tools import Tools
from services.finny.topics.topic import Answer, answer, cannot, topic
from services.values.money import Money
from services.values.periods import Period, PeriodChoice
from services.values.writing import amount, day

_WORDS = """
balance balances net worth account accounts bank money cash have
owe owed owing debt debts asset assets funds stand standing hold
holding currently left wealth rich liabilities saved saving savings end beginning still what's will going to run out
expect expected overdrawn red zero below forecast grown grow grew changed developed since big high
"""


EXAMPLE = "What are my balances?"
DAYS_AHEAD = timedelta(days=31)
_DAY = timedelta(days=1)


async def _balance(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Say the balances at the end of a period, or at its start, or of a day to come."""
    if question.goals or question.has_conditions or question.amount is not None:
        return cannot("I know the balances of your accounts.", EXAMPLE)
    period = context.calendar.chosen(question.when, context.today)
    if OF_FUTURE.search(question.rest) or (question.edge == "end" and period.end > context.today):
        return await _ahead(question, period, tools, context)
    facts = await tools.worth(_day_before(period) if question.edge == "start" else question.when)
    if not facts.accounts:
        return cannot("there is no account in your net worth.")
    if not _names(question):
        return answer(_worth(question, facts), _list(facts.accounts))
    chosen = _chosen(question, facts.accounts)
    return answer(*(_of_account(account, facts) for account in chosen)) if chosen else NO_ACCOUNT


async def _ahead(question: Question, period: Period, tools: Tools, context: QuestionContext) -> Answer:
    """Say the balances that are expected by the end of a period, or of the next weeks."""
    until = period.end if question.period else context.today + DAYS_AHEAD
    if until <= context.today:
        return cannot("that day is over.", "What will my balance be at the end of the month?")
    facts = await tools.ahead(until)
    when = f"by {day(facts.day)}, if bills and plans go as expected"
    if _names(question):
        lines = [f"{account.name}: {_amount(account)}" for account in _chosen(question, facts.accounts)]
        return answer(f"Expected {when}: {'; '.join(lines)}.") if lines else NO_ACCOUNT
    if RUNS_OUT.search(question.rest):
        ends = "Yes" if facts.lowest.minor < 0 else "No"
        return answer(
            f"{ends}: the lowest balance of your counted accounts together {when}, is {amount(facts.lowest)}"
            f" on {day(facts.lowest_on)}.{_left_out(facts.unknown)}"
        )
    if re.search(r"net worth|wealth|debts?|\bow", question.rest, re.IGNORECASE):
        return cannot("I know the balances to come, but not the net worth.", "What will my balances be next month?")
    together = f"{amount(facts.counted)} in your counted accounts together is expected {when}"
    return answer(f"{together}.{_left_out(facts.unknown)}", _list(facts.accounts))


async def _changed(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Compare the net worth or balances at the end of a period with those before it, or of another period."""
    if (question.period is None and question.against is None) or question.has_conditions or question.amount is not None:
        return cannot("with which day shall I compare that?", "How did my net worth change this year?")
    before = question.against or question.when
    start = context.calendar.chosen(before, context.today)
    if question.against is None or question.edge == "start":
        before = _day_before(start)
    if start.start > context.today:
        return cannot("those days are still to come.", EXAMPLE)
    now, then = await tools.worth(question.when), await tools.worth(before)
    if question.edge == "start" and question.period is not None and question.against is None:
        return cannot("with which day shall I compare that?", "How did my net worth change this year?")
    if not _names(question):
        change = _change("Your net worth", (now.net, now.day), (then.net, then.day), question)
        return answer(f"{change}{_left_out(now.unknown)}")
    known = {account.name: account.balance for account in then.accounts}
    pairs = [(a.name, a.balance, known.get(a.name)) for a in _chosen(question, now.accounts)]
    changes = [
        _change(f"The balance of {name}", (new, now.day), (old, then.day), question)
        for name, new, old in pairs
        if new and old
    ]
    return answer(*changes) if changes else NO_ACCOUNT


def _change(what: str, now: tuple[Money, date], then: tuple[Money, date], question: Question) -> str:
    (new, today), (old, before) = now, then
    yes = ""
    if question.yes_or_no:
        yes = "Yes. " if (new.minor < old.minor if LESS.search(question.rest) else new.minor > old.minor) else "No. "
    compared = phrases.more_or_less(new, old)
    return f"{yes}{what} was {amount(new)} on {day(today)}, {compared} on {day(before)} ({amount(old)})."


def _day_before(period: Period) -> PeriodChoice:
    return PeriodChoice(start=period.start - _DAY, end=period.start - _DAY)


def _names(question: Question) -> tuple[str, ...]:
    return (*question.accounts, *question.payees, *question.categories)


def _chosen(question: Question, accounts: Iterable[AccountFacts]) -> list[AccountFacts]:
    names = _names(question)
    return [a for a in accounts if any(mentions(name, a.name) or mentions(a.name, name) for name in names)]


NO_ACCOUNT = cannot("I know no account of that name.", EXAMPLE)


def _of_account(account: AccountFacts, facts: WorthFacts) -> str:
    if account.balance is None:
        return f"I do not know the balance of {account.name}: nobody has said one yet."
    owed = ", so that much is owed" if account.balance.minor < 0 else ""
    return f"The balance of {account.name} was {amount(account.balance)} on {day(facts.day)}{owed}."


def _worth(question: Question, facts: WorthFacts) -> str:
    known = [account for account in facts.accounts if account.balance is not None]
    if not known:
        return "I do not know the balances of your accounts: nobody has said one yet."
    left_out = _left_out(facts.unknown)
    if OF_DEBTS.search(question.rest):
        return f"You owed {amount(facts.debts)} on {day(facts.day)}.{left_out}"
    sentence = f"Your net worth was {amount(facts.net)} on {day(facts.day)}"
    return f"{sentence}: {amount(facts.assets)} in your accounts and {amount(facts.debts)} of debts.{left_out}"


def _left_out(unknown: Sequence[str]) -> str:
    return f" {', '.join(unknown)} is not in it, because its balance or rate is unknown." if unknown else ""


def _amount(account: AccountFacts) -> str:
    return "unknown" if account.balance is None else amount(account.balance)


def _list(accounts: Iterable[AccountFacts]) -> str:
    return "\n".join(f"- {account.name}: {_amount(account)}" for account in accounts)


BALANCES = topic(
    "balances",
    r"\bbalances?\b|net worth|\baccounts?\b|in the bank|\bow(?:e|ed|ing)\b|\bdebts?\b|\bassets\b|\bwealth\b"
    r"|(?:money|much|cash) (?:is|was|are|do i have|do we have|have i|have we)(?: got)?(?: left)? (?:in"
    r"|on) (?:my |our |the )?[\ue000-\uf8ff]"
    r"|\bwhat(?:'s|s| is| was) (?:in|on) (?:my |our |the )?[\ue000-\uf8ff]|run out of (?:money|cash)"
    r"|overdrawn|in the red"
    r"|how much (?:money|cash|[\ue000-\uf8ff]) (?:do|have) (?:i|we)\b(?: have| got)?\W*$",
    _WORDS,
    {Measure.SUM: _balance, Measure.LIST: _balance, Measure.CHANGE: _changed},
    ahead=True,
)
