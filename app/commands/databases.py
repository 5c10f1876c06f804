"""The commands about the whole database: `migrate`, `backup`, `restore` and `verify`."""

import asyncio
from pathlib import Path

import click

from app.errors import CommandError

ALL_ENDED = (
    "All sessions and access tokens have ended, and passwords are those of the backup: sign in, make new tokens, and"
    " change again each password that was changed since."
)


@click.command()
@click.option(
    "--new-epoch",
    is_flag=True,
    help="After pg_restore: end all sessions and access tokens, and let nobody go on with what they read.",
)
def migrate(*, new_epoch: bool) -> None:
    """Bring the database to this version."""
    from app.settings import Settings

    asyncio.run(_migrate(Settings.read().database_url, new_epoch=new_epoch))
    click.echo("The database is at this version.")
    if new_epoch:
        click.echo(ALL_ENDED)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def backup(file: Path, *, force: bool) -> None:
    """Copy the embedded database to FILE, also while a server is running."""
    from app.settings import Settings
    from db.backups import back_up
    from db.stores.opening import file_of, server_of

    url = Settings.read().database_url
    source = file_of(url)
    if source is None:
        raise CommandError(
            f"PostgreSQL makes its own backups; run: pg_dump --format=custom --file={file} '{server_of(url)}'"
        )
    if not source.is_file():
        raise CommandError(f"There is no database at {source} yet; check AQUA_THISTLE_DATABASE_URL.")
    back_up(source, file, force=force)
    click.echo(f"Copied {source} to {file}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--keep/--no-keep", default=True, help="Keep what is there now beside it.")
def restore(file: Path, *, keep: bool) -> None:
    """Put FILE, which `backup` wrote, in the place of the embedded database, also while a server is running."""
    from app.settings import Settings
    from db.backups import restore as put_back
    from db.stores.opening import file_of, server_of
    from services.values.clock import utc_now

    url = Settings.read().database_url
    target = file_of(url)
    if target is None:
        raise CommandError(
            "PostgreSQL restores its own backups; stop the server and run: pg_restore --clean --if-exists"
            f" --dbname='{server_of(url)}' {file} && python -m app migrate --new-epoch"
        )
    previous = target.with_name(f"{target.name}.before-restore") if keep and target.exists() else None
    known = put_back(file, target, keep=previous, at=utc_now())
    click.echo(f"Restored {file} to {target}{f'; what was there is in {previous}' if previous else ''}.")
    click.echo("What had ended stays ended, and passwords are the newest." if known else ALL_ENDED)


@click.command()
@click.option("--user", help="Only this user's ledger.")
def verify(user: str | None) -> None:
    """Count every ledger again, and report each stored figure that differs."""
    from app.settings import Settings

    verified, differences = asyncio.run(_verify(Settings.read().database_url, user))
    for difference in differences:
        click.echo(difference)
    if differences:
        raise click.exceptions.Exit(1)
    click.echo(f"{verified} {'ledger' if verified == 1 else 'ledgers'} verified.")


async def _migrate(url: str, *, new_epoch: bool) -> None:
    from db import ledgers, users
    from db.backups import upgrade_after_backup
    from db.stores.ids import new_id
    from db.stores.opening import opened
    from services.values.clock import utc_now

    async with opened(url, first=upgrade_after_backup) as database:
        if new_epoch:
            async with database.write() as connection:
                await ledgers.begin_epoch(connection, new_id(), utc_now())
                await users.delete_all_credentials(connection)


async def _verify(url: str, username: str | None) -> tuple[int, list[str]]:
    from app.commands.users import ledger_of
    from db.stores.opening import opened
    from services.verification import VerificationService

    async with opened(url, must_exist=True) as database:
        service = VerificationService(database)
        ids = [await ledger_of(database, username)] if username else await service.ledger_ids()
        differences = [
            f"Ledger {ledger_id}: {text}" for ledger_id in ids for text in await service.differences(ledger_id)
        ]
    return len(ids), differences
