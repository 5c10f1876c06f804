"""The command line does what it says, and tells what is wrong in one sentence with exit code 2."""

import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from app.commands.cli import cli
from app.graphql.schema import build_schema
from tests.app.processes import ROOT, running, said_until

PASSWORD = "correct horse battery"
STATEMENT = """date;payee;amount;category
2026-11-01;Market;-12,50;Food
2026-11-01;Market;-12,50;Food
2026-11-03;Work;2.000,00;
"""

PORT = {"serve": ("--port", "0")}

Environment = pytest.MonkeyPatch


@pytest.fixture
def file(sqlite_url: str, monkeypatch: Environment) -> Path:
    """The database that the commands use: with all tables and without users."""
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", sqlite_url)
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture(scope="module")
def file_of_alice(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a user, Alice, to be copied."""
    path = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("alice")))
    with Environment.context() as environment:
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


def run(*arguments: object, typed: str = "") -> Result:
    """Run a command; return its exit code and output."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=typed)


def said(*arguments: object, typed: str = "") -> str:
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
    return said("user", "add", name, "--password-stdin", *options, typed=f"{PASSWORD}\n")


def one(path: Path, query: str) -> object:
    """A single value of the database."""
    with closing(sqlite3.connect(path)) as connection:
        (value,) = connection.execute(query).fetchone()
    return value


def damage(path: Path) -> None:
    """Make a stored total wrong."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE daily_totals SET money_in = money_in + 1")


def test_help_and_mistyped_commands_load_nothing_heavy() -> None:
    heavy = "{'sqlalchemy', 'strawberry', 'starlette', 'pydantic', 'uvicorn'}"
    code = f"import sys, app.commands.cli; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def test_every_command_says_what_it_does() -> None:
    for line in said("--help").split("Commands:")[1].strip().splitlines():
        assert len(line.split(maxsplit=1)) == 2


def test_schema_prints_the_schema() -> None:
    assert said("schema") == build_schema().as_str() + "\n"


def test_migrate_makes_the_tables(empty_url: str, monkeypatch: Environment) -> None:
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", empty_url)
    assert said("migrate") == said("migrate") == "The database is at this version.\n"
    assert said("verify") == "0 ledgers verified.\n"


def test_migrate_begins_a_new_epoch_only_when_asked(file: Path) -> None:
    epoch = "SELECT epoch FROM lineage"
    before = one(file, epoch)
    said("migrate")
    assert one(file, epoch) == before
    assert "All sessions and access tokens have ended" in said("migrate", "--new-epoch")
    assert one(file, epoch) != before


def test_a_user_can_be_added_with_a_ledger_of_their_own(file: Path) -> None:
    options = ("--base-currency", "USD", "--time-zone", "America/New_York", "--start-day", "25")
    assert add("Alice", *options) == "Added alice, with a ledger in USD.\n"
    assert one(file, "SELECT base_currency || time_zone || period_start_day FROM ledgers") == "USDAmerica/New_York25"


def test_a_typed_password_is_asked_for_twice_and_never_shown(file: Path) -> None:
    shown = said("user", "add", "bob", typed=f"{PASSWORD}\nsomething else\n{PASSWORD}\n{PASSWORD}\n")
    assert shown.count("Password") == 2
    assert PASSWORD not in shown


def test_every_fault_of_a_new_user_is_told_on_a_line_of_its_own(file: Path) -> None:
    message = refused(
        "user", "add", "x", "--password-stdin", "--start-day", "31", "--base-currency", "XYZ", typed="1\n"
    )
    assert len(message.splitlines()) == 4


def test_a_taken_name_is_refused(alice: Path) -> None:
    message = refused("user", "add", "ALICE", "--password-stdin", typed=f"{PASSWORD}\n")
    assert message == "The username “alice” is taken; choose another."


def test_a_statement_is_imported_once(alice: Path, statement: Path) -> None:
    assert "3 recorded, 0 restored, 0 already there" in said("import", statement)
    again = said("import", statement)
    assert "0 recorded, 0 restored, 3 already there" in again
    assert "Line 4, 2026-11-03, 2000.00 EUR, Work: already there." in again
    assert one(alice, "SELECT count(*) FROM transactions") == 3
    assert said("verify", "--user", "Alice") == "1 ledger verified.\n"


def test_a_dry_run_shows_what_would_happen_and_writes_nothing(alice: Path, statement: Path) -> None:
    shown = said("import", "--dry-run", statement)
    assert "3 to record" in shown
    assert "CSV, utf-8" in shown
    assert "2026-11-03       2000.00 EUR  Work" in shown
    assert "unknown here: Food." in shown
    assert one(alice, "SELECT count(*) FROM transactions") == 0


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_every_bad_line_is_told_with_its_number(alice: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("date,payee,amount\n2026-11-01,x,-1.00\n2026-11-31,x,-1.00\n2026-11-03,x,abc\n")
    first, second = refused("import", *options, bad).splitlines()
    assert first.startswith("bad.csv, line 3: The date “2026-11-31”")
    assert second.startswith("bad.csv, line 4: The amount “abc” is not a number")
    assert one(alice, "SELECT count(*) FROM transactions") == 0


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_open_question_of_a_file_is_asked_with_its_answers(
    alice: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    card = tmp_path / "card.csv"
    card.write_text("date,title,amount\n2026-11-18,Bakery,12.50\n2026-11-17,Books,20.00\n")
    question, *answers = refused("import", *options, card).splitlines()
    assert question.startswith("card.csv: No amount is negative.")
    given = "2 transactions, 0.00 in, -32.50 out in EUR"
    assert answers[0] == f"  --csv expenses_positive=yes: Positive amounts are expenses ({given})."
    assert "2 recorded" in said("import", card, "--csv", "expenses_positive=yes")


def test_every_import_tells_its_notes_and_what_is_no_transaction(alice: Path, tmp_path: Path) -> None:
    card = tmp_path / "card.csv"
    rows = "2026-11-18,Bakery,12.50\n2026-11-17,Books,20.00\n2026-11-16,Payment - thank you,-30.00\nTotal,,2.50\n"
    card.write_text(f"date,description,amount\n{rows}")
    told = said("import", card)
    assert "The file writes expenses as positive, so the signs are turned around" in told
    assert "Line 5 is no transaction (balance): Total 2.50" in told


def test_a_files_currency_and_columns_can_be_given(alice: Path, tmp_path: Path) -> None:
    path = tmp_path / "card.csv"
    path.write_text("When,Who,What\n03/04/2026,Diner,10.00\n")
    columns = ("--csv", "date=When", "--csv", "payee=Who", "--csv", "amount=What", "--csv", "date_order=MDY")
    said("import", path, *columns, "--csv", "expenses_positive=yes", "--currency", "USD", "--exchange-rate", "0.9")
    assert one(alice, "SELECT date || amount || currency || base_amount FROM transactions") == "2026-03-04-1000USD-900"


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("colour=Red", "“colour=Red” is no KEY=VALUE of --csv; the keys are date, "),
        ("date", "“date” is no KEY=VALUE of --csv"),
        ("date_order=XX", "“XX” is no date_order of --csv; use YMD or DMY or MDY."),
        ("has_header=perhaps", "“perhaps” is no has_header of --csv; use yes or no."),
        ("date=Posted", "statement.csv: The file has no column “Posted”"),
    ],
)
def test_a_wrong_description_of_a_file_is_refused(alice: Path, statement: Path, option: str, says: str) -> None:
    assert refused("import", statement, "--csv", option).startswith(says)


def test_a_rate_that_is_no_number_is_refused(alice: Path, statement: Path) -> None:
    assert "“abc” is no number" in refused("import", statement, "--exchange-rate", "abc")


def test_files_before_a_bad_one_stay_imported(alice: Path, statement: Path, tmp_path: Path) -> None:
    message = refused("import", statement, tmp_path / "missing.csv")
    assert message == f"{tmp_path / 'missing.csv'} cannot be used: no such file or directory."
    assert one(alice, "SELECT count(*) FROM transactions") == 3


def test_an_export_is_written_to_the_output_or_to_a_file(alice: Path, statement: Path, tmp_path: Path) -> None:
    said("import", statement)
    assert said("export").splitlines()[-1].startswith("2026-11-03,2000.00,EUR,,2000.00,EUR,Work,")
    target = tmp_path / "all.json"
    assert said("export", "--format", "json", "--output", target) == ""
    assert target.read_text().count('"payee"') == 3


def test_a_ledger_must_be_named_when_there_are_several(alice: Path) -> None:
    add("bob")
    assert refused("export") == "Name the user by --user."
    assert said("export", "--user", "bob").startswith("date,amount")
    assert refused("export", "--user", "nobody").startswith("There is no user “nobody”; ")
    assert refused("verify", "--user", "nobody").startswith("There is no user “nobody”; ")


def test_export_without_a_user_is_refused(file: Path) -> None:
    assert refused("export") == "There is no user yet; add one with `user add`."


def test_verify_tells_each_difference_and_exits_1(alice: Path, statement: Path) -> None:
    said("import", statement)
    damage(alice)
    result = run("verify")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert "On 2026-11-01 in account" in result.stdout
    assert "and no category the totals hold 1 in, 2500 out, 2 entries" in result.stdout


def test_a_backup_is_restored_with_a_new_epoch_and_what_was_there_is_kept(alice: Path, tmp_path: Path) -> None:
    backup, kept = tmp_path / "backup.db", alice.with_name(f"{alice.name}.before-restore")
    epoch = one(alice, "SELECT epoch FROM lineage")
    said("backup", backup)
    add("bob")
    assert f"what was there is in {kept}.\nWhat had ended stays ended, and " in said("restore", backup)
    assert one(alice, "SELECT count(*) FROM users") == 1
    assert one(alice, "SELECT epoch FROM lineage") != epoch
    assert one(kept, "SELECT count(*) FROM users") == 2
    assert "an earlier restore" in refused("restore", backup)
    said("restore", "--no-keep", backup)
    alice.unlink()
    assert "All sessions and access tokens have ended" in said("restore", backup)


def test_a_backup_is_replaced_only_by_force(alice: Path, tmp_path: Path) -> None:
    said("backup", tmp_path / "backup.db")
    assert "replace it with --force" in refused("backup", tmp_path / "backup.db")
    said("backup", "--force", tmp_path / "backup.db")


@pytest.mark.parametrize(("command", "program"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_backup_of_postgresql_names_its_command_without_the_password(
    monkeypatch: Environment, command: str, program: str
) -> None:
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", "postgresql://bob:secret@db.example:5433/money")
    message = refused(command, "money.dump")
    assert f"run: {program} " in message
    assert "'postgresql://bob@db.example:5433/money'" in message
    assert "secret" not in message


@pytest.mark.parametrize("command", [("verify",), ("export",), ("backup", "copy.db")])
def test_a_database_that_is_not_there_is_not_made_by_reading(
    tmp_path: Path, monkeypatch: Environment, command: tuple[str, ...]
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
    monkeypatch: Environment, command: str, url: str, says: str
) -> None:
    if (command, url[:6]) == ("verify", "sqlite") and "memory" not in url:
        says = "There is no database at "
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", url)
    monkeypatch.setenv("AQUA_THISTLE_PORT", "0")
    message = refused(command)
    assert message.startswith(says)
    assert len(message.splitlines()) == 1
    assert "secret" not in message


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, monkeypatch: Environment) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Alice, " * 1000)
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", f"sqlite:///{path}")
    assert refused("migrate") == f"The database at {path} cannot be used: file is not a database."


def test_a_database_of_a_newer_version_is_refused(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'next'")
    for command in ("serve", "verify", "migrate"):
        assert "unknown to this version; start a newer version." in refused(command, *PORT.get(command, ()))


def test_postgresql_that_is_not_migrated_is_refused(empty_postgresql_url: str, monkeypatch: Environment) -> None:
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", empty_postgresql_url)
    for command in ("serve", "verify"):
        message = refused(command, *PORT.get(command, ()))
        assert message == "The database is not at this version; run `python -m app migrate` first."
    said("migrate")
    assert said("verify") == "0 ledgers verified.\n"


def test_a_database_that_the_server_does_not_have_is_told(empty_postgresql_url: str, monkeypatch: Environment) -> None:
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", f"{empty_postgresql_url}_gone")
    assert '_gone" does not exist.' in refused("migrate")


def test_every_wrong_setting_is_named_and_its_value_is_not_shown(monkeypatch: Environment) -> None:
    monkeypatch.setenv("AQUA_THISTLE_PORT", "secret")
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_POOL", "0")
    lines = refused("serve").splitlines()
    assert lines[0].startswith("The setting AQUA_THISTLE_DATABASE_POOL cannot be used: expected int >= 1.")
    assert lines[1].startswith("The setting AQUA_THISTLE_PORT cannot be used: expected int, got str.")
    assert "secret" not in "".join(lines)


def test_a_taken_port_is_told(file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("serve", "demo"):
            message = refused(command, "--port", port)
            assert message == f"Port {port} of 127.0.0.1 is in use; choose another with --port."


def test_an_address_that_is_not_this_machines_is_told(file: Path) -> None:
    message = refused("serve", "--host", "203.0.113.9", "--port", "0")
    assert message == "The server cannot listen on 203.0.113.9, port 0: cannot assign requested address."


def test_the_server_says_where_it_is_answers_and_stops_when_told(file: Path) -> None:
    with running("serve", "--port", "0", env={}) as process:
        (address,) = [word for word in said_until(process, "serves").split() if word.startswith("http")]
        answer = httpx.get(address.replace("/graphql", "/readyz"))
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stdout
        assert process.stdout.read() == ""
    assert answer.status_code == 200
    assert "server" not in answer.headers
