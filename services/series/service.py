"""The rules of series: creating, changing and deleting them, and skipping their due days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db import accounts, categories, ledgers, series, transaction_search
from db.series import SeriesRow, SkipRow
from db.stores.engine import Connection, Database, read_at_once, retried
from db.stores.ids import new_id
from db.transactions import TransactionFilter
from services.accounts import Known, KnownAccounts
from services.calculations.occurrences import BEFORE, REMEMBERED, KnownSeries
from services.changes import Change, Changes, Once, Saved
from services.events.series import SeriesCreated, SeriesDeleted, SeriesDueDaySet, SeriesUpdated
from services.series.drafts import MOST_SERIES, SeriesDraft, SeriesEdit, edited, prepare
from services.series.linking import links_of
from services.series.reading import SeriesReading
from services.values.clock import Clock, date_in
from services.values.errors import conflict, invalid, no_ledger, not_found
from services.values.payees import payee_name

MOST_LINKED = 500


@dataclass(frozen=True, slots=True)
class SeriesState:
    """A series with its payments of the last two years; amounts are in the currency of its account."""

    known: KnownSeries
    currency: str


class SeriesService:
    """The rules of series."""

    def __init__(self, database: Database, changes: Changes, clock: Clock) -> None:
        self._database = database
        self._changes = changes
        self._clock = clock

    @retried
    async def all(self, ledger_id: UUID) -> list[SeriesState]:
        """Return every series of the ledger as of today, the oldest first."""
        async with self._database.read(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise no_ledger()
            return await _states(connection, ledger_id, date_in(ledger.time_zone, self._clock()))

    async def create(self, ledger_id: UUID, draft: SeriesDraft, key: str | None = None) -> Saved[SeriesState]:
        """Add a series, and link the transactions of the last two years that pay it."""
        async with self._changes.open(ledger_id, Once(key, "createSeries", draft)) as change:
            if change.repeated:
                return change.repeated.made(await _find(change, change.repeated.ids[0]))
            state = await add(change, draft)
            series_id = state.known.series.id
            await change.happened(SeriesCreated(series_id), [series_id])
        return change.saved(state)

    async def update(self, ledger_id: UUID, series_id: UUID, edit: SeriesEdit) -> Saved[SeriesState]:
        """Edit a series, and link the transactions that pay it now."""
        async with self._changes.open(ledger_id) as change:
            there = {row.id: row for row in await series.all_of(change.connection, ledger_id)}
            old = _get(there.get(series_id))
            known = await known_of(change.connection, ledger_id)
            new = prepare(edited(old, edit, known.accounts), ledger_id, old.id, known, today=change.today, old=old)
            if new == old:
                await change.unchanged()
                return change.saved(await _made(change, old.id))
            await series.replace(change.connection, new)
            await series.unlink(change.connection, ledger_id, new.id)
            await _link_past(change, new, [*(there | {new.id: new}).values()])
            await change.happened(SeriesUpdated(new.id))
            state = await _made(change, new.id)
        return change.saved(state)

    async def delete(self, ledger_id: UUID, series_id: UUID) -> Saved[SeriesRow]:
        """Delete a series; the transactions that paid it stay."""
        async with self._changes.open(ledger_id) as change:
            rows = await series.all_of(change.connection, ledger_id)
            row = _get(next((row for row in rows if row.id == series_id), None))
            await series.remove(change.connection, ledger_id, row.id)
            await change.happened(SeriesDeleted(row.id))
        return change.saved(row)

    async def set_due_day(self, ledger_id: UUID, series_id: UUID, due_on: date, *, skipped: bool) -> Saved[SeriesState]:
        """Skip a due day of a series that is not paid, or expect it again."""
        async with self._changes.open(ledger_id) as change:
            state = await _made(change, series_id)
            occurrence = next(state.known.between(due_on, due_on), None)
            if occurrence is None:
                raise invalid(f"Nothing is due on {due_on}; choose a day of its occurrences.", "due_on")
            if occurrence.payment is not None:
                raise conflict(f"What was due on {due_on} is paid.", "due_on")
            if (due_on in state.known.skipped) is skipped:
                await change.unchanged()
                return change.saved(state)
            row = SkipRow(ledger_id=ledger_id, series_id=series_id, due_on=due_on)
            await (series.skip if skipped else series.expect)(change.connection, row)
            await change.happened(SeriesDueDaySet(series_id, due_on))
            state = await _made(change, series_id)
        return change.saved(state)


async def add(change: Change, draft: SeriesDraft) -> SeriesState:
    """Store a new series within a change, and link the transactions that pay it."""
    there = await series.all_of(change.connection, change.ledger.id)
    if len(there) >= MOST_SERIES:
        raise conflict(f"A ledger has at most {MOST_SERIES} series; delete one first.")
    known = await known_of(change.connection, change.ledger.id)
    row = prepare(draft, change.ledger.id, new_id(), known, today=change.today)
    await series.create(change.connection, row)
    await _link_past(change, row, [*there, row])
    return await _made(change, row.id)


async def known_of(connection: Connection, ledger_id: UUID) -> Known:
    """Return the accounts and categories that series may have."""
    rows = await categories.all_of(connection, ledger_id)
    return Known(KnownAccounts(await accounts.all_of(connection, ledger_id)), {row.id: row for row in rows})


async def _link_past(change: Change, row: SeriesRow, known: Sequence[SeriesRow]) -> None:
    """Link the transactions of the last two years that pay a series, at most the newest of its payee."""
    word = max(payee_name(row.payee).split(), key=len)
    since = change.today - REMEMBERED - BEFORE
    chosen = TransactionFilter(start=since, account_ids=(row.account_id,), text=word)
    rows = await transaction_search.page(change.connection, row.ledger_id, chosen, MOST_LINKED)
    if rows:
        ids = [candidate.id for candidate in rows]
        await series.relink(change.connection, row.ledger_id, ids, links_of(rows, known))


async def _states(connection: Connection, ledger_id: UUID, today: date) -> list[SeriesState]:
    reading, own = SeriesReading(ledger_id, today, today), accounts.all_in(ledger_id)
    await read_at_once(connection, *reading.reads, own)
    currencies = {account.id: account.currency for account in own.result}
    return [SeriesState(state, currencies[state.series.account_id]) for state in reading.rows.known(today)]


async def _find(change: Change, series_id: UUID) -> SeriesState | None:
    states = await _states(change.connection, change.ledger.id, change.today)
    return next((state for state in states if state.known.series.id == series_id), None)


async def _made(change: Change, series_id: UUID) -> SeriesState:
    state = await _find(change, series_id)
    if state is None:
        raise not_found("There is no such series; choose one of yours.", "id")
    return state


def _get(row: SeriesRow | None) -> SeriesRow:
    if row is None:
        raise not_found("There is no such series; choose one of yours.", "id")
    return row
