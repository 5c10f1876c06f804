"""The orders of a list of transactions: by date or by amount, from either end, with the cursors of each.

The database lists by date. A list by amount is read whole and sorted here, so it has a limit: an index of amounts in
the order of each filter would cost every recording more than these lists are worth.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeAlias, cast
from uuid import UUID

from db import transaction_search
from db.stores.engine import Connection
from db.transactions import Position, TransactionFilter, TransactionRow
from services.values.errors import Problem, ProblemCode, Refused
from services.values.pages import decode_cursor, encode_cursor, no_cursor, seal, unseal

MOST_SORTED = 5_000

_AMOUNT_BYTES = 8


class TransactionOrder(StrEnum):
    """An order of a list of transactions."""

    NEWEST_FIRST = "NEWEST_FIRST"
    OLDEST_FIRST = "OLDEST_FIRST"
    LOWEST_FIRST = "LOWEST_FIRST"
    HIGHEST_FIRST = "HIGHEST_FIRST"

    @property
    def by_amount(self) -> bool:
        """Return True if the list is sorted by its signed base amounts."""
        return self in {TransactionOrder.LOWEST_FIRST, TransactionOrder.HIGHEST_FIRST}


class AmountPosition(NamedTuple):
    """A position in a list by amount; among equal amounts the day decides."""

    amount: int
    date: date
    id: UUID


AnyPosition: TypeAlias = Position | AmountPosition


class Span(NamedTuple):
    """A requested part of a list: at most `limit` rows between two positions, the last ones if `backwards`."""

    limit: int
    after: AnyPosition | None
    before: AnyPosition | None
    backwards: bool


async def rows_in(
    connection: Connection, ledger_id: UUID, chosen: TransactionFilter, order: TransactionOrder, span: Span
) -> Sequence[TransactionRow]:
    """Return the rows of a part of a list, in its order. Refuses to sort more than `MOST_SORTED` by amount."""
    if order.by_amount:
        rows = await transaction_search.page(connection, ledger_id, chosen, MOST_SORTED + 1)
        if len(rows) > MOST_SORTED:
            message = f"At most {MOST_SORTED:,} can be sorted by amount; narrow the filter, for example to a year."
            raise Refused([Problem(ProblemCode.TOO_LARGE, message, ("order",))])
        return _sorted(rows, order, span)
    reverse = order is TransactionOrder.OLDEST_FIRST
    first, last = (span.before, span.after) if reverse else (span.after, span.before)
    after, before = cast(Position | None, first), cast(Position | None, last)
    backwards = span.backwards != reverse
    rows = await transaction_search.page(
        connection, ledger_id, chosen, span.limit, after=after, before=before, backwards=backwards
    )
    return rows[::-1] if reverse else rows


def cursor_of(row: TransactionRow, order: TransactionOrder, epoch: UUID) -> str:
    """Return the cursor of a row in a list of this order."""
    if not order.by_amount:
        return encode_cursor(Position(row.date, row.id), epoch)
    amount = row.base_amount.to_bytes(_AMOUNT_BYTES, signed=True)
    return seal(amount + row.date.toordinal().to_bytes(4) + row.id.bytes, epoch)


def position_of(cursor: str | None, order: TransactionOrder, epoch: UUID, field: str) -> AnyPosition | None:
    """Return the position of a cursor; refuse one that is wrong, or of a list in another kind of order."""
    if not order.by_amount:
        return decode_cursor(cursor, epoch, field)
    data = unseal(cursor, _AMOUNT_BYTES + 20, epoch, field)
    if data is None:
        return None
    amount, day, row_id = data[:_AMOUNT_BYTES], data[_AMOUNT_BYTES:-16], data[-16:]
    try:
        return AmountPosition(
            int.from_bytes(amount, signed=True), date.fromordinal(int.from_bytes(day)), UUID(bytes=row_id)
        )
    except (ValueError, OverflowError):
        raise no_cursor(field) from None


def _sorted(rows: Sequence[TransactionRow], order: TransactionOrder, span: Span) -> Sequence[TransactionRow]:
    highest = order is TransactionOrder.HIGHEST_FIRST
    low, high = (span.before, span.after) if highest else (span.after, span.before)
    between = [row for row in rows if (low is None or _position(row) > low) and (high is None or _position(row) < high)]
    between.sort(key=_position, reverse=highest)
    return between[-span.limit :] if span.backwards else between[: span.limit]


def _position(row: TransactionRow) -> AmountPosition:
    return AmountPosition(row.base_amount, row.date, row.id)
