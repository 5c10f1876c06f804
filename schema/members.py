"""The people who use a ledger."""

from enum import Enum
from typing import Self

import strawberry

from db.memberships import OWNER, MemberRow
from schema.node import global_id


@strawberry.enum(description="The role of a member decides what the member may do.")
class MemberRole(Enum):
    OWNER = strawberry.enum_value(OWNER, description="The owner may do everything. A ledger has one owner.")


@strawberry.type(description="A user of the ledger.")
class Member:
    user_id: strawberry.ID = strawberry.field(description="The id of the user.")
    name: str = strawberry.field(description="The name to show.")
    role: MemberRole = strawberry.field(description="The role of the member.")

    @classmethod
    def of(cls, row: MemberRow) -> Self:
        return cls(user_id=global_id("User", row.user_id), name=row.name, role=MemberRole(row.role))
