"""The database that the commands use."""

import shutil
from pathlib import Path

import pytest

from tests.app.commands.command_line import add

STATEMENT = """date;payee;amount;category
2026-11-01;Market;-12,50;Food
2026-11-01;Market;-12,50;Food
2026-11-03;Work;2.000,00;
"""


@pytest.fixture
def file(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database that the commands use: with all tables and without users."""
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", sqlite_url)
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture(scope="package")
def file_of_alice(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a user, Alice, to be copied."""
    path = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("alice")))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AQUA_THISTLE_DATABASE_URL", f"sqlite:///{path}")
        add("alice")
    return path


@pytest.fixture
def alice(file: Path, file_of_alice: Path) -> Path:
    """The database that the commands use, with a user, Alice."""
    return Path(shutil.copy(file_of_alice, file))


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    """A bank's file of three lines, two of them the same."""
    path = tmp_path / "statement.csv"
    path.write_text(STATEMENT)
    return path
