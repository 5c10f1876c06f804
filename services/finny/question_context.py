"""The context of a question: what Finny knows before it reads one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.values.calendars import Calendar


@dataclass(frozen=True, slots=True)
class QuestionContext:
    """Today, the calendar, and the names of categories, goals and latest payees that a question can contain."""

    today: date
    calendar: Calendar
    categories: Mapping[str, str]
    goals: Sequence[str]
    payees: Sequence[str]
    accounts: Sequence[str] = ()
    currency: str = "EUR"
    first_entry: date | None = None
