"""Prices of currencies in the base currency: the ledger's own, and those that reference rates give."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import NamedTuple

from db.rates import RateRow
from services.money import convert
from services.reference_rates import Reference, bundled_on, nearest

FRESH = timedelta(days=7)
_CONTEXT = Context(prec=15)


class Price(NamedTuple):
    """The cost of one unit of a currency on a day, in the base currency."""

    day: date
    price: Decimal

    def is_stale(self, on: date) -> bool:
        """Return True if it is not of a day or of at most a week before."""
        return not self.day <= on <= self.day + FRESH


class Prices:
    """The prices that a ledger knows. Of a day its own counts, then an imported rate, then a bundled one."""

    def __init__(self, base_currency: str, rows: Iterable[RateRow]) -> None:
        self._base_currency = base_currency
        self._own: defaultdict[str, list[Reference]] = defaultdict(list)
        self._imported: defaultdict[str, list[Reference]] = defaultdict(list)
        for currency, day, rate, own in rows:
            (self._own if own else self._imported)[currency].append(Reference(day, Decimal(rate)))

    def on(self, currency: str, day: date) -> Price | None:
        """Return the last known price up to a day, or else the first of all; None if there is none at all."""
        if currency == self._base_currency:
            return Price(day, Decimal(1))
        known = [*self._own[currency]]
        theirs, ours = self._reference(currency, day), self._reference(self._base_currency, day)
        if theirs and ours:
            price = _CONTEXT.divide(ours.rate, theirs.rate)
            known.append(Reference(_older(theirs.day, ours.day, day), price))
        found = nearest(known, day)
        return found and Price(*found)

    def value(self, amount: int, currency: str, day: date) -> int | None:
        """Return what an amount was worth on a day, in minor units of the base currency; None if nobody knows it."""
        if currency == self._base_currency:
            return amount
        price = self.on(currency, day)
        return price and convert(amount, currency, price.price, self._base_currency)

    def _reference(self, currency: str, day: date) -> Reference | None:
        known = [*self._imported[currency]]
        if bundled := bundled_on(currency, day):
            known.append(bundled)
        return nearest(known, day)


def _older(one: date, other: date, day: date) -> date:
    """Return the day of two that is further from another: the price is as old as its older rate."""
    return max(one, other, key=lambda each: abs((each - day).days))
