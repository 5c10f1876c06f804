"""The commands of databases migrate, verify, copy and restore, and refuse a database that cannot be used."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.app.commands.command_line import add, output_of, refused, run, value_of

PORT = {"serve": ("--port", "0")}


def damage(path: Path) -> None:
    """Make a stored total wrong."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE daily_totals SET money_in = money_in + 1")


def test_migrate_makes_the_tables(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", empty_url)
    assert output_of("migrate") == output_of("migrate") == "The database is at this version.\n"
    assert output_of("verify") == "0 ledgers verified.\n"


def test_migrate_begins_a_new_epoch_only_when_asked(file: Path) -> None:
    epoch = "SELECT epoch FROM lineage"
    before = value_of(file, epoch)
    output_of("migrate")
    assert value_of(file, epoch) == before
    assert "All sessions and access tokens have ended" in output_of("migrate", "--new-epoch")
    assert value_of(file, epoch) != before


def test_verify_tells_each_difference_and_exits_1(alice: Path, statement: Path) -> None:
    output_of("import", statement)
    damage(alice)
    result = run("verify")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert "On 2026-11-01 in account" in result.stdout
    assert "and no category the totals hold 1 in, 2500 out, 2 entries" in result.stdout


def test_a_backup_is_restored_with_a_new_epoch_and_what_was_there_is_kept(alice: Path, tmp_path: Path) -> None:
    backup, kept = tmp_path / "backup.db", alice.with_name(f"{alice.name}.before-restore")
    epoch = value_of(alice, "SELECT epoch FROM lineage")
    output_of("backup", backup)
    add("bob")
    assert f"what was there is in {kept}.\nWhat had ended stays ended, and " in output_of("restore", backup)
    assert value_of(alice, "SELECT count(*) FROM users") == 1
    assert value_of(alice, "SELECT epoch FROM lineage") != epoch
    assert value_of(kept, "SELECT count(*) FROM users") == 2
    assert "an earlier restore" in refused("restore", backup)
    output_of("restore", "--no-keep", backup)
    alice.unlink()
    assert "All sessions and access tokens have ended" in output_of("restore", backup)


def test_a_backup_is_replaced_only_by_force(alice: Path, tmp_path: Path) -> None:
    output_of("backup", tmp_path / "backup.db")
    assert "replace it with --force" in refused("backup", tmp_path / "backup.db")
    output_of("backup", "--force", tmp_path / "backup.db")


@pytest.mark.parametrize(("command", "program"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_backup_of_postgresql_names_its_command_without_the_password(
    monkeypatch: pytest.MonkeyPatch, command: str, program: str
) -> None:
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", "postgresql://bob:secret@db.example:5433/money")
    message = refused(command, "money.dump")
    assert f"run: {program} " in message
    assert "'postgresql://bob@db.example:5433/money'" in message
    assert "secret" not in message


@pytest.mark.parametrize("command", [("verify",), ("export",), ("backup", "copy.db")])
def test_a_database_that_is_not_there_is_not_made_by_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'none.db'}")
    assert refused(*command).startswith("There is no database at ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://somewhere/money", "The database URL cannot be used; write sqlite:///FILE or postgresql://"),
        ("nonsense", "The database URL cannot be used; "),
        ("sqlite:///:memory:", "The database URL cannot be used; "),
        ("postgresql://bob:secret@h:port/x", "The database URL cannot be used; "),
        ("postgresql://bob:secret@127.0.0.1:1/x", "The database at 127.0.0.1, port 1, does not answer; "),
        ("sqlite:////dev/null/x/y.db", "The database at /dev/null/x/y.db cannot be used: not a directory."),
    ],
)
@pytest.mark.parametrize("command", ["migrate", "verify", "serve"])
def test_a_database_that_cannot_be_reached_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, command: str, url: str, says: str
) -> None:
    if (command, url[:6]) == ("verify", "sqlite") and "memory" not in url:
        says = "There is no database at "
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", url)
    monkeypatch.setenv("AQUA_THISTLE_PORT", "0")
    message = refused(command)
    assert message.startswith(says)
    assert len(message.splitlines()) == 1
    assert "secret" not in message


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Alice, " * 1000)
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", f"sqlite:///{path}")
    assert refused("migrate") == f"The database at {path} cannot be used: file is not a database."


def test_a_database_of_a_newer_version_is_refused(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'next'")
    for command in ("serve", "verify", "migrate"):
        assert "unknown to this version; start a newer version." in refused(command, *PORT.get(command, ()))


def test_postgresql_that_is_not_migrated_is_refused(empty_postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", empty_postgresql_url)
    for command in ("serve", "verify"):
        message = refused(command, *PORT.get(command, ()))
        assert message == "The database is not at this version; run `python -m app migrate` first."
    output_of("migrate")
    assert output_of("verify") == "0 ledgers verified.\n"


def test_a_database_that_the_server_does_not_have_is_told(
    empty_postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", f"{empty_postgresql_url}_gone")
    assert '_gone" does not exist.' in refused("migrate")
