"""The places of the page: each has an address and a title, and back, forward and reload keep where the reader was."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.web.pages import PLACES
from tests.browser.axe import violations
from tests.browser.chromium import Watch
from tests.browser.conftest import OpenPage
from tests.browser.demo import Demo
from tests.browser.owners import Owner
from tests.browser.reading import figure, go_live

PHONE = {"width": 390, "height": 844}
NAMES = {
    "/": "Dashboard",
    "/transactions": "Transactions",
    "/budget": "Budget",
    "/bills": "Bills",
    "/forecast": "Forecast",
    "/accounts": "Accounts",
    "/goals": "Goals",
    "/finny": "Finny",
    "/settings": "Settings",
}
LISTED = """async () => {
  const [script] = document.querySelectorAll("script[src$='/page/main.js']");
  const {PLACES} = await import(script.src.replace("main.js", "places.js"));
  return PLACES.map(({path}) => path);
}"""


def expect_place(page: Page, path: str) -> None:
    """Wait until a place is shown, and check its address, its title and its way in the bar."""
    name = NAMES[path.partition("?")[0]]
    expect(page).to_have_url(re.compile(re.escape(path) + "$"))
    expect(page).to_have_title(f"{name} · Aqua Thistle")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".sidebar [aria-current=page]")).to_have_text(name)


def scrolled(page: Page) -> int:
    """Return the pixels by which the page is scrolled."""
    return int(page.evaluate("Math.round(scrollY)"))


def test_the_server_and_the_page_name_the_same_places(home: Page) -> None:
    assert home.evaluate(LISTED) == list(PLACES) == list(NAMES)


@pytest.mark.parametrize("path", PLACES)
def test_an_address_opens_its_place_with_its_title(path: str, open_page: OpenPage, alice: Owner) -> None:
    page = open_page(alice)
    go_live(page, path)
    expect_place(page, path)
    page.reload()
    expect_place(page, path)


def test_an_unknown_address_is_told_in_a_sentence(open_page: OpenPage, alice: Owner, watch: Watch) -> None:
    watch.forgive("404")
    page = open_page(alice)
    answer = page.goto("/nowhere")
    assert answer
    assert answer.status == 404
    expect(page.locator("body")).to_have_text("There is no page at this address; go to the dashboard.")
    page.get_by_role("link", name="go to the dashboard").click()
    expect_place(page, "/")


def test_the_bar_leads_everywhere_without_loading_the_page_again(home: Page) -> None:
    home.evaluate("window.unchanged = true")
    for path, name in [*NAMES.items()][1:]:
        home.locator(".sidebar").get_by_role("link", name=name).click()
        expect_place(home, path)
        expect(home.get_by_role("main")).to_be_focused()
    for path in [*NAMES][-2::-1]:
        home.go_back()
        expect_place(home, path)
    home.go_forward()
    expect_place(home, "/transactions")
    assert home.evaluate("window.unchanged")


def test_the_period_stands_in_the_address_and_goes_along(home: Page) -> None:
    home.get_by_role("button", name="The month before").click()
    expect(figure(home, "Spent")).to_have_text("€1,050.00")
    expect_place(home, "/?month=2026-10")
    home.get_by_role("group", name="How many periods").get_by_text("12", exact=True).click()
    expect_place(home, "/?month=2026-10&periods=12")
    home.locator(".sidebar").get_by_role("link", name="Finny").click()
    home.locator(".sidebar").get_by_role("link", name="Budget").click()
    expect(home.locator(".period-picker .name")).to_have_text("October 2026")
    home.go_back()
    home.go_back()
    expect(home.locator(".columns rect.income")).to_have_count(12)
    home.go_back()
    expect(home.locator(".columns rect.income")).to_have_count(6)
    home.reload()
    expect(figure(home, "Spent")).to_have_text("€1,050.00")
    home.go_back()
    expect(figure(home, "Spent")).to_have_text("€940.25")
    expect_place(home, "/")


def test_a_range_of_days_stands_in_the_address(open_page: OpenPage, alice: Owner) -> None:
    page = open_page(alice)
    go_live(page, "/?days=2026-11-05..2026-11-05")
    expect(figure(page, "Spent")).to_have_text("€120.50")
    expect(page.locator(".period-picker .name")).to_have_text("Nov 5, 2026")


@pytest.mark.parametrize("query", ["month=2026-13", "month=x", "days=2026-11-05", "days=2026-12-01..2026-11-01"])
def test_a_period_that_cannot_be_read_is_the_current_one(query: str, open_page: OpenPage, alice: Owner) -> None:
    page = open_page(alice)
    go_live(page, f"/?{query}")
    expect(figure(page, "Spent")).to_have_text("€940.25")


def test_an_address_whose_period_is_refused_says_so_and_shows_the_current_one(
    open_page: OpenPage, alice: Owner
) -> None:
    page = open_page(alice)
    go_live(page, "/?days=1990-01-01..2026-11-30")
    expect(page.locator(".notice")).to_contain_text("The range is longer than ten years")
    expect(figure(page, "Spent")).to_have_text("€940.25")
    expect_place(page, "/")


def test_back_and_reload_keep_the_scroll_and_the_focus(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 500})
    go_live(page, "/transactions")
    expect(page.locator(".rows li").first).to_be_visible()
    page.evaluate("scrollTo(0, 30000)")
    payee = page.locator(".rows li[aria-posinset='625'] .payee")
    payee.focus()
    before, text = scrolled(page), (payee.text_content() or "").strip()
    page.locator(".sidebar").get_by_role("link", name="Goals").focus()
    payee.focus()
    page.keyboard.press("g")
    page.keyboard.press("b")
    expect_place(page, "/budget")
    assert scrolled(page) == 0
    page.go_back()
    expect_place(page, "/transactions")
    expect(page.locator(".payee:focus")).to_have_text(text)
    assert scrolled(page) == before
    page.reload()
    expect(page.locator(".payee:focus")).to_have_text(text)
    assert scrolled(page) == before


def test_nothing_of_a_session_stays_in_the_address_or_the_tab(open_page: OpenPage, alice: Owner) -> None:
    page = open_page(alice)
    go_live(page, "/transactions?text=Market")
    page.locator(".payee").first.focus()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert "Market" in page.evaluate("JSON.stringify(sessionStorage)")
    alice.ask("mutation { signOutEverywhere { done } }")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page).to_have_url(re.compile("/transactions$"))
    expect(page).to_have_title("Aqua Thistle")
    assert page.evaluate("JSON.stringify(sessionStorage)") == "{}"


def test_keys_lead_to_places_add_and_search(home: Page) -> None:
    for key, path in zip("tblraofsd", [*[*NAMES][1:], "/"], strict=True):
        home.keyboard.press("g")
        home.keyboard.press(key)
        expect_place(home, path)
    home.keyboard.press("n")
    expect(home.get_by_role("dialog")).to_contain_text("Add a transaction")
    home.get_by_label("Payee").press("n")
    expect(home.get_by_label("Payee")).to_have_value("n")
    home.keyboard.press("Escape")
    home.keyboard.press("/")
    expect(home.get_by_role("searchbox")).to_be_focused()
    expect_place(home, "/transactions")
    home.keyboard.press("g")
    home.keyboard.press("d")
    expect(home.get_by_role("searchbox")).to_have_value("gd")


def test_the_keys_are_listed_and_can_be_turned_off(home: Page) -> None:
    home.keyboard.press("?")
    dialog = home.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.locator("dt")).to_have_count(len(NAMES) + 3)
    assert violations(home, only="dialog") == []
    dialog.get_by_label("Use shortcuts").uncheck()
    home.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    home.keyboard.press("n")
    home.keyboard.press("g")
    home.keyboard.press("t")
    expect_place(home, "/")
    expect(home.get_by_role("dialog")).to_have_count(0)
    home.keyboard.press("?")
    expect(dialog).to_be_visible()


def test_a_phone_has_a_bar_at_the_bottom_with_add_in_the_middle(open_page: OpenPage, alice: Owner) -> None:
    page = open_page(alice, viewport=PHONE)
    go_live(page)
    bar = page.locator(".bottom-bar")
    expect(page.locator(".sidebar")).to_be_hidden()
    add = bar.get_by_role("button", name="Add")
    box = add.bounding_box()
    assert box
    assert abs(box["x"] + box["width"] / 2 - PHONE["width"] / 2) < 1
    assert box["y"] + box["height"] <= PHONE["height"]
    bar.get_by_role("button", name="More").click()
    page.locator(".more-places").get_by_role("link", name="Goals").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Goals")
    expect(page.locator(".more-places")).to_be_hidden()
    add.click()
    expect(page.get_by_role("dialog")).to_contain_text("Add a transaction")


def test_no_place_breaks_a_rule_of_accessibility(page: Page, demo: Demo) -> None:
    (card,) = (
        account["id"]
        for account in demo.ask("{ accounts { id kind } }")["accounts"]
        if account["kind"] == "CREDIT_CARD"
    )
    for path in (*PLACES, f"/accounts/{card}"):
        go_live(page, path)
        expect(page.locator(".skeleton")).to_have_count(0)
        for width, scheme in ((1440, "light"), (390, "dark"), (1024, "dark"), (390, "light")):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            assert violations(page) == [], (path, width, scheme)
