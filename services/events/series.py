"""The events of series."""

from datetime import date
from uuid import UUID

from services.events import Event


class SeriesCreated(Event, frozen=True):
    """A series of recurring payments was added."""

    series_id: UUID


class SeriesUpdated(Event, frozen=True):
    """A series' payee, amount, account, category or schedule changed."""

    series_id: UUID


class SeriesDueDaySet(Event, frozen=True):
    """A due day of a series was skipped, or is expected again."""

    series_id: UUID
    due_on: date


class SeriesRefused(Event, frozen=True):
    """A suggested series was refused."""


class SeriesDeleted(Event, frozen=True):
    """A series was deleted; the transactions that paid it stay."""

    series_id: UUID
