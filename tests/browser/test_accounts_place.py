"""The place of accounts: balances that are known or asked for, and one account with its transactions and its checks."""

import re

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner
from tests.browser.reading import figure, go_live

DEPOSITS = (("2026-11-03", "100.00", "Everyday"), ("2026-11-10", "-30.00", "Toys"), ("2026-11-10", "-5.50", "Sweets"))
ACCOUNTS = """{ accounts(includeClosed: true) {
  id name closedOn counted balance { amount currency } transactionCount checks { source }
} }"""


def account(alice: Owner, name: str) -> dict[str, object]:
    """An account of Alice by its name."""
    accounts: list[dict[str, object]] = alice.ask(ACCOUNTS)["accounts"]
    return next(account for account in accounts if account["name"] == name)


@pytest.fixture
def jar(alice: Owner) -> str:
    """Alice's second account, with 20.00 to begin with and three transactions; its id."""
    draft = {"name": "Jar", "kind": "CASH", "openedOn": "2026-11-02", "openingBalance": "20.00"}
    made: str = alice.change("createAccount", draft, "account { id }")["account"]["id"]
    for day, amount, payee in DEPOSITS:
        alice.change("recordTransaction", {"date": day, "amount": amount, "payee": payee, "accountId": made})
    return made


@pytest.fixture
def place(open_page: OpenPage, alice: Owner, jar: str) -> Page:
    """Alice's accounts, which are live."""
    page = open_page(alice)
    go_live(page, "/accounts")
    expect(line(page, "Jar")).to_contain_text("€84.50")
    return page


def line(page: Page, name: str) -> Locator:
    """The line of an account."""
    return page.locator(".account-list li").filter(has_text=name)


def notice(page: Page) -> Locator:
    """Return the notice of the last change."""
    return page.locator(".notice")


def test_an_owner_of_one_account_meets_it_only_in_its_place(home: Page) -> None:
    expect(home.locator(".transactions li").first).not_to_contain_text("Everyday")
    home.get_by_role("button", name="Add", exact=True).click()
    expect(home.get_by_role("dialog").get_by_label("Category")).to_be_visible()
    expect(home.get_by_role("dialog").get_by_label("Account", exact=True)).to_have_count(0)
    home.keyboard.press("Escape")
    home.locator(".sidebar").get_by_role("link", name="Accounts").click()
    expect(line(home, "Everyday")).to_contain_text("Not known")


def test_an_unknown_balance_is_asked_for_and_all_others_follow(place: Page) -> None:
    question = place.locator("#unknown")
    expect(question.locator("h3")).to_have_text(["Everyday"])
    assert violations(place) == []
    question.get_by_label("Balance in EUR").fill("much")
    question.get_by_role("button", name="Save").click()
    expect(question.get_by_role("alert")).to_contain_text("Write an amount")
    question.get_by_label("Balance in EUR").fill("-100")
    question.get_by_label("At the end of").fill("2026-11-19")
    question.get_by_role("button", name="Save").click()
    expect(question).to_have_count(0)
    expect(line(place, "Everyday")).to_contain_text("-€119.75")
    expect(place.locator("#group-money header")).to_contain_text("-€35.25")


def test_an_owner_who_declines_is_not_asked_again(place: Page) -> None:
    place.locator("#unknown").get_by_role("button", name="Not now").click()
    expect(place.locator("#unknown")).to_have_count(0)
    place.reload()
    expect(line(place, "Everyday")).to_contain_text("Not known")
    expect(place.locator("#unknown")).to_have_count(0)


def test_an_account_lists_its_transactions_with_the_balance_after_each(place: Page, alice: Owner, jar: str) -> None:
    line(place, "Jar").get_by_role("link").click()
    expect(place).to_have_title("Jar · Aqua Thistle")
    expect(place.get_by_role("heading", level=1)).to_have_text("Jar")
    expect(place.locator(".sidebar [aria-current=page]")).to_have_text("Accounts")
    expect(place.locator(".account .great")).to_have_text("€84.50")
    balances = place.locator(".rows .balance .money, .rows .balance")
    expect(balances).to_contain_text([re.compile("€84.50$"), re.compile("€90.00$"), re.compile("€120.00$")])
    expect(place.locator(".list-sums .count")).to_have_text(re.compile("3 transactions$"))
    assert violations(place) == []
    alice.change("recordTransaction", {"date": "2026-11-04", "amount": "-1.50", "payee": "Comic", "accountId": jar})
    expect(place.locator(".account .great")).to_have_text("€83.00")
    expect(balances).to_contain_text([re.compile(f"€{amount}$") for amount in ("83.00", "88.50", "118.50", "120.00")])
    place.reload()
    expect(place.get_by_role("heading", level=1)).to_have_text("Jar")
    place.go_back()
    expect(line(place, "Jar")).to_contain_text("€83.00")


def test_an_unknown_account_is_told(open_page: OpenPage, alice: Owner) -> None:
    page = open_page(alice)
    go_live(page, "/accounts/nothing")
    expect(page.get_by_text("There is no such account.")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(line(page, "Everyday")).to_be_visible()


def test_an_account_is_made_renamed_and_put_first(place: Page, alice: Owner) -> None:
    place.get_by_role("button", name="New account").click()
    dialog = place.get_by_role("dialog")
    assert violations(place, only="dialog") == []
    dialog.get_by_label("Name").fill("Jar")
    dialog.get_by_label("Kind").select_option("Credit card")
    dialog.get_by_label("Currency").select_option("USD")
    dialog.get_by_label("Opening balance").fill("-12.50")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Name").fill("Card")
    dialog.get_by_role("button", name="Save").click()
    expect(place.locator(".account .great")).to_have_text("-$12.50")
    place.get_by_role("button", name="Edit").click()
    dialog.get_by_label("Name").fill("Gold card")
    dialog.get_by_label("Place in the order").select_option("First")
    dialog.get_by_label("Its transactions count").uncheck()
    assert violations(place, only="dialog") == []
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(place.get_by_role("heading", level=1)).to_have_text("Gold card")
    expect(place.locator(".account")).to_contain_text("not counted as income or spending")
    names = [row["name"] for row in alice.ask(ACCOUNTS)["accounts"]]
    assert names == ["Gold card", "Everyday", "Jar"]


def test_a_check_says_by_how_much_the_ledger_is_off_and_is_taken_back(place: Page) -> None:
    line(place, "Jar").get_by_role("link").click()
    for amount, told in (("84.50", "As at the bank on Nov 23, 2026"), ("80", "€4.50 more than at the bank")):
        place.get_by_role("button", name="Check the balance").click()
        dialog = place.get_by_role("dialog")
        dialog.get_by_label("Balance in EUR").fill(amount)
        dialog.get_by_role("button", name="Save").click()
        expect(dialog).to_have_count(0)
        expect(place.get_by_role("region", name="Checks")).to_contain_text(told)
    assert violations(place) == []
    place.go_back()
    expect(line(place, "Jar")).to_contain_text("€4.50 more than at the bank")
    place.go_forward()
    place.once("dialog", lambda dialog: dialog.accept())
    place.get_by_role("button", name="Delete: €4.50 more").click()
    expect(place.get_by_role("region", name="Checks")).not_to_contain_text("more than")


def test_an_adjustment_makes_a_check_right_and_is_no_spending(place: Page, alice: Owner, jar: str) -> None:
    alice.change("recordCheck", {"accountId": jar, "date": "2026-11-20", "balance": "80"})
    line(place, "Jar").get_by_role("link").click()
    checks = place.get_by_role("region", name="Checks")
    checks.get_by_role("button", name="Adjust").click()
    dialog = place.get_by_role("dialog")
    expect(dialog).to_contain_text("A transaction of -€4.50 on Nov 20, 2026")
    assert violations(place, only="dialog") == []
    dialog.get_by_role("button", name="Adjust").click()
    expect(checks).to_contain_text("As at the bank on Nov 20, 2026")
    expect(place.locator(".account .great")).to_have_text("€80.00")
    expect(place.locator(".list-sums .out")).to_have_text("€35.50")


def test_a_thing_has_a_worth_that_is_carried_on(place: Page, alice: Owner) -> None:
    alice.change("createAccount", {"name": "Flat", "kind": "PROPERTY"})
    line(place, "Flat").get_by_role("link").click()
    place.get_by_role("button", name="Say its worth").click()
    dialog = place.get_by_role("dialog")
    dialog.get_by_label("Worth in EUR").fill("240000")
    dialog.get_by_role("button", name="Save").click()
    expect(place.locator(".account .great")).to_have_text("€240,000.00")
    expect(place.get_by_role("region", name="Checks")).to_contain_text("Its worth since Nov 23, 2026")
    flat = account(alice, "Flat")
    assert flat["checks"] == [{"source": "VALUE"}]
    alice.record("-1.50", "Shelf")
    draft = {"date": "2026-11-23", "amount": "-500", "payee": "Notary", "accountId": flat["id"]}
    alice.change("recordTransaction", draft)
    expect(place.locator(".rows li")).to_have_count(1)
    expect(place.locator(".rows .balance")).to_have_count(0)


def more(page: Page, name: str) -> None:
    """Choose something from what else can be done with an account."""
    page.locator(".more-actions summary").click()
    page.locator(".more-actions").get_by_role("button", name=name).click()


def test_an_account_is_closed_when_it_is_empty_and_reopened(place: Page, alice: Owner, jar: str) -> None:
    line(place, "Jar").get_by_role("link").click()
    more(place, "Close it")
    dialog = place.get_by_role("dialog")
    assert violations(place, only="dialog") == []
    dialog.get_by_role("button", name="Close it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Its balance is not zero")
    place.keyboard.press("Escape")
    alice.change("recordTransaction", {"date": "2026-11-20", "amount": "-84.50", "payee": "Out", "accountId": jar})
    expect(place.locator(".account .great")).to_have_text("€0.00")
    more(place, "Close it")
    dialog.get_by_role("button", name="Close it").click()
    expect(place.locator(".account")).to_contain_text("closed since Nov 23, 2026")
    place.locator(".sidebar").get_by_role("link", name="Accounts").click()
    expect(place.locator("#group-closed")).to_contain_text("Jar")
    line(place, "Jar").get_by_role("link").click()
    more(place, "Reopen")
    expect(notice(place)).to_contain_text("“Jar” is open again.")
    assert account(alice, "Jar")["closedOn"] is None


def test_an_account_is_deleted_with_the_number_of_what_is_lost(place: Page, alice: Owner) -> None:
    line(place, "Jar").get_by_role("link").click()
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    place.once("dialog", agree)
    more(place, "Delete it for good")
    expect(place).to_have_url(re.compile("/accounts$"))
    expect(line(place, "Jar")).to_have_count(0)
    assert asked == ["Delete “Jar” for good? 3 transactions are lost, and nothing brings it back."]
    assert [row["name"] for row in alice.ask(ACCOUNTS)["accounts"]] == ["Everyday"]


def test_two_accounts_become_one(place: Page, alice: Owner) -> None:
    line(place, "Jar").get_by_role("link").click()
    more(place, "Merge it into another")
    dialog = place.get_by_role("dialog")
    assert violations(place, only="dialog") == []
    dialog.get_by_label("Into").select_option("Everyday")
    dialog.get_by_role("button", name="Merge").click()
    expect(place.get_by_role("heading", level=1)).to_have_text("Everyday")
    expect(place.locator(".list-sums .count")).to_have_text(re.compile("14 transactions$"))
    assert account(alice, "Everyday")["transactionCount"] == 14


def test_a_transaction_is_recorded_in_and_moved_to_an_account(place: Page, alice: Owner, jar: str) -> None:
    line(place, "Jar").get_by_role("link").click()
    expect(place.locator(".account")).to_be_visible()
    place.get_by_role("button", name="Add", exact=True).click()
    dialog = place.get_by_role("dialog")
    expect(dialog.get_by_label("Account", exact=True)).to_have_value(jar)
    dialog.get_by_label("Amount").fill("4.50")
    dialog.get_by_label("Payee").fill("Kite")
    dialog.get_by_role("button", name="Save").click()
    expect(place.locator(".account .great")).to_have_text("€80.00")
    place.get_by_role("button", name="Kite , edit").click()
    dialog.get_by_label("Account", exact=True).select_option("Everyday")
    dialog.get_by_role("button", name="Save").click()
    expect(place.locator(".account .great")).to_have_text("€84.50")
    listed = alice.ask('{ transactions(filter: {text: "Kite"}) { nodes { account { name } } } }')
    assert listed["transactions"]["nodes"] == [{"account": {"name": "Everyday"}}]


def test_the_amount_in_the_account_is_asked_for_when_nobody_knows_it(place: Page, alice: Owner) -> None:
    alice.change("createAccount", {"name": "Francs", "currency": "CHF", "openingBalance": "0"})
    expect(line(place, "Francs")).to_be_visible()
    line(place, "Francs").get_by_role("link").click()
    expect(place.locator(".account")).to_be_visible()
    place.get_by_role("button", name="Add", exact=True).click()
    dialog = place.get_by_role("dialog")
    expect(dialog.get_by_label("Currency")).to_have_value("CHF")
    dialog.get_by_label("Amount", exact=True).fill("10")
    dialog.get_by_label("Currency").select_option("USD")
    dialog.get_by_label("Exchange rate: EUR for 1 USD").fill("0.9")
    dialog.get_by_label("Payee").fill("Souvenirs")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_label("Amount in the account, in CHF")).to_have_attribute("aria-invalid", "true")
    assert violations(place, only="dialog") == []
    dialog.get_by_label("Amount in the account, in CHF").fill("8.75")
    dialog.get_by_role("button", name="Save").click()
    expect(place.locator(".account .great")).to_have_text(re.compile(r"-CHF\s8\.75"))
    expect(place.locator(".rows .payee")).to_contain_text("$10.00")


def test_transactions_are_filtered_by_account_and_moved_at_once(place: Page, alice: Owner) -> None:
    place.locator(".sidebar").get_by_role("link", name="Transactions").click()
    expect(place.locator(".rows li").filter(has_text="Toys")).to_contain_text("Jar")
    place.locator(".filter-panel summary").click()
    place.get_by_label("Account", exact=True).select_option("Jar")
    place.get_by_role("button", name="Show these").click()
    expect(place.locator(".list-sums .count")).to_have_text(re.compile("3 transactions$"))
    expect(place.get_by_role("list", name="Filters").locator(".chip")).to_have_text(["Jar ✕"])
    place.get_by_label("Select Toys").check()
    bar = place.get_by_role("region", name="Selected")
    bar.get_by_role("button", name="Select all 3").click()
    expect(bar).to_contain_text("3 selected")
    assert violations(place) == []
    bar.get_by_label("Account of the selected").select_option("Everyday")
    expect(notice(place)).to_contain_text("3 transactions moved.")
    expect(place.get_by_text("No transaction meets these filters.")).to_be_visible()
    assert account(alice, "Jar")["transactionCount"] == 0
    notice(place).get_by_role("button", name="Undo").click()
    expect(place.locator(".list-sums .count")).to_have_text(re.compile("3 transactions$"))
    assert account(alice, "Jar")["balance"] == {"amount": "84.50", "currency": "EUR"}


def test_transactions_that_do_not_count_are_no_income_and_no_spending(home: Page, alice: Owner) -> None:
    alice.change("createAccount", {"name": "Loan", "kind": "LOAN"})
    loan = account(alice, "Loan")
    assert not loan["counted"]
    alice.change("recordTransaction", {"date": "2026-11-23", "amount": "-50", "payee": "Bank", "accountId": loan["id"]})
    expect(home.locator(".transactions li").first).to_contain_text("Loan")
    expect(figure(home, "Spent")).to_have_text("€940.25")
