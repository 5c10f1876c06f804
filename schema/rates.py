"""Exchange rates: what a currency costs, and the prices that the ledger's owner gives."""

from datetime import date
from datetime import date as date_type
from decimal import Decimal
from typing import Self

import strawberry

from db.rates import PriceRow
from schema.inputs import KEY_DESCRIPTION, NullMeansDefault
from schema.scalars import CurrencyCode
from services.rates import PriceDraft
from services.values.prices import FRESH, Price


@strawberry.type(description="The price of a currency, as it is known for a day.")
class CurrencyPrice:
    currency: CurrencyCode = strawberry.field(description="The currency.")
    price: Decimal = strawberry.field(description="The amount of the base currency that one unit costs.")
    day: date = strawberry.field(description="The day of the price. It may be long before the one that was asked for.")
    stale: bool = strawberry.field(
        description=f"True if the price is more than {FRESH.days} days old, or later than the day."
    )

    @classmethod
    def of(cls, currency: str, price: Price | None, base_currency: str, on: date) -> Self | None:
        """Return a price that somebody needs and knows."""
        if price is None or currency == base_currency:
            return None
        return cls(currency=CurrencyCode(currency), price=price.price, day=price.day, stale=price.is_stale(on))


@strawberry.type(description="A price that the ledger's owner gave.")
class OwnPrice:
    currency: CurrencyCode = strawberry.field(description="The currency.")
    date: date_type = strawberry.field(description="The day.")
    price: Decimal = strawberry.field(description="The amount of the base currency that one unit costs.")

    @classmethod
    def of(cls, row: PriceRow) -> Self:
        """Return the price of a row."""
        return cls(currency=CurrencyCode(row.currency), date=row.day, price=Decimal(row.price))


@strawberry.input(description="The price of a currency on a day. It replaces the one of the same day.")
class RecordPriceInput(NullMeansDefault):
    currency: CurrencyCode = strawberry.field(description="The currency.")
    date: date_type = strawberry.field(description="The day.")
    price: Decimal = strawberry.field(description="The amount of the base currency that one unit costs.")
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def draft(self) -> PriceDraft:
        """Return the draft for the services."""
        return PriceDraft(self.currency, self.date, self.price)


@strawberry.input(description="A price of the ledger's owner to delete.")
class DeletePriceInput:
    currency: CurrencyCode = strawberry.field(description="The currency.")
    date: date_type = strawberry.field(description="The day.")
