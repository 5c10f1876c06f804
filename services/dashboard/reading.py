"""Reading a dashboard: the rows that its parts need, and their snapshot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from db import accounts, balances, budgets, categories, event_log, goals, ledgers, rates, totals, transactions
from db.bearers import Head
from db.goals import GoalRow
from db.stores.engine import Connection, read_at_once
from db.stores.visits import Read
from db.totals import AccountTotal, Bucket, BucketTotal
from services.accounts.balances import Balances
from services.calculations import buckets, history_buckets
from services.calculations.net_worth import days_of_change
from services.calculations.spending_ahead import SHARED_PERIODS
from services.dashboard.snapshots import DashboardSnapshot, ForecastRows
from services.goals import balance_days, on_accounts
from services.insights import insight_buckets
from services.series.reading import SeriesReading, SeriesRows
from services.values.calendars import Calendar
from services.values.clock import date_in
from services.values.errors import invalid
from services.values.granularity import Granularity, ends_up_to
from services.values.periods import DAY, PeriodChoice

MOST_CAUSES = 50
MOST_PARTS = 10


class AccountsNeeds(NamedTuple):
    """The figures of some accounts alone that are needed: `back` and `compared` count periods, as in the whole."""

    account_ids: tuple[UUID, ...]
    back: int
    compared: int


@dataclass(frozen=True, slots=True)
class DashboardNeeds:
    """The rows that the selected parts need: `back` counts the earlier periods, None without figures.

    `compared` counts those whose same days are compared with a running period. Plans bring what the projection needs.
    Insights need plans and goals, and bring the periods that they compare themselves. `worth` names the lines of net
    worth, each by its granularity and the number of its points; None without net worth. `parts` are of some accounts.
    `ahead` counts the days of a forecast, None without one; it needs series and plans.
    """

    back: int | None = None
    compared: int = 0
    plans: bool = False
    goals: bool = False
    recent: int = 0
    insights: bool = False
    worth: tuple[tuple[Granularity, int], ...] | None = None
    parts: tuple[AccountsNeeds, ...] = ()
    series: bool = False
    ahead: int | None = None

    def __or__(self, other: "DashboardNeeds") -> "DashboardNeeds":
        """Return the needs of two parts together."""
        backs = [back for back in (self.back, other.back) if back is not None]
        return DashboardNeeds(
            back=max(backs, default=None),
            compared=max(self.compared, other.compared),
            plans=self.plans or other.plans,
            goals=self.goals or other.goals,
            recent=max(self.recent, other.recent),
            insights=self.insights or other.insights,
            worth=self._lines(other),
            parts=_joined(self.parts + other.parts),
            series=self.series or other.series,
            ahead=max((days for days in (self.ahead, other.ahead) if days is not None), default=None),
        )

    def _lines(self, other: "DashboardNeeds") -> tuple[tuple[Granularity, int], ...] | None:
        if self.worth is None or other.worth is None:
            return self.worth if other.worth is None else other.worth
        return tuple(dict.fromkeys(self.worth + other.worth))


def _joined(parts: Iterable[AccountsNeeds]) -> tuple[AccountsNeeds, ...]:
    """Return one of the needs of the same accounts."""
    joined: dict[tuple[UUID, ...], AccountsNeeds] = {}
    for part in parts:
        other = joined.get(part.account_ids, part)
        most = max(part.back, other.back), max(part.compared, other.compared)
        joined[part.account_ids] = AccountsNeeds(part.account_ids, *most)
    return tuple(joined.values())


class DashboardReading:
    """The reads of one dashboard. Their days depend on the settings of the ledger, as in `head`."""

    def __init__(
        self,
        ledger_id: UUID,
        head: Head,
        now: datetime,
        *,
        choice: PeriodChoice,
        needs: DashboardNeeds,
        after: int | None,
    ) -> None:
        self._after = after
        self._head = head
        self._calendar = Calendar.of(head)
        self._today = date_in(head.time_zone, now)
        self._period = self._calendar.chosen(choice, self._today)
        chosen = self._buckets(needs)
        month = self._calendar.containing(self._today)
        self._current = ledgers.current(ledger_id)
        self._categories = categories.all_in(ledger_id)
        self._totals = totals.in_buckets(ledger_id, chosen) if chosen else None
        self._plans = budgets.all_in(ledger_id) if needs.plans or needs.insights else None
        self._goals = (
            goals.all_in(ledger_id, since=month.start, until=month.end) if needs.goals or needs.insights else None
        )
        self._recent = transactions.newest_in(ledger_id, needs.recent) if needs.recent else None
        has_accounts = needs.worth is not None or needs.parts or needs.series
        self._accounts = accounts.all_in(ledger_id) if has_accounts else None
        self._needs_series = needs.series or needs.plans or needs.insights
        has_series = self._needs_series and head.uses.series
        self._series = SeriesReading(ledger_id, self._today, self._period.start) if has_series else None
        has_rates = (needs.series or needs.worth is not None) and head.uses.currencies
        self._rates = rates.known_in(ledger_id) if has_rates else None
        self._ahead = None if needs.ahead is None else self._forecast_reads(ledger_id, needs.ahead)
        if len(needs.parts) > MOST_PARTS:
            raise invalid(f"Ask for at most {MOST_PARTS} choices of accounts at once.", "ids")
        self._parts = [(part.account_ids, self._part(ledger_id, part)) for part in needs.parts]
        days = self._balance_days(needs)
        self._balances = balances.known_in(ledger_id, days) if days else None
        self._worth = None if needs.worth is None else self._worth_read(ledger_id)
        self._causes = None if after is None else event_log.all_after(ledger_id, after, MOST_CAUSES)

    async def within(self, connection: Connection) -> DashboardSnapshot | None:
        """Read it in a transaction that is open, by two visits, because the first one begins it."""
        first, *others = self.reads
        await first.within(connection)
        await read_at_once(connection, *others)
        return self.snapshot()

    @property
    def reads(self) -> list[Read[Any]]:
        """Return the reads of one committed state."""
        optional = (
            *(self._totals, self._plans, self._goals, self._recent, self._causes, self._accounts),
            *(self._balances, self._worth, self._rates),
        )
        chosen = [read for read in optional if read is not None]
        in_series = self._series.reads if self._series else ()
        groups = (in_series, self._ahead or (), [read for _, read in self._parts])
        return [self._current, self._categories, *chosen, *(read for group in groups for read in group)]

    @property
    def head(self) -> Head | None:
        """Return the state of the ledger that was read; None if there is no such ledger."""
        return Head.of(self._current.result) if self._current.result else None

    def fits(self, head: Head) -> bool:
        """Return True if a state of the ledger needs the same rows as that from which the reads were made."""
        return head.needs == self._head.needs

    def snapshot(self) -> DashboardSnapshot | None:
        """Return the snapshot of the reads; None if there is no such ledger."""
        if self._current.result is None:
            return None
        ledger, epoch, _ = self._current.result
        causes = self._causes.result if self._causes else ()
        return DashboardSnapshot(
            ledger=ledger,
            epoch=epoch,
            today=self._today,
            period=self._period,
            category_rows=self._categories.result,
            totals=self._totals.result if self._totals else (),
            plans=self._plans.result if self._plans else (),
            goals=self._goals_with_balances(),
            recent=self._recent.result if self._recent else (),
            account_rows=self._accounts.result if self._accounts else (),
            parts=[(account_ids, read.result) for account_ids, read in self._parts],
            balances=self._balances.result if self._balances else None,
            worth=self._worth.result if self._worth else None,
            series_rows=self._series_rows(),
            rates=self._rates.result if self._rates else (),
            forecast_rows=ForecastRows(*(read.result for read in self._ahead)) if self._ahead else None,
            causes=causes,
            truncated=self._after is not None and len(causes) != ledger.revision - self._after,
        )

    def _balance_days(self, needs: DashboardNeeds) -> set[date]:
        """Return the days whose balances the goals and the net worth need."""
        days: set[date] = set()
        if (needs.goals or needs.insights) and self._head.uses.goals_on_accounts:
            days.update(balance_days(self._calendar.containing(self._today), self._today))
        if needs.ahead is not None:
            days.add(self._today)
        if needs.worth is not None:
            since, until = days_of_change(self._period, self._today)
            days |= {since, until}
            for granularity, count in needs.worth:
                days.update(ends_up_to(until, granularity, count, self._calendar))
        return days

    def _goals_with_balances(self) -> Sequence[GoalRow]:
        if self._goals is None:
            return ()
        if not self._head.uses.goals_on_accounts or self._balances is None:
            return self._goals.result
        known = Balances(*self._balances.result)
        return on_accounts(self._goals.result, known, self._calendar.containing(self._today), self._today)

    def _series_rows(self) -> SeriesRows | None:
        if self._series is not None:
            return self._series.rows
        return SeriesRows((), (), (), {}) if self._needs_series else None

    def _worth_read(self, ledger_id: UUID) -> Read[list[AccountTotal]]:
        since, until = days_of_change(self._period, self._today)
        return totals.by_account_in(ledger_id, since + DAY, until)

    def _forecast_reads(self, ledger_id: UUID, days: int) -> Sequence[Read[Any]]:
        budget = self._calendar.containing(self._today)
        before = self._calendar.last(SHARED_PERIODS + 1, budget)
        return (
            balances.days_in(ledger_id, self._today + DAY, self._today + days * DAY),
            totals.by_account_in(ledger_id, budget.start, budget.end),
            totals.by_account_in(ledger_id, before[0].start, budget.start - DAY),
        )

    def _part(self, ledger_id: UUID, part: AccountsNeeds) -> Read[list[BucketTotal]]:
        chosen = buckets(self._period, self._today, self._calendar, part.back, part.compared)
        return totals.in_buckets(ledger_id, [Bucket(*bucket) for bucket in chosen], part.account_ids)

    def _buckets(self, needs: DashboardNeeds) -> list[Bucket]:
        period, today, calendar = self._period, self._today, self._calendar
        chosen = [] if needs.back is None else buckets(period, today, calendar, needs.back, needs.compared)
        if needs.plans:
            chosen += history_buckets(period, today, calendar)
        if needs.insights:
            chosen += insight_buckets(period, today, calendar)
        return [Bucket(*bucket) for bucket in dict.fromkeys(chosen)]
