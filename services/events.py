"""The events of a ledger: frozen, in the past tense, one for every committed write."""

from datetime import date
from uuid import UUID

from msgspec import Struct


class Event(Struct, frozen=True):
    """Something that happened to a ledger; the class names it, the fields say what changed."""


class LedgerOpened(Event, frozen=True):
    """A user signed up and the ledger began."""


class LedgerUpdated(Event, frozen=True):
    """Base currency, time zone or period start day changed."""


class LedgerImported(Event, frozen=True):
    """An empty ledger was filled with an export of another one."""


class LedgerRestored(Event, frozen=True):
    """A backup was put back: what happened after it was made is undone, and revisions go on far above it."""


class ProfileUpdated(Event, frozen=True):
    """A user's name or locale changed."""

    user_id: UUID


class SessionsRevoked(Event, frozen=True):
    """Sessions or access tokens of a user ended."""

    user_id: UUID


class AccessTokenCreated(Event, frozen=True):
    """A user made a personal access token."""

    user_id: UUID


class CategoryCreated(Event, frozen=True):
    """A category was added."""

    category_id: UUID


class CategoryUpdated(Event, frozen=True):
    """A category's name, place, kind or looks changed."""

    category_id: UUID


class CategoryArchived(Event, frozen=True):
    """A category was archived, or brought back."""

    category_id: UUID
    archived: bool


class CategoriesMerged(Event, frozen=True):
    """All that one category held moved to another, and the first is gone."""

    source_id: UUID
    category_id: UUID


class TagCreated(Event, frozen=True):
    """A tag was added."""

    tag_id: UUID


class TagUpdated(Event, frozen=True):
    """A tag was renamed."""

    tag_id: UUID


class TagsMerged(Event, frozen=True):
    """All that had one tag got another, and the first is gone."""

    source_tag_id: UUID
    tag_id: UUID


class TagDeleted(Event, frozen=True):
    """A tag was deleted; the transactions stay."""

    tag_id: UUID


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


class BudgetSet(Event, frozen=True):
    """A category's plan changed from a date on."""

    category_id: UUID
    starts_on: date


class BudgetCleared(Event, frozen=True):
    """A category has no plan from a date on."""

    category_id: UUID
    starts_on: date


class BudgetsCopied(Event, frozen=True):
    """The plans of one period were written to another."""

    source_start: date
    starts_on: date


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


class TransactionsImported(Event, frozen=True):
    """A statement was imported."""

    import_id: UUID
    recorded: int
    restored: int
    duplicates: int
    deleted_duplicates: int
    account_ids: tuple[UUID, ...] = ()
    transfers: int = 0


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


class PriceRecorded(Event, frozen=True):
    """The owner gave the price of a currency on a day."""

    currency: str
    day: date


class PriceDeleted(Event, frozen=True):
    """A price of a currency that the owner had given was deleted."""

    currency: str
    day: date


class RatesImported(Event, frozen=True):
    """The operator imported newer reference rates, by which accounts in other currencies are valued again."""


class TransfersLinked(Event, frozen=True):
    """Several suggestions of transfers were accepted."""

    transfer_ids: tuple[UUID, ...]
    transaction_ids: tuple[UUID, ...]


class TransferSuggestionsRefused(Event, frozen=True):
    """Several suggestions of transfers were refused."""

    transaction_ids: tuple[UUID, ...]


class ImportUndone(Event, frozen=True):
    """An import was undone: its transactions are gone."""

    import_id: UUID
    removed: int
    deleted_again: int
    account_ids: tuple[UUID, ...]


class RefundSet(Event, frozen=True):
    """A split pays back another one, or no longer."""

    transaction_ids: tuple[UUID, ...]


class RuleCreated(Event, frozen=True):
    """A rule was added."""

    rule_id: UUID


class RuleUpdated(Event, frozen=True):
    """A rule's conditions or what it gives changed."""

    rule_id: UUID


class RulesOrdered(Event, frozen=True):
    """The rules were put into another order."""

    rule_ids: tuple[UUID, ...]


class RuleDeleted(Event, frozen=True):
    """A rule was deleted."""

    rule_id: UUID


class GoalCreated(Event, frozen=True):
    """A savings goal was set."""

    goal_id: UUID


class GoalUpdated(Event, frozen=True):
    """A goal's name, target or date changed."""

    goal_id: UUID


class GoalContributed(Event, frozen=True):
    """Money was put towards a goal, or taken back."""

    goal_id: UUID
    contribution_id: UUID


class GoalDeleted(Event, frozen=True):
    """A goal was deleted."""

    goal_id: UUID


class MessageAdded(Event, frozen=True):
    """A message was added: the owner sent it, or a reply of Finny has ended."""

    message_id: UUID


class ReplyStopped(Event, frozen=True):
    """The owner asked Finny to end the reply that was being written."""

    message_id: UUID


class ConversationCleared(Event, frozen=True):
    """All messages of the conversation were archived."""


class InsightDismissed(Event, frozen=True):
    """An insight was dismissed until it is materially worse; the days are the period that showed it."""

    insight_id: UUID
    first_day: date
    last_day: date
