"""The command about exchange rates: `rates import`."""

import asyncio
from pathlib import Path

import click


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
def import_rates(file: Path) -> None:
    """Import newer reference rates from FILE, the eurofxref-hist.zip of the European Central Bank."""
    from app.settings import Settings

    count = asyncio.run(_import(Settings.read().database_url, file.read_bytes()))
    click.echo(f"Rates that are newer than those of this version: {count}.")


async def _import(url: str, raw: bytes) -> int:
    from db.stores.opening import opened
    from services.wiring import build_services

    async with opened(url, must_exist=True) as database:
        return await build_services(database).rates.import_file(raw)
