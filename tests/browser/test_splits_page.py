"""A transaction of several parts, its tags, and what it has to do with others."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner
from tests.browser.reading import go_live

STORED = """query ($text: String!) { transactions(filter: {text: $text}) { nodes {
  amount { amount } tags { name }
  splits { amount { amount } category { name } transfer { toAccount { name } } refundOf { transaction { payee } } }
} } }"""


@pytest.fixture
def place(open_page: OpenPage, alice: Owner) -> Page:
    """Alice's transactions, which are live."""
    page = open_page(alice)
    go_live(page, "/transactions")
    expect(page.locator(".rows li")).to_have_count(11)
    return page


def edited(page: Page, payee: str) -> Locator:
    """The dialog of a transaction."""
    page.locator(".rows .payee").filter(has_text=payee).first.click()
    return page.get_by_role("dialog")


def save(dialog: Locator) -> None:
    """Save what was written, and wait until it is."""
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def stored(alice: Owner, payee: str) -> dict[str, object]:
    """The one transaction of a payee."""
    (found,) = alice.ask(STORED, {"text": payee})["transactions"]["nodes"]
    return dict(found)


def parts(transaction: object) -> list[tuple[Decimal, str | None]]:
    """The amount and the category of each split."""
    splits = transaction["splits"]  # type: ignore[index]
    return [(Decimal(split["amount"]["amount"]), (split["category"] or {}).get("name")) for split in splits]


def test_a_transaction_is_split_with_the_rest_shown_edited_and_made_one_again(place: Page, alice: Owner) -> None:
    dialog = edited(place, "Bakery")
    dialog.get_by_role("button", name="Split it").click()
    rest = dialog.get_by_label("The rest")
    expect(rest).to_contain_text("€12.50")
    dialog.get_by_label("Amount of part 1").fill("8.20")
    dialog.get_by_label("Category of part 2").select_option("Rent")
    expect(rest).to_contain_text("€4.30")
    dialog.get_by_label("Amount", exact=True).fill("13")
    expect(rest).to_contain_text("€4.80")
    assert violations(place, only="dialog") == []
    save(dialog)
    assert parts(stored(alice, "Bakery")) == [(Decimal("-8.20"), "Food"), (Decimal("-4.80"), "Rent")]
    expect(place.locator(".rows li").filter(has_text="Bakery").locator(".chip")).to_have_text("Food, Rent")
    dialog = edited(place, "Bakery")
    expect(dialog.get_by_label("Amount of part 1")).to_have_value("8.20")
    dialog.get_by_role("button", name="Another part").click()
    dialog.get_by_label("Amount of part 2").fill("-1")
    save(dialog)
    assert parts(stored(alice, "Bakery")) == [
        (Decimal("-8.20"), "Food"),
        (Decimal("1.00"), None),
        (Decimal("-5.80"), "Rent"),
    ]
    dialog = edited(place, "Bakery")
    for _ in range(2):
        dialog.get_by_role("button", name="Remove part 1").click()
    save(dialog)
    assert parts(stored(alice, "Bakery")) == [(Decimal("-13.00"), "Rent")]


def test_money_that_comes_in_is_split_as_well(place: Page, alice: Owner) -> None:
    place.get_by_role("button", name="Add", exact=True).click()
    dialog = place.get_by_role("dialog")
    dialog.get_by_text("Money in").click()
    dialog.get_by_label("Amount", exact=True).fill("100")
    dialog.get_by_label("Payee").fill("Payslip")
    dialog.get_by_label("Category").select_option("Salary")
    dialog.get_by_role("button", name="Split it").click()
    dialog.get_by_label("Amount of part 1").fill("130")
    save(dialog)
    assert parts(stored(alice, "Payslip")) == [(Decimal("130.00"), "Salary"), (Decimal("-30.00"), None)]


def test_a_part_that_cannot_be_read_is_told(place: Page) -> None:
    dialog = edited(place, "Bakery")
    dialog.get_by_role("button", name="Split it").click()
    dialog.get_by_label("Amount of part 1").fill("much")
    expect(dialog.get_by_label("The rest")).to_contain_text("–")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Write an amount")


def test_tags_are_made_in_the_form_found_as_chips_and_set_in_bulk(place: Page, alice: Owner) -> None:
    dialog = edited(place, "Kiosk")
    dialog.get_by_label("Tags").fill("Holiday")
    dialog.get_by_label("Tags").press("Enter")
    expect(dialog.get_by_role("button", name="Take off #Holiday")).to_be_visible()
    assert violations(place, only="dialog") == []
    save(dialog)
    expect(place.locator(".rows .payee").filter(has_text="Kiosk")).to_contain_text("#Holiday")
    place.get_by_label("Select Bakery").check()
    place.get_by_label("Tags of the selected").select_option(label="#Holiday")
    expect(place.locator(".notice")).to_contain_text("1 transaction tagged.")
    place.get_by_role("searchbox").fill("#holi")
    place.get_by_role("link", name="Tag #Holiday").click()
    expect(place.locator(".list-sums .count")).to_have_text(re.compile("2 transactions$"))
    expect(place.get_by_role("list", name="Filters").locator(".chip")).to_have_text(["#Holiday ✕"])
    assert violations(place) == []
    place.get_by_label("Select Bakery").check()
    choice = place.get_by_label("Tags of the selected")
    choice.select_option(value=choice.locator("option[value^=removeTagIds]").get_attribute("value"))
    expect(place.locator(".list-sums .count")).to_have_text(re.compile("1 transaction$"))
    assert stored(alice, "Bakery")["tags"] == []
    place.locator(".notice").get_by_role("button", name="Undo").click()
    expect(place.locator(".list-sums .count")).to_have_text(re.compile("2 transactions$"))
    place.reload()
    expect(place.locator(".list-sums .count")).to_have_text(re.compile("2 transactions$"))
    place.locator(".filter-panel summary").click()
    place.get_by_label("Tag", exact=True).select_option("No tag")
    place.get_by_role("button", name="Show these").click()
    expect(place.get_by_role("list", name="Filters")).to_contain_text("No tag")


def test_a_transaction_is_linked_as_a_transfer_and_taken_apart(place: Page, alice: Owner) -> None:
    draft = {"name": "Jar", "kind": "CASH", "openingBalance": "0"}
    jar = alice.change("createAccount", draft, "account { id }")["account"]["id"]
    twin = {"date": "2026-11-22", "amount": "12.50", "payee": "Into the jar", "accountId": jar}
    alice.change("recordTransaction", twin)
    expect(place.locator(".rows li")).to_have_count(12)
    dialog = edited(place, "Bakery")
    dialog.get_by_text("Transfer or refund").click()
    choice = dialog.get_by_label("A transfer to")
    expect(choice.locator("option")).to_have_text(
        ["No transfer", "Jar: Into the jar, Nov 22, 2026", "Jar, without a transaction there"]
    )
    assert violations(place, only="dialog") == []
    choice.select_option(label="Jar: Into the jar, Nov 22, 2026")
    expect(dialog).to_have_count(0)
    assert stored(alice, "Bakery")["splits"][0]["transfer"] == {"toAccount": {"name": "Jar"}}  # type: ignore[index]
    dialog = edited(place, "Bakery")
    dialog.get_by_text("Transfer or refund").click()
    expect(dialog).to_contain_text("From Everyday to Jar")
    dialog.get_by_role("button", name="Undo the transfer").click()
    expect(dialog).to_have_count(0)
    assert stored(alice, "Bakery")["splits"][0]["transfer"] is None  # type: ignore[index]


def test_money_back_names_what_it_pays_back(place: Page, alice: Owner) -> None:
    alice.record("10", "Bakery refund", "Food")
    dialog = edited(place, "Bakery refund")
    dialog.get_by_text("Transfer or refund").click()
    expect(dialog.get_by_label("Money back for")).to_have_text("Nothing found")
    dialog.get_by_label("Find what it pays back").fill("Bakery")
    dialog.get_by_label("Find what it pays back").press("Tab")
    dialog.get_by_label("Money back for").select_option(label="Bakery, Nov 20, 2026, €12.50")
    expect(dialog).to_have_count(0)
    refund = stored(alice, "Bakery refund")["splits"][0]["refundOf"]  # type: ignore[index]
    assert refund == {"transaction": {"payee": "Bakery"}}
    dialog = edited(place, "Bakery refund")
    dialog.get_by_text("Transfer or refund").click()
    expect(dialog).to_contain_text("Pays back Bakery of Nov 20, 2026")
    dialog.get_by_role("button", name="Undo the refund").click()
    expect(dialog).to_have_count(0)
    assert stored(alice, "Bakery refund")["splits"][0]["refundOf"] is None  # type: ignore[index]
