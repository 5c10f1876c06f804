"""Prices of currencies in the base currency: the ledger's own prices, and those from reference rates."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import NamedTuple

from db.rates import RateRow
from services.values.money import convert
from services.values.reference_rates import Reference, bundled_on, nearest

FRESH = timedelta(days=7)
_CONTEXT = Context(prec=15)


class Price(NamedTuple):
    """The price of one unit of a currency on a day, in the base currency."""

    day: date
    price: Decimal

    def is_stale(self, on: date) -> bool:
        """Return True if the price is neither of a day nor of the week before it."""
        return not self.day <= on <= self.day + FRESH


class Prices:
    """The prices that a ledger knows. On one day its own price comes first, then an imported, then a bundled rate."""

    def __init__(self, base_currency: str, rows: Iterable[RateRow]) -> None:
        self._base_currency = base_currency
        self._own: defaultdict[str, list[Reference]] = defaultdict(list)
        self._imported: defaultdict[str, list[Reference]] = defaultdict(list)
        for currency, day, rate, own in rows:
            (self._own if own else self._imported)[currency].append(Reference(day, Decimal(rate)))

    def on(self, currency: str, day: date) -> Price | None:
        """Return the last known price up to a day, else the first later one; None without any."""
        if currency == self._base_currency:
            return Price(day, Decimal(1))
        known = [*self._own[currency]]
        theirs, ours = self._reference(currency, day), self._reference(self._base_currency, day)
        if theirs and ours:
            price = _CONTEXT.divide(ours.rate, theirs.rate)
            known.append(Reference(_older(theirs.day, ours.day, day), price))
        nearest_price = nearest(known, day)
        return nearest_price and Price(*nearest_price)

    def value(self, amount: int, currency: str, day: date) -> int | None:
        """Return the value of an amount on a day, in minor units of the base currency; None if it is unknown."""
        if currency == self._base_currency:
            return amount
        price = self.on(currency, day)
        return price and convert(amount, currency, price.price, self._base_currency)

    def _reference(self, currency: str, day: date) -> Reference | None:
        known = [*self._imported[currency]]
        if bundled := bundled_on(currency, day):
            known.append(bundled)
        return nearest(known, day)


def _older(first: date, second: date, day: date) -> date:
    """Return the one of two days that is further from a third day: a price is as old as its older rate."""
    return max(first, second, key=lambda known: abs((known - day).days))
