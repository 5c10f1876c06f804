"""Transactions of a CAMT file (ISO 20022): reports (052), statements (053) and notifications (054), any version."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import IO
from xml.etree.ElementTree import Element, ParseError, XMLParser

from services.statements.amounts import minor_units
from services.statements.lines import Item, LineFault, SkipReason, StatementLine, check_range
from services.statements.options import ReadOptions
from services.statements.skipped_rows import skipped
from services.statements.statement import BankStatement, Detected, StatedBalance
from services.statements.texts import NAME_LENGTH, NOTE_LENGTH, PAYEE_LENGTH, Unreadable, clean, shown
from services.statements.whole_files import (
    balance_notes,
    check_count,
    eve_of,
    first_and_last,
    no_transactions,
    read_whole,
    stated,
)
from services.values.errors import Refused, invalid
from services.values.money import check_currency

_CHUNK = 1 << 16
_MOST_TAGS = 1_500_000
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([\w.-]+)")
_NAMESPACE = re.compile(r"camt\.(\d{3})\.\d{3}\.(\d{2})")
_STATEMENTS = ("Stmt", "Rpt", "Ntfctn")
_STATES = {"PDNG": SkipReason.PENDING, "FUTR": SkipReason.PENDING, "INFO": SkipReason.INFORMATION}
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T+Z-].*)?")
_NOTHING = ("NOTPROVIDED", "NONREF")


@dataclass(frozen=True, slots=True)
class _Part:
    """An amount of an entry: its whole, one of its details, or the remaining charges."""

    amount: Decimal
    details: Element | None
    reference: str


def read_camt(file: IO[bytes], options: ReadOptions) -> BankStatement:
    """Read one CAMT file."""
    return read_camts([read_whole(file, "CAMT")], options)


def read_camts(files: Sequence[bytes], options: ReadOptions) -> BankStatement:
    """Read several CAMT files, as banks zip them."""
    roots = [_root(raw) for raw in files]
    statements = [element for root in roots for element in root.iter() if element.tag in _STATEMENTS]
    if not any(statement.find("Ntry") is not None for statement in statements):
        raise no_transactions()
    notes = balance_notes(
        (_balance(statement, "OPBD", "PRCD"), _moved(statement), _balance(statement, "CLBD"))
        for statement in statements
    )
    encoding = _ENCODING.search(files[0][:200])
    detected = Detected(
        _name(files[0]),
        encoding.group(1).decode().lower() if encoding else "utf-8",
        notes=notes,
        balances=first_and_last(chain.from_iterable(_stated(statement, options.currency) for statement in statements)),
    )
    return BankStatement(detected, _items(statements, options.currency))


def _root(raw: bytes) -> Element:
    """Parse the document without namespaces; refuse entity declarations, so nothing is expanded."""
    check_count(raw, b"<", _MOST_TAGS)
    if _DECLARATION.search(raw):
        raise invalid("The XML file declares entities of its own; export it again from your bank.", "file")
    parser = XMLParser()  # noqa: S314  without declarations there is nothing to expand
    try:
        for start in range(0, len(raw), _CHUNK):
            parser.feed(raw[start : start + _CHUNK])
        root: Element = parser.close()
    except (ParseError, LookupError, ValueError) as error:
        raise invalid(f"The XML file is broken ({error}); download it again.", "file") from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _name(raw: bytes) -> str:
    namespace = _NAMESPACE.search(raw[:4096].decode("ascii", errors="replace"))
    return f"CAMT.{namespace.group(1)}" if namespace else "CAMT"


def _items(statements: Sequence[Element], assumed: str) -> Iterator[Item]:
    entries = chain.from_iterable(
        ((statement, entry) for entry in statement.findall("Ntry")) for statement in statements
    )
    for number, (statement, entry) in enumerate(entries, start=1):
        if reason := _STATES.get(_state(entry)):
            yield skipped(number, reason, [_day_text(entry), _text(entry, "Amt"), _text(entry, "AddtlNtryInf")])
            continue
        try:
            yield from _lines(number, statement, entry, assumed)
        except (Unreadable, Refused) as error:
            yield LineFault(number, str(error))


def _lines(number: int, statement: Element, entry: Element, assumed: str) -> Iterator[StatementLine]:
    amount = entry.find("Amt")
    currency = (amount.get("Ccy") if amount is not None else None) or _text(statement, "Acct/Ccy") or None
    if currency:
        check_currency(currency)
    account = _account(statement)
    day = _day(_day_text(entry))
    for part in _parts(entry):
        payee, note = _texts(entry, part)
        yield StatementLine(
            number,
            clean(account, NAME_LENGTH),
            clean(part.reference, NAME_LENGTH),
            day,
            minor_units(part.amount, currency or assumed),
            currency,
            clean(payee, PAYEE_LENGTH),
            clean(note, NOTE_LENGTH),
            "",
        )


def _parts(entry: Element) -> list[_Part]:
    """Return the details of an entry if they add up to it, charges apart; else the whole entry."""
    whole = _signed(entry)
    reference = _reference(_text(entry, "AcctSvcrRef"))
    details = entry.findall("NtryDtls/TxDtls")
    if len(details) < 2:
        only = details[0] if details else None
        own = _reference(_text(only, "Refs/AcctSvcrRef")) if only is not None else ""
        return [_Part(whole, only, reference or own)]
    amounts = [_detail_amount(detail, entry) for detail in details]
    if None in amounts:
        return [_Part(whole, None, reference)]
    known = [amount for amount in amounts if amount is not None]
    left = whole - sum(known, Decimal())
    if left and left != -_charges(entry):
        return [_Part(whole, None, reference)]
    parts = [
        _Part(amount, detail, _reference(_text(detail, "Refs/AcctSvcrRef")) or (reference and f"{reference}/{at}"))
        for at, (amount, detail) in enumerate(zip(known, details, strict=True), start=1)
    ]
    return [*parts, _Part(left, None, reference and f"{reference}/0")] if left else parts


def _reference(text: str) -> str:
    return "" if text.upper() in _NOTHING else text


def _detail_amount(details: Element, entry: Element) -> Decimal | None:
    """Return the amount of a detail in its entry's currency, with its own sign or the entry's."""
    amount_element = details.find("Amt")
    amount_element = amount_element if amount_element is not None else details.find("AmtDtls/TxAmt/Amt")
    amount = entry.find("Amt")
    if amount_element is None or amount is None or amount_element.get("Ccy") != amount.get("Ccy"):
        return None
    way = _text(details, "CdtDbtInd") or _text(entry, "CdtDbtInd")
    return _decimal(amount_element.text or "") * (-1 if way == "DBIT" else 1)


def _charges(entry: Element) -> Decimal:
    """Return the charges of an entry as money out."""
    records = [*entry.findall("Chrgs/Rcrd"), *entry.findall("NtryDtls/TxDtls/Chrgs/Rcrd")]
    amounts = [_decimal(_text(record, "Amt")) for record in records if _text(record, "Amt")]
    return sum(amounts, Decimal()) or _decimal(_text(entry, "Chrgs/TtlChrgsAndTaxAmt") or "0")


def _texts(entry: Element, part: _Part) -> tuple[str, str]:
    details = part.details
    about = _text(entry, "AddtlNtryInf")
    if details is None:
        return about, about
    role = "Cdtr" if part.amount < 0 else "Dbtr"
    paths = (f"RltdPties/{role}/Nm", f"RltdPties/{role}/Pty/Nm", f"RltdPties/Ultmt{role}/Nm")
    name = next(filter(None, (_text(details, path) for path in paths)), "")
    texts = [element.text or "" for element in details.findall("RmtInf/Ustrd")]
    texts += [_text(element, "CdtrRefInf/Ref") for element in details.findall("RmtInf/Strd")]
    texts.append(_text(details, "AddtlTxInf"))
    note = " ".join(dict.fromkeys(filter(None, (text.strip() for text in texts)))) or about
    return name or note or about, note


def _day_text(entry: Element) -> str:
    paths = ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    return next(filter(None, (_text(entry, path) for path in paths)), "")


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    try:
        if not match:
            raise ValueError
        return check_range(date(int(match[1]), int(match[2]), int(match[3])))
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(f"The date “{shown(text)}” is not a date; write it as 2026-01-31.") from None


def _signed(element: Element) -> Decimal:
    amount = _decimal(_text(element, "Amt"))
    way = _text(element, "CdtDbtInd")
    if way not in ("CRDT", "DBIT"):
        raise Unreadable("The entry says neither CRDT nor DBIT; correct it or export the file again.")
    return -amount if way == "DBIT" else amount


def _decimal(text: str) -> Decimal:
    try:
        if len(text) > 40:
            raise InvalidOperation
        value = Decimal(text.strip())
    except InvalidOperation:
        raise Unreadable(f"The amount “{shown(text)}” is not a number; write it as 12.50.") from None
    if not value.is_finite():
        raise Unreadable(f"The amount “{shown(text)}” is not a number; write it as 12.50.")
    return value


def _moved(statement: Element) -> Decimal:
    """Return the sum of the readable booked entries."""
    total = Decimal()
    for entry in statement.findall("Ntry"):
        if _state(entry) not in _STATES:
            try:
                total += _signed(entry)
            except Unreadable:
                continue
    return total


def _balance(statement: Element, *codes: str) -> Decimal | None:
    balance = _balance_element(statement, *codes)
    try:
        return None if balance is None else _signed(balance)
    except Unreadable:
        return None


def _balance_element(statement: Element, *codes: str) -> Element | None:
    return next(
        (
            balance
            for code in codes
            for balance in statement.findall("Bal")
            if _text(balance, "Tp/CdOrPrtry/Cd") == code
        ),
        None,
    )


def _stated(statement: Element, assumed: str) -> Iterator[StatedBalance]:
    """Yield the opening and the closing balance, each at the end of a day."""
    closing = _balance_element(statement, "CLBD")
    until = _date(_text(closing, "Dt/Dt") or _text(closing, "Dt/DtTm"))
    entries = (entry for entry in statement.findall("Ntry") if _state(entry) not in _STATES)
    days = [day for entry in entries if (day := _date(_day_text(entry)))]
    for day, *codes in ((eve_of(days), "OPBD", "PRCD"), (until, "CLBD")):
        amount = _balance_element(statement, *codes)
        currency = amount.find("Amt") if amount is not None else None
        named = (currency.get("Ccy") if currency is not None else None) or _text(statement, "Acct/Ccy") or None
        yield from stated(_account(statement), named, assumed, day, _balance(statement, *codes))


def _account(statement: Element) -> str:
    return _text(statement, "Acct/Id/IBAN") or _text(statement, "Acct/Id/Othr/Id")


def _state(entry: Element) -> str:
    return _text(entry, "Sts/Cd") or _text(entry, "Sts")


def _date(text: str) -> date | None:
    try:
        return _day(text)
    except Unreadable:
        return None


def _text(element: Element | None, path: str) -> str:
    return (element.findtext(path) or "").strip() if element is not None else ""
