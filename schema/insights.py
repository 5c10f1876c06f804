"""Insights: findings about the ledger and tips from replies, with their figures."""

from typing import Self
from uuid import UUID

import strawberry

from schema.categories import Category
from schema.context import Info
from schema.conversations import Message
from schema.enums import InsightKind, InsightSeverity, InsightSource
from schema.money import Money
from schema.node import NOTHING, Node, NodeId, global_id, split_id
from schema.periods import Period
from schema.transactions import Transaction
from services import insights
from services.dashboard.service import DashboardSnapshot
from services.values.periods import PeriodChoice


@strawberry.type(description="A figure that supports an insight.")
class Evidence:
    label: str = strawberry.field(description="The name of the figure.")
    amount: Money | None = strawberry.field(description="The amount, in its own currency.")
    category: Category | None = strawberry.field(description="The category of the figure, if it has one.")
    period: Period | None = strawberry.field(description="The days of the figure.")

    @classmethod
    def of(cls, evidence: insights.Evidence, snapshot: DashboardSnapshot) -> Self:
        category = snapshot.categories.get(evidence.category_id) if evidence.category_id else None
        return cls(
            label=evidence.label,
            amount=Money.of(evidence.amount, evidence.currency),
            category=Category.maybe(category, snapshot.categories),
            period=Period.of(evidence.period, snapshot.today) if evidence.period else None,
        )


@strawberry.type(description=("A finding about the ledger, or a tip from a reply of Finny, with its figures."))
class Insight(Node):
    message_id: strawberry.Private[UUID | None]
    transaction_ids: strawberry.Private[tuple[UUID, ...]]
    source: InsightSource = strawberry.field(description="The source of the insight.")
    severity: InsightSeverity = strawberry.field(description="The severity of the insight.")
    kind: InsightKind | None = strawberry.field(description="The kind of a finding. It is null for a tip.")
    category: Category | None = strawberry.field(description="The category that it is about, if it is about one.")
    amount: Money | None = strawberry.field(
        description="The amount that it is about, without a sign: what was spent, is too much, or is missing."
    )
    text: str = strawberry.field(description="The text of the insight.")
    evidence: list[Evidence] = strawberry.field(description="The figures that support it, and their days.")
    stale: bool = strawberry.field(description="True if the figures in Finny's reply have changed since.")

    @strawberry.field(description="The transactions that it is about, at most 20, the oldest first.")
    async def transactions(self, info: Info) -> list[Transaction]:
        rows = await info.context.loaders.transaction.load_many(self.transaction_ids)
        return [Transaction.of(row, info.context.signed_in.base_currency) for row in rows if row]

    @strawberry.field(description="The reply that contains it.")
    async def message(self, info: Info) -> Message | None:
        row = await info.context.loaders.message.load(self.message_id) if self.message_id else None
        return Message.of(row) if row else None

    @classmethod
    def of(cls, insight: insights.Insight, snapshot: DashboardSnapshot) -> Self:
        category = snapshot.categories.get(insight.subject_id) if insight.subject_id else None
        return cls(
            id=global_id("Insight", insight.id, snapshot.period.start, snapshot.period.end),
            message_id=insight.message_id,
            transaction_ids=insight.transactions,
            source=insight.source,
            severity=insight.severity,
            kind=insight.kind,
            category=Category.maybe(category, snapshot.categories),
            amount=Money.of(*insight.amount) if insight.amount else None,
            text=insight.text,
            evidence=[Evidence.of(evidence, snapshot) for evidence in insight.evidence],
            stale=insight.stale,
        )


@strawberry.input(description="An insight to dismiss. It returns if the facts are materially worse.")
class DismissInsightInput:
    id: strawberry.ID = strawberry.field(description="The insight, in the period of the dashboard that shows it.")

    def named(self) -> tuple[UUID, PeriodChoice]:
        """Return the stored id of the insight, and the period that shows it."""
        node_id = split_id(self.id)
        return insight_named(node_id) if node_id and node_id.kind == "Insight" else (NOTHING, PeriodChoice())


def insight_named(node: NodeId) -> tuple[UUID, PeriodChoice]:
    """Return the stored id of an insight, and the period that shows it."""
    return node.identifier, PeriodChoice(start=node.days[0], end=node.days[1])
