"""The household's transactions of one month. They depend on that month alone, and on no clock."""

from calendar import SATURDAY, monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random

from app.demo.household.catalogue import (
    ABROAD,
    BOBS,
    CARD,
    CASH,
    CLOTHES_SHOP,
    CONTRACTS,
    ERRANDS,
    LOAN,
    SAVINGS,
    SUPERMARKETS,
    Errand,
)
from app.demo.household.prices import contract_price, dollar_rate, draw, grocery_level, pick, price_level, stream_of
from app.demo.household.records import EVERYDAY, HouseholdSplit, HouseholdTransaction
from services.values.money import Money, convert, money_decimal, to_minor

PUNCH, TO_SAVINGS = Decimal("6.50"), "Savings account"
KITCHEN, CAMPER, RAINY_DAYS = "New kitchen", "Camper van", "Rainy days"

Rows = Iterator[HouseholdTransaction]


def transactions_of(month: date) -> list[HouseholdTransaction]:
    """Return all transactions of the month that starts on this day, oldest first."""
    rows = _earned_and_spent(month)
    return sorted((*rows, *_moved_between_accounts(month, rows)), key=lambda row: row.date)


def moved_in(month: date, account: str) -> Decimal:
    """Return the sum of a month's income and spending in an account, in euros."""
    rows = [row for row in _earned_and_spent(month) if row.account == account]
    return sum((_in_euros(row) for row in rows), Decimal(0))


@lru_cache(60)
def _earned_and_spent(month: date) -> Sequence[HouseholdTransaction]:
    chance = Random(f"{month.year}-{month.month}")  # noqa: S311 - a story, not a secret
    parts = (_income, _contracts, _savings, _weekly_shopping, _errands, _quarterly, _yearly, _holiday)
    return sorted((row for part in parts for row in part(month, chance)), key=lambda row: row.date)


def _moved_between_accounts(month: date, rows: Sequence[HouseholdTransaction]) -> Rows:
    """Return the transfers between own accounts, with a row for each account."""
    level, before = price_level(month.year), (month - timedelta(1)).replace(day=1)
    yield from _move(month.replace(day=3), _at(level, "1040.00"), BOBS, EVERYDAY, "Household money")
    yield from _move(month.replace(day=6), Decimal("189.00"), EVERYDAY, LOAN, "Instalment")
    withdrawn = (-moved_in(before, CASH) / 10).quantize(Decimal(1)) * 10
    yield from _move(month, withdrawn, EVERYDAY, CASH, "Cash machine")
    yield from _move(month.replace(day=15), -moved_in(before, CARD), EVERYDAY, CARD, "Card bill")
    for row in rows:
        if row.payee == TO_SAVINGS:
            yield HouseholdTransaction(row.date, -row.amount, "EUR", None, EVERYDAY, "", None, SAVINGS, row.pair)


def _move(day: date, amount: Decimal, source: str, target: str, note: str) -> Rows:
    pair = f"{day} {note}"
    yield HouseholdTransaction(day, -amount, "EUR", None, target, note, None, source, pair)
    yield HouseholdTransaction(day, amount, "EUR", None, source, note, None, target, pair)


def _to_savings(day: date, amount: Decimal, note: str) -> HouseholdTransaction:
    row = _euros(day, -amount, TO_SAVINGS, None, note)
    return row._replace(pair=f"{day} {note}")


def _in_euros(row: HouseholdTransaction) -> Decimal:
    cents = convert(to_minor(row.amount, row.currency), row.currency, row.exchange_rate or Decimal(1), "EUR")
    return money_decimal(Money(cents, "EUR"))


def _euros(  # noqa: PLR0917
    day: date, amount: Decimal, payee: str, category: str | None, note: str = "", account: str = EVERYDAY
) -> HouseholdTransaction:
    return HouseholdTransaction(day, amount, "EUR", None, payee, note, category, account)


def _dollars(day: date, amount: Decimal, payee: str, category: str, rate: Decimal) -> HouseholdTransaction:
    return HouseholdTransaction(day, amount, "USD", rate, payee, "", category, CARD)


def _quarter_position(month: date) -> int:
    """Return the place of a month in its quarter: 0 is cheap, 1 has restaurants, 2 has clothes."""
    return (month.month - 1) % 3


def _days_at_home(month: date) -> list[date]:
    days = [month.replace(day=number) for number in range(1, monthrange(month.year, month.month)[1] + 1)]
    return [day for day in days if not (day.month == 8 and 10 <= day.day <= 17)]


def _income(month: date, chance: Random) -> Rows:
    level = price_level(month.year)
    yield _euros(month, _at(level, "2684.18"), "Kartenwerk Morgenweide", "Salary", "Alice")
    yield _euros(month.replace(day=2), _at(level, "1753.36"), "Institut Sternwarte Nebelau", "Salary", "Bob", BOBS)
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
            yield _euros(day, amount, contract.payee, contract.category, "", contract.account)
    stream, price = stream_of(month)
    yield _euros(month.replace(day=3), -price, stream.payee, "Subscriptions", "", CARD)


def _savings(month: date, chance: Random) -> Rows:
    level = price_level(month.year)
    yield _to_savings(month.replace(day=4), _at(level, "312.50"), KITCHEN)
    if _quarter_position(month) != 2:
        yield _to_savings(month.replace(day=12), draw(chance, 41, 94, level), CAMPER)
    yield _to_savings(month.replace(day=20), draw(chance, 11, 38, level), RAINY_DAYS)


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
        yield _euros(day, -amount, pick(chance, errand.payees), errand.category, "", errand.account)


def _quarterly(month: date, chance: Random) -> Rows:
    level = price_level(month.year)
    if _quarter_position(month) == 1:
        charged = _euros(month.replace(day=9), -draw(chance, 34, 79, level), "Funkel & Draht", "Home", "Desk lamp")
        yield from (charged, charged)
        dinner = draw(chance, 92, 128, level)
        yield _euros(month.replace(day=8), -dinner, "Gasthof Zum Müden Otter", "Eating out", "Birthday dinner", CARD)
    if _quarter_position(month) == 2:
        jacket = draw(chance, 79, 119, level)
        bought = _euros(month.replace(day=6), -jacket, CLOTHES_SHOP, "Clothes", "Jacket", CARD)
        back = _euros(month.replace(day=18), jacket, CLOTHES_SHOP, "Clothes", "Refund: jacket too small", CARD)
        yield from (row._replace(pair=f"{month} jacket") for row in (bought, back))


def _yearly(month: date, chance: Random) -> Rows:
    level = price_level(month.year)
    if month.month == 2:
        back = draw(chance, 61, 118, level)
        yield _euros(month.replace(day=16), back, "Stadtwerke Nebelau", "Utilities", "Refund: yearly settlement")
    if month.month == 5 and month.year % 2 == 0:
        repair = _at(level, "1142.87")
        yield _euros(month.replace(day=7), -repair, "Werkstatt Rädchen & Rost", "Car", "New gearbox", BOBS)
    if month.month == 12:
        for number in (5, 11, 14, 19):
            spent = draw(chance, 34, 86, level)
            parts = HouseholdSplit(PUNCH - spent, "Gifts"), HouseholdSplit(-PUNCH, "Eating out", "Punch")
            market = _euros(month.replace(day=number), -spent, "Weihnachtsmarkt Nebelau", "Gifts")
            yield market._replace(splits=parts)


def _holiday(month: date, chance: Random) -> Rows:
    if month.month != 8:
        return
    level, rate, tag = price_level(month.year), dollar_rate(month, chance), f"Journey {month.year}"
    flights = -draw(chance, 438, 526, level)
    yield _euros(month.replace(day=3), flights, "Luftpfad Nordwind", "Holidays", "Flights", CARD)._replace(tag=tag)
    yield _to_savings(month.replace(day=7), -_at(level, "800.00"), "For the holiday")
    for number, payee, lowest, highest in ABROAD:
        spent = -draw(chance, lowest, highest, level)
        yield _dollars(month.replace(day=number), spent, payee, "Holidays", rate)._replace(tag=tag)


def _at(level: Decimal, amount: str) -> Decimal:
    return (Decimal(amount) * level).quantize(Decimal("0.01"))
