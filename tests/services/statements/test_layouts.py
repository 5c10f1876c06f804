"""Rows with a running balance in random layouts are read exactly or asked about, never wrongly."""

import csv
from datetime import date, timedelta
from io import StringIO

from hypothesis import given, settings
from hypothesis import strategies as st

from services.statements import LineFault, StatementLine
from services.values.errors import Refused
from tests.services.statements.reading import opened

NAMES = {
    "date": ("Date", "Buchungstag", "Fecha", "When"),
    "payee": ("Payee", "Empfänger", "Concepto", "Whom"),
    "id": ("Reference number", "Serial", "Kundennummer", "No"),
    "amount": ("Amount", "Betrag", "Importe", "How much"),
    "debit": ("Debit", "Soll", "Cargo", "Went"),
    "credit": ("Credit", "Haben", "Abono", "Came"),
    "way": ("Dr/Cr", "Soll/Haben", "Type", "Which"),
    "balance": ("Balance", "Saldo", "Kontostand", "Left"),
}
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d", "%d %b %Y")
Row = dict[str, str]


@st.composite
def statements(draw: st.DrawFn) -> tuple[str, list[int], list[date]]:
    """Draw the text of a statement with its amounts and days in order."""
    count = draw(st.integers(1, 12))
    amounts = draw(st.lists(st.integers(-300_000, 300_000).filter(bool), min_size=count, max_size=count))
    steps = draw(st.lists(st.integers(0, 9), min_size=count, max_size=count))
    level = draw(st.integers(-100_000, 500_000))
    day, days, levels = date(2026, 1, 7), [], []
    for amount, step in zip(amounts, steps, strict=True):
        day, level = day + timedelta(days=step), level + amount
        days.append(day)
        levels.append(level)
    mark = draw(st.sampled_from(".,"))
    spelling = draw(st.sampled_from(DATES))
    money = draw(st.sampled_from(("signed", "pair", "zeros", "way")))
    rows = [
        {"date": day.strftime(spelling), "payee": f"Shop {number}", "id": str(7_260_000_001 + number)}
        | _money(amount, money, mark)
        | {"balance": _text(level, mark)}
        for number, (day, amount, level) in enumerate(zip(days, amounts, levels, strict=True))
    ]
    columns = draw(st.permutations(list(rows[0])))
    if not draw(st.booleans()):
        columns.remove("id")
    if not draw(st.booleans()):
        columns.remove("balance")
    names = {column: draw(st.sampled_from(NAMES[column])) for column in columns}
    if spelling == "%m/%d/%Y":
        names["date"] = "Date"  # in no other language does the month stand first
    is_reversed = draw(st.booleans())
    out = StringIO()
    writer = csv.writer(out, delimiter=draw(st.sampled_from(",;\t")))
    if draw(st.booleans()):
        writer.writerow([names[column] for column in columns])
    order = slice(None, None, -1) if is_reversed else slice(None)
    writer.writerows([[row[column] for column in columns] for row in rows[order]])
    return out.getvalue(), amounts[order], days[order]


def _money(amount: int, money: str, mark: str) -> Row:
    size = _text(abs(amount), mark)
    if money == "signed":
        return {"amount": _text(amount, mark)}
    if money == "way":
        return {"amount": size, "way": "D" if amount < 0 else "C"}
    nothing = "" if money == "pair" else _text(0, mark)
    return {"debit": size if amount < 0 else nothing, "credit": size if amount > 0 else nothing}


def _text(minor: int, mark: str) -> str:
    whole, cents = divmod(abs(minor), 100)
    return f"{'-' * (minor < 0)}{whole}{mark}{cents:02}"


@settings(max_examples=300)
@given(statements())
def test_a_layout_is_read_exactly_or_asked_about(drawn: tuple[str, list[int], list[date]]) -> None:
    content, amounts, days = drawn
    try:
        statement = opened(content)
    except Refused:
        return
    items = list(statement.lines)
    if statement.question or any(isinstance(item, LineFault) for item in items):
        return
    lines_read = [item for item in items if isinstance(item, StatementLine)]
    assert [line.amount for line in lines_read] == amounts, statement.detected
    assert [line.date for line in lines_read] == days, statement.detected


@settings(max_examples=100)
@given(statements())
def test_known_names_are_read_without_a_question(drawn: tuple[str, list[int], list[date]]) -> None:
    content, amounts, _ = drawn
    known = [name for names in NAMES.values() for name in names[:3]]
    header = next(csv.reader([content.splitlines()[0].replace(";", ",").replace("\t", ",")]))
    if not set(header) <= set(known) or len(amounts) < 3 or not (min(amounts) < 0 < max(amounts)):
        return
    statement = opened(content)
    assert statement.question is None or statement.question.about in ("DATE_ORDER", "SIGNS")
