"""MT940 files: every entry, proven by the balances."""

from datetime import date

from services.statements import StatementLine
from tests.services.statements.reading import amounts, lines, noted, refusal

MARCH = """:20:STARTUMS
:25:12345678/1234567890
:28C:00001/001
:60F:C260301EUR1000,00
:61:2603050305D12,50NMSCNONREF//R1
:86:105?00LASTSCHRIFT?20EREF+12?21SVWZ+Bread and?22 butter?30BANKDEFF?31DE00?32Bakery
:61:2603060306C2000,00NTRFNONREF
:86:Salary of March
Employer Ltd
:62F:C260331EUR2987,50
-
"""


def test_an_entry_becomes_a_line() -> None:
    assert lines(MARCH) == [
        StatementLine(1, "12345678/1234567890", "R1", date(2026, 3, 5), -1250, "EUR", "Bakery", "Bread and butter", ""),
        StatementLine(
            2,
            "12345678/1234567890",
            "",
            date(2026, 3, 6),
            200_000,
            "EUR",
            "Salary of March Employer Ltd",
            "Salary of March Employer Ltd",
            "",
        ),
    ]
    assert noted(MARCH) == ["PROVEN_BY_BALANCE"]


def test_reversals_turn_the_sign() -> None:
    content = MARCH.replace("D12,50", "RC12,50").replace("C2000,00N", "RD2000,00N")
    assert amounts(content) == [-1250, 200_000]


def test_a_missing_entry_is_told_by_the_balances() -> None:
    assert noted(MARCH.replace("EUR2987,50", "EUR2980,00")) == ["ROWS_MISSING"]


def test_several_statements_keep_their_accounts_and_windows_line_ends_are_read() -> None:
    other = MARCH.replace("1234567890", "999").replace("EUR", "USD")
    statement_lines = lines((MARCH + other).replace("\n", "\r\n"))
    assert [(line.line, line.account[-3:], line.currency) for line in statement_lines] == [
        (1, "890", "EUR"),
        (2, "890", "EUR"),
        (3, "999", "USD"),
        (4, "999", "USD"),
    ]


def test_an_entry_over_the_end_of_a_year_keeps_its_booking_day() -> None:
    assert lines(MARCH.replace("2603050305", "2612310102"))[0].date == date(2027, 1, 2)


def test_an_entry_that_cannot_be_read_refuses_the_file() -> None:
    assert "MT940" in refusal(MARCH.replace("D12,50", "Xmuch"))
    assert "no transactions" in refusal(":20:A\n:25:1\n:60F:C260301EUR1,00\n:62F:C260301EUR1,00\n")
