"""Profiles of imports: the settings with which files of one shape are read."""

from datetime import datetime
from typing import Self

import strawberry

from db.import_profiles import ImportProfileRow
from schema.accounts import Account
from schema.context import Info
from schema.import_lines import ImportSetting
from schema.node import Node, global_id
from schema.scalars import CurrencyCode


@strawberry.type(description="Settings that are found again for files with the same columns.")
class ImportProfile(Node):
    row: strawberry.Private[ImportProfileRow]
    file_name: str | None = strawberry.field(
        description="The name of the file for which they were set. It is null if nobody said it."
    )
    currency: CurrencyCode | None = strawberry.field(description="The currency of the amounts, if it was set.")
    settings: list[ImportSetting] = strawberry.field(description="The settings of the mapping.")
    set_at: datetime = strawberry.field(description="The time at which they were set.")

    @strawberry.field(description="The account for lines without one, if it was set and is still there.")
    async def account(self, info: Info) -> Account | None:
        row = await info.context.loaders.account.load(self.row.account_id) if self.row.account_id else None
        return Account.of(row) if row else None

    @classmethod
    def of(cls, row: ImportProfileRow) -> Self:
        return cls(
            id=global_id("ImportProfile", row.id),
            row=row,
            file_name=row.file_name or None,
            currency=CurrencyCode(row.currency) if row.currency else None,
            settings=[ImportSetting.of(*setting) for setting in row.mapping.items()],
            set_at=row.used_at,
        )


@strawberry.input(description="A profile to delete.")
class DeleteImportProfileInput:
    id: strawberry.ID = strawberry.field(description="The profile.")
