"""Transactions of an OFX or QFX file: bank and card statements of any number of accounts."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import IO

from services.statements.amounts import minor_units
from services.statements.encoding import detect_encoding
from services.statements.lines import Item, LineFault, SkipReason, StatementLine, check_range
from services.statements.ofx_tags import Tag, tags
from services.statements.options import ReadOptions
from services.statements.skipped_rows import find_reason, skipped
from services.statements.statement import BankStatement, Detected, Note, NoteCode, StatedBalance
from services.statements.texts import NAME_LENGTH, NOTE_LENGTH, PAYEE_LENGTH, Unreadable, clean, shown
from services.statements.vocabulary import says_balance
from services.statements.whole_files import first_and_last, no_transactions, read_whole, stated
from services.values.errors import Refused, invalid
from services.values.money import check_currency

_INVESTMENTS_LEFT_OUT = Note(NoteCode.LEFT_OUT, "The investment statement in the file was left out.")
_STATEMENTS = {"STMTRS", "CCSTMTRS"}
_INVESTMENTS = "INVSTMTRS"
_LEDGERS = {"LEDGERBAL", "AVAILBAL"}
_ENDS = {"STMTTRN", "BANKTRANLIST", *_STATEMENTS}
_ACCOUNTS = {"BANKACCTFROM", "CCACCTFROM"}
_INNER = {"CURRENCY", "ORIGCURRENCY", "BANKACCTTO", "CCACCTTO", "PAYEE", "EXTDNAME", "IMAGEDATA"}
_DATE = re.compile(r"(\d{4})(-?)(\d\d)\2(\d\d)(?!\d{1,3}(?!\d))(?:[\dT.:Z\s\[+-].*)?")
_AMOUNT = re.compile(r"([+-]?)(\d*)(?:[.,](\d*))?")
_CHARSET = re.compile(rb"\bCHARSET:\s*([\w-]+)")
_VERSION_2 = re.compile(r"<\?OFX|OFXHEADER:\s*2|<\?xml", re.IGNORECASE)


@dataclass(slots=True)
class _OfxEntry:
    """A transaction while its tags are read."""

    account: str
    currency: str
    fields: dict[str, str] = field(default_factory=dict)


def read_ofx(file: IO[bytes], options: ReadOptions) -> BankStatement:
    """Read an OFX file; refuse one that is cut short, too large, or empty."""
    raw = read_whole(file, "OFX")
    encoding = _encoding(file, raw)
    text = raw.decode(encoding, errors="replace")
    if "</ofx>" not in text[-4096:].lower():
        raise invalid("The file ends before its closing </OFX>; it was cut short: download it again.", "file")
    has_investments = "<invstmtrs" in text.lower()
    lines = _lines(text, options.currency)
    first = next(lines, None)
    if first is None and has_investments:
        raise invalid("Investment statements are not supported; export the bank or card statement alone.", "file")
    if first is None:
        raise no_transactions()
    version = "OFX 2 (XML)" if _VERSION_2.search(text[:2048]) else "OFX 1 (SGML)"
    notes = (_INVESTMENTS_LEFT_OUT,) if has_investments else ()
    balances = first_and_last(_balances(text, options.currency))
    return BankStatement(Detected(version, encoding, notes=notes, balances=balances), chain([first], lines))


def _encoding(file: IO[bytes], raw: bytes) -> str:
    encoding = detect_encoding(file)
    charset = _CHARSET.search(raw[:1024])
    if encoding.startswith("utf") or not charset:
        return encoding
    return "cp1252" if charset.group(1) in (b"1252", b"ISO-8859-1") else encoding


def _lines(text: str, assumed: str) -> Iterator[Item]:
    for number, entry in enumerate(_entries(text), start=1):
        yield _line(number, entry, assumed)


def _of_banks(all_tags: Iterator[Tag]) -> Iterator[Tag]:
    """Yield the tags without those of investment statements."""
    is_investment = False
    for opens, name, value in all_tags:
        if name == _INVESTMENTS or name in _STATEMENTS:
            is_investment = opens and name == _INVESTMENTS
        if not is_investment:
            yield opens, name, value


def _entries(text: str) -> Iterator[_OfxEntry]:
    account = currency = inner = ""
    entry: _OfxEntry | None = None
    for opens, name, value in _of_banks(tags(text)):
        if entry and (name in _ENDS):
            yield entry
            entry = None
        if name in _STATEMENTS:
            account = currency = inner = ""
        elif name in _INNER or name in _ACCOUNTS:
            inner = name if opens else ""
        elif not opens or (not value and name != "STMTTRN"):
            continue
        elif name == "STMTTRN":
            entry, inner = _OfxEntry(account, currency), ""
        elif entry:
            entry.fields.setdefault(f"{inner}.{name}" if inner else name, value)
        elif name == "CURDEF":
            currency = value
        elif name == "ACCTID" and inner in _ACCOUNTS:
            account = value


def _balances(text: str, assumed: str) -> Iterator[StatedBalance]:
    """Yield the balance of each statement (LEDGERBAL)."""
    account = currency = inner = ""
    fields: dict[str, str] = {}
    for opens, name, value in _of_banks(tags(text)):
        if name in _STATEMENTS or name in _LEDGERS or name in _ACCOUNTS:
            if fields:
                yield from _balance(account, currency or None, assumed, fields)
            fields = {}
            inner = name if opens else ""
            account, currency = ("", "") if name in _STATEMENTS else (account, currency)
        elif value and name == "CURDEF":
            currency = value.upper()
        elif value and name == "ACCTID" and inner in _ACCOUNTS:
            account = value
        elif value and inner == "LEDGERBAL":
            fields[name] = value


def _balance(account: str, currency: str | None, assumed: str, fields: dict[str, str]) -> Iterator[StatedBalance]:
    with suppress(Unreadable, Refused):
        amount = _decimal(fields.get("BALAMT", ""), "balance (BALAMT)")
        yield from stated(account, currency, assumed, _date(fields.get("DTASOF", "")), amount)


def _line(number: int, entry: _OfxEntry, assumed: str) -> Item:
    fields = entry.fields
    texts = [fields.get(name, "") for name in ("NAME", "MEMO")]
    amount_text = fields.get("TRNAMT", "")
    if amount_text and not amount_text.strip(" .,+-") and fields.get("DTPOSTED"):
        return skipped(number, find_reason(" ".join(filter(None, texts))).reason, texts)
    if any(map(says_balance, texts)):
        return skipped(number, SkipReason.BALANCE, [*texts, amount_text])
    currency = (fields.get("CURRENCY.CURSYM") or entry.currency).upper() or None
    faults: list[str] = []
    day, amount = date.min, 0
    try:
        day = _date(fields.get("DTPOSTED", ""))
    except Unreadable as error:
        faults.append(str(error))
    try:
        amount = _amount(fields.get("TRNAMT", ""), currency, assumed)
    except (Unreadable, Refused) as error:
        faults.append(str(error))
    if faults:
        return LineFault(number, " ".join(faults))
    note = clean(fields.get("MEMO", ""), NOTE_LENGTH)
    payee = clean(fields.get("NAME") or fields.get("PAYEE.NAME", ""), PAYEE_LENGTH)
    return StatementLine(
        number,
        clean(entry.account, NAME_LENGTH),
        clean(fields.get("FITID", ""), NAME_LENGTH),
        day,
        amount,
        currency,
        payee or note[:PAYEE_LENGTH].rstrip() or clean(fields.get("TRNTYPE", ""), PAYEE_LENGTH),
        note,
        clean(fields.get("CATEGORY", ""), NAME_LENGTH),
    )


def _date(text: str) -> date:
    """Return the day as written; time and zone do not move it."""
    if not text:
        raise Unreadable("The date (DTPOSTED) is missing; correct the entry or export the statement again.")
    parts = _DATE.fullmatch(text)
    try:
        if not parts:
            raise ValueError
        return check_range(date(int(parts[1]), int(parts[3]), int(parts[4])))
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(f"The date “{shown(text)}” is not a date of the calendar; write it as 20260131.") from None


def _amount(text: str, currency: str | None, assumed: str) -> int:
    amount = _decimal(text, "amount (TRNAMT)")
    if currency:
        check_currency(currency)
    return minor_units(amount, currency or assumed)


def _decimal(text: str, name: str) -> Decimal:
    if not text:
        raise Unreadable(f"The {name} is missing; correct the entry or export the statement again.")
    parts = _AMOUNT.fullmatch(text) if len(text) <= 40 else None
    if not parts or not (parts[2] or parts[3]):
        raise Unreadable(f"The amount “{shown(text)}” is not a number; write it as -12.50.")
    return Decimal(f"{parts[1]}{parts[2] or 0}.{parts[3] or 0}")
