"""A real browser shows every page under its policy, with nothing from another host."""

from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Watch
from tests.browser.conftest import OpenPage
from tests.browser.demo import Demo
from tests.patience import PATIENCE


def test_the_page_runs_under_its_policy(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("region", name="Headline figures")).to_be_visible()


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("location.assign('http://127.0.0.2:9/'); 0", "another host: http://127.0.0.2:9/"),
        ("fetch('http://127.0.0.2:9/').catch(() => 0)", "Content Security Policy"),
        ("new WebSocket('ws://127.0.0.2:9/'); 0", "Content Security Policy"),
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("try { document.body.innerHTML = '<b>' } catch {} 0", "TrustedHTML"),
        ("setTimeout(() => { throw new Error('a fault') }); 0", "an uncaught error: a fault"),
    ],
)
def test_the_watch_sees_what_a_page_must_not_do(script: str, complaint: str, page: Page, watch: Watch) -> None:
    page.goto("/")
    page.evaluate(script)
    until = monotonic() + PATIENCE
    while not any(complaint in heard for heard in watch.complaints):
        assert monotonic() < until, watch.complaints
        page.wait_for_timeout(10)
    watch.forgive("")


@pytest.mark.parametrize("path", ["/", "/graphql"])
def test_no_page_can_be_framed(path: str, page: Page, demo: Demo, watch: Watch) -> None:
    watch.forgive("frame")
    page.set_content(f'<iframe src="{demo.url}{path}"></iframe>')
    expect(page.frame_locator("iframe").locator("body")).not_to_contain_text("Aqua Thistle")
    assert page.frames[1].url.startswith("chrome-error:")


def test_the_session_is_out_of_the_reach_of_scripts(demo: Demo, open_page: OpenPage) -> None:
    page = open_page(signed_in=False)
    page.goto("/graphql")
    sign_in = (
        f'mutation {{ signIn(input: {{username: "demo", password: "{demo.password}"}}) {{ problems {{ code }} }} }}'
    )
    page.evaluate(
        """query => fetch("/graphql", {method: "POST", headers: {"content-type": "application/json"},
            body: JSON.stringify({query})})""",
        sign_in,
    )
    assert page.context.cookies()
    assert page.evaluate("document.cookie") == ""
