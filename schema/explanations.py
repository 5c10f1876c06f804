"""Explanations of figures by the transactions that they add up."""

from typing import Annotated, Self

import strawberry

from schema.context import Info
from schema.enums import ExplainedFigure
from schema.money import Money
from schema.node import stored_id
from schema.pages import First
from schema.periods import Period, PeriodInput, choice_of
from schema.transactions import TransactionConnection
from services import explanations
from services.explanations import LEFT_OUT, Question
from services.values.pages import PER_PAGE, PageRequest


@strawberry.input(description="A figure of the dashboard to explain.")
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

    def question(self) -> Question:
        """Return the question of this input."""
        ids = self.account_ids
        return Question(
            figure=self.figure,
            period=choice_of(self.period),
            category_id=None if self.category_id is None else stored_id("Category", self.category_id),
            uncategorised=bool(self.uncategorised),
            account_ids=None if ids is None else tuple(stored_id("Account", account_id) for account_id in ids),
        )


@strawberry.type(description="The formula of a figure, and the transactions whose sum it is.")
class Explanation:
    explained: strawberry.Private[explanations.Explanation]
    formula: str = strawberry.field(description="The formula in words.")
    left_out: list[str] = strawberry.field(description="The transactions that are not counted, and why.")
    amount: Money = strawberry.field(description="The figure. It is the sum of the transactions.")
    period: Period = strawberry.field(description="The days of the figure.")

    @strawberry.field(
        description=f"The transactions that it adds up, newest first. A page has {PER_PAGE} unless you ask for another "
        "number. If only some of the splits count, `sums` has these alone."
    )
    async def transactions(
        self,
        info: Info,
        first: First = None,
        after: Annotated[str | None, strawberry.argument(description="The cursor after which the page starts.")] = None,
    ) -> TransactionConnection:
        page = await info.context.services.transactions.page(
            info.context.ledger_id,
            self.explained.conditions,
            PageRequest(first, after),
            kind=self.explained.kind,
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
            left_out=list(LEFT_OUT),
            amount=Money.of(explained.amount, viewer.base_currency),
            period=Period.of(explained.period, info.context.services.today(viewer.time_zone)),
        )
