"""All findings of a ledger, the gravest first, and when a dismissed one returns."""

from collections.abc import Iterable
from itertools import chain

from services.insights import payments, purchases, saving, spending
from services.insights.finding import Finding, Insight
from services.insights.ledger_view import LedgerView

FINDERS = (
    payments.missing_income,
    payments.duplicates,
    spending.budgets,
    saving.goals_behind,
    spending.above_average,
    payments.recurring,
    saving.above_income,
    purchases.unusual,
    saving.better_period,
)


def findings(view: LedgerView) -> list[Finding]:
    """What stands out in a period of the ledger, as of its last day or today; nothing of a period to come."""
    if view.period.start > view.figures.today:
        return []
    found = chain.from_iterable(find(view) for find in FINDERS)
    return sorted(found, key=lambda each: (each.severity.rank, -each.measure, each.about))


def ordered(insights: Iterable[Insight]) -> list[Insight]:
    """The gravest first, and of equals the largest."""
    return sorted(insights, key=lambda each: (each.severity.rank, -each.measure, each.id))


def is_dismissed(measure: int, dismissed_at: int | None, size: int) -> bool:
    """Whether a finding stays away: it was dismissed, and is not worse since by a quarter that matters to the ledger.

    `measure` is the finding's now, `dismissed_at` what it was when it was dismissed, None if it never was.
    """
    if dismissed_at is None:
        return False
    worse = measure - dismissed_at
    return 4 * worse < dismissed_at or 100 * worse < size
