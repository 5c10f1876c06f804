"""QIF files: dates are decided once for the file, or asked."""

from datetime import date

import pytest

from services.statements import CsvMapping, DateOrder, SkipReason, StatementLine
from tests.services.statements.reading import amounts, asked, faults, lines, noted, refusal, skipped

BANK = """!Type:Bank
D1/31'26
T-1,012.50
PBakery
MBread
LFood:Out
^
D2/3'26
T2,000.00
PEmployer
^
"""


def test_a_record_becomes_a_line() -> None:
    assert lines(BANK) == [
        StatementLine(2, "", "", date(2026, 1, 31), -101_250, None, "Bakery", "Bread", "Food: Out"),
        StatementLine(8, "", "", date(2026, 2, 3), 200_000, None, "Employer", "", ""),
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("31.12'2009", date(2009, 12, 31)),
        ("31/12/09", date(2009, 12, 31)),
        ("12/31/94", date(1994, 12, 31)),
        ("12/31' 9", date(2009, 12, 31)),
        ("2009-12-31", date(2009, 12, 31)),
        ("12/31'2009", date(2009, 12, 31)),
        (" 1/31/09", date(2009, 1, 31)),
    ],
)
def test_the_ways_in_which_days_are_written(day: str, expected: date) -> None:
    (line,) = lines(f"!Type:Bank\nD{day}\nT-1.00\n^\n")
    assert line.date == expected


def test_one_part_above_twelve_pins_the_order_for_the_whole_file() -> None:
    content = "!Type:CCard\nD3/4/26\nT-1.00\n^\nD4/25/26\nT-1.00\n^\n"
    assert lines(content)[0].date == date(2026, 3, 4)


def test_an_open_order_is_asked_once() -> None:
    content = "!Type:Bank\nD03/04/26\nT-1.00\n^\nD05/04/26\nT-2.00\n^\n"
    question = asked(content)
    assert [(choice.settings, choice.lines) for choice in question.choices] == [
        ({"date_order": "DMY"}, 2),
        ({"date_order": "MDY"}, 2),
    ]
    assert lines(content, csv=CsvMapping(date_order=DateOrder.MDY))[1].date == date(2026, 5, 4)


def test_several_accounts_keep_their_names_and_lists_are_no_transactions() -> None:
    content = (
        "!Option:AutoSwitch\n!Account\nNGiro\nTBank\n^\nNCard\nTCCard\n^\n!Clear:AutoSwitch\n"
        "!Type:Cat\nNFood\nE\n^\n!Account\nNGiro\nTBank\n^\n!Type:Bank\nD2026-01-31\nT-1.00\nPA\n^\n"
        "!Account\nNCard\nTCCard\n^\n!Type:CCard\nD2026-01-30\nT-2.00\nPB\n^\n"
    )
    assert [(line.account, line.amount) for line in lines(content)] == [("Giro", -100), ("Card", -200)]


def test_a_transfer_a_split_and_an_opening_balance() -> None:
    content = (
        "!Type:Bank\nD2026-01-01\nT100.00\nPOpening Balance\nL[Giro]\n^\n"
        "D2026-01-02\nT-50.00\nL[Savings]\n^\n"
        "D2026-01-03\nT-15.00\nPMarket\nSFood\n$-10.00\nSHome\nEsoap\n$-5.00\n^\n"
    )
    transfer, split = lines(content)
    assert (transfer.payee, transfer.category) == ("Transfer: Savings", "")
    assert (split.amount, split.category, split.note) == (-1500, "", "Food -10.00 · Home -5.00")
    assert skipped(content) == {2: SkipReason.BALANCE}


def test_investments_are_left_out_with_a_note() -> None:
    content = BANK + "!Type:Invst\nD1/31'26\nNBuy\nYFund\nT10.00\n^\n"
    assert amounts(content) == [-101_250, 200_000]
    assert noted(content) == ["LEFT_OUT"]
    assert "no transactions" in refusal("!Type:Invst\nD1/31'26\nNBuy\nT10.00\n^\n")


def test_a_broken_record_is_a_fault_with_every_reason() -> None:
    bad = faults("!Type:Bank\nD2026-02-30\nTmuch\n^\nD2026-01-31\nT-1.00\n")
    assert list(bad) == [2]
    assert "2026-02-30" in bad[2]
    assert "“much” is not a number" in bad[2]
