"""The events of the checks of accounts."""

from uuid import UUID

from services.events import Event


class CheckRecorded(Event, frozen=True):
    """The owner recorded a check of an account's balance."""

    account_id: UUID
    check_id: UUID


class CheckDeleted(Event, frozen=True):
    """A check of an account's balance was deleted."""

    account_id: UUID
    check_id: UUID


class BalanceAdjusted(Event, frozen=True):
    """The difference to a check was recorded, in a category that may be new."""

    account_id: UUID
    transaction_id: UUID
