"""Prices of the demo household. They drift over the years, and are the same on every machine."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import TypeVar

from app.demo.household.catalogue import STREAMS, Contract, Stream

T = TypeVar("T")

_BASE_YEAR = 2024


def price_level(year: int) -> Decimal:
    """Return prices and wages of a year as a multiple of those of 2024: 2.5 % more each January."""
    return Decimal("1.025") ** (year - _BASE_YEAR)


def grocery_level(month: date) -> Decimal:
    """Return the price of groceries in a month, 1 in January 2024. It rises by 4 % a year."""
    return Decimal("1.04") ** (month.year - _BASE_YEAR) * (1 + Decimal("0.04") * (month.month - 1) / 12)


def contract_price(contract: Contract, month: date) -> Decimal:
    """Return the price of a contract in a month, in its own currency."""
    rises = month.year - _BASE_YEAR - (month.month < contract.rises_in)
    return contract.amount + max(rises, 0) * contract.rise


def stream_of(month: date) -> tuple[Stream, Decimal]:
    """Return the streaming service of a month and its price: a new one each March, dearer from September."""
    since = month.year if month.month >= 3 else month.year - 1
    stream = STREAMS[since % len(STREAMS)]
    return stream, stream.price if 3 <= month.month < 9 else stream.later_price


def dollar_rate(month: date, chance: Random) -> Decimal:
    """Return the EUR for one USD, to four places: a slow wave of thirty months with a little noise."""
    wave = abs((month.year * 12 + month.month) % 30 - 15)
    return Decimal(8850 + 30 * wave + int(40 * chance.random())).scaleb(-4)


# Of a seeded generator, Python promises the same numbers in later versions for `random()` alone, so all is drawn by it.


def pick(chance: Random, choices: Sequence[T]) -> T:
    """Return one of the choices, each as likely as the others."""
    return choices[int(chance.random() * len(choices))]


def draw(chance: Random, lowest: float, highest: float, level: Decimal = Decimal(1)) -> Decimal:
    """Draw an amount between two prices at a price level, with two places and never a round one."""
    cents = int((lowest + (highest - lowest) * chance.random()) * 100 * float(level))
    return Decimal(cents - 1 if cents % 100 == 0 else cents).scaleb(-2)
