"""Everyday questions about the demo, written without a look at what Finny understands."""

from datetime import date, timedelta

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
    day,
    days,
    euros,
)  # fmt: skip
from tests.services.finny.story import TODAY

EASTER = date(2026, 4, 5)
SUMMER = date(2026, 6, 1), date(2026, 8, 31)


def sums(t: Truths) -> Cases:
    """Sums of categories and payees in all sorts of periods."""
    weekends = [
        t.rows((sat, sat + timedelta(1))) for sat in (date(2026, 11, 7), date(2026, 11, 14), date(2026, 11, 21))
    ]
    return [
        ("groceries since easter?", t.spent((EASTER, TODAY), "Groceries")),
        ("what have we spent over the last 3 weekends", euros(-t.minor(row for rows in weekends for row in rows))),
        ("how mutch did the car cost us this summer", t.spent(SUMMER, "Car")),
        ("spent on sport from june till september", t.spent((JUN[0], SEP[1]), "Sport")),
        ("How much have I left at Café Pustewind this year", t.spent(YEAR, payee="Café Pustewind")),
        ("whats the damage for eating out this month so far", t.spent(NOV, "Eating out")),
        ("how much did the holiday in august cost", t.spent(AUG, "Holidays")),
        (
            "how much do we usually pay Stadtwerke Nebelau per month",
            t.average((date(2026, 5, 1), OCT[1]), 6, "", "Stadtwerke"),
        ),
        ("what did I spend between 10 and 20 october", t.spent((date(2026, 10, 10), date(2026, 10, 20)))),
        ("how much went to the pharmacy Apotheke am Quittenhof last year", t.spent(LAST_YEAR, payee="Apotheke am")),
        ("health costs in the first half of 2026", t.spent((date(2026, 1, 1), date(2026, 6, 30)), "Health")),
        ("expenses last week", t.spent((date(2026, 11, 16), date(2026, 11, 22)))),
        ("how much have i spent on clothes since my birthday on 12 march", CANNOT),
        ("transport in q2", t.spent((date(2026, 4, 1), date(2026, 6, 30)), "Transport")),
        ("what do I pay for Nebelauer Abendblick each month", ("14.90 EUR",)),
        ("how much did I spend on beer", CANNOT),
        ("gas for the car at Tankstelle Rote Mütze in october", CANNOT),
        ("how much did I spend at Tankstelle Rote Mütze in october", t.spent(OCT, payee="Tankstelle Rote")),
        ("leisure this year without holidays", CANNOT),
        ("how much did we spend on food, but only on sundays, in october", CANNOT),
    ]


def follow_ups(t: Truths) -> Cases:
    """Questions that go on, or correct the one before."""
    return [
        ("how much for rent this year? | and utilities?", t.spent(YEAR, "Utilities")),
        ("what did i spend on gifts in october | and in september", t.spent(SEP, "Gifts")),
        (
            "how often did we eat at Nudelhaus Mondgasse this year | and how much was that?",
            t.spent(YEAR, payee="Nudelhaus"),
        ),
        ("eating out in july | what about august", t.spent(AUG, "Eating out")),
        ("how much on groceries last month | how many times was that?", t.counted(OCT, "Groceries")),
        ("How much did I spend on clothes this year? | and last year?", t.spent(LAST_YEAR, "Clothes")),
        ("what was my income in september | and in august?", t.earned(AUG)),
        ("balance of savings | and Everyday?", euros(t.balance("Everyday"))),
        ("how much on sport in october | sorry i meant health", t.spent(OCT, "Health")),
        ("biggest expense in june | and in july", t.extreme(JUL)),
    ]


def yes_or_no(t: Truths) -> Cases:
    """Questions that want a yes or a no."""
    food = t.minor(t.rows(OCT, "Food")), t.minor(t.rows(SEP, "Food"))
    more = "Yes" if food[0] < food[1] else "No"
    return [
        ("Did we spend more on food in October than in September?", (more, t.spent(OCT, "Food"))),
        ("did i pay the rent this month", ("Yes", t.spent(NOV, "Rent"))),
        ("Has my salary arrived this month?", ("Yes", t.earned(NOV, "Salary"))),
        ("did i go to the Kletterhalle Bergziege in november", ("Yes",)),
        (
            "Did we spend over 600 on groceries in october?",
            ("Yes" if -t.minor(t.rows(OCT, "Groceries")) > 600 else "No",),
        ),
        ("was there anything at Möbelhof Holzwurm this year", t.spent(YEAR, payee="Möbelhof")),
        ("are we saving money this year?", t.net(YEAR)),
        ("Is the rainy days goal done?", "927.67 EUR"),
        ("did I get any refund from Stadtwerke in 2026", t.refunds(YEAR, "Stadtwerke")),
        ("am i rich", CANNOT),
        ("do we have enough for the rent next month", CANNOT),
        ("is eating out above its budget?", ("Yes", "290.00 EUR")),
    ]


def comparisons(t: Truths) -> Cases:
    """Comparisons, shares, counts, averages and names."""
    fewer = (date(2025, 11, 1), date(2025, 11, 23))
    return [
        ("this november vs last november", (t.spent(NOV), t.spent(fewer))),
        ("how does eating out in october compare to august?", (t.spent(OCT, "Eating out"), t.spent(AUG, "Eating out"))),
        ("groceries 2025 vs 2024", (t.spent(LAST_YEAR, "Groceries"), t.spent(days(2024, 1, 12), "Groceries"))),
        (
            "where do I spend more, Grünkorb or Kiezladen Mirabell this year",
            (t.spent(YEAR, payee="Grünkorb"), t.spent(YEAR, payee="Kiezladen")),
        ),
        ("what percentage of my spending is rent this year", t.share(YEAR, "Rent")),
        ("how many times did I fuel up at Tankhof Birkenweiche this year", t.counted(YEAR, payee="Tankhof")),
        ("number of payments over 100 euros in october", t.counted(OCT, over=100)),
        ("which restaurant do I visit most often this year", t.top(YEAR, by_payee, "Eating out", count=True)),
        ("most expensive month of the year so far", t.top(YEAR, by_month)),
        ("cheapest month for groceries in 2025", t.top(LAST_YEAR, by_month, "Groceries", least=True)),
        ("avg price of a visit to Trattoria Gattoblu in 2025", t.visit(LAST_YEAR, payee="Trattoria")),
        ("daily spending in october on average", t.average(OCT, 31)),
        ("when did I last go to Werkstatt Rädchen & Rost", t.edge(EVER, payee="Werkstatt")),
        ("what was the first thing i bought at Zwirn & Zaunkönig", t.edge(EVER, payee="Zwirn", first=True)),
        ("top 3 shops last month", t.top(OCT, by_payee)),
        ("how much more did I earn than spend in october", t.net(OCT)),
    ]


def of_the_ledger(t: Truths) -> Cases:
    """Tags, accounts, transfers, net worth, bills, goals and the forecast."""
    grown = t.worth() - t.worth(date(2025, 12, 31))
    return [
        ("How much did we spend on the tag Journey 2026?", t.of(EVER, tag="Journey 2026")),
        ("what did journey 2025 cost in total", t.of(EVER, tag="Journey 2025")),
        ("costs of #Journey 2024", t.of(EVER, tag="Journey 2024")),
        ("how much did i spend with the credit card in october", t.of(OCT, account="Credit card")),
        ("eating out paid in cash last month", t.of(OCT, "Eating out", account="Cash")),
        ("spending from Bob's account in september", t.of(SEP, account="Bob's account")),
        ("how much did we transfer to savings this year", t.moved(YEAR, "Savings")),
        ("how much did i move into Savings in october", t.moved(OCT, "Savings")),
        ("how has our net worth changed since the start of the year", euros(abs(grown))),
        ("net worth at the end of 2025", euros(t.worth(date(2025, 12, 31)))),
        ("what was the balance of Everyday on 31 october", euros(t.balance("Everyday", date(2026, 10, 31)))),
        ("what do we still owe for the car loan", euros(-t.balance("Car loan"))),
        ("when is the Glasfaser Eulennetz bill due", ("4 December 2026", "39.95 EUR")),
        ("which bills are due next week", ("Hausverwaltung Nebelau",)),
        ("when do i get paid next", "1 December 2026"),
        ("how much do I pay Heilquell Zusatzschutz every month", "27.64 EUR"),
        ("what subscriptions do i have", ("Klangwolke Neun", "Nebelauer Abendblick")),
        ("what will i have spent by the end of the month", "to be expected"),
        ("camper van - how much more per month?", "168.59 EUR"),
        ("how much do my fixed costs come to each month", CANNOT),
        ("spending by shop in october", (t.top(OCT, by_payee),)),
        ("how much is in my pension", CANNOT),
        ("when was the last time I got money from Verlag Papierfalter", day(date(2026, 11, 5))),
    ]


GROUPS = (sums, follow_ups, yes_or_no, comparisons, of_the_ledger)
