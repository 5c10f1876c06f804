"""Categories of transfers: what they hold becomes one-sided transfers to no named account, with the category as label.

The category of adjustments, whose id is that of its ledger, stays. Rows of deleted accounts and of unfinished imports
stay as they are, because they are about to be removed.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_TRANSFERRED = UUID(int=1)
_SIDE = ("account_id", "transaction_id", "split_id", "category_id")


def _table(name: str, ids: Iterable[str], others: Iterable[str] = ()) -> sa.TableClause:
    columns = [sa.column(column, sa.Uuid) for column in ("ledger_id", *ids)]
    return sa.table(name, *columns, *(sa.column(column) for column in others))


_ROWS = _table(
    "transactions", ("id", "account_id", "category_id", "transfer_id", "import_id"), ("amount", "split_count")
)
_PARTS = _table("splits", ("id", "transaction_id", "category_id", "transfer_id"), ("amount",))
_TRANSFERS = _table(
    "transfers", ("id", *(f"{side}_{name}" for side in ("out", "in") for name in _SIDE)), ("began", "made_by")
)
_CATEGORIES = _table("categories", ("id",), ("kind",))
_TOTALS = _table("daily_totals", ("account_id", "category_id"), ("day", "money_in", "money_out", "entries"))
_MOVES = _table("account_moves", ("source_id", "target_id"))
_LEDGERS = sa.table("ledgers", sa.column("id", sa.Uuid), sa.column("import_id", sa.Uuid))


def upgrade() -> None:
    """Make the transfers, take their splits out of the categories, and count them as transfers."""
    rows, parts = _ROWS.c, _PARTS.c
    theirs = sa.and_(rows.ledger_id == parts.ledger_id, rows.id == parts.transaction_id)
    whole = sa.and_(rows.split_count == 1, _is_of_transfers(rows), _stays())
    part = sa.and_(_is_of_transfers(parts), sa.exists().where(theirs, _stays()))
    _link(sa.select(rows.id), _ROWS, rows.id, whole)
    _link(sa.select(parts.id).join_from(_PARTS, _ROWS, theirs), _PARTS, parts.transaction_id, _is_of_transfers(parts))
    for table, chosen in ((_ROWS, whole), (_PARTS, part)):
        transfer_id = sa.func.coalesce(table.c.transfer_id, table.c.id, type_=sa.Uuid())
        op.execute(sa.update(table).where(chosen).values(transfer_id=transfer_id, category_id=None))
    _count()


def _is_of_transfers(columns: Any) -> Any:
    """Return the condition that a category is of transfers, except that of adjustments."""
    theirs = (_CATEGORIES.c.ledger_id == columns.ledger_id, _CATEGORIES.c.id == columns.category_id)
    is_one = sa.exists().where(*theirs, _CATEGORIES.c.kind == "TRANSFER")
    return sa.and_(columns.category_id != columns.ledger_id, is_one)


def _stays() -> Any:
    """Return the condition that a transaction is not about to be removed."""
    gone = (_MOVES.c.ledger_id == _ROWS.c.ledger_id, _MOVES.c.source_id == _ROWS.c.account_id)
    unfinished = (_LEDGERS.c.id == _ROWS.c.ledger_id, _LEDGERS.c.import_id == _ROWS.c.import_id)
    return sa.and_(~sa.exists().where(*gone, _MOVES.c.target_id.is_(None)), ~sa.exists().where(*unfinished))


def _link(source: Any, table: Any, transaction_id: Any, chosen: Any) -> None:
    """Make a transfer of each chosen split that is in none yet; it has the id of the split."""
    columns = table.c
    account = _as_seen("account_moves", columns.ledger_id, _ROWS.c.account_id)
    label = _as_seen("merges", columns.ledger_id, columns.category_id)
    for side, has_sign in (("out", columns.amount < 0), ("in", columns.amount >= 0)):
        values = (columns.ledger_id, columns.id, account, transaction_id, columns.id, label)
        made = source.with_only_columns(*values, sa.literal("PAIR"), sa.literal("USER"))
        made = made.where(chosen, _stays(), has_sign, columns.transfer_id.is_(None))
        names = ["ledger_id", "id", *(f"{side}_{name}" for name in _SIDE), "began", "made_by"]
        op.execute(_TRANSFERS.insert().from_select(names, made))


def _as_seen(name: str, ledger_id: Any, own: Any) -> Any:
    """Return an account or a category as it is after any running merge."""
    merging = _table(name, ("source_id", "target_id")).alias()
    target = sa.select(merging.c.target_id).where(merging.c.ledger_id == ledger_id, merging.c.source_id == own)
    return sa.func.coalesce(target.scalar_subquery(), own, type_=sa.Uuid())


def _count() -> None:
    """Count all money of the categories as transferred, with what is counted so already."""
    totals = _TOTALS.c
    counted = sa.or_(_is_of_transfers(totals), totals.category_id == _TRANSFERRED)
    key = (totals.ledger_id, totals.account_id, totals.day)
    sums = (sa.cast(sa.func.sum(totals[name]), sa.BigInteger) for name in ("money_in", "money_out", "entries"))
    rows = op.get_bind().execute(sa.select(*key, *sums).where(counted).group_by(*key)).all()
    op.execute(_TOTALS.delete().where(counted))
    names = ("ledger_id", "account_id", "day", "money_in", "money_out", "entries")
    if rows:
        op.bulk_insert(_TOTALS, [{**dict(zip(names, row, strict=True)), "category_id": _TRANSFERRED} for row in rows])
