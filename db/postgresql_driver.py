"""The PostgreSQL driver: asyncpg, and what its errors mean."""

from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import URL, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError)
SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
# What asyncpg raises when the server ends a connection, as by a restart, a failover or an administrator's command.
_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)


def create_engine(url: URL, pool_size: int, busy_seconds: float, read_seconds: float | None = None) -> AsyncEngine:
    """Make a pool whose statements wait for a lock, or run, only so long."""
    limits = {"lock_timeout": _milliseconds(busy_seconds)}
    if read_seconds is not None:
        limits = {"statement_timeout": _milliseconds(read_seconds)}
    limits["jit"] = "off"  # compiling a statement takes longer than any of ours may
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        connect_args={"server_settings": limits},
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=False,
        isolation_level="READ COMMITTED",
        hide_parameters=True,  # an error is logged, and what people write is not for the log
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def is_lost(error: BaseException | None) -> bool:
    """Whether the connection has ended."""
    own = _own(error)
    return isinstance(own, _LOST) or (isinstance(own, asyncpg.InterfaceError) and "closed" in str(own))


def is_interrupted(error: BaseException | None) -> bool:
    """Whether the statement was stopped because it took too long."""
    return isinstance(_own(error), asyncpg.QueryCanceledError)


def is_locked(error: BaseException | None) -> bool:
    """Whether another transaction held a lock for too long."""
    return isinstance(_own(error), asyncpg.LockNotAvailableError)


def _own(error: BaseException | None) -> BaseException | None:
    """Return asyncpg's own error from SQLAlchemy's wrapper around it."""
    if error is None or isinstance(error, (*ERRORS, asyncpg.InternalClientError)):
        return error
    return error.__cause__


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))


def _refuse_closed(driver: Any, _record: object, _proxy: object) -> None:
    # The driver knows by itself when the server has hung up; the pool then opens another connection.
    if driver.driver_connection.is_closed():
        raise DisconnectionError("The server has closed this connection.")
