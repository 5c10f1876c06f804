"""OFX 1 and OFX 2, by the standard and in the variants of banks."""

from datetime import date

import pytest

from services.statements import LineFault, StatementLine
from tests.services.statements.reading import faults, lines, opened, read, refusal

HEADER = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
ENTRY = "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260105<TRNAMT>-12.50<FITID>A1<NAME>Bakery<MEMO>bread</STMTTRN>"


def statement(entries: str, account: str = "111", currency: str = "EUR") -> str:
    return (
        f"<STMTTRNRS><STMTRS><CURDEF>{currency}<BANKACCTFROM><BANKID>9<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>20260101<DTEND>20260131{entries}</BANKTRANLIST></STMTRS></STMTTRNRS>"
    )


def ofx(*statements: str) -> str:
    return f"{HEADER}<OFX><BANKMSGSRSV1>{''.join(statements)}</BANKMSGSRSV1></OFX>\n"


def entry(day: str = "20260105", amount: str = "-1.00", more: str = "") -> str:
    return ofx(statement(f"<STMTTRN><DTPOSTED>{day}<TRNAMT>{amount}<FITID>A1{more}</STMTTRN>"))


def test_an_entry_becomes_a_line() -> None:
    assert lines(ofx(statement(ENTRY))) == [
        StatementLine(1, "111", "A1", date(2026, 1, 5), -1250, "EUR", "Bakery", "bread", "")
    ]


def test_xml_with_end_tags_cdata_and_entities_reads_the_same() -> None:
    content = """<?xml version="1.0" encoding="UTF-8"?>
    <?OFX OFXHEADER="200" VERSION="211"?>
    <OFX><CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>USD</CURDEF>
      <CCACCTFROM><ACCTID>4111</ACCTID></CCACCTFROM>
      <BANKTRANLIST><!-- <STMTTRN> is not meant here -->
        <STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20260105</DTPOSTED><TRNAMT>-3</TRNAMT><FITID>1</FITID>
          <NAME><![CDATA[Alice & <Bob>  ]]></NAME><MEMO>Fish &amp; Chips &#233;</MEMO></STMTTRN>
      </BANKTRANLIST></CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>"""

    assert lines(content) == [
        StatementLine(1, "4111", "1", date(2026, 1, 5), -300, "USD", "Alice & <Bob>", "Fish & Chips é", "")
    ]


def test_several_accounts_keep_their_number_and_currency() -> None:
    statement_lines = lines(ofx(statement(ENTRY), statement(ENTRY, "222", "JPY").replace("-12.50", "-1250")))

    assert [(line.line, line.account, line.currency, line.amount) for line in statement_lines] == [
        (1, "111", "EUR", -1250),
        (2, "222", "JPY", -1250),
    ]


def test_end_tags_of_entries_may_be_missing_and_the_header_too() -> None:
    content = ofx(statement(ENTRY.removesuffix("</STMTTRN>") * 2)).removeprefix(HEADER)

    assert [line.bank_id for line in lines(content)] == ["A1", "A1"]


@pytest.mark.parametrize(
    "day", ["20260105", "20260105235959", "20260105235959.999[-11:XXX]", "20260105000000[+13:NZD]"]
)
def test_the_date_is_the_one_written_and_no_zone_moves_it(day: str) -> None:
    assert lines(entry(day))[0].date == date(2026, 1, 5)


@pytest.mark.parametrize(("amount", "minor"), [("-1.5", -150), ("+1,50", 150), ("7", 700), (".05", 5), ("1.", 100)])
def test_amounts_take_a_comma_and_a_plus(amount: str, minor: int) -> None:
    assert lines(entry(amount=amount))[0].amount == minor


def test_empty_tags_are_as_good_as_missing_ones() -> None:
    content = ofx(
        "<STMTRS><CURDEF></CURDEF><BANKACCTFROM><ACCTID>1</ACCTID></BANKACCTFROM><BANKTRANLIST><STMTTRN>"
        "<TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20260105</DTPOSTED><TRNAMT>1</TRNAMT><FITID></FITID><NAME></NAME>"
        "<MEMO></MEMO></STMTTRN></BANKTRANLIST></STMTRS>"
    )

    assert lines(content) == [StatementLine(1, "1", "", date(2026, 1, 5), 100, None, "CREDIT", "", "")]


def test_a_transaction_in_another_currency_says_so_and_an_original_amount_does_not() -> None:
    foreign = entry(more="<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY>")
    converted = entry(more="<ORIGCURRENCY><CURRATE>1.1<CURSYM>USD</ORIGCURRENCY>")

    assert [lines(foreign)[0].currency, lines(converted)[0].currency] == ["USD", "EUR"]


def test_the_account_that_money_went_to_is_not_the_statement_s() -> None:
    more = "<BANKACCTTO><BANKID>1<ACCTID>999<ACCTTYPE>SAVINGS</BANKACCTTO><PAYEE><NAME>Bob<CITY>Bern</PAYEE>"
    line = lines(entry(more=more))[0]

    assert (line.account, line.payee) == ("111", "Bob")


def test_broken_entries_are_faults_with_their_number_and_every_reason() -> None:
    bad = "<STMTTRN><DTPOSTED>201120000000<TRNAMT>$120</STMTTRN><STMTTRN><TRNAMT>1</STMTTRN>"
    items = read(ofx(statement(ENTRY + bad + ENTRY)))

    assert [type(item) for item in items] == [StatementLine, LineFault, LineFault, StatementLine]
    assert items[1] == LineFault(
        2,
        "The date “201120000000” is not a date of the calendar; write it as 20260131. "
        "The amount “$120” is not a number; write it as -12.50.",
    )
    assert faults(ofx(statement(bad)))[2].startswith("The date (DTPOSTED) is missing")


@pytest.mark.parametrize(
    ("day", "amount", "message"),
    [
        ("18500101", "1", "out of range"),
        ("20260231", "1", "not a date"),
        ("20260105", "1.005", "too many decimal places"),
        ("20260105", "1e9", "not a number"),
        ("20260105", "NaN", "not a number"),
        ("20260105", "99999999999", "too large"),
    ],
)
def test_values_that_no_ledger_holds_are_faults(day: str, amount: str, message: str) -> None:
    assert message in faults(entry(day, amount))[1]


def test_an_unknown_currency_is_a_fault() -> None:
    assert "not a currency" in faults(ofx(statement(ENTRY, currency="XQZ")))[1]


def test_a_file_cut_short_is_refused() -> None:
    whole = ofx(statement(ENTRY))

    assert "cut short" in refusal(whole[: len(whole) // 2])
    assert "ends inside" in refusal("<OFX><NAME><![CDATA[abc</OFX>")


def test_a_file_without_transactions_is_refused() -> None:
    assert "no transactions" in refusal(ofx(statement("")))


def test_investment_statements_are_refused_rather_than_half_read() -> None:
    assert "Investment" in refusal(ofx(f"<INVSTMTRS>{ENTRY}</INVSTMTRS>"))


def test_a_file_beyond_the_size_that_is_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.statements.whole_files.MAX_BYTES", 100)

    assert "shorter period" in refusal(ofx(statement(ENTRY)))


def test_entities_of_the_file_s_own_are_never_expanded() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE OFX [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    statement_lines = lines(bomb + ofx(statement(ENTRY.replace("Bakery", "&a;&b;"))).removeprefix(HEADER))

    assert statement_lines[0].payee == "&a;&b;"


def test_letters_of_windows_are_read() -> None:
    assert lines(ofx(statement(ENTRY.replace("Bakery", "Bäckerei"))).encode("cp1252"))[0].payee == "Bäckerei"


def test_a_dry_run_can_say_what_it_is() -> None:
    assert opened(ofx(statement(ENTRY))).detected.format == "OFX 1 (SGML)"
