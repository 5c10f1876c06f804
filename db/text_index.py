"""The index of payees and notes: on SQLite an FTS5 table that is written here, on PostgreSQL an index of its own.

SQLite: the number of a document of `transaction_texts` is the place of a transaction in the list, which begins with the
day. Its words are the three-letter pieces of payee and note, each behind the end of the ledger's id, so that ledgers
share no words. Transactions of one millisecond may share a place, and the index may still hold a word that a
transaction has lost, so every found transaction is looked at. PostgreSQL: a GIN index over numbers, one for each
ledger, month and pair of letters, by the function `text_pairs`.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import DDL, Table, event

from db.stores.engine import Connection
from db.stores.visits import SQLITE, Insertion, Write

PIECE = 3
NOTHING = "0"
MOST_PIECES = 40
DAY_ZERO = date(1900, 1, 1)
CLOCK_ZERO = 1_577_836_800_000  # 2020 began, in milliseconds since 1970
CLOCK_BITS, REST_BITS = 41, 4
LAST_MOMENT, LAST_REST = 2**CLOCK_BITS - 1, 2**REST_BITS - 1
LAST_PLACE = 2**63 - 1
# The day of a place, and between which ids the transactions of the place stand, as hex digits; the first and the last
# moment stand for all that is before or after them.
_MOMENT = f"(places.value >> {REST_BITS} & {LAST_MOMENT})"
_DIGITS = f"printf('%012x', {CLOCK_ZERO} + {_MOMENT})"
DAY_OF_PLACE = f"date('{DAY_ZERO}', (places.value >> {CLOCK_BITS + REST_BITS}) || ' days')"
FIRST_ID_OF_PLACE = f"CASE {_MOMENT} WHEN 0 THEN '' ELSE {_DIGITS} END"
IS_OF_PLACE = "substr(transactions.id, 32, 1) = printf('%x', places.value & 15)"
LAST_ID_OF_PLACE = f"CASE {_MOMENT} WHEN {LAST_MOMENT} THEN 'g' ELSE {_DIGITS} || 'g' END"
# FTS5 takes letters, digits and all that is not ASCII for parts of a word; the rest of ASCII is put out of its way.
_AS_LETTERS = {code: 0xE000 + code for code in range(128) if not chr(code).isalnum()}

SQLITE_TABLE = (
    "CREATE VIRTUAL TABLE transaction_texts"
    " USING fts5(pieces, content='', detail='none', columnsize=0, tokenize='ascii')"
)
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION text_pairs(ledger uuid, span integer, content text) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000 AS $$
    SELECT ARRAY(
        SELECT DISTINCT ((ascii(a) % 32768 * 65536 + ascii(b) % 65536) # own)
        FROM (SELECT string_to_array(lower(content), NULL) AS letters,
                     ('x' || substr(md5(ledger::text || span), 1, 8))::bit(32)::integer AS own) AS given,
             unnest(letters, letters[2:]) AS pair (a, b)
        WHERE b IS NOT NULL
    )
$$
"""
SPAN_SQLITE = "substr(date, 1, 7)"
SPAN_POSTGRESQL = "(date - DATE '1900-01-01') / 31"
PAIRS_POSTGRESQL = f"text_pairs(ledger_id, {SPAN_POSTGRESQL}, payee || E'\\n' || note)"
AMOUNT_INDEX = "CREATE INDEX ix_transactions_amount ON transactions (ledger_id, deleted, ({span}), base_amount)"
# Rows that wait in a list of their own would be read through by every search, and sorted in by an unlucky write.
TEXT_INDEX = f"CREATE INDEX ix_transactions_text ON transactions USING gin ({PAIRS_POSTGRESQL}) WITH (fastupdate = off)"

_ADD = Insertion("transaction_texts", ("rowid", "pieces"), only=SQLITE)
ADD = _ADD.of_values
_REMOVE = "INSERT INTO transaction_texts (transaction_texts, rowid, pieces) VALUES ('delete', ?, ?)"


class Text(NamedTuple):
    """The indexed text of a transaction."""

    ledger_id: UUID
    id: UUID
    date: date
    payee: str
    note: str


def adding(texts: Iterable[Text]) -> Write:
    """Index transactions that are new or have new texts. PostgreSQL does so by itself."""
    return Write(_ADD, lambda: documents(texts))


async def add(connection: Connection, texts: Iterable[Text]) -> None:
    """Index transactions that are new or have new texts. PostgreSQL does so by itself."""
    await adding(texts).within(connection)


async def remove(connection: Connection, texts: Iterable[Text]) -> None:
    """Remove transactions from the index before they are deleted for good."""
    if connection.dialect.name == "sqlite" and (removed := _by_place(texts)):
        await connection.exec_driver_sql(
            _REMOVE, [(place, " ".join(set().union(*pieces))) for place, pieces in removed]
        )


def documents(texts: Iterable[Text]) -> list[tuple[int, str]]:
    """Return the places and pieces that SQLite keeps of new transactions, in the order that it needs.

    FTS5 counts documents and words, and calls the index malformed if more are removed than were added. Transactions of
    one place are one document, but may be removed one by one: empty documents make up for the difference.
    """
    indexed = [(place, set().union(*pieces), pieces) for place, pieces in _by_place(texts)]
    documents = sum(len(pieces) - 1 for _, _, pieces in indexed)
    words = sum(sum(map(len, pieces)) - len(union) for _, union, pieces in indexed)
    fill = [(place, NOTHING) for place in range(-documents, 0)]
    if fill:
        fill[-1] = (-1, " ".join([NOTHING] * (words - documents + 1)))
    return fill + [(place, " ".join(union)) for place, union, _ in indexed]


def _by_place(texts: Iterable[Text]) -> list[tuple[int, list[set[str]]]]:
    """Return each place with the pieces of each of its transactions.

    The places are in order, because FTS5 begins a new segment whenever one is lower than the one before.
    """
    places: defaultdict[int, list[set[str]]] = defaultdict(list)
    known: dict[tuple[UUID, str, str], set[str]] = {}
    for ledger_id, row_id, day, payee, note in texts:
        written = (ledger_id, payee, note)
        if written not in known:
            known[written] = _pieces(*written)
        places[place_of(day, row_id)].append(known[written])
    return sorted(places.items())


def _pieces(ledger_id: UUID, payee: str, note: str) -> set[str]:
    begin = _ledger_mark(ledger_id)
    text = f"{payee}\n{note}\n\n".lower().translate(_AS_LETTERS)
    return {begin + text[start : start + PIECE] for start in range(len(text) - PIECE + 1)}


def matching(ledger_id: UUID, text: str) -> str:
    """Return the FTS5 query for all places that have the pieces of a text, if not the text itself."""
    begin, letters = _ledger_mark(ledger_id), text.lower().translate(_AS_LETTERS)
    if len(letters) < PIECE:
        return f'"{begin}{letters}" *'
    wanted = dict.fromkeys(letters[start : start + PIECE] for start in range(len(letters) - PIECE + 1))
    return " AND ".join(f'"{begin}{piece}"' for piece in list(wanted)[:MOST_PIECES])


def place_of(day: date, row_id: UUID) -> int:
    """Return the place of a transaction: its day, the clock of its id, and the id's last digit, which has no order."""
    moment = min(max((row_id.int >> 80) - CLOCK_ZERO, 0), LAST_MOMENT)
    days, rest = (day - DAY_ZERO).days, row_id.int & 15
    place: int = (days << CLOCK_BITS | moment) << REST_BITS | rest
    return place


def first_place(day: date) -> int:
    """Return the lowest place of a day."""
    return (day - DAY_ZERO).days << (CLOCK_BITS + REST_BITS)


def _ledger_mark(ledger_id: UUID) -> str:
    return ledger_id.hex[-12:]


def declare(transactions: Table) -> None:
    """Create and drop the indexes with the table that SQLAlchemy cannot declare."""
    made = {
        "sqlite": (SQLITE_TABLE, AMOUNT_INDEX.format(span=SPAN_SQLITE)),
        "postgresql": (POSTGRESQL_FUNCTION, AMOUNT_INDEX.format(span=SPAN_POSTGRESQL), TEXT_INDEX),
    }
    for dialect, statements in made.items():
        for statement in statements:
            ddl = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(transactions, "after_create", ddl)
    drop = DDL("DROP TABLE transaction_texts").execute_if(dialect="sqlite")  # type: ignore[no-untyped-call]
    event.listen(transactions, "before_drop", drop)
