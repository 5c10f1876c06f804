"""Tables of the demo household: its categories, contracts, errands and shops, all of them invented."""

from decimal import Decimal
from typing import NamedTuple

from app.demo.household.records import EVERYDAY, HouseholdCategory, Kind

BOBS, CARD, CASH, LOAN, SAVINGS = "Bob's account", "Credit card", "Cash", "Car loan", "Savings"


class Contract(NamedTuple):
    """A monthly payment on a fixed day.

    `amount` is the price of 2024; it rises by `rise` each year, in month `rises_in`.
    """

    payee: str
    category: str
    day: int
    amount: Decimal
    rise: Decimal = Decimal(0)
    rises_in: int = 1
    currency: str = "EUR"
    account: str = EVERYDAY


class Errand(NamedTuple):
    """Purchases between two prices of 2024, with a count for the first, second and third month of a quarter."""

    category: str | None
    lowest: float
    highest: float
    times: tuple[int, int, int]
    payees: tuple[str, ...]
    account: str = EVERYDAY


class Stream(NamedTuple):
    """A streaming service that the household keeps from March to February; it costs more from September on."""

    payee: str
    price: Decimal
    later_price: Decimal


def _family(kind: Kind, parent: tuple[str, str, str], *children: tuple[str, str, str]) -> list[HouseholdCategory]:
    name, icon, colour = parent
    below = [HouseholdCategory(child, kind, shade, sign, parent=name) for child, sign, shade in children]
    return [HouseholdCategory(name, kind, colour, icon), *below]


CATEGORIES = (
    *_family("EXPENSE", ("Home", "🏠", "#4f6d8f"), ("Rent", "🔑", "#34527a"), ("Utilities", "💡", "#7d9bbf")),
    *_family("EXPENSE", ("Food", "🍎", "#5b8c5a"), ("Groceries", "🛒", "#3f7340"), ("Eating out", "🍝", "#8db46f")),
    *_family(
        "EXPENSE", ("Transport", "🧭", "#c0803a"), ("Public transport", "🚋", "#d9a45b"), ("Car", "🚗", "#9c6224")
    ),
    *_family("EXPENSE", ("Health", "💊", "#b3525f")),
    *_family(
        "EXPENSE",
        ("Leisure", "🎈", "#7d5ba6"),
        ("Subscriptions", "📺", "#6244a0"),
        ("Sport", "🤸", "#9b7cc4"),
        ("Holidays", "🧳", "#4a8fb0"),
    ),
    *_family("EXPENSE", ("Shopping", "👜", "#c26a9b"), ("Clothes", "👕", "#a84a80"), ("Gifts", "🎁", "#d991b8")),
    *_family("INCOME", ("Income", "💶", "#2f8f83"), ("Salary", "💼", "#1f766b"), ("Side work", "✏️", "#5fb0a4")),
)

RENT = Contract("Hausverwaltung Nebelau", "Rent", 1, Decimal("1386.40"), Decimal("34.20"), 4)
CONTRACTS = (
    RENT,
    Contract("Stadtwerke Nebelau", "Utilities", 2, Decimal("92.35"), Decimal("4.60"), 10),
    Contract("Glasfaser Eulennetz", "Utilities", 4, Decimal("39.95")),
    Contract("Funkpost Mobil", "Utilities", 6, Decimal("24.90")),
    Contract("Verkehrsbund Nebelau", "Public transport", 1, Decimal("104.80"), Decimal("7.40"), 1, account=BOBS),
    Contract("Kranichschutz Versicherung", "Car", 3, Decimal("58.72"), account=BOBS),
    Contract("Heilquell Zusatzschutz", "Health", 3, Decimal("27.64")),
    Contract("Kletterhalle Bergziege", "Sport", 2, Decimal("41.90"), Decimal("2.60"), 7, account=BOBS),
    Contract("Klangwolke Neun", "Subscriptions", 5, Decimal("10.99"), account=CARD),
    Contract("Nebelauer Abendblick", "Subscriptions", 7, Decimal("14.90")),
    Contract("Cumulon Cloud", "Subscriptions", 8, Decimal("9.99"), Decimal("1.00"), 11, "USD", CARD),
)
STREAMS = (
    Stream("Lanterna Obscura TV", Decimal("8.99"), Decimal("10.99")),
    Stream("Flackerfuchs Plus", Decimal("9.49"), Decimal("11.99")),
    Stream("Kinomond Daheim", Decimal("7.99"), Decimal("9.99")),
    Stream("Bildersee", Decimal("9.99"), Decimal("12.49")),
    Stream("Spulenfunk", Decimal("8.49"), Decimal("10.49")),
)

SUPERMARKETS = ("Grünkorb Markt", "Speisekammer Siebenstern")
CLOTHES_SHOP = "Zwirn & Zaunkönig"
ERRANDS = (
    Errand(
        "Groceries",
        6.2,
        29.8,
        (20, 20, 20),
        ("Grünkorb Markt", "Bäckerei Sonnenkrume", "Kiezladen Mirabell", "Hofladen Quittenau", "Käsekeller Rosine"),
    ),
    Errand(
        "Eating out",
        3.2,
        9.8,
        (6, 8, 7),
        ("Café Pustewind", "Rösterei Schwarzdrossel", "Eisdiele Pinguinetta"),
        CASH,
    ),
    Errand(
        "Eating out",
        15.4,
        51.6,
        (5, 9, 5),
        ("Trattoria Gattoblu", "Nudelhaus Mondgasse", "Imbiss Goldrübe", "Gasthof Zum Müden Otter", "Curry Kolibri"),
        CARD,
    ),
    Errand("Car", 37.5, 63.9, (3, 3, 3), ("Tankhof Birkenweiche", "Tankstelle Rote Mütze"), BOBS),
    Errand("Public transport", 2.4, 9.7, (3, 3, 3), ("Rollerei Leihräder", "Fähre Nebelau"), BOBS),
    Errand("Health", 6.4, 38.5, (2, 3, 2), ("Apotheke am Quittenhof", "Drogerie Seifenblase")),
    Errand("Home", 12.3, 68.5, (1, 2, 2), ("Schraubenkiste Baumarkt", "Möbelhof Holzwurm", "Gärtnerei Löwenzahn")),
    Errand("Clothes", 21.4, 78.9, (1, 1, 5), (CLOTHES_SHOP, "Schuhhaus Siebenmeile", "Knopf & Kragen"), CARD),
    Errand("Gifts", 13.6, 44.8, (1, 2, 1), ("Bücherstube Eselsohr", "Blumen Vergissnicht", "Spielwaren Kreiselkiste")),
    Errand(None, 3.3, 26.7, (2, 2, 2), ("Automat Marktplatz 12", "Kartenzahlung 0471", "Flohmarkt am Kanal"), CASH),
)

# A week abroad every August: day, payee and prices in USD.
ABROAD = (
    (10, "Harbor Heron Inn", 298, 342),
    (10, "Saltgrass Car Hire", 184, 236),
    (11, "Blue Pelican Diner", 28, 57),
    (12, "Maple Ferry Line", 34, 48),
    (13, "Crab & Candle", 46, 88),
    (14, "Lighthouse Museum Shop", 17, 43),
    (14, "Harbor Heron Inn", 298, 342),
    (15, "Driftwood Gas & Snacks", 38, 56),
    (16, "Pancake Parlor Juniper", 22, 39),
    (17, "Crab & Candle", 46, 88),
)

# Monthly budgets in EUR of 2024, set anew each January. Groceries are planned tighter than the household eats.
BUDGETS = {
    "Utilities": 170,
    "Groceries": 615,
    "Eating out": 280,
    "Public transport": 130,
    "Car": 230,
    "Health": 90,
    "Subscriptions": 60,
    "Sport": 50,
    "Holidays": 140,
    "Clothes": 120,
    "Gifts": 60,
}
