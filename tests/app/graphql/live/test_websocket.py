"""The WebSocket over a real server: who may open one, what it is told, and when it is closed."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from app.graphql import sharing
from app.graphql.authentication import SESSION_COOKIE
from app.graphql.websocket import Socket
from db.stores.engine import Database
from services.dashboard.service import DashboardService
from services.users import Scope
from tests.app.graphql.live.serving import PROTOCOL, QUICK, Client, connected, small_buffers
from tests.people import Clock
from tests.resolvers.callers import Caller, holding

REVISIONS = "subscription { dashboardUpdated { revision } }"


async def first(client: Client) -> int:
    """Begin a subscription; returns the revision of its first update."""
    await client.subscribe("1", REVISIONS)
    revision: int = (await client.data())["dashboardUpdated"]["revision"]
    return revision


@pytest.mark.parametrize("payload", [{"authorization": "Bearer {}"}, {"Authorization": "bearer {}"}, {"token": "{}"}])
async def test_the_first_message_signs_in(url: str, alice: Caller, payload: dict[str, str]) -> None:
    async with connected(url) as client:
        filled = {name: value.format(alice.secret) for name, value in payload.items()}
        await client.send(type="connection_init", payload=filled)
        assert await client.receive() == {"type": "connection_ack"}
        assert await first(client) == await alice.revision()


@pytest.mark.parametrize("init", [{}, {"payload": None}, {"payload": {}}])
@pytest.mark.parametrize("header", [{"authorization": "Bearer {}"}, {"cookie": SESSION_COOKIE + "={}"}])
async def test_the_handshake_signs_in(url: str, alice: Caller, header: dict[str, str], init: dict[str, Any]) -> None:
    headers = {name: value.format(alice.secret) for name, value in header.items()}
    async with connected(url, additional_headers=headers) as client:
        await client.send(type="connection_init", **init)
        assert await client.receive() == {"type": "connection_ack"}
        assert await first(client) == await alice.revision()


@pytest.mark.parametrize("payload", [None, {}, {"token": "at_s_wrong"}, {"token": 5}, {"authorization": "Basic eA=="}])
async def test_socket_without_valid_credentials_is_forbidden(url: str, payload: object) -> None:
    async with connected(url) as client:
        await client.send(type="connection_init", payload=payload)
        assert await client.end() == (4403, "Forbidden")


async def test_a_socket_for_another_user_is_forbidden(url: str, alice: Caller, bob: Caller) -> None:
    ids = [(await caller.ask("{ viewer { id } }"))["viewer"]["id"] for caller in (alice, bob)]
    headers = {"cookie": f"{SESSION_COOKIE}={alice.secret}"}
    for owner, answered in zip(ids, (True, False), strict=True):
        async with connected(url, additional_headers=headers) as client:
            await client.send(type="connection_init", payload={"viewer": owner})
            if answered:
                assert await client.receive() == {"type": "connection_ack"}
            else:
                assert await client.end() == (4403, "Forbidden")


INIT = '{"type": "connection_init", "payload": {"token": "%s"}}'
SUBSCRIBE = '{"type": "subscribe", "id": "1", "payload": {"query": "subscription { dashboardUpdated { revision } }"}}'


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([SUBSCRIBE], 4401),
        ([], 4408),
        ([INIT, INIT], 4429),
        ([INIT, SUBSCRIBE, SUBSCRIBE], 4409),
        ([INIT, SUBSCRIBE.replace('"1"', '"' + "ä" * 150 + '"')] * 2, 4429),
        ([INIT, *[SUBSCRIBE.replace('"1"', '"' + "ä" * 150 + '"')] * 2], 4409),
        ([INIT, "[1]"], 4400),
        ([INIT, "null"], 4400),
        ([INIT, "{"], 4400),
        ([INIT, b"{}"], 4400),
        ([INIT, "{}"], 4400),
        ([INIT, '{"type": 5}'], 4400),
        ([INIT, '{"type": "' + "ä" * 200 + '"}'], 4400),
        ([INIT, '{"type": "subscribe"}'], 4400),
        ([INIT, '{"type": "subscribe", "id": 1, "payload": {"query": "{ x }"}}'], 4400),
        ([INIT, '{"type": "subscribe", "id": "1", "payload": {}}'], 4400),
        ([INIT, '{"type": "subscribe", "id": "1", "payload": {"query": "{ x }", "variables": []}}'], 4400),
        (['{"type": "connection_init", "payload": []}'], 4400),
        (['{"type": "connection_init", "payload": "x"}'], 4400),
        ([INIT, "x" * 70_000], 1009),
    ],
    ids=range(20),
)
async def test_breach_of_the_protocol_closes_with_its_code(
    url: str, alice: Caller, messages: list[str | bytes], code: int
) -> None:
    async with connected(url) as client:
        for message in messages:
            await client.socket.send(message % alice.secret if message == INIT else message)
        assert (await client.end())[0] == code


async def test_a_socket_of_another_protocol_is_not_acceptable(url: str) -> None:
    for protocols in (None, [Subprotocol("graphql-ws")]):
        async with connect(url.replace("http", "ws") + "/graphql", subprotocols=protocols) as socket:
            assert (await Client(socket).end())[0] == 4406


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1"])
@pytest.mark.parametrize("cookie", [True, False])
async def test_a_page_of_another_site_cannot_connect(url: str, alice: Caller, origin: str, cookie: bool) -> None:
    headers = {"origin": origin} | ({"cookie": f"{SESSION_COOKIE}={alice.secret}"} if cookie else {})
    with pytest.raises(InvalidStatus) as refused:
        async with connected(url, additional_headers=headers):
            pass
    assert refused.value.response.status_code == 403


async def test_a_page_of_this_host_can_connect(url: str, alice: Caller) -> None:
    async with connected(url, alice.secret, additional_headers={"origin": url}) as client:
        assert await first(client) == await alice.revision()


async def test_a_name_that_is_not_trusted_is_refused(url: str) -> None:
    rebound = url.replace("http://127.0.0.1", "ws://rebound.example") + "/graphql"
    with pytest.raises(InvalidStatus) as refused:
        async with connect(rebound, host="127.0.0.1", subprotocols=[PROTOCOL]):
            pass
    assert refused.value.response.status_code == 400


async def test_pings_are_answered_however_deep_what_they_carry(url: str, alice: Caller) -> None:
    async with connected(url) as client:
        await client.send(type="ping")
        assert await client.receive() == {"type": "pong"}
        await client.send(type="pong")
        for payload in ('{"at": 1}', "[" * 300 + "]" * 300, "[" * 1000 + "]" * 1000):
            await client.socket.send('{"type": "ping", "payload": ' + payload + "}")
        assert [await client.receive() for _ in range(2)] == [{"type": "pong"}] * 2


async def test_a_failure_of_ours_closes_the_socket_with_one_short_line(
    url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def broken(_socket: Socket, _message: object) -> None:
        raise ZeroDivisionError("the secret of /srv/vault")

    monkeypatch.setattr(Socket, "_handle", broken)
    async with connected(url) as client:
        await client.send(type="ping")
        assert (await client.end())[0] == 1011
    (line,) = [line for line in capfd.readouterr().err.splitlines() if "ZeroDivisionError" in line]
    assert "a socket failed" in line
    assert "vault" not in line
    assert len(line) < 500


async def test_a_ledger_has_so_many_different_subscriptions_and_no_more(
    url: str, alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "MOST_OF_A_LEDGER", 1)
    async with connected(url, alice.secret) as client:
        await client.subscribe("1", REVISIONS)
        await client.data()
        await client.subscribe("2", REVISIONS, {"undeclared": 5})
        await client.data()
        await client.subscribe("3", REVISIONS + " ")
        refused = await client.receive()
        assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "LIMIT_EXCEEDED")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { dashboardUpdated {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { dashboardUpdated { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ("fragment F on Query { __typename }", "BAD_REQUEST"),
        ("subscription ($after: Int) { dashboardUpdated(after: $after) { revision } }", "BAD_USER_INPUT"),
    ],
)
async def test_document_that_cannot_run_is_an_error_of_its_operation_alone(
    url: str, alice: Caller, query: str, code: str
) -> None:
    async with connected(url, alice.secret) as client:
        await client.subscribe("bad", query, {"after": "x"})
        message = await client.receive()
        assert (message["id"], message["type"]) == ("bad", "error")
        assert message["payload"][0]["extensions"]["code"] == code
        assert await first(client) == await alice.revision()


async def test_queries_and_mutations_run_as_well(url: str, alice: Caller) -> None:
    async with connected(url, alice.secret) as client:
        await client.subscribe("q", "{ viewer { name } }")
        assert (await client.data())["viewer"]["name"] == "Alice"
        assert await client.receive() == {"id": "q", "type": "complete"}
        await client.subscribe("q", 'mutation { updateProfile(input: {name: "Alicia"}) { user { name } } }')
        assert (await client.data())["updateProfile"]["user"]["name"] == "Alicia"
        assert await client.receive() == {"id": "q", "type": "complete"}


async def test_our_failures_are_masked(url: str, alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError("the secret of /srv/vault")

    async with connected(url, alice.secret) as client:
        monkeypatch.setattr(DashboardService, "read", fail)
        await client.subscribe("q", "{ dashboard { revision } }")
        (error,) = (await client.receive())["payload"]["errors"]
        assert error["extensions"]["code"] == "INTERNAL"
        assert "vault" not in str(error)


async def test_a_connection_runs_a_limited_number_of_operations(url: str, alice: Caller) -> None:
    async with connected(url, alice.secret) as client:
        for name in "abc":
            await client.subscribe(name, REVISIONS)
            await client.data()
        await client.subscribe("d", REVISIONS)
        message = await client.receive()
        assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", "LIMIT_EXCEEDED")
        await client.send(type="complete", id="a")
        await client.subscribe("d", REVISIONS)
        assert (await client.data())["dashboardUpdated"]["revision"] == await alice.revision()


async def test_a_ledger_has_a_limited_number_of_sockets(url: str, alice: Caller) -> None:
    async with connected(url, alice.secret), connected(url, alice.secret):
        async with connected(url, alice.secret), connected(url) as client:
            await client.send(type="connection_init", payload={"token": alice.secret})
            code, reason = await client.end()
            assert code == 1013
            assert "open streams" in reason
        async with connected(url, alice.secret) as client:
            assert await first(client) == await alice.revision()


@pytest.mark.parametrize("silent", [False, True])
async def test_a_session_that_is_signed_out_closes_its_sockets(url: str, alice: Caller, silent: bool) -> None:
    async with connected(url, alice.secret) as client:
        if not silent:
            await first(client)
        await alice.ask("mutation { signOut { done } }")
        assert await client.end(2) == (4403, "Forbidden")


async def test_signing_out_over_the_socket_is_answered_and_closes_it(url: str, alice: Caller) -> None:
    async with connected(url, alice.secret) as client:
        await client.subscribe("1", "mutation { signOut { done } }")
        assert (await client.data())["signOut"]["done"]
        assert await client.receive() == {"id": "1", "type": "complete"}
        assert await client.end(2) == (4403, "Forbidden")


async def test_a_token_that_expires_closes_its_sockets(
    url: str, database: Database, clock: Clock, alice: Caller
) -> None:
    session = await holding(database, clock, alice, "session", frozenset(Scope))
    async with connected(url, session.secret) as client:
        await first(client)
        clock.now += timedelta(days=91)
        assert await client.end(2) == (4403, "Forbidden")


async def test_another_credential_of_the_user_stays_connected(
    url: str, database: Database, clock: Clock, alice: Caller
) -> None:
    token = await holding(database, clock, alice, "token", frozenset([Scope.READ]))
    async with connected(url, alice.secret) as gone, connected(url, token.secret) as client:
        await first(gone)
        before = await first(client)
        await alice.ask("mutation { signOut { done } }")
        assert await gone.end(2) == (4403, "Forbidden")
        assert (await client.data())["dashboardUpdated"]["revision"] == before + 1


async def test_a_deleted_user_is_disconnected(url: str, database: Database, alice: Caller) -> None:
    async with connected(url, alice.secret) as client:
        await first(client)
        async with database.write() as connection:
            await connection.exec_driver_sql("DELETE FROM ledgers")
        assert await client.end(4) == (4403, "Forbidden")


async def test_a_client_that_stops_reading_is_freed(url: str, alice: Caller) -> None:
    recent = "dashboard { overview { recentTransactions(first: 50) { note } } }"
    large = "subscription { dashboardUpdated { " + " ".join(f"a{number}: {recent}" for number in range(9)) + " } }"
    rows = [{"date": "2026-11-02", "amount": "-1.00", "payee": "Bakery", "note": "x" * 900}] * 50
    await alice.change("recordTransactions", {"transactions": rows})
    async with (
        connected(url, alice.secret, sock=small_buffers(url), close_timeout=0.1) as stopped,
        connected(url, alice.secret) as other,
    ):
        await stopped.subscribe("1", large)
        transport: Any = stopped.socket.transport
        transport.pause_reading()
        await first(other)
        for _ in range(14):
            await alice.record()
            assert (await other.data())["dashboardUpdated"]["revision"]
        # Two of the ledger's three places are taken by now, so that a third and a fourth are free again.
        await asyncio.sleep(QUICK.seconds_to_send + 0.2)
        async with connected(url, alice.secret), connected(url, alice.secret) as third:
            assert await first(third) == await alice.revision()
