"""The page opens without its server, says so, and shows no figure of before; with the server again it goes on."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import Watch
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner, Street
from tests.browser.reading import figure, go_live
from tests.faults.processes import AppProcess, started
from tests.people import Clock

OUT_OF_REACH = "ERR_CONNECTION_|ERR_EMPTY_RESPONSE|WebSocket connection to|Failed to load resource"
IS_KEPT = """async () => {
  await navigator.serviceWorker.ready;
  return (await caches.keys()).length === 1;
}"""


@pytest.fixture
def app(migrated_file: Path, tmp_path: Path) -> Iterator[AppProcess]:
    """A server that may be killed, with an empty database."""
    with started(AppProcess(tmp_path, f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'aqua.db')}")) as (app,):
        yield app


@pytest.fixture
def bob(app: AppProcess) -> Owner:
    """Bob, on that server, who spent 10.00 today."""
    bob = Street(app.url, app.database_url, Clock(datetime.now(UTC))).move_in(zone="UTC")
    bob.record("-10.00", "Bakery", "Food", day=datetime.now(UTC).date().isoformat())
    return bob


def test_the_page_opens_without_its_server_and_shows_no_stale_figure(
    app: AppProcess, bob: Owner, open_page: OpenPage, watch: Watch
) -> None:
    watch.forgive(OUT_OF_REACH)
    page = open_page(bob, service_workers="allow")
    go_live(page)
    expect(figure(page, "Spent")).to_have_text("€10.00")
    page.wait_for_function(IS_KEPT)
    app.kill()
    for path in ("/", "/transactions?text=Bakery"):
        page.goto(path)
        expect(page.get_by_role("status")).to_have_text("The server does not answer; try again in a moment.")
        expect(page.locator("body")).not_to_contain_text("€")
        expect(page.locator("body")).not_to_contain_text("Bakery")
    app.start()
    expect(page.locator(".rows")).to_contain_text("Bakery", timeout=20_000)
