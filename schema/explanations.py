"""Explanations of figures by the transactions or the other figures that they are made of."""

from typing import Annotated, Self

import strawberry

from schema.context import Info
from schema.money import Money
from schema.node import stored_id
from schema.pages import First
from schema.periods import Period, PeriodInput, choice_of
from schema.report_enums import ExplainedFigure
from schema.reports import ReportInput
from schema.transactions import TransactionConnection
from services import explanations
from services.calculations.reports import Dimension, Key
from services.explanations import Question, ReportPlace
from services.values.errors import invalid
from services.values.pages import PER_PAGE, PageRequest

_NODES = {
    Dimension.CATEGORY: "Category",
    Dimension.GROUP: "Category",
    Dimension.ACCOUNT: "Account",
    Dimension.TAG: "Tag",
}


@strawberry.input(description="A figure of a report.")
class ExplainedReportInput:
    input: ReportInput = strawberry.field(description="The input of the report.")
    row: strawberry.ID | None = strawberry.field(
        default=None, description="The key of the row. The default is the total."
    )
    span: int | None = strawberry.field(
        default=None, description="The number of the cell, from 0. The default is all days of the report."
    )

    def place(self, base_currency: str) -> ReportPlace:
        """Return the cell that is meant."""
        question = self.input.question(base_currency)
        key: Key = self.row or None
        if key and question.by in _NODES:
            key = stored_id(_NODES[question.by], str(key))
        return ReportPlace(question, self.row is not None, key, self.span)


@strawberry.input(description="A figure of the dashboard or of a report to explain.")
class ExplainInput:
    figure: ExplainedFigure = strawberry.field(description="The figure.")
    period: PeriodInput | None = strawberry.field(
        default=None, description="The days of the figure. The default is the current period."
    )
    category_id: strawberry.ID | None = strawberry.field(
        default=None, description="The category with its children. The default is all categories."
    )
    uncategorised: bool | None = strawberry.field(default=False, description="True for what has no category.")
    account_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The accounts. The default is all that count."
    )
    report: ExplainedReportInput | None = strawberry.field(
        default=None, description="The place of the figure in a report, in place of all other conditions."
    )

    def question(self, base_currency: str) -> Question:
        """Return the question of this input."""
        ids = self.account_ids
        if self.report and (self.period or self.category_id or self.uncategorised or ids is not None):
            raise invalid("Give either a place in a report or other conditions, not both.", "report")
        return Question(
            figure=self.figure,
            period=choice_of(self.period),
            category_id=None if self.category_id is None else stored_id("Category", self.category_id),
            uncategorised=bool(self.uncategorised),
            account_ids=None if ids is None else tuple(stored_id("Account", account_id) for account_id in ids),
            report=self.report.place(base_currency) if self.report else None,
        )


@strawberry.type(description="The formula of a figure, and the transactions or the other figures that it is made of.")
class Explanation:
    explained: strawberry.Private[explanations.Explanation]
    formula: str = strawberry.field(description="The formula in words.")
    left_out: list[str] = strawberry.field(description="The transactions that are not counted, and why.")
    inputs: list[str] = strawberry.field(
        description="The other figures that it is made of. The list is empty if it adds up transactions alone."
    )
    amount: Money | None = strawberry.field(
        description="The figure. It is the sum of the transactions, and null if the figure is made of other inputs."
    )
    period: Period = strawberry.field(description="The days of the figure.")

    @strawberry.field(
        description=f"The transactions that it adds up, newest first. A page has {PER_PAGE} unless you ask for another "
        "number. If only some of the splits count, `sums` has these alone. It is null if the figure is made of other "
        "inputs."
    )
    async def transactions(
        self,
        info: Info,
        first: First = None,
        after: Annotated[str | None, strawberry.argument(description="The cursor after which the page starts.")] = None,
    ) -> TransactionConnection | None:
        if self.amount is None:
            return None
        page = await info.context.services.transactions.page(
            info.context.ledger_id,
            self.explained.conditions,
            PageRequest(first, after),
            kinds=self.explained.kinds,
            with_sums=TransactionConnection.needs_sums(info),
        )
        return TransactionConnection.of(page, self.amount.currency)

    @classmethod
    def of(cls, explained: explanations.Explanation, info: Info) -> Self:
        """Return the explanation of the services."""
        viewer = info.context.signed_in
        return cls(
            explained=explained,
            formula=explained.formula,
            left_out=list(explained.left_out),
            inputs=list(explained.inputs),
            amount=Money.if_known(explained.amount, viewer.base_currency),
            period=Period.of(explained.period, info.context.services.today(viewer.time_zone)),
        )
