"""Recounts: the totals and balance sums that a ledger must have, counted from its transactions and splits."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, cast, false, func, literal_column, select
from sqlalchemy import union_all as together

from db.balances import DAY, BalanceSum
from db.imports import came_with
from db.splits import splits
from db.stores.engine import Connection
from db.totals import DailyTotal
from db.transactions import counted_category, readable, seen_account, sums, transactions

_ROWS, _SPLITS = transactions.c, splits.c
_visible = and_(_ROWS.ledger_id == bindparam("ledger_id"), readable(_ROWS), _ROWS.deleted == false())
_place = (_ROWS.date, seen_account(_ROWS))


async def recount(connection: Connection, ledger_id: UUID, import_id: UUID | None = None) -> list[DailyTotal]:
    """Return the daily totals as they must be, counted from the splits of every visible transaction.

    With an import, count only what came with it.
    """
    chosen = _chosen(ledger_id, import_id)
    entries = together(
        select(*_place, counted_category(_ROWS), _ROWS.base_amount).where(chosen, _ROWS.split_count == 1),
        select(*_place, counted_category(_SPLITS), _SPLITS.base_amount)
        .join_from(splits, transactions, and_(_ROWS.ledger_id == _SPLITS.ledger_id, _ROWS.id == _SPLITS.transaction_id))
        .where(chosen, _ROWS.split_count > 1),
    ).subquery()
    *key, amount = entries.c
    statement: Select[Any] = select(*key, *sums(amount)).group_by(*key)
    return [DailyTotal._make(row) for row in await connection.execute(statement, {"ledger_id": ledger_id})]


async def recount_balances(connection: Connection, ledger_id: UUID, import_id: UUID | None = None) -> list[BalanceSum]:
    """Return the balance sums of days as they must be, counted from every visible transaction.

    With an import, count only what came with it.
    """
    key: tuple[ColumnElement[Any], ...] = (literal_column(f"'{DAY}'"), *_place)
    amounts = (cast(func.sum(column), BigInteger) for column in (_ROWS.account_amount, _ROWS.base_amount))
    chosen = _chosen(ledger_id, import_id)
    statement: Select[Any] = select(*key, *amounts, func.count()).where(chosen).group_by(*key[1:])
    return [BalanceSum._make(row) for row in await connection.execute(statement, {"ledger_id": ledger_id})]


def _chosen(ledger_id: UUID, import_id: UUID | None) -> ColumnElement[bool]:
    return _visible if import_id is None else and_(_visible, came_with(_ROWS, ledger_id, import_id))
