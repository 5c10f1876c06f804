"""Reading series: their rows, and what they cost in the projection."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from db import series
from db.ledgers import LedgerRow
from db.series import PaymentRow, SeriesRow, SkipRow
from db.stores.engine import Connection, read_at_once
from db.stores.visits import Read
from services.calculations.occurrences import BEFORE, REMEMBERED, KnownSeries, known_series
from services.calculations.series_costs import SeriesCost, series_costs


class SeriesRows(NamedTuple):
    """The rows of all series with their payments and skipped days, and the currencies of their counted accounts."""

    series: Sequence[SeriesRow]
    payments: Sequence[PaymentRow]
    skips: Sequence[SkipRow]
    currencies: Mapping[UUID, str]

    def known(self, today: date) -> list[KnownSeries]:
        """Return the series on a day."""
        return known_series(self.series, today, self.payments, self.skips)

    def costs(self, known: Sequence[KnownSeries], base_currency: str, last: date) -> list[SeriesCost]:
        """Return the costs of these series up to a day for the projection."""
        return list(series_costs(known, self.currencies, base_currency, last))


class SeriesReading:
    """The reads of all series, with payments that may be for due days since a day, or since two years ago."""

    def __init__(self, ledger_id: UUID, today: date, since: date) -> None:
        first = min(today - REMEMBERED, since) - BEFORE
        self._series = series.with_currencies_in(ledger_id)
        self._history = series.history_in(ledger_id, first)

    @property
    def reads(self) -> list[Read[Any]]:
        """Return the reads."""
        return [self._series, self._history]

    @property
    def rows(self) -> SeriesRows:
        """Return the rows that were read."""
        currencies = {row.account_id: currency for row, currency in self._series.result if currency is not None}
        return SeriesRows([row for row, _ in self._series.result], *self._history.result, currencies)


async def read_costs(connection: Connection, ledger: LedgerRow, today: date, last: date) -> list[SeriesCost]:
    """Read the costs of series up to a day for the projection."""
    reading = SeriesReading(ledger.id, today, today)
    await read_at_once(connection, *reading.reads)
    return reading.rows.costs(reading.rows.known(today), ledger.base_currency, last)
