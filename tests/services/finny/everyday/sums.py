"""Questions for sums: spending, payees, refunds, income, periods, exceptions and conditions."""

from datetime import date
from decimal import Decimal

from tests.services.finny.everyday.truths import (
    AUG,
    CANNOT,
    EVER,
    FEB,
    JUL,
    JUN,
    LAST_YEAR,
    MAR,
    MAY,
    NOV,
    OCT,
    SEP,
    YEAR,
    Cases,
    Days,
    Truths,
    days,
    euros,
)  # fmt: skip
from tests.services.finny.story import TODAY, in_euros


def spending(t: Truths) -> Cases:
    """Sums of categories."""
    return [
        ("How much did I spend on groceries in March?", t.spent(MAR, "Groceries")),
        ("what did we spend on food last year", t.spent(LAST_YEAR, "Food")),
        ("total spending in August", t.spent(AUG)),
        ("How much money went to rent this year?", t.spent(YEAR, "Rent")),
        ("what have I paid for subscriptions so far this year?", t.spent(YEAR, "Subscriptions")),
        ("how much were our utilities in february", t.spent(FEB, "Utilities")),
        ("How expensive was the car in October?", t.spent(OCT, "Car")),
        ("what did the car cost me last year", t.spent(LAST_YEAR, "Car")),
        ("spendings for clothes in 2025", t.spent(LAST_YEAR, "Clothes")),
        ("how much did I blow on eating out last month", t.spent(OCT, "Eating out")),
        ("what are my total expenses for June 2025?", t.spent(days(2025, 6))),
        ("how much did we shell out for gifts in December", t.spent(days(2025, 12), "Gifts")),
        ("Did I spend anything on health in May?", ("Yes", t.spent(MAY, "Health"))),
        ("How much did I spend on groceries and eating out in September?", t.spent(SEP, "Food")),
        (
            "what's the combined cost of rent and utilities in july",
            euros(-t.minor([*t.rows(JUL, "Rent"), *t.rows(JUL, "Utilities")])),
        ),
    ]


def typing(t: Truths) -> Cases:
    """Sums with several typing mistakes."""
    return [
        ("how mcuh did i spned on grocereis in septmber", t.spent(SEP, "Groceries")),
        ("wat did i pay for subscritions lst year", t.spent(LAST_YEAR, "Subscriptions")),
        ("hwo much on eatng out tihs month", t.spent(NOV, "Eating out")),
        ("gorceries last motnh", t.spent(OCT, "Groceries")),
        ("how much did i spend at gasthof zum mudden oter this yaer", t.spent(YEAR, payee="Gasthof Zum")),
        ("totl expences in agust", t.spent(AUG)),
        ("how mnay times did i go to curry colibri this year", t.counted(YEAR, payee="Curry Kolibri")),
        ("whats my avrage spending on grocries per mounth", t.average(days(2026, 5, 6), 6, "Groceries")),
        ("biggst purchse in ocotber", t.extreme(OCT)),
        ("incom in sepetmber", t.earned(SEP)),
    ]


def payees(t: Truths) -> Cases:
    """Sums of payees, alone and together."""

    def both(when: Days, *names: str) -> str:
        return euros(-sum((t.minor(t.rows(when, payee=name)) for name in names), Decimal(0)))

    return [
        ("How much did I spend at Curry Kolibri this year?", t.spent(YEAR, payee="Curry Kolibri")),
        ("what did we pay Stadtwerke Nebelau in 2025", t.spent(LAST_YEAR, payee="Stadtwerke")),
        ("How much went to Glasfaser Eulennetz since January?", t.spent(YEAR, payee="Glasfaser")),
        ("spent at kiezladen mirabell last month", t.spent(OCT, payee="Kiezladen")),
        ("How much have I paid to the Kletterhalle Bergziege this year?", t.spent(YEAR, payee="Kletterhalle")),
        (
            "How much did I spend at Grünkorb Markt and Käsekeller Rosine last month?",
            both(OCT, "Grünkorb", "Käsekeller"),
        ),
        ("trattoria gattoblu and curry kolibri together this year", both(YEAR, "Trattoria", "Curry")),
        ("what did i spend at Café Pustewind plus Eisdiele Pinguinetta in July?", both(JUL, "Pustewind", "Eisdiele")),
        (
            "How much at Tankhof Birkenweiche and Tankstelle Rote Mütze combined in 2025?",
            both(LAST_YEAR, "Tankhof", "Tankstelle"),
        ),
        ("Have I ever bought anything at Bildersee?", ("Yes", t.spent(EVER, payee="Bildersee"))),
        (
            "Did I buy something at Schuhhaus Siebenmeile in October?",
            ("Yes" if t.rows(OCT, payee="Schuhhaus") else "No",),
        ),
        ("how much did I spend at Amazon this year", CANNOT),
        ("what did I pay Netflix and Klangwolke Neun this year", CANNOT),
    ]


def refunds(t: Truths) -> Cases:
    """Money that came back."""
    return [
        ("How much did Zwirn & Zaunkönig refund me this year?", t.refunds(YEAR, "Zwirn")),
        ("refunds from zwirn & zaunkönig in 2025", t.refunds(LAST_YEAR, "Zwirn")),
        ("How much money did I get back from Zwirn & Zaunkönig in June?", t.refunds(JUN, "Zwirn")),
        ("what refunds did I get in September", t.refunds(SEP)),
        ("how much was refunded for clothes this year", t.refunds(YEAR, category="Clothes")),
        ("how many refunds did i get this year", f"{sum(row.amount > 0 for row in t.rows(YEAR))} refund"),
        ("When was my last refund from Zwirn & Zaunkönig?", "18 September 2026"),
        ("Did Curry Kolibri refund me anything this year?", "No"),
        ("Did I get a refund from Zwirn & Zaunkönig in September?", ("Yes", "115.73 EUR")),
    ]


def income(t: Truths) -> Cases:
    """Money that came in."""
    return [
        ("What was my income in October?", t.earned(OCT)),
        ("how much salary did we get last year", t.earned(LAST_YEAR, "Salary")),
        ("how much did I earn from side work this year", t.earned(YEAR, "Side work")),
        ("how much did Verlag Papierfalter pay me in 2025", t.earned(LAST_YEAR, "Side work")),
        ("Did my salary arrive this month?", ("Yes", t.earned(NOV, "Salary"))),
        ("When did I last get paid by Verlag Papierfalter?", "5 November 2026"),
        ("what is my average monthly income this year", euros(t.minor(t.rows(days(2026, 1, 10), kind="INCOME")) / 10)),
        (
            "which month did I earn the most this year",
            max(
                (t.minor(t.rows(days(2026, month), kind="INCOME")), f"{date(2026, month, 1):%B %Y}")
                for month in range(1, 12)
            )[1],
        ),
        ("how much side work money did we make in the second quarter", t.earned(days(2026, 4, 3), "Side work")),
        ("income from dividends this year", CANNOT),
    ]


def periods(t: Truths) -> Cases:
    """Periods of all kinds."""
    return [
        ("How much did I spend from March to May?", t.spent(days(2026, 3, 3))),
        ("spending since 15 October", t.spent((date(2026, 10, 15), TODAY))),
        ("How much did I spend on groceries until the end of March this year?", t.spent(days(2026, 1, 3), "Groceries")),
        ("spending between 3 and 10 November", t.spent((date(2026, 11, 3), date(2026, 11, 10)))),
        ("what did I spend after 10 November", t.spent((date(2026, 11, 11), TODAY))),
        ("how much did we spend before 5 November this month", t.spent((date(2026, 11, 1), date(2026, 11, 4)))),
        ("How much did I spend in the last 10 days?", t.spent((date(2026, 11, 14), TODAY))),
        ("what did I spend in the last two weeks on groceries", t.spent((date(2026, 11, 10), TODAY), "Groceries")),
        ("how much did I spend in the past fortnight", t.spent((date(2026, 11, 10), TODAY))),
        ("how much did we spend last weekend", t.spent((date(2026, 11, 21), date(2026, 11, 22)))),
        (
            "spending over the last two weekends",
            euros(-t.minor(row for row in t.rows(NOV) if row.date.day in {14, 15, 21, 22})),
        ),
        ("How much did we spend last summer?", t.spent(days(2026, 6, 3))),
        ("what did we spend on holidays in summer 2025", t.spent(days(2025, 6, 3), "Holidays")),
        ("spending in spring", t.spent(days(2026, 3, 3))),
        ("how much did heating, I mean utilities, cost", CANNOT),
        ("what did I spend on Christmas Eve 2025", t.spent((date(2025, 12, 24), date(2025, 12, 24)))),
        ("How much did I spend on New Year's Day?", t.spent((date(2026, 1, 1), date(2026, 1, 1)))),
        ("what did we spend on Halloween", t.spent((date(2026, 10, 31), date(2026, 10, 31)))),
        ("spending over Easter 2026", t.spent((date(2026, 4, 3), date(2026, 4, 6)))),
        (
            "How much did I spend on Mondays this year?",
            euros(-t.minor(row for row in t.rows(YEAR) if row.date.weekday() == 0)),
        ),
        (
            "what do I spend on weekends in October",
            euros(-t.minor(row for row in t.rows(OCT) if row.date.weekday() > 4)),
        ),
        ("what did I spend last Friday?", t.spent((date(2026, 11, 20), date(2026, 11, 20)))),
        ("How much did I spend by the middle of October?", t.spent((date(2026, 10, 1), date(2026, 10, 15)))),
        ("groceries in the first week of October", t.spent((date(2026, 10, 1), date(2026, 10, 7)), "Groceries")),
        ("spending in the second half of September", t.spent((date(2026, 9, 16), date(2026, 9, 30)))),
        ("What did I spend in Q2?", t.spent(days(2026, 4, 3))),
        ("how much in the third quarter of 2025", t.spent(days(2025, 7, 3))),
        ("spending last quarter", t.spent(days(2026, 7, 3))),
        ("How much have I spent so far this quarter?", t.spent(days(2026, 10, 2))),
        ("spent this week", t.spent((TODAY, TODAY))),
        ("How much did I spend in 2019?", CANNOT),
        ("groceries in October 2023", CANNOT),
        ("what did I spend in the 90s", CANNOT),
        ("how much will I have spent in March 2028", CANNOT),
        ("how much did i spend in the last 6 months on eating out", t.spent(days(2026, 5, 6), "Eating out")),
    ]


def conditions(t: Truths) -> Cases:
    """Counts, conditions on amounts, and exceptions."""

    def over(when: Days, least: int, most: int = 10**9, category: str = "") -> list[Decimal]:
        amounts = [-in_euros(row) for row in t.payments(when, category)]
        return [amount for amount in amounts if least < amount < most]

    return [
        ("How many purchases over 100 euros did I make this year?", f"{len(over(YEAR, 100))} "),
        (
            "how many times did I spend more than 50 on groceries last month",
            f"{len(over(OCT, 50, 10**9, 'Groceries'))} ",
        ),
        ("number of transactions under 5 EUR in October", f"{len(over(OCT, 0, 5))} "),
        ("How many payments between 20 and 30 euros in September?", f"{len(over(SEP, 20, 30))} "),
        ("total of purchases above 200 EUR in 2025", euros(sum(over(LAST_YEAR, 200), Decimal(0)))),
        ("How often did I go to Curry Kolibri this year?", t.counted(YEAR, payee="Curry")),
        ("how many times did I eat out in October", t.counted(OCT, "Eating out")),
        ("How many transactions did I have last month with Kiezladen Mirabell?", t.counted(OCT, payee="Kiezladen")),
        ("how many visits to the Apotheke am Quittenhof in 2025", t.counted(LAST_YEAR, payee="Apotheke")),
        (
            "How much did I spend last month without rent?",
            euros(-t.minor(row for row in t.rows(OCT) if row.category != "Rent")),
        ),
        (
            "spending this year excluding groceries and rent",
            euros(-t.minor(row for row in t.rows(YEAR) if row.category not in {"Rent", "Groceries"})),
        ),
        ("how much is not categorised this year", euros(-t.minor(row for row in t.rows(YEAR) if row.category is None))),
        ("how many uncategorized purchases in October", f"{len([r for r in t.payments(OCT) if r.category is None])} "),
        (
            "Did I spend more than 300 on groceries in October?",
            ("Yes" if -t.minor(t.rows(OCT, "Groceries")) > 300 else "No", t.spent(OCT, "Groceries")),
        ),
        (
            "did we spend less than 200 euros on eating out in september",
            ("Yes" if -t.minor(t.rows(SEP, "Eating out")) < 200 else "No", t.spent(SEP, "Eating out")),
        ),
        ("was there a payment over 1000 euros in May?", ("Yes", "1,200.73 EUR")),
        ("how many blue things did I buy", CANNOT),
        ("How many days did I spend nothing in October?", CANNOT),
    ]
