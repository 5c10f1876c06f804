"""A bank's statement on the page: chosen or dropped, shown before it is written, imported, or refused by its lines."""

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner, Street
from tests.browser.reading import figure

CSV = """Buchungstag;Empfänger;Verwendungszweck;Betrag;Währung
22.11.2026;Stadtwerke;Abschlag November;-64,20;EUR
19.11.2026;Bücherei Süd;;-1.003,50;EUR
18.11.2026;Employer;Prämie;250,00;EUR
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
    (
        "photo.txt",
        "\x89PNG\0\0",
        "The file is not a text file; use a CSV, OFX, QIF, CAMT or MT940 file or a spreadsheet from your bank.",
    ),
    (
        "letter.csv",
        "Dear Alice",
        "No columns of dates and amounts were found; say which they are, or check that this is a bank statement.",
    ),
)
CARD = """Date;Description;Amount
18/11/2026;Bookshop;23,90
19/11/2026;Greengrocer;18,40
19/11/2026;Cinema;12,00
22/11/2026;Tram;2,80
23/11/2026;Payment, thank you;-50,00
"""
UNSIGNED = """Date;Description;Amount
18/11/2026;Bookshop;23,90
19/11/2026;Greengrocer;18,40
"""
DOUBTFUL = """when|who|what
03/04/2026|Shop|7.50
04/04/2026|Kiosk|2.00
"""
DROP = """(files) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name, {type: "text/csv"}));
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
    newest: int = owner.ask("{ dashboard { revision } }")["dashboard"]["revision"]
    return newest


def test_a_dropped_statement_is_shown_before_it_is_written(home: Page, alice: Owner) -> None:
    before = revision(alice)
    home.evaluate(DROP, [["giro.csv", CSV]])
    dialog = home.get_by_role("dialog", name="Import giro.csv")
    rows = dialog.get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(1)).to_contain_text("Stadtwerke")
    expect(rows.nth(2)).to_contain_text("-€1,003.50")
    expect(dialog.locator(".facts")).to_contain_text("3 new transactions from Nov 18, 2026 to Nov 22, 2026.")
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
    rows = alice.ask('{ transactions(filter: {text: "Stadtwerke"}) { nodes { id } } }')["transactions"]["nodes"]
    alice.change("deleteTransaction", {"id": rows[0]["id"]})
    dialog = choose(home, "giro.csv", CSV)
    expect(dialog.locator(".facts")).to_contain_text("3 lines set aside")
    expect(dialog.locator("form").get_by_role("button", name="Close")).to_be_visible()
    dialog.get_by_label("Bring back what was deleted").check()
    dialog.get_by_role("button", name="Import 1 transaction").click()
    expect(figure(home, "Spent")).to_have_text("€2,007.95")


def test_a_statement_in_a_currency_without_rates_asks_for_one(home: Page, alice: Owner) -> None:
    dialog = choose(home, "checking.ofx", OFX.replace("USD", "ARS"))
    rate = dialog.get_by_label("Exchange rate")
    expect(rate).to_have_attribute("aria-invalid", "true")
    rate.fill("0.9")
    rate.press("Tab")
    dialog.get_by_role("button", name="Import 1 transaction").click()
    expect(dialog).to_have_count(0)
    expect(figure(home, "Spent")).to_have_text("€985.25")


def test_an_older_statement_leads_to_its_transactions(home: Page) -> None:
    older = CSV.replace(".11.2026", ".06.2026")
    choose(home, "june.csv", older).get_by_role("button", name="Import 3 transactions").click()
    home.locator(".notice").get_by_role("button", name="Show them").click()
    expect(home.locator(".list-sums")).to_contain_text("3 transactions")
    expect(home.locator(".list-sums")).to_contain_text("Out€1,067.70")


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


def test_a_file_that_is_no_statement_is_told_in_a_sentence(home: Page) -> None:
    for name, text, words in NO_STATEMENTS:
        dialog = choose(home, name, text)
        expect(dialog.get_by_role("alert")).to_have_text(words)
        expect(dialog.locator("button.main")).to_have_count(0)
        home.keyboard.press("Escape")
        expect(home.locator("dialog")).to_have_count(0)  # Escape shuts a dialog a moment before the page forgets it


def test_imported_transactions_are_shown_in_any_period(alices_street: Street, open_page: OpenPage) -> None:
    owner = alices_street.move_in()
    owner.change("updateLedger", {"calendar": {"day": 25}})
    page = open_page(owner)
    page.goto("/")
    dialog = choose(page, "old.csv", "date,payee,amount\n2026-08-10,Ferry,-31.00\n")
    dialog.get_by_role("button", name="Import 1 transaction").click()
    page.locator(".notice").get_by_role("button", name="Show them").click()
    expect(page.get_by_role("heading", name="Transactions")).to_be_visible()
    expect(page.locator(".transactions")).to_contain_text("Ferry")


def test_dropped_files_are_shown_one_after_another_and_each_is_imported_or_left_out(home: Page, alice: Owner) -> None:
    files = [["giro.csv", CSV], ["bad.csv", BAD], ["tram.csv", "date,payee,amount\n2026-10-10,Tram,-2.80\n"]]
    home.evaluate(DROP, [*files, ["ferry.csv", "date,payee,amount\n2026-10-13,Ferry,-31.00\n"]])
    dialog = home.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Import giro.csv (1 of 4)")
    dialog.get_by_role("button", name="Import 3 transactions").click()
    expect(dialog.get_by_role("heading")).to_have_text("Import bad.csv (2 of 4)")
    expect(dialog.locator(".bad-lines li")).to_have_count(2)
    dialog.get_by_role("button", name="Leave this file out").click()
    expect(dialog.get_by_role("heading")).to_have_text("Import tram.csv (3 of 4)")
    expect(dialog.get_by_role("row")).to_have_count(2)
    dialog.get_by_role("button", name="Leave this file out").click()
    expect(dialog.get_by_role("heading")).to_have_text("Import ferry.csv (4 of 4)")
    assert violations(home) == []
    dialog.get_by_role("button", name="Import 1 transaction").click()
    expect(dialog).to_have_count(0)
    expect(home.locator(".notice")).to_contain_text("4 transactions imported from 2 files; 2 files left out.")
    rows = alice.ask("{ transactions(first: 100) { nodes { payee } } }")["transactions"]["nodes"]
    payees = {row["payee"] for row in rows}
    assert payees >= {"Stadtwerke", "Ferry"}
    assert "Tram" not in payees


def test_a_file_that_is_dropped_on_a_preview_waits_for_its_turn_and_the_cross_ends_all(home: Page) -> None:
    home.evaluate(DROP, [["giro.csv", CSV]])
    dialog = home.get_by_role("dialog")
    expect(dialog.get_by_role("row")).to_have_count(4)
    home.evaluate(DROP, [["card.csv", CARD]])
    expect(dialog.get_by_role("heading")).to_have_text("Import giro.csv (1 of 2)")
    expect(dialog.get_by_role("row")).to_have_count(4)
    dialog.get_by_role("button", name="Import 3 transactions").click()
    expect(dialog.get_by_role("heading")).to_have_text("Import card.csv (2 of 2)")
    dialog.get_by_role("button", name="Close", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(home.locator(".notice")).to_contain_text("3 transactions imported from giro.csv; 1 file left out.")


def test_several_files_can_be_chosen_at_once(home: Page) -> None:
    files = [{"name": name, "mimeType": "text/csv", "buffer": CSV.encode()} for name in ("one.csv", "two.csv")]
    chooser = home.get_by_role("banner").get_by_label("Import a bank statement")
    chooser.set_input_files(files)  # type: ignore[arg-type]
    expect(home.get_by_role("dialog").get_by_role("heading")).to_have_text("Import one.csv (1 of 2)")


def test_signs_in_doubt_are_asked_and_can_be_turned(home: Page) -> None:
    dialog = choose(home, "card.csv", UNSIGNED)
    expect(dialog.locator(".question")).to_contain_text("No amount is negative.")
    expect(dialog.locator(".question li").first).to_contain_text("2 transactions")
    expect(dialog.locator(".question li").first).to_contain_text("-€42.30")
    expect(dialog.get_by_role("button", name="Import", exact=False)).to_have_count(0)
    assert violations(home) == []
    dialog.get_by_role("button", name="Positive amounts are expenses").click()
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("-€23.90")
    expect(dialog.locator(".question")).to_have_count(0)
    assert violations(home) == []
    dialog.get_by_role("button", name="Turn the signs").click()
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("+€23.90")
    dialog.get_by_role("button", name="Turn the signs").click()
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("-€23.90")
    dialog.get_by_role("button", name="Import 2 transactions").click()
    expect(figure(home, "Spent")).to_have_text("€982.55")


def test_a_card_is_known_by_its_payments_and_its_signs_can_be_turned_back(home: Page) -> None:
    dialog = choose(home, "card.csv", CARD)
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("-€23.90")
    expect(dialog.get_by_role("row").nth(5)).to_contain_text("+€50.00")
    expect(dialog.locator(".facts .warn")).to_contain_text("The file writes expenses as positive")
    dialog.get_by_role("button", name="Turn the signs").click()
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("+€23.90")


def test_rows_that_are_no_transactions_are_told_with_their_reason(home: Page) -> None:
    dialog = choose(home, "giro.csv", CSV + "23.11.2026;Vorgemerkt;;;EUR\nSaldo;;;99,00;EUR\n")
    dialog.get_by_text("2 rows left out: no transactions").click()
    expect(dialog.locator(".skipped li").nth(0)).to_contain_text("Line 5, not booked yet: 23.11.2026 Vorgemerkt EUR")
    expect(dialog.locator(".skipped li").nth(1)).to_contain_text("Line 6, a balance or a sum: Saldo 99,00 EUR")
    expect(dialog.get_by_role("button", name="Import 3 transactions")).to_be_enabled()
    assert violations(home) == []


def test_the_amounts_of_a_preview_are_seen_on_a_phone(home: Page) -> None:
    home.set_viewport_size({"width": 390, "height": 844})
    dialog = choose(home, "giro.csv", CSV)
    expect(dialog.get_by_role("row")).to_have_count(4)
    ends = "(each) => each.scrollWidth - each.clientWidth"
    assert dialog.get_by_role("region", name="The first new transactions").evaluate(ends) == 0


def test_every_button_of_a_preview_is_whole_on_a_phone(home: Page) -> None:
    home.set_viewport_size({"width": 390, "height": 844})
    home.evaluate(DROP, [["giro.csv", CSV], ["card.csv", CARD]])
    dialog = home.get_by_role("dialog")
    buttons = dialog.locator("footer button")
    expect(buttons).to_have_text(["Leave this file out", "Import 3 transactions"])
    for button in buttons.all():
        box, around = button.bounding_box(), dialog.bounding_box()
        assert box
        assert around
        assert around["x"] <= box["x"]
        assert box["x"] + box["width"] <= around["x"] + around["width"]


def test_nothing_is_imported_before_its_preview_is_shown(home: Page) -> None:
    dialog = choose(home, "card.csv", CARD)
    button = dialog.get_by_role("button", name="Import 5 transactions")
    expect(button).to_be_enabled()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    home.route("**/graphql", hold, times=1)
    dialog.get_by_role("button", name="Turn the signs").click()
    expect(button).to_be_disabled()
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("-€23.90")
    while not held:
        home.wait_for_timeout(10)
    held[0].continue_()
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("+€23.90")
    expect(button).to_be_enabled()


def test_a_statement_without_doubt_offers_no_turn(home: Page) -> None:
    dialog = choose(home, "giro.csv", CSV)
    expect(dialog.get_by_role("row")).to_have_count(4)
    expect(dialog.get_by_role("button", name="Turn the signs")).to_have_count(0)
    expect(dialog.locator(".reading")).not_to_have_attribute("open", "")


def test_dates_columns_account_and_currency_are_set_where_they_are_read_wrongly(home: Page, alice: Owner) -> None:
    dialog = choose(home, "odd.csv", DOUBTFUL)
    expect(dialog.locator(".question")).to_contain_text("Which number stands first?")
    dialog.get_by_role("button", name="Day first").click()
    expect(dialog.locator(".question")).to_contain_text("No amount is negative.")
    dialog.get_by_role("button", name="Positive amounts are income").click()
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("Apr 3")
    dialog.get_by_text("How the file is read").click()
    dialog.get_by_label("Order of dates").select_option("MDY")
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("Mar 4")
    expect(dialog.get_by_label("Order of dates")).to_be_visible()
    dialog.get_by_label("Note: column").select_option("who")
    dialog.get_by_label("Payee: column").select_option("what")
    expect(dialog.get_by_role("alert").first).to_contain_text("No columns of dates and amounts were found")
    dialog.get_by_label("Payee: column").select_option("who")
    dialog.get_by_label("Note: column").select_option("None")
    dialog.get_by_label("Account, if the file names none").fill("Giro")
    dialog.get_by_label("Account, if the file names none").press("Tab")
    expect(dialog.locator(".facts")).to_contain_text("Of 1 account: Giro.")
    dialog.get_by_label("Currency, if the file names none").select_option("ARS")
    rate = dialog.get_by_label("Exchange rate")
    rate.fill("0,9 something")
    rate.press("Tab")
    expect(dialog.locator(".field:has([name=exchangeRate])").get_by_role("alert")).to_contain_text("Write an amount")
    rate.fill("0.9")
    rate.press("Tab")
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("ARS\xa07.50")
    assert violations(home) == []
    dialog.get_by_role("button", name="Import 2 transactions").click()
    expect(dialog).to_have_count(0)
    answer = alice.ask(
        '{ transactions(filter: {text: "Shop"}) { nodes { date account { name } baseAmount { amount } } } }'
    )
    assert answer["transactions"]["nodes"] == [
        {"date": "2026-03-04", "account": {"name": "Giro"}, "baseAmount": {"amount": "6.75"}}
    ]


def test_columns_that_are_not_found_can_be_named(home: Page) -> None:
    text = "a;b;c\nlast Monday;Shop;x\n"
    dialog = choose(home, "odd.csv", text)
    expect(dialog.get_by_role("alert")).to_contain_text("No columns of dates and amounts were found")
    dialog.get_by_label("Date: column").fill("9")
    dialog.get_by_label("Date: column").press("Tab")
    told = dialog.locator(".field:has([name=column-date])").get_by_role("alert")
    expect(told).to_contain_text("The file has no column “9” for the date")
    expect(dialog.get_by_label("Date: column")).to_have_value("9")


def test_a_file_goes_into_the_account_that_is_chosen(home: Page, alice: Owner) -> None:
    alice.change("createAccount", {"name": "Jar"})
    dialog = choose(home, "jar.csv", "date,payee,amount,account\n2026-11-20,Toys,-3.20,Piggy bank\n")
    expect(dialog).to_contain_text("It makes 1 new account: Piggy bank.")
    dialog.get_by_label("Into the account").select_option("Jar")
    expect(dialog).not_to_contain_text("It makes 1 new account")
    dialog.get_by_role("button", name="Import 1 transaction").click()
    expect(dialog).to_have_count(0)
    listed = alice.ask('{ transactions(filter: {text: "Toys"}) { nodes { account { name } } } }')
    assert listed["transactions"]["nodes"] == [{"account": {"name": "Jar"}}]


def test_an_import_is_undone_in_the_settings(home: Page, alice: Owner) -> None:
    choose(home, "giro.csv", CSV).get_by_role("button", name="Import 3 transactions").click()
    expect(home.get_by_role("dialog")).to_have_count(0)
    before = revision(alice)
    home.get_by_role("link", name="Settings of").click()
    home.get_by_text("Imports", exact=True).click()
    home.get_by_role("button", name="Undo giro.csv").click()
    dialog = home.get_by_role("dialog", name="Undo giro.csv")
    expect(dialog).to_contain_text("Transactions that go for good: 3. Changed since: 0.")
    assert violations(home) == []
    dialog.get_by_role("button", name="Undo", exact=True).click()
    expect(home.get_by_role("button", name="Undo giro.csv")).to_have_count(0)
    assert revision(alice) == before + 1
    assert alice.ask("{ imports { nodes { state } } }")["imports"]["nodes"] == [{"state": "UNDONE"}]
