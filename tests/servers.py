"""Redis and PostgreSQL servers of a test's own, to be stopped, started again, frozen and thawed."""

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.patience import PATIENCE
from tests.requirements import require


class OwnServer:
    """A server process on a free port; `url` stays the same when it is started again."""

    def __init__(
        self,
        command: list[str],
        url: str,
        port: int,
        end: signal.Signals = signal.SIGKILL,
        user: str | None = None,
        is_ready: Sequence[str] = ("true",),
    ) -> None:
        self.url = url
        self._command = command
        self._port = port
        self._end = end
        self._user = user
        self._is_ready = is_ready
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it serves whoever connects."""
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=self._user
        )
        deadline = time.monotonic() + PATIENCE
        while not self._serves():
            assert self._process.poll() is None, f"{self._command[0]} ended."
            assert time.monotonic() < deadline, f"{self._command[0]} does not answer."
            time.sleep(0.02)

    def stop(self, end: signal.Signals | None = None) -> None:
        """End it at once, as a crash does, or as another signal asks for."""
        if self._process is not None:
            self.thaw()
            self._process.send_signal(end or self._end)
            self._process.wait(PATIENCE)
            self._process = None

    def freeze(self) -> None:
        """Let it hang: connections stay open, nothing is answered."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on where it was."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        assert self._process is not None
        for pid in [self._process.pid, *_children(self._process.pid)]:
            with suppress(ProcessLookupError):  # one that served a connection may just have ended
                os.kill(pid, number)

    def _serves(self) -> bool:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", self._port)):
                return False
        return subprocess.run(self._is_ready, check=False, stdout=subprocess.DEVNULL).returncode == 0


@contextmanager
def own_redis() -> Iterator[OwnServer]:
    """A Redis of the test's own, not started yet."""
    program = require(shutil.which("redis-server"), "There is no redis-server.")
    port = free_port()
    options = {"--port": str(port), "--bind": "127.0.0.1", "--save": "", "--appendonly": "no"}
    server = OwnServer([program, *(word for option in options.items() for word in option)], _url("redis", port), port)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def own_postgresql() -> Iterator[OwnServer]:
    """A PostgreSQL of the test's own, not started yet, whose database `postgres` is empty."""
    programs = postgresql_programs()
    user = "postgres" if os.geteuid() == 0 else None
    port = free_port()
    with TemporaryDirectory(prefix="aqua-thistle-", ignore_cleanup_errors=True) as directory:
        if user:
            shutil.chown(directory, user)
        data = str(Path(directory) / "data")
        initialise = [str(programs / "initdb"), "--pgdata", data, "--username", "postgres", "--auth", "trust"]
        subprocess.run([*initialise, "--no-sync"], check=True, user=user, stdout=subprocess.DEVNULL)
        command = [str(programs / "postgres"), "-D", data, "-p", str(port), "-k", directory]
        url = _url("postgresql", port, "postgres@", "/postgres")
        # SIGQUIT is PostgreSQL's own crash: it ends its children too, which a killed one leaves behind.
        is_ready = [str(programs / "pg_isready"), "--host=127.0.0.1", f"--port={port}"]
        server = OwnServer(command, url, port, signal.SIGQUIT, user, is_ready)
        try:
            yield server
        finally:
            server.stop()


def postgresql_programs() -> Path:
    """The folder of PostgreSQL's programs."""
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *map(Path, os.environ.get("PATH", "").split(os.pathsep))]
    return require(next((place for place in places if (place / "initdb").exists()), None), "There is no initdb.")


def free_port() -> int:
    """Return a port that nobody listens on and that the kernel gives to nobody by itself.

    Linux takes the ports of clients, and of servers that ask for any port, from 32768 on. So a server that starts
    later, or again, still finds its port free.
    """
    while True:
        port = random.randrange(10_000, 32_768)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def _url(scheme: str, port: int, user: str = "", path: str = "") -> str:
    return f"{scheme}://{user}127.0.0.1:{port}{path}"


def _children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in children.read_text().split()] if children.exists() else []
