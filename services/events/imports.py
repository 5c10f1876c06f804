"""The events of imports."""

from uuid import UUID

from services.events import Event


class TransactionsImported(Event, frozen=True):
    """A statement was imported."""

    import_id: UUID
    recorded: int
    restored: int
    duplicates: int
    deleted_duplicates: int
    account_ids: tuple[UUID, ...] = ()
    transfers: int = 0


class ImportProfileDeleted(Event, frozen=True):
    """The settings for files of one shape were deleted."""

    profile_id: UUID


class ImportUndone(Event, frozen=True):
    """An import was undone: its transactions are gone."""

    import_id: UUID
    removed: int
    deleted_again: int
    account_ids: tuple[UUID, ...]
