"""Categories: listing, creating, changing, archiving and merging them."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ, WRITE
from schema.categories import (
    ArchiveCategoryInput,
    Category,
    CreateCategoryInput,
    MergeCategoriesInput,
    UpdateCategoryInput,
)
from schema.context import Info
from schema.node import stored_id
from schema.payloads import CategoryPayload


@strawberry.type
class CategoryQuery:
    @strawberry.field(description="The categories of both levels, by name.", extensions=READ)
    async def categories(
        self,
        info: Info,
        include_archived: Annotated[
            bool | None, strawberry.argument(description="True to list archived categories too.")
        ] = False,
    ) -> list[Category] | None:
        rows = await info.context.services.categories.all(
            info.context.ledger_id, include_archived=bool(include_archived)
        )
        return [Category.of(row) for row in rows]


@strawberry.type
class CategoryMutation:
    @strawberry.mutation(description="Add a category.", extensions=WRITE)
    async def create_category(self, info: Info, input: CreateCategoryInput) -> CategoryPayload | None:
        service = info.context.services.categories
        return CategoryPayload.of(await service.create(info.context.ledger_id, input.draft(), input.idempotency_key))

    @strawberry.mutation(description="Change a category's name, kind, parent, colour or icon.", extensions=WRITE)
    async def update_category(self, info: Info, input: UpdateCategoryInput) -> CategoryPayload | None:
        category_id = stored_id("Category", input.id)
        service = info.context.services.categories
        return CategoryPayload.of(await service.update(info.context.ledger_id, category_id, input.edit()))

    @strawberry.mutation(description="Archive a category, or bring it back. Its figures stay.", extensions=WRITE)
    async def archive_category(self, info: Info, input: ArchiveCategoryInput) -> CategoryPayload | None:
        category_id = stored_id("Category", input.id)
        service = info.context.services.categories
        return CategoryPayload.of(await service.archive(info.context.ledger_id, category_id, input.archived))

    @strawberry.mutation(
        description="Move all transactions and budgets of one category to another, and delete it.", extensions=WRITE
    )
    async def merge_categories(self, info: Info, input: MergeCategoriesInput) -> CategoryPayload | None:
        source = stored_id("Category", input.source_id)
        target = stored_id("Category", input.target_id)
        service = info.context.services.categories
        return CategoryPayload.of(await service.merge(info.context.ledger_id, source, target))
