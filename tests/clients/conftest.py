"""One server for the clients of a module, on which Alice has signed up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from services.users import SignUpPolicy
from tests.app.graphql.live.serving import served
from tests.clients.places import Place, sign_up
from tests.clients.recipes import write_recipes
from tests.people import Clock


@pytest.fixture(scope="module")
def place(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server and Alice's session on it."""
    folder = tmp_path_factory.mktemp("clients")
    file = folder / "aqua.db"
    file.write_bytes(migrated_file.read_bytes())
    settings = Settings(database_url=f"sqlite:///{file}", sign_up=SignUpPolicy.OPEN)
    with served(settings, Clock()) as address:
        url = f"{address}/graphql"
        yield Place(url, sign_up(url), write_recipes(folder))
