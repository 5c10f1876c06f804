"""The rules of suggested series: reading, confirming and refusing them."""

from uuid import UUID

from db import ledgers, series
from db.stores.engine import Connection, Database, retried
from services.changes import Changes, Saved
from services.events.series import SeriesCreated, SeriesRefused
from services.series.service import SeriesState, add, known_of
from services.series.suggestions import SeriesSuggestion, suggestions_of
from services.values.clock import Clock, date_in
from services.values.errors import no_ledger, not_found


class SeriesSuggestionService:
    """The rules of suggested series, which change no figure until somebody confirms them."""

    def __init__(self, database: Database, changes: Changes, clock: Clock) -> None:
        self._database = database
        self._changes = changes
        self._clock = clock

    @retried
    async def all(self, ledger_id: UUID) -> list[SeriesSuggestion]:
        """Return the suggested series of the ledger, the costliest first."""
        async with self._database.read(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise no_ledger()
            return await _suggested(connection, ledger_id, self._clock, ledger.time_zone)

    async def confirm(self, ledger_id: UUID, suggestion_id: UUID) -> Saved[SeriesState]:
        """Make a suggestion a series, and link its payments."""
        async with self._changes.open(ledger_id) as change:
            there = await _suggested(change.connection, ledger_id, self._clock, change.ledger.time_zone)
            suggestion = next((suggestion for suggestion in there if suggestion.id == suggestion_id), None)
            if suggestion is None:
                raise not_found("There is no such suggestion; choose one of seriesSuggestions.", "id")
            state = await add(change, suggestion.draft)
            series_id = state.known.series.id
            await change.happened(SeriesCreated(series_id), [series_id])
        return change.saved(state)

    async def refuse(self, ledger_id: UUID, suggestion_id: UUID) -> Saved[UUID]:
        """Refuse a suggestion, which is then not made again."""
        async with self._changes.open(ledger_id) as change:
            if suggestion_id in await series.refused_in(ledger_id).within(change.connection):
                await change.unchanged()
                return change.saved(suggestion_id)
            there = await _suggested(change.connection, ledger_id, self._clock, change.ledger.time_zone)
            if suggestion_id not in {suggestion.id for suggestion in there}:
                raise not_found("There is no such suggestion; choose one of seriesSuggestions.", "id")
            await series.refuse(change.connection, ledger_id, suggestion_id)
            await change.happened(SeriesRefused())
        return change.saved(suggestion_id)


async def _suggested(connection: Connection, ledger_id: UUID, clock: Clock, time_zone: str) -> list[SeriesSuggestion]:
    known = await known_of(connection, ledger_id)
    currencies = {row.id: row.currency for row in known.accounts.open()}
    usable = {row.id: row for row in known.categories.values()}
    return await suggestions_of(connection, ledger_id, currencies, usable, date_in(time_zone, clock()))
