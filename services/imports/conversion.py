"""Convert a statement's amounts: one currency beside the base currency, at one rate."""

from decimal import Decimal

from services.errors import invalid
from services.exchange import check_rate, rate_text, to_base
from services.money import check_currency, convert


class Conversion:
    """A conversion to the base currency at the rate of the request.

    `assumed` is the currency of amounts that name none.
    """

    def __init__(self, base: str, currency: str | None, rate: Decimal | None) -> None:
        self.base = base
        self.assumed = check_currency(currency, "currency") if currency else base
        self._rate = rate
        self._foreign = self.assumed if self.assumed != base else None
        self._stored: str | None = None

    def rate_of(self, currency: str) -> str | None:
        """Return the rate as it is stored; refuse a second other currency, or a missing rate."""
        if self._stored is None or currency != self._foreign:
            self._settle(currency)
        return self._stored

    def to_base(self, amount: int, currency: str) -> int:
        """Convert an amount to minor units of the base currency."""
        return to_base(amount, currency, self._rate, self.base)

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
        if self._rate is not None and self._stored is None:
            raise invalid(
                f"Every amount is in {self.base}; leave the exchange rate out, or give the file's currency.",
                "exchange_rate",
            )

    def _settle(self, currency: str) -> None:
        if self._foreign not in (None, currency):
            raise invalid(
                f"One exchange rate cannot convert {self._foreign} and {currency}; import a file of each currency.",
                "exchange_rate",
            )
        self._stored = rate_text(check_rate(self._rate, currency, self.base))
        self._foreign = currency
