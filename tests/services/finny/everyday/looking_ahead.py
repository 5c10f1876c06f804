"""Questions about goals, bills, the budget, balances and what comes, and those that Finny does not answer."""

from datetime import date
from decimal import Decimal

from app.demo.household import household
from tests.services.finny.everyday.truths import (
    CANNOT,
    LAST_YEAR,
    OCT,
    SEP,
    YEAR,
    Cases,
    Truths,
    euros,
)  # fmt: skip
from tests.services.finny.story import TODAY

KITCHEN, VAN, RAINY = ("11,205.24 EUR", "14,300.00 EUR"), ("1,674.07 EUR", "3,800.00 EUR"), "927.67 EUR"


def balance(name: str, until: date = TODAY) -> Decimal:
    """Return the balance of an account, from its opening and its rows."""
    house = household(TODAY)
    (opening,) = [account.opening for account in house.accounts if account.name == name]
    rows = [row for row in house.transactions if row.account == name and row.date <= until]
    return opening + sum((_in_euros(row.amount, row.exchange_rate) for row in rows), Decimal(0))


def _in_euros(amount: Decimal, rate: Decimal | None) -> Decimal:
    return (amount * (rate or 1)).quantize(Decimal("0.01"))


def worth(until: date = TODAY, sign: int = 0) -> str:
    """Return the net worth, or all assets or debts."""
    balances = [balance(account.name, until) for account in household(TODAY).accounts]
    return euros(abs(sum((amount for amount in balances if sign == 0 or amount * sign > 0), Decimal(0))))


def accounts(t: Truths) -> Cases:
    """Balances, net worth, transfers and tags."""
    return [
        ("What is the balance of my savings account?", euros(balance("Savings"))),
        ("How much money is in Everyday?", euros(balance("Everyday"))),
        ("how much cash do I have", euros(balance("Cash"))),
        ("what do I owe on the car loan?", euros(-balance("Car loan"))),
        ("credit card balance", euros(abs(balance("Credit card")))),
        ("What is my net worth?", worth()),
        ("how much debt do I have", worth(sign=-1)),
        ("what was my net worth at the end of October", worth(date(2026, 10, 31))),
        ("balance of Bob's account at the end of last year", euros(balance("Bob's account", date(2025, 12, 31)))),
        ("what are my account balances", (euros(balance("Everyday")), euros(balance("Savings")))),
        ("how much did I transfer to savings this year", t.moved(YEAR, "Savings")),
        ("what did I spend on the tag vacation", CANNOT),
        ("how much did I spend with the hashtag #summer", CANNOT),
        ("how much did I spend by credit card in October", t.of(OCT, account="Credit card")),
        ("how many split transactions do I have", CANNOT),
    ]


def goals(_: Truths) -> Cases:
    """Goals: how far, how much is missing, by when."""
    return [
        ("How far am I with the new kitchen?", KITCHEN),
        ("how much is missing for the camper van", "2,125.93 EUR"),
        ("How much have I saved for rainy days?", RAINY),
        ("what percent of the kitchen is saved?", "78%"),
        ("when will I reach the new kitchen goal", ("2027",)),
        ("Will I reach the camper van by the end of next year?", "behind"),
        ("is the kitchen on track?", KITCHEN[0]),
        ("How much do I need to put aside each month for the camper van?", "168.59 EUR"),
        ("how much is left to save for the rainy days goal", "1,672.33 EUR"),
        ("how much did I save for the kitchen this year", CANNOT),
        ("when will I be a millionaire", CANNOT),
        ("how far is my boat fund", CANNOT),
    ]


def bills(_: Truths) -> Cases:
    """The next payments and bills."""
    return [
        ("When is my next rent due?", "1 December 2026"),
        ("when will Funkpost Mobil be charged next", "6 December 2026"),
        ("When is the next payment to Glasfaser Eulennetz?", "4 December 2026"),
        ("what bills are coming up", ("Hausverwaltung Nebelau", "Funkpost Mobil")),
        ("when does my next salary come", "1 December 2026"),
        ("how much is the next phone bill from Funkpost Mobil", "24.90 EUR"),
        ("When is the next payment at Curry Kolibri?", CANNOT),
        ("when is my tax return due", CANNOT),
    ]


def plans(t: Truths) -> Cases:
    """The budget, what is left, saving and what comes."""
    return [
        ("Is my budget on track?", "at risk"),
        ("Am I over budget on eating out?", ("Yes", "290.00 EUR")),
        ("how much of the clothes budget is left", "54.95 EUR"),
        ("Does my groceries budget hold this month?", t.spent((date(2026, 11, 1), TODAY), "Groceries")),
        ("how much did I save in October", t.net(OCT)),
        ("what was my savings rate last year", t.net(LAST_YEAR)),
        ("did I spend more than I earned in September", ("No", t.net(SEP))),
        ("How much was left over this year?", t.net(YEAR)),
        ("can I afford a bike for 3000 euros by next March", "3,000.00 EUR"),
        ("can i afford 100000 euros by christmas", "No"),
        ("Can I afford a new phone?", CANNOT),
        ("will I go over budget this month?", "to be expected"),
        ("what is safe to spend", "a day"),
        ("how much can I still spend on gifts this month", "Gifts"),
        ("Put the Imbiss Goldrübe payment into groceries", "Shall I propose this? Put 42.22 EUR at Imbiss Goldrübe"),
        ("set my eating out budget to 350", "Shall I propose this? Set the budget of Eating out to 350.00 EUR"),
    ]


def out_of_scope(_: Truths) -> Cases:
    """Commands, other people, and what no ledger tells."""
    asked = (
        "Transfer 200 euros to Bob",
        "delete the last transaction",
        "remind me to pay the rent",
        "What does my neighbour spend on groceries?",
        "how much did Peter spend on food last month",
        "How much does Alice's mother earn?",
        "what is Bob's salary",
        "should I buy bitcoin",
        "What is the dollar worth?",
        "how much tax do I have to pay this year",
        "what's the weather in October",
        "who won the football in September",
        "How much electricity did I use in October?",
        "how many litres of petrol did I buy this year",
        "what did I eat at Curry Kolibri",
        "is Grünkorb Markt cheaper than Kiezladen Mirabell",
        "how much carbon did my spending cause",
        "what's my credit score",
        "How much interest did I pay on the car loan?",
        "what was inflation in 2025",
        "how much should a family spend on groceries",
        "how much would I save if I cancelled Klangwolke Neun",
        "what did you spend last month",
    )
    return [(question, CANNOT) for question in asked]
