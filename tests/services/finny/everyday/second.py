"""A second set of everyday questions about the demo, to see whether kinds are understood and not sentences."""

from datetime import date, timedelta
from decimal import Decimal

from tests.services.finny.everyday.truths import (
    AUG,
    CANNOT,
    EVER,
    JUL,
    JUN,
    LAST_YEAR,
    NOV,
    OCT,
    SEP,
    YEAR,
    Cases,
    Truths,
    by_month,
    by_payee,
    days,
    euros,
)  # fmt: skip
from tests.services.finny.story import TODAY

CHRISTMAS = date(2025, 12, 24), date(2025, 12, 26)
LAST_30 = TODAY - timedelta(29), TODAY


def sums(t: Truths) -> Cases:
    """Sums."""
    return [
        ("Total for Weihnachtsmarkt Nebelau last december?", t.spent(days(2025, 12), payee="Weihnachtsmarkt")),
        ("how much have we shelled out on public transport since september began", CANNOT),
        ("I'd like to know what utilities cost in the third quarter", t.spent((date(2026, 7, 1), SEP[1]), "Utilities")),
        ("money spent over christmas", t.spent(CHRISTMAS)),
        (
            "what did we pay in total at Hofladen Quittenau and Käsekeller Rosine this year",
            euros(-t.minor([*t.rows(YEAR, payee="Hofladen"), *t.rows(YEAR, payee="Käsekeller")])),
        ),
        ("grocery costs, last 30 days", t.spent(LAST_30, "Groceries")),
        ("how much cash did we spend in september", t.of(SEP, account="Cash")),
        ("restaurant bills in august please", t.spent(AUG, "Eating out")),
        (
            "How much did we fork out for the car before june this year",
            t.spent((date(2026, 1, 1), date(2026, 5, 31)), "Car"),
        ),
        ("everything at Drogerie Seifenblase ever", t.spent(EVER, payee="Drogerie")),
        ("what's been spent on leisure up to now this year?", t.spent(YEAR, "Leisure")),
        ("spending on 7 may", t.spent((date(2026, 5, 7),) * 2)),
        ("cost of living in july", CANNOT),
        ("whats my outgoings been like for sept", t.spent(SEP)),
        ("how much on books", CANNOT),
        ("purchases under 5 euros in october", euros(-t.minor(r for r in t.rows(OCT) if -5 < r.amount < 0))),
    ]


def measures(t: Truths) -> Cases:
    """Counts, averages, names, comparisons."""
    return [
        ("How many groceries trips did we make in october?", t.counted(OCT, "Groceries")),
        (
            "how many transactions are there in october",
            f"{sum(OCT[0] <= row.date <= OCT[1] for row in t.all)} transactions",
        ),
        (
            "On average, how much per week do we spend on groceries this year?",
            t.average(YEAR, Decimal((TODAY - YEAR[0]).days + 1) / 7, "Groceries"),
        ),
        ("which category costs us the most this year", "Home"),
        ("who did we pay the most last year", t.top(LAST_YEAR, by_payee)),
        ("what month in 2025 was the priciest", t.top(LAST_YEAR, by_month)),
        ("biggest single payment in august", t.extreme(AUG)),
        ("smallest purchase in september?", t.extreme(SEP, least=True)),
        ("last time we were at Eisdiele Pinguinetta?", t.edge(EVER, payee="Eisdiele")),
        ("Is the rent more expensive than last year", ("Yes", t.spent(YEAR, "Rent"))),
        ("did eating out go up in october vs september", (t.spent(OCT, "Eating out"), t.spent(SEP, "Eating out"))),
        ("Car: 2026 so far against the same time in 2025", (t.spent(YEAR, "Car"),)),
        ("share of groceries in food this year", t.share(YEAR, "Groceries", of="Food")),
        ("how much more did we spend in august than in july", (t.spent(AUG), t.spent(JUL))),
        ("rent plus utilities this month", euros(-t.minor([*t.rows(NOV, "Rent"), *t.rows(NOV, "Utilities")]))),
        ("do i spend more on clothes or on gifts this year", (t.spent(YEAR, "Clothes"), t.spent(YEAR, "Gifts"))),
        ("journey 2026 compared to journey 2025", (t.of(EVER, tag="Journey 2026"), t.of(EVER, tag="Journey 2025"))),
        ("list everything from Möbelhof Holzwurm this year", t.extreme(YEAR)[:0] or "Möbelhof Holzwurm"),
    ]


def of_the_ledger(t: Truths) -> Cases:
    """Accounts, bills, goals, income, the budget and the forecast."""
    return [
        ("whats left on Bob's account", euros(t.balance("Bob's account"))),
        ("how big is our debt", euros(-t.balance("Car loan") - t.balance("Credit card"))),
        (
            "How much did the balance of Savings grow this year?",
            (euros(t.balance("Savings")), euros(t.balance("Savings", date(2025, 12, 31)))),
        ),
        ("how much did we withdraw in october", CANNOT),
        ("how much went from Everyday to Savings in september", CANNOT),
        ("total moved out of Everyday in october", t.moved(OCT, "Everyday", out=True)),
        ("what's due before christmas", ("Hausverwaltung Nebelau",)),
        ("is the Stadtwerke bill already paid this month", ("Yes", t.spent(NOV, payee="Stadtwerke"))),
        ("when's the next Kletterhalle Bergziege payment and how much", ("2 December 2026", "47.10 EUR")),
        ("how many bills do I still have this month", CANNOT),
        ("rainy days: how much saved so far", "927.67 EUR"),
        ("When do we get the new kitchen at this rate?", "2027"),
        ("which goal is closest to being done", CANNOT),
        ("what did Bob earn in october", CANNOT),
        ("side work income this year", t.earned(YEAR, "Side work")),
        ("how much does Institut Sternwarte Nebelau pay us a month", "1,842.12 EUR"),
        ("do we earn more than we spend this year?", ("Yes", t.net(YEAR))),
        ("how much of my income did I save in october", t.net(OCT)),
        ("which budgets are broken", CANNOT),
        ("what can we still spend on groceries", "Groceries"),
        ("how much budget is left for sport", "Sport"),
        ("what will groceries cost this month", CANNOT),
        ("how much money will I have in Savings on 31 december", "Savings"),
        ("what's our expected balance at new year's eve", "31 December 2026"),
        ("how much do we owe altogether", euros(-t.balance("Car loan") - t.balance("Credit card"))),
        ("did the salary of alice come in november", CANNOT),
    ]


def talk(t: Truths) -> Cases:
    """Follow-ups and what is out of scope."""
    return [
        (
            "what did we spend on health in june | is that more than in may?",
            (t.spent(JUN, "Health"), t.spent(days(2026, 5), "Health")),
        ),
        ("eating out this year | per month?", t.average(days(2026, 1, 10), 10, "Eating out")),
        (
            "what did i spend at Café Pustewind in october | and Rösterei Schwarzdrossel?",
            t.spent(OCT, payee="Rösterei"),
        ),
        ("car in july | which was the biggest?", t.extreme(JUL, "Car")),
        ("clothes last month | why", "Zwirn"),
        ("groceries in october | in september | and food overall", t.spent(SEP, "Food")),
        ("How much should we save?", CANNOT),
        ("Split the last bill with Bob", CANNOT),
        ("what's Bob's favourite shop", CANNOT),
        ("are we poorer than our neighbours", CANNOT),
        ("how much is 500 dollars in euros", CANNOT),
        ("what's 12 times 30", CANNOT),
        ("how much would a cat cost me", CANNOT),
        ("how much did i lend to Bob", CANNOT),
        ("what did the cat food cost last month", CANNOT),
        ("is my landlord overcharging me", CANNOT),
    ]


GROUPS = (sums, measures, of_the_ledger, talk)
