"""What every mutation answers: the revision, the dashboard after the write, and the problems if there was none."""

from datetime import date
from typing import Annotated, Self

import strawberry

from db.budgets import PlanRow
from db.categories import CategoryRow
from db.goals import GoalRow
from db.transactions import TransactionRow
from schema.budgets import Budget
from schema.categories import Category
from schema.context import Info
from schema.conversations import Message
from schema.dashboard import Dashboard
from schema.goals import Goal
from schema.imports import ImportReport
from schema.marks import SECRET
from schema.node import global_id
from schema.periods import PeriodInput
from schema.problems import Problem
from schema.transactions import Transaction
from schema.users import AccessToken, User
from services import imports
from services.changes import Saved
from services.conversations import Sent
from services.errors import Refused


@strawberry.interface(description="What a mutation answers; it either wrote everything or has problems.")
class Payload:
    revision: int | None = strawberry.field(
        default=None, description="The ledger's revision that contains the write; null when nothing was written."
    )
    problems: list[Problem] = strawberry.field(
        default_factory=list, description="Everything that is wrong with the input; empty when it was written."
    )

    @strawberry.field(description="The dashboard after the write, so that no second request is needed.")
    async def dashboard(
        self,
        info: Info,
        period: Annotated[
            PeriodInput | None, strawberry.argument(description="The period to show; the current one if left out.")
        ] = None,
    ) -> Dashboard | None:
        return await Dashboard.read(info, period) if self.revision is not None else None

    @classmethod
    def refused(cls, refusal: Refused) -> Self:
        """The payload of a write that did not happen."""
        return cls(problems=[Problem.of(problem) for problem in refusal.problems])


@strawberry.type(description="The answer of the mutations of a category.")
class CategoryPayload(Payload):
    category: Category | None = strawberry.field(default=None, description="The category as saved.")

    @classmethod
    def of(cls, saved: Saved[CategoryRow]) -> Self:
        """The payload of a write."""
        return cls(category=Category.of(saved.object), revision=saved.revision)


@strawberry.type(description="The answer of the mutations of a budget.")
class BudgetPayload(Payload):
    budget: Budget | None = strawberry.field(default=None, description="The budget as saved.")

    @classmethod
    def of(cls, saved: Saved[PlanRow], currency: str) -> Self:
        """The payload of a write."""
        return cls(budget=Budget.of(saved.object, currency), revision=saved.revision)


@strawberry.type(description="The answer of copyBudgets.")
class CopyBudgetsPayload(Payload):
    budgets: list[Budget] = strawberry.field(default_factory=list, description="The budgets that were written.")

    @classmethod
    def of(cls, saved: Saved[list[PlanRow]], currency: str) -> Self:
        """The payload of a write."""
        return cls(budgets=[Budget.of(row, currency) for row in saved.object], revision=saved.revision)


@strawberry.type(description="The answer of the mutations of a transaction.")
class TransactionPayload(Payload):
    transaction: Transaction | None = strawberry.field(default=None, description="The transaction as saved.")

    @classmethod
    def of(cls, saved: Saved[TransactionRow], currency: str) -> Self:
        """The payload of a write."""
        return cls(transaction=Transaction.of(saved.object, currency), revision=saved.revision)


@strawberry.type(description="The answer of the mutations of several transactions.")
class TransactionsPayload(Payload):
    transactions: list[Transaction] = strawberry.field(default_factory=list, description="The transactions as saved.")

    @classmethod
    def of(cls, saved: Saved[list[TransactionRow]], currency: str) -> Self:
        """The payload of a write."""
        return cls(transactions=[Transaction.of(row, currency) for row in saved.object], revision=saved.revision)


@strawberry.type(description="The answer of importTransactions.")
class ImportTransactionsPayload(Payload):
    report: ImportReport | None = strawberry.field(
        default=None, description="What was imported, or would be; null when the file was refused."
    )

    @classmethod
    def of(cls, saved: Saved[imports.ImportReport], currency: str) -> Self:
        """The payload of an import; without a revision when it wrote nothing."""
        written = saved.object.import_id is not None
        return cls(report=ImportReport.of(saved.object, currency), revision=saved.revision if written else None)


@strawberry.type(description="The answer of the mutations of a goal.")
class GoalPayload(Payload):
    goal: Goal | None = strawberry.field(default=None, description="The goal as saved.")

    @classmethod
    def of(cls, saved: Saved[GoalRow], currency: str, today: date) -> Self:
        """The payload of a write."""
        return cls(goal=Goal.of(saved.object, currency, today), revision=saved.revision)


@strawberry.type(description="The answer of deleteGoal.")
class DeleteGoalPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the goal that is gone.")


@strawberry.type(description="The answer of sendMessage.")
class SendMessagePayload(Payload):
    message: Message | None = strawberry.field(default=None, description="The message as saved.")
    reply_id: strawberry.ID | None = strawberry.field(
        default=None, description="The id that Finny's reply has as a message, once it is whole."
    )

    @classmethod
    def of(cls, saved: Saved[Sent]) -> Self:
        """The payload of a write."""
        message, reply_id = saved.object
        return cls(message=Message.of(message), reply_id=global_id("Message", reply_id), revision=saved.revision)


@strawberry.type(description="The answer of stopReply.")
class StopReplyPayload(Payload):
    message_id: strawberry.ID | None = strawberry.field(
        default=None, description="The id of the reply, which is stored as far as it was said in a moment."
    )


@strawberry.type(description="The answer of clearConversation.")
class ClearConversationPayload(Payload):
    """Nothing more to say than the revision."""


@strawberry.type(description="The answer of dismissInsight.")
class DismissInsightPayload(Payload):
    dismissed_id: strawberry.ID | None = strawberry.field(
        default=None, description="The id of the insight that was put away."
    )


@strawberry.type(description="The answer of the mutations of a user or of the ledger.")
class UserPayload(Payload):
    user: User | None = strawberry.field(default=None, description="The user as saved.")


@strawberry.type(description="The answer of signing up and of signing in.")
class SignInPayload(Payload):
    user: User | None = strawberry.field(default=None, description="Who is signed in now.")
    token: str | None = strawberry.field(
        default=None,
        description="The session: send it as `Authorization: Bearer …`. Browsers get it as a cookie too.",
        metadata=SECRET,
    )


@strawberry.type(description="The answer of mutations that only end something.")
class DonePayload(Payload):
    done: bool = strawberry.field(default=False, description="Whether it happened.")


@strawberry.type(description="The answer of createAccessToken.")
class CreateAccessTokenPayload(Payload):
    access_token: AccessToken | None = strawberry.field(default=None, description="The token as saved.")
    secret: str | None = strawberry.field(
        default=None, description="The token's secret, shown this once.", metadata=SECRET
    )
