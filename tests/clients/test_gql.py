"""gql for Python works as docs/clients.md sets it up: queries, mutations, uploads, and updates over a WebSocket."""

from pathlib import Path
from typing import Any

import pytest
from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError
from graphql import GraphQLError

from tests.clients.places import BREAD, RECORD, STATEMENT, Place
from tests.clients.recipes import load_recipe

VIEWER = gql("query Viewer { viewer { username } }")


@pytest.fixture(scope="module")
def asking(place: Place) -> Any:
    """The recipe for queries, mutations and uploads."""
    return load_recipe(place.recipes / "asking.py")


@pytest.fixture(scope="module")
def client(place: Place, asking: Any) -> Client:
    """A client that is signed in."""
    made: Client = asking.create_client(place.url, place.token)
    return made


def test_gql_asks(client: Client) -> None:
    assert client.execute(VIEWER) == {"viewer": {"username": "alice"}}


def test_gql_names_the_operation(client: Client) -> None:
    document = "query Viewer { viewer { username } } query Goals { goals { name } }"
    assert client.execute(GraphQLRequest(document, operation_name="Goals")) == {"goals": []}


def test_gql_changes(client: Client, place: Place) -> None:
    revision = place.record()
    request = GraphQLRequest(RECORD, variable_values={"input": BREAD})
    assert client.execute(request) == {"recordTransaction": {"revision": revision + 1}}


def test_gql_uploads_with_a_bearer_token(client: Client, asking: Any, tmp_path: Path) -> None:
    file = tmp_path / "statement.csv"
    file.write_text(STATEMENT)
    assert asking.import_file(client, file) == {"report": {"recorded": 2}, "problems": []}


def test_gql_reads_the_schema(place: Place, asking: Any) -> None:
    client = asking.create_client(place.url, place.token)
    client.fetch_schema_from_transport = True
    with client as session:
        assert session.execute(VIEWER) == {"viewer": {"username": "alice"}}
    with pytest.raises(GraphQLError, match="Cannot query field 'nothing'"):
        client.execute(gql("{ nothing }"))


async def test_gql_follows(place: Place) -> None:
    updates = load_recipe(place.recipes / "following.py").follow(place.url, place.token)
    revisions = []
    async for update in updates:
        revisions.append(update["revision"])
        if len(revisions) == 3:
            break
        place.record()
    await updates.aclose()
    assert revisions == [revisions[0], revisions[0] + 1, revisions[0] + 2]


def test_a_wrong_token_fails_at_once(place: Place, asking: Any) -> None:
    with pytest.raises(TransportQueryError, match="UNAUTHENTICATED"):
        asking.create_client(place.url, "wrong").execute(VIEWER)
