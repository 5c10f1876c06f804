"""Accounts: each transaction stands in one, with its amount in the account's currency; totals and balances know it."""

from collections import defaultdict
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from db import text_index
from db.stores.ids import new_id

revision = "0006"
down_revision = "0005"

_FIRST, _MOST_LETTERS = "Everyday", 100
_FEWEST_DIGITS = 5  # of an account's number
# Rows that count: not deleted, and not of an import that has not committed yet.
_COUNTED = "NOT t.deleted AND (t.import_id IS NULL OR ledgers.import_id IS NULL OR t.import_id <> ledgers.import_id)"


class _Account(NamedTuple):
    """An account that imported transactions make, or the first one of a ledger."""

    ledger_id: UUID
    id: UUID
    name: str
    currency: str
    number: str
    position: int
    import_name: str
    aliases: dict[str, str]


def upgrade() -> None:
    """Make the tables, put every transaction into an account, and count all again."""
    _new_accounts()
    _leaving()
    _new_sums()
    _accounts()
    _transactions()
    _indexes()
    _sums()


def _of_ledger(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name=f"fk_{table}_ledger_id", ondelete="CASCADE")


def _new_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("number", sa.String(100), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("opened_on", sa.Date),
        sa.Column("closed_on", sa.Date),
        sa.Column("counted", sa.Boolean, nullable=False),
        sa.Column("in_net_worth", sa.Boolean, nullable=False),
        sa.Column("import_name", sa.String(100), nullable=False),
        sa.Column("aliases", sa.JSON, nullable=False),
        sa.Column("import_id", sa.Uuid),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_accounts"),
        _of_ledger("accounts"),
    )
    op.create_table(
        "checks",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_checks"),
        sa.ForeignKeyConstraint(
            ["ledger_id", "account_id"],
            ["accounts.ledger_id", "accounts.id"],
            name="fk_checks_account",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_checks_account", "checks", ["ledger_id", "account_id", "date"])


def _leaving() -> None:
    op.create_table(
        "account_moves",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("source_id", sa.Uuid, nullable=False),
        sa.Column("target_id", sa.Uuid),
        sa.PrimaryKeyConstraint("ledger_id", "source_id", name="pk_account_moves"),
        _of_ledger("account_moves"),
    )
    op.create_table(
        "deletions",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_deletions"),
        _of_ledger("deletions"),
    )


def _new_sums() -> None:
    op.create_table(
        "balance_sums",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("span", sa.String(5), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "account_id", "span", "day", name="pk_balance_sums"),
        _of_ledger("balance_sums"),
        sqlite_with_rowid=False,
    )
    op.drop_table("daily_totals")
    op.create_table(
        "daily_totals",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("category_id", sa.Uuid, nullable=False),
        sa.Column("money_in", sa.BigInteger, nullable=False),
        sa.Column("money_out", sa.BigInteger, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "day", "account_id", "category_id", name="pk_daily_totals"),
        _of_ledger("daily_totals"),
        sqlite_with_rowid=False,
    )


def _accounts() -> None:
    """Give each ledger an account for what came without one, and one for each account of a statement."""
    connection = op.get_bind()
    ledgers = sa.table("ledgers", sa.column("id", sa.Uuid), sa.column("base_currency"))
    rows = sa.table("transactions", sa.column("ledger_id", sa.Uuid), sa.column("currency"), sa.column("import_account"))
    named = (
        sa.select(rows.c.ledger_id, rows.c.import_account, sa.func.min(rows.c.currency), sa.func.max(rows.c.currency))
        .where(rows.c.import_account.is_not(None))
        .group_by(rows.c.ledger_id, rows.c.import_account)
        .order_by(rows.c.ledger_id, rows.c.import_account)
    )
    made: defaultdict[UUID, list[_Account]] = defaultdict(list)
    bases = {row.id: row.base_currency for row in connection.execute(sa.select(ledgers.c.id, ledgers.c.base_currency))}
    for ledger_id, base in bases.items():
        made[ledger_id].append(_Account(ledger_id, ledger_id, _FIRST, base, "", 0, "", {}))
    for ledger_id, import_name, lowest, highest in connection.execute(named):
        others = made[ledger_id]
        name = _unlike(import_name, {other.name.casefold() for other in others})
        currency = lowest if lowest == highest else bases[ledger_id]
        aliases = {} if name == import_name else {import_name: import_name}
        number = import_name if sum(map(str.isdigit, import_name)) >= _FEWEST_DIGITS else ""
        others.append(_Account(ledger_id, new_id(), name, currency, number, len(others), import_name, aliases))
    table = sa.table("accounts", *(sa.column(name, type_) for name, type_ in _TYPES.items()))
    shared = {"kind": "CHECKING", "counted": True, "in_net_worth": True}
    if bases:
        rows_made = [{**account._asdict(), **shared} for accounts in made.values() for account in accounts]
        connection.execute(sa.insert(table), rows_made)


_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "ledger_id": sa.Uuid(),
    "id": sa.Uuid(),
    "name": sa.String(),
    "kind": sa.String(),
    "currency": sa.String(),
    "number": sa.String(),
    "position": sa.Integer(),
    "counted": sa.Boolean(),
    "in_net_worth": sa.Boolean(),
    "import_name": sa.String(),
    "aliases": sa.JSON(),
}


def _unlike(name: str, taken: set[str]) -> str:
    """Return the name, with a number behind it if another account has it in any case."""
    free, number = name, 2
    while free.casefold() in taken:
        mark = f" {number}"
        free, number = name[: _MOST_LETTERS - len(mark)] + mark, number + 1
    return free


_DEFERRED = {"deferrable": True, "initially": "DEFERRED"}
_REFERENCES: dict[str, tuple[str, list[str], list[str], dict[str, Any]]] = {
    "ledger_id": ("ledgers", ["ledger_id"], ["id"], {"ondelete": "CASCADE"}),
    "account": ("accounts", ["ledger_id", "account_id"], ["ledger_id", "id"], _DEFERRED),
    "category": ("categories", ["ledger_id", "category_id"], ["ledger_id", "id"], _DEFERRED),
}


def _reference(name: str, reference: tuple[str, list[str], list[str], dict[str, Any]]) -> sa.ForeignKeyConstraint:
    table, columns, remote, options = reference
    return sa.ForeignKeyConstraint(
        columns, [f"{table}.{column}" for column in remote], name=f"fk_transactions_{name}", **options
    )


def _transactions() -> None:
    """Write the table once more, in the order of its key."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if not on_sqlite:
        op.execute("ALTER INDEX pk_transactions RENAME TO pk_old_transactions")
    op.rename_table("transactions", "old_transactions")
    op.create_table(
        "transactions",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("exchange_rate", sa.String(40)),
        sa.Column("base_amount", sa.BigInteger, nullable=False),
        sa.Column("account_amount", sa.BigInteger, nullable=False),
        sa.Column("payee", sa.String(200), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("category_id", sa.Uuid),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("import_id", sa.Uuid),
        sa.Column("import_bank_id", sa.String(255)),
        sa.Column("import_fingerprint", sa.LargeBinary(16)),
        sa.Column("import_ordinal", sa.Integer),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_transactions"),
        *(_reference(*item) for item in _REFERENCES.items() if on_sqlite),
    )
    kept = (
        "ledger_id, id, date, amount, currency, exchange_rate, base_amount, payee, note, category_id, version, deleted,"
        " import_id, import_bank_id, import_fingerprint, import_ordinal"
    )
    op.execute(
        f"INSERT INTO transactions ({kept}, account_id, account_amount, revision)"  # noqa: S608
        f" SELECT old.{kept.replace(', ', ', old.')}, accounts.id,"
        " CASE WHEN old.currency = accounts.currency THEN old.amount ELSE old.base_amount END, 0"
        " FROM old_transactions AS old JOIN accounts"
        " ON accounts.ledger_id = old.ledger_id AND accounts.import_name = coalesce(old.import_account, '')"
        " ORDER BY old.ledger_id, old.id"
    )
    op.drop_table("old_transactions")
    if not on_sqlite:  # all references at once take less time than one by one
        for name, (table, columns, remote, options) in _REFERENCES.items():
            op.create_foreign_key(f"fk_transactions_{name}", "transactions", table, columns, remote, **options)


def _indexes() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if not on_sqlite:
        op.execute("SET LOCAL maintenance_work_mem = '256MB'")
    op.create_index("ix_transactions_newest", "transactions", ["ledger_id", "deleted", "date", "id"])
    for noun in ("account", "category"):
        op.create_index(f"ix_transactions_{noun}", "transactions", ["ledger_id", f"{noun}_id", "deleted", "date", "id"])
    op.execute(
        "CREATE UNIQUE INDEX uq_transactions_import ON transactions (ledger_id, import_fingerprint, import_ordinal)"
        " WHERE import_fingerprint IS NOT NULL"
    )
    span = text_index.SPAN_SQLITE if on_sqlite else text_index.SPAN_POSTGRESQL
    op.execute(text_index.AMOUNT_INDEX.format(span=span))
    if not on_sqlite:
        op.execute(text_index.TEXT_INDEX)


def _sums() -> None:
    """Count the daily totals and the balance sums from all transactions."""
    no_category = "'00000000000000000000000000000000'"
    month = "substr(day, 1, 7) || '-01'"
    if op.get_bind().dialect.name == "postgresql":
        no_category, month = f"CAST({no_category} AS uuid)", "CAST(date_trunc('month', day) AS date)"
    op.execute(
        "INSERT INTO daily_totals (ledger_id, day, account_id, category_id, money_in, money_out, entries)"  # noqa: S608
        f" SELECT t.ledger_id, t.date, t.account_id, coalesce(merges.target_id, t.category_id, {no_category}),"
        " sum(CASE WHEN t.base_amount > 0 THEN t.base_amount ELSE 0 END),"
        " sum(CASE WHEN t.base_amount < 0 THEN -t.base_amount ELSE 0 END), count(*)"
        " FROM transactions AS t JOIN ledgers ON ledgers.id = t.ledger_id"
        " LEFT JOIN merges ON merges.ledger_id = t.ledger_id AND merges.source_id = t.category_id"
        f" WHERE {_COUNTED} GROUP BY 1, 2, 3, 4"
    )
    op.execute(
        "INSERT INTO balance_sums (ledger_id, span, day, account_id, amount, entries)"  # noqa: S608
        " SELECT t.ledger_id, 'DAY', t.date, t.account_id, sum(t.account_amount), count(*)"
        f" FROM transactions AS t JOIN ledgers ON ledgers.id = t.ledger_id WHERE {_COUNTED} GROUP BY 1, 3, 4"
    )
    op.execute(
        "INSERT INTO balance_sums (ledger_id, span, day, account_id, amount, entries)"  # noqa: S608
        f" SELECT ledger_id, 'MONTH', {month}, account_id, sum(amount), sum(entries)"
        " FROM balance_sums GROUP BY 1, 3, 4"
    )
