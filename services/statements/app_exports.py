"""Exports of other apps, recognised by their headers.

Mint, YNAB, Actual and Monarch export tables like a bank's. Firefly III and hledger write every movement between two
accounts once, or once for each account, so only the owner's side of each is a transaction.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from services.statements.amounts import MarkEvidence, currency_code, minor_units, read_decimal
from services.statements.dates import Dates
from services.statements.lines import Item, LineFault, SkipReason, StatementLine
from services.statements.options import DateOrder, ReadOptions
from services.statements.questions import mark_question, statement_of
from services.statements.skipped_rows import skipped
from services.statements.statement import BankStatement, Detected
from services.statements.tables import Table
from services.statements.texts import NAME_LENGTH, NOTE_LENGTH, PAYEE_LENGTH, Unreadable, clean
from services.statements.vocabulary import normalise
from services.values.errors import Refused
from services.values.money import decimal_places

Cells = Mapping[str, str]
"""The cells of a row by the names of their columns."""

_SIGNED = (
    frozenset(("account", "date", "payee", "notes", "category", "amount", "split amount")),  # Actual
    frozenset(("date", "merchant", "category", "account", "original statement", "amount")),  # Monarch
    frozenset(("date", "amount", "exchange rate", "base amount", "base currency", "payee")),  # our own
)
_MINT = frozenset(("date", "original description", "amount", "transaction type", "account name", "labels"))
_FIREFLY = frozenset(("journal id", "type", "amount", "currency code", "date", "source name", "destination name"))
_HLEDGER = frozenset(("txnidx", "date", "description", "account", "amount"))
_OWN_TYPES = ("asset account", "default account", "loan", "debt", "mortgage", "credit card")
_OWN_ROOTS = ("assets", "liabilities", "asset", "liability")
_OPENING = "opening balance"


def has_certain_signs(header: Sequence[str]) -> bool:
    """Return True if the app of this header always writes expenses with a minus."""
    names = _names(header)
    return any(known <= names for known in _SIGNED)


def has_month_first(header: Sequence[str]) -> bool:
    """Return True if the app of this header always writes the month first."""
    return _names(header) >= _MINT


def read_export(table: Table, options: ReadOptions) -> BankStatement | None:
    """Read an export of Firefly III or hledger; return None for any other table."""
    rows = table.sample()
    names = [normalise(cell).replace(" ", "_") for cell in rows[0]] if rows else []
    known = {name.replace("_", " ") for name in names}
    if known >= _FIREFLY:
        return _statement(table, options, "Firefly III", names)
    if known >= _HLEDGER:
        return _statement(table, options, "hledger", names)
    return None


def _names(header: Sequence[str]) -> set[str]:
    return {normalise(cell) for cell in header}


def _statement(table: Table, options: ReadOptions, app: str, names: list[str]) -> BankStatement:
    fallback = Detected(app, table.encoding, table.delimiter, 1)

    def read(wanted: ReadOptions) -> tuple[Detected, Iterator[Item]]:
        mark = wanted.csv.decimal_mark or _mark(table, names, wanted)
        detected = Detected(app, table.encoding, table.delimiter, 1, date_order=DateOrder.YMD, decimal_mark=mark)
        read = _firefly if app == "Firefly III" else _hledger
        return detected, read(table, names, mark, wanted.currency)

    return statement_of(read, options, fallback)


def _mark(table: Table, names: list[str], options: ReadOptions) -> str:
    evidence = MarkEvidence(decimal_places(options.currency) or 0)
    for item in _cells(table, names):
        if not isinstance(item, LineFault):
            evidence.add(item[1].get("amount", ""))
    if not evidence.decided:
        raise mark_question()
    return evidence.mark


def _cells(table: Table, names: list[str]) -> Iterator[tuple[int, Cells] | LineFault]:
    for number, item in enumerate(table.rows()):
        if isinstance(item, LineFault):
            yield item
        elif number and any(item[1]):
            yield item[0], dict(zip(names, item[1], strict=False))


def _firefly(table: Table, names: list[str], mark: str, assumed: str) -> Iterator[Item]:
    dates = Dates(DateOrder.YMD)
    for item in _cells(table, names):
        if isinstance(item, LineFault):
            yield item
            continue
        line, cells = item
        if normalise(cells.get("type", "")) == _OPENING:
            yield skipped(line, SkipReason.BALANCE, [cells.get(name, "") for name in ("date", "amount", "description")])
            continue
        try:
            yield from list(_sides(line, cells, dates, mark, assumed))
        except (Unreadable, Refused) as error:
            yield LineFault(line, str(error))
        except KeyError:
            yield LineFault(line, "The row has fewer columns than the header; export the file again.")


def _sides(line: int, cells: Cells, dates: Dates, mark: str, assumed: str) -> Iterator[StatementLine]:
    """Yield a transaction for each of the owner's accounts in a movement."""
    sides = (("source", "destination", -1), ("destination", "source", 1))
    own = [side for side in sides if normalise(cells.get(f"{side[0]}_type", "")) in _OWN_TYPES]
    if not own:
        raise Unreadable("Neither account of the row is your own; export the transactions of your own accounts.")
    for here, there, sign in own:
        # An account of another currency receives the foreign amount.
        is_foreign = len(own) > 1 and sign > 0 and cells.get("foreign_amount", "").strip()
        prefix = "foreign_" if is_foreign else ""
        code = currency_code(cells[f"{prefix}currency_code"]) or None
        amount = abs(read_decimal(cells[f"{prefix}amount"], mark)[0]) * sign
        notes = [cells.get("description", ""), cells.get("notes", ""), cells.get("tags", "")]
        yield StatementLine(
            line,
            clean(cells[f"{here}_name"], NAME_LENGTH),
            clean(cells["journal_id"], NAME_LENGTH),
            dates[cells["date"]],
            minor_units(amount, code or assumed),
            code,
            clean(cells[f"{there}_name"] or cells.get("description", ""), PAYEE_LENGTH),
            clean(" · ".join(filter(None, notes)), NOTE_LENGTH),
            clean(cells.get("category", ""), NAME_LENGTH),
        )


def _hledger(table: Table, names: list[str], mark: str, assumed: str) -> Iterator[Item]:
    """Yield the postings to own accounts; the other side of the transaction is their category."""
    dates = Dates(DateOrder.YMD)
    postings: list[tuple[int, Cells]] = []
    for item in _cells(table, names):
        if isinstance(item, LineFault):
            yield item
            continue
        if postings and item[1].get("txnidx") != postings[0][1].get("txnidx"):
            yield from _own_postings(postings, dates, mark, assumed)
            postings = []
        postings.append(item)
    yield from _own_postings(postings, dates, mark, assumed)


def _own_postings(postings: Sequence[tuple[int, Cells]], dates: Dates, mark: str, assumed: str) -> Iterator[Item]:
    others = [cells.get("account", "") for _, cells in postings if not _is_own(cells)]
    is_opening = bool(others) and all(normalise(name).startswith("equity") for name in others)
    category = others[0].partition(":")[2].replace(":", ": ", 1) if len(others) == 1 else ""
    for line, cells in postings:
        if not _is_own(cells):
            continue
        values = (cells.get("date", ""), cells.get("account", ""), cells.get("amount", ""))
        if is_opening:
            yield skipped(line, SkipReason.BALANCE, values)
            continue
        try:
            value, code = _posted(cells, mark)
            yield StatementLine(
                line,
                clean(cells["account"], NAME_LENGTH),
                "",
                dates[cells["date"]],
                minor_units(value, code or assumed),
                code,
                clean(cells.get("description", ""), PAYEE_LENGTH),
                clean(cells.get("comment", ""), NOTE_LENGTH),
                clean(category, NAME_LENGTH),
            )
        except (Unreadable, Refused) as error:
            yield LineFault(line, str(error))


def _is_own(cells: Cells) -> bool:
    return cells.get("account", "").partition(":")[0].strip("( )[]").casefold() in _OWN_ROOTS


def _posted(cells: Cells, mark: str) -> tuple[Decimal, str | None]:
    """Return the amount of a posting and its currency, from beside it or from its own column."""
    commodity = cells.get("commodity", "").strip()
    text = f"{cells['amount']} {commodity}".strip()
    return read_decimal(text, mark)
