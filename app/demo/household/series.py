"""The recurring payments that the demo household knows, with the prices of a day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.demo.household.catalogue import BOBS, CARD, CONTRACTS, LOAN, SAVINGS
from app.demo.household.prices import contract_price, price_level
from app.demo.household.records import EVERYDAY, HouseholdSeries


def series_of(since: date, today: date) -> Iterator[HouseholdSeries]:
    """Yield the series that began on the first day of the story, all of them monthly."""
    level = price_level(today.year)
    yield HouseholdSeries("Kartenwerk Morgenweide", _at(level, "2684.18"), since, "Salary")
    yield HouseholdSeries("Institut Sternwarte Nebelau", _at(level, "1753.36"), since.replace(day=2), "Salary", BOBS)
    for contract in CONTRACTS:
        if contract.currency == "EUR":
            price = -contract_price(contract, today)
            yield HouseholdSeries(
                contract.payee, price, since.replace(day=contract.day), contract.category, contract.account
            )
    yield HouseholdSeries(EVERYDAY, -_at(level, "1040.00"), since.replace(day=3), account=BOBS, other=EVERYDAY)
    yield HouseholdSeries("Savings account", -_at(level, "312.50"), since.replace(day=4), other=SAVINGS)
    yield HouseholdSeries(LOAN, Decimal("-189.00"), since.replace(day=6), other=LOAN)
    yield HouseholdSeries(CARD, None, since.replace(day=15), other=CARD)


def _at(level: Decimal, amount: str) -> Decimal:
    return (Decimal(amount) * level).quantize(Decimal("0.01"))
