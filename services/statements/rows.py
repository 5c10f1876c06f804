"""Read the transactions of a table, one row at a time."""

from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from operator import itemgetter

from services.statements.amounts import SignMark, amount_reader, currency_code, minor_units, read_decimal, written
from services.statements.column_names import is_payer
from services.statements.dates import Dates
from services.statements.layout import Layout
from services.statements.lines import Item, LineFault, SkipReason, StatementLine
from services.statements.skipped_rows import NoTransaction, classify, find_reason
from services.statements.tables import Row, Table
from services.statements.texts import NAME_LENGTH, NOTE_LENGTH, PAYEE_LENGTH, CleanTexts, Unreadable, clean, shown
from services.statements.vocabulary import direction_of, is_payment, says_balance, says_neither, state_of
from services.values.errors import Refused
from services.values.money import check_currency

Parse = Callable[[int, Row], StatementLine]
"""From the first line of a row, and the row with an extra empty cell, to its transaction.

Raises Unreadable, or NoTransaction for a row that is none.
"""
Money = Callable[[Row], tuple[int, str | None]]
"""From a row to minor units and the currency that the file names."""

MOST_PASSED_OVER = 10_000
_WITHOUT_MONEY = {SkipReason.INFORMATION, SkipReason.HEADER, SkipReason.BALANCE}
_NOTHING_READ = "No row holds a date and an amount; say which columns do, or check that this is a bank statement."
_ENDLESS = "From here on hardly any line holds a transaction; check that this is a statement."


def read_rows(table: Table, layout: Layout, currency: str) -> Iterator[Item]:
    """Yield every transaction, skipped row and fault of a table."""
    parse = _parser(layout, currency)
    passed_over = number = line = 0
    reasons = set()
    with closing(table.rows()) as rows:  # type: ignore[type-var]
        for item in rows:
            if isinstance(item, LineFault):
                yield item
                continue
            number += 1
            if number <= layout.skip:
                continue
            line, row = item
            row.append("")  # roles without a column point here
            try:
                yield parse(line, row)
                passed_over = 0
            except (NoTransaction, Unreadable, IndexError) as error:
                passed_over += 1
                if passed_over > MOST_PASSED_OVER:
                    yield LineFault(line, _ENDLESS)
                    return
                if skipped_or_fault := classify(line, row, layout, error):
                    reasons.add(getattr(skipped_or_fault, "reason", None))
                    yield skipped_or_fault
    if passed_over == number - layout.skip and SkipReason.INFORMATION in reasons <= _WITHOUT_MONEY:
        yield LineFault(line, _NOTHING_READ)


def _parser(layout: Layout, assumed: str) -> Parse:
    """Return the fast parser for signed amounts in one column, or the general one."""
    signs = layout.signs
    special = layout.named_currency or signs.turned or layout.has("direction", "currency", "status", "split")
    special = special or layout.fees_negative is not None or len(layout.columns.get("payee", ())) > 1
    plain = layout.has("amount") and not special and len(layout.columns.get("note", ())) < 2
    return _quick(layout, assumed) if plain else _general(layout, assumed)


class _Payees(CleanTexts):
    """Cleaned texts that refuse one that only speaks of a balance."""

    def __missing__(self, text: str) -> str:
        if says_balance(text):
            raise find_reason(text)
        return super().__missing__(text)


def _quick(layout: Layout, assumed: str) -> Parse:
    pick = _picker(layout, "date", "amount", "payee", "note", "category", "account", "bank_id")
    dates = Dates(layout.date_order)
    payees, notes, names = _Payees(PAYEE_LENGTH), _Payees(NOTE_LENGTH), CleanTexts(NAME_LENGTH)
    code = layout.currency
    read = amount_reader(layout.decimal_mark, code or assumed)
    new = tuple.__new__  # half the time of calling the class, for a million rows

    def parse(line: int, row: Row) -> StatementLine:
        day, amount, payee, note, category, account, bank_id = pick(row)
        account, bank_id, category = names[account], names[bank_id], names[category]
        note = notes[note]
        called = payees[payee] or note[:PAYEE_LENGTH].rstrip() or category
        parts = (line, account, bank_id, dates[day], read(amount), code, called, note, category)
        return new(StatementLine, parts)

    return parse


def _general(layout: Layout, assumed: str) -> Parse:
    pick = _picker(layout, "date", "category", "account", "bank_id", "status", "split")
    dates = Dates(layout.date_order)
    payees, names = _Payees(PAYEE_LENGTH), CleanTexts(NAME_LENGTH)
    receivers, note_columns = layout.columns.get("payee", ()), layout.columns.get("note", ())
    # The payer comes first when money comes in, and last when it goes out.
    payers = sorted(receivers, key=lambda column: not is_payer(layout.header_name(column)))
    receivers = tuple(sorted(receivers, key=lambda column: is_payer(layout.header_name(column))))
    money = _money(layout, assumed)
    has_status = layout.has("status")

    def parse(line: int, row: Row) -> StatementLine:
        day, category, account, bank_id, status, split = pick(row)
        if has_status and (state := state_of(status)) is not True:
            if state is None:
                raise Unreadable(f"“{shown(status)}” is no known state of a transaction; correct it.")
            raise NoTransaction(state)
        if split.strip("0., "):
            raise NoTransaction(SkipReason.SPLIT)  # its parts have rows of their own
        when = dates[day]
        noted = [payees[row[column]] for column in note_columns if column < len(row)]
        parties = [payees[row[column]] for column in receivers if column < len(row)]
        minor, code = money(row)
        if minor > 0:
            parties = [payees[row[column]] for column in payers if column < len(row)]
        called, note = _texts(parties, noted)
        category = names[category]
        return StatementLine(
            line, names[account], names[bank_id], when, minor, code, called or category, note, category
        )

    return parse


def _texts(payees: list[str], noted: list[str]) -> tuple[str, str]:
    """Return the first filled text as payee, and the others, each once, as note."""
    payee = next(filter(None, payees), "")
    rest = list(filter(None, dict.fromkeys([*noted, *(text for text in payees if text != payee)])))
    note = clean(" · ".join(rest), NOTE_LENGTH)
    return payee or (rest[0][:PAYEE_LENGTH].rstrip() if rest else ""), note


def _picker(layout: Layout, *roles: str) -> Callable[[Row], tuple[str, ...]]:
    """Return a function from a row to the cells of roles; one without a column gets the last, empty cell."""
    return itemgetter(*(layout.columns.get(role, (-1,))[0] for role in roles))


def _money(layout: Layout, assumed: str) -> Money:
    pick = _picker(layout, "amount", "debit", "credit", "direction", "currency", "fee")
    mark, paired, way = layout.decimal_mark, not layout.has("amount"), layout.has("direction")
    codes = _Codes(layout.currency)
    signs, takes_fee = layout.signs, layout.fees_negative is not None
    is_payment_row = _payment_test(layout)

    def money(row: Row) -> tuple[int, str | None]:
        amount, debit, credit, direction, currency, fee = pick(row)
        value, beside = _paired(debit, credit, layout) if paired else read_decimal(amount, mark)
        code = codes[currency] or beside
        if beside and beside != code:
            raise Unreadable(f"The amount is in {beside} but its column says {code}; correct one of them.")
        if way:
            value = _directed(value, direction, layout.blank_way)
        if signs.turned and not (signs.plus_stays and _is_plus(amount)):
            value = value if value > 0 and signs.payments_stay and is_payment_row(row) else -value
        if takes_fee and fee.strip():
            cost = read_decimal(fee, mark)[0]
            value = value + cost if layout.fees_negative else value - cost
        return minor_units(value, code or assumed), code

    return money


def _is_plus(text: str) -> bool:
    amount = written(text)
    return amount is not None and amount.sign is SignMark.PLUS


def _payment_test(layout: Layout) -> Callable[[Row], bool]:
    columns = [at for role in ("payee", "note", "category") for at in layout.columns.get(role, ())]
    return lambda row: any(at < len(row) and is_payment(row[at]) for at in columns)


class _Codes(dict[str, str | None]):
    """Currency codes by the text of the currency column."""

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


def _paired(debit: str, credit: str, layout: Layout) -> tuple[Decimal, str | None]:
    """Return money in less money out; a column may write all its amounts with a minus, but not some."""
    mark = layout.decimal_mark
    if not layout.has("credit"):
        out, code = read_decimal(debit, mark)
        return -out * (layout.debit_sign or 1), code
    if not layout.has("debit"):
        return read_decimal(credit, mark)
    out, code = read_decimal(debit, mark) if debit.strip() else (Decimal(), None)
    back, other = read_decimal(credit, mark) if credit.strip() or not debit.strip() else (Decimal(), None)
    if out and back:
        raise Unreadable("The line has both a debit and a credit; keep the one that is meant.")
    out, back = out * (layout.debit_sign or 1), back * (layout.credit_sign or 1)
    if out < 0 or back < 0:
        raise Unreadable("The amount has another sign than the others of its column; say which is meant.")
    return back - out, code or other


def _directed(value: Decimal, direction: str, blank_way: int) -> Decimal:
    if not direction.strip():
        return abs(value) * blank_way if blank_way else value
    way = direction_of(direction)
    if says_neither(direction):
        raise NoTransaction(SkipReason.INFORMATION)
    if way is None:
        raise Unreadable(f"“{shown(direction)}” says neither debit nor credit; write one of these.")
    if value < 0 < way:
        raise Unreadable(f"The amount has a minus but “{shown(direction)}” says money in; correct one of them.")
    return abs(value) * way
