"""Balances of accounts, net worth and debts."""

from services.finny.facts import AccountFacts, WorthFacts
from services.finny.name_matching import mentions
from services.finny.question_context import QuestionContext
from services.finny.question_words import OF_DEBTS
from services.finny.questions import Measure, Question
from services.finny.tools import Tools
from services.finny.topics.topic import Answer, answer, cannot, topic
from services.values.writing import amount, day

_WORDS = """
balance balances net worth account accounts bank money cash have
owe owed owing debt debts asset assets funds stand standing hold
holding currently left wealth rich liabilities saved saving savings end beginning
"""


async def _balance(question: Question, tools: Tools, _: QuestionContext) -> Answer:
    if question.goals or question.is_some or question.amount is not None:
        return cannot("I know the balances of your accounts.", "What are my balances?")
    facts = await tools.worth(question.when)
    names = (*question.accounts, *question.payees, *question.categories)
    chosen = [account for account in facts.accounts if any(_is_named(account, name) for name in names)]
    if names and not chosen:
        return cannot("I know no account of that name.", "What are my balances?")
    if not facts.accounts:
        return cannot("there is no account in your net worth.")
    if chosen:
        return answer(*(_of_account(account, facts) for account in chosen))
    return answer(_worth(question, facts), _list(facts))


def _is_named(account: AccountFacts, name: str) -> bool:
    return mentions(name, account.name) or mentions(account.name, name)


def _of_account(account: AccountFacts, facts: WorthFacts) -> str:
    if account.balance is None:
        return f"I do not know the balance of {account.name}: nobody has said one yet."
    owed = ", so that much is owed" if account.balance.minor < 0 else ""
    return f"The balance of {account.name} was {amount(account.balance)} on {day(facts.day)}{owed}."


def _worth(question: Question, facts: WorthFacts) -> str:
    known = [account for account in facts.accounts if account.balance is not None]
    if not known:
        return "I do not know the balances of your accounts: nobody has said one yet."
    left_out = (
        f" {', '.join(facts.unknown)} is not in it, because its balance or rate is unknown." if facts.unknown else ""
    )
    if OF_DEBTS.search(question.rest):
        return f"You owed {amount(facts.debts)} on {day(facts.day)}.{left_out}"
    sentence = f"Your net worth was {amount(facts.net)} on {day(facts.day)}"
    return f"{sentence}: {amount(facts.assets)} in your accounts and {amount(facts.debts)} of debts.{left_out}"


def _list(facts: WorthFacts) -> str:
    lines = (
        f"- {account.name}: {'unknown' if account.balance is None else amount(account.balance)}"
        for account in facts.accounts
    )
    return "\n".join(lines)


BALANCES = topic(
    "balances",
    r"\bbalances?\b|net worth|\baccounts?\b|in the bank|\bow(?:e|ed|ing)\b|\bdebts?\b|\bassets\b|\bwealth\b"
    r"|(?:money|much|cash) (?:is|was|are|do i have|do we have|have i|have we)(?: got)?(?: left)? (?:in"
    r"|on) (?:my |our |the )?[\ue000-\uf8ff]"
    r"|how much (?:money|cash|[\ue000-\uf8ff]) (?:do|have) (?:i|we)\b(?: have| got)?\W*$",
    _WORDS,
    {Measure.SUM: _balance, Measure.LIST: _balance},
    accounts=True,
)
