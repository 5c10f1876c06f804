"""The look of the page: amounts hidden, or written in the owner's currency and language; colours; motion."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner, Street
from tests.browser.reading import figure, go_live, open_all

AMOUNT = re.compile(r"[€$£¥]|\d[.,]\d\d\b|\d\s?[A-Z]{3}\b")
# What is read, by eyes and by screen readers.
READ = """() => {
  const told = [...document.querySelectorAll("[aria-label], [title], [placeholder]")];
  return [document.body.innerText, ...told.flatMap((each) => [each.ariaLabel, each.title, each.placeholder])].join(" ");
}"""


def test_hidden_amounts_are_nowhere_on_the_page_and_stay_hidden(page: Page) -> None:
    go_live(page, "/finny")
    page.get_by_label("Ask Finny").fill("How much did I spend on groceries last month?")
    page.keyboard.press("Enter")
    expect(page.locator(".message.FINNY:not(.speaking)")).to_have_count(1)
    assert AMOUNT.findall(page.evaluate(READ)) != []
    page.get_by_role("button", name="Hide amounts").click()
    assert AMOUNT.findall(page.evaluate(READ)) == []
    page.get_by_role("button", name="Hide amounts").click()
    go_live(page)
    page.locator("#insights").get_by_role("button", name="Show all").click()
    open_all(page)
    assert len(AMOUNT.findall(page.evaluate(READ))) > 100
    page.get_by_role("button", name="Hide amounts").click()
    expect(page.get_by_role("button", name="Hide amounts")).to_have_attribute("aria-pressed", "true")
    assert AMOUNT.findall(page.evaluate(READ)) == []
    expect(page.locator(".great")).to_have_text("•••")
    page.reload()
    expect(page.locator(".great")).to_have_text("•••")
    for place in ("/transactions", "/budget", "/goals"):
        go_live(page, place)
        expect(page.locator(".place .skeleton")).to_have_count(0)
        expect(page.locator(".place")).to_contain_text("•••")
        assert AMOUNT.findall(page.evaluate(READ)) == []


def test_colours_follow_the_system_until_they_are_chosen_and_then_the_choice(open_page: OpenPage, alice: Owner) -> None:
    page = open_page(alice, color_scheme="dark")
    go_live(page)
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Colours of the system; change").click()
    light = page.evaluate(ground)
    assert (light, dark) == ("rgb(242, 245, 246)", "rgb(14, 21, 23)")
    page.reload()
    assert page.evaluate(ground) == light
    page.get_by_role("button", name="Light colours; change").click()
    assert page.evaluate(ground) == dark
    page.get_by_role("button", name="Dark colours; change").click()
    page.emulate_media(color_scheme="light")
    assert page.evaluate(ground) == light


def test_charts_move_unless_less_motion_is_wished(home: Page) -> None:
    moving = "getComputedStyle(document.querySelector('.arc')).transitionDuration"
    assert home.evaluate(moving) == "0s"
    assert home.evaluate("document.getAnimations().length") == 0
    home.emulate_media(reduced_motion="no-preference")
    assert home.evaluate(moving).startswith("0.5s")


@pytest.mark.parametrize(
    ("currency", "locale", "written", "spent", "tick"),
    [
        ("JPY", "ja-JP", "1234", "\uffe51,234", "\uffe50"),
        ("KWD", "en", "1234.567", "KWD\xa01,234.567", "KWD\xa00"),
        ("EUR", "de-DE", "1234,5", "1.234,50\xa0€", "0\xa0€"),
        ("CHF", "fr-CH", "1 234,50", "1\u202f234.50\xa0CHF", "0\xa0CHF"),
        (
            "USD",
            "ar-EG",
            "1234.5",
            "\u200f\u0661\u066c\u0662\u0663\u0664\u066b\u0665\u0660\xa0US$",
            "\u200f\u0660\xa0US$",
        ),
    ],
)
def test_amounts_are_read_and_written_in_the_currency_and_the_language_of_their_owner(
    currency: str, locale: str, written: str, spent: str, tick: str, alices_street: Street, open_page: OpenPage
) -> None:
    owner = alices_street.move_in(currency=currency, locale=locale)
    page = open_page(owner)
    go_live(page)
    page.get_by_role("button", name="Add", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount").fill(written)
    dialog.get_by_label("Payee").fill("Market")
    dialog.get_by_role("button", name="Save").click()
    expect(figure(page, "Spent")).to_have_text(spent)
    expect(page.locator(".tick").first).to_have_text(tick)
    page.locator(".payee").click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(figure(page, "Spent")).to_have_text(spent)
