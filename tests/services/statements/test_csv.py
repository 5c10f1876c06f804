"""CSV files of banks are detected once, then read row by row."""

import csv
from contextlib import suppress
from datetime import date
from io import StringIO
from tempfile import SpooledTemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.statements import (
    CsvMapping,
    DateOrder,
    LineFault,
    ReadOptions,
    SkippedRow,
    StatementLine,
    read_statement,
)
from services.values.errors import Refused
from tests.services.statements.reading import amounts, asked, faults, lines, opened, read, refusal, skipped

PLAIN = "Date,Payee,Memo,Amount,Category\n2026-01-05,Bakery,bread,-12.50,Food\n2026-01-06,Employer,,2000.00,Salary\n"


def test_a_row_becomes_a_line() -> None:
    assert lines(PLAIN) == [
        StatementLine(2, "", "", date(2026, 1, 5), -1250, None, "Bakery", "bread", "Food"),
        StatementLine(3, "", "", date(2026, 1, 6), 200_000, None, "Employer", "", "Salary"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    content = PLAIN.replace(",", delimiter)

    assert amounts(content) == [-1250, 200_000]
    assert opened(content).detected.delimiter == delimiter


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_is_found(encoding: str) -> None:
    content = PLAIN.replace("Bakery", "Bäckerei Müller à Genève").encode(encoding)

    assert lines(content)[0].payee == "Bäckerei Müller à Genève"


@pytest.mark.parametrize(
    ("payee", "encoding"),
    [
        ("Bäcker", "cp1252"),
        ("Señor Muñoz", "cp1252"),
        ("Sklep spożywczy Żabka Łódź", "cp1250"),
        ("Магазин Пятёрочка", "cp1251"),
        ("Σούπερ μάρκετ", "cp1253"),
        ("セブンイレブン 東京都", "shift_jis"),
    ],
)
def test_letters_of_other_code_pages_are_recognised(payee: str, encoding: str) -> None:
    assert lines(PLAIN.replace("Bakery", payee).encode(encoding))[0].payee == payee


def test_bytes_that_fit_no_encoding_do_not_stop_the_reader() -> None:
    assert len(lines(PLAIN.encode().replace(b"Bakery", b"B\x81\x9d\xffk\x00ery"))) == 2


GERMAN = """Konto:;DE12 3456
Zeitraum:;01.01.2026 - 31.01.2026

"Buchungstag";"Wertstellung";"Auftraggeber/Empfänger";"Verwendungszweck";"Betrag (EUR)";"Saldo"
"05.01.2026";"06.01.2026";"Bäckerei";"Brot
und Brötchen";"-1.012,50";"500,00"
"31.01.2026";"31.01.2026";"Arbeitgeber";"Gehalt";"2.000,00";"2.500,00"
Kontostand am 31.01.2026;;;;;"2.500,00"
"""


def test_a_preamble_a_comma_and_a_closing_balance_are_understood() -> None:
    assert lines(GERMAN) == [
        StatementLine(5, "", "", date(2026, 1, 5), -101_250, "EUR", "Bäckerei", "Brot und Brötchen", ""),
        StatementLine(7, "", "", date(2026, 1, 31), 200_000, "EUR", "Arbeitgeber", "Gehalt", ""),
    ]


def test_a_dry_run_can_show_what_was_detected() -> None:
    detected = opened(GERMAN).detected

    assert (detected.format, detected.delimiter, detected.decimal_mark) == ("CSV", ";", ",")
    assert (detected.date_order, detected.currency, detected.header_line) == (DateOrder.DMY, "EUR", 4)
    assert ("payee", 3, "Auftraggeber/Empfänger") in detected.columns
    assert detected.notes == ()


@pytest.mark.parametrize(
    "content",
    [
        "Date;Libellé;Débit;Crédit\n05/01/2026;Boulangerie;12,50;\n25/01/2026;Salaire;;2 000,00\n",
        "Fecha,Concepto,Cargo,Abono\n05/01/2026,Panadería,-12.50,0.00\n25/01/2026,Nómina,0.00,2000.00\n",
        "Datum;Naam / Omschrijving;Af Bij;Bedrag (EUR)\n20260105;Bakker;Af;12,50\n20260125;Loon;Bij;2000,00\n",
        "Date,Description,Amount\n01/05/2026,Bakery,(€12.50)\n01/25/2026,Employer,€2000.00\n",
        "Date,Description,Amount\n5 Jan 2026,Bakery,12.50 DR\n25 Jan 2026,Employer,2000.00 CR\n",
        "05.01.2026;Bäckerei;-12,50;987,50\n25.01.2026;Arbeitgeber;2.000,00;2987,50\n",
        "Päiväys;Saaja;Määrä\n05.01.2026;Leipomo;-12,50\n25.01.2026;Palkka;+2000,00\n",
        "sep=;\nDate;Payee;Amount\n2026-01-05;Bakery;-12.50\n2026-01-25;Employer;2000.00\n",
    ],
)
def test_the_ways_of_many_banks_come_to_the_same(content: str) -> None:
    assert [(line.date.day, line.amount) for line in lines(content)] == [(5, -1250), (25, 200_000)]


def test_a_currency_column_decides_row_by_row() -> None:
    content = "Date,Payee,Amount,Currency\n2026-01-05,A,-12.50,USD\n2026-01-06,B,-1250,JPY\n2026-01-07,C,-1,\n"

    assert [(line.amount, line.currency) for line in lines(content)] == [(-1250, "USD"), (-1250, "JPY"), (-100, None)]


def test_a_currency_beside_the_amount_counts() -> None:
    content = "Date,Payee,Amount\n2026-01-05,A,-12.50 USD\n2026-01-06,B,£3.00\n"

    assert [line.currency for line in lines(content)] == ["USD", "GBP"]


def test_a_type_column_counts_only_where_it_says_debit_or_credit() -> None:
    header = "Date,Description,Amount,Transaction Type\n2026-01-05,Bakery,12.50,"

    assert amounts(f"{header}debit\n2026-01-06,Employer,2000.00,credit\n") == [-1250, 200_000]
    assert asked(f"{header}Card payment\n2026-01-06,Employer,2000.00,credit\n").about == "SIGNS"


def test_all_columns_are_named_and_those_that_are_read_have_their_numbers() -> None:
    detected = opened("Konto;Buchungstag;;Betrag\nDE1;05.01.2026;x;-1,00\nDE1;06.01.2026;x;-1,00;more\n").detected

    assert detected.names == ("Konto", "Buchungstag", "", "Betrag", "")
    assert [column[:2] for column in detected.columns] == [("date", 2), ("amount", 4), ("payee", 5), ("account", 1)]
    nameless = opened("2026-01-05,Shop,-12.50\n2026-01-06,Shop,-12.50\n").detected
    assert nameless.names == ("", "", "")
    assert [tuple(column) for column in nameless.columns] == [
        ("date", 1, "column 1"),
        ("amount", 3, "column 3"),
        ("payee", 2, "column 2"),
    ]


def test_account_and_id_of_the_bank_are_kept() -> None:
    line = lines("Transaction ID,Account,Date,Amount,Name\nT-1,DE12,2026-01-05,-1.00,Bakery\n")[0]

    assert (line.bank_id, line.account) == ("T-1", "DE12")


def test_bad_rows_are_faults_with_line_and_reason_and_reading_goes_on() -> None:
    content = (
        PLAIN
        + "2026-02-30,A,,1.00,\n1850-01-01,A,,1.00,\n2026-01-07,A,,1.005,\n\n2026-01-08,A\n,A,,1.00,\n2026-01-09,A,,,\n"
    )
    bad = faults(content)

    assert list(bad) == [4, 5, 6, 8, 9]
    assert list(skipped(content)) == [10]
    assert [message.split(";")[0] for message in bad.values()] == [
        "The date “2026-02-30” is not a date in the order of the others",
        "The date 1850-01-01 is out of range",
        "The amount has too many decimal places",
        "The line has 2 of at least 5 columns",
        "The date is missing",
    ]
    assert len(read(content)) == 8


def test_an_unknown_currency_and_a_double_amount_are_faults() -> None:
    assert "not a currency" in faults("Date,Amount,Currency\n2026-01-05,-1.00,XQZ\n")[2]
    assert "both" in faults("Date,Debit,Credit\n2026-01-05,1.00,2.00\n")[2]
    assert "neither" in faults("Date,Amount,Direction\n2026-01-05,1.00,sideways\n")[2]


def test_a_quote_that_is_never_closed_is_a_fault_wherever_it_opens() -> None:
    assert "never closed" in "".join(faults(PLAIN + '2026-01-07,"Shop,,-1.00,\n2026-01-08,B,,-2.00,\n').values())
    assert "never closed" in "".join(faults('Date,Amount,Payee\n2026-01-07,-1.00,"Shop\n2026-01-08,-2.00,B\n').values())


def test_a_file_without_transactions_is_refused() -> None:
    assert "no transactions" in refusal("Date,Payee,Amount\n")
    assert "no transactions" in refusal("Date,Payee,Amount\n\n,,\n")


def test_open_dates_are_asked_with_what_each_order_gives() -> None:
    content = "Date,Payee,Amount\n01/02/2026,A,-1.00\n02/02/2026,A,-3.00\n"
    question = asked(content, "USD")

    assert question.about == "DATE_ORDER"
    assert [(choice.settings, choice.lines, choice.totals) for choice in question.choices] == [
        ({"date_order": "DMY"}, 2, {"": (0, -400)}),
        ({"date_order": "MDY"}, 2, {"": (0, -400)}),
    ]
    assert lines(content, csv=CsvMapping(date_order=DateOrder.MDY))[0].date == date(2026, 1, 2)


def test_the_whole_file_decides_when_its_start_leaves_the_dates_open() -> None:
    start = "".join(f"0{1 + row % 9}/03/2026,A,-1.00\n" for row in range(3000))
    statement_lines = lines(f"Date,Payee,Amount\n{start}03/25/2026,A,-1.00\n")

    assert statement_lines[0].date == date(2026, 1, 3)
    assert statement_lines[-1].date == date(2026, 3, 25)


def test_a_mapping_overrules_what_would_be_detected() -> None:
    content = "When|Booked|Who|Sum\n01/02/2026|09/09/2026|Bakery|-1.234\n"
    mapping = CsvMapping(
        date="booked",
        payee="3",
        amount="Sum",
        date_order=DateOrder.MDY,
        decimal_mark=",",
        delimiter="|",
        has_header=True,
    )
    line = lines(content, csv=mapping)[0]

    assert (line.date, line.payee, line.amount) == (date(2026, 9, 9), "Bakery", -123_400)
    assert opened(content, csv=mapping).detected.notes == ()


def test_a_mapping_by_number_reads_a_file_without_header() -> None:
    mapping = CsvMapping(date="2", amount="1", payee="3", has_header=False)

    assert lines("-1.00,2026-01-05,Bakery\n", csv=mapping)[0].payee == "Bakery"


def test_a_mapping_that_does_not_fit_is_refused_with_what_is_there() -> None:
    assert "it has: Date, Payee, Memo, Amount, Category" in refusal(PLAIN, CsvMapping(amount="Betrag"))
    assert "one character" in refusal(PLAIN, CsvMapping(delimiter=";;"))
    assert "not an encoding" in refusal(PLAIN, CsvMapping(encoding="klingon"))


def test_an_endless_cell_is_a_fault_and_takes_no_memory() -> None:
    content = f'Date,Payee,Amount\n2026-01-05,A,-1.00\n2026-01-06,"{"x" * 300_000},-1.00\n'

    assert "more than 131,072 characters" in faults(content)[3]


def test_an_upload_can_be_read_twice_and_stays_open() -> None:
    with SpooledTemporaryFile() as file:
        file.write(PLAIN.encode())
        for _ in range(2):
            assert len(list(read_statement(file, ReadOptions("EUR")).lines)) == 2
        assert not file.closed


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\r\n\t"), max_size=30)
rows = st.tuples(st.dates(date(1900, 1, 1), date(2200, 12, 31)), texts, st.integers(-(10**12), -1))


@given(st.lists(rows, min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_written_statements_are_read_back(written: list[tuple[date, str, int]], delimiter: str) -> None:
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["Date", "Payee", "Amount"])
    writer.writerows(
        (day, payee, f"{'-' * (minor < 0)}{abs(minor) // 100}.{abs(minor) % 100:02}") for day, payee, minor in written
    )
    statement_lines = lines(out.getvalue())

    assert [(line.date, line.amount) for line in statement_lines] == [(day, minor) for day, _, minor in written]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(Refused):
        assert all(
            isinstance(item, StatementLine | LineFault | SkippedRow)
            for item in opened(b"Date,Payee,Amount\n" + content).lines
        )


def test_a_quote_that_swallows_rows_is_a_fault() -> None:
    content = 'date,amount,payee\n2026-01-01,-1.00,"Joe\n2026-01-02,-2.00,x\n2026-01-03,-3.00,"y"\n2026-01-04,-4.00,z\n'
    fault, last = read(content)
    assert isinstance(fault, LineFault)
    assert (fault.line, fault.message.startswith("A quote that begins here")) == (2, True)
    assert isinstance(last, StatementLine)


def test_quotes_within_a_line_and_texts_of_several_lines_are_read() -> None:
    content = 'date,amount,payee\n2026-01-01,-1.00,"Joe" Bakery\n2026-01-02,-2.00,"two\n""good"" lines"\n'
    assert [line.payee for line in lines(content)] == ["Joe Bakery", 'two "good" lines']


def test_a_field_that_is_too_long_is_told() -> None:
    (line, fault) = read(f"date,amount,payee\n2026-01-01,-1.00,x\n2026-01-02,-2.00,{'y' * 200_000}\n")
    assert isinstance(line, StatementLine)
    assert isinstance(fault, LineFault)
    assert fault.message.startswith("A text from here on has more than 131,072 characters")


@pytest.mark.parametrize("encoding", ["utf-32", "idna", "utf-7", "punycode", "unicode_escape", "base64"])
def test_encodings_that_no_bank_uses_are_refused(encoding: str) -> None:
    assert "not an encoding" in refusal(PLAIN, CsvMapping(encoding=encoding))


def test_a_file_in_another_encoding_than_the_named_one_is_refused() -> None:
    assert "in another encoding" in refusal(PLAIN, CsvMapping(encoding="utf-16"))


def test_a_line_of_very_many_columns_is_a_fault() -> None:
    wide = "2026-01-02,Bakery" + "," * 600
    items = read(f"Date,Payee,Amount\n2026-01-01,Bakery,-1.00\n{wide}\n2026-01-03,Bakery,-2.00\n")
    assert [item.line for item in items if isinstance(item, LineFault)] == [3]
    assert len(items) == 3
