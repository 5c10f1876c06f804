"""Transfers: own money that moves out of one account and into another."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Uuid,
    bindparam,
    exists,
    insert,
    or_,
    select,
    update,
)

from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.touched_transactions import touch
from db.transactions import transactions

OUT, IN = "out", "in"

transfers = Table(
    "transfers",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("out_account_id", Uuid),
    Column("out_transaction_id", Uuid),
    Column("out_split_id", Uuid),
    Column("out_category_id", Uuid),
    Column("in_account_id", Uuid),
    Column("in_transaction_id", Uuid),
    Column("in_split_id", Uuid),
    Column("in_category_id", Uuid),
    Column("began", String(4), nullable=False),
    Column("made_by", String(6), nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    Index("ix_transfers_out", "ledger_id", "out_account_id"),
    Index("ix_transfers_in", "ledger_id", "in_account_id"),
)
_COLUMNS = transfers.c


class TransferRow(NamedTuple):
    """A transfer as stored: the side that goes out, and the side that comes in.

    A one-sided transfer has a split on one side only, and on the other at most the account. The categories are those
    that the splits had before and have again afterwards; a split that counts keeps its own. `began` says which sides
    were a transfer before they were linked: PAIR (none), OUT, IN or EACH.
    """

    ledger_id: UUID
    id: UUID
    out_account_id: UUID | None = None
    out_transaction_id: UUID | None = None
    out_split_id: UUID | None = None
    out_category_id: UUID | None = None
    in_account_id: UUID | None = None
    in_transaction_id: UUID | None = None
    in_split_id: UUID | None = None
    in_category_id: UUID | None = None
    began: str = "PAIR"
    made_by: str = "USER"

    def having(self, values: Mapping[str, object]) -> "TransferRow":
        """Return it with other values in some columns."""
        return self._replace(**values)  # type: ignore[arg-type]  # the columns have many types

    @property
    def split_ids(self) -> list[UUID]:
        """Return the ids of its splits: two, or one if it is one-sided."""
        return [split_id for split_id in (self.out_split_id, self.in_split_id) if split_id]

    @property
    def transaction_ids(self) -> tuple[UUID, ...]:
        """Return the ids of the transactions of its splits."""
        return tuple(key for key in (self.out_transaction_id, self.in_transaction_id) if key)


_of_ledger = _COLUMNS.ledger_id == bindparam("ledger_id")
_ALL = select(transfers).where(_of_ledger)
_GET = _ALL.where(_COLUMNS.id.in_(bindparam("ids", expanding=True)))
_OF_ACCOUNT = _ALL.where(
    or_(_COLUMNS.out_account_id == bindparam("account_id"), _COLUMNS.in_account_id == bindparam("account_id"))
)


async def add(connection: Connection, rows: Sequence[TransferRow]) -> None:
    """Store new transfers."""
    if rows:
        await connection.execute(insert(transfers), [row._asdict() for row in rows])


async def change(connection: Connection, ledger_id: UUID, transfer_id: UUID, revision: int, **values: object) -> None:
    """Set columns of one transfer, and touch its transactions."""
    mine = (_COLUMNS.ledger_id == ledger_id, _COLUMNS.id == transfer_id)
    await connection.execute(update(transfers).where(*mine).values(**values))
    await _touch(connection, ledger_id, revision, _COLUMNS.id == transfer_id)


async def delete(connection: Connection, ledger_id: UUID, ids: Collection[UUID]) -> None:
    """Delete transfers, to which no split may belong any more."""
    await connection.execute(transfers.delete().where(_COLUMNS.ledger_id == ledger_id, _COLUMNS.id.in_(ids)))


async def get_many(connection: Connection, ledger_id: UUID, ids: Collection[UUID]) -> list[TransferRow]:
    """Return the ledger's transfers with these ids, in no particular order."""
    rows = await connection.execute(_GET, {"ledger_id": ledger_id, "ids": list(ids)})
    return [TransferRow._make(row) for row in rows]


async def all_of(connection: Connection, ledger_id: UUID) -> list[TransferRow]:
    """Return every transfer of the ledger, the oldest first."""
    rows = await connection.execute(_ALL.order_by(_COLUMNS.id), {"ledger_id": ledger_id})
    return [TransferRow._make(row) for row in rows]


async def of_account(connection: Connection, ledger_id: UUID, account_id: UUID) -> list[TransferRow]:
    """Return the transfers out of an account and into it."""
    rows = await connection.execute(_OF_ACCOUNT, {"ledger_id": ledger_id, "account_id": account_id})
    return [TransferRow._make(row) for row in rows]


async def any_between(connection: Connection, ledger_id: UUID, one: UUID, other: UUID) -> bool:
    """Return True if there is a transfer between two accounts, in any direction."""
    rows = await of_account(connection, ledger_id, one)
    return any({row.out_account_id, row.in_account_id} == {one, other} for row in rows)


async def linked_accounts(connection: Connection, ledger_id: UUID) -> set[frozenset[UUID]]:
    """Return the pairs of accounts with a transfer between them of which both sides are there."""
    both = (_COLUMNS.out_split_id.is_not(None), _COLUMNS.in_split_id.is_not(None))
    pairs = select(_COLUMNS.out_account_id, _COLUMNS.in_account_id).where(_of_ledger, *both).distinct()
    return {frozenset(pair) for pair in await connection.execute(pairs, {"ledger_id": ledger_id})}


async def move_account(connection: Connection, ledger_id: UUID, source: UUID, target: UUID, revision: int) -> None:
    """Let the transfers of one account be those of another, and touch their transactions."""
    for column in (_COLUMNS.out_account_id, _COLUMNS.in_account_id):
        await _touch(connection, ledger_id, revision, column == source)
        chosen = update(transfers).where(_COLUMNS.ledger_id == ledger_id, column == source)
        await connection.execute(chosen.values({column: target}))


async def move_category(connection: Connection, ledger_id: UUID, source: UUID, target: UUID) -> None:
    """Let what stood in one category before have stood in another."""
    for column in (_COLUMNS.out_category_id, _COLUMNS.in_category_id):
        chosen = update(transfers).where(_COLUMNS.ledger_id == ledger_id, column == source)
        await connection.execute(chosen.values({column: target}))


async def forget_account(connection: Connection, ledger_id: UUID, account_id: UUID, revision: int) -> None:
    """Leave of the transfers of an account only the other side, and touch its transactions."""
    for side in (OUT, IN):
        names = [name for name in TransferRow._fields if name.startswith(f"{side}_")]
        theirs = _COLUMNS[f"{side}_account_id"] == account_id
        await _touch(connection, ledger_id, revision, theirs)
        chosen = update(transfers).where(_COLUMNS.ledger_id == ledger_id, theirs)
        await connection.execute(chosen.values(dict.fromkeys(names)))
    await _delete_empty(connection, ledger_id)


async def of_import(connection: Connection, ledger_id: UUID, import_id: UUID, made_by: str) -> list[TransferRow]:
    """Return the transfers with a row of an import that were made in some way."""
    mine = or_(*(_came_with(f"{side}_transaction_id", import_id) for side in (OUT, IN)))
    rows = await connection.execute(_ALL.where(mine, _COLUMNS.made_by == made_by), {"ledger_id": ledger_id})
    return [TransferRow._make(row) for row in rows]


async def forget_import(connection: Connection, ledger_id: UUID, import_id: UUID, revision: int) -> None:
    """Leave of the transfers of an import only the other side, and touch its transactions.

    It still names the account whose file may bring this side again.
    """
    for side in (OUT, IN):
        names = [f"{side}_{name}" for name in ("transaction_id", "split_id", "category_id")]
        mine = (_COLUMNS.ledger_id == ledger_id, _came_with(f"{side}_transaction_id", import_id))
        await _touch(connection, ledger_id, revision, *mine)
        one_sided = {**dict.fromkeys(names), "began": "PAIR", "made_by": "USER"}
        await connection.execute(update(transfers).where(*mine).values(one_sided))
    await _delete_empty(connection, ledger_id)


def _came_with(name: str, import_id: UUID) -> ColumnElement[bool]:
    rows = transactions.c
    return exists().where(rows.ledger_id == _COLUMNS.ledger_id, rows.id == _COLUMNS[name], rows.import_id == import_id)


async def _touch(connection: Connection, ledger_id: UUID, revision: int, *theirs: ColumnElement[bool]) -> None:
    """Touch the transactions of some transfers, since each side shows the other."""
    for column in (_COLUMNS.out_transaction_id, _COLUMNS.in_transaction_id):
        await touch(connection, ledger_id, revision, select(column).where(_COLUMNS.ledger_id == ledger_id, *theirs))


async def _delete_empty(connection: Connection, ledger_id: UUID) -> None:
    nothing = (_COLUMNS.out_split_id.is_(None), _COLUMNS.in_split_id.is_(None))
    await connection.execute(transfers.delete().where(_COLUMNS.ledger_id == ledger_id, *nothing))
