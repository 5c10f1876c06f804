"""ariadne-codegen writes a client from schema.graphql, and that client works as docs/clients.md sets it up."""

import io
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.places import BREAD, STATEMENT, Place
from tests.clients.recipes import ROOT, load_recipe
from tests.clients.running import HERE
from tests.requirements import require

GENERATOR = Path(sys.executable).parents[1] / "codegen" / "bin" / "ariadne-codegen"


@pytest.fixture(scope="module")
def package(place: Place) -> Iterator[Any]:
    """The package that the generator wrote."""
    require(GENERATOR.exists(), "ariadne-codegen is not installed; run `make install`.")
    shutil.copy(ROOT / "schema.graphql", place.recipes)
    shutil.copy(HERE / "operations.graphql", place.recipes)
    command = [str(GENERATOR), "--config", "codegen.toml"]
    done = subprocess.run(command, cwd=place.recipes, capture_output=True, text=True, check=False, timeout=50)
    assert done.returncode == 0, done.stderr + done.stdout
    sys.path.insert(0, str(place.recipes))
    yield __import__("aqua_client")
    sys.path.remove(str(place.recipes))


@pytest.fixture
async def client(place: Place, package: Any) -> AsyncIterator[Any]:
    """A client that is signed in."""
    async with load_recipe(place.recipes / "generated.py").create_client(place.url, place.token) as client:
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


async def test_the_client_follows(client: Any, place: Place) -> None:
    updates = client.follow()
    revisions = []
    async for update in updates:
        revisions.append(update.dashboard_updated.revision)
        if len(revisions) == 3:
            break
        place.record()
    await updates.aclose()
    assert revisions == [revisions[0], revisions[0] + 1, revisions[0] + 2]


async def test_a_wrong_token_fails_at_once(place: Place, package: Any) -> None:
    async with load_recipe(place.recipes / "generated.py").create_client(place.url, "wrong") as client:
        with pytest.raises(package.GraphQLClientHttpError) as error:
            await client.viewer()
    assert error.value.status_code == 401
