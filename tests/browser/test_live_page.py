"""The page is live: it shows every change without a reload, wherever it was made, and heals with its server."""

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from app.settings import Settings
from tests.app.graphql.live.serving import served
from tests.browser.chromium import Watch
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner, Street
from tests.browser.reading import arcs, extents, figure, go_live, table
from tests.faults.processes import AppProcess, started
from tests.people import Clock

# What a browser says itself about a server that is away.
OUT_OF_REACH = "ERR_CONNECTION_|ERR_EMPTY_RESPONSE|WebSocket connection to"
TRY_AGAIN_LATER = 1013
PING_MS = 11_000
PONG_MS = 6_000
LONGEST_WAIT_MS = 10_000
SHARES = "{ dashboard { budgetBreakdown { slices { share } } } }"


def shares(owner: Owner) -> list[float]:
    """The parts of all that was spent, in hundredths, as the API says."""
    slices = owner.ask(SHARES)["dashboard"]["budgetBreakdown"]["slices"]
    return [part["share"] * 100 for part in slices if part["share"] > 0]


def test_a_recorded_transaction_moves_every_figure_and_chart_without_a_reload(home: Page, alice: Owner) -> None:
    home.evaluate("window.unchanged = true")
    expect(figure(home, "Spent")).to_have_text("€940.25")
    column = extents(home, ".columns rect.expenses", "height")[-1]
    alice.record("-559.75", "Bicycle shop", "Food")
    expect(figure(home, "Spent")).to_have_text("€1,500.00")
    expect(home.locator(".transactions li").first).to_contain_text("Bicycle shop")
    assert home.evaluate("window.unchanged")
    expect(home.locator(".left-to-spend")).to_contain_text("Over the budget by€400.00")
    assert [length for length, _ in arcs(home)] == pytest.approx(
        [max(0.1, part - 0.6) for part in shares(alice)], abs=0.01
    )
    assert extents(home, ".columns rect.expenses", "height")[-1] == pytest.approx(column * 1500 / 940.25, abs=1)
    rent, food, _kiosk = extents(home, ".comparison rect.now", "width")
    assert food == pytest.approx(rent * 692.75 / 800, abs=1)
    assert ["Food", "€692.75", "46%"] in table(home, "Spending by category")


def test_a_change_in_one_page_moves_the_figures_in_another(home: Page, alice: Owner, open_page: OpenPage) -> None:
    phone = open_page(alice, viewport={"width": 390, "height": 844})
    go_live(phone)
    line = home.locator(".transactions li").filter(has_text="Kiosk")
    line.get_by_role("button", name="Categorise Kiosk").click()
    line.get_by_role("combobox").select_option("Food")
    expect(phone.locator(".transactions li").filter(has_text="Kiosk")).to_contain_text("Food")
    for page in (home, phone):
        expect(page.locator("#spent .arc")).to_have_count(2)
        assert table(page, "Spending by category") == [["Rent", "€800.00", "85%"], ["Food", "€140.25", "15%"]]


def test_a_page_of_another_period_follows_that_period(home: Page, alice: Owner) -> None:
    home.get_by_role("button", name="The month before").click()
    expect(figure(home, "Spent")).to_have_text("€1,050.00")
    alice.record("-0.50", "Not of October", "Food")
    alice.record("-49.50", "Market", "Food", day="2026-10-30")
    expect(figure(home, "Spent")).to_have_text("€1,099.50")
    expect(home.locator(".transactions")).to_contain_text("Oct 30")
    expect(home.locator(".transactions")).not_to_contain_text("Not of October")
    home.get_by_role("button", name="Today", exact=True).click()
    expect(figure(home, "Spent")).to_have_text("€940.75")
    expect(home.locator(".transactions")).to_contain_text("Not of October")


def test_names_and_language_follow_their_owner_everywhere(home: Page, alice: Owner) -> None:
    alice.change("updateProfile", {"name": "Alice at home", "locale": "de-DE"})
    alice.change("updateCategory", {"id": alice.categories["Food"], "name": "Essen"})
    expect(home.get_by_role("link", name="Settings of Alice at home")).to_be_visible()
    expect(figure(home, "Spent")).to_have_text("940,25\xa0€")
    expect(home.locator(".legend")).to_contain_text("Essen")
    expect(home.locator(".period-picker .name")).to_have_text("November 2026")


@pytest.fixture(scope="module")
def app(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppProcess]:
    """A server that may be killed, with an empty database."""
    folder = tmp_path_factory.mktemp("killed")
    with started(AppProcess(folder, f"sqlite:///{shutil.copy(migrated_file, folder / 'aqua.db')}")) as (app,):
        yield app


@pytest.fixture
def bob(app: AppProcess) -> Owner:
    """Bob, on the server that may be killed, who spent 10.00 today."""
    if not app.alive:
        app.start()
    bob = Street(app.url, app.database_url, Clock(datetime.now(UTC))).move_in(zone="UTC")
    bob.record("-10.00", "Bakery", "Food", day=today())
    return bob


def today() -> str:
    """The day in UTC."""
    return datetime.now(UTC).date().isoformat()


def test_a_page_outlives_a_killed_server_and_shows_what_was_written_meanwhile(
    app: AppProcess, bob: Owner, open_page: OpenPage, watch: Watch
) -> None:
    watch.forgive(OUT_OF_REACH)
    page = open_page(bob)
    go_live(page)
    expect(page.locator(".transactions")).to_contain_text("Bakery")
    page.evaluate("window.unchanged = true")
    app.kill()
    expect(page.locator(".connection")).to_have_text("Reconnecting…")
    with served(Settings(database_url=app.database_url, log_level="error")) as elsewhere:
        Owner(elsewhere, bob.session, bob.categories).record("-32.50", "Written meanwhile", "Food", day=today())
    expect(figure(page, "Spent")).to_have_text("€10.00")
    expect(page.locator(".transactions")).to_contain_text("Bakery")
    app.start()
    expect(page.locator(".connection")).to_have_text("Live", timeout=20_000)
    expect(figure(page, "Spent")).to_have_text("€42.50")
    expect(page.locator(".transactions li").first).to_contain_text("Written meanwhile")
    assert page.evaluate("window.unchanged")


def test_a_server_that_hangs_is_noticed_by_the_ping_that_it_does_not_answer(
    app: AppProcess, bob: Owner, open_page: OpenPage, watch: Watch
) -> None:
    watch.forgive(OUT_OF_REACH)
    page = open_page(bob)
    page.clock.install()
    go_live(page)
    os.kill(app.pid, signal.SIGSTOP)
    try:
        page.clock.run_for(PING_MS)
        expect(page.locator(".connection")).to_have_text("Live")
        page.clock.run_for(PONG_MS)
        expect(page.locator(".connection")).to_have_text("Reconnecting…")
    finally:
        os.kill(app.pid, signal.SIGCONT)
    bob.record("-5.00", "Kiosk", "Food", day=today())
    page.clock.run_for(LONGEST_WAIT_MS)
    expect(page.locator(".connection")).to_have_text("Live")
    expect(figure(page, "Spent")).to_have_text("€15.00")


def test_a_page_that_was_offline_shows_what_it_missed(home: Page, alice: Owner) -> None:
    home.context.set_offline(True)
    expect(home.locator(".connection")).to_have_text("Offline")
    alice.record("-59.75", "Bicycle shop", "Food")
    expect(figure(home, "Spent")).to_be_visible()
    home.context.set_offline(False)
    expect(home.locator(".connection")).to_have_text("Live")
    expect(figure(home, "Spent")).to_have_text("€1,000.00")


def test_a_first_visit_while_the_server_is_down_says_so_and_goes_on_by_itself(home: Page, watch: Watch) -> None:
    watch.forgive("Failed to load resource")
    home.route("**/graphql", lambda route: route.abort())
    home.reload()
    expect(home.get_by_role("status")).to_have_text("The server does not answer; try again in a moment.")
    home.unroute("**/graphql")
    expect(figure(home, "Spent")).to_have_text("€940.25")


def test_a_list_that_was_not_answered_is_asked_for_again(home: Page, alice: Owner, watch: Watch) -> None:
    watch.forgive("Failed to load resource")
    expect(home.locator(".transactions li")).to_have_count(5)
    home.route("**/graphql", lambda route: route.abort(), times=1)
    alice.record("-1.00", "Tram")
    expect(home.locator(".notice")).to_contain_text("The server does not answer; try again in a moment.")
    expect(home.locator(".transactions li").first).to_contain_text("Tram")


def test_a_session_that_ends_elsewhere_leaves_nothing_on_the_page(home: Page, alice: Owner) -> None:
    home.locator(".payee", has_text="Market").click()
    expect(home.get_by_role("dialog")).to_be_visible()
    alice.ask("mutation { signOutEverywhere { done } }")
    expect(home.get_by_role("heading", name="Sign in")).to_be_visible()
    left = home.evaluate("document.documentElement.outerHTML")
    for each in ("Market", "Kiosk", "940.25", "800.00", "Food", "Bicycle", "Alice"):
        assert each not in left
    home.reload()
    expect(home.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_page_whose_session_ended_while_it_was_away_shows_the_sign_in(open_page: OpenPage, alice: Owner) -> None:
    page, sockets, away = open_page(alice), list[WebSocketRoute](), threading.Event()

    def route(socket: WebSocketRoute) -> None:
        if away.is_set():
            socket.close(code=TRY_AGAIN_LATER)
        else:
            socket.connect_to_server()
            sockets.append(socket)

    page.route_web_socket("**/graphql", route)
    go_live(page)
    away.set()
    sockets[0].close(code=TRY_AGAIN_LATER)
    expect(page.locator(".connection")).to_have_text("Reconnecting…")
    alice.ask("mutation { signOutEverywhere { done } }")
    away.clear()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
