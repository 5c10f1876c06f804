"""The vocabulary of what can happen to a ledger: frozen, in the past tense, one for every committed write."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a ledger; the class names it, the fields say what changed."""


@dataclass(frozen=True, slots=True)
class LedgerOpened(Event):
    """A user signed up and the ledger began."""


@dataclass(frozen=True, slots=True)
class LedgerUpdated(Event):
    """Base currency, time zone or period start day changed."""


@dataclass(frozen=True, slots=True)
class LedgerRestored(Event):
    """A backup was put back: what happened after it was made is undone, and revisions go on far above it."""


@dataclass(frozen=True, slots=True)
class ProfileUpdated(Event):
    """A user's name or locale changed."""

    user_id: UUID


@dataclass(frozen=True, slots=True)
class SessionsRevoked(Event):
    """Sessions or access tokens of a user ended."""

    user_id: UUID


@dataclass(frozen=True, slots=True)
class AccessTokenCreated(Event):
    """A user made a personal access token."""

    user_id: UUID


@dataclass(frozen=True, slots=True)
class CategoryCreated(Event):
    """A category was added."""

    category_id: UUID


@dataclass(frozen=True, slots=True)
class CategoryUpdated(Event):
    """A category's name, place, kind or looks changed."""

    category_id: UUID


@dataclass(frozen=True, slots=True)
class CategoryArchived(Event):
    """A category was put away, or brought back."""

    category_id: UUID
    archived: bool


@dataclass(frozen=True, slots=True)
class CategoriesMerged(Event):
    """All that one category held moved to another, and the first is gone."""

    source_id: UUID
    category_id: UUID


@dataclass(frozen=True, slots=True)
class BudgetSet(Event):
    """A category's plan changed from a date on."""

    category_id: UUID
    starts_on: date


@dataclass(frozen=True, slots=True)
class BudgetCleared(Event):
    """A category has no plan from a date on."""

    category_id: UUID
    starts_on: date


@dataclass(frozen=True, slots=True)
class BudgetsCopied(Event):
    """The plans of one period were written to another."""

    source_start: date
    starts_on: date


@dataclass(frozen=True, slots=True)
class TransactionRecorded(Event):
    """A transaction was added."""

    transaction_id: UUID


@dataclass(frozen=True, slots=True)
class TransactionsRecorded(Event):
    """Several transactions were added at once."""

    transaction_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class TransactionUpdated(Event):
    """A transaction was edited."""

    transaction_id: UUID


@dataclass(frozen=True, slots=True)
class TransactionDeleted(Event):
    """A transaction was deleted."""

    transaction_id: UUID


@dataclass(frozen=True, slots=True)
class TransactionRestored(Event):
    """A deleted transaction came back."""

    transaction_id: UUID


@dataclass(frozen=True, slots=True)
class TransactionsCategorised(Event):
    """Several transactions were given a category, or none."""

    transaction_ids: tuple[UUID, ...]
    category_id: UUID | None


@dataclass(frozen=True, slots=True)
class TransactionsImported(Event):
    """A statement was imported."""

    import_id: UUID
    recorded: int
    restored: int
    duplicates: int
    deleted_duplicates: int


@dataclass(frozen=True, slots=True)
class GoalCreated(Event):
    """A savings goal was set."""

    goal_id: UUID


@dataclass(frozen=True, slots=True)
class GoalUpdated(Event):
    """A goal's name, target or date changed."""

    goal_id: UUID


@dataclass(frozen=True, slots=True)
class GoalContributed(Event):
    """Money was put towards a goal, or taken back."""

    goal_id: UUID
    contribution_id: UUID


@dataclass(frozen=True, slots=True)
class GoalDeleted(Event):
    """A goal was deleted."""

    goal_id: UUID


@dataclass(frozen=True, slots=True)
class MessageAdded(Event):
    """Somebody said something in the conversation: the owner, or Finny in a reply that has ended."""

    message_id: UUID


@dataclass(frozen=True, slots=True)
class ReplyStopped(Event):
    """The owner asked Finny to end the reply that was being written."""

    message_id: UUID


@dataclass(frozen=True, slots=True)
class ConversationCleared(Event):
    """All messages of the conversation were put away."""


@dataclass(frozen=True, slots=True)
class InsightDismissed(Event):
    """An insight was put away until it is materially worse; the days are the period that showed it."""

    insight_id: UUID
    first_day: date
    last_day: date
