"""Users, their credentials (sessions and access tokens, stored hashed) and the counts of the throttle."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Uuid,
    bindparam,
    insert,
    select,
    text,
    true,
    update,
)

from db.ledgers import ledgers, lineage
from db.memberships import OWNER, MemberRow, MembershipRow, add_member, memberships
from db.stores.engine import Connection
from db.stores.metadata import Moment, metadata

users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("username", String(64), nullable=False, unique=True),
    Column("password_hash", String(200), nullable=False),
    Column("name", String(100), nullable=False),
    Column("locale", String(35), nullable=False),
    Column("created_at", Moment, nullable=False),
)

credentials = Table(
    "credentials",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("secret_hash", LargeBinary(32), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("scopes", String(40), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=False),
    Column("expires_at", Moment),
)

attempts = Table(
    "attempts",
    metadata,
    Column("subject", String(120), primary_key=True),
    Column("window_start", Moment, primary_key=True),
    Column("count", Integer, nullable=False),
)


known_networks = Table(
    "known_networks",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("network", LargeBinary(16), primary_key=True),
    Column("used_at", Moment, nullable=False),
)


class UserRow(NamedTuple):
    """A user as stored, with the ledger that the user opens; `username` is case-folded."""

    id: UUID
    ledger_id: UUID
    username: str
    password_hash: str
    name: str
    locale: str
    created_at: datetime


class CredentialRow(NamedTuple):
    """A session (`kind` "session") or a personal access token ("token"); `scopes` are words parted by spaces."""

    id: UUID
    user_id: UUID
    kind: str
    secret_hash: bytes
    name: str
    scopes: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime | None


class Bearer(NamedTuple):
    """The user, credential and ledger of a secret."""

    credential_id: UUID
    kind: str
    scopes: str
    used_at: datetime
    expires_at: datetime | None
    user_id: UUID
    ledger_id: UUID
    revision: int
    base_currency: str
    time_zone: str
    epoch: UUID


# The hash of the secret, and the fields of a Bearer.
BEARERS = (
    select(
        credentials.c.secret_hash,
        credentials.c.id,
        credentials.c.kind,
        credentials.c.scopes,
        credentials.c.used_at,
        credentials.c.expires_at,
        users.c.id,
        memberships.c.ledger_id,
        ledgers.c.revision,
        ledgers.c.base_currency,
        ledgers.c.time_zone,
        lineage.c.epoch,
    )
    .join_from(credentials, users, credentials.c.user_id == users.c.id)
    .join(memberships, memberships.c.user_id == users.c.id)
    .join(ledgers, ledgers.c.id == memberships.c.ledger_id)
    .join(lineage, true())
)
_BEARER = BEARERS.where(credentials.c.secret_hash == bindparam("secret_hash"))


_COLUMNS = {**users.c, "ledger_id": memberships.c.ledger_id}
_USERS = select(*(_COLUMNS[name] for name in UserRow._fields)).join(memberships, memberships.c.user_id == users.c.id)


async def bearer(connection: Connection, secret_hash: bytes) -> Bearer | None:
    """Return the bearer of the secret with this hash; the caller must check its expiry."""
    row = (await connection.execute(_BEARER, {"secret_hash": secret_hash})).one_or_none()
    return Bearer._make(row[1:]) if row else None


async def create(connection: Connection, row: UserRow) -> None:
    """Store a new user, who owns the ledger; the name must be free."""
    values = row._asdict()
    membership = MembershipRow(ledger_id=values.pop("ledger_id"), user_id=row.id, role=OWNER)
    await connection.execute(insert(users), values)
    await add_member(connection, membership)


async def get(connection: Connection, user_id: UUID) -> UserRow | None:
    """Return the user with this id."""
    row = (await connection.execute(_USERS.where(users.c.id == user_id))).one_or_none()
    return UserRow._make(row) if row else None


async def by_username(connection: Connection, username: str) -> UserRow | None:
    """Return the user with this case-folded name."""
    row = (await connection.execute(_USERS.where(users.c.username == username))).one_or_none()
    return UserRow._make(row) if row else None


async def any_exists(connection: Connection) -> bool:
    """Return True if anybody has signed up."""
    return (await connection.execute(select(users.c.id).limit(1))).first() is not None


async def delete(connection: Connection, user_id: UUID) -> None:
    """Delete a user, with their credentials; the ledger stays."""
    await connection.execute(users.delete().where(users.c.id == user_id))


async def change(connection: Connection, user_id: UUID, **values: object) -> None:
    """Set columns of one user."""
    await connection.execute(update(users).where(users.c.id == user_id).values(**values))


async def await_turn_to_sign_up(connection: Connection) -> None:
    """Let nobody else sign up before this transaction ends. SQLite's writers wait for one another anyway."""
    await connection.execute(select(lineage.c.id).with_for_update())


async def replace_password(connection: Connection, user_id: UUID, old_hash: str, new_hash: str) -> bool:
    """Set a user's password hash and lock the user; return False if the hash is no longer `old_hash`."""
    chosen = update(users).where(users.c.id == user_id, users.c.password_hash == old_hash)
    return (await connection.execute(chosen.values(password_hash=new_hash))).rowcount == 1


async def add_credential(connection: Connection, row: CredentialRow) -> None:
    """Store a session or token."""
    await connection.execute(insert(credentials), row._asdict())


async def credentials_of(connection: Connection, user_id: UUID, kind: str) -> list[CredentialRow]:
    """Return a user's sessions or tokens, newest first."""
    chosen = select(credentials).where(credentials.c.user_id == user_id, credentials.c.kind == kind)
    rows = await connection.execute(chosen.order_by(credentials.c.id.desc()))
    return [CredentialRow._make(row) for row in rows]


async def touch_credential(connection: Connection, credential_id: UUID, now: datetime) -> None:
    """Remember when a credential was last used."""
    await connection.execute(update(credentials).where(credentials.c.id == credential_id).values(used_at=now))


async def delete_credential(connection: Connection, user_id: UUID, credential_id: UUID, kind: str) -> bool:
    """End one session or token of a user; return False if there is none."""
    mine = (credentials.c.user_id == user_id, credentials.c.kind == kind)
    chosen = credentials.delete().where(credentials.c.id == credential_id, *mine)
    return (await connection.execute(chosen)).rowcount == 1


async def delete_credentials(connection: Connection, user_id: UUID, kind: str, keep: UUID | None = None) -> int:
    """End all sessions or tokens of a user but `keep`; return how many ended."""
    chosen = credentials.delete().where(credentials.c.user_id == user_id, credentials.c.kind == kind)
    if keep is not None:
        chosen = chosen.where(credentials.c.id != keep)
    return (await connection.execute(chosen)).rowcount


async def delete_all_credentials(connection: Connection) -> None:
    """End all sessions and tokens of all users, for a restore that cannot tell which have ended."""
    await connection.execute(credentials.delete())


async def forget_sessions(connection: Connection, user_id: UUID, now: datetime, idle_since: datetime) -> None:
    """Delete a user's sessions that have expired, or were last used before `idle_since`."""
    over = (credentials.c.expires_at <= now) | (credentials.c.used_at <= idle_since)
    mine = (credentials.c.user_id == user_id, credentials.c.kind == "session")
    await connection.execute(credentials.delete().where(*mine, over))


_COUNT_ATTEMPT = text(
    "INSERT INTO attempts (subject, window_start, count) VALUES (:subject, :window_start, 1)"
    " ON CONFLICT (subject, window_start) DO UPDATE SET count = attempts.count + 1 RETURNING count"
).bindparams(bindparam("window_start", type_=Moment))


async def count_attempt(connection: Connection, subject: str, window_start: datetime) -> int:
    """Count one more attempt of `subject` in its window; return the new count."""
    row = await connection.execute(_COUNT_ATTEMPT, {"subject": subject, "window_start": window_start})
    return int(row.scalar_one())


async def uncount_attempt(connection: Connection, subject: str, window_start: datetime) -> None:
    """Take back one attempt of `subject` in its window."""
    chosen = update(attempts).where(attempts.c.subject == subject, attempts.c.window_start == window_start)
    await connection.execute(chosen.values(count=attempts.c.count - 1))


async def counted_attempts(connection: Connection, subject: str, window_start: datetime) -> int:
    """Return the number of attempts of `subject` in its window."""
    chosen = select(attempts.c.count).where(attempts.c.subject == subject, attempts.c.window_start == window_start)
    return (await connection.execute(chosen)).scalar() or 0


async def knows_network(connection: Connection, user_id: UUID, network: bytes) -> bool:
    """Return True if the user has signed in from this network before."""
    mine = (known_networks.c.user_id == user_id, known_networks.c.network == network)
    return (await connection.execute(select(known_networks.c.network).where(*mine))).first() is not None


async def remember_network(connection: Connection, user_id: UUID, network: bytes, now: datetime, most: int) -> None:
    """Remember a network of a user, and keep only the `most` networks that were used last."""
    mine = known_networks.c.user_id == user_id
    await connection.execute(known_networks.delete().where(mine, known_networks.c.network == network))
    await connection.execute(insert(known_networks), {"user_id": user_id, "network": network, "used_at": now})
    newest = select(known_networks.c.network).where(mine).order_by(known_networks.c.used_at.desc()).limit(most)
    await connection.execute(known_networks.delete().where(mine, known_networks.c.network.not_in(newest)))


async def forget_attempts(connection: Connection, before: datetime, subject: str | None = None) -> None:
    """Delete the counts of windows that began before a moment, and all of `subject`."""
    old = attempts.c.window_start < before
    await connection.execute(attempts.delete().where(old if subject is None else old | (attempts.c.subject == subject)))


async def members(connection: Connection, ledger_id: UUID, user_ids: Sequence[UUID]) -> list[MemberRow]:
    """Return those of some users who may use a ledger."""
    chosen = select(users.c.id, users.c.name, memberships.c.role).join(memberships, memberships.c.user_id == users.c.id)
    chosen = chosen.where(memberships.c.ledger_id == ledger_id, users.c.id.in_(user_ids))
    return [MemberRow._make(row) for row in await connection.execute(chosen)]
