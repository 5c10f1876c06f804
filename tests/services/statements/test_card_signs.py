"""Signs of cards and accounts are found by payments, purchases and the balance, or asked about."""

from services.statements import CsvMapping
from tests.services.statements.reading import amounts, asked, lines, noted, refusal

CARD = "Trans. Date,Post Date,Description,Amount,Category\n03/18/2026,03/18/2026,ALICE,12.50,Food\n"


def test_a_card_is_known_by_its_payments() -> None:
    content = CARD + "03/15/2026,03/15/2026,INTERNET PAYMENT - THANK YOU,-300.00,Payments and Credits\n"
    assert amounts(content, "USD") == [-1250, 30_000]
    assert noted(content, "USD") == ["SIGNS_TURNED"]
    straight = CARD.replace(",12.50", ",-12.50") + "03/15/2026,03/15/2026,PAYMENT - THANK YOU,300.00,Payments\n"
    assert amounts(straight, "USD") == [-1250, 30_000]


def test_a_card_is_known_by_the_word_purchase() -> None:
    content = "Date,Description,Type,Amount (USD)\n03/18/2026,ALICE,Purchase,12.50\n03/17/2026,BOB,Payment,-300.00\n"
    assert amounts(content, "USD") == [-1250, 30_000]


def test_a_card_without_signs_is_asked_about_and_its_payments_stay_right() -> None:
    content = (
        'Date,Description,Amount\n15-Mar-2026,ALICE,"£1,012.50"\n02-Mar-2026,PAYMENT RECEIVED - THANK YOU,£300.00\n'
    )
    assert asked(content).about == "SIGNS"
    assert amounts(content, csv=CsvMapping(expenses_positive=True)) == [-101_250, 30_000]
    assert amounts(content.replace("£300", "+ £300"), csv=CsvMapping(expenses_positive=True)) == [-101_250, 30_000]


def test_titles_are_payees_and_what_has_no_sign_is_asked() -> None:
    content = "date,title,amount\n2026-03-18,Alice,12.50\n2026-03-17,Bob,20.00\n"
    assert asked(content, "BRL").about == "SIGNS"
    statement_lines = lines(content, csv=CsvMapping(expenses_positive=True))
    assert [(line.payee, line.amount) for line in statement_lines] == [("Alice", -1250), ("Bob", -2000)]


def test_savings_that_only_grow_are_proven_by_their_balance() -> None:
    content = (
        "Date,Payee,Amount,Balance\n2026-03-01,A,1.00,101.00\n2026-03-02,B,2.00,103.00\n2026-03-03,C,3.00,106.00\n"
    )
    assert amounts(content) == [100, 200, 300]


def test_a_balance_turns_the_signs_of_a_card() -> None:
    content = "Date,Payee,Amount,Balance\n2026-03-01,A,1.00,-1.00\n2026-03-02,B,2.00,-3.00\n2026-03-03,C,-3.00,0.00\n"
    assert amounts(content) == [-100, -200, 300]


def test_amounts_without_signs_whose_balance_goes_up_and_down_are_refused() -> None:
    rows = "2026-03-01,A,1.00,99.00\n2026-03-02,B,2.00,101.00\n2026-03-03,C,3.00,98.00\n"
    assert "the amounts have no signs" in refusal(f"Date,Payee,Amount,Balance\n{rows}")
