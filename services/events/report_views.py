"""The events of saved reports."""

from uuid import UUID

from services.events import Event


class ReportViewCreated(Event, frozen=True):
    """A report was saved under a name."""

    view_id: UUID


class ReportViewRenamed(Event, frozen=True):
    """A saved report got another name."""

    view_id: UUID


class ReportViewDeleted(Event, frozen=True):
    """A saved report was deleted."""

    view_id: UUID
