"""Dashboard snapshots: the rows of one committed state of a ledger, and the bytes that the cache keeps of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

import msgspec

from db.budgets import PlanRow
from db.categories import CategoryRow
from db.event_log import EventRow
from db.goals import GoalRow
from db.ledgers import LedgerRow
from db.totals import BucketTotal
from db.transactions import TransactionRow
from services.calculations import Figures
from services.calendars import Calendar
from services.clock import end_of
from services.insights.finding import Evidence, Insight
from services.periods import Period


class Position(NamedTuple):
    """A state of a ledger; a later one is greater, because epochs are ordered by time.

    Its day counts, because a new day changes the figures.
    """

    epoch: UUID
    revision: int
    today: date


@dataclass(frozen=True, slots=True)
class DashboardSnapshot:
    """What was read: rows of one committed state of the ledger, and the figures that they give.

    `epoch` names the database's lineage. `causes` are the events after the revision that was asked about, oldest first;
    `truncated` says that they are not all of them.
    """

    ledger: LedgerRow
    epoch: UUID
    today: date
    period: Period
    categories: Mapping[UUID, CategoryRow]
    figures: Figures
    goals: Sequence[GoalRow]
    recent: Sequence[TransactionRow]
    insights: Sequence[Insight] = ()
    causes: Sequence[EventRow] = ()
    truncated: bool = False

    @property
    def midnight(self) -> datetime:
        """When the ledger's day is over."""
        return end_of(self.today, self.ledger.time_zone)

    @property
    def position(self) -> Position:
        """Return the state that the snapshot shows."""
        return Position(self.epoch, self.ledger.revision, self.today)


class _Packed(NamedTuple):
    """The rows of a snapshot without causes, as they are written."""

    ledger: LedgerRow
    epoch: UUID
    today: date
    period: Period
    categories: Sequence[CategoryRow]
    totals: Sequence[BucketTotal]
    plans: Sequence[PlanRow]
    goals: Sequence[GoalRow]
    recent: Sequence[TransactionRow]
    insights: Sequence[Insight]


# Rows are written without their names: another version of this product that shares the cache may have other columns.
_ROWS = (_Packed, LedgerRow, Period, CategoryRow, BucketTotal, PlanRow, GoalRow, TransactionRow, Insight, Evidence)
LAYOUT = blake2b(repr([(row.__name__, row.__annotations__) for row in _ROWS]).encode(), digest_size=6).hexdigest()

_decoder = msgspec.json.Decoder(_Packed)


def pack(snapshot: DashboardSnapshot) -> bytes:
    """A snapshot without causes as JSON, to be kept under a key that has the `LAYOUT`."""
    figures = snapshot.figures
    return msgspec.json.encode(
        (
            snapshot.ledger,
            snapshot.epoch,
            snapshot.today,
            snapshot.period,
            list(snapshot.categories.values()),
            figures.totals,
            figures.plans,
            snapshot.goals,
            snapshot.recent,
            snapshot.insights,
        )
    )


def unpack(text: bytes) -> DashboardSnapshot:
    """The snapshot that was packed."""
    rows = _decoder.decode(text)
    return DashboardSnapshot(
        ledger=rows.ledger,
        epoch=rows.epoch,
        today=rows.today,
        period=rows.period,
        categories={row.id: row for row in rows.categories},
        figures=Figures(
            period=rows.period,
            today=rows.today,
            calendar=Calendar.of(rows.ledger),
            categories=rows.categories,
            totals=rows.totals,
            plans=rows.plans,
        ),
        goals=rows.goals,
        recent=rows.recent,
        insights=rows.insights,
    )
