"""The entry of `python -m app`, which is run from the root of the repository."""

import gc

# Imported objects stay in memory: to collect garbage among them takes a fifth of a start.
gc.set_threshold(50_000)

from app.commands.cli import cli  # noqa: E402

if __name__ == "__main__":
    cli(prog_name="python -m app")
