"""The entry of `python -m app`, which is run from the root of the repository."""

import gc

# What is imported stays: looking for garbage among it is a fifth of the time that a start takes.
gc.set_threshold(50_000)

from app.commands.cli import cli  # noqa: E402

if __name__ == "__main__":
    cli(prog_name="python -m app")
