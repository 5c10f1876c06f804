"""CAMT files: entries, details and charges count once, proven by the balances."""

import zipfile
from datetime import date
from io import BytesIO

import pytest

from services.statements import SkipReason, StatementLine
from tests.services.statements.reading import amounts, faults, lines, noted, refusal, skipped


def entry(amount: str = "12.50", way: str = "DBIT", more: str = "", status: str = "<Sts>BOOK</Sts>") -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{status}'
        f"<BookgDt><Dt>2026-03-05</Dt></BookgDt><ValDt><Dt>2026-03-06</Dt></ValDt>{more}</Ntry>"
    )


def balance(code: str, amount: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>'
    )


def camt(body: str, kind: str = "053.001.08") -> str:
    outer, inner = {
        "052": ("BkToCstmrAcctRpt", "Rpt"),
        "053": ("BkToCstmrStmt", "Stmt"),
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[kind[:3]]
    account = "<Acct><Id><IBAN>DE00</IBAN></Id><Ccy>EUR</Ccy></Acct>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}">'
        f"<{outer}><{inner}>{account}{body}</{inner}></{outer}></Document>"
    )


PARTIES = (
    "<RltdPties><Dbtr><Nm>Alice</Nm></Dbtr><Cdtr><Nm>Bakery</Nm></Cdtr></RltdPties>"
    "<RmtInf><Ustrd>Bread and</Ustrd><Ustrd>butter</Ustrd></RmtInf>"
)
DETAILS = f"<AcctSvcrRef>R1</AcctSvcrRef><NtryDtls><TxDtls>{PARTIES}</TxDtls></NtryDtls>"


@pytest.mark.parametrize("kind", ["052.001.02", "053.001.02", "053.001.13", "054.001.08"])
def test_an_entry_becomes_a_line(kind: str) -> None:
    assert lines(camt(entry(more=DETAILS), kind)) == [
        StatementLine(1, "DE00", "R1", date(2026, 3, 5), -1250, "EUR", "Bakery", "Bread and butter", "")
    ]


def test_names_stand_deeper_in_newer_versions() -> None:
    newer = DETAILS.replace("<Nm>Bakery</Nm>", "<Pty><Nm>Bakery</Nm></Pty>")
    newer = newer.replace("<Nm>Alice</Nm>", "<Pty><Nm>Alice</Nm></Pty>")
    assert lines(camt(entry(more=newer)))[0].payee == "Bakery"
    assert lines(camt(entry(way="CRDT", more=newer)))[0].payee == "Alice"


def test_unbooked_entries_are_set_aside() -> None:
    states = ["<Sts>PDNG</Sts>", "<Sts><Cd>INFO</Cd></Sts>", "<Sts><Cd>BOOK</Cd></Sts>"]
    content = camt("".join(entry(status=state) for state in states))
    assert amounts(content) == [-1250]
    assert skipped(content) == {1: SkipReason.PENDING, 2: SkipReason.INFORMATION}


def detail(amount: str) -> str:
    return f'<TxDtls><Amt Ccy="EUR">{amount}</Amt></TxDtls>'


def test_the_details_of_a_batch_count_once_and_charges_are_what_is_left() -> None:
    batch = f"<AcctSvcrRef>B</AcctSvcrRef><NtryDtls>{detail('10.00')}{detail('2.00')}</NtryDtls>"
    assert amounts(camt(entry("12.00", more=batch))) == [-1000, -200]
    charged = '<Chrgs><Rcrd><Amt Ccy="EUR">0.50</Amt></Rcrd></Chrgs>' + batch
    statement_lines = lines(camt(entry("12.50", more=charged)))
    assert [(line.amount, line.bank_id) for line in statement_lines] == [(-1000, "B/1"), (-200, "B/2"), (-50, "B/0")]
    assert amounts(camt(entry("12.40", more=batch))) == [-1240]
    assert amounts(camt(entry("12.00", more=batch.replace("<Amt Ccy", "<X Ccy").replace("</Amt>", "</X>")))) == [-1200]


def test_the_balances_prove_the_entries() -> None:
    body = balance("OPBD", "100.00") + balance("CLBD", "87.50") + entry()
    assert noted(camt(body)) == ["PROVEN_BY_BALANCE"]
    assert noted(camt(body.replace("87.50", "80.00"))) == ["ROWS_MISSING"]


def test_a_zip_of_several_days_is_one_statement() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("2026-03-06.xml", camt(entry("2.00")))
        archive.writestr("2026-03-05.xml", camt(entry("1.00")))
        archive.writestr("__MACOSX/._x", b"\0")
    assert amounts(out.getvalue()) == [-100, -200]


def test_broken_entries_are_faults_and_broken_files_refused() -> None:
    assert "not a number" in faults(camt(entry("much")))[1]
    assert "neither CRDT nor DBIT" in faults(camt(entry(way="X")))[1]
    assert "not a date" in faults(camt(entry().replace("2026-03-05", "2026-02-30")))[1]
    assert "not a currency" in faults(camt(entry().replace("EUR", "XQZ")))[1]
    assert "no transactions" in refusal(camt(""))
    assert "broken" in refusal(camt(entry())[:-20])


def test_a_file_with_entities_of_its_own_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    assert "entities" in refusal(camt(entry()).replace("<Document", f"{bomb}<Document"))
