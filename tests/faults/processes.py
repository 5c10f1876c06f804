"""The product as its own process, which a test may kill and start again."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.app.processes import ROOT
from tests.patience import PATIENCE
from tests.servers import free_port, postgresql_programs

PREFIX = "AQUA_THISTLE_"


class AppProcess:
    """`python -m app serve` on a port that it keeps when it is started again; what it says is in a file.

    `settings` are those of the product by their names, such as `redis_url`.
    """

    def __init__(self, folder: Path, database_url: str, **settings: object) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database_url = database_url
        self._log = folder / f"{self.port}.log"
        given = {"database_url": database_url, "log_level": "error", "graphiql": False, **settings}
        self._settings = {f"{PREFIX}{name.upper()}": str(value) for name, value in given.items()}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process, "it is not running"
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Return True if the process runs."""
        return self._process is not None and self._process.poll() is None

    def launch(self) -> None:
        """Begin to start it."""
        self._log.write_bytes(b"")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app", "serve", "--port", str(self.port)],
                cwd=ROOT,
                env={**os.environ, **self._settings},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> None:
        """Wait until it serves."""
        deadline = time.monotonic() + PATIENCE
        while " serves " not in self.said:
            assert self.alive, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.02)

    def start(self) -> None:
        """Start it, and wait until it serves."""
        self.launch()
        self.wait()

    def kill(self) -> None:
        """End it as a power cut does: it gets no time to do anything."""
        self._end(subprocess.Popen.kill)

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        self._end(subprocess.Popen.terminate)

    def command(self, *arguments: str, typed: str = "") -> None:
        """Run another of the product's commands with the same settings."""
        done = self._run([sys.executable, "-m", "app", *arguments], typed)
        assert done.returncode == 0, done.stdout + done.stderr

    def command_as_told(self, *arguments: str) -> None:
        """Run the program of PostgreSQL that a command of the product says to run in its place."""
        told = self._run([sys.executable, "-m", "app", *arguments])
        assert told.returncode, told.stdout
        places = [str(Path(sys.executable).parent), str(postgresql_programs()), os.environ["PATH"]]
        done = self._run(["sh", "-c", told.stderr.partition(" run: ")[2]], PATH=os.pathsep.join(places))
        assert done.returncode == 0, told.stderr + done.stderr

    @property
    def said(self) -> str:
        """Return the output since the last start."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def memory(self) -> int:
        """Its resident memory in bytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def _run(self, command: Sequence[str], typed: str = "", **variables: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, **self._settings, **variables}
        return subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            check=False,
            capture_output=True,
            encoding="utf-8",
            input=typed,
            timeout=PATIENCE,
        )

    def _end(self, how: Callable[[subprocess.Popen[bytes]], None]) -> None:
        if self._process is not None:
            how(self._process)
            self._process.wait(PATIENCE)
            self._process = None


@contextmanager
def started(*apps: AppProcess) -> Iterator[tuple[AppProcess, ...]]:
    """The processes while they run; whichever still do at the end of the block are killed."""
    try:
        for app in apps:
            app.launch()
        for app in apps:
            app.wait()
        yield apps
    finally:
        for app in apps:
            app.kill()
