"""A program that keeps a copy of a ledger in a file: `python -m tests.faults.copier URL TOKEN_FILE COPY`.

It is the script of docs/clients.md, and stores the copy with its cursor after every round.
"""

import json
import sys
import time
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.clients.recipes import RECIPES, load_recipe

PAUSE = 0.05


def keep(url: str, token: Path, copy: Path) -> None:
    """Follow the ledger until somebody ends it."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "copying.py"
        script.write_text(RECIPES["copying.py"], encoding="utf-8")
        copying = load_recipe(script)
        while True:
            kept = json.loads(copy.read_text(encoding="utf-8")) if copy.exists() else {}
            with suppress(OSError, HTTPException):
                written = copying.follow(f"{url}/graphql", token.read_text(encoding="utf-8"), kept)
                beside = copy.with_suffix(".new")
                beside.write_text(json.dumps(written), encoding="utf-8")
                beside.replace(copy)
            time.sleep(PAUSE)


if __name__ == "__main__":
    keep(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
