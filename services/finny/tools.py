"""Finny's eyes: read-only questions about one ledger, answered with the dashboard's own figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.categories import CategoryRow
from db.transactions import TransactionFilter, TransactionRow
from services.calculations import AVERAGED_PERIODS, CategoryKind, due_by, goal_progress
from services.calendars import Calendar
from services.dashboard.service import MOST_PERIODS, DashboardNeeds, DashboardService, DashboardSnapshot
from services.errors import not_found
from services.finny import snapshot_facts
from services.finny.facts import (
    Budget,
    Entries,
    Entry,
    GoalFacts,
    Overview,
    Spending,
    Trend,
    days_of,
)
from services.insights import FindingKind, Insight
from services.money import Money
from services.pages import MOST_PER_PAGE, PageRequest
from services.periods import Period, PeriodChoice, PeriodKind, check_date
from services.transactions import TransactionService

MOST_ROWS = 2_000
MOST_ENTRIES = 50

NOW = PeriodChoice()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a question can be about: the day, the names of the ledger's categories, goals and latest payees."""

    today: date
    calendar: Calendar
    categories: Mapping[str, str]
    goals: Sequence[str]
    payees: Sequence[str]


class Tools:
    """The tools of one ledger."""

    def __init__(self, dashboard: DashboardService, transactions: TransactionService, ledger_id: UUID) -> None:
        self._dashboard = dashboard
        self._transactions = transactions
        self._ledger_id = ledger_id

    async def surroundings(self) -> Surroundings:
        """What the ledger has, without a figure."""
        snapshot = await self._read(NOW, DashboardNeeds(goals=True))
        named = sorted(snapshot.categories.values(), key=lambda row: (row.archived, row.parent_id is not None))
        categories: dict[str, str] = {}
        for row in named:
            categories.setdefault(row.name, row.kind)
        goals = [row.name for row in snapshot.goals]
        payees = await self._transactions.payees(self._ledger_id)
        return Surroundings(snapshot.today, snapshot.figures.calendar, categories, goals, payees)

    async def calendar(self) -> tuple[date, Calendar]:
        """Return today and the ledger's calendar."""
        snapshot = await self._read(NOW, DashboardNeeds())
        return snapshot.today, snapshot.figures.calendar

    async def spending(
        self, category: str | None = None, period: PeriodChoice = NOW, without: Sequence[str] = ()
    ) -> Spending:
        """What a category with its children, or everything without some, cost; refused when there is none of a name.

        Categories of the same name and kind below different parents count together.
        """
        snapshot = await self._with_figures(period)
        found = snapshot_facts.categories_named(snapshot, category)
        if category is not None and not found:
            names = ", ".join(row.name for row in snapshot.categories.values() if not row.archived)
            raise not_found(f"There is no category “{category[:40]}”; use one of: {names}.", "category")
        left_out = [row for name in without for row in snapshot_facts.categories_named(snapshot, name)]
        return snapshot_facts.spending(snapshot, found, left_out)

    async def overview(self, period: PeriodChoice = NOW) -> Overview:
        """Income beside expenses, and what changed against the period before."""
        return snapshot_facts.overview(await self._with_figures(period))

    async def budget(self, period: PeriodChoice = NOW) -> Budget:
        """The budget of a period, as a whole and by category."""
        return snapshot_facts.budget(await self._read(period, DashboardNeeds(back=1, compared=1, plans=True)))

    async def trend(self, periods: int = 6) -> Trend:
        """Income and expenses of the last budget periods, 1 to 24, the current one included."""
        count = min(max(periods, 1), MOST_PERIODS)
        snapshot = await self._read(NOW, DashboardNeeds(back=count - 1, compared=1))
        return snapshot_facts.trend(snapshot, count)

    async def transactions(
        self,
        period: PeriodChoice = NOW,
        *,
        text: str = "",
        category: str | None = None,
        biggest: bool = False,
        limit: int = 10,
    ) -> Entries:
        """Transactions of a period, the newest or the biggest expenses first, at most 50 of at most 2,000 read.

        `text` is looked for in payees and notes. Transfers are no expenses, and the total leaves them out unless their
        category was asked for. An unknown category has no transactions.
        """
        snapshot = await self._read(period, DashboardNeeds())
        rows, complete = await self._rows(snapshot, text, category)
        if biggest:
            rows = sorted((row for row in rows if _is_expense(snapshot, row)), key=lambda row: row.base_amount)
        currency = snapshot.ledger.base_currency
        shown = tuple(_entry(snapshot, row) for row in rows[: min(max(limit, 0), MOST_ENTRIES)])
        moved = [row for row in rows if category is None and _kind(snapshot, row) == CategoryKind.TRANSFER]
        total, left_out = (sum(row.base_amount for row in each) for each in (rows, moved))
        return Entries(
            period=days_of(snapshot.period, snapshot.today),
            found=len(rows),
            total=Money(total - left_out, currency),
            transfers=len(moved),
            transferred=Money(left_out, currency),
            entries=shown,
            complete=complete,
        )

    async def advice(self, period: PeriodChoice, *kinds: FindingKind, about: str | None = None) -> str | None:
        """Return what the gravest insight of a period advises, of the first kind that has any; not for a model.

        `about` names the category or goal that it must be about.
        """
        snapshot = await self._read(period, DashboardNeeds(insights=True))
        named = {row.id for row in snapshot_facts.categories_named(snapshot, about)} if about else set()
        named |= {row.id for row in snapshot.goals if row.name == about}
        insights = sorted(
            (each for each in snapshot.insights if each.kind in kinds), key=lambda each: kinds.index(each.kind)
        )
        fitting = (each for each in insights if about is None or each.subject_id in named)
        return next((each.advice for each in fitting if each.advice), None)

    async def unusual(self, period: Period) -> Sequence[str]:
        """Return the insights into single payments of a period, in its latest 24 budget periods; not for a model."""
        _, calendar = await self.calendar()
        found: dict[UUID, str] = {}
        for each in list(calendar.overlapping(period))[-MOST_PERIODS:]:
            snapshot = await self._read(PeriodChoice(month=each.label), DashboardNeeds(insights=True))
            found |= {insight.id: insight.text for insight in snapshot.insights if _is_unusual(insight, period)}
        return tuple(found.values())

    async def goals(self) -> tuple[GoalFacts, ...]:
        """Every savings goal as it stands today."""
        snapshot = await self._read(NOW, DashboardNeeds(goals=True))
        currency = snapshot.ledger.base_currency
        facts = []
        for row in snapshot.goals:
            progress = goal_progress(row, snapshot.today, snapshot.figures.calendar)
            needed, due = progress.needed_per_month, due_by(row, snapshot.today)
            facts.append(
                GoalFacts(
                    name=row.name,
                    target=Money(row.target, currency),
                    saved=Money(row.saved, currency),
                    remaining=Money(progress.remaining, currency),
                    progress=progress.progress,
                    needed_per_month=None if needed is None else Money(needed, currency),
                    due=None if due is None else Money(due, currency),
                    on_track=progress.on_track,
                    target_date=row.target_date,
                )
            )
        return tuple(facts)

    async def _read(self, period: PeriodChoice, needs: DashboardNeeds) -> DashboardSnapshot:
        return await self._dashboard.read(self._ledger_id, period, needs)

    async def _with_figures(self, choice: PeriodChoice) -> DashboardSnapshot:
        """With the six periods before, or the one before of a range that is no budget period."""
        today, calendar = await self.calendar()
        period = calendar.chosen(choice, today)
        if period.kind is PeriodKind.RANGE:
            check_date(calendar.previous(period).start, "period", "start")
        back = 1 if period.kind is PeriodKind.RANGE else AVERAGED_PERIODS
        return await self._read(choice, DashboardNeeds(back=back, compared=back))

    async def _rows(
        self, snapshot: DashboardSnapshot, text: str, category: str | None
    ) -> tuple[list[TransactionRow], bool]:
        """The rows of the snapshot's period, newest first, and whether they are all."""
        chosen: tuple[UUID | None, ...] | None = None
        if category is not None:
            found = snapshot_facts.categories_named(snapshot, category)
            if not found:
                return [], True
            chosen = tuple(row.id for row in found)
        wanted = TransactionFilter(snapshot.period.start, snapshot.period.end, chosen, text=text)
        rows: list[TransactionRow] = []
        after: str | None = None
        while len(rows) < MOST_ROWS:
            request = PageRequest(first=MOST_PER_PAGE, after=after)
            page = await self._transactions.page(self._ledger_id, wanted, request)
            rows += page.rows
            if not page.has_next:
                return rows, True
            after = page.cursors[-1]
        return rows, False


def _is_expense(snapshot: DashboardSnapshot, row: TransactionRow) -> bool:
    return row.base_amount < 0 and _kind(snapshot, row) == CategoryKind.EXPENSE


def _kind(snapshot: DashboardSnapshot, row: TransactionRow) -> str:
    category = snapshot.categories.get(row.category_id) if row.category_id else None
    return category.kind if category else CategoryKind.EXPENSE


def _is_unusual(insight: Insight, period: Period) -> bool:
    if insight.kind not in {FindingKind.POSSIBLE_DUPLICATE, FindingKind.UNUSUAL_PURCHASE}:
        return False
    charge = insight.evidence[0].period
    return charge is not None and charge.overlap(period) > 0


def _entry(snapshot: DashboardSnapshot, row: TransactionRow) -> Entry:
    category: CategoryRow | None = snapshot.categories.get(row.category_id) if row.category_id else None
    amount = Money(row.base_amount, snapshot.ledger.base_currency)
    return Entry(row.date, row.payee, row.note, category.name if category else None, amount)
