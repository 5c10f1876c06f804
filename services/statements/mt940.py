"""Transactions of an MT940 file, read by the package mt-940, which knows the variants of many banks."""

import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import IO

import mt940

from services.statements.amounts import minor_units
from services.statements.encoding import detect_encoding
from services.statements.lines import Item, LineFault, StatementLine, check_range
from services.statements.options import ReadOptions
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

_MOST_STATEMENTS, _MOST_ENTRIES = 2_000, 30_000  # the package reads 20,000 entries a second
_STATEMENT = re.compile(r"^:20:", re.MULTILINE)
_ENTRY = re.compile(r"^:61:", re.MULTILINE)
# It logs every line that it cannot read, with what the line says.
logging.getLogger("mt940").addHandler(logging.NullHandler())
logging.getLogger("mt940").propagate = False
_NOTHING = ("NONREF", "NOTPROVIDED")


def read_mt940(file: IO[bytes], options: ReadOptions) -> BankStatement:
    """Read an MT940 file with one statement or several."""
    raw = read_whole(file, "MT940")
    check_count(raw, b":20:", _MOST_STATEMENTS)
    check_count(raw, b":61:", _MOST_ENTRIES)
    check_count(raw, b"\n:", 4 * _MOST_ENTRIES)
    encoding = detect_encoding(file)
    text = raw.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    statements = [_parsed(part) for part in _parts(text)]
    if not any(len(statement) for statement in statements):
        raise no_transactions()
    balances = ((_opening(statement), _moved(statement), _closing(statement)) for statement in statements)
    ends = first_and_last(chain.from_iterable(_stated(statement, options.currency) for statement in statements))
    detected = Detected("MT940", encoding, notes=balance_notes(balances), balances=ends)
    return BankStatement(detected, _items(statements, options.currency))


def _parts(text: str) -> Iterator[str]:
    starts = [match.start() for match in _STATEMENT.finditer(text)] or [0]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield text[start:end]


def _parsed(text: str) -> "mt940.models.Transactions":
    problem: Exception | None = None
    dialects: tuple[dict[int | str, mt940.tags.Tag] | None, ...] = (None, {61: mt940.tags.StatementASNB()})
    for tags in dialects:
        parsed = mt940.models.Transactions(tags=tags, options=mt940.Options.all())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                parsed.parse(text)
        except Exception as error:  # the package raises whatever its patterns and dates raise
            problem = error
            continue
        if len(_ENTRY.findall(text)) == len(parsed):
            return parsed
        problem = problem or ValueError("an entry (:61:) is not understood")
    raise invalid(f"The MT940 file cannot be read ({shown(str(problem))}); export it again.", "file")


def _opening(statement: "mt940.models.Transactions") -> Decimal | None:
    return _balance(statement.data, "final_opening_balance", "intermediate_opening_balance", "opening_balance")


def _closing(statement: "mt940.models.Transactions") -> Decimal | None:
    return _balance(statement.data, "final_closing_balance", "intermediate_closing_balance", "closing_balance")


def _balance(data: Mapping[str, object], *names: str) -> Decimal | None:
    balance = next((data[name] for name in names if data.get(name)), None)
    amount = getattr(getattr(balance, "amount", None), "amount", None)
    return amount if isinstance(amount, Decimal) else None


def _stated(statement: "mt940.models.Transactions", assumed: str) -> Iterator[StatedBalance]:
    """Yield the final balances; intermediate ones are of the middle of a day."""
    days = [booked for entry in statement if (booked := _booked(entry.data))]
    for name in ("final_opening_balance", "final_closing_balance"):
        balance = statement.data.get(name)
        day = eve_of(days) if name == "final_opening_balance" else _plain(getattr(balance, "date", None))
        currency = getattr(getattr(balance, "amount", None), "currency", None)
        yield from stated(_account(statement.data), currency, assumed, day, _balance(statement.data, name))


def _moved(statement: "mt940.models.Transactions") -> Decimal:
    return sum((entry.data["amount"].amount for entry in statement), Decimal())


def _items(statements: list["mt940.models.Transactions"], assumed: str) -> Iterator[Item]:
    entries = chain.from_iterable(((entry, statement.data) for entry in statement) for statement in statements)
    for number, (entry, data) in enumerate(entries, start=1):
        try:
            yield _line(number, entry.data, data, assumed)
        except Unreadable as error:
            yield LineFault(number, str(error))


def _line(number: int, entry: Mapping[str, object], data: Mapping[str, object], assumed: str) -> StatementLine:
    amount = entry["amount"]
    currency = getattr(amount, "currency", None)
    day = check_range(_booked(entry))
    texts = [_text(entry, name) for name in ("purpose", "additional_purpose", "transaction_details", "extra_details")]
    details = next(filter(None, texts), "")
    payee = " ".join(filter(None, (_text(entry, "applicant_name"), _text(entry, "recipient_name")))) or details
    bank_id = _text(entry, "bank_reference")
    return StatementLine(
        number,
        clean(_account(data), NAME_LENGTH),
        clean("" if bank_id in _NOTHING else bank_id, NAME_LENGTH),
        day,
        minor_units(amount.amount, _checked(currency) if currency else assumed),  # type: ignore[attr-defined]
        currency,
        clean(payee or _text(entry, "posting_text") or _text(entry, "id"), PAYEE_LENGTH),
        clean(details, NOTE_LENGTH),
        "",
    )


def _checked(currency: str) -> str:
    try:
        return check_currency(currency)
    except Refused as refused:
        raise Unreadable(str(refused)) from None


def _booked(entry: Mapping[str, object]) -> date:
    return _plain(entry.get("entry_date") or entry["date"]) or date.min


def _plain(day: object) -> date | None:
    """Return a date of the package as one of our own."""
    return date(day.year, day.month, day.day) if isinstance(day, date) else None


def _account(data: Mapping[str, object]) -> str:
    return str(data.get("account_identification") or "")


def _text(entry: Mapping[str, object], name: str) -> str:
    return str(entry.get(name) or "").strip()
