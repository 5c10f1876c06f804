"""Transactions on the page: found, added, edited, given a category, deleted and brought back; and what is refused."""

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.axe import violations
from tests.browser.chromium import Watch
from tests.browser.owners import Owner
from tests.browser.reading import figure, table

HTML = "<img src=x onerror=alert(1)><b>Bistro</b>"
WRONG = {
    ("Amount", "twelve"): "Write an amount, such as 12.50, or a sum, such as 30+12.",
    ("Amount", ""): "Write an amount, such as 12.50, or a sum, such as 30+12.",
    ("Amount", "12.345"): "The amount has too many decimal places; EUR has 2.",
    ("Payee", " "): "The text is empty; write something.",
    ("Date", ""): "Choose a day.",
}
STORED = "{ transactions(first: 1) { nodes { payee date note amount { amount currency } baseAmount { amount } } } }"


def line(page: Page, payee: str) -> Locator:
    """The line of a transaction."""
    return page.locator(".transactions li").filter(has_text=payee)


def edit(page: Page, payee: str) -> Locator:
    """The open dialog of a transaction."""
    line(page, payee).locator(".payee").click()
    return page.get_by_role("dialog")


def notice(page: Page) -> Locator:
    """Return the notice of the last change."""
    return page.locator(".notice")


def test_a_transaction_is_added_and_every_card_has_it(home: Page, alice: Owner) -> None:
    home.get_by_role("button", name="Add", exact=True).click()
    dialog = home.get_by_role("dialog")
    expect(dialog.get_by_label("Amount")).to_be_focused()
    expect(dialog.get_by_label("Date")).to_have_value("2026-11-23")
    dialog.get_by_label("Amount").fill("1,059.75")
    dialog.get_by_label("Payee").fill("Carpenter")
    dialog.get_by_label("Category").select_option(label="Rent")
    dialog.get_by_label("Note").fill("the table")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(figure(home, "Spent")).to_have_text("€2,000.00")
    expect(home.locator(".transactions li").first).to_contain_text("Carpenter")
    expect(line(home, "Carpenter")).to_contain_text("-€1,059.75")
    assert ["Rent", "€1,859.75", "93%"] in table(home, "Spending by category")
    assert alice.ask(STORED)["transactions"]["nodes"][0] == {
        "payee": "Carpenter",
        "date": "2026-11-23",
        "note": "the table",
        "amount": {"amount": "-1059.75", "currency": "EUR"},
        "baseAmount": {"amount": "-1059.75"},
    }


def test_income_in_a_currency_without_rates_is_counted_by_its_own(home: Page, alice: Owner) -> None:
    home.get_by_role("button", name="Add", exact=True).click()
    dialog = home.get_by_role("dialog")
    dialog.get_by_text("Money in").click()
    dialog.get_by_label("Amount").fill("100")
    dialog.get_by_label("Currency").select_option("ARS")
    dialog.get_by_label("Payee").fill("Publisher")
    dialog.get_by_role("button", name="Save").click()
    rate = dialog.get_by_label("Exchange rate: EUR for 1 ARS")
    expect(rate).to_have_attribute("aria-invalid", "true")
    expect(rate).to_be_focused()
    rate.fill("0.92")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(figure(home, "Income")).to_have_text("€2,192.00")
    expect(line(home, "Publisher").locator(".amount")).to_have_text("+€92.00ARS\xa0100.00")
    dialog = edit(home, "Publisher")
    expect(dialog.get_by_label("Money in")).to_be_checked()
    expect(dialog.get_by_label("Currency")).to_have_value("ARS")
    expect(dialog.get_by_label("Exchange rate")).to_have_value("0.92")


def test_an_edit_is_saved(home: Page) -> None:
    dialog = edit(home, "Bakery")
    expect(dialog.get_by_label("Amount")).to_have_value("12.50")
    dialog.get_by_label("Amount").fill("22.50")
    dialog.get_by_label("Payee").fill("Bakery Rose")
    dialog.get_by_role("button", name="Save").click()
    expect(figure(home, "Spent")).to_have_text("€950.25")
    expect(line(home, "Bakery Rose")).to_contain_text("-€22.50")


def meanwhile(alice: Owner, text: str, **edit: object) -> None:
    """Edit a transaction, the newest with a payee, on another device."""
    find = "query ($text: String!) { transactions(first: 1, filter: {text: $text}) { nodes { id } } }"
    transaction_id = alice.ask(find, {"text": text})["transactions"]["nodes"][0]["id"]
    alice.change("updateTransaction", {"id": transaction_id, **edit})


def test_a_conflict_shows_both_versions_and_keeps_what_was_typed(home: Page, alice: Owner) -> None:
    dialog = edit(home, "Bakery")
    meanwhile(alice, "Bakery", payee="Bakery Lily", amount="-13.00", note="by card")
    dialog.get_by_role("textbox", name="Note").fill("typed")
    dialog.get_by_label("Amount").fill("14")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody edited this transaction meanwhile")
    expect(dialog.locator(".meanwhile > p")).to_have_text("Taken over from theirs: Payee.")
    expect(dialog.locator(".meanwhile li")).to_have_text(
        ["AmountTheirs: 13.00Yours: 14Take theirs", "NoteTheirs: by cardYours: typedTake theirs"]
    )
    expect(dialog.get_by_label("Payee")).to_have_value("Bakery Lily")
    expect(dialog.get_by_role("textbox", name="Note")).to_have_value("typed")
    expect(dialog.get_by_role("textbox", name="Amount")).to_have_value("14")
    assert violations(home) == []
    dialog.get_by_role("button", name="Take theirs: Amount").click()
    expect(dialog.get_by_role("textbox", name="Amount")).to_have_value("13.00")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(line(home, "Bakery Lily")).to_contain_text("-€13.00")
    expect(line(home, "Bakery Lily")).to_contain_text("typed")


def test_a_second_conflict_is_met_like_the_first(home: Page, alice: Owner) -> None:
    dialog = edit(home, "Bakery")
    dialog.get_by_role("textbox", name="Note").fill("typed")
    for note in ("once", "twice"):
        meanwhile(alice, "Bakery", note=note)
        dialog.get_by_role("button", name="Save").click()
        expect(dialog.locator(".meanwhile li")).to_have_text([f"NoteTheirs: {note}Yours: typedTake theirs"])
    dialog.get_by_role("button", name="Save").click()
    expect(line(home, "Bakery")).to_contain_text("typed")


def test_an_owner_who_deletes_an_older_version_sees_the_newer_first(home: Page, alice: Owner) -> None:
    dialog = edit(home, "Bakery")
    meanwhile(alice, "Bakery", payee="Bakery Lily")
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog.locator(".notice")).to_contain_text("Somebody edited this transaction meanwhile")
    expect(dialog.get_by_label("Payee")).to_have_value("Bakery Lily")
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog).to_have_count(0)
    expect(line(home, "Bakery")).to_have_count(0)


def test_a_transaction_deleted_meanwhile_is_brought_back_as_it_was_typed(home: Page, alice: Owner) -> None:
    dialog = edit(home, "Bakery")
    dialog.get_by_role("textbox", name="Note").fill("typed")
    transaction = alice.ask('{ transactions(filter: {text: "Bakery"}) { nodes { id } } }')["transactions"]["nodes"][0]
    alice.change("deleteTransaction", {"id": transaction["id"]})
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody deleted this transaction meanwhile")
    expect(dialog.get_by_role("textbox", name="Note")).to_have_value("typed")
    dialog.get_by_role("button", name="Bring back and save").click()
    expect(dialog).to_have_count(0)
    expect(line(home, "Bakery")).to_contain_text("typed")
    expect(figure(home, "Spent")).to_have_text("€940.25")


def test_an_edit_leaves_what_was_not_edited_as_it_is(home: Page, alice: Owner) -> None:
    meanwhile(alice, "Market", note="two\nlines")
    expect(line(home, "Market")).to_contain_text("two")
    dialog = edit(home, "Market")
    expect(dialog.get_by_role("textbox", name="Note")).to_have_value("two\nlines")
    dialog.get_by_label("Payee").fill("The market")
    dialog.get_by_role("button", name="Save").click()
    expect(line(home, "The market")).to_be_visible()
    notes = alice.ask('{ transactions(filter: {text: "The market"}) { nodes { note } } }')["transactions"]["nodes"]
    assert notes == [{"note": "two\nlines"}]


def test_a_new_transaction_begins_in_the_shown_period_and_one_outside_of_it_is_told(home: Page, alice: Owner) -> None:
    home.get_by_role("button", name="The month before").click()
    expect(figure(home, "Spent")).to_have_text("€1,050.00")
    home.get_by_role("button", name="Add", exact=True).click()
    dialog = home.get_by_role("dialog")
    expect(dialog.get_by_label("Date")).to_have_value("2026-10-31")
    dialog.get_by_label("Amount").fill("9")
    dialog.get_by_label("Payee").fill("Ferry")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(line(home, "Ferry")).to_be_visible()
    expect(notice(home)).to_have_text("")
    dialog = edit(home, "Ferry")
    dialog.get_by_label("Date").fill("2026-11-22")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(line(home, "Ferry")).to_have_count(0)
    expect(notice(home)).to_contain_text("“Ferry” is saved on Nov 22, 2026, which is not in the shown period.")
    notice(home).get_by_role("button", name="Show it").click()
    expect(home.locator(".period-picker .name")).to_have_text("November 2026")
    expect(line(home, "Ferry")).to_be_visible()


def test_a_retry_of_what_was_saved_after_all_is_told_and_loses_nothing(home: Page, watch: Watch) -> None:
    watch.forgive("Failed to load resource")
    home.get_by_role("button", name="Add", exact=True).click()
    dialog = home.get_by_role("dialog")
    dialog.get_by_label("Amount").fill("9")
    dialog.get_by_label("Payee").fill("Ferry")

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    home.route("**/graphql", lose_the_answer, times=1)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("The server does not answer")
    dialog.get_by_label("Payee").fill("Ferries")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("An earlier try was saved after all")
    expect(dialog.get_by_label("Payee")).to_have_value("Ferries")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(home.locator(".transactions li", has_text="Ferr")).to_have_count(2)


def test_a_problem_is_told_beside_its_field_and_the_typed_text_stays(home: Page) -> None:
    for (label, wrong), words in WRONG.items():
        home.get_by_role("button", name="Add", exact=True).click()
        dialog = home.get_by_role("dialog")
        typed = {"Amount": "12.50", "Payee": "Market", "Date": "2026-11-22", "Note": "for Sunday", label: wrong}
        for name, text in typed.items():
            dialog.get_by_label(name).fill(text)
        dialog.get_by_role("button", name="Save").click()
        told = dialog.locator(".field:has([aria-invalid=true])").get_by_role("alert")
        expect(told).to_have_text(words)
        expect(dialog.get_by_label(label)).to_be_focused()
        assert dialog.get_by_label(label).get_attribute("aria-describedby") == told.get_attribute("id")
        for name, text in typed.items():
            expect(dialog.get_by_label(name)).to_have_value(text)
        home.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def test_everything_that_is_wrong_is_told_at_once(home: Page) -> None:
    home.get_by_role("button", name="Add", exact=True).click()
    dialog = home.get_by_role("dialog")
    dialog.get_by_label("Amount").fill("0.001")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_count(2)


def test_a_category_is_changed_on_its_line_and_changed_back(home: Page) -> None:
    chip = line(home, "Kiosk").locator(".chip")
    expect(chip).to_have_text("Categorise")
    chip.click()
    line(home, "Kiosk").get_by_role("combobox").select_option("Food")
    expect(chip).to_contain_text("Food")
    expect(notice(home)).to_contain_text("“Kiosk” has another category.")
    notice(home).get_by_role("button", name="Undo").click()
    expect(chip).to_have_text("Categorise")


def test_a_deleted_transaction_comes_back(home: Page, alice: Owner) -> None:
    edit(home, "Market").get_by_role("button", name="Delete").click()
    expect(home.get_by_role("dialog")).to_have_count(0)
    expect(line(home, "Market")).to_have_count(0)
    expect(figure(home, "Spent")).to_have_text("€819.75")
    expect(notice(home)).to_contain_text("“Market” was deleted.")
    notice(home).get_by_role("button", name="Undo").click()
    expect(line(home, "Market")).to_be_visible()
    expect(figure(home, "Spent")).to_have_text("€940.25")
    expect(notice(home)).to_contain_text("“Market” is back.")
    assert len(alice.ask("{ transactions { nodes { id } } }")["transactions"]["nodes"]) == 11


def test_a_button_that_is_pressed_twice_does_its_work_once(home: Page) -> None:
    delete = edit(home, "Market").get_by_role("button", name="Delete")
    delete.evaluate("(button) => { button.click(); button.click(); }")
    expect(home.get_by_role("dialog")).to_have_count(0)
    expect(notice(home)).to_contain_text("“Market” was deleted.")
    notice(home).get_by_role("button", name="Undo").click()
    expect(line(home, "Market")).to_be_visible()


def test_the_newest_are_shown_and_lead_to_all_of_the_period(home: Page, alice: Owner) -> None:
    for number in range(12):
        alice.record("-1.00", f"Tram {number}", day="2026-11-10")
    expect(home.locator(".transactions li")).to_have_count(8)
    home.get_by_role("link", name="All of the period").click()
    expect(home.locator(".list-sums")).to_contain_text("17 transactions")
    expect(home.get_by_role("list", name="Filters")).to_contain_text("Nov 1, 2026 – Nov 30, 2026")


def test_a_payee_that_is_html_stays_text_everywhere(home: Page, alice: Owner) -> None:
    # Twice the same on one day: an insight says so.
    for _ in range(2):
        alice.record("-40.00", HTML, "Food")
    rename = {"id": alice.categories["Food"], "name": "<b>Food</b>"}
    alice.change("updateCategory", rename)
    expect(line(home, HTML)).to_have_count(2)
    expect(home.locator("#insights")).to_contain_text(HTML)
    line(home, HTML).first.locator(".chip").click()
    line(home, HTML).get_by_role("combobox").select_option("Rent")
    expect(notice(home)).to_contain_text(HTML)
    expect(home.locator(".legend")).to_contain_text("<b>Food</b>")
    edit_dialog = home.get_by_role("dialog")
    line(home, HTML).first.locator(".payee").click()
    expect(edit_dialog.get_by_label("Payee")).to_have_value(HTML)
    assert home.locator("#page img, #page b").count() == 0
    home.goto("/finny")
    home.get_by_label("Ask Finny").fill(f"How much did I spend at {HTML}?")
    home.get_by_role("button", name="Ask", exact=True).click()
    expect(home.locator(".message.USER")).to_contain_text(HTML)
    expect(home.locator(".message.FINNY:not(.speaking)")).not_to_have_count(0)
    assert home.locator("#page img, #page b").count() == 0


def test_a_transaction_of_several_splits_says_what_each_was_for(home: Page, alice: Owner) -> None:
    parts = [
        {"amount": "-30", "categoryId": alice.categories["Food"]},
        {"categoryId": alice.categories["Rent"]},
    ]
    draft = {"date": "2026-11-23", "amount": "-50", "payee": "Department store", "splits": parts}
    alice.change("recordTransaction", draft)
    expect(line(home, "Department store").locator(".chip")).to_have_text("Food, Rent")
    dialog = edit(home, "Department store")
    expect(dialog.get_by_label("Amount of part 1")).to_have_value("30.00")
    expect(dialog.get_by_label("The rest")).to_contain_text("€20.00")
    assert violations(home, only="dialog") == []
    dialog.get_by_role("textbox", name="Note").fill("for the kitchen")
    dialog.get_by_role("button", name="Save").click()
    expect(line(home, "Department store")).to_contain_text("for the kitchen")
    expect(line(home, "Department store").locator(".chip")).to_have_text("Food, Rent")
