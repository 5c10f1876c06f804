"""Pages of an ordered list: requests, rows, and the cursors between pages."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from db import ledgers
from db.stores.engine import Connection
from db.transactions import Position
from services.values.errors import Refused, invalid

PER_PAGE, MOST_PER_PAGE = 50, 100

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The first rows after a cursor, or the last rows before one."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    @property
    def backwards(self) -> bool:
        """Return True if the page is counted from the end."""
        return self.last is not None

    def count(self) -> int:
        """Return the number of requested rows, from 1 to `MOST_PER_PAGE`."""
        if self.first is not None and self.last is not None:
            raise invalid("Ask for the first or for the last, not for both.", "first")
        field = "last" if self.backwards else "first"
        return checked_count(self.last if self.backwards else self.first, field)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows with a cursor each, and whether there are more on either side."""

    rows: Sequence[Row]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool


def checked_count(count: int | None, field: str) -> int:
    """Return the number of requested rows, from 1 to `MOST_PER_PAGE`; the default is `PER_PAGE`."""
    if count is None:
        return PER_PAGE
    if not 1 <= count <= MOST_PER_PAGE:
        raise invalid(f"A page holds 1 to {MOST_PER_PAGE}; {count} is not possible.", field)
    return count


def encode_cursor(position: Position, epoch: UUID) -> str:
    """Return an opaque cursor for a position in this database's lineage."""
    return seal(position.date.toordinal().to_bytes(4) + position.id.bytes, epoch)


def decode_cursor(cursor: str | None, epoch: UUID, field: str) -> Position | None:
    """Return the position of a cursor; refuse one that is wrong, or of a database before a restore."""
    data = unseal(cursor, 20, epoch, field)
    if data is None:
        return None
    try:
        return Position(date.fromordinal(int.from_bytes(data[:4])), UUID(bytes=data[4:]))
    except (ValueError, OverflowError):
        raise no_cursor(field) from None


def seal(place: bytes, epoch: UUID) -> str:
    """Return an opaque cursor around the bytes of a position in this database's lineage."""
    return urlsafe_b64encode(epoch.bytes[:6] + place).decode()


def unseal(cursor: str | None, length: int, epoch: UUID, field: str) -> bytes | None:
    """Return the `length` bytes of a position; refuse a wrong cursor, or one from before a restore."""
    if cursor is None:
        return None
    place = unseal_current(cursor, length, epoch, field)
    if place is None:
        raise invalid("This cursor is from before a restore of the database; start again without it.", field)
    return place


def unseal_current(cursor: str, length: int, epoch: UUID, field: str) -> bytes | None:
    """Return the `length` bytes of a position; None if it is of a database before a restore. Refuses a wrong cursor."""
    try:
        data = urlsafe_b64decode(cursor)
    except ValueError:
        raise no_cursor(field) from None
    if len(data) != 6 + length:
        raise no_cursor(field)
    return data[6:] if data[:6] == epoch.bytes[:6] else None


def no_cursor(field: str) -> Refused:
    """Return a refusal of a text that is no cursor of the list."""
    return invalid("This is not a cursor of this list; use one that an answer has given.", field)


def cut_page(rows: Sequence[Row], count: int, request: PageRequest, cursor: Callable[[Row], str]) -> Page[Row]:
    """Return the page from one row more than requested: the extra row shows that there is more."""
    more = len(rows) > count
    if request.backwards:
        kept = rows[-count:] if more else rows
        return Page(kept, [cursor(row) for row in kept], request.before is not None, more)
    kept = rows[:count]
    return Page(kept, [cursor(row) for row in kept], more, request.after is not None)


@dataclass(frozen=True, slots=True)
class Cursors(Generic[Row]):
    """The cursors of a list: `length` bytes for the position of a row, and the position of such bytes."""

    length: int
    bytes_of: Callable[[Row], bytes]
    position_of: Callable[[bytes], object]

    def position(self, cursor: str | None, epoch: UUID, field: str) -> object:
        """Return the position of a cursor, None without one; refuse a wrong cursor."""
        place = unseal(cursor, self.length, epoch, field)
        return None if place is None else self.position_of(place)


async def read_page(
    connection: Connection, request: PageRequest, cursors: Cursors[Row], read: Callable[..., Awaitable[Sequence[Row]]]
) -> Page[Row]:
    """Return the page that `read` reads: so many rows at the most, between two positions."""
    count, epoch = request.count(), await ledgers.epoch(connection)
    after, before = cursors.position(request.after, epoch, "after"), cursors.position(request.before, epoch, "before")
    rows = await read(count + 1, after=after, before=before, backwards=request.backwards)
    return cut_page(rows, count, request, lambda row: seal(cursors.bytes_of(row), epoch))
