"""What an insight is made of: how grave it is, its sentence, and the figures and days that it stands on."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from services.periods import Period


class InsightSeverity(StrEnum):
    """How much an insight matters, the gravest first."""

    ALERT = "ALERT"
    WARNING = "WARNING"
    NOTICE = "NOTICE"
    GOOD = "GOOD"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(InsightSeverity).index(self)


class InsightSource(StrEnum):
    """Where an insight comes from."""

    LEDGER = "LEDGER"
    REPLY = "REPLY"


class FindingKind(StrEnum):
    """What can be found in a ledger."""

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


class Evidence(NamedTuple):
    """One figure that an insight stands on, in minor units; of a category and of some days where it has them."""

    label: str
    amount: int
    currency: str
    category_id: UUID | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact found in a ledger.

    `about` names the facts apart from their size: the same finding has the same `about` for as long as it holds.
    `measure` is that size in minor units of the base currency: a larger one is a worse (or better) case of it.
    `advice` is the same fact as Finny advises on it, empty if there is nothing to do about it any more. `subject_id` is
    the category or goal that it is about.
    """

    kind: FindingKind
    severity: InsightSeverity
    about: tuple[str, ...]
    text: str
    evidence: tuple[Evidence, ...]
    measure: int
    advice: str = ""
    subject_id: UUID | None = None

    def fingerprint(self, ledger_id: UUID) -> UUID:
        """The name of these facts in a ledger, the same whenever they are found."""
        facts = repr((ledger_id.hex, self.kind.value, self.about))
        return UUID(bytes=blake2b(facts.encode(), digest_size=16).digest())


class Insight(NamedTuple):
    """A finding, or a tip from a reply, as it is shown; `stale` when the figures of a tip have moved since.

    A tip has no `kind`.
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
