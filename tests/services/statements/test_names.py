"""Names of columns, words and currencies of many countries are known; what they say is not lost."""

from datetime import date

import pytest

from services.statements import SkipReason
from services.statements.column_names import roles_of
from tests.services.statements.reading import amounts, faults, lines, noted, refusal, skipped


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Paid In (SEK)", "credit"),
        ("Paid Out (SEK)", "debit"),
        ("Money In (GBP)", "credit"),
        ("Betrag in EUR", "amount"),
        ("Расход", "debit"),
        ("Приход", "credit"),
        ("Amount (EUR)", "amount"),
    ],
)
def test_name_stands_for_its_role_with_a_currency_too(name: str, role: str) -> None:
    assert roles_of(name)[0][1] == role


def test_money_in_and_out_of_columns_with_a_currency_are_both_read() -> None:
    text = (
        "Completed Date,Description,Paid Out (SEK),Paid In (SEK),Balance (SEK)\n"
        "18 Jun 2026,Shop,272.50,,331.82\n7 Jun 2026,Refund,,11.73,604.32\n5 Jun 2026,Added,,500.00,592.59\n"
    )
    assert [(line.amount, line.currency) for line in lines(text)] == [(-27250, "SEK"), (1173, "SEK"), (50000, "SEK")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (  # the day of booking, not that of the value
            "Valutadatum;Boekdatum;Bedrag;Omschrijving\n03-03-2026;05-03-2026;-1,50;Brood\n"
            "13-03-2026;15-03-2026;-2,50;Kaas\n",
            [date(2026, 3, 5), date(2026, 3, 15)],
        ),
        (
            "Wertstellung;Buchungstag;Betrag;Text\n03.03.2026;05.03.2026;-1,50;Brot\n",
            [date(2026, 3, 5)],
        ),
    ],
)
def test_day_of_booking_wins_over_the_day_of_the_value(content: str, expected: list[date]) -> None:
    assert [line.date for line in lines(content)] == expected


@pytest.mark.parametrize(
    ("content", "payee", "note"),
    [
        (  # the owner's name is no payee
            "Naam;Datum;Bedrag;Naam tegenpartij;Omschrijving\nAlice;05-03-2026;-3,40;;Kosten\n", "Kosten", "",
        ),
        (
            "Název účtu;Datum provedení;Částka;Název protiúčtu;Zpráva\nAlice;05.03.2026;-3,40;Bob;Nájem\n",
            "Bob",
            "Nájem",
        ),
        (
            "Tranzakció dátuma,Partner neve,Tranzakció összege,Devizanem,Bevétel/Kiadás,Közlemény\n"
            "2026.04.19.,Bob,-350,HUF,outflow,Bérlet\n",
            "Bob",
            "Bérlet",
        ),
        ("Date,Type,Note,From,To,Amount\n2026-03-05,Payment,Tea,Alice,Bob,-3.40\n", "Bob", "Tea · Alice"),
        ("Date,Type,Note,From,To,Amount\n2026-03-05,Payment,Tea,Bob,Alice,3.40\n2026-03-06,x,y,,,-1.00\n", "Bob",
         "Tea · Alice"),
        ("Run Date,Action,Security Description,Amount\n2026-03-05,PAYMENT TO BOB,None Given,-3.40\n", "None Given",
         "PAYMENT TO BOB"),
        ("Date,Partner Name,Label,Amount\n2026-03-05,Bob,Tea for two,-3.40\n", "Bob", "Tea for two"),
        ("Date,Summary,Withdrawal,Deposit,Notes\n2026-03-05,Tea,3.40,,\n2026-03-06,Pay,,9.00,May\n", "Tea", ""),
        ("Datum;Betrag;Buchungstext\n05.03.2026;-3,40;Auftrag;Bob;Rechnung 7\n06.03.2026;-1,00;Auftrag;Bob;Eis\n",
         "Auftrag", "Bob · Rechnung 7"),
    ],
)  # fmt: skip
def test_texts_of_a_row_are_kept(content: str, payee: str, note: str) -> None:
    first = lines(content)[0]
    assert (first.payee, first.note) == (payee, note)


def test_of_two_columns_with_one_name_the_fuller_one_is_read() -> None:
    text = (
        "Belegdatum;Text;Fremdwährung;Betrag;Kurs;Betrag;Währung\n01.03.2026;Brot;;;;-1,50;EUR\n"
        "02.03.2026;Käse;USD;-9,00;1,2;-7,50;EUR\n"
    )
    assert amounts(text) == [-150, -750]


@pytest.mark.parametrize(("word", "code"), [("人民币", "CNY"), ("LTL", "LTL"), ("BGN", "BGN"), ("RUR", "RUB")])
def test_column_of_currencies_is_never_passed_over(word: str, code: str) -> None:
    text = f"记账日期,币别,金额,附言\n2026-03-05,{word},-71.89,Alice\n2026-03-06,{word},20.00,Bob\n"
    assert [(line.amount, line.currency) for line in lines(text)] == [(-7189, code), (2000, code)]


WALLET = (
    "交易时间,交易对方,商品说明,收/支,金额,交易状态\n2026-03-05 10:00:00,Alice,Tea,支出,3.40,交易成功\n"
    "2026-03-06 10:00:00,Bob,Loan,收入,20.00,交易成功\n2026-03-07 10:00:00,Savings,Move,不计收支,9.00,交易成功\n"
    "2026-03-08 10:00:00,Shop,Pot,支出,5.00,交易关闭\n2026-03-09 10:00:00,Shop,Pan,支出,6.00,等待确认收货\n"
)


def test_wallet_says_what_comes_in_what_goes_out_and_what_is_neither() -> None:
    assert [(line.amount, line.payee, line.note) for line in lines(WALLET, "CNY")] == [
        (-340, "Alice", "Tea"),
        (2000, "Bob", "Loan"),
    ]
    assert skipped(WALLET, "CNY") == {4: SkipReason.INFORMATION, 5: SkipReason.FAILED, 6: SkipReason.PENDING}


def test_purchase_in_brackets_shows_the_signs_of_a_card() -> None:
    text = (
        "交易日期,交易摘要,交易金额\n2026-03-05,（消费）Alice,15.90\n2026-03-04,（退款）Bob,-97.20\n"
        "2026-03-03,（还款）Me,-11.00\n"
    )
    assert amounts(text, "CNY") == [-1590, 9720, 1100]
    assert noted(text, "CNY") == ["SIGNS_TURNED"]


@pytest.mark.parametrize(
    "content",
    [
        "Data,Stato,Descrizione,Importo\n2026-03-05,Autorizzato,Pane,-1.50\n2026-03-04,Contabilizzato,Latte,-2.50\n",
        # A row without a day of booking is pending, if a word says so.
        "Könyvelés dátuma,Típus,Megnevezés,Összeg\n,FÜGGŐ TÉTEL,Pane,-1.50\n2026-03-04,VÁSÁRLÁS,Latte,-2.50\n",
    ],
)
def test_pending_words_of_other_languages_are_known(content: str) -> None:
    assert amounts(content) == [-250]
    assert skipped(content) == {2: SkipReason.PENDING}


def test_file_of_which_no_row_is_read_is_refused() -> None:
    text = "Report;Date;Amount\nline one;of a text;as words\nline two;of a text;as words\n"
    assert "No row holds a date and an amount" in faults(text)[3]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            "date,ticker,qty,price,amount,name\n2026-01-15,AAA,10,150.25,1502.50,Buy A\n"
            "2026-02-03,BBB,-5,100.75,-503.75,Sell B\n",
            "trades of securities",
        ),
        ("AccountId,StatementCreated,NumTransactions,NetAmount\n5000001,2026-10-18,3,-64.50\n", "sums of transactions"),
    ],
)
def test_trades_and_sums_are_no_statement(content: str, why: str) -> None:
    assert why in refusal(content)


def test_payments_for_securities_are_read() -> None:
    text = (
        "Date,Action,Symbol,Description,Quantity,Price,Amount\n2026-04-27,Buy,AAA,Alpha,45,$7.00,-$315.00\n"
        "2026-04-26,Sell,AAA,Alpha,10,$7.00,$70.00\n2026-04-25,Journal,,From Alice,,,$500.00\n"
    )
    assert amounts(text, "USD") == [-31500, 7000, 50000]
