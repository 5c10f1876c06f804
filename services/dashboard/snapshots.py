"""Dashboard snapshots: the rows of one committed state of a ledger, and the bytes that the cache keeps of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec.inspect import type_info
from msgspec.structs import replace

from db.accounts import AccountRow
from db.balances import Known, Moved
from db.budgets import PlanRow
from db.categories import CategoryRow, adjustments_of
from db.event_log import EventRow
from db.goals import GoalRow
from db.ledgers import LedgerRow
from db.rates import RateRow
from db.totals import AccountTotal, BucketTotal
from db.transactions import TransactionRow
from services.calculations import Figures
from services.calculations.net_worth import NetWorth
from services.calculations.occurrences import KnownSeries
from services.insights.finding import Insight
from services.series.reading import SeriesRows
from services.values.calendars import Calendar
from services.values.clock import end_of
from services.values.periods import Period
from services.values.prices import Prices


class LedgerPosition(NamedTuple):
    """A state of a ledger; a later one is greater, because epochs are ordered by time.

    Its day counts, because a new day changes the figures.
    """

    epoch: UUID
    revision: int
    today: date


class ForecastRows(NamedTuple):
    """The rows of a forecast: the sums of later days, and totals by account.

    The totals are of the current budget period, and of those before it.
    """

    later: Sequence[Moved]
    spent: Sequence[AccountTotal]
    shared: Sequence[AccountTotal]


class DashboardSnapshot(msgspec.Struct, frozen=True, eq=False, array_like=True, dict=True):
    """The rows of one committed state of a ledger, and the figures that they give.

    `epoch` names the database's lineage. `causes` are the events after the revision that was asked about, oldest first;
    `truncated` is True if they are not all of them.
    """

    ledger: LedgerRow
    epoch: UUID
    today: date
    period: Period
    category_rows: Sequence[CategoryRow]
    totals: Sequence[BucketTotal] = ()
    plans: Sequence[PlanRow] = ()
    goals: Sequence[GoalRow] = ()
    recent: Sequence[TransactionRow] = ()
    insights: Sequence[Insight] = ()
    account_rows: Sequence[AccountRow] = ()
    parts: Sequence[tuple[tuple[UUID, ...], Sequence[BucketTotal]]] = ()
    balances: Known | None = None
    worth: Sequence[AccountTotal] | None = None
    series_rows: SeriesRows | None = None
    rates: Sequence[RateRow] = ()
    forecast_rows: ForecastRows | None = None
    causes: Sequence[EventRow] = ()
    truncated: bool = False

    @cached_property
    def categories(self) -> Mapping[UUID, CategoryRow]:
        """Return the categories by their ids."""
        return {row.id: row for row in self.category_rows}

    @cached_property
    def figures(self) -> Figures:
        """Return the figures of the rows."""
        rows = self.series_rows
        return Figures(
            period=self.period,
            today=self.today,
            calendar=Calendar.of(self.ledger),
            categories=self.category_rows,
            totals=self.totals,
            plans=self.plans,
            costs=rows.costs(self.series, self.ledger.base_currency, self.period.end) if rows else (),
        )

    def of_accounts(self, account_ids: tuple[UUID, ...]) -> "DashboardSnapshot":
        """Return the snapshot with the totals of some accounts alone, which must have been read."""
        return replace(self, totals=dict(self.parts)[account_ids])

    @property
    def transferred(self) -> int:
        """Return the money that was moved into the accounts of the totals, less what was moved out of them."""
        return self.figures.transferred(adjustments_of(self.ledger.id).id)

    @cached_property
    def net_worth(self) -> NetWorth:
        """Return the net worth, which must have been read."""
        rows = self.balance_rows
        return NetWorth(
            self.account_rows,
            rows.anchors,
            rows.moved,
            base_currency=self.ledger.base_currency,
            prices=Prices(self.ledger.base_currency, self.rates),
            adjustments=adjustments_of(self.ledger.id).id,
        )

    @property
    def balance_rows(self) -> Known:
        """Return the rows that give the balances of the accounts. Raises LookupError if it was not asked for."""
        if self.balances is None:
            raise LookupError("The balances were not read.")
        return self.balances

    @property
    def worth_totals(self) -> Sequence[AccountTotal]:
        """Return the totals of the net worth. Raises LookupError if they were not asked for."""
        if self.worth is None:
            raise LookupError("The net worth was not read.")
        return self.worth

    @cached_property
    def series(self) -> list[KnownSeries]:
        """Return all series, which must have been read."""
        if self.series_rows is None:
            raise LookupError("The series were not read.")
        return self.series_rows.known(self.today)

    @cached_property
    def accounts(self) -> Mapping[UUID, AccountRow]:
        """Return the accounts by their ids, which must have been read."""
        return {row.id: row for row in self.account_rows}

    @property
    def midnight(self) -> datetime:
        """Return the end of the ledger's day."""
        return end_of(self.today, self.ledger.time_zone)

    @property
    def position(self) -> LedgerPosition:
        """Return the state that the snapshot shows."""
        return LedgerPosition(self.epoch, self.ledger.revision, self.today)


# Rows are written without their names: another version of this product that shares the cache may have other columns.
LAYOUT = blake2b(repr(type_info(DashboardSnapshot)).encode(), digest_size=6).hexdigest()

pack = msgspec.json.encode
unpack = msgspec.json.Decoder(DashboardSnapshot).decode
