"""Transactions of a QIF file: bank, cash and card accounts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from services.statements.amounts import MarkEvidence, minor_units, read_decimal
from services.statements.dates import DateEvidence, Dates
from services.statements.encoding import detect_encoding
from services.statements.lines import Item, LineFault, SkipReason, StatementLine
from services.statements.options import DateOrder, ReadOptions
from services.statements.questions import date_question, mark_question, statement_of
from services.statements.skipped_rows import skipped
from services.statements.statement import BankStatement, Detected, Note, NoteCode
from services.statements.texts import NAME_LENGTH, NOTE_LENGTH, PAYEE_LENGTH, Unreadable, clean
from services.statements.vocabulary import says_balance
from services.statements.whole_files import check_count, no_transactions, read_whole
from services.values.money import decimal_places

_MOST_LINES, _MOST_ENTRIES = 2_000_000, 200_000
_MONEY = ("bank", "cash", "ccard", "oth a", "oth l")
_INVESTMENTS = "invst"
_SHORT_YEAR = re.compile(r"'\s*(\d{2})$")
_TRANSFER = re.compile(r"\[([^\]]*)\]")


@dataclass(slots=True)
class _QifRecord:
    """A record of the file: its fields by their letter."""

    line: int
    account: str
    fields: dict[str, str] = field(default_factory=dict)
    splits: list[str] = field(default_factory=list)


def read_qif(file: IO[bytes], options: ReadOptions) -> BankStatement:
    """Read a QIF file; the order of its dates is decided once for the whole file, or asked."""
    raw = read_whole(file, "QIF")
    check_count(raw, b"\n", _MOST_LINES)
    check_count(raw, b"^", _MOST_ENTRIES)
    encoding = detect_encoding(file)
    entries, has_investments = _entries(raw.decode(encoding, errors="replace"))
    if not entries:
        raise no_transactions()
    notes = (Note(NoteCode.LEFT_OUT, "The investment account in the file was left out."),) if has_investments else ()

    def read(wanted: ReadOptions) -> tuple[Detected, Iterator[Item]]:
        order, mark = _order(entries, wanted), _mark(entries, wanted)
        detected = Detected("QIF", encoding, date_order=order, decimal_mark=mark, notes=notes)
        dates = Dates(order)
        return detected, (_item(entry, dates, mark, wanted.currency) for entry in entries)

    return statement_of(read, options, Detected("QIF", encoding, notes=notes))


def _entries(text: str) -> tuple[list[_QifRecord], bool]:
    """Return every transaction, and whether investments were left out."""
    entries: list[_QifRecord] = []
    section = account = ""
    has_investments = False
    entry = _QifRecord(1, "")
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("!"):
            command = line[1:].strip().casefold()
            if not command.startswith(("option", "clear")):
                section = command.removeprefix("type:").strip()
            entry = _QifRecord(number + 1, account)
        elif line == "^":
            if section == "account":
                account = clean(entry.fields.get("N", ""), NAME_LENGTH)
            elif section in _MONEY and entry.fields:
                entries.append(entry)
            has_investments = has_investments or section == _INVESTMENTS
            entry = _QifRecord(number + 1, account)
        elif line:
            _add(entry, line[0], line[1:].strip())
    if section in _MONEY and entry.fields.keys() & {"D", "T"}:
        entries.append(entry)  # the last mark may be missing
    return entries, has_investments


def _add(entry: _QifRecord, letter: str, value: str) -> None:
    if letter == "S":
        entry.splits.append(value)
    elif letter == "$" and entry.splits:
        entry.splits[-1] = f"{entry.splits[-1]} {value}"
    elif not (entry.splits and letter in "E%"):
        entry.fields.setdefault(letter, value)


def _day(entry: _QifRecord) -> str:
    return _SHORT_YEAR.sub(r"/20\1", entry.fields.get("D", "")).replace("'", "/").replace(" ", "")


def _amount(entry: _QifRecord) -> str:
    return entry.fields.get("T") or entry.fields.get("U", "")


def _order(entries: list[_QifRecord], options: ReadOptions) -> DateOrder:
    if options.csv.date_order:
        return options.csv.date_order
    evidence = DateEvidence()
    for entry in entries:
        evidence.add(_day(entry))
    orders = evidence.orders
    if len(orders) > 1:  # QIF writes no short year first
        orders = tuple(order for order in orders if order is not DateOrder.YMD)
    if len(orders) > 1:
        raise date_question(orders)
    return orders[0]


def _mark(entries: list[_QifRecord], options: ReadOptions) -> str:
    evidence = MarkEvidence(decimal_places(options.currency) or 0)
    for entry in entries:
        evidence.add(_amount(entry))
    if options.csv.decimal_mark or evidence.decided:
        return options.csv.decimal_mark or evidence.mark
    raise mark_question()


def _item(entry: _QifRecord, dates: Dates, mark: str, currency: str) -> Item:
    fields = entry.fields
    payee, memo = fields.get("P", ""), fields.get("M", "")
    if says_balance(payee):
        return skipped(entry.line, SkipReason.BALANCE, [fields.get("D", ""), payee, _amount(entry)])
    faults: list[str] = []
    day = amount = None
    try:
        day = dates[_day(entry)]
    except Unreadable as error:
        faults.append(str(error))
    try:
        value, named = read_decimal(_amount(entry), mark)
        amount = minor_units(value, named or currency)
    except Unreadable as error:
        faults.append(str(error))
    if day is None or amount is None:
        return LineFault(entry.line, " ".join(faults))
    other = _TRANSFER.match(fields.get("L", ""))
    category = "" if other or entry.splits else fields.get("L", "").partition("/")[0]
    note = clean(" · ".join(filter(None, [memo, *entry.splits])), NOTE_LENGTH)
    called = payee or (f"Transfer: {other.group(1)}" if other else "") or memo
    return StatementLine(
        entry.line,
        entry.account,
        "",
        day,
        amount,
        named,
        clean(called, PAYEE_LENGTH),
        note,
        clean(category.replace(":", ": ", 1), NAME_LENGTH),
    )
