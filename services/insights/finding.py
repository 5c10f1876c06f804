"""The parts of an insight: its severity, its sentence, and its evidence."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from services.values.money import Money
from services.values.periods import Period


class InsightSeverity(StrEnum):
    """The severity of an insight, the most severe first."""

    ALERT = "ALERT"
    WARNING = "WARNING"
    NOTICE = "NOTICE"
    GOOD = "GOOD"

    @property
    def rank(self) -> int:
        """Return the position in the order, 0 for the most severe."""
        return list(InsightSeverity).index(self)


class InsightSource(StrEnum):
    """The source of an insight."""

    LEDGER = "LEDGER"
    REPLY = "REPLY"


class FindingKind(StrEnum):
    """The kinds of findings."""

    SPENDING_ABOVE_AVERAGE = "SPENDING_ABOVE_AVERAGE"
    BUDGET_AT_RISK = "BUDGET_AT_RISK"
    BUDGET_OVER = "BUDGET_OVER"
    NEW_RECURRING_PAYMENT = "NEW_RECURRING_PAYMENT"
    RISEN_RECURRING_PAYMENT = "RISEN_RECURRING_PAYMENT"
    POSSIBLE_DUPLICATE = "POSSIBLE_DUPLICATE"
    INCOME_MISSING = "INCOME_MISSING"
    GOAL_OFF_PACE = "GOAL_OFF_PACE"
    SPENDING_ABOVE_INCOME = "SPENDING_ABOVE_INCOME"
    UNUSUAL_PURCHASE = "UNUSUAL_PURCHASE"
    BETTER_PERIOD = "BETTER_PERIOD"
    TRANSFER_AS_SPENDING = "TRANSFER_AS_SPENDING"
    STOPPED_RECURRING_PAYMENT = "STOPPED_RECURRING_PAYMENT"
    BILL_EARLY = "BILL_EARLY"
    BILL_LATE = "BILL_LATE"
    GOAL_REACHED = "GOAL_REACHED"
    REFUND_MISSING = "REFUND_MISSING"
    NEW_BANK_FEE = "NEW_BANK_FEE"
    FOREIGN_FEE = "FOREIGN_FEE"
    RISEN_INCOME = "RISEN_INCOME"


class Evidence(NamedTuple):
    """One figure behind an insight, in minor units, with its category and days if it has them."""

    label: str
    amount: int
    currency: str
    category_id: UUID | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact about a ledger.

    `about` names the fact without its size, and stays the same while the fact holds. `measure` is the size in minor
    units of the base currency; a larger one is worse (or better). `amount` is the figure that the fact is about.
    `advice` is Finny's advice on the fact, empty if nothing can be done any more. `subject_id` is its category or goal,
    `transactions` are the ids of those that show it.
    """

    kind: FindingKind
    severity: InsightSeverity
    about: tuple[str, ...]
    text: str
    evidence: tuple[Evidence, ...]
    measure: int
    amount: Money
    advice: str = ""
    subject_id: UUID | None = None
    transactions: tuple[UUID, ...] = ()

    def fingerprint(self, ledger_id: UUID) -> UUID:
        """Return an id that stays the same while the fact holds."""
        facts = repr((ledger_id.hex, self.kind.value, self.about))
        return UUID(bytes=blake2b(facts.encode(), digest_size=16).digest())


class Insight(NamedTuple):
    """A finding or a tip as it is shown; `stale` if the figures of a tip have changed since.

    A tip has neither `kind` nor `amount`.
    """

    id: UUID
    source: InsightSource
    severity: InsightSeverity
    text: str
    evidence: tuple[Evidence, ...]
    measure: int
    kind: FindingKind | None = None
    message_id: UUID | None = None
    stale: bool = False
    advice: str = ""
    subject_id: UUID | None = None
    amount: Money | None = None
    transactions: tuple[UUID, ...] = ()
