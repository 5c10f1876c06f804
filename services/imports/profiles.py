"""Profiles: the settings of an import are remembered by the shape of its file and the account, and found again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from db import import_profiles
from db.import_profiles import ImportProfileRow
from db.stores.engine import Database, retried
from db.stores.ids import new_id
from services.accounts import KnownAccounts
from services.changes import Change, Changes, Saved
from services.events.imports import ImportProfileDeleted
from services.imports.places import Places
from services.imports.report import NO_MAPPING, ImportRequest
from services.statements import shape_of
from services.values.errors import not_found

MOST_PROFILES = 200
"""Of a ledger; the one that was set longest ago makes room."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A request with the settings of its profile, if there is one, and the shape of its file, if it may get one."""

    request: ImportRequest
    shape: bytes | None = None
    profile: ImportProfileRow | None = None
    sets: bool = False
    """True if the caller gave settings of their own, which are remembered."""


class ImportProfileService:
    """The rules of profiles."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes

    @retried
    async def all(self, ledger_id: UUID) -> list[ImportProfileRow]:
        """Return the profiles of a ledger, those that were set last first."""
        async with self._database.read(ledger_id) as connection:
            return await import_profiles.all_of(connection, ledger_id)

    async def delete(self, ledger_id: UUID, profile_id: UUID) -> Saved[ImportProfileRow]:
        """Delete a profile; what was imported with it stays."""
        async with self._changes.open(ledger_id) as change:
            rows = await import_profiles.all_of(change.connection, ledger_id)
            row = next((row for row in rows if row.id == profile_id), None)
            if row is None:
                raise not_found("There is no such profile; choose one of yours.", "id")
            await import_profiles.remove(change.connection, ledger_id, row.id)
            await change.happened(ImportProfileDeleted(row.id))
        return change.saved(row)


def with_profile(
    request: ImportRequest, rows: Sequence[ImportProfileRow], known: KnownAccounts, chosen: UUID | None
) -> Remembered:
    """Return the request with the settings that were set last for the shape of its file, under its own.

    `chosen` is the account that the request names. This reads the file.
    """
    sets = request.mapping != NO_MAPPING or bool(request.currency or request.account or request.account_id)
    if not (sets or (rows and request.use_profile)):
        return Remembered(request)
    shape = shape_of(request.file)
    if shape is None:
        return Remembered(request)
    profile = _found(rows, shape, chosen) if request.use_profile else None
    if profile is None:
        return Remembered(request, shape, None, sets)
    account = known.get(profile.account_id) if profile.account_id and not chosen and not request.account else None
    full = replace(
        request,
        mapping=request.mapping.over(profile.mapping),
        currency=request.currency or profile.currency,
        default_account_id=account.id if account and account.closed_on is None else None,
    )
    return Remembered(full, shape, profile, sets)


async def remember(change: Change, used: Remembered, places: Places, file_name: str) -> None:
    """Store the settings that the caller gave, instead of those for the same shape and account."""
    if not used.sets or used.shape is None:
        return
    request, account = used.request, places.requested
    rows = await import_profiles.all_of(change.connection, change.ledger.id)
    row = ImportProfileRow(
        ledger_id=change.ledger.id,
        id=new_id(),
        shape=used.shape,
        account_id=account and account.id,
        currency=request.currency,
        mapping=request.mapping.settings,
        file_name=file_name,
        used_at=change.now,
    )
    same = [old for old in rows if old.shape == row.shape and old.account_id in {row.account_id, None}]
    for old in same or rows[MOST_PROFILES - 1 :]:
        await import_profiles.remove(change.connection, change.ledger.id, old.id)
    await import_profiles.add(change.connection, row._replace(id=same[0].id) if same else row)


def _found(rows: Sequence[ImportProfileRow], shape: bytes, chosen: UUID | None) -> ImportProfileRow | None:
    """Return the profile of a shape and an account; without an account only if there is no other one to choose."""
    mine = {row.account_id: row for row in rows if row.shape == shape}
    if chosen is None and len(mine) == 1:
        return next(iter(mine.values()))
    return mine.get(chosen) or mine.get(None)
