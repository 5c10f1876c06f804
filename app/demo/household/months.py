"""The household's transactions of one month. They depend on that month alone, and on no clock."""

from calendar import SATURDAY, monthrange
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

from app.demo.household.catalogue import ABROAD, CLOTHES_SHOP, CONTRACTS, ERRANDS, SUPERMARKETS, Errand
from app.demo.household.prices import contract_price, dollar_rate, draw, grocery_level, pick, price_level, stream_of
from app.demo.household.records import HouseholdTransaction

KITCHEN, CAMPER, RAINY_DAYS = "New kitchen", "Camper van", "Rainy days"

Rows = Iterator[HouseholdTransaction]


def transactions_of(month: date) -> list[HouseholdTransaction]:
    """Return all transactions of the month that starts on this day, oldest first."""
    chance = Random(f"{month.year}-{month.month}")  # noqa: S311 - a story, not a secret
    parts = (_income, _contracts, _savings, _weekly_shopping, _errands, _quarterly, _yearly, _holiday)
    return sorted((row for part in parts for row in part(month, chance)), key=lambda row: row.date)


def _euros(day: date, amount: Decimal, payee: str, category: str | None, note: str = "") -> HouseholdTransaction:
    return HouseholdTransaction(day, amount, "EUR", None, payee, note, category)


def _dollars(day: date, amount: Decimal, payee: str, category: str, rate: Decimal) -> HouseholdTransaction:
    return HouseholdTransaction(day, amount, "USD", rate, payee, "", category)


def _quarter_position(month: date) -> int:
    """Return the place of a month in its quarter: 0 is cheap, 1 has restaurants, 2 has clothes."""
    return (month.month - 1) % 3


def _days_at_home(month: date) -> list[date]:
    days = [month.replace(day=number) for number in range(1, monthrange(month.year, month.month)[1] + 1)]
    return [day for day in days if not (day.month == 8 and 10 <= day.day <= 17)]


def _income(month: date, chance: Random) -> Rows:
    level = price_level(month.year)
    yield _euros(month, _at(level, "2684.18"), "Kartenwerk Morgenweide", "Salary", "Alice")
    yield _euros(month.replace(day=2), _at(level, "1753.36"), "Institut Sternwarte Nebelau", "Salary", "Bob")
    lowest, highest = (520, 690) if _quarter_position(month) == 0 else (118, 236)
    fee = draw(chance, lowest, highest, level)
    yield _euros(month.replace(day=5), fee, "Verlag Papierfalter", "Side work", f"Invoice {month:%Y-%m}")


def _contracts(month: date, chance: Random) -> Rows:
    rate = dollar_rate(month, chance)
    for contract in CONTRACTS:
        day, amount = month.replace(day=contract.day), -contract_price(contract, month)
        if contract.currency == "USD":
            yield _dollars(day, amount, contract.payee, contract.category, rate)
        else:
            yield _euros(day, amount, contract.payee, contract.category)
    stream, price = stream_of(month)
    yield _euros(month.replace(day=3), -price, stream.payee, "Subscriptions")


def _savings(month: date, chance: Random) -> Rows:
    level = price_level(month.year)
    yield _euros(month.replace(day=4), -_at(level, "312.50"), "Savings account", "Savings", KITCHEN)
    if _quarter_position(month) != 2:
        yield _euros(month.replace(day=12), -draw(chance, 41, 94, level), "Savings account", "Savings", CAMPER)
    yield _euros(month.replace(day=20), -draw(chance, 11, 38, level), "Savings account", "Savings", RAINY_DAYS)


def _weekly_shopping(month: date, chance: Random) -> Rows:
    for day in _days_at_home(month):
        if day.weekday() == SATURDAY:
            spent = draw(chance, 58, 94, grocery_level(month))
            yield _euros(day, -spent, pick(chance, SUPERMARKETS), "Groceries", "Weekly shop")


def _errands(month: date, chance: Random) -> Rows:
    for errand in ERRANDS:
        yield from _errand(errand, month, chance)


def _errand(errand: Errand, month: date, chance: Random) -> Rows:
    """Spread purchases over the month, with different amounts, so that none looks like a duplicate charge."""
    level = grocery_level(month) if errand.category == "Groceries" else price_level(month.year)
    days, times = _days_at_home(month), errand.times[_quarter_position(month)]
    amounts: dict[Decimal, None] = {}
    while len(amounts) < times:
        amounts[draw(chance, errand.lowest, errand.highest, level)] = None
    for index, amount in enumerate(amounts):
        day = days[int((index + chance.random()) * len(days) / times)]
        yield _euros(day, -amount, pick(chance, errand.payees), errand.category)


def _quarterly(month: date, chance: Random) -> Rows:
    level = price_level(month.year)
    if _quarter_position(month) == 1:
        charged = _euros(month.replace(day=9), -draw(chance, 34, 79, level), "Funkel & Draht", "Home", "Desk lamp")
        yield from (charged, charged)
        dinner = draw(chance, 92, 128, level)
        yield _euros(month.replace(day=8), -dinner, "Gasthof Zum Müden Otter", "Eating out", "Birthday dinner")
    if _quarter_position(month) == 2:
        jacket = draw(chance, 79, 119, level)
        yield _euros(month.replace(day=6), -jacket, CLOTHES_SHOP, "Clothes", "Jacket")
        yield _euros(month.replace(day=18), jacket, CLOTHES_SHOP, "Clothes", "Refund: jacket too small")


def _yearly(month: date, chance: Random) -> Rows:
    level = price_level(month.year)
    if month.month == 2:
        back = draw(chance, 61, 118, level)
        yield _euros(month.replace(day=16), back, "Stadtwerke Nebelau", "Utilities", "Refund: yearly settlement")
    if month.month == 5 and month.year % 2 == 0:
        repair = _at(level, "1142.87")
        yield _euros(month.replace(day=7), -repair, "Werkstatt Rädchen & Rost", "Car", "New gearbox")
    if month.month == 12:
        for number in (5, 11, 14, 19):
            yield _euros(month.replace(day=number), -draw(chance, 34, 86, level), "Weihnachtsmarkt Nebelau", "Gifts")


def _holiday(month: date, chance: Random) -> Rows:
    if month.month != 8:
        return
    level, rate = price_level(month.year), dollar_rate(month, chance)
    yield _euros(month.replace(day=3), -draw(chance, 438, 526, level), "Luftpfad Nordwind", "Holidays", "Flights")
    yield _euros(month.replace(day=7), _at(level, "800.00"), "Savings account", "Savings", "For the holiday")
    for number, payee, lowest, highest in ABROAD:
        yield _dollars(month.replace(day=number), -draw(chance, lowest, highest, level), payee, "Holidays", rate)


def _at(level: Decimal, amount: str) -> Decimal:
    return (Decimal(amount) * level).quantize(Decimal("0.01"))
