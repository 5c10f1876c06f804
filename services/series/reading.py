"""Reading series: their rows, and what they cost in the projection."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from db import accounts, series
from db.accounts import AccountRow
from db.ledgers import LedgerRow
from db.series import PaymentRow, SeriesRow, SkipRow
from db.stores.engine import Connection, read_at_once
from db.stores.visits import Read
from services.calculations.occurrences import BEFORE, REMEMBERED, KnownSeries, known_series
from services.calculations.series_costs import SeriesCost, series_costs


class SeriesRows(NamedTuple):
    """The rows of all series, with their payments and skipped days."""

    series: Sequence[SeriesRow]
    payments: Sequence[PaymentRow]
    skips: Sequence[SkipRow]

    def known(self, today: date) -> list[KnownSeries]:
        """Return the series on a day."""
        return known_series(self.series, today, self.payments, self.skips)


class SeriesReading:
    """The reads of all series, with payments that may be for due days since a day, or since two years ago."""

    def __init__(self, ledger_id: UUID, today: date, since: date) -> None:
        first = min(today - REMEMBERED, since) - BEFORE
        self._series = series.all_in(ledger_id)
        self._payments = series.payments_in(ledger_id, first)
        self._skips = series.skips_in(ledger_id, first)

    @property
    def reads(self) -> list[Read[object]]:
        """Return the reads."""
        return [self._series, self._payments, self._skips]  # type: ignore[list-item]

    @property
    def rows(self) -> SeriesRows:
        """Return the rows that were read."""
        return SeriesRows(self._series.result, self._payments.result, self._skips.result)


def costs_in(
    known: Sequence[KnownSeries], own: Iterable[AccountRow], ledger: LedgerRow, last: date
) -> list[SeriesCost]:
    """Return the costs of series up to a day for the projection."""
    currencies = {row.id: row.currency for row in own if row.counted}
    return list(series_costs(known, currencies, ledger.base_currency, last))


async def read_costs(connection: Connection, ledger: LedgerRow, today: date, last: date) -> list[SeriesCost]:
    """Read the costs of series up to a day for the projection."""
    reading, own = SeriesReading(ledger.id, today, today), accounts.all_in(ledger.id)
    await read_at_once(connection, *reading.reads, own)
    return costs_in(reading.rows.known(today), own.result, ledger, last)
