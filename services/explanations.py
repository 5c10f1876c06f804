"""Explanations: the formula of a figure in words, and the transactions or other figures that it is made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from db import accounts, categories, ledgers, transaction_sums
from db.accounts import AccountRow
from db.categories import CategoryRow, adjustments_of
from db.stores.engine import Connection, Database, retried
from db.stores.ids import TRANSFERRED
from db.transactions import TransactionFilter
from services import transaction_filters as filters
from services.calculations import CategoryKind
from services.calculations.flows import is_moved
from services.calculations.reports import Dimension, Key
from services.calculations.rows import top_levels
from services.figures_in_words import (
    FORMULAS,
    INPUTS,
    LEFT_OUT,
    OF_CATEGORY,
    TRANSFERS_LEAVE_OUT,
    UNCATEGORISED,
    ExplainedFigure,
)
from services.reports import Plan, ReportQuestion
from services.transactions import TransactionService
from services.values.calendars import Calendar
from services.values.clock import Clock, date_in
from services.values.errors import invalid, no_ledger, not_found
from services.values.pages import PageRequest
from services.values.periods import Period, PeriodChoice

_KINDS = {
    ExplainedFigure.INCOME: (CategoryKind.INCOME,),
    ExplainedFigure.EXPENSES: (CategoryKind.EXPENSE,),
    ExplainedFigure.NET: (CategoryKind.INCOME, CategoryKind.EXPENSE),
    ExplainedFigure.TRANSFERRED: (CategoryKind.TRANSFER,),
}
NO_PERIOD = PeriodChoice()


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """A cell of a report: its row by its key (the total without a `row`), and its span by its number (all without)."""

    question: ReportQuestion
    row: bool = False
    key: Key = None
    span: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The figure to explain: of a period, a category, what has none, and some accounts; or of a place in a report."""

    figure: ExplainedFigure
    period: PeriodChoice = NO_PERIOD
    category_id: UUID | None = None
    uncategorised: bool = False
    account_ids: tuple[UUID, ...] | None = None
    report: ReportPlace | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The formula of a figure, what it leaves out, and what it is made of.

    A figure that adds up transactions has its amount in the base currency, and the conditions on its transactions.
    Others have the names of their inputs.
    """

    period: Period
    formula: str
    left_out: Sequence[str]
    inputs: Sequence[str]
    amount: int | None
    conditions: TransactionFilter
    kinds: Collection[CategoryKind]


class ExplanationService:
    """Explains figures by the transactions that they add up."""

    def __init__(self, database: Database, clock: Clock, transactions: TransactionService) -> None:
        self._database = database
        self._clock = clock
        self._transactions = transactions

    async def explain(self, ledger_id: UUID, question: Question) -> Explanation:
        """Return the explanation of a figure."""
        if question.category_id is not None and question.uncategorised:
            raise invalid("Ask about a category, or about what has none, not about both.", "uncategorised")
        period, conditions, kinds = await self._conditions(ledger_id, question)
        figure, amount = question.figure, None
        if kinds == _KINDS[ExplainedFigure.TRANSFERRED]:
            amount = await self._moved(ledger_id, conditions)
        elif kinds is not None:
            page = await self._transactions.page(
                ledger_id, conditions, PageRequest(first=1), kinds=kinds, with_sums=True
            )
            amount = getattr(page.flow, figure.lower())
        is_transfer = figure is ExplainedFigure.TRANSFERRED
        left_out = TRANSFERS_LEAVE_OUT if is_transfer else () if INPUTS[figure] else LEFT_OUT
        return Explanation(period, _formula(question), left_out, INPUTS[figure], amount, conditions, kinds or ())

    @retried
    async def _conditions(
        self, ledger_id: UUID, question: Question
    ) -> tuple[Period, TransactionFilter, Collection[CategoryKind] | None]:
        """Return the days, the conditions and the kinds; None if the figure does not add up transactions."""
        async with self._database.read(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise no_ledger()
            today = date_in(ledger.time_zone, self._clock())
            category_rows = await categories.all_of(connection, ledger_id)
            account_rows = await accounts.all_of(connection, ledger_id)
            if question.report:
                plan = await Plan.of(connection, ledger, question.report.question, today)
                period = _span(plan, question.report)
                chosen = await _of_place(connection, ledger_id, plan, question.report)
            else:
                period = Calendar.of(ledger).chosen(question.period, today)
                chosen = _of_dashboard(question, category_rows)
        kinds = _KINDS.get(question.figure)
        if question.figure is ExplainedFigure.TRANSFERRED:
            chosen = _of_transfers(ledger_id, chosen, category_rows, account_rows)
        if kinds and question.report and (kind := question.report.question.kind):
            if kind not in kinds:
                chosen = replace(chosen, category_ids=())
            kinds = tuple(known for known in kinds if known == kind) or kinds
        return period, replace(chosen, start=period.start, end=period.end), kinds

    @retried
    async def _moved(self, ledger_id: UUID, chosen: TransactionFilter) -> int:
        async with self._database.read(ledger_id) as connection:
            known = await categories.all_of(connection, ledger_id)
            chosen = await filters.resolved(connection, ledger_id, chosen, [CategoryKind.TRANSFER], known)
            totals = await transaction_sums.totals_of(connection, ledger_id, chosen)
        tops = top_levels(known)
        return sum(total.money_in - total.money_out for total in totals if is_moved(total.category_id, tops))


def _formula(question: Question) -> str:
    figure = question.figure
    if question.report is None and question.category_id is not None:
        return OF_CATEGORY.get(figure, FORMULAS[figure])
    if question.report is None and question.uncategorised:
        return UNCATEGORISED.get(figure, FORMULAS[figure])
    return FORMULAS[figure]


def _of_dashboard(question: Question, known: Sequence[CategoryRow]) -> TransactionFilter:
    if question.category_id and question.category_id not in {row.id for row in known}:
        raise not_found("There is no such category; choose one of yours.", "category_id")
    chosen = (question.category_id,) if question.category_id is not None or question.uncategorised else None
    return TransactionFilter(account_ids=question.account_ids, category_ids=chosen)


def _of_transfers(
    ledger_id: UUID, chosen: TransactionFilter, known: Sequence[CategoryRow], account_rows: Sequence[AccountRow]
) -> TransactionFilter:
    """Keep the transfers of counted accounts, without the adjustments."""
    moved = [row.id for row in known if row.kind == CategoryKind.TRANSFER and row.id != adjustments_of(ledger_id).id]
    counted = tuple(row.id for row in account_rows if row.counted)
    wanted = counted if chosen.account_ids is None else tuple(key for key in counted if key in chosen.account_ids)
    return replace(chosen, category_ids=(*moved, TRANSFERRED), account_ids=wanted)


def _span(plan: Plan, place: ReportPlace) -> Period:
    if place.span is None:
        return plan.period
    if not 0 <= place.span < len(plan.spans):
        raise not_found(f"The report has {len(plan.spans)} spans; the first is number 0.", "span")
    return plan.spans[place.span]


async def _of_place(connection: Connection, ledger_id: UUID, plan: Plan, place: ReportPlace) -> TransactionFilter:
    """Return the filter of a report, narrowed to one row."""
    chosen, by, key = plan.question.filter, plan.question.by, place.key
    if not place.row:
        return chosen
    if isinstance(key, UUID) and key not in {*plan.category_rows, *plan.account_rows, *plan.tag_rows}:
        raise not_found("The report has no such row; use the key of one of its rows.", "row")
    match by:
        case None:
            raise invalid("This report has no rows; leave the row out.", "row")
        case Dimension.PAYEE:
            return replace(chosen, payee=str(key or ""))
        case Dimension.ACCOUNT:
            mine = chosen.account_ids is None or key in chosen.account_ids
            return replace(chosen, account_ids=(key,) if mine and isinstance(key, UUID) else ())
        case Dimension.TAG:
            tag = chosen.tags
            tag = replace(tag, all_of=(*tag.all_of, (key,))) if isinstance(key, UUID) else replace(tag, untagged=True)
            return replace(chosen, tags=tag)
    return replace(chosen, category_ids=await _categories(connection, ledger_id, plan, key), without_children=True)


async def _categories(connection: Connection, ledger_id: UUID, plan: Plan, key: Key) -> tuple[UUID | None, ...]:
    """Return the categories of a row that are among those of the filter."""
    chosen, known = plan.question.filter.category_ids, plan.category_rows.values()
    tops = top_levels(known)
    keys: dict[Dimension | None, list[UUID]] = {
        Dimension.CATEGORY: [row.id for row in known if row.id == key],
        Dimension.GROUP: [row.id for row in known if tops[row.id].id == key],
        Dimension.KIND: [row.id for row in known if row.kind == key],
    }
    ids = keys[plan.question.by] if key else [None]
    allowed = None if chosen is None else await categories.with_children(connection, ledger_id, chosen)
    return tuple(category_id for category_id in ids if allowed is None or category_id in allowed)
