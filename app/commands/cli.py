"""The command line: its commands, and exit code 2 with one sentence for every fault that the user can mend."""

from typing import Any

import click

from app.commands import databases, imports, rates, serving, transactions, users
from app.errors import CommandError


class Commands(click.Group):
    """A group of commands that reports a failure in sentences, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. An unexpected failure keeps its traceback, because it is a fault of the program."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentences = explained(error)
            if sentences is None:
                raise
            for sentence in sentences:
                click.echo(sentence, err=True)
            raise click.exceptions.Exit(2) from error


def explained(error: Exception) -> list[str] | None:
    """Return a sentence for each fault that the user can mend; None for a fault of the program."""
    from db.backups import BackupProblem
    from db.stores.opening import DatabaseProblem
    from services.values.errors import Refused, ServiceError

    match error:
        case Refused():
            return [problem.message for problem in error.problems]
        case CommandError():
            return list(error.args)
        case ServiceError() | DatabaseProblem() | BackupProblem():
            return [str(error)]
        case OSError() if error.filename and error.strerror:
            return [f"{error.filename} cannot be used: {error.strerror.lower()}."]
    return None


@click.group(cls=Commands)
def cli() -> None:
    """Aqua Thistle: a self-hosted, real-time personal-finance dashboard as a GraphQL API."""


@cli.group()
def user() -> None:
    """Manage the users who have a ledger here."""


@cli.group(name="rates")
def rates_group() -> None:
    """Manage the reference rates of currencies."""


@cli.group(name="imports")
def imports_group() -> None:
    """List imports, and undo one as a whole."""


user.add_command(users.add)
imports_group.add_command(imports.list_imports)
imports_group.add_command(imports.list_profiles)
imports_group.add_command(imports.forget)
imports_group.add_command(imports.undo)
rates_group.add_command(rates.import_rates)
for command in (
    serving.serve,
    serving.demo,
    databases.migrate,
    transactions.import_files,
    transactions.export,
    transactions.import_ledger,
    databases.backup,
    databases.restore,
    databases.verify,
    serving.schema,
):
    cli.add_command(command)
