"""The place of all transactions: found in many ways, filtered by the address, selected, deleted and restored."""

import json
import re
from datetime import date, timedelta

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.owners import TLS, Owner, Street
from tests.browser.reading import go_live

MANY = 100_000
MOST_DRAWN = 60
IS_AT = f"""(part) => {{
  const line = document.querySelectorAll(".rows li")[20];
  return Math.abs(Number(line?.getAttribute("aria-posinset")) / {MANY} - part) < 0.01;
}}"""
IMPORT = """mutation ($input: ImportTransactionsInput!) {
  importTransactions(input: $input) { problems { message } report { recorded } }
}"""


@pytest.fixture
def place(open_page: OpenPage, alice: Owner) -> Page:
    """Alice's transactions, which are live."""
    page = open_page(alice)
    go_live(page, "/transactions")
    expect_sums(page, "11 transactions", spent="€2,990.25")
    return page


def expect_sums(page: Page, count: str, *, spent: str) -> None:
    """Wait until the list says how many transactions it has and what was spent."""
    expect(page.locator(".list-sums .count")).to_have_text(re.compile(f"{count}$"))
    expect(page.locator(".list-sums .out")).to_have_text(spent)


def expect_payees(page: Page, *payees: str) -> None:
    """Wait until the list shows these payees alone."""
    expect(page.locator(".rows .payee")).to_have_text([re.compile(f"^{payee}") for payee in payees])


def line(page: Page, payee: str) -> Locator:
    """The line of a transaction."""
    return page.locator(".rows li").filter(has_text=payee)


def test_all_time_is_shown_with_what_it_adds_up_to(place: Page) -> None:
    expect(place.locator(".rows li")).to_have_count(11)
    expect(place.locator(".list-sums")).to_contain_text("In€6,100.00")
    expect(place.locator(".list-sums")).to_contain_text("Net+€3,109.75")
    expect(place.locator(".rows time").last).to_have_text("Sep 1, 2026")


def test_words_are_found_and_stand_in_the_address(place: Page) -> None:
    place.get_by_role("searchbox").fill("mark")
    expect_sums(place, "3 transactions", spent="€570.50")
    expect(place).to_have_url(re.compile(r"\?text=mark$"))
    place.reload()
    expect(place.get_by_role("searchbox")).to_have_value("mark")
    expect_payees(place, "Market", "Market", "Market")
    place.get_by_role("link", name="Take off: “mark”").click()
    expect_sums(place, "11 transactions", spent="€2,990.25")
    place.get_by_role("searchbox").fill("nowhere")
    expect(place.locator(".place .empty")).to_contain_text("No transaction meets these filters.")
    place.get_by_role("link", name="Show all").click()
    expect_sums(place, "11 transactions", spent="€2,990.25")


@pytest.mark.parametrize(
    ("written", "offer", "count", "spent"),
    [
        ("120.5", "Amount €120.50", "1 transaction", "€120.50"),
        ("2000", "Amount €2,000.00", "2 transactions", "€0.00"),
        ("2026-10", "Days: October 2026", "3 transactions", "€1,050.00"),
        ("2026-11-20", "Days: Nov 20, 2026", "1 transaction", "€12.50"),
        ("2026", "Days: 2026", "11 transactions", "€2,990.25"),
        ("foo", "Category Food", "4 transactions", "€583.00"),
        ("not cat", "Category Not categorised", "1 transaction", "€7.25"),
    ],
)
def test_a_search_may_be_for_an_amount_a_day_or_a_category(
    written: str, offer: str, count: str, spent: str, place: Page
) -> None:
    place.get_by_role("searchbox").fill(written)
    place.locator(".suggestions-found").get_by_role("link", name=offer, exact=True).click()
    expect(place.get_by_role("searchbox")).to_have_value("")
    expect_sums(place, count, spent=spent)


def test_filters_are_chosen_shown_as_chips_and_taken_off(place: Page) -> None:
    place.locator(".filter-panel summary").click()
    place.get_by_label("From").fill("2026-10-01")
    place.get_by_label("At most").fill("250")
    place.get_by_label("Counts as").select_option("Spending")
    place.get_by_label("Category", exact=True).select_option(label="Food")
    assert violations(place) == []
    place.get_by_role("button", name="Show these").click()
    expect_sums(place, "3 transactions", spent="€383.00")
    chips = place.get_by_role("list", name="Filters")
    expect(chips.locator(".chip")).to_have_text(["From Oct 1, 2026 ✕", "Spending ✕", "Food ✕", "At most €250.00 ✕"])
    assert violations(place) == []
    chips.get_by_role("link", name="Take off: Food").click()
    expect_sums(place, "4 transactions", spent="€390.25")
    place.go_back()
    expect_sums(place, "3 transactions", spent="€383.00")
    chips.get_by_role("link", name="Take off all").click()
    expect_sums(place, "11 transactions", spent="€2,990.25")


def test_an_amount_that_cannot_be_read_is_told_beside_its_filter(place: Page) -> None:
    place.locator(".filter-panel summary").click()
    place.get_by_label("At least").fill("much")
    place.get_by_role("button", name="Show these").click()
    expect(place.get_by_role("alert")).to_contain_text("Write an amount, such as 12.50")
    expect(place.get_by_label("At least")).to_have_attribute("aria-invalid", "true")


def test_a_filter_that_cannot_be_read_is_left_out(open_page: OpenPage, alice: Owner) -> None:
    page = open_page(alice)
    go_live(page, "/transactions?from=yesterday&min=x&kind=GIFT")
    expect_sums(page, "11 transactions", spent="€2,990.25")


def test_the_selected_get_a_category_and_give_it_back(place: Page, alice: Owner) -> None:
    for payee in ("Kiosk", "Bakery"):
        place.get_by_label(f"Select {payee}").check()
    bar = place.get_by_role("region", name="Selected")
    expect(bar).to_contain_text("2 selected")
    assert violations(place) == []
    bar.get_by_label("Category of the selected").select_option("Rent")
    expect(line(place, "Kiosk").locator(".chip")).to_contain_text("Rent")
    expect(line(place, "Bakery").locator(".chip")).to_contain_text("Rent")
    expect(bar).to_have_count(0)
    place.locator(".notice").get_by_role("button", name="Undo").click()
    expect(line(place, "Kiosk").locator(".chip")).to_have_text("Categorise")
    expect(line(place, "Bakery").locator(".chip")).to_contain_text("Food")
    uncategorised = alice.ask("{ transactions(filter: {uncategorised: true}) { nodes { payee } } }")
    assert uncategorised["transactions"]["nodes"] == [{"payee": "Kiosk"}]


def test_the_selected_are_deleted_wait_in_the_bin_and_are_restored(place: Page) -> None:
    place.once("dialog", lambda dialog: dialog.accept())
    for payee in ("Kiosk", "Bakery"):
        place.get_by_label(f"Select {payee}").check()
    place.get_by_role("button", name="Delete").click()
    expect_sums(place, "9 transactions", spent="€2,970.50")
    place.get_by_role("link", name="Bin", exact=True).click()
    expect(place).to_have_url(re.compile(r"\?bin=$"))
    expect(place.locator(".list-sums")).to_have_text("Found2 transactions in the bin")
    assert violations(place) == []
    place.get_by_role("button", name="Restore Kiosk").click()
    expect_payees(place, "Bakery")
    place.get_by_label("Select Bakery").check()
    place.get_by_role("button", name="Restore", exact=True).click()
    expect(place.get_by_text("The bin is empty.")).to_be_visible()
    place.get_by_role("link", name="Take off: In the bin").click()
    expect_sums(place, "11 transactions", spent="€2,990.25")


def test_all_that_is_found_is_selected_and_changed_at_once(place: Page) -> None:
    place.get_by_role("searchbox").fill("mark")
    expect_sums(place, "3 transactions", spent="€570.50")
    place.get_by_label("Select Market").first.check()
    bar = place.get_by_role("region", name="Selected")
    bar.get_by_role("button", name="Select all 3").click()
    expect(place.locator(".rows input:checked")).to_have_count(3)
    bar.get_by_label("Category of the selected").select_option("Rent")
    expect(place.locator(".rows .chip", has_text="Rent")).to_have_count(3)
    place.locator(".notice").get_by_role("button", name="Undo").click()
    expect(place.locator(".rows .chip", has_text="Food")).to_have_count(3)


def test_the_list_is_live(place: Page, alice: Owner) -> None:
    alice.record("-9.75", "Ferry", "Food")
    expect(place.locator(".rows .payee").first).to_have_text(re.compile("Ferry"))
    expect_sums(place, "12 transactions", spent="€3,000.00")


@pytest.fixture(scope="module")
def richly(alices_street: Street) -> Owner:
    """Somebody with a hundred thousand transactions, about 27 a day over ten years."""
    owner = alices_street.move_in()
    first = date(2016, 12, 1)
    rows = [f"{first + timedelta(days=number // 28)},Payee {number},-{number % 90 + 1}.00" for number in range(MANY)]
    body = "date,payee,amount\n" + "\n".join(rows)
    operations = json.dumps({"query": IMPORT, "variables": {"input": {"file": None}}})
    answer = httpx.post(
        f"{owner.url}/graphql",
        data={"operations": operations, "map": '{"0": ["variables.input.file"]}'},
        files={"0": ("rows.csv", body.encode(), "text/csv")},
        headers={"authorization": f"Bearer {owner.session}", "graphql-require-preflight": "1"},
        timeout=300,
        verify=TLS,
    ).json()
    assert answer["data"]["importTransactions"] == {"problems": [], "report": {"recorded": MANY}}, answer
    return owner


def test_a_hundred_thousand_rows_are_scrolled_through_and_few_are_drawn(open_page: OpenPage, richly: Owner) -> None:
    page = open_page(richly)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or ""))
    go_live(page, "/transactions")
    expect(page.locator(".list-sums .count")).to_have_text(re.compile("100,000 transactions$"))
    height = page.locator(".rows").evaluate("(list) => list.scrollHeight")
    for part in (0.5, 0.999, 0.25):
        before = len(asked)
        page.evaluate("(part) => scrollTo(0, document.documentElement.scrollHeight * part)", part)
        page.wait_for_function(IS_AT, arg=part)
        in_view = page.locator(".rows li").nth(20)
        expect(in_view.locator(".payee")).to_be_visible()
        place = int(in_view.get_attribute("aria-posinset") or "0")
        expect(in_view.locator(".payee")).to_have_text(re.compile(f"^Payee {number_of(place)}\\b"))
        assert page.locator(".rows li").count() < MOST_DRAWN
        assert len(asked) - before <= 8
    assert height > MANY * 40


def number_of(place: int) -> int:
    """The number of the transaction in a place: the newest day first, and in a day the newest first."""
    return MANY - place
