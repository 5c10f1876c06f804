"""The first tables: ledgers with all that is theirs, users with their credentials, and the lineage's first epoch."""

import sqlalchemy as sa
from alembic import op

from db.stores.ids import new_id

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create every table."""
    _ledgers()
    _users()
    _credentials()
    _attempts()
    _categories()
    _plans()
    _transactions()
    _daily_totals()
    _goals()
    _contributions()
    _events()
    _idempotency_keys()
    _lineage()


def _of_ledger(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name=f"fk_{table}_ledger_id", ondelete="CASCADE")


def _to_category(name: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["ledger_id", column],
        ["categories.ledger_id", "categories.id"],
        name=name,
        deferrable=True,
        initially="DEFERRED",
    )


def _ledgers() -> None:
    op.create_table(
        "ledgers",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("base_currency", sa.String(3), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("period_start_day", sa.Integer, nullable=False),
        sa.Column("import_id", sa.Uuid),
        sa.Column("import_lease", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_ledgers"),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("locale", sa.String(35), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        _of_ledger("users"),
        sa.UniqueConstraint("username", name="uq_users_username"),
    )
    op.create_index("ix_users_ledger_id", "users", ["ledger_id"])


def _credentials() -> None:
    op.create_table(
        "credentials",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("scopes", sa.String(40), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_credentials"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_credentials_user_id", ondelete="CASCADE"),
        sa.UniqueConstraint("secret_hash", name="uq_credentials_secret_hash"),
    )
    op.create_index("ix_credentials_user_id", "credentials", ["user_id"])


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("window_start", _MOMENT, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("subject", "window_start", name="pk_attempts"),
    )


def _categories() -> None:
    op.create_table(
        "categories",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("parent_id", sa.Uuid),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("colour", sa.String(7), nullable=False),
        sa.Column("icon", sa.String(40), nullable=False),
        sa.Column("archived", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_categories"),
        _of_ledger("categories"),
        _to_category("fk_categories_parent", "parent_id"),
    )
    op.create_index("ix_categories_parent", "categories", ["ledger_id", "parent_id"])


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("category_id", sa.Uuid, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("amount", sa.BigInteger),
        sa.PrimaryKeyConstraint("ledger_id", "category_id", "starts_on", name="pk_plans"),
        _of_ledger("plans"),
        _to_category("fk_plans_category", "category_id"),
    )


def _transactions() -> None:
    op.create_table(
        "transactions",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("exchange_rate", sa.String(40)),
        sa.Column("base_amount", sa.BigInteger, nullable=False),
        sa.Column("payee", sa.String(200), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("category_id", sa.Uuid),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("import_id", sa.Uuid),
        sa.Column("import_account", sa.String(100)),
        sa.Column("import_bank_id", sa.String(255)),
        sa.Column("import_fingerprint", sa.LargeBinary(16)),
        sa.Column("import_ordinal", sa.Integer),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_transactions"),
        _of_ledger("transactions"),
        _to_category("fk_transactions_category", "category_id"),
    )
    op.create_index("ix_transactions_newest", "transactions", ["ledger_id", "date", "id"])
    op.create_index("ix_transactions_category", "transactions", ["ledger_id", "category_id", "date", "id"])
    imported = sa.text("import_fingerprint IS NOT NULL")
    op.create_index(
        "uq_transactions_import",
        "transactions",
        ["ledger_id", "import_fingerprint", "import_ordinal"],
        unique=True,
        sqlite_where=imported,
        postgresql_where=imported,
    )


def _daily_totals() -> None:
    op.create_table(
        "daily_totals",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("category_id", sa.Uuid, nullable=False),
        sa.Column("money_in", sa.BigInteger, nullable=False),
        sa.Column("money_out", sa.BigInteger, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "day", "category_id", name="pk_daily_totals"),
        _of_ledger("daily_totals"),
        sqlite_with_rowid=False,
    )


def _goals() -> None:
    op.create_table(
        "goals",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("target", sa.BigInteger, nullable=False),
        sa.Column("target_date", sa.Date),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_goals"),
        _of_ledger("goals"),
    )


def _contributions() -> None:
    op.create_table(
        "contributions",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("goal_id", sa.Uuid, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_contributions"),
        sa.ForeignKeyConstraint(
            ["ledger_id", "goal_id"],
            ["goals.ledger_id", "goals.id"],
            name="fk_contributions_ledger_id_goal_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_contributions_goal", "contributions", ["ledger_id", "goal_id", "date"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "revision", name="pk_events"),
        _of_ledger("events"),
    )


def _idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("mutation", sa.String(40), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("input_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("object_ids", sa.JSON, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "mutation", "key", name="pk_idempotency_keys"),
        _of_ledger("idempotency_keys"),
    )


def _lineage() -> None:
    lineage = op.create_table(
        "lineage",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lineage"),
    )
    op.bulk_insert(lineage, [{"id": 1, "epoch": new_id()}])
