"""The PostgreSQL driver: asyncpg, and the meaning of its errors."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import URL
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.stores.visits import POSTGRESQL, Insertion, Proposal, Read, Statement, driver_connection

ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError)
SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
DIALECT = PGDialect_asyncpg(paramstyle="pyformat")  # type: ignore[no-untyped-call]
MOST_JOINED = 500
# The errors of asyncpg when the server ends a connection: by a restart, a failover or an administrator's command.
_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)


def create_engine(url: URL, pool_size: int, busy_seconds: float, read_seconds: float | None = None) -> AsyncEngine:
    """Make a pool whose statements have time limits for locks and for reads."""
    limits = {"lock_timeout": _milliseconds(busy_seconds)}
    if read_seconds is not None:
        limits = {"statement_timeout": _milliseconds(read_seconds)}
    limits["default_transaction_isolation"] = "read committed"  # of statements that are a transaction of their own
    limits["jit"] = "off"  # compiling a statement takes longer than any of ours may
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        connect_args={"server_settings": limits},
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=False,
        isolation_level="READ COMMITTED",
        hide_parameters=True,  # an error is logged, and what people write is not for the log
    )


async def read(connection: AsyncConnection, reads: Sequence[Read[Any]]) -> None:
    """Make all reads by one statement, whose columns are arrays of theirs: they are read faster than rows in arrays."""
    driver = driver_connection(connection)
    compiled = [read.statement.compiled(DIALECT) for read in reads]
    values = [
        parameter.value(read.values)
        for read, statement in zip(reads, compiled, strict=True)
        for parameter in statement.parameters
    ]
    columns = iter(await driver.fetchrow(_joined(tuple(read.statement for read in reads)), *values))
    for read, statement in zip(reads, compiled, strict=True):
        arrays = islice(columns, statement.width)
        read.take(statement.rows(list(zip(*(array or () for array in arrays), strict=True))))


class _Prepared(NamedTuple):
    text: str
    values: Sequence[object]


def prepare(proposal: Proposal) -> _Prepared:
    """Return one statement for a proposal; its parts wait for the row that its condition updates."""
    statement = proposal.condition.statement
    values = [parameter.value(proposal.condition.values) for parameter in statement.compiled(DIALECT).parameters]
    insertions = []
    for write in proposal.writes:
        if write.insertion.only in {None, POSTGRESQL} and (rows := write.rows()):
            insertions.append(write.insertion)
            values += zip(*write.insertion.converted(rows, DIALECT), strict=True)
    return _Prepared(_conditional(statement, tuple(insertions)), values)


async def store(connection: AsyncConnection, prepared: Sequence[_Prepared]) -> list[bool | Exception]:
    """Store each proposal by one statement, which is a transaction of its own."""
    driver = driver_connection(connection)
    return [await driver.fetchval(text, *values) is not None for text, values in prepared]


@lru_cache(MOST_JOINED)
def _joined(statements: tuple[Statement, ...]) -> str:
    parts, first = [], 1
    for place, statement in enumerate(statements):
        names = [f"c{number}" for number in range(statement.compiled(DIALECT).width)]
        arrays = ", ".join(f"array_agg({name})" for name in names)
        rows = f"({_numbered(statement, first)}) AS rows ({', '.join(names)})"
        parts.append(f"(SELECT {arrays} FROM {rows}) AS part_{place}")  # noqa: S608
        first += len(statement.compiled(DIALECT).parameters)
    return f"SELECT * FROM {', '.join(parts)}"  # noqa: S608


@lru_cache(MOST_JOINED)
def _conditional(condition: Statement, insertions: tuple[Insertion, ...]) -> str:
    parts, first = [f"held AS ({_numbered(condition, 1)})"], len(condition.compiled(DIALECT).parameters) + 1
    for number, insertion in enumerate(insertions):
        parts.append(f"part_{number} AS ({insertion.of_arrays('held', first, DIALECT)})")
        first += len(insertion.columns)
    return f"WITH {', '.join(parts)} SELECT 1 FROM held"  # noqa: S608


def _numbered(statement: Statement, first: int) -> str:
    compiled = statement.compiled(DIALECT)
    names = (parameter.name for parameter in compiled.parameters)
    return compiled.text % {name: f"${number}" for number, name in enumerate(names, start=first)}


def is_open(connection: AsyncConnection) -> bool:
    """Return whether the server has not hung up, which the driver knows by itself."""
    return not connection.invalidated and not driver_connection(connection).is_closed()


def is_lost(error: BaseException | None) -> bool:
    """Return True if the connection has ended."""
    own = _own(error)
    return isinstance(own, _LOST) or (isinstance(own, asyncpg.InterfaceError) and "closed" in str(own))


def is_interrupted(error: BaseException | None) -> bool:
    """Return True if the statement was stopped because it took too long."""
    return isinstance(_own(error), asyncpg.QueryCanceledError)


def is_locked(error: BaseException | None) -> bool:
    """Return True if another transaction held a lock for too long."""
    return isinstance(_own(error), asyncpg.LockNotAvailableError)


def _own(error: BaseException | None) -> BaseException | None:
    """Return asyncpg's own error from SQLAlchemy's wrapper around it."""
    if error is None or isinstance(error, (*ERRORS, asyncpg.InternalClientError)):
        return error
    return error.__cause__


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))
