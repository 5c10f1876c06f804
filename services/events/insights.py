"""The events of insights."""

from datetime import date
from uuid import UUID

from services.events import Event


class InsightDismissed(Event, frozen=True):
    """An insight was dismissed until it is materially worse; the days are the period that showed it."""

    insight_id: UUID
    first_day: date
    last_day: date
