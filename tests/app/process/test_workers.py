"""Several workers serve one address as if they were one, on PostgreSQL and Redis."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx
import pytest

from app.errors import CommandError
from app.process.workers import refuse_unshared
from app.settings import Settings
from tests.app.processes import running, said_until
from tests.patience import PATIENCE
from tests.requirements import require_server
from tests.servers import free_port

SIGN_UP = """mutation ($name: String!) {
  signUp(input: {username: $name, password: "correct horse battery"}) { token }
}"""
CREATE = "mutation ($name: String!) { createCategory(input: {name: $name, kind: EXPENSE}) { revision } }"
READ = "{ dashboard { revision } }"
POSTGRESQL = "postgresql://alice@127.0.0.1/aqua"


class Workers(NamedTuple):
    """A running server: where it answers, where its metrics are, and its process."""

    address: str
    metrics: str
    process: subprocess.Popen[str]

    def pids(self) -> list[int]:
        """The workers as they are now."""
        listed = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", "spawn_main"], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in listed.stdout.split()]

    @contextmanager
    def only(self, pid: int) -> Iterator[httpx.Client]:
        """A client whose connection one worker has, because the others were frozen when it called."""
        others = [worker for worker in self.pids() if worker != pid]
        with httpx.Client(base_url=self.address, timeout=PATIENCE) as client:
            for other in others:
                os.kill(other, signal.SIGSTOP)
            try:
                assert client.get("/healthz").is_success
            finally:
                for other in others:
                    os.kill(other, signal.SIGCONT)
            yield client

    def counted(self, line: str) -> float:
        """The value of one line of the metrics; 0 while there is none."""
        for metric in httpx.get(self.metrics).text.splitlines():
            if metric.startswith(f"{line} "):
                return float(metric.removeprefix(line))
        return 0.0


@pytest.fixture(scope="module")
def workers(migrated_postgresql_url: str, emptied: Callable[[], None]) -> Iterator[Workers]:
    """Two workers, for all tests of this file."""
    emptied()
    with serving(migrated_postgresql_url) as server:
        yield server


@contextmanager
def serving(database_url: str) -> Iterator[Workers]:
    """Two workers that answer."""
    port = free_port()
    env = {
        "AQUA_THISTLE_DATABASE_URL": database_url,
        "AQUA_THISTLE_REDIS_URL": require_server("AQUA_THISTLE_TEST_REDIS"),
        "AQUA_THISTLE_METRICS_PORT": str(port),
        "AQUA_THISTLE_SIGN_UP": "open",
    }
    with running("serve", "--port", "0", "--workers", "2", env=env) as process:
        (address,) = [word for word in said_until(process, "serves").split() if word.startswith("http")]
        try:
            yield Workers(address.removesuffix("/graphql"), f"http://127.0.0.1:{port}/metrics", process)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def ask(client: httpx.Client, query: str, token: str = "", **variables: Any) -> Any:
    """The data of an answer."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = client.post("/graphql", json={"query": query, "variables": variables}, headers=headers).json()
    assert "errors" not in answer, answer
    return answer["data"]


def signed_up(client: httpx.Client, name: str) -> str:
    """The secret of a new user's session."""
    secret: str = ask(client, SIGN_UP, name=name)["signUp"]["token"]
    return secret


def eventually(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_write_of_one_worker_is_read_by_the_other_at_once(workers: Workers) -> None:
    first, second = workers.pids()
    with workers.only(first) as writer, workers.only(second) as reader:
        token = signed_up(writer, "alice")
        for number in range(50):
            ask(reader, READ, token)
            revision = ask(writer, CREATE, token, name=f"Category {number}")["createCategory"]["revision"]
            assert ask(reader, READ, token)["dashboard"]["revision"] == revision


def test_the_metrics_add_up_over_the_workers(workers: Workers) -> None:
    line = 'aqua_thistle_requests_total{field="dashboard",outcome="refused"}'
    before = workers.counted(line)
    for times, pid in enumerate(workers.pids(), start=3):
        with workers.only(pid) as client:
            for _ in range(times):
                client.post("/graphql", json={"query": READ})
    assert workers.counted(line) == before + 3 + 4


def test_answers_from_memory_are_counted_as_requests(workers: Workers) -> None:
    line = 'aqua_thistle_requests_total{field="dashboard",outcome="ok"}'
    with workers.only(workers.pids()[0]) as client:
        token = signed_up(client, "bob")
        ask(client, READ, token)
        before, hits = workers.counted(line), workers.counted('aqua_thistle_cache_total{cache="answers",result="hit"}')
        ask(client, READ, token)
        ask(client, READ, token)
    assert workers.counted(line) == before + 2
    assert workers.counted('aqua_thistle_cache_total{cache="answers",result="hit"}') == hits + 2


def test_a_worker_that_is_killed_is_replaced_while_the_other_serves(workers: Workers) -> None:
    first, second = workers.pids()
    line = 'aqua_thistle_requests_total{field="dashboard",outcome="refused"}'
    with workers.only(second) as client:
        before = workers.counted(line)
        os.kill(first, signal.SIGKILL)
        client.post("/graphql", json={"query": READ})
        eventually(lambda: len(set(workers.pids()) - {first}) == 2)
        assert workers.counted(line) == before + 1
    (new,) = set(workers.pids()) - {second}
    with workers.only(new) as client:
        assert client.get("/readyz").is_success


def test_workers_migrate_an_empty_database_first_and_end_when_told(empty_postgresql_url: str) -> None:
    with serving(empty_postgresql_url) as workers:
        pids = workers.pids()
        assert httpx.get(f"{workers.address}/readyz").is_success
        workers.process.send_signal(signal.SIGTERM)
        assert workers.process.wait(PATIENCE) == 0
    assert not [pid for pid in pids if _is_alive(pid)]


def test_several_workers_are_refused_where_they_could_not_share() -> None:
    embedded = Settings(redis_url="redis://127.0.0.1")
    with pytest.raises(CommandError, match="SQLite serves one process, and 2 workers are asked for"):
        refuse_unshared(embedded, 2)
    alone = Settings(database_url=POSTGRESQL)
    with pytest.raises(CommandError, match="2 workers need a channel"):
        refuse_unshared(alone, 2)
    refuse_unshared(alone, 1)
    refuse_unshared(embedded, 1)
    refuse_unshared(Settings(database_url=POSTGRESQL, channel_url=POSTGRESQL), 2)


def test_workers_end_when_their_parent_is_killed(workers: Workers) -> None:
    """The last test of the file, because nobody serves after it."""
    pids = workers.pids()
    workers.process.kill()
    eventually(lambda: not any(map(_is_alive, pids)))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
