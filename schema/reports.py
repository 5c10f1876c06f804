"""Reports: their input, their table, and the cash flow."""

from typing import Annotated, Self
from uuid import UUID

import strawberry

from schema.accounts import Account
from schema.categories import Category
from schema.enums import CategoryKind
from schema.field_marks import AS_OF
from schema.inputs import NullMeansDefault, defaulted, given
from schema.money import Money
from schema.periods import Period, PeriodInput, choice_of
from schema.report_enums import CashFlowNodeKind, ReportComparison, ReportDimension, ReportMeasure
from schema.tags import Tag
from schema.time_enums import Granularity
from schema.transaction_inputs import TransactionFilter
from services.calculations import Flow
from services.calculations.cash_flow import Link, Node, cash_flow
from services.calculations.reports import BEFORE, NOW, WHOLE, Dimension, Key, Line, Measure
from services.reports import MOST_ROWS, MOST_SPANS, ReportAnswer, ReportQuestion

DEFAULT_ROWS = 50


@strawberry.input(description="The days of a report, and how it divides and compares their money.")
class ReportInput(NullMeansDefault):
    range: PeriodInput | None = strawberry.field(
        default=None, description="The days. The default is the current period."
    )
    last: int | None = strawberry.field(
        default=None, description=f"The last spans of `every` up to now, 1 to {MOST_SPANS}, in place of the range."
    )
    every: Granularity | None = strawberry.field(
        default=None, description="The length of a span. The default is one span for the whole range."
    )
    by: ReportDimension | None = strawberry.field(
        default=None, description="The dimension of the rows. The default is none: only the total."
    )
    measure: ReportMeasure = defaulted(Measure.EXPENSES, "The figure that decides which rows come, and their order.")
    filter: TransactionFilter | None = strawberry.field(
        default=None, description="Conditions on the transactions. Their days are those of the range."
    )
    compare: ReportComparison | None = strawberry.field(
        default=None, description="The earlier days to compare with. The default is none."
    )

    def question(self, base_currency: str) -> ReportQuestion:
        """Return the question of this input."""
        return ReportQuestion(
            period=choice_of(self.range),
            last=self.last,
            every=self.every,
            by=self.by,
            measure=self.measure,
            filter=(self.filter or TransactionFilter()).conditions(base_currency),
            kind=self.filter.kind if self.filter else None,
            compare=self.compare,
        )


@strawberry.type(description="The figures of some splits in the base currency, counted as in the overview.")
class ReportFigures:
    income: Money = strawberry.field(description="The income.")
    expenses: Money = strawberry.field(description="The spending minus refunds.")
    net: Money = strawberry.field(description="Income minus expenses.")
    count: int = strawberry.field(description="The number of splits. A transaction has one, unless it was divided.")
    average: Money = strawberry.field(description="The net of one split on average.")

    @classmethod
    def of(cls, flow: Flow, currency: str) -> Self:
        """Return the figures of a flow."""
        return cls(
            income=Money.of(flow.income, currency),
            expenses=Money.of(flow.expenses, currency),
            net=Money.of(flow.net, currency),
            count=flow.entries,
            average=Money.of(Measure.AVERAGE.of(flow), currency),
        )


@strawberry.type(description="The figures of one span.")
class ReportCell(ReportFigures):
    span: Period = strawberry.field(description="The days of the span.")

    @classmethod
    def in_span(cls, flow: Flow, currency: str, span: Period) -> Self:
        """Return the figures of a flow with their span."""
        return cls(span=span, **vars(ReportFigures.of(flow, currency)))


@strawberry.type(description="The averages of a span.")
class ReportAverages:
    income: Money = strawberry.field(description="The average income of a span.")
    expenses: Money = strawberry.field(description="The average spending of a span.")
    net: Money = strawberry.field(description="The average income of a span minus its average spending.")


@strawberry.type(description="The days that a report compares, and the earlier days with which it compares them.")
class ReportComparedDays:
    now: Period = strawberry.field(description="The days of the report, up to today while they run.")
    before: Period = strawberry.field(description="The earlier days. While the report runs, only the same days count.")


@strawberry.type(description="The figures of the compared days.")
class ReportChange:
    now: ReportFigures = strawberry.field(description="The figures of the report, up to today while it runs.")
    before: ReportFigures = strawberry.field(description="The figures of the earlier days.")


@strawberry.type(description="The figures of one row: for each span, and altogether.")
class ReportLine:
    answer: strawberry.Private[ReportAnswer]
    line: strawberry.Private[Line]
    currency: strawberry.Private[str]

    @strawberry.field(description="The figures of each span, in the order of `spans`.")
    def cells(self) -> list[ReportCell]:
        report, today = self.answer.report, self.answer.plan.today
        return [
            ReportCell.in_span(self.line.of(number), self.currency, Period.of(span, today))
            for number, span in enumerate(report.spans)
        ]

    @strawberry.field(description="The figures of all days of the report.")
    def figures(self) -> ReportFigures:
        return ReportFigures.of(self.line.of(WHOLE), self.currency)

    @strawberry.field(
        description="The averages of the spans that have ended, from the first in which the report has any split. "
        "Before any has ended, those of the running one."
    )
    def per_span(self) -> ReportAverages:
        income, expenses = self.answer.report.per_span(self.line)
        amounts = {"income": income, "expenses": expenses, "net": income - expenses}
        return ReportAverages(**{name: Money.of(amount, self.currency) for name, amount in amounts.items()})

    @strawberry.field(description="The comparison. It is null if the report compares nothing.")
    def change(self) -> ReportChange | None:
        if self.answer.plan.compared is None:
            return None
        now, before = (ReportFigures.of(self.line.of(bucket), self.currency) for bucket in (NOW, BEFORE))
        return ReportChange(now=now, before=before)


@strawberry.type(description="One row of a report. All of these are null for what has no category or tag.")
class ReportRow:
    key: strawberry.ID = strawberry.field(
        description="The id or the name of what the row is about, unique in the report. It is empty for what has none."
    )
    label: str | None = strawberry.field(description="The name of what the row is about.")
    category: Category | None = strawberry.field(default=None, description="The category, in a report by these.")
    kind: CategoryKind | None = strawberry.field(
        default=None, description="The kind of category, in a report by these."
    )
    account: Account | None = strawberry.field(default=None, description="The account, in a report by these.")
    tag: Tag | None = strawberry.field(default=None, description="The tag, in a report by these.")
    line: ReportLine = strawberry.field(description="The figures of the row.")

    @classmethod
    def of(cls, key: Key, line: ReportLine) -> Self:
        """Return the row of a key."""
        answer = line.answer
        if not isinstance(key, UUID):
            kind = CategoryKind(key) if key and answer.plan.question.by is Dimension.KIND else None
            return cls(key=strawberry.ID(key or ""), label=None if kind else key, kind=kind, line=line)
        match answer.plan.question.by:
            case Dimension.ACCOUNT:
                account = Account.of(answer.plan.account_rows[key])
                return cls(key=account.id, label=account.name, account=account, line=line)
            case Dimension.TAG:
                tag = Tag.of(answer.plan.tag_rows[key])
                return cls(key=tag.id, label=tag.name, tag=tag, line=line)
        category = Category.of(answer.plan.category_rows[key])
        return cls(key=category.id, label=category.name, category=category, line=line)


@strawberry.type(description="A place through which money flows in a diagram.")
class CashFlowNode:
    key: strawberry.ID = strawberry.field(description="Its name in the links.")
    kind: CashFlowNodeKind = strawberry.field(description="Its kind.")
    category: Category | None = strawberry.field(description="Its category, if it has one.")

    @classmethod
    def of(cls, node: Node, answer: ReportAnswer) -> Self:
        """Return the node of a cash flow."""
        row = answer.plan.category_rows.get(node.category_id) if node.category_id else None
        return cls(key=strawberry.ID(node.key), kind=node.kind, category=row and Category.of(row))


@strawberry.type(description="Money that flows from one node to another.")
class CashFlowLink:
    source: strawberry.ID = strawberry.field(description="The key of the node that it leaves.")
    target: strawberry.ID = strawberry.field(description="The key of the node at which it arrives.")
    amount: Money = strawberry.field(description="The amount, which is positive.")


@strawberry.type(
    description="The ways of the money of a report, for a Sankey diagram. Into each node that is neither a source nor "
    "an end flows as much as out of it."
)
class CashFlow:
    nodes: list[CashFlowNode] = strawberry.field(description="The nodes.")
    links: list[CashFlowLink] = strawberry.field(description="The links.")
    total: Money = strawberry.field(description="The money that leaves all sources, and arrives at all ends.")

    @classmethod
    def of(cls, answer: ReportAnswer, currency: str) -> Self:
        """Return the cash flow of a report."""
        links = cash_flow((total for total in answer.report.distinct if total.bucket == WHOLE), answer.report.tops)
        nodes = dict.fromkeys(node for link in links for node in (link.source, link.target))
        return cls(
            nodes=[CashFlowNode.of(node, answer) for node in nodes],
            links=[
                CashFlowLink(
                    source=strawberry.ID(link.source.key),
                    target=strawberry.ID(link.target.key),
                    amount=Money.of(link.amount, currency),
                )
                for link in links
            ],
            total=Money.of(_through(links), currency),
        )


def _through(links: list[Link]) -> int:
    targets = {link.target for link in links}
    return sum(link.amount for link in links if link.source not in targets)


@strawberry.type(
    description="The income and the spending of any days, divided by a dimension. A later revision of the ledger may "
    "have another: ask again after an update."
)
class Report:
    answer: strawberry.Private[ReportAnswer]
    currency: strawberry.Private[str]
    revision: int = strawberry.field(description=AS_OF)
    range: Period = strawberry.field(description="All days of the report.")
    spans: list[Period] = strawberry.field(description="The spans of the cells, the oldest first.")
    compared: ReportComparedDays | None = strawberry.field(
        description="The compared days. It is null if the report compares nothing."
    )

    @strawberry.field(
        description="The rows with anything of the measure, the largest first. Rows by tag overlap, because a split "
        f"may have several. There are up to {DEFAULT_ROWS} unless you ask for another number."
    )
    def rows(
        self,
        first: Annotated[
            int | None, strawberry.argument(description=f"The number of rows, 1 to {MOST_ROWS}.")
        ] = DEFAULT_ROWS,
    ) -> list[ReportRow]:
        shown = self.answer.check_shown(given(first, DEFAULT_ROWS))
        return [ReportRow.of(key, self._line(line)) for key, line in self.answer.report.rows[:shown]]

    @strawberry.field(description="All rows after the first ones. It is null if there is none, and for rows by tag.")
    def others(
        self,
        first: Annotated[
            int | None, strawberry.argument(description="The number of rows that are shown by themselves.")
        ] = DEFAULT_ROWS,
    ) -> ReportLine | None:
        line = self.answer.report.others(self.answer.check_shown(given(first, DEFAULT_ROWS)))
        return None if line is None else self._line(line)

    @strawberry.field(description="The number of all rows.")
    def row_count(self) -> int:
        return len(self.answer.report.rows)

    @strawberry.field(description="The figures of all splits that meet the filter, each counted once.")
    def total(self) -> ReportLine:
        return self._line(self.answer.report.total)

    @strawberry.field(description="The ways of the money, for a Sankey diagram.")
    def cash_flow(self) -> CashFlow:
        return CashFlow.of(self.answer, self.currency)

    def _line(self, line: Line) -> ReportLine:
        return ReportLine(answer=self.answer, line=line, currency=self.currency)

    @classmethod
    def of(cls, answer: ReportAnswer, currency: str) -> Self:
        """Return the report of an answer."""
        days = answer.plan.compared
        return cls(
            answer=answer,
            currency=currency,
            revision=answer.revision,
            range=Period.of(answer.plan.period, answer.plan.today),
            spans=[Period.of(span, answer.plan.today) for span in answer.report.spans],
            compared=ReportComparedDays(
                now=Period.of(days.now, answer.plan.today), before=Period.of(days.before, answer.plan.today)
            )
            if days
            else None,
        )
