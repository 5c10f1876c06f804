"""The spending of a period: the parts and the sum agree, whatever came back, and a whole is a closed ring."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner, Street
from tests.browser.reading import go_live, table

DASHES = "(arc) => getComputedStyle(arc).strokeDasharray"


def legend(page: Page) -> list[list[str]]:
    """The parts: the name, the amount and the share of each."""
    lines = page.locator(".legend li").all()
    return [[line.locator(f".{part}").inner_text().strip() for part in ("name", "money", "share")] for line in lines]


def test_a_refund_is_a_part_and_the_parts_are_the_sum_in_the_middle(home: Page, alice: Owner) -> None:
    gifts = alice.change("createCategory", {"name": "Gifts", "icon": "🎁", "kind": "EXPENSE"}, "category { id }")
    alice.categories["Gifts"] = gifts["category"]["id"]
    alice.record("40.25", "Toy shop", "Gifts")
    expect(home.locator(".legend li")).to_have_count(4)
    assert legend(home) == [
        ["Rent", "€800.00", "85%"],
        ["Food", "€133.00", "14%"],
        ["Not categorised", "€7.25", "1%"],
        ["🎁 Gifts", "-€40.25", "back"],
    ]
    expect(home.locator(".ring .middle strong")).to_have_text("€900.00")
    expect(home.locator("#spent .arc")).to_have_count(3)
    expect(home.locator("#budget .hint")).to_have_text(
        "Without a budget: Not categorised €7.25, Gifts -€40.25.", use_inner_text=True
    )
    assert ["Gifts", "-€40.25", "back"] in table(home, "Spending by category")


def test_one_part_is_a_closed_ring(alices_street: Street, open_page: OpenPage) -> None:
    owner = alices_street.move_in()
    owner.record("-12.50", "Bakery", "Food")
    page = open_page(owner)
    go_live(page)
    expect(page.locator("#spent .arc")).to_have_count(1)
    assert page.locator("#spent .arc").evaluate(DASHES) == "none"
    owner.record("-12.50", "Kiosk")
    expect(page.locator("#spent .arc")).to_have_count(2)
    assert page.locator("#spent .arc").first.evaluate(DASHES) != "none"


def test_a_period_in_which_money_only_came_back_shows_it(alices_street: Street, open_page: OpenPage) -> None:
    owner = alices_street.move_in()
    owner.record("12.50", "Bakery", "Food")
    page = open_page(owner)
    go_live(page)
    expect(page.locator(".ring .middle strong")).to_have_text("-€12.50")
    assert legend(page) == [["Food", "-€12.50", "back"]]
    expect(page.locator("#spent .arc")).to_have_count(0)
