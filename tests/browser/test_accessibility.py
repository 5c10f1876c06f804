"""The page for everybody: axe-core finds nothing wrong, empty or full, light or dark, wide or narrow, in any dialog."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.owners import Street
from tests.browser.reading import go_live, open_all

# Each dialog by its button, and whether it is refused as it opens.
DIALOGS = {"Add": True, "New goal": True, "Add money to Bicycle": True}


def test_the_home_screen_of_the_demo(page: Page) -> None:
    go_live(page)
    open_all(page)
    page.locator(".transactions button.chip").first.click()
    for width, scheme in ((1440, "light"), (1440, "dark"), (390, "dark"), (390, "light")):
        page.set_viewport_size({"width": width, "height": 844})
        show(page, scheme)
        assert violations(page) == []


def test_every_dialog(home: Page) -> None:
    assert violations(home) == []
    for name, refused in DIALOGS.items():
        home.get_by_role("button", name=name, exact=True).click()
        dialog = home.get_by_role("dialog")
        expect(dialog.locator("button.main").first).to_be_visible()
        open_all(home)
        if refused:
            dialog.locator("button.main").click()
            expect(dialog.get_by_role("alert").first).to_be_visible()
        for scheme in ("light", "dark"):
            show(home, scheme)
            assert violations(home, only="dialog") == []
        home.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
    home.locator(".period-picker .name").click()
    home.locator(".payee").first.click()
    assert violations(home) == []


def show(page: Page, scheme: Any) -> None:
    """Colours of the system."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def test_empty_places_break_no_rule_in_the_dark(alices_street: Street, open_page: OpenPage) -> None:
    page = open_page(alices_street.move_in(), color_scheme="dark")
    go_live(page)
    expect(page.locator(".empty").first).to_be_visible()
    assert violations(page) == []


def test_the_sign_in_in_the_dark(open_page: OpenPage) -> None:
    page = open_page(signed_in=False, color_scheme="dark")
    page.goto("/")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert violations(page) == []


def test_each_chart_is_told_in_a_sentence_and_changes_are_announced(home: Page) -> None:
    ring = home.locator("#spent svg[role=img]")
    expect(ring).to_have_attribute("aria-label", "The largest part of what was spent, 85%, went to Rent: €800.00.")
    expect(home.locator("#trends svg[role=img]")).to_have_attribute(
        "aria-label", "From June 2026 to November 2026, €2,000.00 came in and €1,025.00 went out on average."
    )
    expect(home.locator("#comparison svg[role=img]").nth(1)).to_have_attribute(
        "aria-label", "Food: €133.00. The same days of October 2026: €250.00. On average: €225.00."
    )
    assert home.locator("[role=status]").count() >= 2
    home.goto("/finny")
    expect(home.get_by_role("log", name="Conversation with Finny")).to_be_visible()
