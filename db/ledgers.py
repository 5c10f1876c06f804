"""Ledgers: their revision, base currency, time zone and calendar."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    case,
    false,
    insert,
    literal,
    literal_column,
    select,
    update,
)

from db import accounts
from db.event_log import RESTORED, events
from db.stores.engine import Connection
from db.stores.metadata import Moment, metadata
from db.stores.visits import Read, Statement, one

CLOCK_BEGINS = datetime(2026, 1, 1, tzinfo=UTC)

ledgers = Table(
    "ledgers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("base_currency", String(3), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("calendars", Text, nullable=False, server_default="[]"),
    Column("import_id", Uuid),
    Column("import_lease", Moment),
    Column("closed", Boolean, nullable=False, server_default=false()),
)

lineage = Table(
    "lineage",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Uuid, nullable=False),
)


class LedgerRow(NamedTuple):
    """A ledger as stored.

    `calendars` are the rules of its budget periods as JSON; without any they are calendar months.
    `import_id` names the import whose rows are being written and stay hidden until it commits, or one that was undone;
    `import_lease` is the time from which that import counts as dead, and its rows may be removed. `closed` is True if
    its user was deleted and its rows are being removed: only the removal finds it then.
    """

    id: UUID
    revision: int
    base_currency: str
    time_zone: str
    calendars: str = "[]"
    import_id: UUID | None = None
    import_lease: datetime | None = None
    closed: bool = False

    @property
    def lease(self) -> "ImportLease | None":
        """Return the lease of the import that is being written, also if its process has died."""
        return ImportLease(self.import_id, self.import_lease) if self.import_id and self.import_lease else None


class Uses(NamedTuple):
    """The features that a ledger uses and many do not; rows of those that it does not use need not be read."""

    series: bool = False
    goals_on_accounts: bool = False
    currencies: bool = False


class CurrentLedger(NamedTuple):
    """A ledger with the epoch of the database and what it uses."""

    ledger: LedgerRow
    epoch: UUID
    uses: Uses


class ImportLease(NamedTuple):
    """The right to write the rows of one import, until a moment unless it is renewed."""

    import_id: UUID
    until: datetime


_open = ledgers.c.closed == false()
_GET = select(ledgers).where(ledgers.c.id == bindparam("ledger_id"), _open)
# As text, because the raw reads of bearers need it too.
USES: Mapping[str, str] = {
    "series": "EXISTS (SELECT 1 FROM series WHERE series.ledger_id = ledgers.id)",
    "goals_on_accounts": (
        "EXISTS (SELECT 1 FROM goals WHERE goals.ledger_id = ledgers.id AND goals.account_id IS NOT NULL)"
    ),
    "currencies": (
        "EXISTS (SELECT 1 FROM accounts"
        " WHERE accounts.ledger_id = ledgers.id AND accounts.currency <> ledgers.base_currency)"
    ),
}
_CURRENT = Statement(
    select(
        ledgers,
        select(lineage.c.epoch).scalar_subquery().label("epoch"),
        *(literal_column(USES[name], Boolean).label(f"uses_{name}") for name in Uses._fields),
    ).where(ledgers.c.id == bindparam("ledger_id"), _open)
)
_REVISIONS = select(lineage.c.epoch, ledgers.c.id, ledgers.c.revision).join_from(
    lineage, ledgers, ledgers.c.id.in_(bindparam("ledger_ids", expanding=True)) & _open, isouter=True
)
_RAISE = (
    update(ledgers)
    .where(ledgers.c.id == bindparam("ledger_id"), _open)
    .values(revision=ledgers.c.revision + 1)
    .returning(*ledgers.c)
)
_RAISE_FROM = Statement(
    update(ledgers)
    .where(ledgers.c.id == bindparam("ledger_id"), ledgers.c.revision == bindparam("from_revision"), _open)
    .values(revision=ledgers.c.revision + 1)
    .returning(ledgers.c.revision)
)


async def get(connection: Connection, ledger_id: UUID) -> LedgerRow | None:
    """Return the ledger; None if it does not exist."""
    row = (await connection.execute(_GET, {"ledger_id": ledger_id})).one_or_none()
    return LedgerRow._make(row) if row else None


def current(ledger_id: UUID) -> Read[CurrentLedger | None]:
    """Read the ledger, the epoch of the database and what the ledger uses; None if the ledger does not exist."""
    return Read(_CURRENT, {"ledger_id": ledger_id}, one(_current))


def _current(row: Sequence[Any]) -> CurrentLedger:
    width = len(LedgerRow._fields)
    return CurrentLedger(LedgerRow._make(row[:width]), row[width], Uses._make(row[width + 1 :]))


async def revisions(connection: Connection, ledger_ids: Collection[UUID]) -> tuple[UUID, dict[UUID, int]]:
    """Return the epoch of the database and the revisions of the existing ledgers, by one statement."""
    rows = (await connection.execute(_REVISIONS, {"ledger_ids": [*ledger_ids]})).all()
    return rows[0].epoch, {row.id: row.revision for row in rows if row.id is not None}


async def raise_revision(connection: Connection, ledger_id: UUID) -> LedgerRow | None:
    """Raise the revision of a ledger and return it. As the first statement of a write this serialises its writers."""
    row = (await connection.execute(_RAISE, {"ledger_id": ledger_id})).one_or_none()
    return LedgerRow._make(row) if row else None


def raise_from(ledger_id: UUID, revision: int) -> Read[int | None]:
    """Raise the ledger's revision if it is still this one; None if it is another or the ledger is gone."""
    return Read(_RAISE_FROM, {"ledger_id": ledger_id, "from_revision": revision}, one(lambda row: int(row[0])))


async def create(connection: Connection, row: LedgerRow) -> None:
    """Store a new ledger with the account that it begins with."""
    await connection.execute(insert(ledgers), row._asdict())
    await accounts.create(connection, accounts.first_of(row.id, row.base_currency))


async def change(connection: Connection, ledger_id: UUID, **values: object) -> None:
    """Set columns of one ledger."""
    await connection.execute(update(ledgers).where(ledgers.c.id == ledger_id).values(**values))


async def replace_lease(
    connection: Connection, ledger_id: UUID, old: ImportLease | None, new: ImportLease | None
) -> LedgerRow | None:
    """Replace an import lease by another; return None if the ledger holds a different one or is gone."""
    columns = (ledgers.c.import_id, ledgers.c.import_lease)
    held = (column.is_not_distinct_from(value) for column, value in zip(columns, old or (None, None), strict=True))
    import_id, until = new or (None, None)
    chosen = (
        update(ledgers).where(ledgers.c.id == ledger_id, _open, *held).values(import_id=import_id, import_lease=until)
    )
    row = (await connection.execute(chosen.returning(*ledgers.c))).one_or_none()
    return LedgerRow._make(row) if row else None


async def dead_imports(connection: Connection, now: datetime) -> list[LedgerRow]:
    """Return the ledgers whose import has ended without showing its rows, or was undone."""
    chosen = select(ledgers).where(ledgers.c.import_lease <= now, _open)
    return [LedgerRow._make(row) for row in await connection.execute(chosen)]


async def delete(connection: Connection, ledger_id: UUID) -> None:
    """Delete a ledger with everything that it still has."""
    await connection.execute(ledgers.delete().where(ledgers.c.id == ledger_id))


async def epoch(connection: Connection) -> UUID:
    """Return the name of this database's lineage; a restored backup has another."""
    current_epoch: UUID = (await connection.execute(select(lineage.c.epoch))).scalar_one()
    return current_epoch


async def begin_epoch(connection: Connection, epoch: UUID, at: datetime, beyond: int = 0) -> None:
    """Start a new lineage after a restore, so that older cursors and cached answers are refused.

    Every ledger continues at a revision that nobody has seen, with an event that says so: above its own, above
    `beyond`, and above the seconds since 2026 began, which clients can hold in 32 bits until 2094.
    """
    await connection.execute(lineage.delete())
    await connection.execute(insert(lineage), {"id": 1, "epoch": epoch})
    floor = max(beyond, int((at - CLOCK_BEGINS).total_seconds()))
    own = ledgers.c.revision
    await connection.execute(update(ledgers).values(revision=case((own < floor, floor), else_=own) + 1))
    restored = select(ledgers.c.id, own, literal(RESTORED), literal({}, events.c.detail.type), literal(at, Moment()))
    await connection.execute(insert(events).from_select(["ledger_id", "revision", "kind", "detail", "at"], restored))


async def all_ids(connection: Connection) -> list[UUID]:
    """Return the ids of all ledgers."""
    return list((await connection.execute(select(ledgers.c.id).where(_open).order_by(ledgers.c.id))).scalars())


async def closed_ids(connection: Connection) -> list[UUID]:
    """Return the ids of the ledgers whose rows are being removed."""
    return list((await connection.execute(select(ledgers.c.id).where(~_open))).scalars())
