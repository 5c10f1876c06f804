"""The product's rules, and the one place that wires them together."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from db.bearers import Bearers
from db.cache import Cache
from db.channels import Channel
from db.engine import Database
from services.assistant import Provider, Tools
from services.budgets import BudgetService
from services.categories import CategoryService
from services.changes import Changes, Clock
from services.conversations import Assistant, ConversationService, Replies
from services.dashboard import DashboardService, cache_group
from services.days import date_in
from services.goals import GoalService
from services.imports import ImportService
from services.insights import InsightService, keep_tips
from services.ledgers import LedgerService
from services.live import Live
from services.removals import Removals
from services.transactions import TransactionService
from services.users import Passwords, UserPolicy, UserService

__all__ = ["Clock", "Services", "build_services", "utc_now"]


@dataclass(frozen=True, slots=True)
class Services:
    """Every service of one process, over one database and one clock."""

    clock: Clock
    users: UserService
    ledgers: LedgerService
    categories: CategoryService
    budgets: BudgetService
    transactions: TransactionService
    goals: GoalService
    imports: ImportService
    conversations: ConversationService
    replies: Replies
    insights: InsightService
    dashboard: DashboardService
    live: Live
    removals: Removals

    def today(self, time_zone: str) -> date:
        """The date in a time zone."""
        return date_in(time_zone, self.clock())


def utc_now() -> datetime:
    """The clock of a real process."""
    return datetime.now(UTC)


def build_services(
    database: Database,
    clock: Clock = utc_now,
    policy: UserPolicy | None = None,
    passwords: Passwords | None = None,
    *,
    channel: Channel | None = None,
    cache: Cache | None = None,
    provider: Provider | None = None,
) -> Services:
    """All services over a database and a channel (this process alone if none is given); opens nothing.

    Without a cache every dashboard is computed anew; without a provider the built-in Finny answers alone.
    """
    bearers = Bearers(database)
    live = Live(database, channel or Channel("memory://"), clock)

    def ring(ledger_id: UUID, revision: int) -> None:
        live.ring(ledger_id, revision)
        if cache is not None:
            cache.drop(cache_group(ledger_id))

    changes = Changes(database, clock, ring)
    transactions = TransactionService(database, changes)
    dashboard = DashboardService(database, clock, live, bearers, cache)
    removals = Removals(database)
    replies = Replies(database, changes, live, clock, Assistant(provider, keep_tips))
    return Services(
        clock=clock,
        users=UserService(database, changes, clock, policy, passwords, bearers=bearers, removals=removals),
        ledgers=LedgerService(changes),
        categories=CategoryService(database, changes, removals),
        budgets=BudgetService(database, changes),
        transactions=transactions,
        goals=GoalService(database, changes, clock),
        imports=ImportService(database, changes, clock),
        conversations=ConversationService(
            database, changes, live, replies, lambda ledger_id: Tools(dashboard, transactions, ledger_id)
        ),
        replies=replies,
        insights=InsightService(changes),
        dashboard=dashboard,
        live=live,
        removals=removals,
    )
