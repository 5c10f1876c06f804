"""Finny's read-only tools for one ledger, which return the dashboard's own figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.categories import CategoryRow
from db.transactions import TransactionFilter, TransactionRow
from services import writing
from services.calculations import AVERAGED_PERIODS, CategoryKind, due_by, goal_progress
from services.calendars import Calendar
from services.dashboard.service import MOST_PERIODS, DashboardNeeds, DashboardService, DashboardSnapshot
from services.errors import not_found
from services.finny import snapshot_facts
from services.finny.facts import (
    BudgetFacts,
    GoalFacts,
    OverviewFacts,
    SpendingFacts,
    TransactionFacts,
    TransactionList,
    TrendFacts,
    days_of,
)
from services.insights import FindingKind, Insight
from services.money import Money
from services.pages import MOST_PER_PAGE, PageRequest
from services.payees import payee_name
from services.periods import Period, PeriodChoice, PeriodKind, check_date
from services.splits import as_rows
from services.transactions import TransactionService

MOST_ROWS = 2_000
MOST_ENTRIES = 50

NOW = PeriodChoice()


@dataclass(frozen=True, slots=True)
class QuestionContext:
    """Today, the calendar, and the names of categories, goals and latest payees that a question can contain."""

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

    async def question_context(self) -> QuestionContext:
        """Return the ledger's names and calendar, without figures."""
        snapshot = await self._read(NOW, DashboardNeeds(goals=True))
        named = sorted(snapshot.categories.values(), key=lambda row: (row.archived, row.parent_id is not None))
        categories: dict[str, str] = {}
        for row in named:
            categories.setdefault(row.name, row.kind)
        goals = [row.name for row in snapshot.goals]
        payees = list(dict.fromkeys(map(_asked_for, await self._transactions.payees(self._ledger_id))))
        return QuestionContext(snapshot.today, snapshot.figures.calendar, categories, goals, payees)

    async def calendar(self) -> tuple[date, Calendar]:
        """Return today and the ledger's calendar."""
        snapshot = await self._read(NOW, DashboardNeeds())
        return snapshot.today, snapshot.figures.calendar

    async def spending(
        self, category: str | None = None, period: PeriodChoice = NOW, without: Sequence[str] = ()
    ) -> SpendingFacts:
        """Return the spending on a category with its children, or on everything `without` some; refuse an unknown name.

        Categories of the same name and kind below different parents count together.
        """
        snapshot = await self._with_figures(period)
        rows_of_name = snapshot_facts.categories_named(snapshot, category)
        if category is not None and not rows_of_name:
            names = ", ".join(row.name for row in snapshot.categories.values() if not row.archived)
            raise not_found(f"There is no category “{category[:40]}”; use one of: {names}.", "category")
        left_out = [row for name in without for row in snapshot_facts.categories_named(snapshot, name)]
        return snapshot_facts.spending(snapshot, rows_of_name, left_out)

    async def overview(self, period: PeriodChoice = NOW) -> OverviewFacts:
        """Return income beside expenses, and the changes from the previous period."""
        return snapshot_facts.overview(await self._with_figures(period))

    async def budget(self, period: PeriodChoice = NOW) -> BudgetFacts:
        """Return the budget of a period, in total and by category."""
        return snapshot_facts.budget(await self._read(period, DashboardNeeds(back=1, compared=1, plans=True)))

    async def trend(self, periods: int = 6) -> TrendFacts:
        """Return income and expenses of the last 1 to 24 budget periods, with the current one."""
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
    ) -> TransactionList:
        """Return transactions of a period, the newest or the biggest expenses first, at most 50 of 2,000 read.

        `text` is searched in payees and notes. Transfers are no expenses, and the total leaves them out unless
        their category was asked for. An unknown category has no transactions.
        """
        snapshot = await self._read(period, DashboardNeeds())
        rows, complete = await self._rows(snapshot, text, category)
        if biggest:
            rows = sorted((row for row in rows if _is_expense(snapshot, row)), key=lambda row: row.base_amount)
        currency = snapshot.ledger.base_currency
        shown = tuple(_entry(snapshot, row) for row in rows[: min(max(limit, 0), MOST_ENTRIES)])
        moved = [row for row in rows if category is None and _kind(snapshot, row) == CategoryKind.TRANSFER]
        total, left_out = (sum(row.base_amount for row in some) for some in (rows, moved))
        return TransactionList(
            period=days_of(snapshot.period, snapshot.today),
            count=len(rows),
            total=Money(total - left_out, currency),
            transfers=len(moved),
            transferred=Money(left_out, currency),
            entries=shown,
            complete=complete,
        )

    async def advice(self, period: PeriodChoice, *kinds: FindingKind, about: str | None = None) -> str | None:
        """Return the advice of the most severe insight of a period, by the order of `kinds`; not for a model.

        `about` is the name of the category or goal that it must be about.
        """
        snapshot = await self._read(period, DashboardNeeds(insights=True))
        named = {row.id for row in snapshot_facts.categories_named(snapshot, about)} if about else set()
        named |= {row.id for row in snapshot.goals if row.name == about}
        insights = sorted(
            (insight for insight in snapshot.insights if insight.kind in kinds),
            key=lambda insight: kinds.index(insight.kind),
        )
        fitting = (insight for insight in insights if about is None or insight.subject_id in named)
        return next((insight.advice for insight in fitting if insight.advice), None)

    async def unusual(self, period: Period) -> Sequence[str]:
        """Return the insights into single payments of a period, in its latest 24 budget periods; not for a model."""
        _, calendar = await self.calendar()
        texts: dict[UUID, str] = {}
        for budget_period in list(calendar.overlapping(period))[-MOST_PERIODS:]:
            snapshot = await self._read(PeriodChoice(month=budget_period.label), DashboardNeeds(insights=True))
            texts |= {insight.id: insight.text for insight in snapshot.insights if _is_unusual(insight, period)}
        return tuple(texts.values())

    async def goals(self) -> tuple[GoalFacts, ...]:
        """Return every savings goal as of today."""
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
                    known=row.known,
                )
            )
        return tuple(facts)

    async def _read(self, period: PeriodChoice, needs: DashboardNeeds) -> DashboardSnapshot:
        return await self._dashboard.read(self._ledger_id, period, needs)

    async def _with_figures(self, choice: PeriodChoice) -> DashboardSnapshot:
        """Read a snapshot with six earlier periods, or one for a range that is no budget period."""
        today, calendar = await self.calendar()
        period = calendar.chosen(choice, today)
        if period.kind is PeriodKind.RANGE:
            check_date(calendar.previous(period).start, "period", "start")
        back = 1 if period.kind is PeriodKind.RANGE else AVERAGED_PERIODS
        return await self._read(choice, DashboardNeeds(back=back, compared=back))

    async def _rows(
        self, snapshot: DashboardSnapshot, text: str, category: str | None
    ) -> tuple[list[TransactionRow], bool]:
        """Return a row for each split in the snapshot's period, the newest first, and whether they are all."""
        chosen: tuple[UUID | None, ...] | None = None
        if category is not None:
            rows_of_name = snapshot_facts.categories_named(snapshot, category)
            if not rows_of_name:
                return [], True
            chosen = tuple(row.id for row in rows_of_name)
        wanted = TransactionFilter(snapshot.period.start, snapshot.period.end, category_ids=chosen, text=text)
        rows, complete = await self._found(wanted)
        several = [row.id for row in rows if row.split_count > 1]
        if several:
            rows = as_rows(rows, await self._transactions.splits_of(self._ledger_id, several))
            if chosen is not None:
                families = snapshot.figures.families
                members = {member for named in chosen if named for member in families[named]}
                rows = [row for row in rows if row.category_id in members]
        return rows, complete

    async def _found(self, wanted: TransactionFilter) -> tuple[list[TransactionRow], bool]:
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
    if category is None and row.transfer_id is not None:
        return CategoryKind.TRANSFER
    return category.kind if category else CategoryKind.EXPENSE


def _asked_for(payee: str) -> str:
    """Return the name by which people ask for a payee, if a search for it finds the payee."""
    name = payee_name(payee)
    return name if name in payee else payee


def _is_unusual(insight: Insight, period: Period) -> bool:
    if insight.kind not in {FindingKind.POSSIBLE_DUPLICATE, FindingKind.UNUSUAL_PURCHASE}:
        return False
    charge = insight.evidence[0].period
    return charge is not None and charge.overlap(period) > 0


def _entry(snapshot: DashboardSnapshot, row: TransactionRow) -> TransactionFacts:
    category: CategoryRow | None = snapshot.categories.get(row.category_id) if row.category_id else None
    amount = Money(row.base_amount, snapshot.ledger.base_currency)
    name = category.name if category else writing.TRANSFER if row.transfer_id else None
    return TransactionFacts(row.date, row.payee, row.note, name, amount)
