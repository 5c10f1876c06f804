"""Tags of transactions and splits."""

from typing import Self

import strawberry

from db.tags import TagRow
from schema.inputs import KEY_DESCRIPTION
from schema.node import Node, global_id
from services.tags import LONGEST_NAME


@strawberry.type(description="A tag: a name that transactions and splits of any category can have.")
class Tag(Node):
    name: str = strawberry.field(description="The name of the tag.")

    @classmethod
    def of(cls, row: TagRow) -> Self:
        return cls(id=global_id("Tag", row.id), name=row.name)


_NAME = f"The name, at most {LONGEST_NAME} characters. No two tags may have the same name, ignoring case."


@strawberry.input(description="A new tag.")
class CreateTagInput:
    name: str = strawberry.field(description=_NAME)
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)


@strawberry.input(description="A tag and its new name.")
class RenameTagInput:
    id: strawberry.ID = strawberry.field(description="The tag.")
    name: str = strawberry.field(description=_NAME)


@strawberry.input(description="Two tags to merge.")
class MergeTagsInput:
    source_id: strawberry.ID = strawberry.field(description="The tag that is deleted. All that has it gets the other.")
    target_id: strawberry.ID = strawberry.field(description="The tag that stays.")


@strawberry.input(description="A tag to delete.")
class DeleteTagInput:
    id: strawberry.ID = strawberry.field(description="The tag. The transactions that have it stay.")
