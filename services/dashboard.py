"""The dashboard: everything that a home screen shows, read in one snapshot, only as far as it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from db import budgets, categories, goals, ledgers, totals, transactions
from db.categories import CategoryRow
from db.engine import Database
from db.goals import GoalRow
from db.ledgers import LedgerRow
from db.totals import Bucket
from db.transactions import TransactionRow
from services.calculations import Figures, buckets
from services.changes import Clock
from services.errors import Unauthenticated, invalid
from services.periods import Period, PeriodChoice, choose_period

MOST_PERIODS = 24
MOST_BARS = 50
MOST_RECENT = 50


@dataclass(frozen=True, slots=True)
class DashboardNeeds:
    """Which rows the selected parts need: `back` counts the earlier periods, None when no figures are wanted at all."""

    back: int | None = None
    plans: bool = False
    goals: bool = False
    recent: int = 0


@dataclass(frozen=True, slots=True)
class DashboardSnapshot:
    """What was read: rows of one committed state of the ledger, and the figures that they give."""

    ledger: LedgerRow
    today: date
    period: Period
    categories: Mapping[UUID, CategoryRow]
    figures: Figures
    goals: Sequence[GoalRow]
    recent: Sequence[TransactionRow]


class DashboardService:
    """Reads dashboards."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def read(self, ledger_id: UUID, choice: PeriodChoice, needs: DashboardNeeds) -> DashboardSnapshot:
        """The dashboard of a period, from one snapshot of the database; at most six statements."""
        async with self._database.read() as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise Unauthenticated("This ledger does not exist any more; sign in again.")
            today = self._clock().astimezone(ZoneInfo(ledger.time_zone)).date()
            period = choose_period(choice, today, ledger.period_start_day)
            named = {row.id: row for row in await categories.all_of(connection, ledger_id)}
            asked = _buckets(period, today, ledger, needs)
            return DashboardSnapshot(
                ledger=ledger,
                today=today,
                period=period,
                categories=named,
                figures=Figures(
                    period=period,
                    today=today,
                    start_day=ledger.period_start_day,
                    categories=list(named.values()),
                    totals=await totals.by_bucket(connection, ledger_id, asked) if asked else [],
                    plans=await budgets.all_of(connection, ledger_id) if needs.plans else [],
                ),
                goals=await goals.all_of(connection, ledger_id) if needs.goals else (),
                recent=await transactions.recent(connection, ledger_id, needs.recent) if needs.recent else (),
            )


def _buckets(period: Period, today: date, ledger: LedgerRow, needs: DashboardNeeds) -> list[Bucket]:
    if needs.back is None:
        return []
    return [Bucket(*each) for each in buckets(period, today, ledger.period_start_day, needs.back)]


def check_count(count: int, most: int, field: str) -> int:
    """The same count, or a problem when it is not from 1 to `most`."""
    if not 1 <= count <= most:
        raise invalid(f"{count} is out of range; ask for 1 to {most}.", field)
    return count
