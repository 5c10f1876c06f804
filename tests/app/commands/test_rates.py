"""`rates import` stores what a file has more than the package, and refuses another file in one sentence."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.commands.cli import cli


@pytest.fixture(autouse=True)
def file(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database that the command uses, with all tables."""
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", sqlite_url)


def imported(path: Path, text: str) -> Result:
    """Return the result of importing a file."""
    path.write_text(text)
    return CliRunner().invoke(cli, ["rates", "import", str(path)])


def test_newer_reference_rates_are_imported(tmp_path: Path) -> None:
    result = imported(tmp_path / "eurofxref-hist.csv", "Date,USD\n2029-01-02,1.25\n1999-01-04,1.1789\n")
    assert (result.exit_code, result.stdout) == (0, "Rates that are newer than those of this version: 1.\n")


def test_another_file_is_refused(tmp_path: Path) -> None:
    result = imported(tmp_path / "statement.csv", "date;amount\n2026-11-01;3\n")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "eurofxref-hist.zip" in result.stderr
