"""Opening a database that answers and has the tables of this code, or one sentence that says why not."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from db.stores.engine import Busy, Database
from db.stores.migrating import NewerDatabaseError, is_current, upgrade

BACKENDS = ("sqlite", "postgresql")


class DatabaseProblem(Exception):
    """The database cannot be used. The text is one sentence for the server's owner, without passwords and SQL."""


async def prepare(database: Database) -> None:
    """Migrate the embedded database. PostgreSQL is migrated by command, because others may use it."""
    if await is_current(database):
        return  # without a turn to write, which a busy server could be long about
    if database.is_sqlite:
        await upgrade(database)
    else:
        raise DatabaseProblem("The database is not at this version; run `python -m app migrate` first.")


@asynccontextmanager
async def opened(
    url: str,
    pool_size: int = 2,
    *,
    must_exist: bool = False,
    first: Callable[[Database], Awaitable[None]] = prepare,
) -> AsyncIterator[Database]:
    """Open the database at `url` after `first` has prepared it; close it at the end of the block.

    Raises DatabaseProblem if it does not answer, here or in the block, is not at this version, or (`must_exist`) an
    embedded one does not exist.
    """
    checked = _checked(url, must_exist=must_exist)
    database = Database(url, pool_size)
    errors: tuple[type[Exception], ...] = (OSError, *database.driver.ERRORS)
    try:
        try:
            await first(database)
        except errors as error:
            raise _unusable(checked, error) from error
        yield database
    except NewerDatabaseError as error:
        raise DatabaseProblem(str(error)) from error
    except (DBAPIError, Busy) as error:
        raise _unusable(checked, _cause(error)) from error
    finally:
        await database.close()


def server_of(url: str) -> str:
    """Return the URL of a server's database without its password, for PostgreSQL's own programs."""
    return _checked(url)._replace(password=None).render_as_string()


def file_of(url: str) -> Path | None:
    """Return the file of an embedded database, None for a server's. Raises DatabaseProblem for other URLs."""
    checked = _checked(url)
    return Path(checked.database or "") if checked.get_backend_name() == "sqlite" else None


def _checked(url: str, *, must_exist: bool = False) -> URL:
    try:
        checked = make_url(url)
        known = checked.get_backend_name() in BACKENDS
    except (SQLAlchemyError, ValueError):
        known = False
    if not known or checked.database in {None, "", ":memory:"}:
        raise DatabaseProblem(
            "The database URL cannot be used; write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME."
        )
    if must_exist and checked.get_backend_name() == "sqlite" and not Path(str(checked.database)).is_file():
        raise DatabaseProblem(f"There is no database at {checked.database} yet; check the database URL.")
    return checked


def _cause(error: BaseException) -> BaseException:
    """Return the message of the driver or the system."""
    if isinstance(error, Busy) and error.__cause__:
        return _cause(error.__cause__)
    return error.orig or error if isinstance(error, DBAPIError) else error


def _unusable(url: URL, error: BaseException) -> DatabaseProblem:
    place = f"{url.host or 'localhost'}, port {url.port or 5432}," if url.drivername != "sqlite" else url.database
    if isinstance(error, OSError) and url.host:
        return DatabaseProblem(f"The database at {place} does not answer; start it, or correct its URL.")
    if isinstance(error, OSError) and error.strerror:
        return DatabaseProblem(f"The database at {place} cannot be used: {error.strerror.lower()}.")
    reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return DatabaseProblem(f"The database at {place} cannot be used: {reason}.")
