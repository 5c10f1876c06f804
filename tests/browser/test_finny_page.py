"""The conversation on the page: it streams to every page, is stopped and cleared on all of them, and stays."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.finny import Turn
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner, Street, street
from tests.browser.reading import go_live
from tests.providers import Scripted

PIECES = ("You spent 940.25 EUR on 12 ", "days, which is €31.34 a day.")


class Patient(Scripted):
    """Says how its reply begins, and how it ends once it may."""

    may_end = False

    async def reply(self, turn: Turn) -> AsyncGenerator[str, None]:
        """Both parts."""
        self.turns.append(turn)
        beginning, end = PIECES
        yield beginning
        while not self.may_end:
            await asyncio.sleep(0.02)
        yield end


@pytest.fixture(scope="module")
def patient() -> Patient:
    """Return the provider that speaks as Finny in this module."""
    return Patient()


@pytest.fixture(scope="module")
def patients_street(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, patient: Patient
) -> Iterator[Street]:
    """A server where the patient one speaks as Finny."""
    with street(migrated_file, tmp_path_factory.mktemp("finny"), patient) as served:
        yield served


@pytest.fixture
def alice(patients_street: Street, patient: Patient) -> Owner:
    """Alice, on that server."""
    patient.may_end = False
    alice = patients_street.move_in()
    alice.settle()
    return alice


@pytest.fixture
def finny(open_page: OpenPage, alice: Owner) -> Page:
    """Alice's conversation with Finny, which is live."""
    page = open_page(alice)
    go_live(page, "/finny")
    return page


def ask(page: Page, question: str) -> None:
    """Ask Finny."""
    page.get_by_label("Ask Finny").fill(question)
    page.get_by_label("Ask Finny").press("Enter")


def messages(page: Page) -> list[str]:
    """Return the messages with their speakers, oldest first."""
    expect(page.locator(".speaking")).to_have_count(0)
    return page.locator(".log .message > p:first-child").all_inner_texts()


def test_a_reply_streams_to_every_page_and_stays(
    finny: Page, alice: Owner, open_page: OpenPage, patient: Patient
) -> None:
    phone = open_page(alice, viewport={"width": 390, "height": 844})
    go_live(phone, "/finny")
    ask(finny, "How much did I spend?")
    for page in (finny, phone):
        expect(page.locator(".speaking")).to_contain_text("You spent €940.25 on 12")
        expect(page.locator(".message.USER")).to_contain_text("How much did I spend?")
    expect(finny.get_by_label("Ask Finny")).to_have_value("")
    patient.may_end = True
    for page in (finny, phone):
        expect(page.locator(".message.FINNY")).to_contain_text("days, which is €31.34 a day.")
        expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    phone.reload()
    expect(phone.locator(".message")).to_have_count(2)
    assert messages(phone) == messages(finny)


def test_a_page_that_comes_while_finny_speaks_is_given_the_whole_reply(
    finny: Page, alice: Owner, open_page: OpenPage, patient: Patient
) -> None:
    ask(finny, "How much did I spend?")
    expect(finny.locator(".speaking")).to_contain_text("You spent")
    late = open_page(alice)
    go_live(late, "/finny")
    expect(late.locator(".speaking")).to_be_visible()
    patient.may_end = True
    expect(late.locator(".message.FINNY")).to_contain_text("You spent €940.25 on 12 days")


def test_a_reply_is_stopped_from_another_page_and_keeps_its_words(
    finny: Page, alice: Owner, open_page: OpenPage
) -> None:
    phone = open_page(alice)
    go_live(phone, "/finny")
    ask(finny, "How much did I spend?")
    expect(phone.locator(".speaking")).to_contain_text("You spent")
    phone.get_by_role("button", name="Stop").click()
    for page in (finny, phone):
        expect(page.locator(".message.FINNY")).to_contain_text("You stopped it here.")
        expect(page.locator(".message.FINNY")).to_contain_text("You spent €940.25 on 12")


def test_a_second_question_is_refused_while_finny_speaks_and_stays_typed(finny: Page, patient: Patient) -> None:
    ask(finny, "How much did I spend?")
    expect(finny.locator(".speaking")).to_contain_text("You spent")
    ask(finny, "And in October?")
    expect(finny.locator("#say-problem")).not_to_be_empty()
    expect(finny.get_by_label("Ask Finny")).to_have_value("And in October?")
    patient.may_end = True
    expect(finny.locator(".speaking")).to_have_count(0)
    finny.get_by_role("button", name="Ask", exact=True).click()
    expect(finny.locator(".message.USER")).to_have_count(2)
    expect(finny.locator("#say-problem")).to_have_count(0)


def test_the_conversation_is_cleared_on_every_page_once_it_is_confirmed(
    finny: Page, alice: Owner, open_page: OpenPage, patient: Patient
) -> None:
    patient.may_end = True
    phone = open_page(alice)
    go_live(phone, "/finny")
    finny.get_by_role("button", name="Does my budget hold?").click()
    expect(phone.locator(".message")).to_have_count(2)
    phone.once("dialog", lambda dialog: dialog.dismiss())
    phone.get_by_role("button", name="Clear").click()
    expect(phone.locator(".message")).to_have_count(2)
    phone.once("dialog", lambda dialog: dialog.accept())
    phone.get_by_role("button", name="Clear").click()
    for page in (finny, phone):
        expect(page.locator(".message")).to_have_count(0)
        expect(page.get_by_role("button", name="Does my budget hold?")).to_be_visible()


def test_figures_that_are_not_the_ledgers_are_marked(finny: Page, patient: Patient) -> None:
    patient.may_end = True
    ask(finny, "How much did I spend?")
    expect(finny.locator(".message.FINNY")).to_contain_text("Not from your ledger: ")


def test_hidden_amounts_are_hidden_while_they_are_spoken_and_after(finny: Page, patient: Patient) -> None:
    finny.get_by_role("button", name="Hide amounts").click()
    ask(finny, "Was it 940.25 EUR?")
    expect(finny.locator(".speaking")).to_contain_text("You spent •••")
    assert "12" not in finny.locator(".log").inner_text()
    patient.may_end = True
    expect(finny.locator(".message.FINNY")).to_contain_text("12 days, which is ••• a day.")
    for amount in ("940", "31.34"):
        expect(finny.locator("#finny")).not_to_contain_text(amount)
