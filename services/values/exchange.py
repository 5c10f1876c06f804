"""Exchange: convert amounts into the currencies of the ledger and of the account."""

from collections.abc import Mapping
from decimal import Decimal

from services.values.errors import invalid
from services.values.money import MAX_MINOR_UNITS, convert, to_minor


def check_rate(rate: Decimal | None, currency: str, base: str) -> Decimal | None:
    """Return the checked rate, None in the base currency; refuse a missing rate, because it need not be 1."""
    if currency == base:
        if rate is not None and not (rate.is_finite() and rate == 1):
            raise invalid(f"An amount in {base} needs no exchange rate; leave it out.", "exchange_rate")
        return None
    if rate is None:
        raise invalid(f"{currency} needs an exchange rate; give the {base} that one {currency} costs.", "exchange_rate")
    return check_number(rate, "exchange_rate")


def check_number(rate: Decimal, *field: str) -> Decimal:
    """Return the rate; refuse one that is no price of a currency."""
    if not rate.is_finite() or not Decimal("1e-9") <= rate <= Decimal("1e9") or len(rate.as_tuple().digits) > 20:
        raise invalid("The exchange rate must be a positive number of at most 20 digits.", *field)
    return rate


def rate_text(rate: Decimal | None) -> str | None:
    """Return a rate as transactions store it: plain digits, without zeros at the end."""
    return None if rate is None else format(rate.normalize(), "f")


def to_base(amount: int, currency: str, rate: Decimal | None, base: str) -> int:
    """Return the amount in minor units of the base currency; refuse one that is too large there."""
    converted = amount if rate is None else convert(amount, currency, rate, base)
    if abs(converted) > MAX_MINOR_UNITS:
        raise invalid(f"The amount is too large when converted to {base}.", "amount")
    return converted


def in_account(currency: str, amounts: Mapping[str, int], given: Decimal | None) -> int:
    """Return the amount in minor units of the account's currency; it must be given if no known amount is in it."""
    if currency not in amounts:
        if given is None:
            raise invalid(f"The account is in {currency}; say how many {currency} it was there.", "account_amount")
        return to_minor(given, currency, "account_amount")
    if given is not None and to_minor(given, currency, "account_amount") != amounts[currency]:
        raise invalid(f"The amount in {currency} is known already; leave it out.", "account_amount")
    return amounts[currency]
