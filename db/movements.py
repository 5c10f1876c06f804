"""Movements: the columns of the newest transactions that findings are made from."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import String, bindparam, false, or_, select, type_coerce

from db import accounts
from db.stores.visits import Read, Statement, every
from db.transactions import readable, seen_category, transactions


class MovementRow(NamedTuple):
    """The columns of a transaction that findings need; as in `TransactionRow`. Few ids are ever read of many rows."""

    stored_id: UUID | str
    account_id: UUID | str
    date: date
    amount: int
    currency: str
    base_amount: int
    payee: str
    note: str
    category_id: UUID | None
    split_count: int

    @property
    def id(self) -> UUID:
        """Return the id of the transaction."""
        return self.stored_id if isinstance(self.stored_id, UUID) else UUID(self.stored_id)


_COLUMNS = transactions.c
_NEWEST = Statement(
    select(
        *(type_coerce(column, String(32)) for column in (_COLUMNS.id, _COLUMNS.account_id)),
        *(_COLUMNS[name] for name in ("date", "amount", "currency", "base_amount", "payee", "note")),
        seen_category(_COLUMNS),
        _COLUMNS.split_count,
    )
    .where(_COLUMNS.ledger_id == bindparam("ledger_id"), readable(_COLUMNS), _COLUMNS.deleted == false())
    .where(_COLUMNS.date <= bindparam("day"), _COLUMNS.account_id.not_in(accounts.UNCOUNTED))
    .where(or_(_COLUMNS.transfer_id.is_(None), _COLUMNS.category_id.is_not(None)))
    .order_by(_COLUMNS.date.desc(), _COLUMNS.id.desc())
    .limit(bindparam("count"))
)


def newest_in(ledger_id: UUID, day: date, count: int) -> Read[list[MovementRow]]:
    """Return the newest transactions of counted accounts up to a day, without transfers that count nowhere."""
    return Read(_NEWEST, {"ledger_id": ledger_id, "day": day, "count": count}, every(MovementRow._make))
