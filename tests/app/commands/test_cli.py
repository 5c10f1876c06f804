"""The command line does what it says, and tells what is wrong in one sentence with exit code 2."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.graphql.schema import build_schema
from tests.app.commands.command_line import PASSWORD, add, output_of, refused, value_of
from tests.app.processes import ROOT, running, said_until


def test_help_and_mistyped_commands_load_nothing_heavy() -> None:
    heavy = "{'sqlalchemy', 'strawberry', 'starlette', 'pydantic', 'uvicorn'}"
    code = f"import sys, app.commands.cli; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def test_every_command_says_what_it_does() -> None:
    for line in output_of("--help").split("Commands:")[1].strip().splitlines():
        assert len(line.split(maxsplit=1)) == 2


def test_schema_prints_the_schema() -> None:
    assert output_of("schema") == build_schema().as_str() + "\n"


def test_a_user_can_be_added_with_a_ledger_of_their_own(file: Path) -> None:
    options = ("--base-currency", "USD", "--time-zone", "America/New_York", "--start-day", "25")
    assert add("Alice", *options) == "Added alice, with a ledger in USD.\n"
    assert (
        value_of(file, "SELECT base_currency || time_zone || substr(calendars, 1, 11) FROM ledgers")
        == 'USDAmerica/New_York[{"day":25,'
    )


def test_a_typed_password_is_asked_for_twice_and_never_shown(file: Path) -> None:
    shown = output_of("user", "add", "bob", typed=f"{PASSWORD}\nsomething else\n{PASSWORD}\n{PASSWORD}\n")
    assert shown.count("Password") == 2
    assert PASSWORD not in shown


def test_every_fault_of_a_new_user_is_told_on_a_line_of_its_own(file: Path) -> None:
    message = refused(
        "user", "add", "x", "--password-stdin", "--start-day", "32", "--base-currency", "XYZ", typed="1\n"
    )
    assert len(message.splitlines()) == 4


def test_a_taken_name_is_refused(alice: Path) -> None:
    message = refused("user", "add", "ALICE", "--password-stdin", typed=f"{PASSWORD}\n")
    assert message == "The username “alice” is taken; choose another."


def test_every_wrong_setting_is_named_and_its_value_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
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
