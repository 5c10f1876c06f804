"""A script that knows the documented API alone keeps a copy in step, whatever happens to the server and to itself."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.processes import ROOT
from tests.clients.places import PASSWORD, sign_in, visitor
from tests.clients.recipes import RECIPES, load_recipe
from tests.faults.processes import AppProcess, started
from tests.faults.random_writes import Writer
from tests.proofs import size

WRITES = size(80, 10_000)
LISTED = """query ($after: String, $deleted: Boolean) {
    transactions(first: 50, after: $after, filter: {deleted: $deleted}) { pageInfo { hasNextPage endCursor } nodes {
        id deleted date payee note amount { amount currency } account { id } tags { id }
        splits { id amount { amount } category { id } tags { id } } } } }"""


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    """A client of the server."""
    with visitor() as http:
        yield http


@contextmanager
def copier(app: AppProcess, token: Path, copy: Path) -> Iterator[None]:
    """Run the script beside the block, and end it as a power cut does."""
    command = [sys.executable, "-m", "tests.faults.copier", app.url, str(token), str(copy)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield
        assert process.poll() is None, "The script has ended."
    finally:
        process.kill()
        process.wait()


def write_some(writer: Writer, count: int, app: AppProcess) -> None:
    """Make so many changes; kill the server in the midst of one, and start it again."""
    end, killed_at = writer.done + count, writer.done + count // 2
    killed = False
    while writer.done < end:
        if not killed and writer.done >= killed_at:
            killed = True
            kill_during_a_write(writer, app)
        writer.write()


def kill_during_a_write(writer: Writer, app: AppProcess) -> None:
    """Kill the server while somebody writes."""
    killing = subprocess.Popen(["sh", "-c", f"sleep 0.05; kill -9 {app.pid}"])
    with pytest.raises(httpx.TransportError):
        write_on(writer)
    killing.wait()
    app.kill()
    app.start()
    writer.look()


def write_on(writer: Writer) -> None:
    """Write until the server is away."""
    while True:
        writer.write()


def sorted_by_id(value: Any) -> Any:
    """Return a copy whose lists of objects are in the order of their ids."""
    if isinstance(value, dict):
        return {name: sorted_by_id(part) for name, part in value.items()}
    if isinstance(value, list):
        return sorted((sorted_by_id(part) for part in value), key=lambda part: str(part["id"]))
    return value


def listed(http: httpx.Client, url: str, token: str) -> dict[str, Any]:
    """Return all transactions by their ids, as the lists show them."""
    rows: dict[str, Any] = {}
    for deleted in (False, True):
        after, more = None, True
        while more:
            body = {"query": LISTED, "variables": {"after": after, "deleted": deleted}}
            answer = http.post(f"{url}/graphql", json=body, headers={"authorization": f"Bearer {token}"}, timeout=60)
            page = answer.json()["data"]["transactions"]
            rows |= {node["id"]: node for node in page["nodes"]}
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return rows


def check(http: httpx.Client, app: AppProcess, token: str, copy: Path, folder: Path) -> None:
    """Bring the copy up to date, and compare it with a new one and with the lists."""
    script = folder / "copying.py"
    script.write_text(RECIPES["copying.py"], encoding="utf-8")
    copying = load_recipe(script)
    kept = copying.follow(f"{app.url}/graphql", token, json.loads(copy.read_text(encoding="utf-8")))
    new = copying.follow(f"{app.url}/graphql", token, {})
    for part in ("transactions", "lists"):
        assert sorted_by_id(kept[part]) == sorted_by_id(new[part])
    assert sorted_by_id(kept["transactions"]) == sorted_by_id(listed(http, app.url, token))


@pytest.fixture
def app(migrated_file: Path, tmp_path: Path) -> Iterator[AppProcess]:
    """A process with a database of its own, because it is restored and has other users."""
    url = f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'aqua.db')}"
    with started(AppProcess(tmp_path, url)) as (app,):
        yield app


def test_a_copy_stays_in_step(http: httpx.Client, app: AppProcess, tmp_path: Path) -> None:
    token, copy, backup = tmp_path / "token", tmp_path / "copy.json", tmp_path / "backup.db"
    app.command("user", "add", "alice", "--password-stdin", typed=f"{PASSWORD}\n")
    token.write_text(sign_in(f"{app.url}/graphql"), encoding="utf-8")
    writer = Writer(http, app.url, token.read_text(encoding="utf-8"), random.Random(1))
    with copier(app, token, copy):
        write_some(writer, WRITES // 4, app)
    check(http, app, writer.token, copy, tmp_path)
    app.command("backup", str(backup))
    with copier(app, token, copy):
        write_some(writer, WRITES // 2, app)
    with copier(app, token, copy):
        app.command("restore", str(backup))
        writer.token = sign_in(f"{app.url}/graphql")
        token.write_text(writer.token, encoding="utf-8")
        writer.look()
        write_some(writer, WRITES // 4, app)
    check(http, app, writer.token, copy, tmp_path)
    missing = {"recordTransaction", "updateTransaction", "importTransactions"} - writer.by_mutation.keys()
    assert not missing
    app.command("verify")
