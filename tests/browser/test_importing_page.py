"""A bank's statement on the page: chosen or dropped, shown before it is written, imported, or refused by its lines."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner, Street
from tests.browser.reading import figure

CSV = """Buchungstag;Empfänger;Verwendungszweck;Betrag;Währung
22.11.2026;Stadtwerke;Abschlag November;-64,20;EUR
21.11.2026;Bücherei Süd;;-1.003,50;EUR
20.11.2026;Employer;Prämie;250,00;EUR
"""
OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>1<ACCTID>123<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20261101<DTEND>20261123
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261122<TRNAMT>-50.00<FITID>1<NAME>Cinema</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
BAD = """date,payee,amount
2026-11-22,Market,-12.50
2026-02-30,Bakery,-3.20
2026-11-20,Kiosk,much
"""
NO_STATEMENTS = (
    ("empty.csv", "", "The file is empty; download the statement again."),
    ("photo.txt", "\x89PNG\0\0", "The file is not a text file; use a CSV or OFX/QFX file from your bank."),
    (
        "letter.csv",
        "Dear Alice",
        "No columns of dates and amounts were found; say which they are, or check that this is a bank statement.",
    ),
)
DROP = """([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name, {type: "text/csv"}));
  for (const type of ["dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, {dataTransfer: carried, bubbles: true, cancelable: true}));
  }
}"""


def choose(page: Page, name: str, text: str) -> Locator:
    """Choose a file by the button; the dialog that shows it."""
    page.get_by_role("banner").get_by_label("Import a bank statement").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    )
    return page.get_by_role("dialog")


def revision(owner: Owner) -> int:
    """The ledger's revision."""
    found: int = owner.ask("{ dashboard { revision } }")["dashboard"]["revision"]
    return found


def test_a_dropped_statement_is_shown_before_it_is_written(home: Page, alice: Owner) -> None:
    before = revision(alice)
    home.evaluate(DROP, ["giro.csv", CSV])
    dialog = home.get_by_role("dialog", name="Import giro.csv")
    rows = dialog.get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(1)).to_contain_text("Stadtwerke")
    expect(rows.nth(2)).to_contain_text("-€1,003.50")
    expect(dialog.locator(".facts")).to_contain_text("3 new transactions from Nov 20, 2026 to Nov 22, 2026.")
    assert violations(home) == []
    assert revision(alice) == before
    expect(figure(home, "Spent")).to_have_text("€940.25")
    dialog.get_by_role("button", name="Import 3 transactions").click()
    expect(dialog).to_have_count(0)
    expect(home.locator(".notice")).to_contain_text("3 transactions imported from giro.csv.")
    expect(figure(home, "Spent")).to_have_text("€2,007.95")
    expect(home.locator(".transactions")).to_contain_text("Bücherei Süd")
    assert revision(alice) == before + 1


def test_a_statement_twice_adds_nothing_and_what_was_deleted_since_comes_back_when_asked(
    home: Page, alice: Owner
) -> None:
    choose(home, "giro.csv", CSV).get_by_role("button", name="Import 3 transactions").click()
    expect(figure(home, "Spent")).to_have_text("€2,007.95")
    found = alice.ask('{ transactions(filter: {text: "Stadtwerke"}) { nodes { id } } }')["transactions"]["nodes"]
    alice.change("deleteTransaction", {"id": found[0]["id"]})
    dialog = choose(home, "giro.csv", CSV)
    expect(dialog.locator(".facts")).to_contain_text("3 lines set aside")
    expect(dialog.locator("form").get_by_role("button", name="Close")).to_be_visible()
    dialog.get_by_label("Bring back what was deleted").check()
    dialog.get_by_role("button", name="Import 1 transaction").click()
    expect(figure(home, "Spent")).to_have_text("€2,007.95")


def test_a_statement_in_another_currency_asks_for_its_rate(home: Page, alice: Owner) -> None:
    dialog = choose(home, "checking.ofx", OFX)
    rate = dialog.get_by_label("Exchange rate")
    expect(rate).to_have_attribute("aria-invalid", "true")
    rate.fill("0.9")
    rate.press("Tab")
    dialog.get_by_role("button", name="Import 1 transaction").click()
    expect(dialog).to_have_count(0)
    expect(figure(home, "Spent")).to_have_text("€985.25")


def test_an_older_statement_leads_to_its_month(home: Page) -> None:
    older = CSV.replace(".11.2026", ".06.2026")
    choose(home, "june.csv", older).get_by_role("button", name="Import 3 transactions").click()
    home.locator(".notice").get_by_role("button", name="Show them").click()
    expect(home.locator(".period-picker .name")).to_have_text("June 2026")
    expect(figure(home, "Spent")).to_have_text("€1,067.70")


def test_a_bad_statement_is_told_by_its_lines_and_nothing_of_it_is_written(home: Page, alice: Owner) -> None:
    before = revision(alice)
    dialog = choose(home, "bad.csv", BAD)
    told = dialog.locator(".bad-lines li")
    expect(told).to_have_count(2)
    expect(dialog.locator(".facts")).to_contain_text("Nothing can be imported before 2 lines of the file can be read:")
    expect(told.first).to_contain_text("Line 3: ")
    expect(told.last).to_contain_text("Line 4: ")
    expect(dialog.get_by_role("button", name="Import")).to_have_count(0)
    assert violations(home) == []
    dialog.locator("form").get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    assert revision(alice) == before


def test_what_is_no_statement_is_told_in_a_sentence(home: Page) -> None:
    for name, text, words in NO_STATEMENTS:
        dialog = choose(home, name, text)
        expect(dialog.get_by_role("alert")).to_have_text(words)
        expect(dialog.locator("button.main")).to_have_count(0)
        home.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def test_what_was_imported_is_shown_in_the_period_of_its_last_day(alices_street: Street, open_page: OpenPage) -> None:
    owner = alices_street.move_in()
    owner.change("updateLedger", {"periodStartDay": 25})
    page = open_page(owner)
    page.goto("/")
    dialog = choose(page, "old.csv", "date,payee,amount\n2026-08-10,Ferry,-31.00\n")
    dialog.get_by_role("button", name="Import 1 transaction").click()
    page.locator(".notice").get_by_role("button", name="Show them").click()
    expect(page.locator(".period-picker .name")).to_contain_text("July 2026")
    expect(page.locator(".transactions")).to_contain_text("Ferry")
