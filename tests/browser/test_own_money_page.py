"""The place of accounts as a whole: the net worth, what changed it, and suggested transfers."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner
from tests.browser.reading import euros, figure, go_live, table

WORTH = """{ dashboard { netWorth {
  current { assets { amount } debts { amount } net { amount } }
  points(last: 24, granularity: MONTH) { day assets { amount } debts { amount } net { amount } }
} } }"""
PAIRS = (("2026-11-03", "60.00"), ("2026-11-10", "45.00"), ("2026-11-17", "30.00"))
LINKED = """{
  transactions(first: 100) { nodes { payee splits { transfer { id } } } }
  transferSuggestions { outTransaction { id } }
}"""


@pytest.fixture
def household(alice: Owner) -> Owner:
    """Alice with known balances, a card and a savings account, to which money went three times."""
    ids = {account["name"]: account["id"] for account in alice.ask("{ accounts { id name } }")["accounts"]}
    alice.change("recordCheck", {"accountId": ids["Everyday"], "date": "2026-11-22", "balance": "5000"})
    drafts = {"Savings": ("SAVINGS", "1000"), "Card": ("CREDIT_CARD", "-250")}
    for name, (kind, balance) in drafts.items():
        draft = {"name": name, "kind": kind, "openedOn": "2026-09-01", "openingBalance": balance}
        ids[name] = alice.change("createAccount", draft, "account { id }")["account"]["id"]
    for day, amount in PAIRS:
        for account, sign, payee in (("Everyday", "-", "To the pot"), ("Savings", "", "From the giro")):
            draft = {"date": day, "amount": f"{sign}{amount}", "payee": payee, "accountId": ids[account]}
            alice.change("recordTransaction", draft)
    return alice


@pytest.fixture
def place(open_page: OpenPage, household: Owner) -> Page:
    """Alice's accounts, which are live."""
    page = open_page(household)
    go_live(page, "/accounts")
    expect(page.locator("#worth .great")).to_be_visible()
    return page


def pairs(page: Page) -> Locator:
    """The suggested transfers."""
    return page.locator("#suggested li")


def test_the_net_worth_is_the_servers_with_a_line_and_its_table(place: Page, household: Owner) -> None:
    worth = household.ask(WORTH)["dashboard"]["netWorth"]
    assert worth["current"]["debts"]["amount"] == "250.00"
    expect(place.locator("#worth .great")).to_have_text(euros(worth["current"]["net"]))
    place.locator("#worth summary").click()
    rows = table(place, "Net worth by month")
    assert [row[1:] for row in rows] == [
        [euros(point[name]) for name in ("assets", "debts", "net")] for point in worth["points"]
    ]
    expect(place.locator("#worth polyline")).to_have_count(3)
    expect(place.locator("#worth svg[role=img]")).to_have_attribute(
        "aria-label", re.compile("^From .* on Nov 23, 2026.")
    )
    for width, scheme in ((1440, "light"), (390, "dark")):
        place.set_viewport_size({"width": width, "height": 844})
        place.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert violations(place) == []


def test_a_day_that_is_pointed_at_is_told(place: Page, household: Owner) -> None:
    first = household.ask(WORTH)["dashboard"]["netWorth"]["points"][0]
    expect(place.locator("#worth .readout")).to_contain_text("Nov 23, 2026")
    place.locator("#worth .plot").hover(position={"x": 3, "y": 40})
    expect(place.locator("#worth .readout")).to_contain_text(f"Net worth {euros(first['net'])}")
    expect(place.locator("#worth .readout")).not_to_contain_text("Nov 23, 2026")


@pytest.mark.parametrize(("name", "side"), [("Income", "in"), ("Spending", "out")])
def test_the_parts_of_its_change_add_up_and_open_their_transactions(place: Page, name: str, side: str) -> None:
    parts = place.locator("#worth .parts dd")
    total, *others = [float(text.replace("€", "").replace(",", "")) for text in parts.all_inner_texts()]
    assert others
    assert total == pytest.approx(sum(others))
    amount = place.locator("#worth .parts div").filter(has_text=name).get_by_role("link")
    text = amount.inner_text().strip("+-")
    amount.click()
    expect(place.locator(f".list-sums .{side}")).to_have_text(text)


def test_suggested_transfers_are_accepted_and_refused_several_at_once(place: Page, household: Owner) -> None:
    expect(pairs(place)).to_have_count(3)
    expect(pairs(place).first).to_contain_text("Everyday → Savings")
    card = place.locator("#suggested")
    expect(card.get_by_role("button", name="Accept")).to_be_disabled()
    assert violations(place) == []
    card.get_by_label("All 3").check()
    pairs(place).filter(has_text="€45.00").get_by_role("checkbox").uncheck()
    card.get_by_role("button", name="Accept").click()
    expect(place.locator(".notice")).to_contain_text("2 pairs accepted as transfers.")
    expect(pairs(place)).to_have_count(1)
    pairs(place).get_by_role("checkbox").check()
    card.get_by_role("button", name="These are none").click()
    expect(card).to_have_count(0)
    answer = household.ask(LINKED)
    assert answer["transferSuggestions"] == []
    linked = [row["payee"] for row in answer["transactions"]["nodes"] if row["splits"][0]["transfer"]]
    assert sorted(linked) == ["From the giro"] * 2 + ["To the pot"] * 2
    place.goto("/")
    expect(figure(place, "Income")).to_have_text("€2,145.00")


def test_no_net_worth_is_shown_without_any_known_balance(open_page: OpenPage, alice: Owner) -> None:
    page = open_page(alice)
    go_live(page, "/accounts")
    expect(page.locator("#group-money")).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(page.locator("#worth, #suggested")).to_have_count(0)


def test_an_account_whose_worth_is_not_known_is_named(place: Page, household: Owner) -> None:
    household.change("createAccount", {"name": "Shares", "kind": "INVESTMENT"})
    expect(place.locator("#worth")).to_contain_text("Without Shares, whose worth is not known.")
