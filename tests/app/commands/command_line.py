"""Short ways to run a command in a test."""

import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner, Result

from app.commands.cli import cli

PASSWORD = "correct horse battery"


def run(*arguments: object, typed: str = "") -> Result:
    """Run a command; return its exit code and output."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=typed)


def output_of(*arguments: object, typed: str = "") -> str:
    """Return the output of a command that succeeds."""
    result = run(*arguments, typed=typed)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*arguments: object, typed: str = "") -> str:
    """Return what a command that fails with exit code 2 writes to standard error."""
    result = run(*arguments, typed=typed)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result.stderr.strip()


def add(name: str, *options: str) -> str:
    """Add a user; return the output."""
    return output_of("user", "add", name, "--password-stdin", *options, typed=f"{PASSWORD}\n")


def value_of(path: Path, query: str) -> object:
    """A single value of the database."""
    with closing(sqlite3.connect(path)) as connection:
        (value,) = connection.execute(query).fetchone()
    return value
