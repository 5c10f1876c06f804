"""Pictures of the pages in each of their states: `python -m tests.browser.screenshots FOLDER`."""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, expect

from app.graphql.authentication import SESSION_COOKIE
from tests.browser.chromium import chromium
from tests.browser.demo import Demo, fill, served_demo
from tests.browser.owners import Owner
from tests.browser.reading import go_live
from tests.faults.processes import AppProcess, started

DESK = {"width": 1440, "height": 1000}
TABLET = {"width": 1024, "height": 768}
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 2560, "height": 1440}
WHO = {"username": "alice", "password": "only for a picture", "name": "Alice"}


def live(page: Page) -> None:
    """The dashboard."""
    go_live(page)
    expect(page.locator(".transactions li")).not_to_have_count(0)


def place(path: str) -> Callable[[Page], None]:
    """Return what reaches a place."""

    def reach(page: Page) -> None:
        go_live(page, path)
        expect(page.locator(".place .skeleton")).to_have_count(0)

    return reach


def finny(page: Page) -> None:
    """A conversation."""
    go_live(page, "/finny")
    expect(page.locator(".message.FINNY:not(.speaking)")).not_to_have_count(0)


def loading(page: Page) -> None:
    """Before the first figures are known."""
    page.add_init_script("fetch = () => new Promise(() => {})")
    page.goto("/")
    expect(page.locator(".skeleton").first).to_be_visible()


def sign_in(page: Page) -> None:
    """Nobody is signed in."""
    page.context.clear_cookies()
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def hidden(page: Page) -> None:
    """Amounts are hidden."""
    live(page)
    page.get_by_role("button", name="Hide amounts").click()


def adding(page: Page) -> None:
    """A transaction is added."""
    live(page)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def importing(page: Page) -> None:
    """A statement whose signs are in doubt is shown before it is imported."""
    live(page)
    rows = "date,payee,amount\n2026-10-02,Bookshop,23.90\n2026-10-05,Greengrocer,18.40\n"
    file = {"name": "giro.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.get_by_label("Import a bank statement").set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_role("dialog").get_by_role("row")).to_have_count(3)


def graphiql(page: Page) -> None:
    """GraphiQL with an answer."""
    page.goto("/graphql")
    expect(page.get_by_role("status")).to_contain_text("Signed in")
    page.get_by_label("Execute query").click()
    expect(page.locator(".result-window")).to_contain_text("overview")


PLACES = {
    "transactions": place("/transactions"),
    "filtered": place("/transactions?text=markt&from=2026-01-01&kind=EXPENSE"),
    "budget": place("/budget"),
    "bills": place("/bills"),
    "forecast": place("/forecast"),
    "accounts": place("/accounts"),
    "goals": place("/goals"),
    "finny": finny,
    "settings": place("/settings"),
}
SIZES = {"": DESK, "-tablet": TABLET, "-phone": PHONE, "-wide": WIDE}
STATES: dict[str, tuple[Callable[[Page], None], dict[str, Any]]] = {
    f"{name}{size}{dark}": (reach, {"viewport": viewport, "color_scheme": "dark" if dark else "light"})
    for name, reach in PLACES.items()
    for size, viewport in SIZES.items()
    for dark in ("", "-dark")
} | {
    "home": (live, {}),
    "home-dark": (live, {"color_scheme": "dark"}),
    "tablet": (live, {"viewport": TABLET}),
    "tablet-dark": (live, {"viewport": TABLET, "color_scheme": "dark"}),
    "wide": (live, {"viewport": WIDE}),
    "phone": (live, {"viewport": PHONE}),
    "phone-dark": (live, {"viewport": PHONE, "color_scheme": "dark"}),
    "loading": (loading, {}),
    "sign-in": (sign_in, {}),
    "hidden": (hidden, {}),
    "adding": (adding, {}),
    "importing": (importing, {}),
    "importing-phone": (importing, {"viewport": PHONE}),
    "graphiql": (graphiql, {}),
    "graphiql-dark": (graphiql, {"color_scheme": "dark"}),
}


def opened(browser: Browser, owner: Owner, **options: Any) -> Page:
    """A page of somebody who is signed in, with twice the pixels."""
    context = browser.new_context(**{"base_url": owner.url, "viewport": DESK, "device_scale_factor": 2, **options})
    context.add_cookies([{"name": SESSION_COOKIE, "value": owner.session, "url": owner.url, "httpOnly": True}])
    return context.new_page()


def take_all(browser: Browser, demo: Demo, folder: Path) -> None:
    """Pictures of the demo, the last after its server was killed; whole pages too where they are longer."""
    demo.change("sendMessage", {"text": "Does my budget hold?"})
    for name, (reach, options) in STATES.items():
        page = opened(browser, demo, **options)
        reach(page)
        page.screenshot(path=folder / f"{name}.png", animations="disabled")
        if reach is live:
            page.screenshot(path=folder / f"{name}-whole.png", animations="disabled", full_page=True)
        page.context.close()
    page = opened(browser, demo)
    live(page)
    demo.app.kill()
    expect(page.locator(".connection")).to_have_text("Reconnecting…")
    page.screenshot(path=folder / "reconnecting.png", animations="disabled")


def take_empty(browser: Browser, scratch: Path, folder: Path) -> None:
    """Pictures of an empty server, and of a ledger that has just begun."""
    with started(AppProcess(scratch, f"sqlite:///{scratch / 'empty.db'}")) as (app,):
        page = opened(browser, Owner(app.url))
        page.context.clear_cookies()
        page.goto("/")
        expect(page.get_by_role("heading", name="Begin your ledger")).to_be_visible()
        page.screenshot(path=folder / "begin.png", animations="disabled")
        page.context.close()
        session = Owner(app.url).change("signUp", WHO, "token")["token"]
        page = opened(browser, Owner(app.url, session))
        go_live(page)
        expect(page.locator(".beginning-steps")).to_be_visible()
        page.screenshot(path=folder / "empty.png", animations="disabled")


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as directory, chromium() as browser:
        filled, served = Path(directory, "filled"), Path(directory, "served")
        for each in (filled, served):
            each.mkdir()
        fill(filled)
        take_empty(browser, served, folder)
        with served_demo(filled, served) as demo:
            take_all(browser, demo, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
