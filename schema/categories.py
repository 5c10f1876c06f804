"""Categories of transactions, in two levels."""

from collections.abc import Awaitable, Mapping
from typing import Annotated, Self
from uuid import UUID

import strawberry

from db.categories import CategoryRow
from schema.context import Info
from schema.enums import CategoryKind
from schema.inputs import KEY_DESCRIPTION, NullMeansDefault, check_not_null, defaulted, edited, edited_text
from schema.node import Node, global_id, stored_id
from services.categories import DEFAULT_COLOUR, CategoryDraft, CategoryEdit
from services.values.input_rules import UNCHANGED


@strawberry.type(description="A category of transactions. A category without a parent may have children.")
class Category(Node):
    row: strawberry.Private[CategoryRow]
    known: strawberry.Private[Mapping[UUID, CategoryRow] | None]
    name: str = strawberry.field(description="The name of the category.")
    kind: CategoryKind = strawberry.field(
        description="The kind decides where its transactions count. A child has its parent's kind."
    )
    colour: str = strawberry.field(description="Its colour in charts, as #rrggbb.")
    icon: str = strawberry.field(description="A short name or an emoji as its symbol.")
    archived: bool = strawberry.field(description="True if it is archived: kept for the past, but not for new entries.")

    @strawberry.field(
        graphql_type=Annotated["Category", strawberry.lazy("schema.categories")] | None,
        description="Its parent category, if it has one.",
    )
    def parent(self, info: Info) -> "Category | Awaitable[Category | None] | None":
        parent_id = self.row.parent_id
        if parent_id is None:
            return None
        return Category.load(info, parent_id) if self.known is None else Category.maybe(self.known.get(parent_id))

    @strawberry.field(description="Its child categories, by name.")
    async def children(self, info: Info) -> list["Category"]:
        return [Category.of(row) for row in await info.context.loaders.children.load(self.row.id)]

    @classmethod
    def of(cls, row: CategoryRow, known: Mapping[UUID, CategoryRow] | None = None) -> Self:
        """Return the category of a row; `known` are the categories of the same snapshot, if they were read."""
        return cls(
            id=global_id("Category", row.id),
            row=row,
            known=known,
            name=row.name,
            kind=CategoryKind(row.kind),
            colour=row.colour,
            icon=row.icon,
            archived=row.archived,
        )

    @classmethod
    def maybe(cls, row: CategoryRow | None, known: Mapping[UUID, CategoryRow] | None = None) -> Self | None:
        """Return the category of a row, or None if there is no row."""
        return cls.of(row, known) if row else None

    @classmethod
    async def load(cls, info: Info, category_id: UUID) -> Self | None:
        """Load a category of the caller's ledger, together with all others that the operation asks for."""
        return cls.maybe(await info.context.loaders.category.load(category_id))


def category_id(text: str | None) -> UUID | None:
    """Return the stored id of an optional category."""
    return None if text is None else stored_id("Category", text)


@strawberry.input(description="A new category.")
class CreateCategoryInput(NullMeansDefault):
    name: str = strawberry.field(description="The name of the category. No sibling may have the same name.")
    kind: CategoryKind = defaulted(
        CategoryKind.EXPENSE,
        "The kind decides where its transactions count. A child has its parent's kind.",
        CategoryKind,
    )
    colour: str = defaulted(DEFAULT_COLOUR, "Its colour in charts, as #rrggbb.")
    icon: str = defaulted("", "A short name or an emoji as its symbol.")
    parent_id: strawberry.ID | None = strawberry.field(default=None, description="The parent category.")
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def draft(self) -> CategoryDraft:
        return CategoryDraft(
            name=self.name,
            kind=self.kind,
            colour=self.colour,
            icon=self.icon,
            parent_id=category_id(self.parent_id),
        )


@strawberry.input(description="Changes of a category. Omitted fields stay.")
class UpdateCategoryInput:
    id: strawberry.ID = strawberry.field(description="The category.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description="Its new name.")
    kind: CategoryKind | None = strawberry.field(
        default=strawberry.UNSET,
        description="Its new kind, for its children too. Only a top-level category can change it.",
    )
    colour: str | None = strawberry.field(default=strawberry.UNSET, description="Its new colour, as #rrggbb.")
    icon: str | None = strawberry.field(default=strawberry.UNSET, description="Its new icon.")
    parent_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The new parent category. Null moves it to the top level."
    )

    def edit(self) -> CategoryEdit:
        check_not_null(self, "name", "kind", "colour")
        return CategoryEdit(
            name=edited(self.name),
            kind=edited(self.kind),
            colour=edited(self.colour),
            icon=edited_text(self.icon),
            parent_id=UNCHANGED if self.parent_id is strawberry.UNSET else category_id(self.parent_id),
        )


@strawberry.input(description="A category to archive or to bring back.")
class ArchiveCategoryInput(NullMeansDefault):
    id: strawberry.ID = strawberry.field(description="The category. Its children are archived with it.")
    archived: bool = defaulted(True, "False brings it back.")


@strawberry.input(description="Two categories to merge.")
class MergeCategoriesInput:
    source_id: strawberry.ID = strawberry.field(
        description="The category that is deleted. Its transactions and budgets move."
    )
    target_id: strawberry.ID = strawberry.field(description="The category of the same kind that receives them.")
