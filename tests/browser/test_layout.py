"""Room on every screen: the longest names and the largest amounts stay inside their cards and dialogs."""

import pytest
from playwright.sync_api import Page, expect

from app.web.pages import PLACES
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner, Street
from tests.browser.reading import go_live, open_all

LONG = "Donaudampfschifffahrtsgesellschaftskapitänspatent" * 4
NAME = LONG[:100]
# A phone, a desk, and both sides of where the layout changes.
WIDTHS = (1440, 1181, 1180, 761, 760, 390)
MOST = "9999999999.99"

# What reaches beyond the screen, its card or its own box, but for what scrolls, floats, or ends in dots there.
BEYOND = """() => {
  const kept = ".scroll *, .log *, .unseen, .skip, svg, svg *, .notice, .period-picker, .card dialog";
  const reaches = (each) => {
    if (each.matches(kept) || !each.checkVisibility()) return false;
    const box = each.getBoundingClientRect();
    const around = each.parentElement?.closest(".card, dialog, .figures > div, .left-to-spend");
    const room = (around ?? document.documentElement).getBoundingClientRect();
    const {display, overflowX} = getComputedStyle(each);
    const spills = display !== "inline" && overflowX === "visible" && each.scrollWidth > each.clientWidth + 1;
    return spills || (box.width > 0 && (box.right > room.right + 1 || box.left < room.left - 1));
  };
  const all = [document.documentElement, ...document.querySelectorAll("body *")];
  return all.filter(reaches).map((each) => `${each.tagName} ${each.className}: ${each.textContent.slice(0, 40)}`);
}"""

# The amounts that stand on more than one line.
WRAPPED = """() => {
  const lines = (each) => {
    const range = document.createRange();
    range.selectNodeContents(each);
    return new Set([...range.getClientRects()].map(({bottom}) => Math.round(bottom))).size;
  };
  const amounts = [...document.querySelectorAll(".money, .left, td")].filter((each) => each.checkVisibility());
  return amounts.filter((each) => lines(each) > 1).map((each) => each.textContent);
}"""
# How much of a text is shown, from 0 to 1; it ends in dots as soon as a part of a pixel is lacking.
SHOWN = """(each) => {
  const range = document.createRange();
  range.selectNode(each.firstChild);
  const style = getComputedStyle(each);
  const room = each.getBoundingClientRect().width - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return Math.min(1, room / range.getBoundingClientRect().width);
}"""


def beyond(page: Page) -> list[str]:
    """Return the elements that are wider than their place."""
    elements: list[str] = page.evaluate(BEYOND)
    return elements


@pytest.fixture
def wordy(alice: Owner) -> Owner:
    """Alice with the longest names and the largest amounts."""
    food = alice.categories["Food"]
    alice.change("updateProfile", {"name": NAME})
    alice.change("updateCategory", {"id": food, "name": NAME})
    alice.change("createCategory", {"name": NAME[1:], "icon": "🏠", "parentId": food})
    alice.change("setBudget", {"categoryId": food, "amount": MOST})
    alice.change("createGoal", {"name": NAME, "target": MOST, "targetDate": "2026-12-31"})
    account = {"name": NAME, "number": NAME, "openedOn": "2026-11-01", "openingBalance": f"-{MOST}"}
    alice.change("createAccount", account)
    alice.record(f"-{MOST}", LONG, "Food")
    alice.record(MOST, LONG, "Salary")
    return alice


def test_nothing_reaches_beyond_its_room(open_page: OpenPage, wordy: Owner) -> None:
    page = open_page(wordy)
    go_live(page)
    expect(page.locator(".transactions li")).to_have_count(7)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert beyond(page) == []
    page.locator(".payee").first.click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".notice")).to_contain_text("was deleted.")
    open_all(page)
    page.locator(".transactions button.chip").first.click()
    page.locator(".period-picker .name").click()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert beyond(page) == []


@pytest.mark.parametrize("path", [*PLACES[1:], "/transactions?text=nowhere", "/?days=2026-01-05..2026-11-18"])
def test_no_place_reaches_beyond_its_room(path: str, open_page: OpenPage, wordy: Owner) -> None:
    page = open_page(wordy)
    go_live(page, path)
    expect(page.locator(".place .skeleton")).to_have_count(0)
    for opener in (".filter-panel summary", ".toggle", ".rows input"):
        if page.locator(opener).count():
            page.locator(opener).first.click()
    open_all(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert beyond(page) == [], width


def test_no_account_reaches_beyond_its_room(open_page: OpenPage, wordy: Owner) -> None:
    made = next(
        account["id"] for account in wordy.ask("{ accounts { id name } }")["accounts"] if account["name"] == NAME
    )
    lent = {"date": "2026-11-20", "payee": LONG, "note": LONG, "amount": MOST, "accountId": made}
    wordy.change("recordTransaction", lent)
    wordy.change("recordCheck", {"accountId": made, "date": "2026-11-21", "balance": MOST})
    page = open_page(wordy)
    go_live(page, f"/accounts/{made}")
    expect(page.locator(".rows .balance")).to_have_count(1)
    for opener in (".more-actions summary", ".rows input"):
        page.locator(opener).click()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert beyond(page) == [], width
    for name in ("Check the balance", "Edit"):
        page.get_by_role("button", name=name, exact=True).click()
        assert beyond(page) == [], name
        page.keyboard.press("Escape")


def test_no_dialog_reaches_beyond_its_room(open_page: OpenPage, wordy: Owner) -> None:
    page = open_page(wordy)
    go_live(page)
    for name in ("Add", "New goal", f"Add money to {NAME}"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator("dialog button.main").first).to_be_visible()
        open_all(page)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            assert beyond(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_demo_fits_a_phone(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    go_live(page)
    expect(page.locator(".transactions li")).to_have_count(8)
    assert beyond(page) == []


def test_a_long_conversation_scrolls_in_its_own_area_on_one_screen(home: Page, alice: Owner) -> None:
    go_live(home, "/finny")
    for number in range(1, 7):
        home.get_by_label("Ask Finny").fill("Does my budget hold?")
        home.get_by_label("Ask Finny").press("Enter")
        expect(home.locator(".message.FINNY:not(.speaking)")).to_have_count(number)
    for width in (390, 1024, 1440):
        home.set_viewport_size({"width": width, "height": 844})
        room = home.locator(".finny").evaluate("(finny) => [finny.offsetTop, finny.offsetHeight]")
        log = home.locator(".log").evaluate("(log) => [log.scrollHeight, log.clientHeight, log.scrollTop]")
        assert room[0] < 200
        assert room[0] + room[1] < 844
        assert log[0] > log[1] > 100
        expect(home.get_by_label("Ask Finny")).to_be_visible()


def test_amounts_never_wrap_and_the_names_of_payees_shrink_last(open_page: OpenPage, wordy: Owner) -> None:
    wordy.record("40.25", "Toy shop", "Food", day="2026-11-22")
    page = open_page(wordy)
    go_live(page)
    line = page.locator(".transactions li").filter(has_text="Toy shop")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(WRAPPED) == []
        payee, chip = (line.locator(part).evaluate(SHOWN) for part in (".payee", ".chip"))
        assert payee > 0.9999
        assert chip < 1


def test_a_short_payee_and_its_category_are_shown_whole(home: Page, alice: Owner) -> None:
    alice.change("updateCategory", {"id": alice.categories["Food"], "name": "Public transport"})
    line = home.locator(".transactions li").filter(has_text="Bakery")
    expect(line).to_contain_text("Public transport")
    for width in WIDTHS:
        home.set_viewport_size({"width": width, "height": 844})
        assert [line.locator(part).evaluate(SHOWN) > 0.9999 for part in (".payee", ".chip")] == [True, True], width


def test_the_heights_of_the_columns_are_told_inside_their_card(open_page: OpenPage, alices_street: Street) -> None:
    bob = alices_street.move_in(locale="de-DE")
    bob.record("-1234567.89", "Builder", "Food")
    page = open_page(bob)
    go_live(page)
    expect(page.locator(".tick").last).to_have_text("1,5\u00a0Mio.\u00a0€")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        for tick in page.locator(".tick").all():
            inside = "(tick) => tick.getBoundingClientRect().left - tick.closest('figure').getBoundingClientRect().left"
            assert tick.evaluate(inside) >= 0, width
        plot, axis = (
            page.locator(part).evaluate("(each) => each.getBoundingClientRect().left") for part in (".plot", ".axis")
        )
        assert plot == axis
