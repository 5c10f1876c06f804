"""The command line: its commands, and one sentence with exit code 2 for whatever the person at it can mend."""

from typing import Any

import typer
from typer.core import TyperGroup

from app.commands import CommandError, databases, serving, transactions, users


class Commands(TyperGroup):
    """A group of commands that tells a failure in one sentence a line, without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what nobody foresaw still comes as a traceback, because that is a fault of ours."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentences = explained(error)
            if sentences is None:
                raise
            for sentence in sentences:
                typer.echo(sentence, err=True)
            raise typer.Exit(2) from error


def explained(error: Exception) -> list[str] | None:
    """What to tell the person at the command line, a sentence for each fault; None for a fault of the program."""
    from pydantic import ValidationError

    from db.backups import BackupProblem
    from db.opening import DatabaseProblem
    from services.errors import Refused, ServiceError

    match error:
        case Refused():
            return [problem.message for problem in error.problems]
        case CommandError():
            return list(error.args)
        case ServiceError() | DatabaseProblem() | BackupProblem():
            return [str(error)]
        case ValidationError() if error.title == "Settings":
            return [_setting(fault["loc"], fault["msg"]) for fault in error.errors()]
        case OSError() if error.filename and error.strerror:
            return [f"{error.filename} cannot be used: {error.strerror.lower()}."]
    return None


def _setting(location: tuple[int | str, ...], message: str) -> str:
    """The value itself is not shown: it may hold a password."""
    name = "_".join(map(str, location)).upper()
    return f"The setting AQUA_THISTLE_{name} cannot be used: {message[:1].lower()}{message[1:]}."


cli = typer.Typer(
    cls=Commands,
    help="Aqua Thistle: a self-hosted, real-time personal-finance dashboard as a GraphQL API.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
user = typer.Typer(help="The people who have a ledger here.", no_args_is_help=True)
user.command("add")(users.add)
cli.command()(serving.serve)
cli.command()(serving.demo)
cli.command()(databases.migrate)
cli.add_typer(user, name="user")
cli.command("import")(transactions.import_files)
cli.command()(transactions.export)
cli.command()(databases.backup)
cli.command()(databases.restore)
cli.command()(databases.verify)
cli.command()(serving.schema)
