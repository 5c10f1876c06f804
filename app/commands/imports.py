"""The commands about imports: `imports list` and `undo`, and `imports profiles` and `forget` for their settings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import click

from app.commands.users import ledger_of

if TYPE_CHECKING:
    from services.wiring import Services

MOST_LISTED = 100

of_user = click.option("--user", help="The owner of the ledger; not needed when there is only one.")


@click.command(name="list")
@of_user
def list_imports(user: str | None) -> None:
    """List the newest imports, each with the ID by which it can be undone."""
    from app.settings import Settings

    for line in asyncio.run(_listed(Settings.read().database_url, user)):
        click.echo(line)


@click.command
@click.argument("import_id", metavar="ID", type=click.UUID)
@of_user
@click.option("--yes", is_flag=True, help="Do not ask before transactions are deleted for good.")
def undo(import_id: UUID, *, user: str | None, yes: bool) -> None:
    """Undo the import with this ID as a whole: its transactions and checks are deleted for good."""
    from app.settings import Settings

    url = Settings.read().database_url
    count = asyncio.run(_left(url, user, import_id))
    if not yes:
        click.confirm(f"This deletes {count} transactions for good. Undo the import?", abort=True)
    asyncio.run(_undo(url, user, import_id, count))
    click.echo(f"Undone: {count} transactions deleted.")


@click.command(name="profiles")
@of_user
def list_profiles(user: str | None) -> None:
    """List the settings that are found again for files with the same columns, each with its ID."""
    from app.settings import Settings

    for line in asyncio.run(_profiles(Settings.read().database_url, user)):
        click.echo(line)


@click.command
@click.argument("profile_id", metavar="ID", type=click.UUID)
@of_user
def forget(profile_id: UUID, *, user: str | None) -> None:
    """Delete the settings with this ID, so that they are not found again."""
    from app.settings import Settings

    asyncio.run(_forget(Settings.read().database_url, user, profile_id))
    click.echo("Forgotten.")


async def _profiles(url: str, user: str | None) -> list[str]:
    async with _opened(url, user) as (services, ledger_id):
        rows = await services.import_profiles.all(ledger_id)
        names = {account.id: account.name for account in await services.accounts.all(ledger_id)}
    return [
        f"{row.id}  {row.used_at:%Y-%m-%d %H:%M}  {row.file_name or 'a file without a name'}: "
        + ", ".join(
            [
                *([f"account {names[row.account_id]}"] if row.account_id in names else []),
                *([f"currency {row.currency}"] if row.currency else []),
                *(f"{name}={value}" for name, value in row.mapping.items()),
            ]
        )
        for row in rows
    ]


async def _forget(url: str, user: str | None, profile_id: UUID) -> None:
    async with _opened(url, user) as (services, ledger_id):
        await services.import_profiles.delete(ledger_id, profile_id)


async def _listed(url: str, user: str | None) -> list[str]:
    from services.values.pages import PageRequest

    async with _opened(url, user) as (services, ledger_id):
        rows = (await services.import_history.page(ledger_id, PageRequest(first=MOST_LISTED))).rows
        counts = await services.import_history.counts(ledger_id, [row.id for row in rows])
    return [
        f"{row.id}  {row.at:%Y-%m-%d %H:%M}  {row.file_name or 'a file without a name'}: "
        + ("undone" if row.undone_at else f"{count.left} transactions, {count.changed} changed since")
        for row, count in zip(rows, counts, strict=True)
    ]


async def _left(url: str, user: str | None, import_id: UUID) -> int:
    async with _opened(url, user) as (services, ledger_id):
        (count,) = await services.import_history.counts(ledger_id, [import_id])
    return count.left


async def _undo(url: str, user: str | None, import_id: UUID, lost: int) -> None:
    async with _opened(url, user) as (services, ledger_id):
        await services.import_history.undo(ledger_id, import_id, lost)
        await services.removals.finish()


@asynccontextmanager
async def _opened(url: str, user: str | None) -> "AsyncIterator[tuple[Services, UUID]]":
    from db.stores.opening import opened
    from services.wiring import build_services

    async with opened(url, must_exist=True) as database:
        services = build_services(database)
        yield services, await ledger_of(database, user)
        await services.removals.stop()
