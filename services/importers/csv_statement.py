"""Transactions of a CSV file, one row at a time."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from typing import IO

from services.errors import Refused
from services.importers.amounts import amount_reader, currency_code, minor_units, read_decimal
from services.importers.columns import IN_WORDS, OUT_WORDS
from services.importers.csv_dialect import Dialect, Row, detect_dialect, read_rows
from services.importers.dates import Dates, readings
from services.importers.encoding import opened_text
from services.importers.statement import (
    NAME_LENGTH,
    NOTE_LENGTH,
    PAYEE_LENGTH,
    CleanTexts,
    LineFault,
    ReadOptions,
    Statement,
    StatementLine,
    Unreadable,
    shown,
)
from services.money import check_currency

Parse = Callable[[int, Row], StatementLine]
"""The line where a row starts, and the row with one empty cell more → its transaction; raises Unreadable."""
Money = Callable[[Row], tuple[int, str | None]]
"""A row → minor units and the currency that the file names."""

MOST_PASSED_OVER = 10_000
# Read after the last line of the file: if it does not come out as a row of its own, a quote was left open.
_END = "\x00end of the statement\x00"
_SUMMARY = re.compile(
    r"((sub|grand )?totaa?l|sum|summe|gesamt|(\w+ )?(balance|saldo|solde|kontostand)|rows|count|end of)\b",
    re.IGNORECASE,
)
_UNCLOSED = "A quoted text from here on is never closed; add the missing quote."
_OVERLONG = "A text from here on has more than 131,072 characters; shorten it, or correct the quotes."
_ENDLESS = "From here on hardly any line holds a transaction; check that this is a statement."
_TEXTS = ("payee", "note", "category", "account", "bank_id")


def read_csv(file: IO[bytes], options: ReadOptions) -> Statement:
    """The transactions of a seekable CSV file; refuses a file in which none can be found."""
    dialect = detect_dialect(file, options)
    return Statement(dialect.detected(), _lines(file, dialect, options.currency))


def _lines(file: IO[bytes], dialect: Dialect, currency: str) -> Iterator[StatementLine | LineFault]:
    parse = _parser(dialect, currency)
    with opened_text(file, dialect.encoding) as text:
        written: list[str] = []
        rows = read_rows(_noted(chain(text, (_END,)), written), dialect.delimiter)
        row: Row = []
        line = passed_over = 0
        try:
            for _ in range(dialect.skip):
                next(rows)
            line = rows.line_num
            written.clear()
            for row in rows:
                first, line = line + 1, rows.line_num
                if line > first and row[0] != _END and not _is_well_quoted(written, dialect.delimiter):
                    yield LineFault(first, "A quote that begins here ends in the middle of a text; correct the quotes.")
                    written.clear()
                    continue
                written.clear()
                row.append("")  # where the roles without a column point
                try:
                    yield parse(first, row)
                    passed_over = 0
                except (Unreadable, IndexError) as error:
                    passed_over += 1
                    if passed_over > MOST_PASSED_OVER:
                        yield LineFault(first, _ENDLESS)
                        return
                    if _counts(row, dialect):
                        yield LineFault(first, str(error) if isinstance(error, Unreadable) else _short(row, dialect))
        except csv.Error as error:
            yield LineFault(line + 1, _OVERLONG if "field limit" in str(error) else _UNCLOSED)
            return
        if _END not in row:
            yield LineFault(line, "A quoted text is never closed; the file was cut short or a quote is missing.")


def _noted(lines: Iterable[str], written: list[str]) -> Iterator[str]:
    """The same lines, each noted as it is read."""
    for line in lines:
        written.append(line)
        yield line


def _is_well_quoted(written: Sequence[str], delimiter: str) -> bool:
    """Whether only a delimiter follows each closing quote: a row of several lines with a stray one has eaten others."""
    try:
        list(csv.reader(written, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _parser(dialect: Dialect, assumed: str) -> Parse:
    """The quick parser for signed amounts in one column; else the one that knows every way banks have."""
    known = dialect.columns.keys()
    special = dialect.named_currency or dialect.expenses_positive or {"direction", "currency"} & known
    plain = "amount" in known and not special
    return _quick(dialect, assumed) if plain else _general(dialect, assumed)


def _quick(dialect: Dialect, assumed: str) -> Parse:
    pick = _picker(dialect, "date", "amount", *_TEXTS)
    dates = Dates(dialect.date_order)
    payees, notes, names = CleanTexts(PAYEE_LENGTH), CleanTexts(NOTE_LENGTH), CleanTexts(NAME_LENGTH)
    code = dialect.currency
    read = amount_reader(dialect.decimal_mark, code or assumed)
    new = tuple.__new__  # half the time of calling the class, for a million rows

    def parse(line: int, row: Row) -> StatementLine:
        day, amount, payee, note, category, account, bank_id = pick(row)
        account, bank_id, category = names[account], names[bank_id], names[category]
        note = notes[note]
        called = payees[payee] or note[:PAYEE_LENGTH].rstrip() or category
        parts = (line, account, bank_id, dates[day], read(amount), code, called, note, category)
        return new(StatementLine, parts)

    return parse


def _general(dialect: Dialect, assumed: str) -> Parse:
    pick = _picker(dialect, "date", *_TEXTS)
    dates = Dates(dialect.date_order)
    payees, notes, names = CleanTexts(PAYEE_LENGTH), CleanTexts(NOTE_LENGTH), CleanTexts(NAME_LENGTH)
    money = _money(dialect, assumed)

    def parse(line: int, row: Row) -> StatementLine:
        day, payee, note, category, account, bank_id = pick(row)
        when = dates[day]
        minor, code = money(row)
        account, bank_id, category = names[account], names[bank_id], names[category]
        note = notes[note]
        called = payees[payee] or note[:PAYEE_LENGTH].rstrip() or category
        return StatementLine(line, account, bank_id, when, minor, code, called, note, category)

    return parse


def _picker(dialect: Dialect, *roles: str) -> Callable[[Row], tuple[str, ...]]:
    """A function from a row to the cells of these roles; a role without a column points at the last, empty cell."""
    return itemgetter(*(dialect.columns.get(role, -1) for role in roles))


def _money(dialect: Dialect, assumed: str) -> Money:
    pick = _picker(dialect, "amount", "debit", "credit", "direction", "currency")
    mark, paired = dialect.decimal_mark, "amount" not in dialect.columns
    codes = _Codes(dialect.currency)

    def money(row: Row) -> tuple[int, str | None]:
        amount, debit, credit, direction, currency = pick(row)
        value, beside = _paired(debit, credit, mark) if paired else read_decimal(amount, mark)
        code = codes[currency] or beside
        if beside and beside != code:
            raise Unreadable(f"The amount is in {beside} but its column says {code}; correct one of them.")
        value = _directed(value, direction) if direction else value
        return minor_units(-value if dialect.expenses_positive else value, code or assumed), code

    return money


class _Codes(dict[str, str | None]):
    """Currency codes by what stands in the currency column."""

    def __init__(self, named: str | None) -> None:
        super().__init__({"": named})
        self._named = named

    def __missing__(self, text: str) -> str | None:
        word = text.strip()
        code = currency_code(word) if word else self._named
        if word and not code:
            try:
                code = check_currency(shown(word))
            except Refused as refused:
                raise Unreadable(str(refused)) from None
        self[text] = code
        return code


def _paired(debit: str, credit: str, mark: str) -> tuple[Decimal, str | None]:
    if not credit.strip():
        value, code = read_decimal(debit, mark)
        return -abs(value), code
    value, code = read_decimal(credit, mark)
    if not debit.strip():
        return value, code
    out, other = read_decimal(debit, mark)
    if out and value:
        raise Unreadable("The line has both a debit and a credit; keep the one that is meant.")
    return value - abs(out), code or other


def _directed(value: Decimal, direction: str) -> Decimal:
    word = direction.strip().casefold()
    if word in OUT_WORDS:
        return -abs(value)
    if word in IN_WORDS:
        return abs(value)
    if not word:
        return value
    raise Unreadable(f"“{shown(direction)}” says neither debit nor credit; write one of these.")


def _counts(row: Row, dialect: Dialect) -> bool:
    """Whether an unreadable row is a fault: blank rows are not, nor balances and sums, nor our own end."""
    if row[0] == _END or not any(map(str.strip, row)):
        return False
    day = row[dialect.columns["date"]].strip() if len(row) > dialect.columns["date"] else ""
    money = [column for role, column in dialect.columns.items() if role in ("amount", "debit", "credit")]
    if not any(row[column].strip() for column in money if column < len(row)):
        return not any(_SUMMARY.match(cell.strip()) for cell in row)
    return any(readings(day)) or not _SUMMARY.match(day or row[0].strip())


def _short(row: Row, dialect: Dialect) -> str:
    needed = max(dialect.columns.values()) + 1
    return f"The line has {len(row) - 1} of at least {needed} columns; the file may be cut short or lack a delimiter."
