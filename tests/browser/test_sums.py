"""Every amount that sums transactions opens them, and the list adds up to the same amount."""

import re
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import go_live, open_all

SUMMED = {"INCOME": "In", "EXPENSE": "Out", None: "Net"}
FEWEST = {"/": 55, "/budget": 30}


FOLLOW = """(href) => {
  const link = Object.assign(document.createElement("a"), { href });
  document.querySelector("main").append(link);
  link.click();
  link.remove();
}"""


class Sum(NamedTuple):
    """A sum of a place: the filter of its link, its text, and its number among all."""

    href: str
    text: str
    number: int


def show_sums(page: Page) -> int:
    """Open everything that may hold a sum, and return how many there are."""
    expect(page.locator(".place .skeleton")).to_have_count(0)
    expect(page.locator("a.sum").first).to_be_visible()
    open_all(page)
    for parent in page.locator(".toggle[aria-expanded=false]").all()[::-1]:
        parent.click()
    expect(page.locator(".place .skeleton")).to_have_count(0)
    return page.locator("a.sum").count()


def sums(page: Page) -> list[Sum]:
    """Return the sums of a place, each filter once; neighbours have other texts, so that no list shows an older one."""
    # What the pointer rests on is told in the middle of the ring.
    page.mouse.move(0, 0)
    links = page.locator("a.sum").all()
    found = {Sum(link.get_attribute("href") or "", link.inner_text(), number) for number, link in enumerate(links)}
    one_each = {(link.href, link.text): link for link in found}
    in_order = sorted(one_each.values(), key=lambda link: (link.text, link.href))
    half = (len(in_order) + 1) // 2
    return [link for pair in zip_longest(in_order[:half], in_order[half:]) for link in pair if link]


def check_list(page: Page, opened: Sum) -> None:
    """Check that the list adds up to the sum that opened it."""
    query = parse_qs(urlsplit(opened.href).query)
    name = SUMMED[query["kind"][0] if "kind" in query else None]
    figure = page.locator(".list-sums div").filter(has=page.get_by_text(name, exact=True)).locator("dd")
    expect(page.locator(".waiting")).to_have_count(0)
    expect(figure, opened.href).to_have_text(re.compile(rf"\+?{re.escape(opened.text.removeprefix('+'))}"))


@pytest.mark.parametrize("path", FEWEST)
def test_every_sum_opens_the_transactions_that_add_up_to_it(path: str, page: Page) -> None:
    go_live(page, path)
    assert show_sums(page) >= FEWEST[path]
    first, *others = sums(page)
    page.locator("a.sum").nth(first.number).click()
    check_list(page, first)
    for link in others:
        page.evaluate(FOLLOW, link.href)
        check_list(page, link)


@pytest.mark.parametrize("path", FEWEST)
def test_a_sum_of_each_card_is_clicked_where_it_stands(path: str, page: Page) -> None:
    go_live(page, path)
    show_sums(page)
    cards = page.locator("section:has(a.sum)").count()
    assert cards
    for number in range(cards):
        show_sums(page)
        page.mouse.move(0, 0)
        link = page.locator("section:has(a.sum)").nth(number).locator("a.sum").last
        opened = Sum(link.get_attribute("href") or "", link.inner_text(), number)
        link.click()
        check_list(page, opened)
        page.go_back()
