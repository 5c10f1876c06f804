"""Accounts of a ledger: where its money is, and the balances that the bank stated."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Uuid,
    bindparam,
    column,
    exists,
    false,
    insert,
    select,
    table,
    text,
    update,
)

from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.stores.visits import Read, Statement, every

FIRST_NAME, FIRST_KIND = "Everyday", "CHECKING"
OPENING = "OPENING"  # the source of a check that is of before the transactions of its day
VALUE = "VALUE"  # the source of a check from which the balance is counted on

accounts = Table(
    "accounts",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("number", String(100), nullable=False),
    Column("position", Integer, nullable=False),
    Column("opened_on", Date),
    Column("closed_on", Date),
    Column("counted", Boolean, nullable=False),
    Column("in_net_worth", Boolean, nullable=False),
    Column("import_name", String(100), nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("import_id", Uuid),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)

checks = Table(
    "checks",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("date", Date, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("source", String(8), nullable=False),
    Column("import_id", Uuid),
    Column("replaced_by", Uuid),
    ForeignKeyConstraint(
        ["ledger_id", "account_id"],
        ["accounts.ledger_id", "accounts.id"],
        name="fk_checks_account",
        ondelete="CASCADE",
    ),
    Index("ix_checks_account", "ledger_id", "account_id", "date"),
)

# Accounts that were merged into another one, or deleted (no target): they are seen nowhere, and their transactions in
# the target, until all of these have been moved or removed.
moves = Table(
    "account_moves",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("source_id", Uuid, primary_key=True),
    Column("target_id", Uuid),
    Column("revision", BigInteger, nullable=False, server_default=text("0")),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class AccountRow(NamedTuple):
    """An account as stored.

    It has no transactions after `closed_on`. `counted` is True if its transactions are income and expenses.
    `import_name` identifies it in the fingerprints of statements that name no account. `aliases` are its other names in
    statements, each with the name in fingerprints. `import_id` is the import that made it; before the import is
    finished, the account is not shown.
    """

    ledger_id: UUID
    id: UUID
    name: str
    kind: str
    currency: str
    number: str
    position: int
    opened_on: date | None
    closed_on: date | None
    counted: bool
    in_net_worth: bool
    import_name: str
    aliases: Mapping[str, str]
    import_id: UUID | None = None


class CheckRow(NamedTuple):
    """A check: the balance of an account at the end of a day, in minor units of its currency.

    An account has at most one check with the source OPENING: the balance before the transactions of that day. A check
    with the source VALUE holds from then on. `import_id` is the import that brought the check, if one did.
    """

    ledger_id: UUID
    id: UUID
    account_id: UUID
    date: date
    amount: int
    source: str
    import_id: UUID | None = None


class MoveRow(NamedTuple):
    """An account whose transactions are being moved to another one, or removed, since a revision."""

    ledger_id: UUID
    source_id: UUID
    target_id: UUID | None
    revision: int


def first_of(ledger_id: UUID, currency: str) -> AccountRow:
    """Return the account that a ledger begins with, whose id is that of the ledger."""
    return AccountRow(
        ledger_id=ledger_id,
        id=ledger_id,
        name=FIRST_NAME,
        kind=FIRST_KIND,
        currency=currency,
        number="",
        position=0,
        opened_on=None,
        closed_on=None,
        counted=True,
        in_net_worth=True,
        import_name="",
        aliases={},
    )


_ACCOUNTS, _CHECKS, _MOVES = accounts.c, checks.c, moves.c
_LEDGERS = table("ledgers", column("id", Uuid), column("import_id", Uuid)).c  # whose module imports this one
_leaving = exists().where(_MOVES.ledger_id == _ACCOUNTS.ledger_id, _MOVES.source_id == _ACCOUNTS.id)
_unfinished = exists().where(_LEDGERS.id == _ACCOUNTS.ledger_id, _LEDGERS.import_id == _ACCOUNTS.import_id)
_ALL = Statement(
    select(accounts)
    .where(_ACCOUNTS.ledger_id == bindparam("ledger_id"), ~_leaving, ~_unfinished)
    .order_by(_ACCOUNTS.position, _ACCOUNTS.id)
)
_CHECK = select(*(_CHECKS[name] for name in CheckRow._fields)).where(_CHECKS.ledger_id == bindparam("ledger_id"))
_ALL_CHECKS = Statement(_CHECK.where(_CHECKS.replaced_by.is_(None)).order_by(_CHECKS.date, _CHECKS.id))
_REPLACED_CHECKS = _CHECK.where(_CHECKS.replaced_by == bindparam("import_id")).order_by(_CHECKS.id.desc())
# The ids of accounts, for statements that name the ledger.
REMOVED = select(_MOVES.source_id).where(_MOVES.ledger_id == bindparam("ledger_id"), _MOVES.target_id.is_(None))
UNCOUNTED = select(_ACCOUNTS.id).where(_ACCOUNTS.ledger_id == bindparam("ledger_id"), _ACCOUNTS.counted == false())


def all_in(ledger_id: UUID) -> Read[list[AccountRow]]:
    """Return the ledger's accounts, including closed ones, in their owner's order."""
    return Read(_ALL, {"ledger_id": ledger_id}, every(AccountRow._make))


async def all_of(connection: Connection, ledger_id: UUID) -> list[AccountRow]:
    """Return the ledger's accounts, including closed ones, in their owner's order."""
    return await all_in(ledger_id).within(connection)


async def create(connection: Connection, row: AccountRow) -> None:
    """Store a new account."""
    await connection.execute(insert(accounts), row._asdict())


async def change(connection: Connection, ledger_id: UUID, account_id: UUID, **values: object) -> None:
    """Set columns of one account."""
    chosen = update(accounts).where(_ACCOUNTS.ledger_id == ledger_id, _ACCOUNTS.id == account_id)
    await connection.execute(chosen.values(**values))


async def change_currency(connection: Connection, ledger_id: UUID, old: str, new: str) -> None:
    """Change the currency of all accounts in another one; they must hold no amounts."""
    chosen = update(accounts).where(_ACCOUNTS.ledger_id == ledger_id, _ACCOUNTS.currency == old)
    await connection.execute(chosen.values(currency=new))


async def delete(connection: Connection, ledger_id: UUID, account_id: UUID) -> None:
    """Delete an account that no transaction refers to any more, with its checks."""
    await connection.execute(accounts.delete().where(_ACCOUNTS.ledger_id == ledger_id, _ACCOUNTS.id == account_id))


async def delete_of_import(connection: Connection, ledger_id: UUID, import_id: UUID) -> None:
    """Delete the accounts that an unfinished or undone import made, after its transactions are deleted."""
    await connection.execute(
        accounts.delete().where(_ACCOUNTS.ledger_id == ledger_id, _ACCOUNTS.import_id == import_id)
    )


async def keep_from_import(connection: Connection, ledger_id: UUID, ids: Sequence[UUID]) -> None:
    """Let accounts stay when the import that made them is undone."""
    chosen = update(accounts).where(_ACCOUNTS.ledger_id == ledger_id, _ACCOUNTS.id.in_(ids))
    await connection.execute(chosen.values(import_id=None))


def checks_in(ledger_id: UUID) -> Read[list[CheckRow]]:
    """Return all checks of the ledger's accounts that no import has replaced, oldest first."""
    return Read(_ALL_CHECKS, {"ledger_id": ledger_id}, every(CheckRow._make))


async def checks_of(connection: Connection, ledger_id: UUID) -> list[CheckRow]:
    """Return all checks of the ledger's accounts, oldest first."""
    return await checks_in(ledger_id).within(connection)


async def add_checks(connection: Connection, rows: Sequence[CheckRow]) -> None:
    """Store new checks."""
    await connection.execute(insert(checks), [row._asdict() for row in rows])


async def delete_checks(connection: Connection, ledger_id: UUID, ids: Sequence[UUID]) -> None:
    """Delete checks."""
    await connection.execute(checks.delete().where(_CHECKS.ledger_id == ledger_id, _CHECKS.id.in_(ids)))


async def delete_checks_of_import(connection: Connection, ledger_id: UUID, import_id: UUID) -> None:
    """Delete the checks that an import brought, including those that others have replaced."""
    theirs = (_CHECKS.ledger_id == ledger_id, _CHECKS.import_id == import_id)
    await connection.execute(checks.delete().where(*theirs))


async def set_replaced(connection: Connection, ledger_id: UUID, ids: Sequence[UUID], import_id: UUID | None) -> None:
    """Store that checks are replaced by an import and are seen no more, or that they are seen again."""
    chosen = update(checks).where(_CHECKS.ledger_id == ledger_id, _CHECKS.id.in_(ids))
    await connection.execute(chosen.values(replaced_by=import_id))


async def replaced_checks(connection: Connection, ledger_id: UUID, import_id: UUID) -> list[CheckRow]:
    """Return the checks that an import has replaced, the newest first."""
    rows = await connection.execute(_REPLACED_CHECKS, {"ledger_id": ledger_id, "import_id": import_id})
    return [CheckRow._make(row) for row in rows]


async def move_checks(connection: Connection, ledger_id: UUID, source_id: UUID, target_id: UUID) -> None:
    """Move all checks of one account to another."""
    theirs = update(checks).where(_CHECKS.ledger_id == ledger_id, _CHECKS.account_id == source_id)
    await connection.execute(theirs.values(account_id=target_id))


async def begin_move(connection: Connection, row: MoveRow) -> None:
    """Hide an account; show its transactions, and those being moved to it, in another account or nowhere."""
    onward = update(moves).where(_MOVES.ledger_id == row.ledger_id, _MOVES.target_id == row.source_id)
    await connection.execute(onward.values(target_id=row.target_id))
    await connection.execute(insert(moves), row._asdict())


async def moves_of(connection: Connection, ledger_id: UUID | None = None) -> list[MoveRow]:
    """Return the accounts whose transactions are being moved or removed, of one ledger or of all."""
    chosen = select(moves) if ledger_id is None else select(moves).where(_MOVES.ledger_id == ledger_id)
    return [MoveRow._make(row) for row in await connection.execute(chosen)]


async def with_merged(connection: Connection, ledger_id: UUID, ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """Return the same ids, and those of accounts that are being merged into any of them."""
    return (*ids, *(move.source_id for move in await moves_of(connection, ledger_id) if move.target_id in ids))


async def end_move(connection: Connection, ledger_id: UUID, source_id: UUID) -> None:
    """Delete an account whose transactions have all been moved or removed."""
    await connection.execute(moves.delete().where(_MOVES.ledger_id == ledger_id, _MOVES.source_id == source_id))
    await delete(connection, ledger_id, source_id)
