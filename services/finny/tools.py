"""Finny's read-only tools for one ledger, which return the dashboard's own figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from db.transactions import TransactionFilter, TransactionRow
from services.calculations import AVERAGED_PERIODS, CategoryKind, due_by, goal_progress
from services.dashboard.service import MOST_PERIODS, DashboardNeeds, DashboardService, DashboardSnapshot
from services.finny import snapshot_facts
from services.finny.facts import (
    BudgetFacts,
    Entries,
    GoalFacts,
    NamedAmount,
    OverviewFacts,
    RegularPayment,
    SpendingFacts,
    TransactionList,
    TrendFacts,
    WorthFacts,
    days_of,
)
from services.finny.name_matching import mentions
from services.finny.question_context import QuestionContext
from services.finny.regular import regular_payments
from services.insights import FindingKind, Insight
from services.splits import as_rows
from services.transactions import TransactionService
from services.values.calendars import Calendar
from services.values.errors import invalid, not_found
from services.values.money import Money
from services.values.pages import MOST_PER_PAGE, PageRequest
from services.values.payees import payee_name
from services.values.periods import Period, PeriodChoice, PeriodKind, check_date

MOST_ROWS = 2_000
MOST_ENTRIES = 50
DAYS_OF_REGULAR = 130

NOW = PeriodChoice()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The transactions of one kind that a question is about: all conditions must hold.

    Amounts are in minor units without their sign. `refunds` is True for money back alone, False for none of it.
    A transaction counts once, with the sum of its splits that are wanted, or `by_split` with each of them.
    """

    period: PeriodChoice
    kind: CategoryKind = CategoryKind.EXPENSE
    categories: tuple[str, ...] = ()
    payee: str = ""
    at_least: int | None = None
    at_most: int | None = None
    weekdays: frozenset[int] = frozenset()
    uncategorised: bool = False
    refunds: bool | None = None
    by_split: bool = False


class Tools:
    """The tools of one ledger."""

    def __init__(self, dashboard: DashboardService, transactions: TransactionService, ledger_id: UUID) -> None:
        self._dashboard = dashboard
        self._transactions = transactions
        self._ledger_id = ledger_id

    async def question_context(self) -> QuestionContext:
        """Return the ledger's names and calendar, without figures."""
        snapshot = await self._read(NOW, DashboardNeeds(goals=True, worth=()))
        named = sorted(snapshot.categories.values(), key=lambda row: (row.archived, row.parent_id is not None))
        categories: dict[str, str] = {}
        for row in named:
            categories.setdefault(row.name, row.kind)
        goals = [row.name for row in snapshot.goals]
        payees = list(dict.fromkeys(map(_asked_for, await self._transactions.payees(self._ledger_id))))
        oldest = await self._transactions.page(self._ledger_id, TransactionFilter(), PageRequest(last=1))
        return QuestionContext(
            today=snapshot.today,
            calendar=snapshot.figures.calendar,
            categories=categories,
            goals=goals,
            payees=payees,
            accounts=[row.name for row in snapshot.account_rows if row.closed_on is None],
            currency=snapshot.ledger.base_currency,
            first_entry=oldest.rows[0].date if oldest.rows else None,
        )

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
        shown = tuple(snapshot_facts.entry(snapshot, row) for row in rows[: min(max(limit, 0), MOST_ENTRIES)])
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

    async def entries(self, wanted: Wanted, *, limit: int = MOST_ROWS, oldest: bool = False) -> Entries:
        """Return all transactions that are wanted, or about `limit` of the newest or the oldest.

        Refuse more than 2,000, so that no figure is of some of them alone.
        """
        snapshot = await self._read(wanted.period, DashboardNeeds())
        rows, complete = await self._wanted(snapshot, wanted, limit, oldest=oldest)
        if not complete and not rows and limit < MOST_ROWS:
            rows, complete = await self._wanted(snapshot, wanted, MOST_ROWS, oldest=oldest)
            complete = complete or bool(rows)
        if not complete and limit >= MOST_ROWS:
            raise invalid(
                f"More than {MOST_ROWS:,} transactions may be meant, which I cannot count; ask about fewer days.",
                "period",
            )
        return snapshot_facts.entries(snapshot, rows[::-1] if oldest else rows, wanted.kind)

    async def extremes(self, wanted: Wanted, count: int, *, least: bool = False) -> Entries:
        """Return about `count` of the biggest or the smallest transactions, in the order of their amounts."""
        snapshot = await self._read(wanted.period, DashboardNeeds())

        def ordered(rows: list[TransactionRow]) -> list[TransactionRow]:
            return sorted(rows, key=lambda row: abs(row.base_amount), reverse=not least)

        rows, complete = await self._wanted(snapshot, wanted, MOST_ROWS)
        rows = ordered(rows)
        if not complete and rows:
            # Those that were not read count only if they are as big as the ones that would be shown.
            edge = abs(rows[: max(count, 1)][-1].base_amount)
            narrower = replace(wanted, at_most=edge) if least else replace(wanted, at_least=edge)
            rows, complete = await self._wanted(snapshot, narrower, MOST_ROWS)
            rows = ordered(rows)
        if not complete:
            raise invalid(f"More than {MOST_ROWS:,} transactions may be meant; ask about fewer days.", "period")
        return snapshot_facts.entries(snapshot, rows, wanted.kind)

    async def months(self, period: PeriodChoice, category: str | None, *, income: bool) -> tuple[NamedAmount, ...]:
        """Return the spending or income of each budget period in a period up to today, at most 24."""
        today, calendar = await self.calendar()
        chosen = calendar.chosen(period, today)
        within = [budget for budget in calendar.overlapping(chosen) if budget.start <= today]
        if not within or len(within) > MOST_PERIODS:
            raise invalid(f"I can compare at most {MOST_PERIODS} months; ask about fewer.", "period")
        back = len(within) - 1
        snapshot = await self._read(PeriodChoice(id=within[-1].id), DashboardNeeds(back=back))
        rows = snapshot_facts.categories_named(snapshot, category)
        return snapshot_facts.months(snapshot, rows, back, income=income)

    async def worth(self, period: PeriodChoice = NOW) -> WorthFacts:
        """Return the balances and the net worth at the end of a period, or today."""
        return snapshot_facts.worth(await self._read(period, DashboardNeeds(worth=())))

    async def regular(self, kind: CategoryKind) -> tuple[RegularPayment, ...]:
        """Return the payments or income of each month, by their next days."""
        today, _ = await self.calendar()
        period = PeriodChoice(start=today - timedelta(days=DAYS_OF_REGULAR), end=today)
        return regular_payments((await self.entries(Wanted(period, kind, refunds=False))).rows, today)

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
            snapshot = await self._read(PeriodChoice(id=budget_period.id), DashboardNeeds(insights=True))
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
                    started_on=row.started_on,
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

    async def _wanted(
        self, snapshot: DashboardSnapshot, wanted: Wanted, limit: int, *, oldest: bool = False
    ) -> tuple[list[TransactionRow], bool]:
        """Return a row for each split that is wanted in the snapshot's period, and whether they are all."""
        ids: tuple[UUID | None, ...] | None = (None,) if wanted.uncategorised else None
        if wanted.categories:
            named = [row for name in wanted.categories for row in snapshot_facts.categories_named(snapshot, name)]
            ids = tuple(row.id for row in named)
        least, most = wanted.at_least, wanted.at_most
        if wanted.kind != CategoryKind.INCOME and wanted.refunds is False:
            least, most = None if most is None else -most, -(least or 1)
        elif wanted.refunds:
            least = least or 1
        chosen = TransactionFilter(
            snapshot.period.start,
            snapshot.period.end,
            category_ids=ids,
            text=wanted.payee,
            at_least=least,
            at_most=most,
        )
        rows, complete = await self._found(chosen, wanted.kind, limit, oldest=oldest)
        several = [row.id for row in rows if row.split_count > 1]
        if several:
            rows = as_rows(rows, await self._transactions.splits_of(self._ledger_id, several))
        families = snapshot.figures.families
        members = None if ids is None else {member for key in ids for member in (families[key] if key else [None])}
        rows = [
            row
            for row in rows
            if _kind(snapshot, row) == wanted.kind and (members is None or row.category_id in members)
        ]
        rows = [
            row
            for row in (rows if wanted.by_split else _whole(rows))
            if (least is None or row.base_amount >= least)
            and (most is None or row.base_amount <= most)
            and (not wanted.weekdays or row.date.weekday() in wanted.weekdays)
        ]
        if not wanted.payee:
            return rows, complete
        by_payee = [row for row in rows if mentions(row.payee, wanted.payee)]
        return by_payee or [row for row in rows if mentions(row.note, wanted.payee)], complete

    async def _found(
        self,
        wanted: TransactionFilter,
        kind: CategoryKind | None = None,
        limit: int = MOST_ROWS,
        *,
        oldest: bool = False,
    ) -> tuple[list[TransactionRow], bool]:
        rows: list[TransactionRow] = []
        cursor: str | None = None
        while len(rows) < limit:
            first, last = (None, MOST_PER_PAGE) if oldest else (MOST_PER_PAGE, None)
            request = PageRequest(first, None if oldest else cursor, last, cursor if oldest else None)
            page = await self._transactions.page(self._ledger_id, wanted, request, kinds=[kind] if kind else [])
            rows += page.rows[::-1] if oldest else page.rows
            if not (page.has_previous if oldest else page.has_next):
                return rows, True
            cursor = page.cursors[0 if oldest else -1]
        return rows, False


def _whole(rows: Iterable[TransactionRow]) -> list[TransactionRow]:
    """Return a row for each transaction, with the sum of its splits that are among the rows."""
    together: dict[UUID, TransactionRow] = {}
    for row in rows:
        before = together.get(row.id)
        together[row.id] = before._replace(base_amount=before.base_amount + row.base_amount) if before else row
    return list(together.values())


def _is_expense(snapshot: DashboardSnapshot, row: TransactionRow) -> bool:
    return row.base_amount < 0 and _kind(snapshot, row) == CategoryKind.EXPENSE


def _kind(snapshot: DashboardSnapshot, row: TransactionRow) -> str:
    category = snapshot.categories.get(row.category_id) if row.category_id else None
    if category is None and row.transfer_id is not None:
        return CategoryKind.TRANSFER
    return category.kind if category else CategoryKind.INCOME if row.base_amount > 0 else CategoryKind.EXPENSE


def _asked_for(payee: str) -> str:
    """Return the name by which people ask for a payee, if a search for it finds the payee."""
    name = payee_name(payee)
    return name if name in payee else payee


def _is_unusual(insight: Insight, period: Period) -> bool:
    if insight.kind not in {FindingKind.POSSIBLE_DUPLICATE, FindingKind.UNUSUAL_PURCHASE}:
        return False
    charge = insight.evidence[0].period
    return charge is not None and charge.overlap(period) > 0
