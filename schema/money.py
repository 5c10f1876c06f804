"""Money in the API: an exact decimal with its currency."""

from decimal import Decimal
from typing import Self

import strawberry

from schema.scalars import CurrencyCode
from services.values import money


@strawberry.type(description="An exact amount of a currency. It is negative if money leaves.")
class Money:
    minor: strawberry.Private[int]
    currency: CurrencyCode = strawberry.field(description="The currency of the amount.")

    @strawberry.field(description="The amount with all decimal places of its currency.")
    def amount(self) -> Decimal:
        return money.money_decimal(money.Money(self.minor, self.currency))

    @classmethod
    def of(cls, minor: int, currency: str) -> Self:
        """Return money from minor units."""
        return cls(minor=minor, currency=CurrencyCode(currency))

    @classmethod
    def if_known(cls, minor: int | None, currency: str) -> Self | None:
        """Return money from minor units; None if the amount is not known."""
        return None if minor is None else cls.of(minor, currency)
