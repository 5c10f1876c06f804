"""Tags: listing, adding up, creating, renaming, merging and deleting them."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ, WRITE
from schema.context import Info
from schema.node import stored_id
from schema.payloads import DeleteTagPayload, TagPayload
from schema.periods import PeriodInput, choice_of
from schema.tag_totals import TagTotals
from schema.tags import CreateTagInput, DeleteTagInput, MergeTagsInput, RenameTagInput, Tag


@strawberry.type
class TagQuery:
    @strawberry.field(description="The tags, by name.", extensions=READ)
    async def tags(self, info: Info) -> list[Tag] | None:
        return [Tag.of(row) for row in await info.context.services.tags.all(info.context.ledger_id)]

    @strawberry.field(
        description="The income and the spending of a period by tag. A split counts for each tag that it has.",
        extensions=READ,
    )
    async def tag_totals(
        self,
        info: Info,
        period: Annotated[
            PeriodInput | None, strawberry.argument(description="The period. The default is the current one.")
        ] = None,
        account_ids: Annotated[
            list[strawberry.ID] | None, strawberry.argument(description="The accounts. The default is all.")
        ] = None,
    ) -> TagTotals | None:
        viewer, service = info.context.signed_in, info.context.services.tag_totals
        chosen = None if account_ids is None else [stored_id("Account", text) for text in account_ids]
        totals = await service.of(viewer.ledger_id, choice_of(period), chosen)
        today = info.context.services.today(viewer.time_zone)
        return TagTotals.of(totals, today, viewer.base_currency)


@strawberry.type
class TagMutation:
    @strawberry.mutation(description="Add a tag.", extensions=WRITE)
    async def create_tag(self, info: Info, input: CreateTagInput) -> TagPayload | None:
        service = info.context.services.tags
        return TagPayload.of(await service.create(info.context.ledger_id, input.name, input.idempotency_key))

    @strawberry.mutation(description="Give a tag another name.", extensions=WRITE)
    async def rename_tag(self, info: Info, input: RenameTagInput) -> TagPayload | None:
        service, tag_id = info.context.services.tags, stored_id("Tag", input.id)
        return TagPayload.of(await service.rename(info.context.ledger_id, tag_id, input.name))

    @strawberry.mutation(description="Put one tag on all that has another, and delete the other.", extensions=WRITE)
    async def merge_tags(self, info: Info, input: MergeTagsInput) -> TagPayload | None:
        source, target = stored_id("Tag", input.source_id), stored_id("Tag", input.target_id)
        return TagPayload.of(await info.context.services.tags.merge(info.context.ledger_id, source, target))

    @strawberry.mutation(description="Delete a tag. The transactions that have it stay.", extensions=WRITE)
    async def delete_tag(self, info: Info, input: DeleteTagInput) -> DeleteTagPayload | None:
        service, tag_id = info.context.services.tags, stored_id("Tag", input.id)
        saved = await service.delete(info.context.ledger_id, tag_id)
        return DeleteTagPayload.saved(saved, deleted_id=input.id)
