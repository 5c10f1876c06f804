"""The events of budgets."""

from datetime import date
from uuid import UUID

from services.events import Event


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
