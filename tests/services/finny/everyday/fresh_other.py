"""Everyday questions about a small household with other names, other languages, and months from payday."""

from datetime import date, timedelta

from tests.services.finny.everyday.other_house import GIRO, JAR, SINCE, VISA
from tests.services.finny.everyday.truths import (
    AUG,
    CANNOT,
    JUL,
    MAY,
    OCT,
    SEP,
    YEAR,
    Cases,
    Right,
    Truths,
    by_payee,
    euros,
)  # fmt: skip
from tests.services.finny.story import TODAY

EVER = SINCE, TODAY
THIS_MONTH = date(2026, 10, 25), TODAY
LAST_MONTH = date(2026, 9, 25), date(2026, 10, 24)
SIX_MONTHS = date(2026, 4, 25), date(2026, 10, 24)


def sums(t: Truths) -> Cases:
    """Sums over months from payday, and over calendar months."""
    return [
        ("how much on the market last month?", t.spent(LAST_MONTH, "Market")),
        ("how much did the market cost in october", t.spent(OCT, "Market")),
        ("coffee this month", t.spent(THIS_MONTH, "Coffee")),
        ("what did we spend at boulangerie lumiere this year", t.spent(YEAR, payee="Boulangerie")),
        ("spent at Кафе Рябина since may", t.spent((MAY[0], TODAY), payee="Кафе")),
        ("przedszkole sloneczko in 2026", t.spent(YEAR, payee="Przedszkole")),
        ("how much did Dr Lapka get from us this year", t.spent(YEAR, payee="Łapka")),
        ("celik spor last year", t.spent((date(2025, 1, 1), date(2025, 12, 31)), payee="Çelik")),
        ("pets in the last 6 months", t.spent(SIX_MONTHS, "Pets")),
        ("how much is energie du lac since christmas", t.spent((date(2025, 12, 25), TODAY), payee="Énergie")),
        ("fuel on the last 2 weekends", CANNOT),
        ("how much have we paid for childcare so far this year", t.spent(YEAR, "Childcare")),
        ("rørlegger nilsen", t.spent(YEAR, payee="Rørlegger")),
        ("total spending since last payday", t.spent(THIS_MONTH)),
        ("what did insurance cost in july", t.spent(JUL, "Insurance")),
        ("how much money did Mercado Verde give back this year", t.refunds(YEAR, "Mercado")),
        ("what's not categorised in october", "8.90 EUR"),
        ("how much did I spend at Kiosque 7 this year", t.spent(YEAR, payee="Kiosque")),
        ("how much did the dentist cost", CANNOT),
        ("spending in dollars last month", CANNOT),
    ]


def of_the_ledger(t: Truths) -> Cases:
    """Tags, accounts, transfers, goals, bills and the forecast."""
    cost = {tag: t.of(EVER, tag=tag) for tag in ("Wedding", "Norway trip")}
    return [
        ("what did the wedding cost us", cost["Wedding"]),
        ("norway trip total", cost["Norway trip"]),
        ("how much fuel on the norway trip", t.of(EVER, "Fuel", tag="Norway trip")),
        ("how much was the wedding in may", t.of(MAY, tag="Wedding")),
        ("how much did i charge to the Visa Gold in september", t.of(SEP, account=VISA)),
        ("spending from giro this month", t.of(THIS_MONTH, account=GIRO)),
        ("whats in the rainy jar", euros(t.balance(JAR))),
        ("how much did we put into the rainy jar this year", t.moved(YEAR, JAR)),
        ("How much do we owe on the visa?", euros(abs(t.balance(VISA)))),
        ("net worth now", euros(t.worth())),
        ("is our net worth higher than at the start of the year", euros(t.worth())),
        ("how close are we to the piano", ("955.00 GBP", "2,400.00 GBP")),
        ("how much is missing for the kayak?", "409.00 GBP"),
        ("when is the rent to Vermieter Haus Ahorn due", "1 December 2026"),
        ("next payment to Przedszkole Słoneczko?", ("5 December 2026", "310.00 GBP")),
        ("when is payday", "25 November 2026"),
        ("when is the next Çelik Spor payment", ("7 December 2026", "29.00 GBP")),
        ("is the coffee budget okay", ("25.00 GBP", t.spent(THIS_MONTH, "Coffee"))),
        ("how much of the vet budget is left", "60.00 GBP"),
        ("are we over on the market?", "420.00 GBP"),
    ]


def measures(t: Truths) -> Cases:
    """Counts, averages, shares, comparisons and names."""
    vet = t.payments(EVER, payee="Łapka")[-1]
    return [
        ("how many times did we go to the vet this year", t.counted(YEAR, "Vet")),
        ("how often did i buy something at Boulangerie Lumière in august", t.counted(AUG, payee="Boulangerie")),
        ("average shop at Mercado Verde in september", t.visit(SEP, payee="Mercado")),
        ("what does the bakery cost per month on average", t.average(SIX_MONTHS, 6, "Bakery")),
        ("whats the most expensive thing we bought in may", t.extreme(MAY)),
        ("when were we at Dr. Łapka last", (f"{vet.date.day} {vet.date:%B %Y}",)),
        ("did the market cost more in september or august", (t.spent(SEP, "Market"), t.spent(AUG, "Market"))),
        ("What share of food is coffee this year?", t.share(YEAR, "Coffee", of="Food")),
        ("where did most of our money go in june", t.top((date(2026, 6, 1), date(2026, 6, 30)), by_payee)),
        ("how much do we earn", t.earned(THIS_MONTH)),
        ("benefits since january | and pay?", t.earned(YEAR, "Pay")),
        ("market in august | how about the bakery", t.spent(AUG, "Bakery")),
        ("did we pay the kindergarten Przedszkole Słoneczko in october", ("Yes", "310.00 EUR")),
        ("how much did we save in september", t.net(SEP)),
        ("which months did we spend more than we earned", CANNOT),
        ("was the bensin nord bill over 50 in july", ("Yes", "50.40 EUR", "68.40 EUR")),
        ("what did i spend on valentines day", t.spent((date(2026, 2, 14), date(2026, 2, 14)))),
        ("how much did we waste on coffee in the past 90 days", t.spent((TODAY - timedelta(89), TODAY), "Coffee")),
        ("thx", ("You are welcome",)),
        ("pay Bob 20 pounds", CANNOT),
        ("what is the rent for a flat in Oslo", CANNOT),
    ]


def in_pounds(cases: Cases) -> Cases:
    """Return the cases with amounts in pounds."""

    def pounds(right: Right) -> Right:
        return (
            right.replace("EUR", "GBP")
            if isinstance(right, str)
            else tuple(part.replace("EUR", "GBP") for part in right)
        )

    return [(question, pounds(right)) for question, right in cases]


GROUPS = (sums, of_the_ledger, measures)
