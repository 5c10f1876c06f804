"""The events of accounts and of the checks of their balances."""

from datetime import date
from uuid import UUID

from services.events import Event


class AccountCreated(Event, frozen=True):
    """An account was added."""

    account_id: UUID


class AccountUpdated(Event, frozen=True):
    """An account's name, kind, number, currency or settings changed."""

    account_id: UUID


class AccountsOrdered(Event, frozen=True):
    """The accounts were put into another order."""

    account_ids: tuple[UUID, ...]


class AccountClosed(Event, frozen=True):
    """An account was closed on a day."""

    account_id: UUID
    closed_on: date


class AccountReopened(Event, frozen=True):
    """A closed account was opened again."""

    account_id: UUID


class AccountDeleted(Event, frozen=True):
    """An account was deleted for good with its transactions."""

    account_id: UUID


class AccountsMerged(Event, frozen=True):
    """All transactions of one account moved to another, and the first is gone."""

    source_account_id: UUID
    account_id: UUID


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
