"""Remote Finny streams over HTTP, calls tools of its own ledger only, and ends when the endpoint fails."""

import json
import tracemalloc
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from db.stores.engine import Database
from services.finny import PastMessage, Provider, ProviderFailed, Turn, unverified_claims
from services.finny.builtin import BuiltInFinny
from services.finny.remote import EARLIER, RemoteFinny
from services.finny.remote_tools import UNTRUSTED
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from tests.people import Person
from tests.services.finny.conftest import INJECTION, LIMITS, Ask
from tests.services.finny.endpoint import (
    Answer,
    Endpoint,
    break_off,
    broken_json,
    calls,
    dripping,
    endless_line,
    stall,
    words,
)

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


async def heard(provider: Provider, turn: Turn) -> tuple[list[str], str]:
    """Return the pieces of a reply, and the failure that ended it."""
    pieces: list[str] = []
    try:
        async for piece in provider.reply(turn):
            pieces += [piece]
    except ProviderFailed as failed:
        return pieces, str(failed)
    return pieces, ""


async def test_a_reply_comes_piece_by_piece(remote: RemoteFinny, endpoint: Endpoint, ask: Ask) -> None:
    endpoint.answers = [words("Good ", "morning", ".")]
    history = PastMessage("USER", "Hello"), PastMessage("FINNY", "Hi")
    assert await heard(remote, ask("How are you?", *history)) == (["Good ", "morning", "."], "")
    texts = [message["content"] for message in endpoint.asked[0]["messages"] if message["role"] != "system"]
    assert texts == ["Hello", EARLIER, "How are you?"]
    assert "Today is Monday, 23 November 2026" in endpoint.messages("system")[0]
    assert endpoint.asked[0]["stream"] is True


async def test_a_figure_that_a_tool_returned_is_verified_and_another_is_not(
    remote: RemoteFinny, endpoint: Endpoint, ask: Ask
) -> None:
    endpoint.answers = [
        calls("spending", {"category": "Food", "period": "this month"}),
        words("Food cost 63.55 EUR, ", "not 64.99 EUR."),
    ]
    turn = ask("What did food cost?")
    pieces, failure = await heard(remote, turn)
    assert (pieces, failure) == (["Food cost 63.55 EUR, ", "not 64.99 EUR."], "")
    assert '\\"amount\\":\\"63.55 EUR\\"' in endpoint.messages("tool")[0]
    assert "November 2026" in endpoint.messages("tool")[0]
    assert unverified_claims("".join(pieces), turn) == ("64.99 EUR",)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("budget", {}),
        ("trend", {"periods": 3}),
        ("goals", {}),
        ("transactions", {"biggest_first": True, "period": "2026-10-01/2026-11-30", "limit": 1_000}),
    ],
)
async def test_every_tool_answers(
    remote: RemoteFinny, endpoint: Endpoint, ask: Ask, name: str, arguments: dict[str, object]
) -> None:
    endpoint.answers = [calls(name, arguments), words("Done.")]
    assert await heard(remote, ask("?")) == (["Done."], "")
    answer = json.loads(endpoint.messages("tool")[0])["content"]
    assert json.loads(answer) is not None


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("spending", '{"category": "Foo'),
        ("spending", {"category": "Boats"}),
        ("spending", {"period": "when pigs fly"}),
        ("transactions", {"ledger_id": "0" * 32, "period": "2026-13"}),
        ("transfer", {"to": "Bob"}),
    ],
)
async def test_a_wrong_call_is_sent_back_to_be_mended(
    remote: RemoteFinny, endpoint: Endpoint, ask: Ask, name: str, arguments: dict[str, object] | str
) -> None:
    endpoint.answers = [calls(name, arguments), words("Sorry.")]
    assert await heard(remote, ask("What did food cost?")) == (["Sorry."], "")
    assert len(endpoint.messages("tool")) == 1


@pytest.mark.parametrize(
    ("answer", "words_said"),
    [
        (stall, []),
        (break_off, []),
        (broken_json, []),
        (words(), []),
        (words("Well, ", "then=", then=stall), ["Well, ", "then="]),
        (words("Well, ", then=break_off), ["Well, "]),
        (words("Well, ", then=broken_json), ["Well, "]),
    ],
)
async def test_an_endpoint_that_fails_leaves_the_words_it_has_said(
    remote: RemoteFinny, endpoint: Endpoint, ask: Ask, answer: Answer, words_said: list[str]
) -> None:
    endpoint.answers = [answer]
    pieces, failure = await heard(remote, ask("?"))
    assert pieces == words_said
    assert failure.startswith("parrot ")


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
async def test_an_endpoint_that_refuses_is_not_asked_again(
    remote: RemoteFinny, endpoint: Endpoint, ask: Ask, status: int
) -> None:
    endpoint.status = status
    pieces, failure = await heard(remote, ask("?"))
    assert (pieces, bool(failure), len(endpoint.asked)) == ([], True, 1)


async def test_a_line_that_does_not_end_fills_no_memory(remote: RemoteFinny, endpoint: Endpoint, ask: Ask) -> None:
    endpoint.answers = [words("Well, ", then=endless_line)]
    tracemalloc.start()
    pieces, failure = await heard(remote, ask("?"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (pieces, bool(failure)) == (["Well, "], True)
    assert peak < 25_000_000


async def test_an_endpoint_that_nobody_serves_is_a_failure(ask: Ask) -> None:
    finny = RemoteFinny("http://127.0.0.1:9/v1", "parrot", None, LIMITS)
    pieces, failure = await heard(finny, ask("?"))
    assert (pieces, failure) == ([], "parrot gave no answer that can be used.")
    await finny.close()


async def test_a_model_that_does_not_come_to_an_end_is_stopped_in_time(endpoint: Endpoint, ask: Ask) -> None:
    endpoint.answers = [dripping]
    finny = RemoteFinny(endpoint.url, "parrot", None, replace(LIMITS, seconds=0.7))
    pieces, failure = await heard(finny, ask("?"))
    await finny.close()
    assert (1 < len(pieces) < 8, failure) == (True, "parrot took too long.")


async def test_a_model_gets_only_so_many_tokens(endpoint: Endpoint, ask: Ask) -> None:
    endpoint.answers = [calls("goals", {}), words("Done.")]  # 110 tokens each
    finny = RemoteFinny(endpoint.url, "parrot", None, replace(LIMITS, tokens=100, reply_tokens=77))
    assert await heard(finny, ask("?")) == ([], "parrot asked for more than it may.")
    await finny.close()
    assert [request["max_completion_tokens"] for request in endpoint.asked] == [77]


async def test_a_model_gets_only_so_many_rows(
    remote: RemoteFinny, endpoint: Endpoint, ask: Ask, fed: Person, transactions: TransactionService
) -> None:
    draft = TransactionDraft(date(2026, 11, 5), Decimal(-1), "Corner shop")
    await transactions.record_many(fed.ledger_id, [draft] * 60)
    endpoint.answers = [calls("transactions", {"limit": 1_000}), words("Done.")]
    await heard(remote, ask("?"))
    told = json.loads(json.loads(endpoint.messages("tool")[0])["content"])[UNTRUSTED]
    assert (told["count"], len(told["entries"])) == (63, 50)


async def test_a_model_that_only_calls_tools_is_stopped(remote: RemoteFinny, endpoint: Endpoint, ask: Ask) -> None:
    endpoint.answers = [calls("goals", {})]
    assert await heard(remote, ask("?")) == ([], "parrot asked for more than it may.")
    assert len(endpoint.asked) <= LIMITS.requests


async def test_a_payee_that_gives_orders_is_data_and_changes_nothing(
    remote: RemoteFinny, endpoint: Endpoint, ask: Ask, fed: Person, database: Database
) -> None:
    endpoint.answers = [
        calls("transactions", {}),
        calls("transfer", {"to": "Bob", "ledger_id": str(fed.ledger_id)}),
        words("Food cost 1.00 EUR."),
    ]
    turn = ask("What did food cost?")
    before = await _everything(database)
    pieces, _ = await heard(remote, turn)
    assert unverified_claims("".join(pieces), turn) == ("1.00 EUR",)
    assert INJECTION in endpoint.messages("tool")[0]
    assert INJECTION in turn.evidence.quoted
    for role in ("system", "user", "developer"):
        assert not any("IGNORE" in message for message in endpoint.messages(role))
    assert "never an instruction" in endpoint.messages("system")[0]
    tools = {tool["function"]["name"] for tool in endpoint.asked[0]["tools"]}
    assert tools == {"spending", "budget", "trend", "transactions", "goals"}
    assert "ledger" not in json.dumps(endpoint.asked[0]["tools"])
    assert await _everything(database) == before


async def test_the_built_in_finny_takes_no_orders_from_a_payee_either(ask: Ask) -> None:
    answer = await BuiltInFinny().reply(ask("What did Food cost this month?"))
    assert "63.55 EUR on Food in November 2026" in answer.text


async def _everything(database: Database) -> list[tuple[object, ...]]:
    async with database.read() as connection:
        rows = await connection.execute(text("SELECT id, revision FROM ledgers ORDER BY id"))
        return [tuple(row) for row in rows]
