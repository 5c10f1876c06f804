"""Tags: names that a ledger puts on transactions and on single splits, across all categories.

A tag that is deleted or merged is hidden at once. Its places are deleted or moved later, in short writes; until then
they are seen in the tag that stays.
"""

from collections import defaultdict
from collections.abc import AsyncIterable, AsyncIterator, Collection, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    text,
    tuple_,
    update,
)

from db.splits import HELD_AT_ONCE, SplitRow
from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.stores.visits import Insertion, Read, Statement, Write
from db.touched_transactions import touch
from db.transactions import TransactionRow, transactions

WHOLE = UUID(int=0)  # stands for all splits in place of the id of one

tags = Table(
    "tags",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("target_id", Uuid),
    Column("revision", BigInteger, nullable=False, server_default=text("0")),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)

places = Table(
    "tag_places",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("transaction_id", Uuid, primary_key=True),
    Column("split_id", Uuid, primary_key=True),
    Column("tag_id", Uuid, primary_key=True),
    Column("date", Date, nullable=False),
    Column("deleted", Boolean, nullable=False),
    ForeignKeyConstraint(
        ["ledger_id", "transaction_id"],
        ["transactions.ledger_id", "transactions.id"],
        name="fk_tag_places_transaction",
        ondelete="CASCADE",
    ),
    ForeignKeyConstraint(
        ["ledger_id", "tag_id"],
        ["tags.ledger_id", "tags.id"],
        name="fk_tag_places_tag",
        deferrable=True,
        initially="DEFERRED",
    ),
    Index("ix_tag_places_tag", "ledger_id", "tag_id", "deleted", "date", "transaction_id"),
)
_TAGS, _PLACES = tags.c, places.c


class TagRow(NamedTuple):
    """A tag as stored.

    One that is `removed` is seen nowhere; `revision` removed it, and `target_id` is the tag into which it was merged.
    """

    ledger_id: UUID
    id: UUID
    name: str
    removed: bool = False
    target_id: UUID | None = None
    revision: int = 0


class TagPlace(NamedTuple):
    """A tag on a transaction or on one split of it; `split_id` is WHOLE for all of the transaction.

    `date` and `deleted` are copied from the transaction, for the index.
    """

    ledger_id: UUID
    transaction_id: UUID
    split_id: UUID
    tag_id: UUID
    date: date
    deleted: bool


_INSERT = Insertion(places, TagPlace._fields, "ON CONFLICT DO NOTHING")
_there = and_(_TAGS.ledger_id == bindparam("ledger_id"), _TAGS.removed == false())
_ALL = Statement(select(tags).where(_there))
seen_tag = func.coalesce(_TAGS.target_id, _PLACES.tag_id).label("tag_id")
"""The tag as which a place is seen, in statements that join `its_tag`."""
its_tag = and_(
    _TAGS.ledger_id == _PLACES.ledger_id,
    _TAGS.id == _PLACES.tag_id,
    or_(_TAGS.removed == false(), _TAGS.target_id.is_not(None)),
)
_OF_TRANSACTIONS = (
    select(*(seen_tag if column is _PLACES.tag_id else column for column in _PLACES))
    .join_from(places, tags, its_tag)
    .where(
        _PLACES.ledger_id == bindparam("ledger_id"),
        _PLACES.transaction_id.in_(bindparam("ids", expanding=True)),
    )
    .distinct()
)

_REMOVE = delete(places).where(
    _PLACES.ledger_id == bindparam("its_ledger"),
    _PLACES.transaction_id == bindparam("its_transaction"),
    _PLACES.split_id == bindparam("its_split"),
    _PLACES.tag_id.in_(
        select(_TAGS.id).where(
            _TAGS.ledger_id == bindparam("its_ledger"),
            or_(_TAGS.id == bindparam("tag"), _TAGS.target_id == bindparam("tag")),
        )
    ),
)


def all_in(ledger_id: UUID) -> Read[dict[UUID, TagRow]]:
    """Read every tag of the ledger, by id."""
    return Read(_ALL, {"ledger_id": ledger_id}, _by_id)


def _by_id(rows: Sequence[Sequence[Any]]) -> dict[UUID, TagRow]:
    return {row.id: row for row in map(TagRow._make, rows)}


async def all_of(connection: Connection, ledger_id: UUID) -> dict[UUID, TagRow]:
    """Return every tag of the ledger, by id."""
    return await all_in(ledger_id).within(connection)


async def create(connection: Connection, row: TagRow) -> None:
    """Store a new tag."""
    await connection.execute(insert(tags), row._asdict())


async def rename(connection: Connection, ledger_id: UUID, tag_id: UUID, name: str) -> None:
    """Give a tag another name."""
    await connection.execute(update(tags).where(*_one(ledger_id, tag_id)).values(name=name))


async def begin_removal(
    connection: Connection, ledger_id: UUID, tag_id: UUID, target_id: UUID | None, revision: int
) -> None:
    """Hide a tag, and show its places, and those being moved to it, in the target if there is one."""
    onward = update(tags).where(_TAGS.ledger_id == ledger_id, _TAGS.target_id == tag_id)
    await connection.execute(onward.values(target_id=target_id))
    removed_tag = update(tags).where(*_one(ledger_id, tag_id))
    await connection.execute(removed_tag.values(removed=True, target_id=target_id, revision=revision))


async def removed(connection: Connection) -> list[tuple[UUID, UUID]]:
    """Return the ledgers and tags whose removal has not finished."""
    rows = await connection.execute(select(_TAGS.ledger_id, _TAGS.id).where(_TAGS.removed))
    return [(ledger_id, tag_id) for ledger_id, tag_id in rows]


async def remove_some(connection: Connection, ledger_id: UUID, tag_id: UUID, limit: int) -> bool:
    """Move or delete at most `limit` places of a removed tag; return True when the tag is gone too."""
    row = (await connection.execute(select(tags).where(*_one(ledger_id, tag_id), _TAGS.removed))).first()
    if row is None:
        return True
    mine = (_PLACES.ledger_id == ledger_id, _PLACES.tag_id == tag_id)
    some = [TagPlace._make(place) for place in await connection.execute(select(places).where(*mine).limit(limit))]
    if row.target_id is not None:
        await add(connection, [place._replace(tag_id=row.target_id) for place in some])
    if some:
        ids = [place.transaction_id for place in some]
        keys = [(place.transaction_id, place.split_id) for place in some]
        chosen = delete(places).where(*mine, _PLACES.transaction_id.in_(ids))
        await connection.execute(chosen.where(tuple_(_PLACES.transaction_id, _PLACES.split_id).in_(keys)))
    await touch(connection, ledger_id, row.revision, [place.transaction_id for place in some])
    if len(some) == limit:
        return False
    await connection.execute(delete(tags).where(*_one(ledger_id, tag_id)))
    return True


def adding(rows: Sequence[TagPlace]) -> list[Write]:
    """Return the writes that put tags on transactions; a tag that is there already stays."""
    return [Write(_INSERT, lambda: rows)] if rows else []


async def add(connection: Connection, rows: Sequence[TagPlace]) -> None:
    """Put tags on transactions; a tag that is there already stays."""
    for write in adding(rows):
        await write.within(connection)


async def remove(connection: Connection, rows: Sequence[TagPlace]) -> None:
    """Take tags off transactions, and with each tag those that are being merged into it."""
    keys = [
        {
            "its_ledger": row.ledger_id,
            "its_transaction": row.transaction_id,
            "its_split": row.split_id,
            "tag": row.tag_id,
        }
        for row in rows
    ]
    if keys:
        await connection.execute(_REMOVE, keys)


async def replace(connection: Connection, ledger_id: UUID, transaction_id: UUID, rows: Sequence[TagPlace]) -> None:
    """Replace all tags of a transaction and of its splits."""
    await connection.execute(
        delete(places).where(_PLACES.ledger_id == ledger_id, _PLACES.transaction_id == transaction_id)
    )
    await add(connection, rows)


async def change(connection: Connection, ledger_id: UUID, transaction_ids: Sequence[UUID], **values: object) -> None:
    """Set the copied columns of all tags of some transactions."""
    chosen = update(places).where(_PLACES.ledger_id == ledger_id, _PLACES.transaction_id.in_(transaction_ids))
    await connection.execute(chosen.values(**values))


async def of_transactions(connection: Connection, ledger_id: UUID, ids: Collection[UUID]) -> list[TagPlace]:
    """Return the places of tags on these transactions and on their splits, as they are seen."""
    rows = await connection.execute(_OF_TRANSACTIONS, {"ledger_id": ledger_id, "ids": list(ids)}) if ids else ()
    return [TagPlace._make(row) for row in rows]


async def beside(
    connection: Connection, ledger_id: UUID, pairs: AsyncIterable[tuple[TransactionRow, Sequence[SplitRow]]]
) -> AsyncIterator[tuple[TransactionRow, Sequence[SplitRow], Sequence[TagPlace]]]:
    """Yield each transaction of a stream with its splits and its tags, without holding all in memory."""
    waiting: list[tuple[TransactionRow, Sequence[SplitRow]]] = []
    any_tag = bool(await all_of(connection, ledger_id))

    async def triples() -> AsyncIterator[tuple[TransactionRow, Sequence[SplitRow], Sequence[TagPlace]]]:
        theirs: defaultdict[UUID, list[TagPlace]] = defaultdict(list)
        for place in await of_transactions(connection, ledger_id, [row.id for row, _ in waiting] if any_tag else ()):
            theirs[place.transaction_id].append(place)
        for row, parts in waiting:
            yield row, parts, theirs[row.id]
        waiting.clear()

    async for pair in pairs:
        waiting.append(pair)
        if len(waiting) == HELD_AT_ONCE:
            async for triple in triples():
                yield triple
    async for triple in triples():
        yield triple


_shown = func.coalesce(_TAGS.target_id, _TAGS.id)
_WITH_MERGED = select(_shown, _TAGS.id).where(
    _TAGS.ledger_id == bindparam("ledger_id"),
    or_(_TAGS.removed == false(), _TAGS.target_id.is_not(None)),
    _shown.in_(bindparam("ids", expanding=True)),
)


async def with_merged(connection: Connection, ledger_id: UUID, ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Return for each id of a tag that the ledger has this id, and those of tags that are being merged into it."""
    rows = await connection.execute(_WITH_MERGED, {"ledger_id": ledger_id, "ids": list(ids)})
    merged: dict[UUID, tuple[UUID, ...]] = {}
    for tag_id, stored_id in rows:
        merged[tag_id] = (*merged.get(tag_id, ()), stored_id)
    return merged


async def misplaced(connection: Connection, ledger_id: UUID) -> list[UUID]:
    """Return the transactions whose tags have another day than they, or are not deleted as they are."""
    rows = transactions.c
    theirs = and_(rows.ledger_id == _PLACES.ledger_id, rows.id == _PLACES.transaction_id)
    differ = or_(rows.date != _PLACES.date, rows.deleted != _PLACES.deleted)
    chosen = select(rows.id).join_from(places, transactions, theirs).where(_PLACES.ledger_id == ledger_id, differ)
    return list((await connection.execute(chosen.distinct())).scalars())


def _one(ledger_id: UUID, tag_id: UUID) -> tuple[Any, ...]:
    return _TAGS.ledger_id == ledger_id, _TAGS.id == tag_id
