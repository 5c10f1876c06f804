"""Objects by their global ids."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

import strawberry

from resolvers.permissions import READ
from schema.accounts import Account, BalanceCheck
from schema.alerts import Alert, AlertRule
from schema.budgets import Budget
from schema.calendar_feeds import CalendarFeed
from schema.categories import Category
from schema.context import Info
from schema.conversations import Conversation, Message
from schema.dashboard import Dashboard
from schema.goals import Contribution, Goal
from schema.import_history import Import
from schema.import_profiles import ImportProfile
from schema.insights import Insight, insight_named
from schema.node import Node, NodeId, split_id
from schema.rules import Rule
from schema.series import Series
from schema.tags import Tag
from schema.transactions import Split, Transaction, Transfer
from schema.users import AccessToken, Ledger, User
from schema.webhooks import Delivery, Webhook
from services.dashboard.service import DashboardNeeds
from services.values.errors import invalid
from services.values.pages import MOST_PER_PAGE
from services.values.periods import PeriodChoice

MOST_NODES, MOST_SINGLE = MOST_PER_PAGE, 10


@strawberry.type
class NodeQuery:
    @strawberry.field(description="The object with this id. It is null if you have no such object.", extensions=READ)
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="A global id.")]
    ) -> Node | None:
        return await _read(info, split_id(id))

    @strawberry.field(
        description="The objects with these ids, in their order. What you do not have is null.", extensions=READ
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID],
            strawberry.argument(
                description=f"Global ids, at most {MOST_NODES}, of which at most {MOST_SINGLE} of objects that are "
                "computed one by one, such as dashboards, insights, rules and checks."
            ),
        ],
    ) -> list[Node | None] | None:
        nodes = [split_id(text) for text in ids]
        _check_count(nodes)
        return list(await asyncio.gather(*(_read(info, node) for node in nodes)))


async def _read(info: Info, node: NodeId | None) -> Node | None:
    return await _READERS[node.kind](info, node) if node else None


def _check_count(nodes: Sequence[NodeId | None]) -> None:
    """Refuse more objects than one request may ask for."""
    if len(nodes) > MOST_NODES:
        raise invalid(f"At most {MOST_NODES} ids are possible here; ask in several requests.", "ids")
    if sum(node is not None and node.kind in _SINGLE for node in nodes) > MOST_SINGLE:
        message = f"At most {MOST_SINGLE} of these objects are computed at once; ask in several requests."
        raise invalid(message, "ids")


async def _access_token(info: Info, node: NodeId) -> AccessToken | None:
    rows = await info.context.services.access_tokens.all(info.context.signed_in)
    return next((AccessToken.of(row) for row in rows if row.id == node.identifier), None)


async def _account(info: Info, node: NodeId) -> Account | None:
    row = await info.context.loaders.account.load(node.identifier)
    return Account.of(row) if row else None


async def _alert(info: Info, node: NodeId) -> Alert | None:
    row = await info.context.services.alerts.get(info.context.ledger_id, node.identifier)
    return Alert.of(row) if row else None


async def _alert_rule(info: Info, node: NodeId) -> AlertRule | None:
    rows = await info.context.services.alerts.rules(info.context.ledger_id)
    currency = info.context.signed_in.base_currency
    return next((AlertRule.of(row, currency) for row in rows if row.id == node.identifier), None)


async def _balance_check(info: Info, node: NodeId) -> BalanceCheck | None:
    check = await info.context.services.accounts.check(info.context.ledger_id, node.identifier)
    return BalanceCheck.of(*check) if check else None


async def _budget(info: Info, node: NodeId) -> Budget | None:
    rows = await info.context.loaders.budgets.load(node.identifier)
    row = next((row for row in rows if (row.starts_on,) == node.days), None)
    return Budget.maybe(row, info.context.signed_in.base_currency)


async def _calendar_feed(info: Info, node: NodeId) -> CalendarFeed | None:
    rows = await info.context.services.calendar_feeds.all(info.context.ledger_id)
    return next((CalendarFeed.of(row) for row in rows if row.id == node.identifier), None)


async def _category(info: Info, node: NodeId) -> Category | None:
    return Category.maybe(await info.context.loaders.category.load(node.identifier))


async def _contribution(info: Info, node: NodeId) -> Contribution | None:
    row = await info.context.loaders.contribution.load(node.identifier)
    return Contribution.of(row, info.context.signed_in.base_currency) if row else None


async def _conversation(info: Info, node: NodeId) -> Conversation | None:
    ledger_id = info.context.ledger_id
    if node.identifier != ledger_id:
        return None
    return Conversation.of(await info.context.services.conversations.state(ledger_id), ledger_id)


async def _dashboard(info: Info, node: NodeId) -> Dashboard | None:
    if node.identifier != info.context.ledger_id:
        return None
    return await Dashboard.read(info, PeriodChoice(start=node.days[0], end=node.days[1]))


async def _delivery(info: Info, node: NodeId) -> Delivery | None:
    row = await info.context.services.webhooks.delivery(info.context.ledger_id, node.identifier)
    return Delivery.of(row) if row else None


async def _goal(info: Info, node: NodeId) -> Goal | None:
    state = await info.context.loaders.goal.load(node.identifier)
    return Goal.of(state) if state else None


async def _import(info: Info, node: NodeId) -> Import | None:
    row = await info.context.loaders.made_import.load(node.identifier)
    return Import.of(row) if row else None


async def _import_profile(info: Info, node: NodeId) -> ImportProfile | None:
    rows = await info.context.services.import_profiles.all(info.context.ledger_id)
    return next((ImportProfile.of(row) for row in rows if row.id == node.identifier), None)


async def _insight(info: Info, node: NodeId) -> Insight | None:
    insight_id, period = insight_named(node)
    needs = DashboardNeeds(insights=True)
    snapshot = await info.context.services.dashboard.read(info.context.ledger_id, period, needs)
    return next((Insight.of(insight, snapshot) for insight in snapshot.insights if insight.id == insight_id), None)


async def _ledger(info: Info, node: NodeId) -> Ledger | None:
    return (await User.read(info)).ledger if node.identifier == info.context.ledger_id else None


async def _message(info: Info, node: NodeId) -> Message | None:
    row = await info.context.loaders.message.load(node.identifier)
    return Message.of(row) if row else None


async def _split(info: Info, node: NodeId) -> Split | None:
    return await Split.load(info, node.identifier)


async def _rule(info: Info, node: NodeId) -> Rule | None:
    rows = await info.context.services.rules.all(info.context.ledger_id)
    currency = info.context.signed_in.base_currency
    return next((Rule.of(row, currency) for row in rows if row.id == node.identifier), None)


async def _series(info: Info, node: NodeId) -> Series | None:
    states = await info.context.services.series.all(info.context.ledger_id)
    return next((Series.of(state) for state in states if state.known.series.id == node.identifier), None)


async def _tag(info: Info, node: NodeId) -> Tag | None:
    row = await info.context.loaders.tag.load(node.identifier)
    return Tag.of(row) if row else None


async def _transaction(info: Info, node: NodeId) -> Transaction | None:
    row = await info.context.loaders.transaction.load(node.identifier)
    return Transaction.of(row, info.context.signed_in.base_currency) if row else None


async def _transfer(info: Info, node: NodeId) -> Transfer | None:
    row = await info.context.loaders.transfer.load(node.identifier)
    return Transfer.of(row) if row else None


async def _user(info: Info, node: NodeId) -> User | None:
    return await User.read(info) if node.identifier == info.context.signed_in.user_id else None


async def _webhook(info: Info, node: NodeId) -> Webhook | None:
    rows = await info.context.services.webhooks.all(info.context.ledger_id)
    return next((Webhook.of(row) for row in rows if row.id == node.identifier), None)


# No loader reads several of these by one statement.
_SINGLE = frozenset(
    {
        *("AccessToken", "BalanceCheck", "Conversation", "Dashboard", "Delivery", "Insight", "Ledger", "Rule", "User"),
        *("Alert", "AlertRule", "CalendarFeed", "Webhook"),
    }
)
_READERS: dict[str, Callable[[Info, NodeId], Awaitable[Node | None]]] = {
    "AccessToken": _access_token,
    "Account": _account,
    "Alert": _alert,
    "AlertRule": _alert_rule,
    "BalanceCheck": _balance_check,
    "Budget": _budget,
    "CalendarFeed": _calendar_feed,
    "Category": _category,
    "Contribution": _contribution,
    "Conversation": _conversation,
    "Dashboard": _dashboard,
    "Delivery": _delivery,
    "Goal": _goal,
    "Import": _import,
    "ImportProfile": _import_profile,
    "Insight": _insight,
    "Ledger": _ledger,
    "Message": _message,
    "Split": _split,
    "Rule": _rule,
    "Series": _series,
    "Tag": _tag,
    "Transaction": _transaction,
    "Transfer": _transfer,
    "User": _user,
    "Webhook": _webhook,
}
