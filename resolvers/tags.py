"""Tags: listing, creating, renaming, merging and deleting them."""

import strawberry

from resolvers.permissions import READ, WRITE
from schema.context import Info
from schema.node import stored_id
from schema.payloads import DeleteTagPayload, TagPayload
from schema.tags import CreateTagInput, DeleteTagInput, MergeTagsInput, RenameTagInput, Tag


@strawberry.type
class TagQuery:
    @strawberry.field(description="The tags, by name.", extensions=READ)
    async def tags(self, info: Info) -> list[Tag] | None:
        return [Tag.of(row) for row in await info.context.services.tags.all(info.context.ledger_id)]


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
