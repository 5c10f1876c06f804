"""A small household unlike the demo: pounds, months from payday, and payees in many languages."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from app.demo.household import Household, HouseholdGoal, HouseholdTransaction
from app.demo.household.records import HouseholdAccount, HouseholdCategory, HouseholdPlan, HouseholdSeries
from tests.services.finny.story import TODAY

GIRO, VISA, JAR = "Giro", "Visa Gold", "Rainy jar"
SINCE = date(2025, 9, 25)
PAYDAY = 25

_TREE = {
    "Housing": ("Energy", "Repairs"),
    "Food": ("Market", "Bakery", "Coffee"),
    "Pets": ("Vet", "Pet food"),
    "Childcare": (),
    "Fuel": (),
    "Garden": (),
    "Insurance": (),
    "Media": (),
    "Fitness": (),
}
CATEGORIES = (
    *(
        category
        for parent, children in _TREE.items()
        for category in (
            HouseholdCategory(parent, "EXPENSE", "#336699", ""),
            *(HouseholdCategory(child, "EXPENSE", "#6699cc", "", parent=parent) for child in children),
        )
    ),
    HouseholdCategory("Pay", "INCOME", "#339966", ""),
    HouseholdCategory("Benefits", "INCOME", "#66cc99", ""),
)
# Day of the month, payee, category, account and amount.
_MONTHLY = (
    (1, "Vermieter Haus Ahorn", "Housing", GIRO, "-890.00"),
    (5, "Przedszkole Słoneczko", "Childcare", GIRO, "-310.00"),
    (7, "Çelik Spor", "Fitness", VISA, "-29.00"),
    (9, "Serie Grande", "Media", VISA, "-12.99"),
    (12, "Familienkasse Talwil", "Benefits", GIRO, "204.00"),
    (25, "Fabrik Sonnental", "Pay", GIRO, "3150.00"),
)


def other_house() -> Household:
    """Return the household with 14 months of transactions."""
    days = [SINCE + timedelta(number) for number in range((TODAY - SINCE).days + 1)]
    rows = tuple(row for day in days for row in _rows(day))
    saved = tuple((day, Decimal("95.50")) for day in days if day.day == 27 and day.year == 2026)
    return Household(
        base_currency="GBP",
        since=SINCE,
        accounts=(
            HouseholdAccount(GIRO, "CHECKING", Decimal("1200.00")),
            HouseholdAccount(VISA, "CREDIT_CARD", Decimal("-140.00")),
            HouseholdAccount(JAR, "SAVINGS", Decimal("500.00")),
        ),
        categories=CATEGORIES,
        transactions=rows,
        plans=(
            HouseholdPlan("Market", "2026-01", Decimal(420)),
            HouseholdPlan("Coffee", "2026-01", Decimal(25)),
            HouseholdPlan("Vet", "2026-01", Decimal(60)),
        ),
        goals=(
            HouseholdGoal("Piano", Decimal(2400), date(2027, 6, 30), saved),
            HouseholdGoal("Kayak", Decimal(600), None, saved[:2]),
        ),
        series=(
            HouseholdSeries("Vermieter Haus Ahorn", Decimal("-890.00"), date(2025, 10, 1), "Housing", GIRO),
            HouseholdSeries("Przedszkole Słoneczko", Decimal("-310.00"), date(2025, 10, 5), "Childcare", GIRO),
            HouseholdSeries("Fabrik Sonnental", Decimal("3150.00"), date(2025, 9, 25), "Pay", GIRO),
        ),
    )


def _rows(day: date) -> Iterator[HouseholdTransaction]:
    number = day.toordinal()
    for monthly, payee, category, account, amount in _MONTHLY:
        if day.day == monthly:
            yield _row(day, amount, payee, category, account)
    if day.day == 3:
        yield _row(day, f"-{70 + 9 * (day.month % 5)}.{day.month + 10}", "Énergie du Lac", "Energy")
    if day.day == 10 and day.month in {1, 4, 7, 10}:
        yield _row(day, "-145.50", "Assurance Montagne", "Insurance")
    if day.day == 26:
        yield HouseholdTransaction(day, Decimal(-150), "GBP", None, JAR, "", None, GIRO, f"{day}")
        yield HouseholdTransaction(day, Decimal(150), "GBP", None, GIRO, "", None, JAR, f"{day}")
    yield from _everyday(day, number)
    yield from _special(day)


def _everyday(day: date, number: int) -> Iterator[HouseholdTransaction]:
    """Yield purchases whose days and amounts depend on the number of the day."""
    if day.weekday() in {2, 5}:
        yield _row(day, f"-{28 + number % 37}.{number % 89 + 10}", "Mercado Verde", "Market", VISA)
    if number % 4 == 1:
        yield _row(day, f"-{4 + number % 7}.{number % 71 + 10}", "Boulangerie Lumière", "Bakery")
    if number % 9 == 2:
        yield _row(day, f"-{3 + number % 3}.{number % 53 + 10}", "Кафе Рябина", "Coffee", VISA)
    if number % 23 == 5:
        yield _row(day, f"-{31 + number % 41}.40", "Bensin Nord", "Fuel", VISA)
    if number % 31 == 7:
        yield _row(day, f"-{17 + number % 13}.25", "Hav & Hund", "Pet food")
    if number % 67 == 11:
        yield _row(day, f"-{48 + number % 61}.00", "Dr. Łapka", "Vet", VISA)
    if number % 43 == 19 and 3 <= day.month <= 10:
        yield _row(day, f"-{12 + number % 29}.75", "Jardín Azul", "Garden", VISA)


def _special(day: date) -> Iterator[HouseholdTransaction]:
    """Yield a wedding, a trip, a repair, a refund, and what nobody has categorised."""
    wedding, trip = (
        {
            date(2026, 5, 16): ("-240.00", "Fleurs Martin", "Garden"),
            date(2026, 5, 20): ("-385.60", "Konditori Solros", "Bakery"),
            date(2026, 6, 2): ("-61.20", "Bensin Nord", "Fuel"),
        },
        {
            date(2026, 7, 11): ("-132.10", "Fjord Hytte", "Housing"),
            date(2026, 7, 13): ("-48.35", "Bensin Nord", "Fuel"),
            date(2026, 7, 14): ("-22.90", "Kaffebar Trang", "Coffee"),
        },
    )
    for tag, rows in (("Wedding", wedding), ("Norway trip", trip)):
        if day in rows:
            amount, payee, category = rows[day]
            yield _row(day, amount, payee, category, VISA)._replace(tag=tag)
    if day == date(2026, 9, 17):
        yield _row(day, "-412.80", "Rørlegger Nilsen", "Repairs")
    if day == date(2026, 10, 20):
        yield _row(day, "35.00", "Mercado Verde", "Market", VISA)._replace(note="Refund")
    if day in {date(2026, 10, 8), date(2026, 11, 18)}:
        yield _row(day, f"-{day.day}.90", "Kiosque 7", None)


def _row(day: date, amount: str, payee: str, category: str | None, account: str = GIRO) -> HouseholdTransaction:
    return HouseholdTransaction(day, Decimal(amount), "GBP", None, payee, "", category, account)
