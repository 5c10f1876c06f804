"""All findings of a ledger, and the rule by which a dismissed one returns."""

from collections.abc import Iterable
from itertools import chain

from services.insights import duplicates, fees, income, purchases, recurring, refunds, saving, spending, transfers
from services.insights.finding import Finding, Insight
from services.insights.ledger_view import LedgerView

FINDERS = (
    income.missing,
    income.risen,
    refunds.missing,
    duplicates.duplicates,
    recurring.recurring,
    fees.new,
    transfers.counted,
    purchases.unusual,
    spending.budgets,
    spending.above_average,
    saving.goals_behind,
    saving.goals_reached,
    saving.above_income,
    saving.better_period,
)


def findings(view: LedgerView) -> list[Finding]:
    """Return the findings of a period, the most severe first; none for a period that has not begun."""
    if view.period.start > view.figures.today:
        return []
    unsorted = chain.from_iterable(find(view) for find in FINDERS)
    return sorted(unsorted, key=lambda finding: (finding.severity.rank, -finding.measure, finding.about))


def ordered(insights: Iterable[Insight]) -> list[Insight]:
    """Sort insights, the most severe first, then the largest."""
    return sorted(insights, key=lambda insight: (insight.severity.rank, -insight.measure, insight.id))


def is_dismissed(measure: int, dismissed_at: int | None, size: int) -> bool:
    """Return True if the finding was dismissed and has not become worse by a quarter since.

    A change that is small for the ledger does not count. `measure` is the finding's size now, `dismissed_at` its
    size when it was dismissed, None if it never was.
    """
    if dismissed_at is None:
        return False
    worse = measure - dismissed_at
    return 4 * worse < dismissed_at or 100 * worse < size
