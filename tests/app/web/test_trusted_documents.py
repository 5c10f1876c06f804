"""Only the documents of the operator's manifest run, by their ids or by their texts."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.asgi import create_app
from app.errors import CommandError
from app.graphql.trusted_documents import hash_of
from app.settings import Settings
from db.stores.engine import Database
from tests.app.web.processes import DASHBOARD, PROFILE, process
from tests.people import Clock
from tests.resolvers.callers import Caller, join

APOLLO = '{"format": "apollo-persisted-query-manifest", "version": 1, "operations": %s}'


def codes(answer: httpx.Response) -> list[str]:
    """The codes of the errors of an answer."""
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_documents_of_apollos_manifest_run_by_their_ids(
    database: Database, database_url: str, clock: Clock, tmp_path: Path
) -> None:
    manifest = tmp_path / "persisted-query-manifest.json"
    operation = {"id": "dashboard-1", "name": "Dashboard", "type": "query", "body": DASHBOARD}
    manifest.write_text(APOLLO % json.dumps([operation]))
    async with process(database_url, clock, trusted_documents=manifest) as (http, _):
        caller = await join(database, clock, http, "Alice", "EUR", "Europe/Berlin", 1)
        persisted = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "dashboard-1"}}}
        for body in (persisted, {"documentId": "dashboard-1"}, {"documentId": hash_of(DASHBOARD)}):
            headers = {"authorization": f"Bearer {caller.secret}"}
            answer = await http.post("/graphql", json=body, headers=headers)
            assert answer.json()["data"]["dashboard"]["revision"] == 0


@pytest.mark.parametrize("extensions", [{"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}])
async def test_a_server_without_trusted_documents_tells_clients_to_send_the_text(
    alice: Caller, extensions: dict[str, Any]
) -> None:
    headers = {"authorization": f"Bearer {alice.secret}"}
    answer = await alice.http.post("/graphql", json={"extensions": extensions}, headers=headers)
    assert codes(answer) == ["PERSISTED_QUERY_NOT_SUPPORTED"]
    assert answer.json()["errors"][0]["message"] == "PersistedQueryNotSupported"
    with_text = {"query": DASHBOARD, "extensions": extensions}
    assert "data" in (await alice.http.post("/graphql", json=with_text, headers=headers)).json()
    by_id = await alice.http.post("/graphql", json={"documentId": "dashboard"}, headers=headers)
    assert codes(by_id) == ["PERSISTED_QUERY_NOT_SUPPORTED"]


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_only_trusted_documents_run_by_hash_or_by_text(
    database: Database, database_url: str, clock: Clock, tmp_path: Path
) -> None:
    manifest = tmp_path / "operations.json"
    manifest.write_text(json.dumps({hash_of(DASHBOARD): DASHBOARD}))
    async with process(database_url, clock, trusted_documents=manifest) as (http, answers):
        caller = await join(database, clock, http, "Alice", "EUR", "Europe/Berlin", 1)
        headers = {"authorization": f"Bearer {caller.secret}"}
        named = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_of(DASHBOARD)}}}
        for body in ({"query": DASHBOARD}, named, {"query": DASHBOARD}, named):
            answer = await http.post("/graphql", json=body, headers=headers)
            assert answer.json()["data"]["dashboard"]["revision"] == 0
        assert answers.hits == 2
        for foreign in (PROFILE, f"{DASHBOARD} ", "mutation { signOut { done } }"):
            assert await caller.codes(foreign) == ["UNTRUSTED_DOCUMENT"]
        assert await caller.codes("{ __schema { types { name } } }") == ["UNTRUSTED_DOCUMENT"]
        for name in (hash_of(DASHBOARD), f"sha256:{hash_of(DASHBOARD)}"):
            answer = await http.post("/graphql", json={"documentId": name}, headers=headers)
            assert answer.json()["data"]["dashboard"]["revision"] == 0
        unknown = await http.post("/graphql", json={"documentId": hash_of(PROFILE)}, headers=headers)
        assert codes(unknown) == ["PERSISTED_QUERY_NOT_FOUND"]
        for wrong in ({"sha256Hash": hash_of(PROFILE)}, {"sha256Hash": 5}, {}, None):
            answer = await http.post("/graphql", json={"extensions": {"persistedQuery": wrong}}, headers=headers)
            assert answer.status_code == 400


@pytest.mark.parametrize(
    "text", ["", "[]", f'{{"{"0" * 64}": "{{ __typename }}"}}', '{"abc": 5}', APOLLO % "5", APOLLO % '[{"id": "a"}]']
)
def test_a_manifest_that_is_none_is_refused_at_the_start(tmp_path: Path, text: str) -> None:
    manifest = tmp_path / "operations.json"
    manifest.write_text(text)
    for path in (manifest, tmp_path / "nowhere"):
        with pytest.raises(CommandError, match="manifest"):
            create_app(Settings(trusted_documents=path))
