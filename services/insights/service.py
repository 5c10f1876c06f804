"""Dismiss insights until the facts become materially worse."""

from uuid import UUID

from db import insights
from db.insights import DismissalRow
from services.changes import Changes, Saved
from services.events.insights import InsightDismissed
from services.insights.finding import Insight
from services.insights.loading import found_in
from services.values.errors import not_found
from services.values.periods import PeriodChoice


class InsightService:
    """The rules of insights."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes

    async def dismiss(self, ledger_id: UUID, insight_id: UUID, choice: PeriodChoice) -> Saved[Insight]:
        """Dismiss an insight of a period; refuse an id that the period does not have."""
        async with self._changes.open(ledger_id) as change:
            period = change.calendar.chosen(choice, change.today)
            insights_of_period = await found_in(change.connection, change.ledger, period, change.today)
            insight = next((insight for insight in insights_of_period if insight.id == insight_id), None)
            if insight is None:
                raise not_found("There is no such insight in this period; choose one of its dashboard.", "id")
            dismissed = await insights.dismissed(change.connection, ledger_id, [insight_id])
            if dismissed.get(insight_id) == insight.measure:
                await change.unchanged()
                return change.saved(insight)
            await insights.dismiss(
                change.connection,
                DismissalRow(ledger_id=ledger_id, insight_id=insight_id, measure=insight.measure, at=change.now),
            )
            await change.happened(InsightDismissed(insight_id, period.start, period.end))
        return change.saved(insight)
