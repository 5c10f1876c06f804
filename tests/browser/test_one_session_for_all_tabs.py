"""A browser has one session for all its tabs: a tab that shows one user's money never shows or changes another's."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from app.graphql.authentication import SESSION_COOKIE
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner, Street
from tests.browser.reading import figure, go_live


@pytest.fixture
def bob(alices_street: Street) -> Owner:
    """Bob, who has spent 77.00 at the cinema."""
    bob = alices_street.move_in()
    bob.record("-77.00", "Cinema")
    return bob


def sign_in_elsewhere(page: Page, owner: Owner) -> None:
    """Give the browser the session of somebody else, as another tab does."""
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": owner.session, "url": owner.url, "httpOnly": True}])


def spent_by(owner: Owner) -> str:
    """All that somebody spent this month."""
    amount: str = owner.ask("{ dashboard { overview { expenses { amount } } } }")["dashboard"]["overview"]["expenses"][
        "amount"
    ]
    return amount


def test_nothing_is_written_to_the_ledger_of_who_signed_in_elsewhere(home: Page, alice: Owner, bob: Owner) -> None:
    home.get_by_role("button", name="Add", exact=True).click()
    dialog = home.get_by_role("dialog")
    dialog.get_by_label("Amount").fill("5.00")
    dialog.get_by_label("Payee").fill("Florist")
    sign_in_elsewhere(home, bob)
    dialog.get_by_role("button", name="Save").click()
    expect(figure(home, "Spent")).to_have_text("€77.00")
    expect(home.locator(".transactions")).to_contain_text("Cinema")
    expect(home.locator("body")).not_to_contain_text("Landlord")
    assert (spent_by(alice), spent_by(bob)) == ("940.25", "77.00")


def test_a_tab_that_reconnects_shows_who_is_signed_in_by_then(home: Page, bob: Owner) -> None:
    sign_in_elsewhere(home, bob)
    home.context.set_offline(True)
    expect(home.locator(".connection")).to_have_text("Offline")
    home.context.set_offline(False)
    expect(figure(home, "Spent")).to_have_text("€77.00")
    expect(home.locator(".connection")).to_have_text("Live")
    expect(home.locator("body")).not_to_contain_text("Landlord")


def test_an_answer_that_comes_after_signing_out_shows_nothing(alice: Owner, open_page: OpenPage) -> None:
    page = open_page(alice)
    go_live(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "Surroundings" in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/graphql", hold)
    with page.expect_request(lambda request: "Surroundings" in (request.post_data or "")):
        alice.change("createCategory", {"name": "Pets"})
    page.get_by_role("link", name=re.compile("Settings of")).click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    for route in held:
        route.continue_()
    page.wait_for_timeout(200)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
