"""Amounts in forms: read as their owner writes them, computed when they are sums, and asked about when in doubt."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner, Street
from tests.browser.reading import figure, go_live

# What the page's own module makes of some texts: the decimal, or the sentence.
READ = """async (texts) => {
  const [script] = document.querySelectorAll("script[src$='/page/main.js']");
  const {readDecimal} = await import(script.src.replace("main.js", "parts/amounts.js"));
  return texts.map((text) => {
    try { return readDecimal(text, "amount"); } catch (failure) { return failure.message; }
  });
}"""
COMMA = {
    "12,50": "12.50",
    "12.50": "12.50",
    "1.234,50": "1234.50",
    "1,234.50": "1234.50",
    "1.234.567": "1234567",
    "1.234.567,8": "1234567.8",
    "12 345,60": "12345.60",
    "1234": "1234",
    "12,": "12",
    ",5": "0.5",
    "1,234": "1.234",
    "0.125": "0.125",
    "\u221212,50": "-12.50",
    "30+12": "42",
    " 30 + 12,5 - 0,25 ": "42.25",
    "-3 + 5": "2",
    "1-1": "0",
    "0,1+0,2": "0.3",
    "1.234": "“1.234” can mean 1234 or 1,234; write the one that you mean.",
    "5+1.234": "“1.234” can mean 1234 or 1,234; write the one that you mean.",
}
POINT = {
    "12.50": "12.50",
    "12,50": "12.50",
    "1,234.50": "1234.50",
    "1.234,50": "1234.50",
    "1'234.50": "1234.50",
    "1,23,456.00": "123456.00",
    "1.234": "1.234",
    "1234.567": "1234.567",
    "1,234": "“1,234” can mean 1234 or 1.234; write the one that you mean.",
}
UNREADABLE = ("", " ", "twelve", "12 50", "1.2,3.4", "30+", "30 12", "3*4", "1e3", "12.50 EUR", "--5", "1,2,3")


def read(page: Page, *texts: str) -> Any:
    """Return the values that the page reads."""
    return page.evaluate(READ, list(texts))


@pytest.mark.parametrize(
    ("locale", "expected", "sample"), [("de-DE", COMMA, "12,50"), ("en", POINT, "12.50")], ids=["comma", "point"]
)
def test_amounts_are_read_by_the_marks_of_the_ledger_and_never_guessed(
    locale: str, expected: dict[str, str], sample: str, alices_street: Street, open_page: OpenPage
) -> None:
    page = open_page(alices_street.move_in(locale=locale))
    go_live(page)
    assert dict(zip(expected, read(page, *expected), strict=True)) == expected
    sentence = f"Write an amount, such as {sample}, or a sum, such as 30+12."
    assert set(read(page, *UNREADABLE)) == {sentence}


def test_digits_of_another_script_are_read(alices_street: Street, open_page: OpenPage) -> None:
    page = open_page(alices_street.move_in(locale="ar-EG"))
    go_live(page)
    assert read(page, "\u0661\u066c\u0662\u0663\u0664\u066b\u0665", "12.50", "\u0661\u0662+\u0663") == [
        "1234.5",
        "12.50",
        "15",
    ]


def test_a_sum_is_computed_where_it_is_written_and_a_doubt_is_asked_beside_its_field(
    alices_street: Street, open_page: OpenPage
) -> None:
    page = open_page(alices_street.move_in(locale="de-DE"))
    go_live(page)
    page.get_by_role("button", name="Add", exact=True).click()
    dialog = page.get_by_role("dialog")
    amount = dialog.get_by_label("Amount")
    amount.fill("1.234")
    dialog.get_by_label("Payee").fill("Market")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("“1.234” can mean 1234 or 1,234; write the one that you mean.")
    expect(amount).to_be_focused()
    expect(amount).to_have_value("1.234")
    amount.fill("30 + 12,5")
    dialog.get_by_label("Payee").focus()
    expect(amount).to_have_value("42,5")
    amount.fill("2*21")
    dialog.get_by_label("Payee").focus()
    expect(amount).to_have_value("2*21")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("Write an amount, such as 12,50, or a sum, such as 30+12.")
    amount.fill("30+12,5")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(figure(page, "Spent")).to_have_text("42,50\xa0€")


def test_a_minus_in_a_transaction_is_never_dropped_silently(home: Page) -> None:
    home.get_by_role("button", name="Add", exact=True).click()
    dialog = home.get_by_role("dialog")
    dialog.get_by_text("Money in").click()
    dialog.get_by_label("Amount").fill("-12.50")
    dialog.get_by_label("Payee").fill("Market")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text(
        "Write the amount without a minus; “Money out” and “Money in” say which way it went."
    )


def test_a_plan_that_cannot_be_read_is_told_and_not_saved(home: Page, alice: Owner) -> None:
    home.goto("/budget")
    home.get_by_label("Plan for Food").fill("1,310")
    home.get_by_label("Plan for Rent").fill("a lot")
    home.keyboard.press("Tab")
    expect(home.get_by_role("alert")).to_have_count(2)
    assert len(alice.ask("{ budgets { startsOn } }")["budgets"]) == 2
    home.get_by_label("Plan for Food").fill("310 + 1000")
    home.get_by_label("Plan for Rent").fill("800")
    home.keyboard.press("Tab")
    expect(home.get_by_role("alert")).to_have_count(0)
    expect(home.locator(".figures")).to_contain_text("Planned for November 2026€2,110.00")
