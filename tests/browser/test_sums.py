"""Every amount that sums transactions opens them, and the list adds up to the same amount."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import go_live, open_all

SUMMED = {"INCOME": "In", "EXPENSE": "Out", None: "Net"}
FEWEST = {"/": 55, "/budget": 30}


def listed(page: Page, name: str) -> str:
    """Return what the transactions of the list add up to, without its plus."""
    figure = page.locator(".list-sums div").filter(has=page.get_by_text(name, exact=True)).locator("dd")
    return figure.inner_text().removeprefix("+")


def show_sums(page: Page) -> int:
    """Open everything that may hold a sum, and return how many there are."""
    expect(page.locator(".place .skeleton")).to_have_count(0)
    expect(page.locator("a.sum").first).to_be_visible()
    open_all(page)
    for parent in page.locator(".toggle[aria-expanded=false]").all()[::-1]:
        parent.click()
    expect(page.locator(".place .skeleton")).to_have_count(0)
    return page.locator("a.sum").count()


@pytest.mark.parametrize("path", FEWEST)
def test_every_sum_opens_the_transactions_that_add_up_to_it(path: str, page: Page) -> None:
    go_live(page, path)
    count = show_sums(page)
    assert count >= FEWEST[path]
    for number in range(count):
        # What the pointer rests on is told in the middle of the ring.
        page.mouse.move(0, 0)
        assert show_sums(page) == count
        link = page.locator("a.sum").nth(number)
        text = link.inner_text().removeprefix("+")
        query = parse_qs(urlsplit(link.get_attribute("href") or "").query)
        link.click()
        expect(page.locator(".list-sums")).to_be_visible()
        expect(page.locator(".waiting")).to_have_count(0)
        name = SUMMED[query["kind"][0] if "kind" in query else None]
        assert listed(page, name) == text, query
        page.go_back()
