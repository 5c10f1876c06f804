"""Explanations: the formula of a figure of the dashboard in words, and the transactions that it adds up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from db import categories, ledgers
from db.stores.engine import Database, retried
from db.transactions import TransactionFilter
from services.calculations import CategoryKind
from services.transactions import TransactionService
from services.values.calendars import Calendar
from services.values.clock import Clock, date_in
from services.values.errors import invalid, no_ledger, not_found
from services.values.pages import PageRequest
from services.values.periods import Period, PeriodChoice


class ExplainedFigure(StrEnum):
    """A figure that adds up transactions."""

    INCOME = "INCOME"
    EXPENSES = "EXPENSES"


_OF_ALL = {
    ExplainedFigure.INCOME: "Money in in income categories, less what went back, and uncategorised money that came in.",
    ExplainedFigure.EXPENSES: "Money out in expense categories, less refunds, and uncategorised money that left.",
}
_OF_CATEGORY = {
    ExplainedFigure.INCOME: "Money in in this category and its children, less what went back.",
    ExplainedFigure.EXPENSES: "Money out in this category and its children, less refunds.",
}
_UNCATEGORISED = {
    ExplainedFigure.INCOME: "Uncategorised money that came in.",
    ExplainedFigure.EXPENSES: "Uncategorised money that left.",
}
LEFT_OUT = (
    "Transfers between your own accounts, because the money only moves.",
    "Transactions in accounts that are not counted.",
    "Deleted transactions.",
)


@dataclass(frozen=True, slots=True)
class Question:
    """The figure to explain: of a period, and perhaps of one category, of what has none, or of some accounts."""

    figure: ExplainedFigure
    period: PeriodChoice
    category_id: UUID | None = None
    uncategorised: bool = False
    account_ids: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The formula of a figure, its amount in the base currency, and the conditions on its transactions."""

    question: Question
    period: Period
    formula: str
    amount: int
    conditions: TransactionFilter

    @property
    def kind(self) -> CategoryKind:
        """Return the kind as which its transactions count."""
        return CategoryKind.INCOME if self.question.figure is ExplainedFigure.INCOME else CategoryKind.EXPENSE


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
        period = await self._period(ledger_id, question)
        explanation = Explanation(question, period, _formula(question), 0, _conditions(question, period))
        page = await self._transactions.page(
            ledger_id, explanation.conditions, PageRequest(first=1), kind=explanation.kind, with_sums=True
        )
        if page.flow is None:
            raise RuntimeError("The transactions were not counted.")
        amount = page.flow.income if question.figure is ExplainedFigure.INCOME else page.flow.expenses
        return Explanation(question, period, explanation.formula, amount, explanation.conditions)

    @retried
    async def _period(self, ledger_id: UUID, question: Question) -> Period:
        """Return the asked period; refuse a category that the ledger does not have."""
        async with self._database.read(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise no_ledger()
            named = [question.category_id] if question.category_id else []
            if named and not await categories.get_many(connection, ledger_id, named):
                raise not_found("There is no such category; choose one of yours.", "category_id")
        return Calendar.of(ledger).chosen(question.period, date_in(ledger.time_zone, self._clock()))


def _formula(question: Question) -> str:
    if question.category_id is not None:
        return _OF_CATEGORY[question.figure]
    return (_UNCATEGORISED if question.uncategorised else _OF_ALL)[question.figure]


def _conditions(question: Question, period: Period) -> TransactionFilter:
    chosen = (question.category_id,) if question.category_id is not None or question.uncategorised else None
    return TransactionFilter(start=period.start, end=period.end, account_ids=question.account_ids, category_ids=chosen)
