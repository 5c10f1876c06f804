"""Changes of a ledger, for clients that keep a copy of it."""

from typing import Self

import strawberry

from schema.accounts import Account
from schema.budgets import Budget
from schema.categories import Category
from schema.context import Info
from schema.field_marks import ONCE
from schema.goals import Goal
from schema.node import global_id
from schema.rates import OwnPrice
from schema.report_views import ReportView
from schema.rules import Rule
from schema.series import Series
from schema.tags import Tag
from schema.transactions import Transaction
from schema.users import Ledger, User
from services.sync import ChangesPage


@strawberry.type(description="The lists of a ledger, whole and as they are now. What is missing in one is gone.")
class Lists:
    @strawberry.field(description="The settings of the ledger.")
    async def ledger(self, info: Info) -> Ledger:
        return (await User.read(info)).ledger

    @strawberry.field(description="All accounts in their order, closed ones too.")
    async def accounts(self, info: Info) -> list[Account]:
        rows = await info.context.services.accounts.all(info.context.ledger_id, include_closed=True)
        return [Account.of(row) for row in rows]

    @strawberry.field(description="All categories by name, archived ones too.")
    async def categories(self, info: Info) -> list[Category]:
        rows = await info.context.services.categories.all(info.context.ledger_id, include_archived=True)
        return [Category.of(row) for row in rows]

    @strawberry.field(description="All tags by name.")
    async def tags(self, info: Info) -> list[Tag]:
        return [Tag.of(row) for row in await info.context.services.tags.all(info.context.ledger_id)]

    @strawberry.field(description="All budgets by category, oldest first.")
    async def budgets(self, info: Info) -> list[Budget]:
        rows = await info.context.services.budgets.plans_of(info.context.ledger_id)
        return [Budget.of(row, info.context.signed_in.base_currency) for row in rows]

    @strawberry.field(description="All rules in their order.")
    async def rules(self, info: Info) -> list[Rule]:
        rows = await info.context.services.rules.all(info.context.ledger_id)
        return [Rule.of(row, info.context.signed_in.base_currency) for row in rows]

    @strawberry.field(description="All saved reports, the oldest first.")
    async def report_views(self, info: Info) -> list[ReportView]:
        return [ReportView.of(row) for row in await info.context.services.report_views.all(info.context.ledger_id)]

    @strawberry.field(description="All savings goals, the nearest date first.")
    async def goals(self, info: Info) -> list[Goal]:
        return [Goal.of(state) for state in await info.context.services.goals.all(info.context.ledger_id)]

    @strawberry.field(description="All series of recurring payments, the oldest first.")
    async def series(self, info: Info) -> list[Series]:
        return [Series.of(state) for state in await info.context.services.series.all(info.context.ledger_id)]

    @strawberry.field(description="The prices that the owner gave, by currency and day.")
    async def own_prices(self, info: Info) -> list[OwnPrice]:
        return [OwnPrice.of(row) for row in await info.context.services.rates.prices(info.context.ledger_id)]


@strawberry.type(
    description="Changes of a ledger. Apply them to your copy in this order: begin, lists, transactions, removed."
)
class Changes:
    begins: bool = strawberry.field(
        description="True if a whole copy begins with this page. Empty your copy first, if you have one."
    )
    lists: Lists | None = strawberry.field(
        description="The lists of all other objects. It is null if none of them has changed.", metadata=ONCE
    )
    transactions: list[Transaction] = strawberry.field(
        description="The new and changed transactions, deleted ones too, each as it is now."
    )
    removed_transaction_ids: list[strawberry.ID] = strawberry.field(
        description="The ids of transactions that are gone for good."
    )
    cursor: str = strawberry.field(description="The end of this page. Send it as `after` for what comes next.")
    has_more: bool = strawberry.field(description="True if there is more now. Your copy is whole when it is false.")
    revision: int = strawberry.field(description="The revision of the ledger.")

    @classmethod
    def of(cls, page: ChangesPage, base_currency: str) -> Self:
        """Return the changes of a page."""
        return cls(
            begins=page.begins,
            lists=Lists() if page.lists else None,
            transactions=[Transaction.of(row, base_currency) for row in page.rows],
            removed_transaction_ids=[global_id("Transaction", row_id) for row_id in page.removed],
            cursor=page.cursor,
            has_more=page.has_more,
            revision=page.revision,
        )
