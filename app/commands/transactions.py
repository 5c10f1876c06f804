"""The commands about transactions: `import` bank statements, `export` a ledger, `import-ledger` an export."""

import asyncio
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import UUID

import click

from app.commands.statements import described, described_question, fault, mapping_of
from app.commands.users import ledger_of
from app.errors import CommandError

if TYPE_CHECKING:
    from services.imports import ImportRequest


class Number(click.ParamType[Decimal]):
    """An exact decimal number."""

    name = "number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Read a number, or show an example of one."""
        try:
            return Decimal(str(value))
        except InvalidOperation:
            self.fail(f"“{value}” is no number; write one such as 0.92.", param, ctx)


class Lines(click.ParamType[tuple[int, ...]]):
    """Numbers of lines."""

    name = "lines"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Read numbers between commas."""
        try:
            return tuple(int(number) for number in str(value).split(","))
        except ValueError:
            self.fail(f"“{value}” are no numbers of lines; write them as in 12,15.", param, ctx)


of_user = click.option("--user", help="The owner of the ledger; not needed when there is only one.")


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@of_user
@click.option("--account", default="", help="The account's name or number, where a file has none.")
@click.option("--currency", help="The currency, where a file names none.")
@click.option("--exchange-rate", type=Number(), help="Base units per unit of the files' currency.")
@click.option(
    "--csv",
    metavar="KEY=VALUE",
    multiple=True,
    help="A fact about CSV files and sheets, such as date=Posted; may be repeated.",
)
@click.option("--same", type=Lines(), multiple=True, help="Unclear lines that are there already, such as 12,15.")
@click.option("--new", type=Lines(), multiple=True, help="Unclear lines that are new, such as 12,15.")
@click.option("--into", type=click.UUID, help="The ID of the account that a name which nobody knows stands for.")
@click.option("--new-accounts", is_flag=True, help="A name that nobody knows is a new account.")
@click.option("--dry-run", is_flag=True, help="Only show what would happen.")
@click.option("--restore-deleted", is_flag=True, help="Bring back what was deleted since it was imported.")
def import_files(
    files: Sequence[Path],
    *,
    user: str | None,
    account: str,
    currency: str | None,
    exchange_rate: Decimal | None,
    csv: Sequence[str],
    same: Sequence[tuple[int, ...]],
    new: Sequence[tuple[int, ...]],
    into: UUID | None,
    new_accounts: bool,
    dry_run: bool,
    restore_deleted: bool,
) -> None:
    """Import statements as the bank made them, each whole or not at all, and never twice."""
    from app.settings import Settings
    from services.imports import Decisions, ImportRequest

    decisions = Decisions(tuple(chain.from_iterable(same)), tuple(chain.from_iterable(new)), new_accounts)
    mapping = mapping_of(csv)

    def request(file: IO[bytes]) -> ImportRequest:
        return ImportRequest(
            file,
            account=account,
            account_id=into,
            currency=currency,
            exchange_rate=exchange_rate,
            mapping=mapping,
            dry_run=dry_run,
            restore_deleted=restore_deleted,
            file_name=file.name,
            decisions=decisions,
        )

    asyncio.run(_import(Settings.read().database_url, user, files, request))


@click.command()
@of_user
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "json"]),
    default="csv",
    show_default=True,
    help="CSV of the transactions, or JSON of everything.",
)
@click.option("--output", type=click.Path(path_type=Path), help="The file to write, instead of the standard output.")
def export(*, user: str | None, kind: str, output: Path | None) -> None:
    """Write a ledger to a file."""
    from app.settings import Settings

    with asyncio.run(_export(Settings.read().database_url, user, kind)) as exported:
        if output is None:
            shutil.copyfileobj(exported, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            with output.open("wb") as file:
                shutil.copyfileobj(exported, file)


@click.command("import-ledger")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--user", help="The owner of the empty ledger; not needed when there is only one.")
def import_ledger(file: Path, *, user: str | None) -> None:
    """Fill an empty ledger with FILE, which `export --format json` wrote."""
    from app.settings import Settings

    count = asyncio.run(_import_ledger(Settings.read().database_url, user, file))
    click.echo(f"{file.name}: {count} transactions, and everything else of the ledger.")


async def _import_ledger(url: str, user: str | None, path: Path) -> int:
    from db.stores.opening import opened
    from services.changes import Changes
    from services.ledger_import import LedgerImportService
    from services.values.clock import utc_now

    async with opened(url, must_exist=True) as database:
        ledger_id = await ledger_of(database, user)
        with path.open("rb") as file:
            return await LedgerImportService(Changes(database, utc_now)).run(ledger_id, file)


async def _import(
    url: str, user: str | None, files: Sequence[Path], request: "Callable[[IO[bytes]], ImportRequest]"
) -> None:
    from db.stores.opening import opened
    from services.imports import AnswerNeeded
    from services.values.errors import Refused
    from services.wiring import build_services

    async with opened(url) as database:
        ledger_id = await ledger_of(database, user)
        service = build_services(database).imports
        for path in files:
            with _statement(path) as file, _progress(path) as progress:
                wanted = request(file)
                try:
                    saved = await service.run(ledger_id, wanted, progress)
                except AnswerNeeded as left_open:
                    raise CommandError(*described_question(path, left_open.question, left_open.currency)) from None
                except Refused as refused:
                    raise CommandError(
                        *(fault(path, problem.message, problem.field) for problem in refused.problems)
                    ) from None
            if saved.object.question:
                raise CommandError(*described_question(path, saved.object.question, saved.object.assumed))
            for line in described(path, saved.object, dry_run=wanted.dry_run):
                click.echo(line)
            if saved.object.bad_line_count:
                raise CommandError(
                    *(fault(path, bad.message, ("file", str(bad.line))) for bad in saved.object.bad_lines)
                )


async def _export(url: str, user: str | None, kind: str) -> IO[bytes]:
    from db.stores.opening import opened
    from services.exports import ExportService

    async with opened(url, must_exist=True) as database:
        ledger_id = await ledger_of(database, user)
        exports = ExportService(database)
        return await (exports.csv(ledger_id) if kind == "csv" else exports.json(ledger_id))


@contextmanager
def _statement(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        if not file.seekable():
            raise CommandError(f"{path} can be read only once; save it to a file first.")
        yield file


@contextmanager
def _progress(path: Path) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on the terminal."""
    size, read_before = path.stat().st_size, 0
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=size, label=path.name, file=sys.stderr, hidden=hidden) as bar:

        def show(read: int) -> None:
            nonlocal read_before
            bar.update(read - read_before)
            read_before = read

        yield show
