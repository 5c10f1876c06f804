"""Exact money: integer minor units of a currency, and decimals for people."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from functools import cache
from typing import NamedTuple

from services.values.errors import invalid

MAX_MINOR_UNITS = 10**12  # so that no sum of a ledger overflows 64 bits

# Currencies that ISO 4217 has withdrawn, which old statements and ledgers still have, by their decimal places.
_WITHDRAWN = {
    "ANG": 2, "ATS": 2, "BEF": 0, "BGN": 2, "BYR": 0, "CYP": 2, "DEM": 2, "EEK": 2, "ESP": 0, "FIM": 2, "FRF": 2,
    "GRD": 0, "HRK": 2, "IEP": 2, "ITL": 0, "LTL": 2, "LUF": 0, "LVL": 2, "MRO": 2, "MTL": 2, "NLG": 2, "PTE": 0,
    "SIT": 2, "SKK": 2, "SLL": 2, "STD": 2, "VEF": 2, "ZMK": 2,
}  # fmt: skip

_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


class Money(NamedTuple):
    """An amount in minor units (cents, yen, fils) of an ISO 4217 currency."""

    minor: int
    currency: str


@cache
def decimal_places(currency: str) -> int | None:
    """Return the decimal places of a currency: JPY 0, USD 2, KWD 3; None if it is no currency for payments."""
    from iso4217 import Currency  # reads its whole table, which a start does not need

    try:
        exponent: int | None = Currency(currency).exponent
    except ValueError:
        return _WITHDRAWN.get(currency)
    return exponent


def check_currency(currency: str, *field: str) -> str:
    """Return the code; refuse one that ISO 4217 does not know as money."""
    if decimal_places(currency) is None:
        raise invalid(f"“{currency[:10]}” is not a currency; use an ISO 4217 code such as EUR.", *field)
    return currency


def to_minor(amount: Decimal, currency: str, *field: str) -> int:
    """Return the minor units of a decimal amount; refuse wrong numbers, too many places, and amounts out of bounds."""
    places = decimal_places(currency) or 0
    if not amount.is_finite():
        raise invalid("The amount must be a number, such as -12.50.", *field)
    if amount.adjusted() + places > 13:
        raise _too_large(currency, places, *field)
    try:
        scaled = _EXACT.scaleb(amount, places)
        minor = int(scaled.quantize(Decimal(1), context=_EXACT))
    except InvalidOperation:
        raise _too_fine(currency, places, *field) from None
    if minor != scaled:
        raise _too_fine(currency, places, *field)
    if abs(minor) > MAX_MINOR_UNITS:
        raise _too_large(currency, places, *field)
    return minor


def _too_fine(currency: str, places: int, *field: str) -> Exception:
    # Only its writer knows with which marks and sign the amount was written.
    return invalid(f"The amount has too many decimal places; {currency} has {places}.", *field)


def _too_large(currency: str, places: int, *field: str) -> Exception:
    largest = to_decimal(MAX_MINOR_UNITS, places)
    return invalid(f"The amount is too large; at most {largest} {currency} can be recorded.", *field)


def to_decimal(minor: int, places: int) -> Decimal:
    """Return the exact decimal of an amount in minor units: 1250 with 2 places is 12.50."""
    return Decimal(minor).scaleb(-places, context=_EXACT)


def money_decimal(money: Money) -> Decimal:
    """Return the exact decimal of money, always with all places of its currency."""
    return to_decimal(money.minor, decimal_places(money.currency) or 0)


def convert(minor: int, currency: str, rate: Decimal, base: str) -> int:
    """Convert an amount in `currency` to minor units of `base`; `rate` is base units per unit, rounded half to even."""
    shift = (decimal_places(base) or 0) - (decimal_places(currency) or 0)
    exact = _EXACT.scaleb(_EXACT.multiply(Decimal(minor), rate), shift)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN, context=_EXACT))


def divide(minor: int, by: int) -> int:
    """Return a share of an amount, rounded half to even; `by` is positive."""
    quotient, remainder = divmod(minor, by)
    twice = 2 * remainder
    return quotient + (1 if twice > by or (twice == by and quotient % 2 == 1) else 0)
