"""The throttle: limits attempts in a window of time, counted in the database for all processes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from ipaddress import ip_network
from math import ceil
from typing import NamedTuple

from db import users
from db.stores.engine import Connection, Database
from services.values.errors import RateLimit, Throttled

KEPT = timedelta(days=1)
# All who are not signed in share one share of the connections.
OWNER = "signing in"


class AttemptLimit(NamedTuple):
    """At most `most` attempts in each fixed window; a window is at most a day long."""

    most: int
    window: timedelta

    def named(self, purpose: str) -> RateLimit:
        """Return the limit as clients know it."""
        return RateLimit(purpose, self.most, int(self.window.total_seconds()))


class Attempt(NamedTuple):
    """A counted attempt: its `purpose`, its subject, and its limit."""

    purpose: str
    whom: str
    limit: AttemptLimit

    @property
    def subject(self) -> str:
        """Return the name of the count. It is hashed, because people may type a password as a name."""
        return f"{self.purpose}:{blake2b(self.whom.encode(errors='replace'), digest_size=16).hexdigest()}"

    def window_start(self, now: datetime) -> datetime:
        """Return the start of the window that contains `now`."""
        length = int(self.limit.window.total_seconds())
        return datetime.fromtimestamp(int(now.timestamp()) // length * length, UTC)


def network_of(client: str) -> str:
    """Return the network of an address: one IPv6 customer has a whole /64 network, one IPv4 customer one address."""
    try:
        return str(ip_network(f"{client}/64" if ":" in client else client, strict=False))
    except ValueError:
        return client


def hashed_network(network: str) -> bytes:
    """Return the stored form of a network from which somebody signed in."""
    return blake2b(network.encode(errors="replace"), digest_size=16).digest()


async def check_attempts(connection: Connection, attempts: Sequence[Attempt], now: datetime) -> None:
    """Raise Throttled if one of them is at its limit, so that most of a flood is refused without a write."""
    for attempt in attempts:
        if await users.counted_attempts(connection, attempt.subject, attempt.window_start(now)) >= attempt.limit.most:
            raise _throttled(attempt, now)


async def count_attempts(database: Database, attempts: Sequence[Attempt], now: datetime) -> None:
    """Count one more of each in its own transaction. Raises Throttled if one of them is over its limit.

    Counted before the attempt is made, so that attempts at the same time cannot slip through together.
    """
    over: Attempt | None = None
    async with database.write(OWNER) as connection:
        for attempt in attempts:
            count = await users.count_attempt(connection, attempt.subject, attempt.window_start(now))
            if count == 1:
                await users.forget_attempts(connection, before=now - KEPT)
            if count > attempt.limit.most:
                over = attempt
                break
    if over:
        raise _throttled(over, now)


def _throttled(attempt: Attempt, now: datetime) -> Throttled:
    wait = ceil((attempt.window_start(now) + attempt.limit.window - now).total_seconds())
    limit = attempt.limit.named(attempt.purpose)
    return Throttled(f"Too many attempts; try again in {_spoken(wait)}.", wait, limit)


async def forgive_attempt(connection: Connection, attempt: Attempt, now: datetime) -> None:
    """Take back one attempt that was counted at `now`."""
    await users.uncount_attempt(connection, attempt.subject, attempt.window_start(now))


async def forget_attempts(connection: Connection, attempt: Attempt, now: datetime) -> None:
    """Begin to count afresh."""
    await users.forget_attempts(connection, now - KEPT, attempt.subject)


def _spoken(seconds: int) -> str:
    if seconds <= 60:
        return "a minute"
    return f"{ceil(seconds / 60)} minutes"
