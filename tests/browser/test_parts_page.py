"""Lists in other orders, the part of a transaction that a list means, spending by tag, and goals on accounts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner
from tests.browser.reading import go_live


@pytest.fixture
def divided(alice: Owner) -> Owner:
    """Alice with a purchase of food and a lamp, the lamp for the holidays, and another on holiday."""
    tag = alice.change("createTag", {"name": "Holiday"}, "tag { id }")["tag"]["id"]
    parts = [
        {"amount": "-30", "categoryId": alice.categories["Food"]},
        {"amount": "-20", "categoryId": alice.categories["Rent"], "tagIds": [tag]},
    ]
    draft = {"date": "2026-11-22", "amount": "-50", "payee": "Department store", "splits": parts}
    alice.change("recordTransaction", draft)
    ice = {"date": "2026-11-23", "amount": "-4", "payee": "Ice cream", "tagIds": [tag]}
    alice.change("recordTransaction", ice | {"categoryId": alice.categories["Food"]})
    return alice


@pytest.fixture
def place(open_page: OpenPage, divided: Owner) -> Page:
    """Alice's transactions, which are live."""
    page = open_page(divided)
    go_live(page, "/transactions")
    expect(page.locator(".rows li")).to_have_count(13)
    return page


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("Oldest first", "Employer", "Ice cream"),
        ("Lowest first", "Landlord", "Employer"),
        ("Highest first", "Employer", "Landlord"),
    ],
)
def test_a_list_has_other_orders_that_stand_in_its_address(place: Page, order: str, first: str, last: str) -> None:
    place.get_by_label("Order").select_option(order)
    expect(place.locator(".rows .payee").first).to_contain_text(first)
    expect(place.locator(".rows .payee").last).to_contain_text(last)
    place.reload()
    expect(place.locator(".rows .payee").first).to_contain_text(first)
    expect(place.get_by_label("Order").locator("option:checked")).to_have_text(order)
    assert violations(place) == []


@pytest.mark.parametrize(
    ("query", "part"), [("category=Food", "-€30.00"), ("category=Rent", "-€20.00"), ("tag", "-€20.00")]
)
def test_the_list_shows_the_part_of_each_transaction_that_counts(
    place: Page, divided: Owner, query: str, part: str
) -> None:
    name, _, category = query.partition("=")
    (tag,) = divided.ask("{ tags { id } }")["tags"]
    chosen = divided.categories[category] if category else tag["id"]
    go_live(place, f"/transactions?{name}={chosen}")
    amount = place.locator(".rows li").filter(has_text="Department store").locator(".amount")
    expect(amount).to_contain_text(f"{part}of -€50.00")
    shown = place.locator(".rows .amount > .money").evaluate_all("(all) => all.map(({value}) => Number(value))")
    expect(place.locator(".list-sums .out")).to_have_text(f"€{-sum(shown):,.2f}")


def test_spending_by_tag_opens_what_it_sums(place: Page) -> None:
    go_live(place, "/budget")
    lines = place.locator("#tags li")
    expect(lines).to_have_text(
        [re.compile("#Holiday.*€24.00$"), re.compile("No tag.*€970.25$"), re.compile("All spending.*€994.25$")]
    )
    assert violations(place) == []
    for index, spent in enumerate(("€24.00", "€970.25", "€994.25")):
        lines.nth(index).get_by_role("link").click()
        expect(place.locator(".list-sums .out")).to_have_text(spent)
        place.go_back()
        expect(lines).to_have_count(3)


def test_a_goal_stands_on_an_account_and_becomes_an_earmark_again(home: Page, alice: Owner) -> None:
    alice.change("createAccount", {"name": "Pot", "kind": "SAVINGS", "openingBalance": "450"})
    home.locator("#goals .name").click()
    dialog = home.get_by_role("dialog")
    dialog.get_by_label("Saved on").select_option("Pot")
    dialog.get_by_role("button", name="Save").click()
    goal = home.locator(".goal-list li")
    expect(goal).to_contain_text("€450.00 of €900.00")
    expect(goal).to_contain_text("in Pot")
    goal.locator(".name").click()
    expect(dialog.get_by_label("Saved on").locator("option:checked")).to_have_text("Pot")
    assert violations(home, only="dialog") == []
    dialog.get_by_label("Saved on").select_option("No account; put money towards it")
    dialog.get_by_role("button", name="Save").click()
    expect(goal).to_contain_text("€300.00 of €900.00")
