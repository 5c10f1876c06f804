"""The events of transfers."""

from uuid import UUID

from services.events import Event


class TransferRecorded(Event, frozen=True):
    """Money was moved from one account to another."""

    transfer_id: UUID
    transaction_ids: tuple[UUID, ...]


class TransferLinked(Event, frozen=True):
    """Transactions that were there already were linked as a transfer."""

    transfer_id: UUID
    transaction_ids: tuple[UUID, ...]


class TransferUnlinked(Event, frozen=True):
    """A transfer was taken apart again."""

    transfer_id: UUID
    transaction_ids: tuple[UUID, ...]


class TransfersLinked(Event, frozen=True):
    """Several suggestions of transfers were accepted."""

    transfer_ids: tuple[UUID, ...]
    transaction_ids: tuple[UUID, ...]


class TransferSuggestionsRefused(Event, frozen=True):
    """Several suggestions of transfers were refused."""

    transaction_ids: tuple[UUID, ...]
