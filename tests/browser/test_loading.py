"""The first figures do not wait for the rest of the page."""

from playwright.sync_api import Page, Route, expect

from tests.browser.chromium import Watch

REST = "**/page/frame/frame.js"


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


def test_figures_that_come_late_do_not_hide_that_the_page_is_not_whole(page: Page, watch: Watch) -> None:
    watch.forgive("Failed to load resource")
    page.route(REST, lambda route: route.abort())
    held: list[Route] = []
    page.route("**/graphql", lambda route: held.append(route))  # noqa: PLW0108  the library wants a function
    page.goto("/")
    told = page.get_by_role("status")
    expect(told).to_have_text("Not all of the page could be loaded; load it again.")
    for route in held:
        route.continue_()
    expect(page.get_by_role("region", name="Headline figures")).to_contain_text("Saving rate")
    expect(told).to_have_text("Not all of the page could be loaded; load it again.")
