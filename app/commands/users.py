"""The commands about users."""

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from app.errors import CommandError

if TYPE_CHECKING:
    from uuid import UUID

    from db.stores.engine import Database
    from services.users import SignUpDraft


@click.command()
@click.argument("username")
@click.option("--name", help="The name to show; the username if left out.")
@click.option("--base-currency", default="EUR", show_default=True, help="The currency that the ledger counts in.")
@click.option("--time-zone", default="UTC", show_default=True, help="The time zone of the ledger's days.")
@click.option(
    "--start-day", type=int, default=1, show_default=True, help="The day of the month, 1 to 31, on which periods start."
)
@click.option("--locale", default="en", show_default=True, help="The language and region of the user.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the input.")
def add(
    username: str,
    *,
    name: str | None,
    base_currency: str,
    time_zone: str,
    start_day: int,
    locale: str,
    password_stdin: bool,
) -> None:
    """Add a user who signs in as USERNAME, with an empty ledger, whatever the policy for signing up."""
    from app.settings import Settings
    from services.users import SignUpDraft
    from services.values.calendar_rules import CalendarDraft

    settings = Settings.read()
    password = _read_password(prompt=not password_stdin)
    draft = SignUpDraft(
        username, password, name or username, base_currency, locale, time_zone, CalendarDraft(start_day)
    )
    username = asyncio.run(_add(settings.database_url, draft))
    click.echo(f"Added {username}, with a ledger in {base_currency}.")


def _read_password(*, prompt: bool) -> str:
    if prompt:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


async def _add(url: str, draft: "SignUpDraft") -> str:
    from db.stores.opening import opened
    from services.wiring import build_services

    async with opened(url) as database:
        return (await build_services(database).users.add_user(draft)).object.username


async def ledger_of(database: "Database", username: str | None) -> "UUID":
    """Return the ledger of a user, or of the only user if none is named.

    Raises CommandError if there is no such user.
    """
    from db import ledgers, users
    from services.users.drafts import fold_username

    async with database.read() as connection:
        if username is not None:
            user = await users.by_username(connection, fold_username(username))
            if user is None:
                raise CommandError(f"There is no user “{username}”; name one that exists, or add it with `user add`.")
            return user.ledger_id
        ids = await ledgers.all_ids(connection)
    if len(ids) != 1:
        raise CommandError("Name the user by --user." if ids else "There is no user yet; add one with `user add`.")
    return ids[0]
