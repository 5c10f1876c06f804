"""The bills of a ledger as iCalendar."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from db.calendar_feeds import CalendarFeedRow
from services.calculations.bills import costs_of
from services.calculations.occurrences import Occurrence, OccurrenceState
from services.series.service import SeriesState
from services.values.money import Money, money_decimal
from services.values.periods import DAY

DAYS_BACK, DAYS_AHEAD = timedelta(days=31), timedelta(days=366)

_SHOWN = {OccurrenceState.DUE, OccurrenceState.LATE, OccurrenceState.PAID}


def ical_of(row: CalendarFeedRow, states: Sequence[SeriesState], now: datetime) -> bytes:
    """Return what is due, late or paid within a month back and a year ahead, as all-day events."""
    calendar = Calendar()
    calendar.add("prodid", "-//Aqua Thistle//Bills//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Bills")
    for state, occurrence in _bills(states):
        event = Event()
        event.add("uid", f"{state.known.series.id}-{occurrence.due_on}@aqua-thistle")
        event.add("dtstamp", now)
        event.add("dtstart", occurrence.due_on)
        event.add("dtend", occurrence.due_on + DAY)
        event.add("summary", _summary(row, state, occurrence))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _bills(states: Sequence[SeriesState]) -> Iterator[tuple[SeriesState, Occurrence]]:
    by_id = {state.known.series.id: state for state in states}
    for known in costs_of([state.known for state in states]):
        for occurrence in known.between(known.today - DAYS_BACK, known.today + DAYS_AHEAD):
            if occurrence.state in _SHOWN:
                yield by_id[known.series.id], occurrence


def _summary(row: CalendarFeedRow, state: SeriesState, occurrence: Occurrence) -> str:
    words = [state.known.series.payee if row.payees else "Bill"]
    if row.amounts and occurrence.amount is not None:
        words.append(f"{money_decimal(Money(-occurrence.amount, state.currency))} {state.currency}")
    if occurrence.state is OccurrenceState.PAID:
        words.append("(paid)")
    return " ".join(words)
