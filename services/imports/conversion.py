"""Convert a statement's amounts to the base currency."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from services.values.errors import invalid
from services.values.exchange import check_rate, rate_text, to_base
from services.values.money import check_currency, convert
from services.values.prices import Prices


class Rate(NamedTuple):
    """The rate of an amount, as it is stored too; provisional if it was not of its days."""

    rate: Decimal
    stored: str
    provisional: bool


class Conversion:
    """A conversion to the base currency: of one currency at the rate of the request, or else at the prices of the days.

    `assumed` is the currency of amounts that name none.
    """

    def __init__(self, base: str, currency: str | None, rate: Decimal | None, prices: Prices) -> None:
        self.base = base
        self.assumed = check_currency(currency, "currency") if currency else base
        self._rate = rate
        self._foreign = self.assumed if self.assumed != base else None
        self._prices = prices
        self._known: dict[tuple[str, date], Rate] = {}
        self._is_used = False

    def rate_of(self, currency: str, day: date) -> Rate:
        """Return the rate of an amount; refuse a second other currency at a given rate, and one that nobody knows."""
        known = self._known.get((currency, day))
        if known is None:
            known = self._known[currency, day] = self._rate_of(currency, day)
        return known

    def to_base(self, amount: int, currency: str, rate: Rate | None) -> int:
        """Convert an amount to minor units of the base currency."""
        return to_base(amount, currency, rate and rate.rate, self.base)

    def in_account(self, account_currency: str, amount: int, currency: str, base_amount: int) -> int:
        """Return an amount of the file in minor units of its account's currency, by the same rate."""
        if account_currency == currency:
            return amount
        if account_currency == self.base:
            return base_amount
        if currency == self.base and account_currency == self._foreign and self._rate:
            return convert(amount, currency, 1 / self._rate, account_currency)
        raise invalid(f"The account is in {account_currency}; import amounts in {currency} into another account.")

    def check_used(self) -> None:
        """Refuse a rate that no amount needed, because the file's currency is another than expected."""
        if self._rate is not None and not self._is_used:
            raise invalid(
                f"Every amount is in {self.base}; leave the exchange rate out, or give the file's currency.",
                "exchange_rate",
            )

    def _rate_of(self, currency: str, day: date) -> Rate:
        if self._rate is None and (price := self._prices.on(currency, day)):
            return Rate(price.price, rate_text(price.price) or "", price.is_stale(day))
        if self._rate is not None and self._foreign not in (None, currency):
            raise invalid(
                f"One exchange rate cannot convert {self._foreign} and {currency}; leave it out, or import two files.",
                "exchange_rate",
            )
        rate = check_rate(self._rate, currency, self.base) or Decimal(1)
        self._foreign, self._is_used = currency, True
        return Rate(rate, rate_text(rate) or "", provisional=False)
