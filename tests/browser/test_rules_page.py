"""Rules on the page: asked for after a change by hand, made with a preview, run, undone, put first and deleted."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner
from tests.browser.reading import go_live

STORED = """{
  rules { texts { field match anyOf } category { name } }
  uncategorised: transactions(filter: {uncategorised: true}) { totalCount }
}"""


@pytest.fixture
def kiosk(alice: Owner) -> Owner:
    """Alice, who was at the kiosk four times without a category."""
    for day in ("2026-11-12", "2026-11-13", "2026-11-14"):
        alice.record("-3", "Kiosk", day=day)
    return alice


@pytest.fixture
def settings(open_page: OpenPage, kiosk: Owner) -> Page:
    """Alice's settings, which are live."""
    page = open_page(kiosk)
    go_live(page, "/settings")
    expect(page.locator("#rules")).to_be_visible()
    return page


def rules(page: Page) -> Locator:
    """The lines of the rules."""
    return page.locator("#rules li")


def make(page: Page, text: str, category: str) -> Locator:
    """The preview of a new rule."""
    page.locator("#rules").get_by_role("button", name="New rule").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("One of these").fill(text)
    dialog.get_by_label("Category").select_option(category)
    dialog.get_by_role("button", name="Save and preview").click()
    preview = page.get_by_role("dialog", name="What the rule would change")
    expect(preview.get_by_role("button").last).to_be_visible()
    return preview


def test_a_category_by_hand_is_made_a_rule_with_all_like_it(open_page: OpenPage, kiosk: Owner) -> None:
    page = open_page(kiosk)
    go_live(page, "/transactions")
    page.locator(".rows li").filter(has_text="Kiosk").first.get_by_role("button", name="Categorise").click()
    page.get_by_label("Category of Kiosk").select_option("Food")
    notice = page.locator(".notice")
    expect(notice.get_by_role("button", name="Undo")).to_be_visible()
    notice.get_by_role("button", name="Always? (3 more)").click()
    expect(notice).to_contain_text("“Kiosk” is always Food now. 3 transactions changed.")
    stored = kiosk.ask(STORED)
    assert stored["uncategorised"]["totalCount"] == 0
    assert stored["rules"] == [
        {"texts": [{"field": "PAYEE", "match": "IS", "anyOf": ["Kiosk"]}], "category": {"name": "Food"}}
    ]
    notice.get_by_role("button", name="Undo").click()
    expect(notice).to_contain_text("The transactions are as they were; the rule stays.")
    assert kiosk.ask(STORED)["uncategorised"]["totalCount"] == 3


def test_a_payee_is_asked_about_once(open_page: OpenPage, kiosk: Owner) -> None:
    page = open_page(kiosk)
    go_live(page, "/transactions")
    for category, offers in (("Food", ["Undo", "Always? (3 more)", "✕"]), ("Rent", ["Undo", "✕"])):
        page.locator(".rows li").filter(has_text="Nov 21").locator("button.chip").click()
        page.get_by_label("Category of Kiosk").select_option(category)
        expect(page.locator(".rows li").filter(has_text="Nov 21").locator("button.chip")).to_contain_text(category)
        expect(page.locator(".notice button")).to_have_text(offers)


def test_a_rule_is_previewed_run_and_undone(settings: Page, kiosk: Owner) -> None:
    preview = make(settings, "kios\nnewsstand", "Food")
    expect(preview).to_contain_text("4 of the transactions that are there already")
    expect(preview).to_contain_text("4 from Not categorised, -€16.25")
    expect(preview.locator(".bill-list li")).to_have_count(4)
    assert violations(settings, only="dialog") == []
    preview.get_by_role("button", name="Change these 4").click()
    expect(preview).to_have_count(0)
    notice = settings.locator(".notice")
    expect(notice).to_contain_text("4 transactions changed.")
    assert kiosk.ask(STORED)["uncategorised"]["totalCount"] == 0
    notice.get_by_role("button", name="Undo").click()
    expect(notice).to_contain_text("The transactions are as they were")
    assert kiosk.ask(STORED)["uncategorised"]["totalCount"] == 4
    expect(rules(settings)).to_contain_text(["Payee contains “kios” or “newsstand” → Food"])
    assert violations(settings) == []


def test_rules_are_edited_put_first_and_deleted(settings: Page, kiosk: Owner) -> None:
    for text in ("Bakery", "Market"):
        make(settings, text, "Rent")
        settings.keyboard.press("Escape")
        expect(settings.get_by_role("dialog")).to_have_count(0)
    expect(rules(settings)).to_contain_text(["“Bakery”", "“Market”"])
    settings.get_by_role("button", name="Put first: Payee contains “Market”").click()
    expect(rules(settings)).to_contain_text(["“Market”", "“Bakery”"])
    rules(settings).first.locator(".name").click()
    dialog = settings.get_by_role("dialog")
    assert violations(settings, only="dialog") == []
    dialog.get_by_label("Way").select_option("is")
    dialog.get_by_label("At least").fill("much")
    dialog.get_by_role("button", name="Save and preview").click()
    expect(dialog.get_by_label("At least")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("At least").fill("100")
    dialog.get_by_label("And").select_option("money goes out")
    dialog.get_by_role("button", name="Save and preview").click()
    expect(settings.get_by_role("dialog", name="What the rule would change")).to_contain_text("set by hand (3 more)")
    settings.keyboard.press("Escape")
    expect(rules(settings)).to_contain_text(["Payee is “Market”, at least €100.00, money goes out → Rent", "“Bakery”"])
    settings.once("dialog", lambda dialog: dialog.accept())
    rules(settings).first.locator(".name").click()
    settings.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(rules(settings)).to_have_count(1)
    assert [rule["texts"][0]["anyOf"] for rule in kiosk.ask(STORED)["rules"]] == [["Bakery"]]


def test_a_rule_without_anything_is_refused_with_a_sentence(settings: Page) -> None:
    settings.locator("#rules").get_by_role("button", name="New rule").click()
    dialog = settings.get_by_role("dialog")
    dialog.get_by_role("button", name="Save and preview").click()
    expect(dialog.get_by_role("alert").first).to_contain_text("The rule gives nothing")
