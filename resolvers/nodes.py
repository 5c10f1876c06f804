"""Any object by its global id."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import strawberry

from resolvers.permissions import READ
from schema.categories import Category
from schema.context import Info
from schema.conversations import Message
from schema.goals import Goal
from schema.insights import Insight
from schema.node import Node, split_id
from schema.transactions import Transaction
from schema.users import AccessToken, User
from services.dashboard import DashboardNeeds
from services.periods import PeriodChoice


@strawberry.type
class NodeQuery:
    @strawberry.field(description="The object with this id; null when you have no such object.", extensions=READ)
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="A global id.")]
    ) -> Node | None:
        found = split_id(id)
        reader = _READERS.get(found[0]) if found else None
        return await reader(info, found[1]) if found and reader else None


async def _category(info: Info, category_id: UUID) -> Category | None:
    return Category.maybe(await info.context.loaders.category.load(category_id))


async def _transaction(info: Info, transaction_id: UUID) -> Transaction | None:
    row = await info.context.loaders.transaction.load(transaction_id)
    return Transaction.of(row, info.context.signed_in.base_currency) if row else None


async def _goal(info: Info, goal_id: UUID) -> Goal | None:
    row = await info.context.loaders.goal.load(goal_id)
    return Goal.of(row, info.context.signed_in.base_currency, info.context.today) if row else None


async def _message(info: Info, message_id: UUID) -> Message | None:
    row = await info.context.loaders.message.load(message_id)
    return Message.of(row) if row else None


async def _insight(info: Info, insight_id: UUID) -> Insight | None:
    needs = DashboardNeeds(insights=True)
    snapshot = await info.context.services.dashboard.read(info.context.ledger_id, PeriodChoice(), needs)
    return next((Insight.of(each, snapshot) for each in snapshot.insights if each.id == insight_id), None)


async def _user(info: Info, user_id: UUID) -> User | None:
    if user_id != info.context.signed_in.user_id:
        return None
    return await User.read(info)


async def _access_token(info: Info, token_id: UUID) -> AccessToken | None:
    rows = await info.context.services.users.access_tokens(info.context.signed_in)
    return next((AccessToken.of(row) for row in rows if row.id == token_id), None)


_READERS: dict[str, Callable[[Info, UUID], Awaitable[Node | None]]] = {
    "AccessToken": _access_token,
    "Category": _category,
    "Goal": _goal,
    "Insight": _insight,
    "Message": _message,
    "Transaction": _transaction,
    "User": _user,
}
