"""Questions for averages, shares, comparisons, and for a name, a month or a date."""

from decimal import Decimal

from tests.services.finny.everyday.truths import (
    AUG,
    CANNOT,
    EVER,
    JUL,
    LAST_YEAR,
    LAST_YEAR_SO_FAR,
    MAY,
    NOV,
    OCT,
    SEP,
    YEAR,
    Cases,
    Truths,
    by_day,
    by_month,
    by_payee,
    by_weekday,
    days,
    euros,
)  # fmt: skip


def averages(t: Truths) -> Cases:
    """Averages a visit, a day, a week, a month, and over the last months."""
    return [
        ("How much do I spend on average per visit at Curry Kolibri this year?", t.visit(YEAR, payee="Curry")),
        ("average purchase at Grünkorb Markt in October", t.visit(OCT, payee="Grünkorb")),
        ("what does a visit to Gasthof Zum Müden Otter cost on average in 2025", t.visit(LAST_YEAR, payee="Gasthof")),
        ("How much do I spend per day on average in October?", t.average(OCT, 31)),
        ("daily average spending in September on groceries", t.average(SEP, 30, "Groceries")),
        ("how much per week did I spend on eating out in October", t.average(OCT, Decimal(31) / 7, "Eating out")),
        ("average weekly grocery spending in 2025", t.average(LAST_YEAR, Decimal(365) / 7, "Groceries")),
        ("average monthly spending over the last 3 months", t.average(days(2026, 8, 3), 3)),
        ("What did I spend per month on average in 2025?", t.average(LAST_YEAR, 12)),
        ("how much do I spend on groceries in an average month", t.average(days(2026, 5, 6), 6, "Groceries")),
        ("average monthly eating out over the last 12 months", t.average(days(2025, 11, 12), 12, "Eating out")),
        ("how much do we usually spend on groceries a month", t.average(days(2026, 5, 6), 6, "Groceries")),
        ("What is the average restaurant bill in July?", t.visit(JUL, "Eating out")),
        ("average payment for the car in 2025", t.visit(LAST_YEAR, "Car")),
        ("median grocery purchase in October", CANNOT),
        ("how much do I spend per kilometre on the car", CANNOT),
        ("how much do I spend per person", CANNOT),
    ]


def shares(t: Truths) -> Cases:
    """Percent and share."""
    income = t.minor(t.rows(OCT, kind="INCOME"))
    rent = -t.minor(t.rows(OCT, "Rent"))
    return [
        ("What percent of my spending is rent this year?", t.share(YEAR, "Rent")),
        ("what share of spending goes to food in October", t.share(OCT, "Food")),
        (
            "how much of my food spending was eating out last year, in percent?",
            t.share(LAST_YEAR, "Eating out", of="Food"),
        ),
        ("What percentage of my expenses went to Grünkorb Markt in October?", t.share(OCT, payee="Grünkorb")),
        ("percentage of transport costs that is the car in 2025", t.share(LAST_YEAR, "Car", of="Transport")),
        ("what proportion of my October spending was groceries", t.share(OCT, "Groceries")),
        ("What percentage of my income went to rent in October?", f"{round(rent / income * 100)}%"),
        ("which fraction of expenses are subscriptions in 2025", t.share(LAST_YEAR, "Subscriptions")),
        ("what percent of people spend more than me", CANNOT),
        ("what percent of my spending was in cash", CANNOT),
    ]


def comparisons(t: Truths) -> Cases:
    """One period, category or payee against another."""
    return [
        (
            "Did I spend more on groceries in October than in September?",
            (
                "Yes" if t.minor(t.rows(OCT, "Groceries")) < t.minor(t.rows(SEP, "Groceries")) else "No",
                t.spent(OCT, "Groceries"),
                t.spent(SEP, "Groceries"),
            ),
        ),
        ("How does this year's spending compare with last year?", (t.spent(YEAR), t.spent(LAST_YEAR_SO_FAR))),
        ("groceries this year vs last year", (t.spent(YEAR, "Groceries"), t.spent(LAST_YEAR_SO_FAR, "Groceries"))),
        ("compare 2024 and 2025", (t.spent(days(2024, 1, 12)), t.spent(LAST_YEAR))),
        (
            "eating out in 2025 compared to 2024",
            (t.spent(LAST_YEAR, "Eating out"), t.spent(days(2024, 1, 12), "Eating out")),
        ),
        (
            "how much more did I spend in October than in September",
            (t.spent(OCT), t.spent(SEP), euros(abs(t.minor(t.rows(OCT)) - t.minor(t.rows(SEP))))),
        ),
        (
            "Do I spend more on groceries or on eating out this year?",
            ("Groceries", t.spent(YEAR, "Groceries"), t.spent(YEAR, "Eating out")),
        ),
        (
            "did I spend more at Grünkorb Markt or at Kiezladen Mirabell in October",
            (t.spent(OCT, payee="Grünkorb"), t.spent(OCT, payee="Kiezladen")),
        ),
        ("Was I better off in October than in September?", (t.net(OCT), t.net(SEP))),
        ("did my income go up compared to last year", (t.earned(YEAR), t.earned(LAST_YEAR_SO_FAR))),
        ("Is rent higher than last year?", (t.spent(YEAR, "Rent"), t.spent(LAST_YEAR_SO_FAR, "Rent"))),
        ("Summer 2026 against summer 2025", (t.spent(days(2026, 6, 3)), t.spent(days(2025, 6, 3)))),
        (
            "did I spend less on the car this year than last year",
            ("No", t.spent(YEAR, "Car"), t.spent(LAST_YEAR_SO_FAR, "Car")),
        ),
        ("how much more do I earn than I spend", t.net(NOV)),
        ("do I spend too much on eating out", CANNOT),
        ("do I spend more than the average household", CANNOT),
        ("do we spend more than our friends on food", CANNOT),
    ]


def names(t: Truths) -> Cases:
    """A name, a month, a weekday or a date as the answer."""
    return [
        ("Which shop did I spend the most at this year?", t.top(YEAR, by_payee)),
        ("which restaurant do we go to most often in 2026", t.top(YEAR, by_payee, "Eating out", count=True)),
        ("at which shop did I spend most on groceries in October", t.top(OCT, by_payee, "Groceries")),
        ("Where did I spend the most on clothes in 2025?", t.top(LAST_YEAR, by_payee, "Clothes")),
        ("Who did I pay the most last month?", t.top(OCT, by_payee)),
        ("Which month was the most expensive this year?", t.top(days(2026, 1, 11), by_month)),
        ("in which month did we spend the least in 2025", t.top(LAST_YEAR, by_month, least=True)),
        ("what month had the highest grocery costs last year", t.top(LAST_YEAR, by_month, "Groceries")),
        ("Which category costs me the most this year?", "Home"),
        ("what do I spend the most on", "Home"),
        ("On which day did I spend the most in October?", t.top(OCT, by_day)),
        ("what weekday do we spend most on eating out this year", t.top(YEAR, by_weekday, "Eating out")),
        ("When did I last go to Curry Kolibri?", t.edge(EVER, payee="Curry")),
        ("when did we first buy something at Hofladen Quittenau", t.edge(EVER, payee="Hofladen", first=True)),
        ("When did I last pay for Clothes?", t.edge(EVER, "Clothes")),
        ("when was the rent paid in October", t.edge(OCT, "Rent")),
        ("what was my last purchase at Möbelhof Holzwurm", ("19 November 2026", "35.24 EUR")),
        ("who paid me the most this year", "Kartenwerk Morgenweide"),
        ("what did I spend the second most on", CANNOT),
        ("what subscriptions do I have", ("Klangwolke Neun", "10.99 EUR")),
        ("Who is my landlord?", CANNOT),
        ("which of my friends owes me money", CANNOT),
    ]


def extremes(t: Truths) -> Cases:
    """The biggest and the smallest payments."""
    return [
        ("What was my biggest expense in October?", t.extreme(OCT)),
        ("the most expensive restaurant visit this year", t.extreme(YEAR, "Eating out")),
        ("smallest purchase in October", t.extreme(OCT, least=True)),
        ("What was the cheapest grocery shop in September?", t.extreme(SEP, "Groceries", least=True)),
        ("largest purchase ever", t.extreme(EVER)),
        ("what is the most I ever spent on clothes at once", t.extreme(EVER, "Clothes")),
        ("top 3 expenses in August", t.extreme(AUG)),
        ("biggest income this year", euros(max(r.amount for r in t.rows(YEAR, kind="INCOME")))),
    ]


def reasons(t: Truths) -> Cases:
    """Questions after another one."""
    return [
        (
            "How much did I spend on groceries in October? | Why is it so high?",
            ("Grünkorb Markt", t.spent(OCT, payee="Grünkorb")),
        ),
        ("How much did we spend in May? | why so much?", "1,200.73 EUR"),
        ("groceries in october | and in september?", t.spent(SEP, "Groceries")),
        ("How much did I spend at Curry Kolibri this year? | and last year?", t.spent(LAST_YEAR, payee="Curry")),
        ("how much did I spend on rent in october | and on groceries?", t.spent(OCT, "Groceries")),
        ("what did I spend in October | how many payments was that?", t.counted(OCT)),
        ("how much did i spend on groceries in october | which shop was it mostly", t.top(OCT, by_payee, "Groceries")),
        ("what did eating out cost in May | and per visit on average?", t.visit(MAY, "Eating out")),
        ("How much?", CANNOT),
        ("how many", CANNOT),
        ("when?", CANNOT),
        ("which shop?", CANNOT),
        ("why?", CANNOT),
        ("Groceries this month | without Hofladen Quittenau", CANNOT),
        ("what did I spend on groceries so far this month", t.spent(NOV, "Groceries")),
    ]
