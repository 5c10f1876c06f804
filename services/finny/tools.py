"""Finny's read-only tools for one ledger, which return the dashboard's own figures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from db.transactions import TransactionFilter, TransactionRow
from services.calculations import AVERAGED_PERIODS, CategoryKind, due_by, goal_progress
from services.dashboard.looking_ahead import MOST_DAYS_AHEAD
from services.dashboard.service import MOST_PERIODS, DashboardNeeds, DashboardService, DashboardSnapshot
from services.finny import snapshot_facts
from services.finny.facts import (
    AheadFacts,
    BudgetFacts,
    Entries,
    ExpectedPayment,
    GoalFacts,
    NamedAmount,
    OverviewFacts,
    SpendingFacts,
    TransactionList,
    TrendFacts,
    WorthFacts,
    days_of,
)
from services.finny.looking_ahead import balances_ahead, expected_payments
from services.finny.name_matching import mentions
from services.finny.parts import Figure
from services.finny.question_context import QuestionContext
from services.finny.wanted_rows import MOST_ROWS, RowReader, Wanted, kind_of
from services.insights import FindingKind, Insight
from services.series.suggestion_service import SeriesSuggestionService
from services.tags import TagService
from services.transactions import TransactionService
from services.values.calendars import Calendar
from services.values.errors import invalid, not_found
from services.values.money import Money
from services.values.pages import PageRequest
from services.values.payees import payee_name
from services.values.periods import Period, PeriodChoice, PeriodKind, check_date

MOST_ENTRIES = 50

NOW = PeriodChoice()


class Tools:
    """The tools of one ledger."""

    def __init__(
        self,
        dashboard: DashboardService,
        transactions: TransactionService,
        tags: TagService,
        suggestions: SeriesSuggestionService,
        ledger_id: UUID,
    ) -> None:
        self._dashboard = dashboard
        self._transactions = transactions
        self._tags = tags
        self._suggestions = suggestions
        self._rows = RowReader(transactions, tags, ledger_id)
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
            tags=[row.name for row in await self._tags.all(self._ledger_id)],
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
        rows, complete = await self._rows.searched(snapshot, text, category)
        if biggest:
            spent = (row for row in rows if row.base_amount < 0 and kind_of(snapshot, row) == CategoryKind.EXPENSE)
            rows = sorted(spent, key=lambda row: row.base_amount)
        currency = snapshot.ledger.base_currency
        shown = tuple(snapshot_facts.entry(snapshot, row) for row in rows[: min(max(limit, 0), MOST_ENTRIES)])
        moved = [row for row in rows if category is None and kind_of(snapshot, row) == CategoryKind.TRANSFER]
        total, left_out = (sum(row.base_amount for row in some) for some in (rows, moved))
        return TransactionList(
            period=days_of(snapshot.period, snapshot.today),
            count=len({row.id for row in rows}),
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
        snapshot = await self._read(wanted.period, DashboardNeeds(worth=()) if wanted.accounts else DashboardNeeds())
        rows, complete = await self._rows.wanted(snapshot, wanted, limit, oldest=oldest)
        if not complete and not rows and limit < MOST_ROWS:
            rows, complete = await self._rows.wanted(snapshot, wanted, oldest=oldest)
            complete = complete or bool(rows)
        if not complete and limit >= MOST_ROWS:
            raise invalid(
                f"More than {MOST_ROWS:,} transactions may be meant, which I cannot count; ask about fewer days.",
                "period",
            )
        return snapshot_facts.entries(snapshot, rows[::-1] if oldest else rows, wanted.kind)

    async def extremes(self, wanted: Wanted, count: int, *, least: bool = False) -> Entries:
        """Return about `count` of the biggest or the smallest transactions, in the order of their amounts."""
        snapshot = await self._read(wanted.period, DashboardNeeds(worth=()) if wanted.accounts else DashboardNeeds())

        def ordered(rows: list[TransactionRow]) -> list[TransactionRow]:
            return sorted(rows, key=lambda row: abs(row.base_amount), reverse=not least)

        rows, complete = await self._rows.wanted(snapshot, wanted)
        rows = ordered(rows)
        if not complete and rows:
            # Those that were not read count only if they are as big as the ones that would be shown.
            edge = abs(rows[: max(count, 1)][-1].base_amount)
            narrower = replace(wanted, at_most=edge) if least else replace(wanted, at_least=edge)
            rows, complete = await self._rows.wanted(snapshot, narrower)
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

    async def expected(self, kind: CategoryKind, accounts: Sequence[str] = ()) -> tuple[ExpectedPayment, ...]:
        """Return the payments or income of each series, and of those that the latest transactions show, for a year.

        Money that moves between own accounts is in them only for the `accounts` that are named.
        """
        snapshot = await self._read(NOW, DashboardNeeds(series=True))
        shown = await self._suggestions.all(self._ledger_id)
        return expected_payments(snapshot, shown, kind, accounts)

    async def ahead(self, day: date) -> AheadFacts:
        """Return the balances that are expected at the end of a day to come."""
        today, _ = await self.calendar()
        days = (day - today).days
        if days > MOST_DAYS_AHEAD:
            raise invalid("I can look ahead to the end of the next two years.", "period")
        return balances_ahead(await self._read(NOW, DashboardNeeds(series=True, plans=True, ahead=days)), days)

    async def figure(self, label: str, amount: Money, wanted: Wanted) -> Figure:
        """Return a sum with the filter of its transactions."""
        snapshot = await self._read(wanted.period, DashboardNeeds(worth=()) if wanted.accounts else DashboardNeeds())
        return await self._rows.figure(snapshot, label, amount, wanted)

    async def category_id(self, name: str) -> UUID | None:
        """Return the id of the only category in use of a name."""
        rows = snapshot_facts.categories_named(await self._read(NOW, DashboardNeeds()), name)
        used = [row.id for row in rows if not row.archived]
        return used[0] if len(used) == 1 else None

    async def last_payment(self, payee: str) -> TransactionRow | None:
        """Return the newest transaction of a payee that is no transfer."""
        chosen = TransactionFilter(text=payee)
        page = await self._transactions.page(self._ledger_id, chosen, PageRequest(first=10))
        return next((row for row in page.rows if mentions(row.payee, payee) and row.transfer_id is None), None)

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


def _asked_for(payee: str) -> str:
    """Return the name by which people ask for a payee, if a search for it finds the payee."""
    name = payee_name(payee)
    return name if name in payee else payee


def _is_unusual(insight: Insight, period: Period) -> bool:
    if insight.kind not in {FindingKind.POSSIBLE_DUPLICATE, FindingKind.UNUSUAL_PURCHASE}:
        return False
    charge = insight.evidence[0].period
    return charge is not None and charge.overlap(period) > 0
