"""The entry of `python -m app`, which is run from the root of the repository."""

from app.cli import cli

if __name__ == "__main__":
    cli(prog_name="python -m app")
