"""The product's rules, and the one place that wires them together."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from db.engine import Database
from services.budgets import BudgetService
from services.categories import CategoryService
from services.changes import Changes, Clock
from services.dashboard import DashboardService
from services.goals import GoalService
from services.transactions import TransactionService
from services.users import UserPolicy, UserService

__all__ = ["Clock", "Services", "build_services", "utc_now"]


@dataclass(frozen=True, slots=True)
class Services:
    """Every service of one process, over one database and one clock."""

    clock: Clock
    users: UserService
    categories: CategoryService
    budgets: BudgetService
    transactions: TransactionService
    goals: GoalService
    dashboard: DashboardService

    def today(self, time_zone: str) -> date:
        """The date in a time zone."""
        return self.clock().astimezone(ZoneInfo(time_zone)).date()


def utc_now() -> datetime:
    """The clock of a real process."""
    return datetime.now(UTC)


def build_services(database: Database, clock: Clock = utc_now, policy: UserPolicy | None = None) -> Services:
    """All services over a database; opens nothing."""
    changes = Changes(database, clock)
    return Services(
        clock=clock,
        users=UserService(database, changes, clock, policy),
        categories=CategoryService(database, changes),
        budgets=BudgetService(database, changes),
        transactions=TransactionService(database, changes),
        goals=GoalService(database, changes),
        dashboard=DashboardService(database, clock),
    )
