"""A stored answer is what would be answered now, to the same reader, or it is not given."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from app.asgi import create_app
from app.graphql.authentication import OWNER_HEADER, SESSION_COOKIE
from app.settings import Settings
from app.web.response_cache import MOST_REQUEST_BYTES, ResponseCache
from db import ledgers, users
from db.stores.engine import Database
from db.stores.ids import new_id
from services.users import Scope
from services.users.credentials import hashed
from tests.app.web.processes import DASHBOARD, PROFILE, process
from tests.people import Clock
from tests.resolvers.callers import Caller, holding, join
from tests.servers import own_redis


@pytest.fixture
def answers(served: tuple[httpx.AsyncClient, ResponseCache]) -> ResponseCache:
    """Return the cache of a server."""
    return served[1]


@pytest.fixture
async def bob(database: Database, clock: Clock, served: tuple[httpx.AsyncClient, ResponseCache]) -> Caller:
    """Bob lives in New York and counts dollars from payday, the 25th, to payday."""
    return await join(database, clock, served[0], "Bob", "USD", "America/New_York", 25)


async def post(caller: Caller, document: str = DASHBOARD, **headers: str) -> httpx.Response:
    """The whole response to a query."""
    signed = {"authorization": f"Bearer {caller.secret}"} if "cookie" not in headers else {}
    return await caller.http.post("/graphql", json={"query": document}, headers={**signed, **headers})


async def test_a_repeated_answer_is_the_same_but_for_its_id(alice: Caller, answers: ResponseCache) -> None:
    await alice.record()
    first, second, third = [await post(alice, **{"x-request-id": f"r{number}"}) for number in range(3)]
    assert answers.hits == 2
    assert first.content == second.content == third.content
    for number, each in enumerate([first, second, third]):
        headers = dict(each.headers)
        assert headers.pop("x-request-id") == f"r{number}"
        assert headers == {name: value for name, value in first.headers.items() if name != "x-request-id"}
        assert each.status_code == 200


async def test_a_compressed_answer_is_repeated_as_it_is(alice: Caller, answers: ResponseCache) -> None:
    for number in range(100):
        await alice.record(payee=f"Bakery {number}")
    document = "{ transactions(first: 100) { nodes { payee } } }"
    plain = await post(alice, document, **{"accept-encoding": "identity"})
    for hits in (0, 1):
        compressed = await post(alice, document, **{"accept-encoding": "gzip"})
        assert (answers.hits, compressed.headers["content-encoding"]) == (hits, "gzip")
        assert compressed.json() == plain.json()
        assert int(compressed.headers["content-length"]) < len(plain.content)


async def test_queries_that_are_got_are_repeated_too(alice: Caller, answers: ResponseCache) -> None:
    headers = {"authorization": f"Bearer {alice.secret}"}
    for number in range(3):
        answer = await alice.http.get("/graphql", params={"query": DASHBOARD}, headers=headers)
        assert (answer.json()["data"]["dashboard"]["revision"], answers.hits) == (0, number)
    other = await alice.http.get("/graphql", params={"query": PROFILE}, headers=headers)
    assert "viewer" in other.json()["data"]


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A Redis that processes share."""
    with own_redis() as server:
        server.start()
        yield server.url


async def test_write_of_one_process_is_read_by_the_other_at_once(
    database: Database, database_url: str, clock: Clock, redis_url: str
) -> None:
    times = 100
    settings = {"redis_url": redis_url, "channel_url": "memory://"}
    async with process(database_url, clock, **settings) as one, process(database_url, clock, **settings) as two:
        writer = await join(database, clock, one[0], "Alice", "EUR", "Europe/Berlin", 1)
        reader = replace(writer, http=two[0])
        await reader.ask(DASHBOARD)
        for number in range(1, times + 1):
            writer, reader = replace(writer, http=reader.http), replace(reader, http=writer.http)
            draft = {"date": "2026-11-02", "amount": "-1.00", "payee": f"{number}"}
            payload = await writer.change("recordTransaction", draft)
            for _ in range(2):
                dashboard = (await reader.ask(DASHBOARD))["dashboard"]
                assert dashboard["revision"] == payload["revision"] == number
                assert dashboard["overview"]["expenses"]["amount"] == f"{number}.00"
        assert one[1].hits + two[1].hits >= times


async def test_signing_out_ends_stored_answers_at_once(
    alice: Caller, database: Database, database_url: str, clock: Clock, answers: ResponseCache
) -> None:
    tablet = await holding(database, clock, alice, "session", frozenset(Scope))
    for device in (alice, tablet):
        assert (await device.ask(PROFILE))["viewer"]["username"].startswith("alice")
    assert answers.hits == 1
    async with process(database_url, clock) as elsewhere:
        await replace(alice, http=elsewhere[0]).ask("mutation { signOut { done } }")
    assert await alice.codes(PROFILE) == ["UNAUTHENTICATED"]
    assert (await tablet.ask(PROFILE))["viewer"]["username"].startswith("alice")
    async with database.write() as connection:
        bearer = await users.bearer(connection, hashed(tablet.secret or ""))
        assert bearer
        await users.delete_credential(connection, bearer.user_id, bearer.credential_id, "session")
    assert await tablet.codes(PROFILE) == ["UNAUTHENTICATED"]


async def test_a_session_that_ends_by_itself_ends_its_answers(alice: Caller, clock: Clock) -> None:
    await alice.ask(PROFILE)
    clock.now += timedelta(days=15)
    assert await alice.codes(PROFILE) == ["UNAUTHENTICATED"]


async def test_nobody_is_given_anothers_answer(alice: Caller, bob: Caller) -> None:
    await alice.record(payee="Alice's bakery")
    for _ in range(3):
        assert (await alice.ask(DASHBOARD))["dashboard"]["overview"]["recentTransactions"]
        assert not (await bob.ask(DASHBOARD))["dashboard"]["overview"]["recentTransactions"]
        assert await replace(alice, secret=None).codes(DASHBOARD) == ["UNAUTHENTICATED"]


async def test_a_request_for_another_user_is_nobodys_whatever_is_stored(alice: Caller, bob: Caller) -> None:
    own, other = [(await caller.ask("{ viewer { id } }"))["viewer"]["id"] for caller in (alice, bob)]
    for _ in range(3):
        assert "errors" not in (await post(alice, **{OWNER_HEADER: own})).json()
        refused = (await post(alice, **{OWNER_HEADER: other})).json()
        assert [error["extensions"]["code"] for error in refused["errors"]] == ["UNAUTHENTICATED"]


async def test_a_token_is_answered_by_its_own_scopes(
    alice: Caller, database: Database, clock: Clock, answers: ResponseCache
) -> None:
    token = await holding(database, clock, alice, "token", frozenset({Scope.READ}))
    first = await post(alice)
    assert (await post(token)).content == first.content
    assert answers.hits == 0


async def test_another_variable_operation_or_type_is_another_question(alice: Caller, answers: ResponseCache) -> None:
    document = "query A($n: Int!) { dashboard { spendingTrends(periods: $n) { points { period { label } } } } }"
    for count in (1, 2, 1, 2):
        points = (await alice.ask(document, n=count))["dashboard"]["spendingTrends"]["points"]
        assert len(points) == count
    assert answers.hits == 2
    old, new = [await post(alice, accept=kind) for kind in ("application/json", "application/graphql-response+json")]
    assert old.headers["content-type"] != new.headers["content-type"]
    assert answers.hits == 2


async def test_midnight_makes_answers_old(alice: Caller, clock: Clock, answers: ResponseCache) -> None:
    for _ in range(2):
        assert (await alice.ask(PROFILE))["viewer"]["ledger"]["today"] == "2026-11-23"
    clock.now = clock.now.replace(hour=22, minute=59)
    await alice.ask(PROFILE)
    assert answers.hits == 2
    clock.now += timedelta(minutes=1)
    assert (await alice.ask(PROFILE))["viewer"]["ledger"]["today"] == "2026-11-24"
    assert answers.hits == 2


async def test_a_restored_database_meets_no_answers_of_the_one_before(
    alice: Caller, database: Database, clock: Clock, answers: ResponseCache
) -> None:
    await alice.ask(DASHBOARD)
    async with database.write() as connection:
        await ledgers.begin_epoch(connection, new_id(), clock.now)
    await alice.ask(DASHBOARD)
    assert answers.hits == 0


async def test_errors_mutations_and_what_moves_by_itself_are_not_kept(alice: Caller, answers: ResponseCache) -> None:
    tokens = "{ viewer { accessTokens { name usedAt } } }"
    mutation = 'mutation { updateProfile(input: {name: ""}) { problems { code } } }'
    for document in (tokens, mutation, "{ nothing }", '{ dashboard(period: {month: "x"}) { revision } }', "{"):
        for _ in range(3):
            await alice.send(document)
    assert answers.hits == 0
    for _ in range(2):
        await alice.ask("{ viewer { accessTokens { name } } }")
    assert answers.hits == 1


async def test_request_that_the_door_refuses_is_refused_for_cached_answers_too(
    alice: Caller, answers: ResponseCache
) -> None:
    cookie = f"{SESSION_COOKIE}={alice.secret}"
    for _ in range(2):
        assert (await post(alice, cookie=cookie)).status_code == 200
    assert answers.hits == 1
    for foreign in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert (await post(alice, cookie=cookie, **foreign)).status_code == 403
    assert (await post(alice, host="evil.example")).status_code == 400
    assert (await post(alice, cookie=f"theme=dark; {cookie}", **{"content-type": "text/plain"})).status_code == 415
    assert answers.hits == 1
    body = json.dumps({"query": DASHBOARD, "variables": {"x": "x" * 2 * 1024 * 1024}})
    headers = {"authorization": f"Bearer {alice.secret}", "content-type": "application/json"}
    assert (await alice.http.post("/graphql", content=body, headers=headers)).status_code == 413


async def test_long_requests_are_answered_and_not_kept(alice: Caller, answers: ResponseCache) -> None:
    body = json.dumps({"query": DASHBOARD}).encode()

    async def pieces(size: int) -> AsyncIterator[bytes]:
        yield body
        for _ in range(size // 1000):
            yield b" " * 1000

    headers = {"authorization": f"Bearer {alice.secret}", "content-type": "application/json"}
    for size in (0, MOST_REQUEST_BYTES * 2):
        for length in ({}, {"content-length": str(len(body) + size // 1000 * 1000)}):
            answer = await alice.http.post("/graphql", content=pieces(size), headers=headers | length)
            assert answer.json()["data"]["dashboard"]["revision"] == 0
    assert answers.hits == 0


async def test_the_head_of_a_request_counts_and_a_large_one_is_not_kept(alice: Caller, answers: ResponseCache) -> None:
    headers = {"authorization": f"Bearer {alice.secret}"}
    for padding, kept in ((7_000, True), (9_000, False)):
        before = answers._memory.bytes
        params = {"query": DASHBOARD, "padding": "x" * padding}
        assert (await alice.http.get("/graphql", params=params, headers=headers)).status_code == 200
        assert (answers._memory.bytes - before > padding) is kept
        assert (answers._memory.bytes > before) is kept


async def test_an_upload_without_its_header_is_refused_after_one_with_it(alice: Caller, answers: ResponseCache) -> None:
    form = {"operations": json.dumps({"query": DASHBOARD}), "map": "{}"}
    signed = {"cookie": f"{SESSION_COOKIE}={alice.secret}", "content-type": "multipart/form-data; boundary=b"}
    body = "".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{form[name]}\r\n' for name in form)
    for header, status in (({"graphql-require-preflight": "1"}, 200), ({}, 403)):
        answer = await alice.http.post("/graphql", content=body + "--b--\r\n", headers=signed | header)
        assert answer.status_code == status
    assert answers.hits == 0


async def test_an_upload_of_nobody_is_refused_before_its_body_is_read(
    served: tuple[httpx.AsyncClient, ResponseCache],
) -> None:
    headers = {"content-type": "multipart/form-data; boundary=b", "graphql-require-preflight": "1"}
    answer = await served[0].post("/graphql", content="no form", headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_cache_without_memory_keeps_nothing(database: Database, database_url: str, clock: Clock) -> None:
    app = create_app(Settings(database_url=database_url, cache_bytes=0), clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as http,
    ):
        caller = await join(database, clock, http, "Alice", "EUR", "Europe/Berlin", 1)
        assert [await caller.revision() for _ in range(2)] == [0, 0]
