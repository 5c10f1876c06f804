"""Alice and Bob in one database, with the services that serve them."""

import pytest

from db.stores.engine import Database
from services.account_service import AccountService
from services.budgets import BudgetService
from services.bulk_edits import BulkEditService
from services.categories import CategoryService
from services.changes import Changes
from services.goals import GoalService
from services.imports import ImportHistory, ImportProfileService, ImportService, statement_reader
from services.removals import Removals
from services.rules import RuleRunService, RuleService
from services.series.service import SeriesService
from services.series.suggestion_service import SeriesSuggestionService
from services.tags import TagService
from services.transactions import TransactionService
from services.transfers import TransferService
from tests.people import Clock, Person, alice_in, bob_in


@pytest.fixture
def transfers(database: Database, changes: Changes) -> TransferService:
    """The transfers."""
    return TransferService(database, changes)


@pytest.fixture
def clock() -> Clock:
    """The time, which stands still."""
    return Clock()


@pytest.fixture
async def alice(database: Database) -> Person:
    """Alice, with euros and calendar months."""
    return await alice_in(database)


@pytest.fixture
async def bob(database: Database) -> Person:
    """Bob, with dollars and paydays, in the same database."""
    return await bob_in(database)


@pytest.fixture
def changes(database: Database, clock: Clock) -> Changes:
    """The way in which ledgers change."""
    return Changes(database, clock)


@pytest.fixture
def accounts(database: Database, changes: Changes) -> AccountService:
    """The rules of accounts."""
    return AccountService(database, changes, Removals(database))


@pytest.fixture
def categories(database: Database, changes: Changes) -> CategoryService:
    """The rules of categories."""
    return CategoryService(database, changes, Removals(database))


@pytest.fixture
def tags(database: Database, changes: Changes) -> TagService:
    """The rules of tags."""
    return TagService(database, changes, Removals(database))


@pytest.fixture
def budgets(database: Database, changes: Changes) -> BudgetService:
    """The rules of budgets."""
    return BudgetService(database, changes)


@pytest.fixture
def goals(database: Database, changes: Changes, clock: Clock) -> GoalService:
    """The rules of goals."""
    return GoalService(database, changes, clock)


@pytest.fixture
def transactions(database: Database, changes: Changes) -> TransactionService:
    """The rules of transactions."""
    return TransactionService(database, changes)


@pytest.fixture
def bulk_edits(database: Database, changes: Changes) -> BulkEditService:
    """The rules of bulk edits."""
    return BulkEditService(database, changes)


@pytest.fixture
def rules(database: Database, changes: Changes) -> RuleService:
    """The rules of rules."""
    return RuleService(database, changes)


@pytest.fixture
def rule_runs(database: Database, changes: Changes) -> RuleRunService:
    """The rules of runs."""
    return RuleRunService(database, changes)


@pytest.fixture
def series(database: Database, changes: Changes, clock: Clock) -> SeriesService:
    """The rules of series."""
    return SeriesService(database, changes, clock)


@pytest.fixture
def series_suggestions(database: Database, changes: Changes, clock: Clock) -> SeriesSuggestionService:
    """The rules of suggested series."""
    return SeriesSuggestionService(database, changes, clock)


@pytest.fixture
def imports(database: Database, changes: Changes, clock: Clock) -> ImportService:
    """The rules of imports."""
    return ImportService(database, changes, clock)


@pytest.fixture
def profiles(database: Database, changes: Changes) -> ImportProfileService:
    """The rules of the settings that imports remember."""
    return ImportProfileService(database, changes)


@pytest.fixture
def history(database: Database, changes: Changes, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> ImportHistory:
    """The rules of finished imports, whose removals do nothing by themselves."""
    monkeypatch.setattr(Removals, "begin", lambda _self: None)
    return ImportHistory(database, changes, clock, Removals(database, clock))


@pytest.fixture
def short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of three lines and more are staged."""
    monkeypatch.setattr(statement_reader, "CHUNK_LINES", 3)
