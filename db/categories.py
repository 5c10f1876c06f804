"""Categories of a ledger: two levels, each with the kind that decides where its money counts."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Uuid,
    bindparam,
    insert,
    select,
    update,
)

from db.engine import Connection
from db.metadata import metadata

categories = Table(
    "categories",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("parent_id", Uuid),
    Column("name", String(100), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("colour", String(7), nullable=False),
    Column("icon", String(40), nullable=False),
    Column("archived", Boolean, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    # Deferred, so that deleting a whole ledger may drop parents and children in any order.
    ForeignKeyConstraint(
        ["ledger_id", "parent_id"],
        ["categories.ledger_id", "categories.id"],
        name="fk_categories_parent",
        deferrable=True,
        initially="DEFERRED",
    ),
    Index("ix_categories_parent", "ledger_id", "parent_id"),
)

# Categories whose transactions are being moved to another one: they are seen nowhere, and their transactions there.
merges = Table(
    "merges",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("source_id", Uuid, primary_key=True),
    Column("target_id", Uuid, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class CategoryRow(NamedTuple):
    """A category as stored; `kind` is EXPENSE, INCOME or TRANSFER, and a child has its parent's."""

    ledger_id: UUID
    id: UUID
    parent_id: UUID | None
    name: str
    kind: str
    colour: str
    icon: str
    archived: bool


_ALL = select(categories).where(categories.c.ledger_id == bindparam("ledger_id")).order_by(categories.c.name)


async def all_of(connection: Connection, ledger_id: UUID) -> list[CategoryRow]:
    """Every category of the ledger, archived ones too, by name."""
    return [CategoryRow._make(row) for row in await connection.execute(_ALL, {"ledger_id": ledger_id})]


_GET = select(categories).where(
    categories.c.ledger_id == bindparam("ledger_id"), categories.c.id.in_(bindparam("ids", expanding=True))
)


async def get_many(connection: Connection, ledger_id: UUID, ids: Collection[UUID]) -> dict[UUID, CategoryRow]:
    """Those of the ledger's categories that have these ids, by id."""
    rows = await connection.execute(_GET, {"ledger_id": ledger_id, "ids": list(ids)})
    return {row.id: CategoryRow._make(row) for row in rows}


async def get(connection: Connection, ledger_id: UUID, category_id: UUID) -> CategoryRow | None:
    """One category of the ledger."""
    return (await get_many(connection, ledger_id, [category_id])).get(category_id)


async def with_children(connection: Connection, ledger_id: UUID, ids: Sequence[UUID | None]) -> tuple[UUID | None, ...]:
    """The same ids, None included, and those of their children."""
    chosen = select(categories.c.id).where(categories.c.ledger_id == ledger_id, categories.c.parent_id.in_(ids))
    return (*ids, *(await connection.execute(chosen)).scalars())


async def create(connection: Connection, row: CategoryRow) -> None:
    """Store a new category."""
    await connection.execute(insert(categories), row._asdict())


async def change(connection: Connection, ledger_id: UUID, category_id: UUID, **values: object) -> None:
    """Set columns of one category."""
    chosen = update(categories).where(categories.c.ledger_id == ledger_id, categories.c.id == category_id)
    await connection.execute(chosen.values(**values))


async def change_children(connection: Connection, ledger_id: UUID, parent_id: UUID, **values: object) -> None:
    """Set columns of all children of a category."""
    chosen = update(categories).where(categories.c.ledger_id == ledger_id, categories.c.parent_id == parent_id)
    await connection.execute(chosen.values(**values))


async def delete(connection: Connection, ledger_id: UUID, category_id: UUID) -> None:
    """Delete a category that nothing refers to any more."""
    await connection.execute(
        categories.delete().where(categories.c.ledger_id == ledger_id, categories.c.id == category_id)
    )
