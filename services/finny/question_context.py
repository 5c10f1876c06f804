"""The context of a question: what Finny knows before it reads one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.values.calendars import Calendar


@dataclass(frozen=True, slots=True)
class QuestionContext:
    """Today, the calendar, and the names in the ledger that a question can contain; the payees are the latest."""

    today: date
    calendar: Calendar
    categories: Mapping[str, str]
    goals: Sequence[str]
    payees: Sequence[str]
    accounts: Sequence[str] = ()
    tags: Sequence[str] = ()
    currency: str = "EUR"
    first_entry: date | None = None
