"""One browser and one demo for all tests of a module, and for each test pages of its own that must not complain."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.assets import installed
from app.auth import SESSION_COOKIE
from tests.browser.chromium import Watch, chromium
from tests.browser.demo import Demo, fill, served_demo
from tests.requirements import require

OpenPage = Callable[..., Page]
PATIENCE = 10_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def filled_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo of today, to be copied."""
    require(not installed().missing, "The page's files are not installed.")
    folder = tmp_path_factory.mktemp("filled")
    fill(folder)
    return folder


@pytest.fixture(scope="module")
def demo(filled_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo, served."""
    with served_demo(filled_demo, tmp_path_factory.mktemp("served")) as demo:
        yield demo


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without any pages."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def watch(demo: Demo) -> Iterator[Watch]:
    """What the pages of a test complain of, which must be nothing at its end."""
    watch = Watch(demo.url)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def open_page(browser: Browser, demo: Demo, watch: Watch) -> Iterator[OpenPage]:
    """Opens pages that share nothing with each other: `open_page(signed_in=True, color_scheme="dark", …)`.

    The other arguments are those of a browser context.
    """
    contexts: list[BrowserContext] = []

    def opened(*, signed_in: bool = True, **options: Any) -> Page:
        options = {"base_url": demo.url, "reduced_motion": "reduce", **options}
        context = browser.new_context(**options)
        contexts.append(context)
        watch.over(context)
        context.set_default_timeout(PATIENCE)
        if signed_in:
            context.add_cookies([{"name": SESSION_COOKIE, "value": demo.session, "url": demo.url, "httpOnly": True}])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page that is signed in and has not gone anywhere."""
    return open_page()
