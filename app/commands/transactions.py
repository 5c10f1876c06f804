"""The commands about transactions: `import` bank statements, `export` a ledger, `import-ledger` an export."""

import asyncio
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import UUID

import click

from app.commands.statements import described, described_question, fault, mapping_of, query_of
from app.commands.users import ledger_of
from app.errors import CommandError

if TYPE_CHECKING:
    from services.imports import ImportRequest
    from services.wiring import Services

Chosen = Sequence[tuple[int, str]]
"""Lines and the names of their categories."""


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


class Categories(click.ParamType[tuple[int, str]]):
    """A line and the name of its category."""

    name = "line=category"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        """Read a number and a name."""
        line, _, name = str(value).partition("=")
        if not line.isdecimal() or not name:
            self.fail(f"“{value}” is no line with a category; write it as in 12=Food.", param, ctx)
        return int(line), name


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
@click.option("--leave-out", type=Lines(), multiple=True, help="Lines that are not imported, such as 12,15.")
@click.option("--category", type=Categories(), multiple=True, help="A line and its category, such as 12=Food.")
@click.option("--show", multiple=True, help="Lines to show in a dry run: all, or a state such as new or unclear.")
@click.option("--into", type=click.UUID, help="The ID of the account that a name which nobody knows stands for.")
@click.option("--new-accounts", is_flag=True, help="A name that nobody knows is a new account.")
@click.option("--no-profile", is_flag=True, help="Do not use the settings that were set for the last such file.")
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
    leave_out: Sequence[tuple[int, ...]],
    category: Chosen,
    show: Sequence[str],
    into: UUID | None,
    new_accounts: bool,
    no_profile: bool,
    dry_run: bool,
    restore_deleted: bool,
) -> None:
    """Import statements as the bank made them, each whole or not at all, and never twice."""
    from app.settings import Settings
    from services.imports import Decisions, ImportRequest

    decisions = Decisions(
        same=tuple(chain.from_iterable(same)),
        new=tuple(chain.from_iterable(new)),
        new_accounts=new_accounts,
        omitted=tuple(chain.from_iterable(leave_out)),
    )
    wanted = ImportRequest(
        BytesIO(),
        account=account,
        account_id=into,
        currency=currency,
        exchange_rate=exchange_rate,
        mapping=mapping_of(csv),
        dry_run=dry_run,
        restore_deleted=restore_deleted,
        decisions=decisions,
        preview=query_of(show),
        use_profile=not no_profile,
    )
    asyncio.run(_import(Settings.read().database_url, user, files, wanted, category))


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


async def _import(url: str, user: str | None, files: Sequence[Path], wanted: "ImportRequest", chosen: Chosen) -> None:
    from db.stores.opening import opened
    from services.wiring import build_services

    async with opened(url) as database:
        ledger_id = await ledger_of(database, user)
        services = build_services(database)
        ids = await _category_ids(services, ledger_id, chosen)
        wanted = replace(wanted, decisions=replace(wanted.decisions, categories=ids))
        for path in files:
            await _import_file(services, ledger_id, path, wanted)


async def _import_file(services: "Services", ledger_id: UUID, path: Path, wanted: "ImportRequest") -> None:
    from services.imports import AnswerNeeded
    from services.values.errors import Refused

    with _statement(path) as file, _progress(path) as progress:
        wanted = replace(wanted, file=file, file_name=file.name)
        try:
            report = (await services.imports.run(ledger_id, wanted, progress)).object
            shown = list(report.lines)
            while report.has_more_lines and wanted.preview:
                wanted = replace(wanted, preview=replace(wanted.preview, after=shown[-1].line))
                report = (await services.imports.run(ledger_id, wanted)).object
                shown += report.lines
        except AnswerNeeded as left_open:
            raise CommandError(*described_question(path, left_open.question, left_open.currency)) from None
        except Refused as refused:
            raise CommandError(*(fault(path, problem.message, problem.field) for problem in refused.problems)) from None
    if report.question and not shown:
        raise CommandError(*described_question(path, report.question, report.assumed))
    for line in described(path, replace(report, lines=shown), dry_run=wanted.dry_run):
        click.echo(line)
    if report.question:
        raise CommandError(*described_question(path, report.question, report.assumed))
    if report.bad_line_count:
        raise CommandError(*(fault(path, bad.message, ("file", str(bad.line))) for bad in report.bad_lines))


async def _category_ids(services: "Services", ledger_id: UUID, chosen: Chosen) -> tuple[tuple[int, UUID], ...]:
    """Return the lines with the ids of their categories."""
    from services.imports.category_names import CategoryNames

    names = CategoryNames(await services.categories.all(ledger_id) if chosen else ())
    ids = [(line, names[name]) for line, name in chosen]
    if names.unknown:
        raise CommandError(f"There is no category “{names.unknown[0]}”; write the name of one, such as 12=Food.")
    return tuple((line, category_id) for line, category_id in ids if category_id)


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
