"""One browser and two servers for all tests, and for each test pages of its own that must not complain."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.graphql.authentication import SESSION_COOKIE
from app.web.assets import installed
from tests.browser.chromium import Watch, chromium
from tests.browser.demo import Demo, fill, served_demo
from tests.browser.owners import Owner, Street, street
from tests.patience import PATIENCE
from tests.requirements import require

OpenPage = Callable[..., Page]
MILLISECONDS = 1000
expect.set_options(timeout=PATIENCE * MILLISECONDS)


@pytest.fixture(scope="session")
def filled_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo of today, to be copied."""
    require(not installed().missing, "The page's files are not installed.")
    folder = tmp_path_factory.mktemp("filled")
    fill(folder)
    return folder


@pytest.fixture(scope="package")
def demo(filled_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo, served."""
    with served_demo(filled_demo, tmp_path_factory.mktemp("served")) as demo:
        yield demo


@pytest.fixture(scope="package")
def alices_street(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """A server on which it is always 23 November 2026."""
    require(not installed().missing, "The page's files are not installed.")
    with street(migrated_file, tmp_path_factory.mktemp("street")) as served:
        yield served


@pytest.fixture(scope="package")
def browser(migrated_file: Path) -> Iterator[Browser]:
    """A browser without any pages. The tables are migrated by then, which needs an event loop of this thread."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Collect the complaints of a test's pages; there must be none at its end."""
    watch = Watch()
    yield watch
    assert watch.complaints == []


@pytest.fixture
def open_page(browser: Browser, watch: Watch, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens pages that share nothing with each other: `open_page(alice, color_scheme="dark", …)`.

    Whose server they belong to and who is signed in there is the demo, unless an owner is given; with
    `signed_in=False` it is nobody. The other arguments are those of a browser context.
    """
    contexts: list[BrowserContext] = []

    def opened(owner: Owner | None = None, *, signed_in: bool = True, **options: Any) -> Page:
        visited: Owner = owner or request.getfixturevalue("demo")
        context = browser.new_context(
            **{"base_url": visited.url, "reduced_motion": "reduce", "service_workers": "block", **options}
        )
        contexts.append(context)
        watch.over(context, visited.url)
        context.set_default_timeout(PATIENCE * MILLISECONDS)
        if signed_in:
            context.add_cookies(
                [{"name": SESSION_COOKIE, "value": visited.session, "url": visited.url, "httpOnly": True}]
            )
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page that is signed in as the demo and has not gone anywhere."""
    return open_page()


@pytest.fixture
def alice(alices_street: Street) -> Owner:
    """Alice, with a ledger of three months that is only this test's."""
    alice = alices_street.move_in()
    alice.settle()
    return alice


@pytest.fixture
def home(open_page: OpenPage, alice: Owner) -> Page:
    """Alice's page, which is live."""
    page = open_page(alice)
    page.goto("/")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    return page
