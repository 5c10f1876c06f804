"""Exchange rates: asking for a price, and the prices that the ledger's owner gives."""

from datetime import date
from typing import Annotated

import strawberry

from resolvers.permissions import READ, WRITE
from schema.context import Info
from schema.payloads import DeletePricePayload, PricePayload
from schema.rates import CurrencyPrice, DeletePriceInput, OwnPrice, RecordPriceInput
from schema.scalars import CurrencyCode


@strawberry.type
class RateQuery:
    @strawberry.field(
        description="The price of a currency: the owner's, or else that of the reference rates. It is null if nobody "
        "knows it, and for the base currency.",
        extensions=READ,
    )
    async def price(
        self,
        info: Info,
        currency: Annotated[CurrencyCode, strawberry.argument(description="The currency.")],
        on: Annotated[
            date | None, strawberry.argument(description="The day. The default is today in the ledger.")
        ] = None,
    ) -> CurrencyPrice | None:
        services, viewer = info.context.services, info.context.signed_in
        day = on or services.today(viewer.time_zone)
        price = await services.rates.price(viewer.ledger_id, viewer.base_currency, currency, day)
        return CurrencyPrice.of(currency, price, viewer.base_currency, day)

    @strawberry.field(description="The prices that the owner gave, by currency and day.", extensions=READ)
    async def own_prices(self, info: Info) -> list[OwnPrice] | None:
        rows = await info.context.services.rates.prices(info.context.ledger_id)
        return [OwnPrice.of(row) for row in rows]


@strawberry.type
class RateMutation:
    @strawberry.mutation(description="Record the price of a currency on a day.", extensions=WRITE)
    async def record_price(self, info: Info, input: RecordPriceInput) -> PricePayload | None:
        service = info.context.services.rates
        return PricePayload.of(await service.record(info.context.ledger_id, input.draft(), input.idempotency_key))

    @strawberry.mutation(
        description="Delete a price that the owner gave. The reference rates count again.", extensions=WRITE
    )
    async def delete_price(self, info: Info, input: DeletePriceInput) -> DeletePricePayload | None:
        service = info.context.services.rates
        return DeletePricePayload.of(await service.delete(info.context.ledger_id, input.currency, input.date))
