"""Detect the layout of a table from its rows, and ask about what they leave open."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.statements.amounts import MarkEvidence, SignMark, may_mean
from services.statements.app_exports import has_certain_signs, has_month_first
from services.statements.balance_proof import follow
from services.statements.card_signs import signs_of
from services.statements.column_names import header_currency, is_foreign, names_direction
from services.statements.column_profiles import Profile, profiles_of
from services.statements.column_roles import MONEY, Roles, add_by_content, add_texts_by_content, roles_by_name
from services.statements.headers import find_header
from services.statements.layout import Layout, Signs
from services.statements.money_columns import find_money
from services.statements.options import DateOrder, ReadOptions
from services.statements.questions import ORDER_WORDS, date_question, mark_question
from services.statements.securities import refuse_others
from services.statements.statement import Note, NoteCode
from services.statements.table_evidence import TableEvidence
from services.statements.tables import Row, Table
from services.statements.vocabulary import direction_of
from services.values.errors import invalid
from services.values.money import decimal_places


def detect_layout(table: Table, options: ReadOptions) -> Layout:
    """Return the layout of a table; raise Undecided with a question, or Refused without transactions."""
    rows = table.sample()
    skip, header = find_header(rows, options.csv)
    body = [row for row in rows[skip:] if any(cell.strip() for cell in row)]
    if not body:
        raise invalid("The file holds no transactions; choose another period at your bank.", "file")
    width = max(len(header), *map(len, body))
    profiles = _profiles(body, width)
    roles = roles_by_name(header, profiles, options.csv, width)
    add_by_content(roles, header, profiles)
    refuse_others(header, body, roles.columns.get("amount", (None,))[0])
    is_proven = find_money(roles, profiles, body, header, options)
    _drop_contradicting_directions(roles, header, body, options)
    add_texts_by_content(roles, header, profiles)
    if "date" not in roles.columns or not set(MONEY) & roles.columns.keys():
        raise invalid(
            "No columns of dates and amounts were found; say which they are, or check that this is a bank statement.",
            "file",
        )
    return _laid_out(table, options, roles, profiles, (skip, header), is_proven=is_proven)


def _laid_out(
    table: Table,
    options: ReadOptions,
    roles: Roles,
    profiles: Sequence[Profile],
    start: tuple[int, tuple[str, ...]],
    *,
    is_proven: bool,
) -> Layout:
    skip, header = start
    columns, mapping = roles.columns, options.csv
    currency = next((code for role in MONEY for at in columns.get(role, ()) if (code := _currency(header, at))), None)
    evidence = TableEvidence(columns, mapping, decimal_places(currency or options.currency) or 0)
    evidence.collect(table, skip)
    if "currency" not in columns:
        _check_signs_of_currency(evidence.marks, currency or options.currency)
    notes: list[Note] = []
    order = mapping.date_order or _date_order(evidence, header, columns["date"][0], notes)
    mark = mapping.decimal_mark or _mark(evidence)
    fees = None if "fee" not in columns else _sign(evidence.fees) < 0
    layout = Layout(
        skip=skip,
        header=header,
        width=len(profiles),
        columns=columns,
        date_order=order,
        decimal_mark=mark,
        currency=currency,
        named_currency=evidence.marks.named_currency,
        signs=Signs(),
        blank_way=_blank_way(columns, profiles),
        debit_sign=_sign(evidence.debits),
        credit_sign=_sign(evidence.credits),
        watched=roles.watched,
        fees_negative=fees,
        notes=(),
    )
    if "balance" in columns:
        layout = follow(table, layout, evidence, notes, options.currency, is_proven=is_proven)
    if layout.fees_negative is not None and any(evidence.fees.values()):
        notes.append(Note(NoteCode.FEES, "The fees are taken off the amounts."))
    chosen = mapping.expenses_positive
    if chosen is None and has_certain_signs(header):
        chosen = False
    layout = signs_of(layout, evidence.signs, chosen, notes)
    return replace(layout, notes=tuple(notes))


def _profiles(body: Sequence[Row], width: int) -> list[Profile]:
    wide = [row for row in body if sum(1 for cell in row if cell.strip()) > 1] or list(body)
    profiles = profiles_of(wide)
    return profiles + [Profile() for _ in range(width - len(profiles))]


def _drop_contradicting_directions(
    roles: Roles, header: Sequence[str], body: Sequence[Row], options: ReadOptions
) -> None:
    """Drop an unnamed column of directions that contradicts the signs of the amounts."""
    if options.csv.direction or "direction" not in roles.columns or "amount" not in roles.columns:
        return
    amount, way = roles.columns["amount"][0], roles.columns["direction"][0]
    if way < len(header) and names_direction(header[way]):
        return  # each row that contradicts it becomes a fault
    pairs = [(row[amount].strip(), row[way]) for row in body if len(row) > max(amount, way)]
    minus = [word for text, word in pairs if "-" in text or text.startswith("(")]
    if any(direction_of(word) == 1 for word in minus):
        del roles.columns["direction"]


def _check_signs_of_currency(marks: MarkEvidence, currency: str) -> None:
    """Refuse amounts with a sign such as $ if their assumed currency has another."""
    wrong = next((sign for sign in sorted(marks.signs) if not may_mean(sign, currency)), None)
    if wrong:
        raise invalid(f"The amounts are written with {wrong}, which is not {currency}; give the currency.", "currency")


def _currency(header: Sequence[str], column: int) -> str | None:
    return header_currency(header[column]) if column < len(header) else None


def _date_order(evidence: TableEvidence, header: Sequence[str], column: int, notes: list[Note]) -> DateOrder:
    orders = evidence.dates.orders
    if DateOrder.MDY in orders and has_month_first(header):
        return DateOrder.MDY
    if len(orders) > 1 and column < len(header) and is_foreign(header[column]):
        orders = tuple(order for order in orders if order is not DateOrder.MDY)
    if len(orders) == 1:
        if evidence.dates.by_sequence and not (column < len(header) and is_foreign(header[column])):
            message = f"The dates are read {ORDER_WORDS[orders[0]].lower()}, because the rows are then in order."
            notes.append(Note(NoteCode.DATE_ORDER, f"{message} Give the date order to change that."))
        return orders[0]
    raise date_question(orders)


def _mark(evidence: TableEvidence) -> str:
    if evidence.marks.decided:
        return evidence.marks.mark
    raise mark_question()


def _blank_way(columns: dict[str, tuple[int, ...]], profiles: Sequence[Profile]) -> int:
    """Return the direction of an empty cell: the other one, if the column holds only one."""
    if "direction" not in columns:
        return 0
    column = profiles[columns["direction"][0]]
    return -next(iter(column.directions)) if len(column.directions) == 1 and column.filled < column.rows else 0


def _sign(counts: Mapping[SignMark, int]) -> int:
    """Return -1 if every amount has a minus, 1 if none has, else 0."""
    minus, others = counts[SignMark.MINUS], counts[SignMark.PLUS] + counts[SignMark.NONE]
    return 0 if minus and others else -1 if minus else 1
