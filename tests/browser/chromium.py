"""The system's own Chromium, driven by Playwright, and the watch over what its pages do."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, WebError, sync_playwright

from tests.requirements import require

# The one without windows first: a test takes two thirds of the time in it.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Root has no sandbox, and no name is looked up: whatever a page asks of another host fails, and is told.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def program() -> str | None:
    """The path of the system's Chromium, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser. While it is open, nothing else of asyncio can run in this thread."""
    path = require(program(), "There is no Chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Watch:
    """Keeps what pages complain of: requests to other hosts, errors, and what a Content-Security-Policy refused."""

    def __init__(self) -> None:
        self._complaints: list[str] = []
        self._forgiven: list[str] = []

    def over(self, context: BrowserContext, origin: str) -> None:
        """Watch all pages of a context from now on, which belong to one origin."""
        host = urlsplit(origin).netloc
        context.on("request", lambda request: self._asked(host, request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: self._asked(host, socket.url)))
        context.on("console", self._said)
        context.on("weberror", self._failed)

    def forgive(self, pattern: str) -> None:
        """Leave complaints that hold a regular expression out, such as those of a server that a test stops."""
        self._forgiven.append(pattern)

    @property
    def complaints(self) -> list[str]:
        """Return the complaints that are not forgiven."""
        return [
            complaint
            for complaint in self._complaints
            if not any(re.search(pattern, complaint) for pattern in self._forgiven)
        ]

    def _asked(self, expected: str, url: str) -> None:
        scheme, host, *_ = urlsplit(url)
        if scheme not in {"data", "blob"} and host != expected:
            self._complaints.append(f"a request to another host: {url[:200]}")

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium tells every violation of a policy here.
        if message.type == "error":
            self._complaints.append(f"an error in the console: {message.text[:500]}")

    def _failed(self, failure: WebError) -> None:
        self._complaints.append(f"an uncaught error: {failure.error.message[:500]}")
