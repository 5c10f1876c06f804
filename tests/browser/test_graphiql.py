"""GraphiQL in a real browser: it asks, it follows, it says who is signed in, and nothing of it leaves the machine."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import parse, validate
from playwright.sync_api import Page, expect

from app.graphql.schema import build_schema
from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.demo import Demo

TABS = ["Overview", "Budget", "Trends", "Categories", "Record", "Follow", "Ask", "Listen"]
# GraphiQL looks for the operations of a document only a while after it has changed.
SETTLED = 800
OVERVIEW = "{ dashboard { revision overview { income { amount } expenses { amount } net { amount } } } }"
RECORD = "mutation ($input: RecordTransactionInput!) { recordTransaction(input: $input) { revision } }"


def shown(page: Page) -> Any:
    """The answer that is shown, without the lines that are out of sight."""
    return page.locator(".result-window")


def run(page: Page) -> None:
    """Run the operation of the open tab."""
    page.get_by_label("Execute query").click()


def choose(page: Page, tab: str) -> None:
    """Open a tab."""
    page.get_by_role("tab", name=tab).click()
    page.wait_for_timeout(SETTLED)


def write(page: Page, document: str) -> None:
    """Put an operation into the editor of the open tab."""
    page.locator(".graphiql-query-editor .CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(document)
    page.wait_for_timeout(SETTLED)


@pytest.fixture
def graphiql(page: Page) -> Page:
    """GraphiQL, signed in."""
    page.goto("/graphql")
    expect(page.get_by_role("status")).to_have_text("Signed in as demo.")
    return page


def test_a_query_shows_the_figures_that_the_api_answers(graphiql: Page, demo: Demo) -> None:
    write(graphiql, OVERVIEW)
    run(graphiql)
    answer = demo.ask(OVERVIEW)["dashboard"]
    for amount in answer["overview"].values():
        expect(shown(graphiql)).to_contain_text(amount["amount"])


def test_a_subscription_streams_while_a_mutation_is_sent(graphiql: Page, demo: Demo) -> None:
    sockets: list[str] = []
    graphiql.on("websocket", lambda socket: sockets.append(socket.url))
    choose(graphiql, "Follow")
    run(graphiql)
    before = demo.ask("{ dashboard { revision } }")["dashboard"]["revision"]
    expect(shown(graphiql)).to_contain_text(f'"revision": {before}')
    today = datetime.now(tz=UTC).date().isoformat()
    after = demo.ask(RECORD, {"input": {"date": today, "amount": "-1.23", "payee": "Kiosk"}})["recordTransaction"]
    assert after["revision"] == before + 1
    expect(shown(graphiql)).to_contain_text(f'"revision": {before + 1}')
    expect(shown(graphiql)).to_contain_text("TRANSACTION_RECORDED")
    assert sockets == [demo.url.replace("http", "ws") + "/graphql"]


def test_a_mutation_is_recorded_from_its_tab(graphiql: Page, demo: Demo) -> None:
    choose(graphiql, "Record")
    run(graphiql)
    expect(shown(graphiql)).to_contain_text('"payee": "Corner bakery"')
    newest = demo.ask(
        '{ transactions(first: 1, filter: {text: "Corner bakery"}) { nodes { date amount { amount } } } }'
    )
    assert newest["transactions"]["nodes"][0]["amount"]["amount"] == "-4.20"


def test_the_tabs_hold_operations_of_this_schema_that_say_what_they_are(graphiql: Page) -> None:
    assert graphiql.get_by_role("tab").all_inner_texts() == TABS
    address = graphiql.locator("script[type=module]").get_attribute("src") or ""
    examples = graphiql.evaluate(
        "async (address) => (await import(address)).examples", address.replace("graphiql.js", "examples.js")
    )
    schema = build_schema()._schema
    for example in examples:
        assert example["query"].startswith("# ")
        assert validate(schema, parse(example["query"])) == []
        json.loads(example.get("variables", "{}"))
    assert len(examples) == len(TABS)


def test_documentation_explorer_history_and_dialogs_open_under_the_policy(graphiql: Page) -> None:
    for panel, words in [
        ("Documentation Explorer", "Docs"),
        ("History", "History"),
        ("GraphiQL Explorer", "dashboard"),
    ]:
        graphiql.get_by_label(f"Show {panel}").click()
        expect(graphiql.locator(".graphiql-plugin")).to_contain_text(words)
    for dialog, words in [("short keys", "Short Keys"), ("settings", "Theme")]:
        graphiql.get_by_label(f"Open {dialog} dialog").click()
        expect(graphiql.get_by_role("dialog")).to_contain_text(words)
        graphiql.keyboard.press("Escape")
        expect(graphiql.get_by_role("dialog")).not_to_be_visible()


def test_a_visitor_is_told_how_to_sign_in_and_does_by_a_mutation(open_page: OpenPage, demo: Demo) -> None:
    page = open_page(signed_in=False)
    page.goto("/graphql")
    bar = page.get_by_role("status")
    expect(bar).to_contain_text("You are not signed in: sign in")
    expect(bar.get_by_role("link")).to_have_attribute("href", "/")
    choose(page, "Follow")
    run(page)
    expect(shown(page)).to_contain_text("You are not signed in.")
    write(
        page,
        f'mutation {{ signIn(input: {{username: "demo", password: "{demo.password}"}}) {{ problems {{ code }} }} }}',
    )
    run(page)
    expect(bar).to_have_text("Signed in as demo.")
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["secure"]) == (True, "Lax", False)
    write(page, OVERVIEW)
    run(page)
    expect(shown(page)).to_contain_text('"overview"')
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "overview" in kept
    assert demo.password not in kept


def test_a_token_under_headers_signs_in_queries_and_subscriptions_and_is_not_kept(
    open_page: OpenPage, demo: Demo
) -> None:
    page = open_page(signed_in=False)
    page.goto("/graphql")
    choose(page, "Follow")
    page.get_by_role("button", name="Headers").click()
    page.locator(".graphiql-editor-tool .CodeMirror:visible").click()
    page.keyboard.insert_text(json.dumps({"authorization": f"Bearer {demo.session}"}))
    page.wait_for_timeout(SETTLED)
    run(page)
    expect(shown(page)).to_contain_text('"dashboardUpdated"')
    page.get_by_label("Stop query").click()
    write(page, OVERVIEW)
    run(page)
    expect(shown(page)).to_contain_text('"overview"')
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "overview" in kept
    assert demo.session not in kept


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_what_is_ours_in_light_and_dark(scheme: str, open_page: OpenPage) -> None:
    page = open_page(signed_in=False, color_scheme=scheme)
    page.goto("/graphql")
    expect(page.get_by_role("status")).to_contain_text("You are not signed in")
    assert violations(page, left_out=".graphiql-container") == []
    backgrounds = page.evaluate(
        "['body', '.graphiql-container'].map((each) => getComputedStyle(document.querySelector(each)).backgroundColor)"
    )
    assert backgrounds == [{"light": "rgb(255, 255, 255)", "dark": "rgb(33, 42, 59)"}[scheme]] * 2
