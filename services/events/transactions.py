"""The events of transactions."""

from uuid import UUID

from msgspec import Struct

from services.events import Event


class TransactionRecorded(Event, frozen=True):
    """A transaction was added."""

    transaction_id: UUID


class TransactionsRecorded(Event, frozen=True):
    """Several transactions were added at once."""

    transaction_ids: tuple[UUID, ...]


class TransactionUpdated(Event, frozen=True):
    """A transaction was edited."""

    transaction_id: UUID


class TransactionDeleted(Event, frozen=True):
    """A transaction was deleted."""

    transaction_id: UUID


class TransactionRestored(Event, frozen=True):
    """A deleted transaction came back."""

    transaction_id: UUID


class TransactionsCategorised(Event, frozen=True):
    """Several transactions were given a category, or none."""

    transaction_ids: tuple[UUID, ...]
    category_id: UUID | None


class Former(Struct, frozen=True):
    """A value that a field had before a bulk edit, and the places of the transactions that had it."""

    field: str
    value: UUID | str | int | None
    places: tuple[int, ...]


class Retagged(Struct, frozen=True):
    """A tag of whole transactions or of a split, and the places of the transactions that gained or lost it."""

    split_id: UUID
    tag_id: UUID
    gained: bool
    places: tuple[int, ...]


class TransactionsUpdated(Event, frozen=True):
    """Several transactions got an account, a category, a payee, a note or tags at once, by somebody or by a rule."""

    transaction_ids: tuple[UUID, ...]
    before: tuple[Former, ...]
    tags: tuple[Retagged, ...] = ()


class TransactionsDeleted(Event, frozen=True):
    """Several transactions were deleted at once."""

    transaction_ids: tuple[UUID, ...]


class TransactionsRestored(Event, frozen=True):
    """Several deleted transactions came back at once."""

    transaction_ids: tuple[UUID, ...]


class RefundSet(Event, frozen=True):
    """A split pays back another one, or no longer."""

    transaction_ids: tuple[UUID, ...]
