"""Files say what was in an account, and only what they say for certain is read."""

from datetime import date
from io import BytesIO

import pytest

from services.statements import ReadOptions, read_statement
from services.statements.statement import StatedBalance

OFX = """OFXHEADER:100
<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>1<ACCTID>DE12<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260302<TRNAMT>-3.20<FITID>1<NAME>Bakery</STMTTRN></BANKTRANLIST>
<LEDGERBAL><BALAMT>{amount}<DTASOF>20260305120000</LEDGERBAL><AVAILBAL><BALAMT>900<DTASOF>20260305</AVAILBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""
CAMT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>DE12</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-03-02</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">3.20</Amt><CdtDbtInd>DBIT</CdtDbtInd>
<Dt><Dt>2026-03-31</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLAV</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-03-31</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">103.20</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
MT940 = """:20:START
:25:12345678/1234567890
:28C:1/1
:60{kind}:C260227EUR100,00
:61:2603020302D3,20NMSCNONREF//B1
:86:Bakery
:62{kind}:C260305EUR96,80
-
"""
TABLE = "Date,Payee,Amount,Balance\n"
ROWS = ["2026-03-01,A,-1.00,99.00\n", "2026-03-02,B,-2.00,97.00\n", "2026-03-02,C,-3.00,94.00\n"]


def balances(text: str) -> tuple[StatedBalance, ...]:
    """Return what a file says."""
    return read_statement(BytesIO(text.encode()), ReadOptions("EUR")).detected.balances


def said(account: str, currency: str | None, day: date, amount: int) -> StatedBalance:
    """Return a balance in cents."""
    return StatedBalance(account, currency, day, amount)


def test_ofx_says_the_ledger_balance() -> None:
    assert balances(OFX.format(amount="96.80")) == (said("DE12", "EUR", date(2026, 3, 5), 9680),)
    assert balances(OFX.format(amount="-96.80")) == (said("DE12", "EUR", date(2026, 3, 5), -9680),)


@pytest.mark.parametrize("amount", ["", "much", "1.005", "9" * 41])
def test_a_balance_that_cannot_be_read_is_left_out(amount: str) -> None:
    assert balances(OFX.format(amount=amount)) == ()


def test_camt_says_the_booked_balances() -> None:
    opening, closing = said("DE12", "EUR", date(2026, 3, 1), 10000), said("DE12", "EUR", date(2026, 3, 31), -320)
    assert balances(CAMT) == (opening, closing)


def test_mt940_says_the_final_balances() -> None:
    account = "12345678/1234567890"
    assert balances(MT940.format(kind="F")) == (
        said(account, "EUR", date(2026, 3, 1), 10000),
        said(account, "EUR", date(2026, 3, 5), 9680),
    )


def test_intermediate_balances_are_of_the_middle_of_a_day() -> None:
    assert balances(MT940.format(kind="M")) == ()


def test_the_first_and_the_last_balance_of_several_statements_are_kept() -> None:
    second = MT940.format(kind="F").replace("260305", "260309").replace("260302", "260306").replace("0302", "0306")
    days = [balance.day for balance in balances(MT940.format(kind="F") + second)]
    assert days == [date(2026, 3, 1), date(2026, 3, 9)]


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1]])
def test_a_table_says_the_newest_balance_that_its_rows_prove(rows: list[str]) -> None:
    assert balances(TABLE + "".join(rows)) == (said("", None, date(2026, 3, 2), 9400),)


def test_a_day_that_may_go_on_behind_the_sample_has_no_balance() -> None:
    many = [f"2026-03-0{1 + (number > 300)},A,-1.00,{2000 - number}.00\n" for number in range(900)]
    assert balances(TABLE + "".join(many)) == (said("", None, date(2026, 3, 1), 170000),)


@pytest.mark.parametrize(
    "rows",
    [
        ROWS[:2],
        [*ROWS, "2026-03-03,D,-1.00,94.00\n"],
        ["2026-03-01,A,0.00,9.00\n"] * 4,
    ],
    ids=["too few", "a gap", "no movement"],
)
def test_a_balance_that_is_not_proven_is_left_out(rows: list[str]) -> None:
    assert balances(TABLE + "".join(rows)) == ()
