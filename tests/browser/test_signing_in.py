"""Coming in and going out: by one click, by name and password, as the first user, and leaving nothing behind."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.settings import Settings
from services.users import SignUpPolicy
from tests.app.graphql.live.serving import served
from tests.app.processes import running, said_until
from tests.browser.axe import violations
from tests.browser.chromium import Watch
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner
from tests.browser.reading import figure, go_live
from tests.people import Clock

PASSWORD = "correct horse battery"
WHO = {"username": "alice", "password": PASSWORD, "name": "Alice", "timeZone": "Europe/Berlin"}


@contextmanager
def empty_server(migrated_file: Path, tmp_path: Path, sign_up: SignUpPolicy) -> Iterator[Owner]:
    """A server that nobody has signed up on yet, on 23 November 2026."""
    url = f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'aqua.db')}"
    with served(Settings(database_url=url, log_level="error", sign_up=sign_up), Clock()) as address:
        yield Owner(address)


@pytest.fixture
def begun(migrated_file: Path, tmp_path: Path) -> Iterator[Owner]:
    """A server that its first user will own."""
    with empty_server(migrated_file, tmp_path, SignUpPolicy.FIRST_ONLY) as owner:
        yield owner


@pytest.fixture
def open_server(migrated_file: Path, tmp_path: Path) -> Iterator[Owner]:
    """A server where anybody may sign up."""
    with empty_server(migrated_file, tmp_path, SignUpPolicy.OPEN) as owner:
        yield owner


@pytest.fixture
def alice(begun: Owner) -> Owner:
    """Alice, who has signed up with a password and spent 12.50 at the market."""
    owner = Owner(begun.url, begun.change("signUp", WHO, "token")["token"])
    owner.record("-12.50", "Market")
    return owner


def again(alice: Owner) -> Owner:
    """Alice with another session."""
    who = {name: WHO[name] for name in ("username", "password")}
    return Owner(alice.url, alice.change("signIn", who, "token")["token"])


def sign_in(page: Page, name: str, password: str) -> None:
    """Fill the sign-in and send it."""
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_one_click_opens_the_demo_that_one_command_serves(
    filled_demo: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    shutil.copytree(filled_demo, tmp_path, dirs_exist_ok=True)
    environment = {"AQUA_THISTLE_DATABASE_URL": f"sqlite:///{tmp_path / 'demo.db'}"}
    with running("demo", "--port", "0", env=environment) as process:
        address = re.search(r"http://\S+\d", said_until(process, "The demo household is at"))
        assert address
        page = open_page(Owner(address[0]), signed_in=False)
        page.goto("/")
        page.get_by_role("button", name="Open the demo").click()
        expect(page.locator(".connection")).to_have_text("Live")
        expect(page.locator("#spent .arc")).not_to_have_count(0)
        page.close()


def test_a_name_and_a_password_open_the_ledger_and_a_wrong_one_is_told_above_the_button(
    alice: Owner, open_page: OpenPage
) -> None:
    page = open_page(alice, signed_in=False)
    page.goto("/")
    expect(page.get_by_role("button", name="Open the demo")).to_have_count(0)
    sign_in(page, "Alice", "not the password")
    expect(page.locator(".problem:has(+ footer)")).to_have_text("The name or the password is wrong.")
    expect(page.get_by_label("Name")).to_have_value("Alice")
    assert violations(page) == []
    sign_in(page, "Alice", PASSWORD)
    expect(page.locator(".connection")).to_have_text("Live")
    expect(figure(page, "Spent")).to_have_text("€12.50")


def test_the_first_user_begins_a_ledger_in_three_steps(begun: Owner, open_page: OpenPage) -> None:
    page = open_page(begun, signed_in=False, locale="de-DE", timezone_id="Europe/Berlin")
    page.goto("/")
    expect(page.get_by_role("heading", name="Begin your ledger")).to_be_visible()
    page.get_by_label("Name").fill("Alice")
    page.get_by_label("Password").fill("short")
    assert violations(page) == []
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_label("Password")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("10")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Begin", exact=True).click()

    steps = page.locator(".beginning-steps")
    expect(steps.get_by_role("listitem")).to_have_count(3)
    expect(steps.get_by_text("done")).to_have_count(0)
    expect(steps.get_by_role("button", name="Plan")).to_be_disabled()
    assert violations(page) == []
    steps.get_by_role("button", name="Take the usual ones").click()
    expect(steps.locator("li.done")).to_have_count(1)
    take_the_third_step_before_the_second(page)

    expect(steps).to_have_count(0)
    page.get_by_role("button", name="The month before").click()
    expect(page.locator(".period-picker .name")).to_have_text("Oktober 2026")
    page.get_by_role("button", name="Today", exact=True).click()
    expect(figure(page, "Spent")).to_have_text("12,50\xa0€")
    expect(page.locator(".left-to-spend")).to_contain_text("1.221,50\xa0€")
    expect(page.locator(".legend")).to_contain_text("🛒 Groceries")
    expect(page.locator(".transactions li")).to_contain_text("23. Nov.")


def take_the_third_step_before_the_second(page: Page) -> None:
    """Plan 1.234,00 for groceries and record 12,50 of them, as they are written in German."""
    steps = page.locator(".beginning-steps")
    steps.get_by_role("link", name="Plan").click()
    page.get_by_label("Plan for Groceries").fill("1.234,00")
    page.keyboard.press("Tab")
    expect(page.locator(".notice")).to_contain_text("The plan for Groceries is saved.")
    page.go_back()
    expect(steps.locator("li.done")).to_have_count(2)
    steps.get_by_role("button", name="Add one").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount").fill("12,50")
    dialog.get_by_label("Payee").fill("Bäckerei")
    dialog.get_by_label("Category").select_option(label="🛒 Groceries")
    dialog.get_by_role("button", name="Save").click()


def test_a_server_with_an_owner_offers_only_what_it_allows(alice: Owner, open_page: OpenPage) -> None:
    page = open_page(alice, signed_in=False)
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.locator(".welcome")).to_contain_text("Nobody can sign up here; the server's owner can add you.")
    expect(page.get_by_text("Begin your ledger")).to_have_count(0)
    assert violations(page) == []


def test_signing_up_is_not_offered_without_an_answer(alice: Owner, open_page: OpenPage, watch: Watch) -> None:
    watch.forgive("Failed to load resource")
    page = open_page(alice, signed_in=False)
    page.route(
        "**/graphql",
        lambda route: route.abort() if "maySignUp" in (route.request.post_data or "") else route.continue_(),
    )
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.locator(".welcome")).not_to_contain_text("sign up")


def test_a_server_that_is_taken_meanwhile_says_so_and_keeps_what_was_typed(begun: Owner, open_page: OpenPage) -> None:
    page = open_page(begun, signed_in=False)
    page.goto("/")
    expect(page.get_by_role("heading", name="Begin your ledger")).to_be_visible()
    begun.change("signUp", WHO)
    page.get_by_label("Name").fill("bob")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Nobody can sign up here; ask the server's owner to add you.")
    expect(page.get_by_label("Name")).to_have_value("bob")


def test_a_known_browser_opens_on_sign_in_where_anybody_may_sign_up(open_server: Owner, open_page: OpenPage) -> None:
    page = open_page(open_server, signed_in=False)
    page.goto("/")
    page.get_by_label("Name").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.locator(".connection")).to_have_text("Live")
    leave(page, "Sign out", name="alice")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_role("button", name="Begin your ledger").click()
    expect(page.get_by_role("heading", name="Begin your ledger")).to_be_visible()


def test_the_first_steps_stay_until_the_third_or_until_they_are_put_away(begun: Owner, open_page: OpenPage) -> None:
    owner = Owner(begun.url, begun.change("signUp", WHO, "token")["token"])
    page = open_page(owner)
    go_live(page)
    steps = page.locator(".beginning-steps")
    expect(steps.locator("li.done")).to_have_count(0)
    owner.change("createCategory", {"name": "Food", "icon": "", "kind": "EXPENSE"})
    expect(steps.locator("li.done")).to_have_count(1)
    owner.record("-12.50", "Market", day="2026-03-01")
    expect(steps.locator("li.done")).to_have_count(2)
    steps.get_by_role("button", name="Put away").click()
    expect(steps).to_have_count(0)
    page.reload()
    expect(page.get_by_role("region", name="Where it went")).to_be_visible()
    expect(steps).to_have_count(0)


def test_signing_out_ends_one_session_and_everywhere_ends_all(alice: Owner, open_page: OpenPage) -> None:
    here, phone, desk = open_page(alice), open_page(again(alice)), open_page(again(alice))
    for page in (here, phone, desk):
        go_live(page)
    leave(here, "Sign out")
    expect(here.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(phone.locator(".connection")).to_have_text("Live")
    leave(phone, "Sign out everywhere")
    for page in (here, phone, desk):
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        expect(page.locator("body")).not_to_contain_text("Market")
        page.reload()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_next_session_in_a_page_is_told_nothing_of_the_one_before(alice: Owner, open_page: OpenPage) -> None:
    page = open_page(alice)
    go_live(page)
    page.locator(".payee", has_text="Market").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".notice")).to_contain_text("Market")
    page.get_by_role("button", name="The month before").click()
    leave(page, "Sign out")
    sign_in(page, "Alice", PASSWORD)
    expect(page.locator(".connection")).to_have_text("Live")
    expect(page.locator(".notice")).to_have_text("")
    expect(page.locator(".period-picker .name")).to_have_text("November 2026")


def leave(page: Page, how: str, *, name: str = "Alice") -> None:
    page.get_by_role("link", name=f"Settings of {name}").click()
    page.get_by_role("button", name=how, exact=True).click()
