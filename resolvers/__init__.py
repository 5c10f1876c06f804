"""The resolvers: one class a noun, joined into the roots of the schema."""

import strawberry

from resolvers.accounts import AccountMutation, AccountQuery
from resolvers.alerts import AlertMutation, AlertQuery, AlertSubscription
from resolvers.budgets import BudgetMutation, BudgetQuery
from resolvers.bulk_edits import BulkEditMutation
from resolvers.calendar_feeds import CalendarFeedMutation, CalendarFeedQuery
from resolvers.categories import CategoryMutation, CategoryQuery
from resolvers.conversations import ConversationMutation, ConversationQuery, ConversationSubscription
from resolvers.dashboard import DashboardQuery, DashboardSubscription
from resolvers.explanations import ExplanationQuery
from resolvers.goals import GoalMutation, GoalQuery
from resolvers.imports import ImportMutation, ImportQuery
from resolvers.insights import InsightMutation
from resolvers.limits import LimitQuery
from resolvers.nodes import NodeQuery
from resolvers.rates import RateMutation, RateQuery
from resolvers.reports import ReportQuery
from resolvers.rules import RuleMutation, RuleQuery
from resolvers.series import SeriesMutation, SeriesQuery
from resolvers.sync import SyncQuery
from resolvers.tags import TagMutation, TagQuery
from resolvers.transactions import TransactionMutation, TransactionQuery
from resolvers.transfers import TransferMutation, TransferQuery
from resolvers.users import UserMutation, UserQuery
from resolvers.webhooks import WebhookMutation, WebhookQuery


@strawberry.type(description="The queries.")
class Query(
    UserQuery,
    DashboardQuery,
    TransactionQuery,
    TransferQuery,
    AccountQuery,
    CategoryQuery,
    TagQuery,
    BudgetQuery,
    RuleQuery,
    SeriesQuery,
    GoalQuery,
    RateQuery,
    ImportQuery,
    ConversationQuery,
    SyncQuery,
    ExplanationQuery,
    ReportQuery,
    AlertQuery,
    CalendarFeedQuery,
    WebhookQuery,
    LimitQuery,
    NodeQuery,
):
    """All queries."""


@strawberry.type(description="The mutations. Every payload lists the problems of its input.")
class Mutation(
    UserMutation,
    AccountMutation,
    CategoryMutation,
    TagMutation,
    BudgetMutation,
    TransactionMutation,
    BulkEditMutation,
    TransferMutation,
    RuleMutation,
    SeriesMutation,
    ImportMutation,
    GoalMutation,
    RateMutation,
    ConversationMutation,
    InsightMutation,
    AlertMutation,
    CalendarFeedMutation,
    WebhookMutation,
):
    """All mutations."""


@strawberry.type(description="The subscriptions, over WebSockets, server-sent events or multipart HTTP.")
class Subscription(DashboardSubscription, ConversationSubscription, AlertSubscription):
    """All subscriptions."""
