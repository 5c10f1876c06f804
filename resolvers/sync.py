"""Sync: the changes of a ledger since a cursor."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ
from schema.context import Info
from schema.pages import First
from schema.sync import Changes
from services.values.pages import PER_PAGE


@strawberry.type
class SyncQuery:
    @strawberry.field(
        description="The changes since a cursor, for a copy of the ledger. Without one, or if it no longer holds, "
        f"a whole copy begins. A page has up to {PER_PAGE} transactions unless you ask for another number.",
        extensions=READ,
    )
    async def changes(
        self,
        info: Info,
        after: Annotated[str | None, strawberry.argument(description="The cursor of the last page.")] = None,
        first: First = None,
    ) -> Changes | None:
        page = await info.context.services.sync.page(info.context.ledger_id, after, first)
        return Changes.of(page, info.context.signed_in.base_currency)
