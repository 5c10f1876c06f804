"""The first figures do not wait for the rest of the page."""

from playwright.sync_api import Page, Route, expect

from tests.browser.chromium import Watch

REST = "**/page/home.js"


def test_the_headline_is_drawn_while_the_cards_are_on_their_way(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(REST, hold)
    with page.expect_request(REST):
        page.goto("/")
    expect(page.get_by_role("region", name="Headline figures")).to_contain_text("Saving rate")
    cards = page.get_by_role("heading", name="Where it went")
    expect(cards).to_have_count(0)
    for route in held:
        route.continue_()
    expect(cards).to_be_visible()


def test_a_page_that_is_not_whole_says_what_to_do(page: Page, watch: Watch) -> None:
    watch.forgive("Failed to load resource")
    page.route(REST, lambda route: route.abort())
    page.goto("/")
    expect(page.get_by_role("status")).to_have_text("Not all of the page could be loaded; load it again.")
