"""Rules of a ledger: what transactions that meet conditions get."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    Column,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Uuid,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.stores.visits import Read, Statement, every

rules = Table(
    "rules",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("conditions", JSON, nullable=False),
    Column("payee", String(200)),
    Column("category_id", Uuid),
    Column("note", String(1000)),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(
        ["ledger_id", "category_id"],
        ["categories.ledger_id", "categories.id"],
        name="fk_rules_category",
        deferrable=True,
        initially="DEFERRED",
    ),
)


class RuleRow(NamedTuple):
    """A rule as stored: its place in the order, its conditions, and what it gives (None: it leaves that)."""

    ledger_id: UUID
    id: UUID
    position: int
    conditions: dict[str, Any]
    payee: str | None
    category_id: UUID | None
    note: str | None


_ALL = Statement(
    select(rules).where(rules.c.ledger_id == bindparam("ledger_id")).order_by(rules.c.position, rules.c.id)
)


def all_in(ledger_id: UUID) -> Read[list[RuleRow]]:
    """Read every rule of the ledger, in their order."""
    return Read(_ALL, {"ledger_id": ledger_id}, every(RuleRow._make))


async def all_of(connection: Connection, ledger_id: UUID) -> list[RuleRow]:
    """Return every rule of the ledger, in their order."""
    return await all_in(ledger_id).within(connection)


async def create(connection: Connection, row: RuleRow) -> None:
    """Store a new rule."""
    await connection.execute(insert(rules), row._asdict())


async def change(connection: Connection, ledger_id: UUID, rule_id: UUID, **values: object) -> None:
    """Set columns of one rule."""
    await connection.execute(
        update(rules).where(rules.c.ledger_id == ledger_id, rules.c.id == rule_id).values(**values)
    )


async def move_category(connection: Connection, ledger_id: UUID, source: UUID, target: UUID) -> None:
    """Let the rules that give one category give another."""
    chosen = update(rules).where(rules.c.ledger_id == ledger_id, rules.c.category_id == source)
    await connection.execute(chosen.values(category_id=target))


async def remove(connection: Connection, ledger_id: UUID, rule_id: UUID) -> None:
    """Delete a rule."""
    await connection.execute(delete(rules).where(rules.c.ledger_id == ledger_id, rules.c.id == rule_id))
