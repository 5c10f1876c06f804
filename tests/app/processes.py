"""Runs the product's own commands as processes, from the root of the repository."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def running(*arguments: str, env: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The command `python -m app …` while it runs; killed at the end of the block if it still does."""
    command = [sys.executable, "-m", "app", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said_until(process: subprocess.Popen[str], end: str) -> str:
    """Read the output of a process up to and including the first line that contains `end`."""
    said = ""
    for line in process.stdout or ():
        said += line
        if end in line:
            return said
    raise AssertionError(f"The process ended without “{end}”: {said}")
