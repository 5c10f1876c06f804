"""The commands about transactions: `import` statements of banks, `export` a ledger."""

import asyncio
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from app.commands import CommandError
from app.commands.statements import asked, described, fault, mapping_of
from app.commands.users import ledger_of

if TYPE_CHECKING:
    from services.imports import ImportRequest


class Format(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    JSON = "json"


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise typer.BadParameter(f"“{text}” is no number; write one such as 0.92.") from None


User = Annotated[str | None, typer.Option(help="Whose ledger; not needed when there is only one.")]


def import_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Statements as the bank made them.")],
    *,
    user: User = None,
    account: Annotated[str, typer.Option(help="The account's name or number, where a file has none.")] = "",
    currency: Annotated[str | None, typer.Option(help="The currency, where a file names none.")] = None,
    exchange_rate: Annotated[
        Decimal | None, typer.Option(parser=_decimal, help="Base units per unit of the files' currency.")
    ] = None,
    csv: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE", help="What you know about CSV files and sheets, such as date=Posted; may be repeated."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would happen.")] = False,
    restore_deleted: Annotated[
        bool, typer.Option("--restore-deleted", help="Bring back what was deleted since it was imported.")
    ] = False,
) -> None:
    """Import statements; each file is imported whole or not at all, and never twice."""
    from app.settings import Settings
    from services.imports import ImportRequest

    mapping = mapping_of(csv or [])

    def request(file: IO[bytes]) -> ImportRequest:
        return ImportRequest(file, account, currency, exchange_rate, mapping, dry_run, restore_deleted)

    asyncio.run(_import(Settings().database_url, user, files, request))


def export(
    *,
    user: User = None,
    format: Annotated[Format, typer.Option(help="CSV of the transactions, or JSON of everything.")] = Format.CSV,  # noqa: A002
    output: Annotated[Path | None, typer.Option(help="The file to write, instead of the standard output.")] = None,
) -> None:
    """Write a ledger to a file."""
    from app.settings import Settings

    with asyncio.run(_export(Settings().database_url, user, format)) as exported:
        if output is None:
            shutil.copyfileobj(exported, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            with output.open("wb") as file:
                shutil.copyfileobj(exported, file)


async def _import(
    url: str, user: str | None, files: Sequence[Path], request: "Callable[[IO[bytes]], ImportRequest]"
) -> None:
    from db.opening import opened
    from services import build_services
    from services.errors import Refused
    from services.imports import Asked

    async with opened(url) as database:
        ledger_id = await ledger_of(database, user)
        service = build_services(database).imports
        for path in files:
            with _statement(path) as file, _progress(path) as progress:
                wanted = request(file)
                try:
                    saved = await service.run(ledger_id, wanted, progress)
                except Asked as left_open:
                    raise CommandError(*asked(path, left_open.question, left_open.currency)) from None
                except Refused as refused:
                    raise CommandError(*(fault(path, each.message, each.field) for each in refused.problems)) from None
            if saved.object.question:
                raise CommandError(*asked(path, saved.object.question, saved.object.assumed))
            for line in described(path, saved.object, dry_run=wanted.dry_run):
                typer.echo(line)
            if saved.object.bad_line_count:
                raise CommandError(
                    *(fault(path, bad.message, ("file", str(bad.line))) for bad in saved.object.bad_lines)
                )


async def _export(url: str, user: str | None, chosen: Format) -> IO[bytes]:
    from db.opening import opened
    from services.exports import ExportService

    async with opened(url, must_exist=True) as database:
        ledger_id = await ledger_of(database, user)
        exports = ExportService(database)
        return await (exports.csv(ledger_id) if chosen is Format.CSV else exports.json(ledger_id))


@contextmanager
def _statement(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        if not file.seekable():
            raise CommandError(f"{path} can be read only once; save it to a file first.")
        yield file


@contextmanager
def _progress(path: Path) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal, which goes when the file is done."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(path.name, total=path.stat().st_size)
        yield lambda read: bar.update(task, completed=read)
