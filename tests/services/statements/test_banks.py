"""Tables of many banks are read right, or asked about."""

from datetime import date

import pytest

from services.statements import CsvMapping, SkipReason
from tests.services.statements.reading import amounts, asked, faults, lines, noted, refusal, skipped

P, R, D, B, INFO = (
    SkipReason.PENDING,
    SkipReason.REVERTED,
    SkipReason.DECLINED,
    SkipReason.BALANCE,
    SkipReason.INFORMATION,
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "04/02/2026,ALICE'S BAKERY,12.50,,87.50\n04/03/2026,BOB LTD,,300.00,387.50\n"
            "04/27/2026,RENT,200.00,,187.50\n",
            [-1250, 30_000, -20_000],
        ),
        (
            "10/05/2026,201,Cheque,20.00,0,80.00\n10/16/2026,0,Deposit,0,50.00,130.00\n"
            "10/20/2026,202,Cheque,30.00,0,100.00\n",
            [-2000, 5000, -3000],
        ),
        (
            '"Date","No.","Details","Amount(in Rs)","BillingAmountSign"\n"1234XXXX5678"\n'
            '"02/04/2026","8100000001","ALICE BOOKS","99.10",""\n"18/04/2026","8100000002","BOB PAID","300.00","CR"\n',
            [-9910, 30_000],
        ),
        (
            "Rekeningnummer;Transactiedatum;Valutacode;CreditDebet;Bedrag;Tegenrekeninghouder;Omschrijving\n"
            "NL1;14-03-2026;EUR;D;12,50;Alice BV;Brood\nNL1;15-03-2026;EUR;C;300,00;Bob BV;Loon\n",
            [-1250, 30_000],
        ),
        (
            '20260315,Alice,NL1,NL2,IC,Af,"12,50",Incasso,One,Two\n20260312,Bob,NL1,8844,GT,Bij,"300,00",Three\n'
            '20260301,Carriage,NL1,8844,GT,Af,"7,25",Four\n',
            [-1250, 30_000, -725],
        ),
        ("Kontonummer;Text;Datum;Währung;Soll;Haben\n1;Zinsen;31.12.2026;EUR;0,00;3,20\n"
         "1;Miete;30.12.2026;EUR;9,10;0,00\n", [320, -910]),
        ("Date,Payee,Amount\n2026.03.19.,Alice Kft,-350\n2026.03.17.,Bob Kft,1290\n", [-35_000, 129_000]),
        ('DEBIT,20261224120000[0:GMT],"ALICE",-85.00\nCREDIT,20261223120000[0:GMT],"Bob Ltd",20.00\n', [-8500, 2000]),
        (
            "Tarih/Saat;Kanal/Şube;İşlem Tutarı*;Bakiye;Açıklama\n"
            "18/03/2026-09:00:00;Mobil;-12,50;87,50;ALICE\n15/03/2026-09:00:00;Şube;100,00;100,00;BOB\n",
            [-1250, 10_000],
        ),
        (
            "Téléchargement du 20/03/2026;\n\nCompte n° 1;\nSolde au 20/03/2026 1 987,50 €\n\n"
            'Date;Libellé;Débit euros;Crédit euros;\n18/03/2026;"CARTE ALICE";12,50;;\n'
            '15/03/2026;"VIR BOB";;1 000,00;\n',
            [-1250, 100_000],
        ),
        (
            "Status,Date,Description,Debit,Credit\nCleared,03/18/2026,ALICE,12.50,\n"
            "Cleared,03/15/2026,PAYMENT,,-300.00\n",
            [-1250, 30_000],
        ),
        ("Date,Description,Amount\n03/18/2026,Alice,(12.50)\n03/17/2026,Bob,300.00\n", [-1250, 30_000]),
        ("Date,Description,Amount\n03/18/2026,Alice,12.50-\n03/17/2026,Bob,300.00\n", [-1250, 30_000]),
    ],
)  # fmt: skip
def test_amounts_and_signs_are_right(content: str, expected: list[int]) -> None:
    assert amounts(content) == expected


def test_the_balance_proves_columns_without_names() -> None:
    content = "04/02/2026,A,12.50,,87.50\n04/03/2026,B,,300.00,387.50\n04/27/2026,C,200.00,,187.50\n"
    assert noted(content) == ["PROVEN_BY_BALANCE"]
    assert amounts("".join(f"{line}\n" for line in content.splitlines()[::-1])) == [-20_000, 30_000, -1250]


def test_columns_are_asked_without_a_proof() -> None:
    content = "04/20/2026,A,12.50,,87.50\n04/21/2026,B,,300.00,387.50\n"
    question = asked(content)
    assert question.about == "AMOUNTS"
    assert question.choices[0].settings == {"debit": "3", "credit": "4"}
    assert (question.choices[0].lines, question.choices[0].totals) == (2, {"": (30_000, -1250)})
    assert amounts(content, csv=CsvMapping(debit="3", credit="4")) == [-1250, 30_000]


def test_a_balance_that_is_wrong_in_one_row_is_no_proof() -> None:
    content = "04/02/2026,A,12.50,,87.50\n04/03/2026,B,,300.00,387.50\n04/27/2026,C,200.00,,187.51\n"
    assert asked(content).about == "AMOUNTS"


def test_balances_alone_are_no_transactions() -> None:
    content = '"Datum","Boeksaldo","Valutair saldo"\n"2026-03-30","3,20","3,20"\n"2026-03-29","8,40","8,40"\n'
    assert "holds balances, but no transactions" in refusal(content)


@pytest.mark.parametrize(
    ("content", "expected", "reasons"),
    [
        (
            '"Data","Histórico","Valor"\n"31/03/2026","Saldo Anterior","100.00"\n"03/04/2026","Alice","-10.00"\n'
            '"04/04/2026","S A L D O","90.00"\n',
            [-1000],
            {2: B, 4: B},
        ),
        (
            "Data;Descrição;Valor\n31/03/2026;Saldo anterior;1.000,00\n03/04/2026;Alice;-10,00\n"
            "04/04/2026;Saldo do dia;990,00\n",
            [-1000],
            {2: B, 4: B},
        ),
        (
            "Date Processed,Description,Amount,\nPending,ALICE,£7.40,\nPending,BOB,£3.80,\n"
            '15-Mar-2026,BOOKS,"£1,012.50",\n02-Mar-2026,PAYMENT RECEIVED - THANK YOU,"+ £300.00",CR\n',
            [-101_250, 30_000],
            {2: P, 3: P},
        ),
        (
            "Date,Description,Amount,Currency,Status\n2026-03-05,Hold,-30.00,EUR,REVERTED\n"
            "2026-03-06,Alice,-9.50,EUR,COMPLETED\n2026-03-07,Bob,-20.00,EUR,DECLINED\n",
            [-950],
            {2: R, 4: D},
        ),
        (
            "Type,Started Date,Completed Date,Description,Amount,Currency,State\n"
            "CARD,2026-03-13 11:21:43,,Alice,-4.57,EUR,PENDING\n"
            "CARD,2026-03-13 16:52:43,2026-03-14 08:22:37,Bob,-3.89,EUR,COMPLETED\n",
            [-389],
            {2: P},
        ),
        (
            "Buchungsdatum;Waehrung;Betrag;Buchungstext\n14.03.2026;EUR;-12,50;Alice\n"
            "12.03.2026;;;Hinweis: neue Preise\n",
            [-1250],
            {3: INFO},
        ),
        (
            'Transactions for Alice as of 03/23/2026 16:00:10 ET\n"Date","Type","Check #","Description",'
            '"Withdrawal (-)","Deposit (+)","RunningBalance"\n"Pending ones are not shown here."\n"Posted"\n'
            '"03/30/2026","ATM","","Rebate","","€3.00","€53.01"\n"03/01/2026","WIRE","","Bob","€20.00","","€50.01"\n',
            [300, -2000],
            {3: P, 4: INFO},
        ),
        (
            'Art:;"Alle"\nKonto:;CH1\nWährung:;CHF\n\nDatum;Typ;Avisierungstext;Gutschrift in CHF;Lastschrift in CHF\n'
            '18.03.2026;Buchung;"ALICE";;-12.50\n15.03.2026;Gutschrift;"BOB";300.00;\n\nDisclaimer:\nOhne Gewähr.\n',
            [-1250, 30_000],
            {9: INFO, 10: INFO},
        ),
        (
            "Umsätze;;;Kunde: 0;\n01.03.2026 - 20.03.2026\nLetzter Kontostand;;;;100,00;EUR\nVorgemerkte fehlen.\n"
            "Buchungstag;Wert;Umsatzart;Begünstigter / Auftraggeber;Verwendungszweck;Betrag;Soll;Haben;Währung\n"
            "18.03.2026;18.03.2026;Karte;Alice;x;;-12,50;;EUR\n15.03.2026;15.03.2026;Gutschrift;Bob;y;;;300,00;EUR\n"
            "Kontostand;20.03.2026;;;387,50;EUR\n",
            [-1250, 30_000],
            {8: B},
        ),
        (
            "Date,Payee,Amount\n2026-03-05,Alice,-1.00\nDate,Payee,Amount\n2026-03-06,Bob,-2.00\nTotal,,-3.00\n",
            [-100, -200],
            {3: SkipReason.HEADER, 5: B},
        ),
    ],
)  # fmt: skip
def test_rows_that_are_no_transactions_never_block_the_others(
    content: str, expected: list[int], reasons: dict[int, SkipReason]
) -> None:
    assert amounts(content) == expected
    assert skipped(content) == reasons


def test_a_row_with_money_that_cannot_be_read_blocks() -> None:
    assert list(faults("Date,Payee,Amount\n2026-03-05,Alice,-1.00\nsoon,Bob,-2.00\n")) == [3]
    content = "Date,Description,Amount,Withdrawal,Deposit\n2026-03-05,Alice,-1.00,,\n2026-03-06,Bob,,2.00,\n"
    assert list(faults(content)) == [3]


def test_a_preamble_may_be_longer_than_the_statement() -> None:
    preamble = "Bank;\n\n#Klient;\nALICE;\n\n" + "".join(f"#Pole {number};wartość\n" for number in range(30))
    content = (
        f"{preamble}\n#Data operacji;#Opis operacji;#Rachunek;#Kategoria;#Kwota;\n"
        "2026-03-01;BOB;konto;Dom;-12,50 PLN;;\n"
    )
    (line,) = lines(content, "PLN")
    assert (line.amount, line.currency, line.payee, line.category) == (-1250, "PLN", "BOB", "Dom")


def test_an_unknown_name_of_a_date_loses_no_currency() -> None:
    content = (
        "id,created,amount,currency,local_amount,local_currency,category,description\n"
        "1,2026-03-25 12:34:56 +0000,-10.00,EUR,-10.00,EUR,general,Alice\n"
        "2,2026-03-26 09:00:00 +0000,-20.00,USD,-20.00,USD,general,Bob\n"
    )
    assert [(line.amount, line.currency) for line in lines(content)] == [(-1000, "EUR"), (-2000, "USD")]


def test_net_wins_over_gross_and_texts_are_the_first_that_is_filled() -> None:
    content = (
        '"Datum","Name","Typ","Status","Währung","Brutto","Gebühr","Netto","Transaktionscode"\n'
        '"18.03.2026","Alice","Zahlung","Abgeschlossen","USD","-12,50","-0,50","-13,00","T1"\n'
        '"18.03.2026","","Umrechnung","Abgeschlossen","EUR","-11,60","0,00","-11,60","T2"\n'
    )
    assert [(line.amount, line.currency, line.payee) for line in lines(content)] == [
        (-1300, "USD", "Alice"),
        (-1160, "EUR", "Umrechnung"),
    ]


def test_a_fee_is_taken_off_unless_the_balance_says_otherwise() -> None:
    header = "Date,Description,Amount,Fee,Balance\n"
    first = "2026-03-05,Alice,-250.00,1.50,748.50\n"
    assert amounts(f"{header}{first}2026-03-06,Bob,-9.50,0.00,739.00\n") == [-25_150, -950]
    apart = "2026-03-05,A,-1.00,0.00,99.00\n2026-03-06,B,-2.00,0.50,97.00\n2026-03-07,C,-3.00,0.50,94.00\n"
    assert amounts(header + apart) == [-100, -200, -300]
    negative = "2026-03-05,A,-1.00,0.00,99.00\n2026-03-06,B,-2.00,-0.50,96.50\n2026-03-07,C,-3.00,-0.50,93.00\n"
    assert amounts(header + negative) == [-100, -250, -350]


def test_the_payee_is_the_first_that_is_filled_and_the_note_is_the_rest() -> None:
    content = (
        "Date,Amount,Currency,Description,Payment Reference,Payer Name,Payee Name,Merchant\n"
        "24-03-2026,-35.70,EUR,Card at Alice,,,,Alice\n25-03-2026,125.00,EUR,Received,,Bob,,\n"
        "26-03-2026,-12.00,EUR,Sent,rent,,Alice & Co,\n"
    )
    assert [(line.payee, line.note) for line in lines(content)] == [
        ("Alice", "Card at Alice"),
        ("Bob", "Received"),
        ("Alice & Co", "rent · Sent"),
    ]


def test_signs_win_over_a_type_that_says_something_else() -> None:
    content = "Date,Amount,Payee,Type\n2026-03-15,-10.50,Alice,credit\n2026-03-16,7.00,Bob,debit\n"
    assert amounts(content) == [-1050, 700]


def test_an_unknown_direction_is_told_with_its_line() -> None:
    content = (
        "Date,Amount,Description,Type\n2026-03-15,10.50,Alice,debit\n2026-03-16,7.00,Card,fee\n"
        "2026-03-17,250.00,Bob,credit\n"
    )
    assert list(faults(content)) == [3]
    assert "“fee” says neither debit nor credit" in faults(content)[3]


def test_a_minus_beside_a_word_that_says_money_in_is_told() -> None:
    content = "Date,Amount,Payee,Soll/Haben\n2026-03-15,-10.50,Alice,S\n2026-03-16,-7.00,Bob,H\n"
    assert list(faults(content)) == [3]


def test_rows_that_are_missing_are_told_by_the_balance() -> None:
    rows = [f"2026-03-{day:02},A,-1.00,{100 - day}.00\n" for day in range(1, 12) if day != 5]
    assert noted(f"Date,Payee,Amount,Balance\n{''.join(rows)}") == ["ROWS_MISSING"]


def test_currency_words_of_arabic_are_read() -> None:
    content = (
        "Date,Payee,Outflow,Inflow\n2026/03/07,Alice,د.ا.\u200f4.750,د.ا.\u200f0.000\n"
        "2026/03/08,Bob,د.ا.\u200f0.000,د.ا.\u200f350.000\n"
    )
    assert [(line.amount, line.currency) for line in lines(content)] == [(-4750, "JOD"), (350_000, "JOD")]


def test_a_sign_that_the_currency_does_not_have_is_refused() -> None:
    content = "Date,Payee,Amount\n2026-03-18,Alice,-$12.50\n2026-03-19,Bob,$3.00\n"
    assert amounts(content, "USD") == amounts(content, "CAD") == [-1250, 300]
    assert "written with $, which is not EUR; give the currency" in refusal(content)


def test_a_currency_of_something_else_is_not_that_of_the_amounts() -> None:
    content = "Datum;Empfänger;Betrag (EUR);Fremdwährung\n2026-03-18;Alice;-12,50;USD\n2026-03-19;Bob;-1,00;USD\n"
    assert {line.currency for line in lines(content)} == {"EUR"}


def test_days_are_read_in_the_order_of_the_language_of_their_name() -> None:
    assert lines("Fecha;Concepto;Importe\n03/04/2026;Alice;-1,00\n")[0].date == date(2026, 4, 3)
    assert asked("Date;Payee;Amount\n03/04/2026;Alice;-1,00\n").about == "DATE_ORDER"


def test_an_open_decimal_mark_is_asked() -> None:
    content = "Date,Payee,Amount\n2026-03-04,Alice,-1.230\n"
    assert [(choice.settings, choice.totals) for choice in asked(content).choices] == [
        ({"decimal_mark": "."}, {"": (0, -123)}),
        ({"decimal_mark": ","}, {"": (0, -123_000)}),
    ]


def test_a_balance_that_proves_the_first_rows_must_prove_them_all() -> None:
    content = "".join(f"2026-03-01,Alice,-1.00,{1000 - number}.00\n" for number in range(700))
    assert len(amounts(content)) == 700
    assert "does not follow from the amounts at line 601" in refusal(content.replace(",400.00", ",400.01"))


def test_a_column_of_states_needs_no_name() -> None:
    content = "Date,Payee,Amount,Foo\n2026-03-05,Alice,-1.00,Pending\n2026-03-06,Bob,-2.00,Booked\n"
    assert skipped(content) == {2: P}


def test_letters_for_debit_and_credit_of_the_baltic() -> None:
    rows = ["2026-03-01,Likutis pradžiai,50.00,K", "2026-03-02,Alice,12.50,D", "2026-03-03,Bob,300.00,K"]
    content = "\n".join(["Data,Gavėjas,Suma,D/K", *rows])
    assert amounts(content) == [-1250, 30_000]
    assert skipped(content) == {2: B}


def test_the_payee_is_who_pays_where_money_comes_in() -> None:
    content = (
        "Buchungsdatum;Status;Zahlungspflichtige*r;Zahlungsempfänger*in;Verwendungszweck;Betrag (€)\n"
        "18.03.26;Gebucht;Alice;Bakery;Brot;-12,50\n15.03.26;Gebucht;Bob Ltd;Alice;Gehalt;300\n"
    )
    assert [(line.payee, line.note) for line in lines(content)] == [
        ("Bakery", "Brot · Alice"),
        ("Bob Ltd", "Gehalt · Alice"),
    ]


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Bokföringsdag;Rubrik;Belopp;Valuta", "SEK"),
        ("Päivämäärä;Saaja;Määrä;Valuutta", "EUR"),
        ("Könyvelés dátuma;Név;Összeg;Deviza", "HUF"),
    ],
)
def test_letters_with_two_points_are_read_in_names(header: str, currency: str) -> None:
    statement_lines = lines(f"{header}\n18/03/2026;Alice;-12,50;{currency}\n15/03/2026;Bob;300,00;{currency}\n")
    assert [(line.amount, line.currency) for line in statement_lines] == [(-1250, currency), (30_000, currency)]
