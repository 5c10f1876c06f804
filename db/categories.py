"""Categories of a ledger: two levels, with a kind that decides where their money counts."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    exists,
    insert,
    or_,
    select,
    text,
    union_all,
    update,
)

from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.stores.visits import Read, Statement, every, one

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
    Column("revision", BigInteger, nullable=False, server_default=text("0")),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class MergeRow(NamedTuple):
    """A category whose transactions are being moved to another one, since a revision."""

    ledger_id: UUID
    source_id: UUID
    target_id: UUID
    revision: int


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


def adjustments_of(ledger_id: UUID) -> CategoryRow:
    """Return the category of adjustments as it is made, whose id is that of the ledger."""
    return CategoryRow(
        ledger_id=ledger_id,
        id=ledger_id,
        parent_id=None,
        name="Adjustments",
        kind="TRANSFER",
        colour="#7a7f87",
        icon="⚖️",
        archived=False,
    )


_merging = exists().where(merges.c.ledger_id == categories.c.ledger_id, merges.c.source_id == categories.c.id)
_of_ledger = and_(categories.c.ledger_id == bindparam("ledger_id"), ~_merging)
_ALL = Statement(select(categories).where(_of_ledger).order_by(categories.c.name, categories.c.id))
_ONE = Statement(select(categories).where(_of_ledger, categories.c.id == bindparam("category_id")))


def all_in(ledger_id: UUID) -> Read[list[CategoryRow]]:
    """Read every category of the ledger, archived ones too, by name."""
    return Read(_ALL, {"ledger_id": ledger_id}, every(CategoryRow._make))


async def all_of(connection: Connection, ledger_id: UUID) -> list[CategoryRow]:
    """Return every category of the ledger, archived ones too, by name."""
    return await all_in(ledger_id).within(connection)


def one_in(ledger_id: UUID, category_id: UUID) -> Read[CategoryRow | None]:
    """Read one category of the ledger."""
    return Read(_ONE, {"ledger_id": ledger_id, "category_id": category_id}, one(CategoryRow._make))


def named_in(ledger_id: UUID, ids: Sequence[UUID]) -> Read[dict[UUID, CategoryRow]]:
    """Read the ledger's categories with these ids (at least one), by id, and perhaps others."""
    if len(set(ids)) > 1:
        return Read(_ALL, {"ledger_id": ledger_id}, _by_id)
    return Read(_ONE, {"ledger_id": ledger_id, "category_id": ids[0]}, _by_id)


def _by_id(rows: Sequence[Sequence[Any]]) -> dict[UUID, CategoryRow]:
    return {row.id: row for row in map(CategoryRow._make, rows)}


_GET = select(categories).where(_of_ledger, categories.c.id.in_(bindparam("ids", expanding=True)))


async def get_many(connection: Connection, ledger_id: UUID, ids: Collection[UUID]) -> dict[UUID, CategoryRow]:
    """Return the ledger's categories with these ids, by id."""
    rows = await connection.execute(_GET, {"ledger_id": ledger_id, "ids": list(ids)})
    return {row.id: CategoryRow._make(row) for row in rows}


async def get(connection: Connection, ledger_id: UUID, category_id: UUID) -> CategoryRow | None:
    """Return one category of the ledger."""
    return await one_in(ledger_id, category_id).within(connection)


_given: ColumnElement[UUID] = bindparam("ids", expanding=True)
_children = select(categories.c.id).where(
    categories.c.ledger_id == bindparam("ledger_id"), categories.c.parent_id.in_(_given)
)
_BELOW = union_all(
    _children,
    select(merges.c.source_id).where(
        merges.c.ledger_id == bindparam("ledger_id"),
        or_(merges.c.target_id.in_(_given), merges.c.target_id.in_(_children)),
    ),
)


async def with_children(connection: Connection, ledger_id: UUID, ids: Sequence[UUID | None]) -> tuple[UUID | None, ...]:
    """Return the ids (None too), with those of their children and of categories being merged into any of them."""
    values = {"ledger_id": ledger_id, "ids": [key for key in ids if key is not None]}
    return (*ids, *(await connection.execute(_BELOW, values)).scalars())


async def with_merged(
    connection: Connection, ledger_id: UUID, family: Sequence[UUID | None]
) -> tuple[UUID | None, ...]:
    """Return the ids, with those of categories being merged into any of them."""
    sources = select(merges.c.source_id).where(merges.c.ledger_id == ledger_id, merges.c.target_id.in_(family))
    return (*family, *(await connection.execute(sources)).scalars())


async def begin_merge(connection: Connection, row: MergeRow) -> None:
    """Hide a category, and show its transactions, and those being moved to it, in another one."""
    await change(connection, row.ledger_id, row.source_id, parent_id=None)
    onward = update(merges).where(merges.c.ledger_id == row.ledger_id, merges.c.target_id == row.source_id)
    await connection.execute(onward.values(target_id=row.target_id))
    await connection.execute(insert(merges), row._asdict())


async def unfinished_merges(connection: Connection) -> list[tuple[UUID, UUID]]:
    """Return the ledgers and categories whose transactions are being moved."""
    rows = await connection.execute(select(merges.c.ledger_id, merges.c.source_id))
    return [(ledger_id, source_id) for ledger_id, source_id in rows]


async def merge_of(connection: Connection, ledger_id: UUID, source_id: UUID) -> MergeRow | None:
    """Return the merge of a category into another one; None if it has finished."""
    mine = (merges.c.ledger_id == ledger_id, merges.c.source_id == source_id)
    row = (await connection.execute(select(merges).where(*mine))).one_or_none()
    return MergeRow._make(row) if row else None


async def end_merge(connection: Connection, ledger_id: UUID, source_id: UUID) -> None:
    """Delete a category whose transactions have all been moved."""
    mine = (merges.c.ledger_id == ledger_id, merges.c.source_id == source_id)
    await connection.execute(merges.delete().where(*mine))
    await delete(connection, ledger_id, source_id)


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
    """Delete a category without references."""
    await connection.execute(
        categories.delete().where(categories.c.ledger_id == ledger_id, categories.c.id == category_id)
    )
