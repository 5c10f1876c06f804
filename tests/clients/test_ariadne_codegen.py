"""ariadne-codegen writes a client from schema.graphql, and that client works as docs/clients.md sets it up."""

import io
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError

from tests.clients.places import BREAD, SIGN_OUT, STATEMENT, Place, ask, sign_in
from tests.clients.recipes import ROOT, load_recipe
from tests.clients.running import HERE
from tests.patience import PATIENCE
from tests.requirements import require

GENERATOR = Path(sys.executable).parents[1] / "codegen" / "bin" / "ariadne-codegen"


@pytest.fixture(scope="module")
def package(place: Place) -> Iterator[Any]:
    """The package that the generator wrote."""
    require(GENERATOR.exists(), "ariadne-codegen is not installed; run `make install`.")
    shutil.copy(ROOT / "schema.graphql", place.recipes)
    shutil.copy(HERE / "operations.graphql", place.recipes)
    command = [str(GENERATOR), "--config", "codegen.toml"]
    done = subprocess.run(command, cwd=place.recipes, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr + done.stdout
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(place.recipes)
        yield import_module("aqua_client")


@pytest.fixture
def recipe(place: Place, package: Any) -> Any:
    """The recipe for a client of that package."""
    return load_recipe(place.recipes / "generated.py")


@pytest.fixture
async def client(place: Place, recipe: Any) -> AsyncIterator[Any]:
    """A client that is signed in."""
    async with recipe.create_client(place.url, place.token) as client:
        yield client


async def test_the_client_asks(client: Any) -> None:
    assert (await client.viewer()).viewer.username == "alice"


async def test_the_client_changes(client: Any, package: Any) -> None:
    saved = (await client.record(package.RecordTransactionInput(**BREAD))).record_transaction
    assert (saved.transaction.payee, saved.problems) == ("Bakery", [])


async def test_the_client_may_send_null_for_what_it_leaves_out(client: Any, package: Any) -> None:
    draft = package.RecordTransactionInput(**BREAD, note=None)
    assert (await client.record(draft)).record_transaction.problems == []


async def test_the_client_uploads_with_a_bearer_token(client: Any, package: Any) -> None:
    file = package.Upload("statement.csv", io.BytesIO(STATEMENT.encode()), "text/csv")
    assert (await client.import_(file)).import_transactions.report.recorded == 2


async def test_the_client_follows_until_its_session_ends(place: Place, recipe: Any) -> None:
    token = sign_in(place.url)
    revisions: list[int] = []

    async def follow(client: Any) -> None:
        async for update in client.follow():
            revisions.append(update.dashboard_updated.revision)
            if len(revisions) < 3:
                place.record()
            else:
                ask(place.url, SIGN_OUT, {}, token)

    async with recipe.create_client(place.url, token) as client:
        with pytest.raises(ConnectionClosedError, match="4403"):
            await follow(client)
    assert revisions == [revisions[0], revisions[0] + 1, revisions[0] + 2]


async def test_a_wrong_token_fails_at_once(place: Place, package: Any, recipe: Any) -> None:
    async with recipe.create_client(place.url, "wrong") as client:
        with pytest.raises(package.GraphQLClientHttpError) as error:
            await client.viewer()
    assert error.value.status_code == 401
