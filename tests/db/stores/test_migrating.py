"""Migrations bring any earlier database to exactly the tables that the code declares."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Uuid, bindparam, inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.exc import DBAPIError, IntegrityError

from db import (
    accounts,
    balances,
    budgets,
    categories,
    conversations,
    event_log,
    goals,
    idempotency,
    imports,
    insights,
    ledgers,
    memberships,
    rates,
    refunds,
    rules,
    splits,
    tags,
    totals,
    transaction_removal,
    transactions,
    transfer_candidates,
    transfers,
    users,
)
from db.backups import prepare_after_backup, upgrade_after_backup
from db.stores import migrating
from db.stores.engine import Database
from db.stores.ids import new_id
from db.stores.metadata import Moment, metadata
from db.stores.migrating import NewerDatabaseError, is_current, revisions, upgrade
from tests.db import rows

NOUNS = (
    accounts,
    balances,
    budgets,
    categories,
    conversations,
    event_log,
    goals,
    idempotency,
    imports,
    insights,
    ledgers,
    memberships,
    rates,
    refunds,
    splits,
    rules,
    tags,
    totals,
    transaction_removal,
    transactions,
    transfer_candidates,
    transfers,
    users,
)
# It says so of the index of amounts, which is compared by its statement.
pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
BEFORE_EACH = ["base", *revisions()[:-1]]


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[Database]:
    """A migrated database of this test's own, whose tables it may change."""
    database = Database(empty_url)
    await upgrade(database)
    yield database
    await database.close()


def as_text(index: ReflectedIndex) -> str:
    """An index with the text of its conditions."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return repr({**index, "dialect_options": options})


def own_statements(connection: SyncConnection) -> list[str]:
    """The statements of what SQLAlchemy cannot describe, as the database keeps them."""
    if connection.dialect.name == "sqlite":
        chosen = "SELECT sql FROM sqlite_master WHERE name IN ('ix_transactions_amount', 'transaction_texts')"
    else:
        chosen = "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'text_pairs'"
    return sorted(connection.exec_driver_sql(chosen).scalars())


def described(connection: SyncConnection) -> dict[str, Any]:
    """All that the database itself says about its tables, but for the order of columns."""
    inspector = inspect(connection)
    return {
        table: {
            "columns": {column["name"]: repr(column) for column in inspector.get_columns(table)},
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": sorted(map(repr, inspector.get_foreign_keys(table))),
            "indexes": sorted(map(as_text, inspector.get_indexes(table))),
            "unique": sorted(map(repr, inspector.get_unique_constraints(table))),
            "checks": sorted(map(repr, inspector.get_check_constraints(table))),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version" and not table.startswith("transaction_texts")
    } | {"what SQLAlchemy has no words for": own_statements(connection)}


async def described_by_metadata(url: str) -> dict[str, Any]:
    """Return the database's description of tables made from the declarations; drop them again."""
    declared = Database(url)
    async with declared.write() as connection:
        await connection.run_sync(metadata.create_all)
        tables = await connection.run_sync(described)
        await connection.run_sync(metadata.drop_all)
    await declared.close()
    return tables


@pytest.mark.parametrize("before", BEFORE_EACH)
async def test_every_revision_upgrades_to_what_the_code_declares(empty_url: str, before: str) -> None:
    declared = await described_by_metadata(empty_url)
    database = Database(empty_url)
    if before != "base":
        await upgrade(database, before)
    assert not await is_current(database)
    await upgrade(database)
    assert await is_current(database)
    async with database.read() as connection:
        migrated = await connection.run_sync(described)
    await database.close()
    assert migrated == declared


async def test_the_declarations_are_all_there(empty_url: str) -> None:
    tables = {name for name in await described_by_metadata(empty_url) if " " not in name}
    assert tables == set(metadata.tables)


async def test_upgrading_a_current_database_changes_nothing(database: Database) -> None:
    async with database.read() as connection:
        before = await ledgers.epoch(connection)
    await upgrade(database)
    async with database.read() as connection:
        assert await ledgers.epoch(connection) == before


async def test_several_may_upgrade_at_once(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(4)]
    await asyncio.gather(*map(upgrade, databases))
    async with databases[0].read() as connection:
        assert (await ledgers.epoch(connection)).version == 7
    for database in databases:
        await database.close()


async def test_every_database_has_an_epoch_of_its_own(database: Database, database_url: str) -> None:
    other = Database(database_url)
    async with database.read() as mine, other.read() as theirs:
        assert await ledgers.epoch(mine) != await ledgers.epoch(theirs)
    await other.close()


async def test_migrating_leaves_logging_alone(empty_url: str) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("db").disabled)
    database = Database(empty_url)
    await upgrade(database)
    await database.close()
    assert (root.level, root.handlers, logging.getLogger("db").disabled) == before


NEXT = """
from alembic import op

revision = "9999"
down_revision = "{newest}"

def upgrade():
    {statement}
"""


@pytest.fixture
def add_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Adds a newest revision that runs one Python statement."""
    directory = Path(shutil.copytree(migrating._DIRECTORY, tmp_path / "migrations"))
    source = NEXT.replace("{newest}", revisions()[-1])
    monkeypatch.setattr(migrating, "_DIRECTORY", directory)

    def add(statement: str) -> None:
        (directory / "versions" / "9999_next.py").write_text(source.replace("{statement}", statement))

    return add


async def test_rebuilding_a_table_keeps_all_that_refers_to_it(
    database: Database, alice: UUID, add_revision: Callable[[str], None]
) -> None:
    async with database.write() as connection:
        await users.create(connection, rows.user(alice, "alice"))
    statement = 'with op.batch_alter_table("ledgers") as table: table.alter_column("time_zone", nullable=True)'
    add_revision(statement)
    assert not await is_current(database)
    await upgrade(database)
    assert await is_current(database)
    async with database.read() as connection:
        assert await users.by_username(connection, "alice")


async def test_a_failed_migration_leaves_the_database_as_it_was(
    database: Database, alice: UUID, add_revision: Callable[[str], None]
) -> None:
    statement = 'op.drop_table("plans"); op.execute("INSERT INTO nowhere VALUES (1)")'
    add_revision(statement)
    with pytest.raises(DBAPIError):
        await upgrade(database)
    async with database.read() as connection:
        assert await budgets.all_of(connection, alice) == []


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_migration_that_breaks_references_is_rolled_back(
    database: Database, alice: UUID, add_revision: Callable[[str], None]
) -> None:
    async with database.write() as connection:
        await users.create(connection, rows.user(alice, "alice"))
    add_revision('op.execute("DELETE FROM ledgers")')
    with pytest.raises(RuntimeError, match="refer to nothing"):
        await upgrade(database)
    async with database.read() as connection:
        assert await ledgers.get(connection, alice)


async def test_references_are_checked_again_after_migrating(database: Database) -> None:
    await upgrade(database)
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await users.create(connection, rows.user(new_id(), "nobody"))


async def test_an_older_version_refuses_a_newer_database(
    database: Database, add_revision: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_revision("pass")
    await upgrade(database)
    monkeypatch.undo()
    assert not await is_current(database)
    with pytest.raises(NewerDatabaseError, match="revision 9999, unknown to this version"):
        await upgrade(database)


OLD_LEDGER = text(
    "INSERT INTO ledgers (id, revision, base_currency, time_zone, period_start_day) VALUES (:id, 0, 'EUR', 'UTC', 1)"
).bindparams(bindparam("id", type_=Uuid()))
OLD_KEY = text(
    "INSERT INTO idempotency_keys (ledger_id, mutation, key, input_hash, object_ids, revision, at)"
    " VALUES (:ledger_id, 'record', 'k', :input_hash, '[]', 1, :at)"
).bindparams(bindparam("ledger_id", type_=Uuid()), bindparam("at", type_=Moment()))


async def test_a_key_of_before_changed_something(empty_url: str) -> None:
    database = Database(empty_url)
    await upgrade(database, "0002")
    ledger = rows.ledger()
    async with database.write() as connection:
        await connection.execute(OLD_LEDGER, {"id": ledger.id})
        await connection.execute(OLD_KEY, {"ledger_id": ledger.id, "input_hash": b"h" * 32, "at": rows.NOON})
    await upgrade(database)
    async with database.read() as connection:
        row = await idempotency.used(ledger.id, "record", "k").within(connection)
    await database.close()
    assert row == idempotency.IdempotencyRow(ledger.id, "record", "k", b"h" * 32, [], 1, rows.NOON, changed=True)


OLD_USER = text(
    "INSERT INTO users (id, ledger_id, username, password_hash, name, locale, created_at)"
    " VALUES (:id, :ledger_id, :username, 'hash', 'Alice', 'en', :at)"
).bindparams(bindparam("id", type_=Uuid()), bindparam("ledger_id", type_=Uuid()), bindparam("at", type_=Moment()))
OLD_TOKEN = text(
    "INSERT INTO credentials (id, user_id, kind, secret_hash, name, scopes, created_at, used_at)"
    " VALUES (:id, :user_id, 'token', :secret_hash, 'Kept', 'READ', :at, :at)"
).bindparams(bindparam("id", type_=Uuid()), bindparam("user_id", type_=Uuid()), bindparam("at", type_=Moment()))


async def test_a_user_of_before_owns_the_ledger_and_keeps_the_credentials(empty_url: str) -> None:
    database = Database(empty_url)
    await upgrade(database, "0004")
    ledger_id, user_id, secret_hash = new_id(), new_id(), b"s" * 32
    async with database.write() as connection:
        await connection.execute(OLD_LEDGER, {"id": ledger_id})
        user = {"id": user_id, "ledger_id": ledger_id, "username": "alice", "at": rows.NOON}
        await connection.execute(OLD_USER, user)
        token = {"id": new_id(), "user_id": user_id, "secret_hash": secret_hash, "at": rows.NOON}
        await connection.execute(OLD_TOKEN, token)
    await upgrade(database)
    async with database.read() as connection:
        stored = await users.by_username(connection, "alice")
        bearer = await users.bearer(connection, secret_hash)
        members = await users.members(connection, ledger_id, [user_id, new_id()])
    assert stored
    assert (stored.id, stored.ledger_id, stored.name) == (user_id, ledger_id, "Alice")
    assert bearer
    assert (bearer.user_id, bearer.ledger_id) == (user_id, ledger_id)
    assert members == [memberships.MemberRow(user_id, "Alice", memberships.OWNER)]
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await memberships.add_member(connection, memberships.MembershipRow(ledger_id, new_id(), memberships.OWNER))
    await database.close()


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("bring", [upgrade_after_backup, prepare_after_backup])
async def test_an_old_embedded_database_is_copied_before_it_is_migrated(
    empty_url: str, bring: Callable[[Database], Awaitable[None]]
) -> None:
    database = Database(empty_url)
    path = Path(str(database.url.database))
    await bring(database)
    assert list(path.parent.glob("*.before-*")) == [], "an empty one has nothing to lose"
    await database.close()
    path.unlink()  # noqa: ASYNC240
    database = Database(empty_url)
    await upgrade(database, "0004")
    ledger_id = new_id()
    async with database.write() as connection:
        await connection.execute(OLD_LEDGER, {"id": ledger_id})
    await bring(database)
    await bring(database)
    assert await is_current(database)
    await database.close()
    (copy,) = path.parent.glob("*.before-*")
    before = Database(f"sqlite:///{copy}")
    async with before.read() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() == "0004"
        assert (await connection.execute(text("SELECT count(*) FROM ledgers"))).scalar() == 1
    await before.close()
