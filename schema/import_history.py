"""The history of imports: each finished import, and how to undo it."""

from datetime import datetime
from enum import Enum
from typing import Self
from uuid import UUID

import strawberry

from db.imports import ImportRow
from schema.accounts import Account
from schema.context import Info
from schema.members import Member
from schema.node import Node, global_id


@strawberry.enum(description="The state of an import.")
class ImportState(Enum):
    DONE = strawberry.enum_value("DONE", description="Its transactions are in the ledger.")
    UNDONE = strawberry.enum_value("UNDONE", description="It was undone. The same file can be imported again.")


@strawberry.type(description="A finished import of a statement.")
class Import(Node):
    row: strawberry.Private[ImportRow]
    at: datetime = strawberry.field(description="The time at which its transactions were shown.")
    file_name: str | None = strawberry.field(description="The name of the file. It is null if nobody said it.")
    recorded: int = strawberry.field(description="The number of transactions that it recorded.")
    restored: int = strawberry.field(description="The number of deleted transactions that it restored.")
    duplicates: int = strawberry.field(description="The number of lines that the ledger already had.")
    state: ImportState = strawberry.field(description="The state of the import.")
    undone_at: datetime | None = strawberry.field(
        description="The time at which it was undone. It is null if it was not."
    )

    @strawberry.field(description="The member who imported. It is null if it was the product, or if the user is gone.")
    async def by(self, info: Info) -> Member | None:
        row = await info.context.loaders.member.load(self.row.actor) if self.row.actor else None
        return row and Member.of(row)

    @strawberry.field(description="The accounts into which it imported, without those that are gone since.")
    async def accounts(self, info: Info) -> list[Account]:
        rows = await info.context.loaders.account.load_many([UUID(text) for text in self.row.account_ids])
        return [Account.of(row) for row in rows if row]

    @strawberry.field(
        description="The number of its transactions that are left. Undoing it deletes them; send it as `lost`."
    )
    async def transaction_count(self, info: Info) -> int:
        return (await info.context.loaders.import_count.load(self.row.id)).left

    @strawberry.field(
        description="The number of its transactions that are left and were changed since. An undo loses these changes."
    )
    async def changed_since(self, info: Info) -> int:
        return (await info.context.loaders.import_count.load(self.row.id)).changed

    @classmethod
    def of(cls, row: ImportRow) -> Self:
        return cls(
            id=global_id("Import", row.id),
            row=row,
            at=row.at,
            file_name=row.file_name or None,
            recorded=row.recorded,
            restored=row.restored,
            duplicates=row.duplicates,
            state=ImportState.UNDONE if row.undone_at else ImportState.DONE,
            undone_at=row.undone_at,
        )


@strawberry.input(description="An import to undo.")
class UndoImportInput:
    id: strawberry.ID = strawberry.field(description="The import.")
    lost: int = strawberry.field(
        description="The number of transactions that go for good, as agreement. A problem says it if it differs."
    )
