"""The cold dashboard: every part of it through the schema with no cache, at a million transactions over a thousand."""

from collections.abc import AsyncIterator, Awaitable, Callable

from app.graphql.schema import build_schema
from bench.databases import Backend, analyse, temporary_database
from bench.figures import Check, Figure, compare
from bench.ledger import BenchLedger, fill, now, open_ledger
from db.stores.engine import Database
from db.stores.ids import new_id
from schema.context import Context
from services.users import Scope, Viewer
from services.wiring import build_services
from tests.statements import statements

SMALL, LARGE = 1_000, 1_000_000
EXECUTIONS = 10
LIMIT = 1.5
MOST_STATEMENTS = 8

QUERY = """
query Bench {
  dashboard {
    revision
    period { start end label daysLeft }
    overview {
      income { ...money } expenses { ...money } net { ...money } savingsRate
      budget {
        planned { ...money } actual { ...money } remaining { ...money } used
        safeToSpendPerDay { ...money } projected { ...money }
        fixedCategories { name } status
      }
      goals { id name target { ...money } saved { ...money } progress neededPerMonth { ...money } onTrack }
      recentTransactions { id date amount { ...money } payee category { id name } }
    }
    budgetBreakdown {
      planned { ...money } actual { ...money }
      slices {
        category { id name colour } planned { ...money } actual { ...money } projected { ...money } share status
      }
    }
    spendingTrends(periods: 6) {
      points { period { label } income { ...money } expenses { ...money } }
      sameDays { income { ...money } expenses { ...money } }
      averageIncome { ...money } averageExpenses { ...money }
    }
    categoryComparison {
      bars { category { id name } current { ...money } previous { ...money } average { ...money } change }
    }
  }
}
fragment money on Money { amount currency }
"""

Execution = Callable[[], Awaitable[None]]


class NoSession:
    """The session of nobody's browser."""

    def keep(self, secret: str) -> None:
        """Keep nothing."""

    def forget(self) -> None:
        """Forget nothing."""


async def measure(backend: Backend) -> AsyncIterator[Figure | Check]:
    """The ratio of the two dashboards, and the number of statements, which may not grow either."""
    name = f"cold_dashboard_1m_over_1k_{backend}"
    async with temporary_database(backend) as small, temporary_database(backend) as large:
        read_small, read_large = await filled(small, SMALL, QUERY), await filled(large, LARGE, QUERY)
        few, many = await _statements(read_small), await _statements(read_large)
        yield Check(f"{name}, its statements", many, MOST_STATEMENTS, "statements")
        yield Check(f"{name}, statements beyond the small one's", many - few, 0, "statements")
        yield await compare(name, LIMIT, repeated(read_large), repeated(read_small))


async def filled(database: Database, count: int, query: str) -> Execution:
    """Fill a ledger with `count` transactions; returns what executes a query of it."""
    ledger = await open_ledger(database)
    await fill(database, ledger, count)
    await analyse(database)
    return execution(database, ledger, query)


def execution(database: Database, ledger: BenchLedger, query: str) -> Execution:
    """Return what executes a query of a ledger, without a cache."""
    schema, services = build_schema(), build_services(database, now)
    viewer = Viewer(
        user_id=new_id(),
        ledger_id=ledger.id,
        credential_id=new_id(),
        kind="session",
        scopes=frozenset(Scope),
        revision=0,
        base_currency="EUR",
        time_zone="Europe/Berlin",
        epoch=new_id(),
    )

    async def execute() -> None:
        context = Context(services, viewer, "bench", NoSession())
        result = await schema.execute(query, context_value=context)
        assert result.errors is None, result.errors

    return execute


async def _statements(execution: Execution) -> int:
    with statements() as sent:
        await execution()
    return len(sent)


def repeated(execution: Execution) -> Execution:
    """Return what executes it several times."""

    async def executions() -> None:
        for _ in range(EXECUTIONS):
            await execution()

    return executions
