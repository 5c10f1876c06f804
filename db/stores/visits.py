"""Visits: several statements that go to the database at once, as plain values.

Most of what a small statement costs is spent around it: on a result that can do more than anybody asks of it, and on
the way to the database and back. The statements of a visit are only compiled by SQLAlchemy, once for each kind of
database. They go there together, on SQLite in one turn of the connection's thread, on PostgreSQL as one statement in
one round trip. So a visit is a transaction of its own: its reads see one snapshot, its writes are stored together or
not at all.

`Read` and `Write` can also be used one by one within a transaction that is open, as any other statement.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Dialect, Executable, String, Table, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import NullType, TypeEngine

SQLITE, POSTGRESQL = "sqlite", "postgresql"
MOST_SHARED_IDS = 4096

Row = TypeVar("Row")
Result = TypeVar("Result")
Convert = Callable[[Any], Any]
Values = Mapping[str, object]


class Parameter(NamedTuple):
    """A parameter of a statement: how the database takes its value, and the value when none is given."""

    name: str
    convert: Convert | None
    default: object

    def value(self, given: Values) -> object:
        """Return the value for the database."""
        value = given.get(self.name, self.default)
        return value if self.convert is None else self.convert(value)


class Compiled(NamedTuple):
    """A statement compiled for one kind of database; `converts` are the columns with values to convert."""

    text: str
    parameters: Sequence[Parameter]
    width: int
    converts: Sequence[tuple[int, Convert]]

    def rows(self, fetched: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Return the rows as SQLAlchemy would give them."""
        if not self.converts or not fetched:
            return fetched
        columns: list[Iterable[Any]] = list(zip(*fetched, strict=True))
        for place, convert in self.converts:
            columns[place] = map(convert, columns[place])
        return list(zip(*columns, strict=True))


class Statement:
    """A statement that is compiled once for each kind of database; its lists are arrays, its texts name their types."""

    def __init__(self, clause: Executable) -> None:
        self.clause = clause
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, dialect: Dialect) -> Compiled:
        """Return the statement compiled for a kind of database."""
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = self._compile(dialect)
        return compiled

    def _compile(self, dialect: Dialect) -> Compiled:
        compiled: Any = self.clause.compile(dialect=dialect)  # type: ignore[attr-defined]
        named = {name: bind for bind, name in compiled.bind_names.items()}  # one may be in several places
        parameters = [
            Parameter(name, _impl(bind.type, dialect).bind_processor(dialect), compiled.params[name])
            for name, bind in named.items()
        ]
        columns = getattr(self.clause, "exported_columns", ())
        results = [_result(column.type, dialect) for column in columns]
        converts = [(place, convert) for place, convert in enumerate(results) if convert is not None]
        return Compiled(str(compiled), parameters, len(results), converts)


class Read(Generic[Result]):
    """A statement that reads, with its values; `result` is there once it was read."""

    result: Result

    def __init__(
        self, statement: Statement, values: Values, convert: Callable[[Sequence[Sequence[Any]]], Result]
    ) -> None:
        self.statement = statement
        self.values = values
        self._convert = convert

    async def within(self, connection: AsyncConnection) -> Result:
        """Read it in a transaction that is open."""
        self.take((await connection.execute(self.statement.clause, dict(self.values))).all())
        return self.result

    def take(self, rows: Sequence[Sequence[Any]]) -> None:
        """Accept the rows that were read."""
        self.result = self._convert(rows)


class Insertion:
    """A statement that stores rows: the table, the columns, and what happens if a row is there already.

    `only` names the kind of database that has the table, if only one has. `of_values` is the statement for one row.
    """

    def __init__(
        self, table: Table | str, columns: Sequence[str], conflict: str = "", *, only: str | None = None
    ) -> None:
        self.only = only
        self.columns = columns
        self._conflict = conflict
        self._types = [NullType() if isinstance(table, str) else table.c[name].type for name in columns]
        self._converts: dict[str, list[Convert | None]] = {}
        self._into = f"INSERT INTO {table} ({', '.join(columns)})"
        named = ", ".join(f":{name}" for name in columns)
        typed = (bindparam(name, type_=type_) for name, type_ in zip(columns, self._types, strict=True))
        self.clause = text(f"{self._into} VALUES ({named}) {conflict}").bindparams(*typed)
        self.of_values = f"{self._into} VALUES ({', '.join('?' for _ in columns)}) {conflict}"

    def of_arrays(self, source: str, first: int, dialect: Dialect) -> str:
        """Return the statement for an array of each column, numbered from `first`, if `source` has a row."""
        names = ["TEXT" if isinstance(type_, String) else type_.compile(dialect) for type_ in self._types]
        arrays = ", ".join(f"${number}::{name}[]" for number, name in enumerate(names, start=first))
        return f"{self._into} SELECT given.* FROM {source}, unnest({arrays}) AS given {self._conflict}"  # noqa: S608

    def converted(self, rows: Sequence[Sequence[object]], dialect: Dialect) -> list[tuple[object, ...]]:
        """Return the values of each row as the database takes them."""
        converts = self._converts.get(dialect.name)
        if converts is None:
            converts = [_impl(type_, dialect).bind_processor(dialect) for type_ in self._types]
            self._converts[dialect.name] = converts
        return [
            tuple(value if convert is None else convert(value) for value, convert in zip(row, converts, strict=True))
            for row in rows
        ]


class Write:
    """Rows to be put into a table, made when they are needed."""

    def __init__(self, insertion: Insertion, rows: Callable[[], Sequence[Sequence[object]]]) -> None:
        self.insertion = insertion
        self.rows = rows

    async def within(self, connection: AsyncConnection) -> None:
        """Store them in a transaction that is open."""
        insertion, dialect = self.insertion, connection.dialect
        if insertion.only not in {None, dialect.name} or not (rows := self.rows()):
            return
        if dialect.name == SQLITE:  # the driver's own way is the quickest for thousands of rows
            await connection.exec_driver_sql(insertion.of_values, insertion.converted(rows, dialect))
        else:
            given = [dict(zip(insertion.columns, row, strict=True)) for row in rows]
            await connection.execute(insertion.clause, given if len(given) > 1 else given[0])


class Proposal(NamedTuple):
    """A change that was prepared without a lock: `condition` updates a row if all is still as it was; else nothing is.

    The writes are stored only together with that row.
    """

    condition: Read[Any]
    writes: Sequence[Write]


def every(make: Callable[[Sequence[Any]], Row]) -> Callable[[Sequence[Sequence[Any]]], list[Row]]:
    """Return a function that converts each row by `make`."""
    return lambda rows: list(map(make, rows))


def one(make: Callable[[Sequence[Any]], Row]) -> Callable[[Sequence[Sequence[Any]]], Row | None]:
    """Return a function that converts the only row by `make`; it returns None without a row."""
    return lambda rows: make(rows[0]) if rows else None


def driver_connection(connection: AsyncConnection) -> Any:
    """Return the driver's own connection, without the detour that `get_raw_connection` takes."""
    pooled = connection.sync_connection
    return pooled and pooled.connection.driver_connection


def _result(type_: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    if isinstance(type_, Uuid) and dialect.name == SQLITE:
        return _shared_id  # most rows of a visit name the same few
    return _impl(type_, dialect).result_processor(dialect, None)


@lru_cache(MOST_SHARED_IDS)
def _shared_id(text: str | None) -> UUID | None:
    return None if text is None else UUID(hex=text)


def _impl(type_: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return type_.dialect_impl(dialect)
