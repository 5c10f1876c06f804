"""The payloads of mutations: the revision, the problems if there are any, and the dashboard after the write."""

from typing import Annotated, Any, Self

import strawberry

from db.accounts import AccountRow
from db.budgets import PlanRow
from db.categories import CategoryRow
from db.imports import ImportRow
from db.rates import PriceRow
from db.report_views import ReportViewRow
from db.rules import RuleRow
from db.tags import TagRow
from db.transactions import TransactionRow
from db.transfers import TransferRow
from schema.accounts import Account
from schema.budgets import Budget
from schema.categories import Category
from schema.context import Info
from schema.conversations import Message
from schema.dashboard import Dashboard
from schema.field_marks import SECRET
from schema.goals import Goal
from schema.import_history import Import
from schema.imports import ImportReport
from schema.node import global_id
from schema.periods import PeriodInput, choice_of
from schema.problems import Problem
from schema.rates import OwnPrice
from schema.report_views import ReportView
from schema.rules import Rule
from schema.series import Series
from schema.tags import Tag
from schema.transactions import Split, Transaction, Transfer
from schema.users import AccessToken, User
from services import imports
from services.changes import Saved
from services.conversations import Sent
from services.goals import GoalState
from services.series.service import SeriesState
from services.values.errors import Refused


@strawberry.interface(
    description=(
        "The answer of a mutation. It either did everything or has problems. If everything was already as asked, there "
        "is no new revision, and subscribers get no update."
    )
)
class Payload:
    revision: int | None = strawberry.field(
        default=None,
        description="The ledger's revision that contains the change. It is null with problems, or without a ledger.",
    )
    changed: bool = strawberry.field(
        default=False,
        description="True if the ledger changed; false with problems, or if everything was already as asked.",
    )
    problems: list[Problem] = strawberry.field(
        default_factory=list, description="All problems of the input. The list is empty if it was accepted."
    )

    @strawberry.field(
        description="The dashboard after the mutation, so that no second request is needed. It is null with problems."
    )
    async def dashboard(
        self,
        info: Info,
        period: Annotated[
            PeriodInput | None, strawberry.argument(description="The period to show. The default is the current one.")
        ] = None,
    ) -> Dashboard | None:
        if self.revision is None or info.context.viewer is None:
            return None
        return await Dashboard.read(info, choice_of(period))

    @classmethod
    def saved(cls, saved: Saved[object], **fields: Any) -> Self:
        """Return the payload of a write, with its own fields."""
        return cls(revision=saved.revision, changed=saved.changed, **fields)

    @classmethod
    def refused(cls, refusal: Refused) -> Self:
        """Return the payload of a write that did not happen."""
        return cls(problems=[Problem.of(problem) for problem in refusal.problems])


@strawberry.type(description="The result of a mutation of an account.")
class AccountPayload(Payload):
    account: Account | None = strawberry.field(default=None, description="The account after the change.")

    @classmethod
    def of(cls, saved: Saved[AccountRow]) -> Self:
        """Return the payload of a write."""
        return cls.saved(saved, account=Account.of(saved.object))


@strawberry.type(description="The result of orderAccounts.")
class OrderAccountsPayload(Payload):
    accounts: list[Account] = strawberry.field(default_factory=list, description="All accounts in their new order.")

    @classmethod
    def of(cls, saved: Saved[list[AccountRow]]) -> Self:
        """Return the payload of a write."""
        return cls.saved(saved, accounts=[Account.of(row) for row in saved.object])


@strawberry.type(description="The result of deleteAccount.")
class DeleteAccountPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the deleted account.")


@strawberry.type(description="The payload of the mutations of a category.")
class CategoryPayload(Payload):
    category: Category | None = strawberry.field(default=None, description="The category as saved.")

    @classmethod
    def of(cls, saved: Saved[CategoryRow]) -> Self:
        return cls.saved(saved, category=Category.of(saved.object))


@strawberry.type(description="The payload of the mutations of a tag.")
class TagPayload(Payload):
    tag: Tag | None = strawberry.field(default=None, description="The tag as saved.")

    @classmethod
    def of(cls, saved: Saved[TagRow]) -> Self:
        return cls.saved(saved, tag=Tag.of(saved.object))


@strawberry.type(description="The payload of deleteTag.")
class DeleteTagPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the deleted tag.")


@strawberry.type(description="The payload of the mutations of a budget.")
class BudgetPayload(Payload):
    budget: Budget | None = strawberry.field(
        default=None, description="The saved budget. It is null if there was none to end."
    )

    @classmethod
    def of(cls, saved: Saved[PlanRow | None], currency: str) -> Self:
        return cls.saved(saved, budget=Budget.maybe(saved.object, currency))


@strawberry.type(description="The payload of copyBudgets.")
class CopyBudgetsPayload(Payload):
    budgets: list[Budget] = strawberry.field(
        default_factory=list, description="The budgets that hold from the target month."
    )

    @classmethod
    def of(cls, saved: Saved[list[PlanRow]], currency: str) -> Self:
        return cls.saved(saved, budgets=[Budget.of(row, currency) for row in saved.object])


@strawberry.type(description="The payload of the mutations of a transaction.")
class TransactionPayload(Payload):
    transaction: Transaction | None = strawberry.field(default=None, description="The transaction as saved.")

    @classmethod
    def of(cls, saved: Saved[TransactionRow], currency: str) -> Self:
        return cls.saved(saved, transaction=Transaction.of(saved.object, currency))


@strawberry.type(description="The payload of the mutations of several transactions.")
class TransactionsPayload(Payload):
    transactions: list[Transaction] = strawberry.field(default_factory=list, description="The transactions as saved.")

    @classmethod
    def of(cls, saved: Saved[list[TransactionRow]], currency: str) -> Self:
        return cls.saved(saved, transactions=[Transaction.of(row, currency) for row in saved.object])


@strawberry.type(description="The payload of the mutations of many transactions.")
class BulkEditPayload(Payload):
    count: int = strawberry.field(
        default=0, description="The number of chosen transactions. For an undo, the number of those that it gave back."
    )

    @classmethod
    def of(cls, saved: Saved[int]) -> Self:
        return cls.saved(saved, count=saved.object)


@strawberry.type(description="The payload of setRefund.")
class SetRefundPayload(Payload):
    split: Split | None = strawberry.field(default=None, description="The split that is money back.")


@strawberry.type(description="The payload of the mutations of a transfer.")
class TransferPayload(Payload):
    transfer: Transfer | None = strawberry.field(default=None, description="The transfer as saved.")

    @classmethod
    def of(cls, saved: Saved[TransferRow]) -> Self:
        return cls.saved(saved, transfer=Transfer.of(saved.object))


@strawberry.type(description="The payload of acceptTransferSuggestions.")
class AcceptTransferSuggestionsPayload(Payload):
    transfers: list[Transfer] = strawberry.field(default_factory=list, description="The transfers that were linked.")

    @classmethod
    def of(cls, saved: Saved[list[TransferRow]]) -> Self:
        return cls.saved(saved, transfers=[Transfer.of(row) for row in saved.object])


@strawberry.type(description="The payload of refuseTransferSuggestions.")
class RefuseTransferSuggestionsPayload(Payload):
    count: int = strawberry.field(default=0, description="The number of refused suggestions.")

    @classmethod
    def of(cls, saved: Saved[int]) -> Self:
        return cls.saved(saved, count=saved.object)


@strawberry.type(description="The payload of the mutations of a rule.")
class RulePayload(Payload):
    rule: Rule | None = strawberry.field(default=None, description="The rule as saved.")

    @classmethod
    def of(cls, saved: Saved[RuleRow], currency: str) -> Self:
        return cls.saved(saved, rule=Rule.of(saved.object, currency))


@strawberry.type(description="The payload of orderRules.")
class OrderRulesPayload(Payload):
    rules: list[Rule] = strawberry.field(default_factory=list, description="All rules in their new order.")

    @classmethod
    def of(cls, saved: Saved[list[RuleRow]], currency: str) -> Self:
        return cls.saved(saved, rules=[Rule.of(row, currency) for row in saved.object])


@strawberry.type(description="The payload of the mutations of a saved report.")
class ReportViewPayload(Payload):
    view: ReportView | None = strawberry.field(default=None, description="The saved report.")

    @classmethod
    def of(cls, saved: Saved[ReportViewRow]) -> Self:
        """Return the payload of a write."""
        return cls.saved(saved, view=ReportView.of(saved.object))


@strawberry.type(description="The payload of deleteReportView.")
class DeleteReportViewPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the deleted report.")


@strawberry.type(description="The payload of deleteRule.")
class DeleteRulePayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the deleted rule.")


@strawberry.type(description="The payload of the mutations of a series.")
class SeriesPayload(Payload):
    series: Series | None = strawberry.field(default=None, description="The series as saved.")

    @classmethod
    def of(cls, saved: Saved[SeriesState]) -> Self:
        return cls.saved(saved, series=Series.of(saved.object))


@strawberry.type(description="The payload of deleteSeries.")
class DeleteSeriesPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the deleted series.")


@strawberry.type(description="The payload of refuseSeries.")
class RefuseSeriesPayload(Payload):
    refused_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the refused suggestion.")


@strawberry.type(description="The payload of importTransactions.")
class ImportTransactionsPayload(Payload):
    report: ImportReport | None = strawberry.field(
        default=None, description="The report of the import or of the dry run. It is null if the file was refused."
    )

    @classmethod
    def of(cls, saved: Saved[imports.ImportReport], currency: str) -> Self:
        """Return the payload of an import, which also a dry run has."""
        return cls.saved(saved, report=ImportReport.of(saved.object, currency))


@strawberry.type(description="The payload of deleteImportProfile.")
class DeleteImportProfilePayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the deleted profile.")


@strawberry.type(description="The payload of undoImport.")
class UndoImportPayload(Payload):
    import_: Import | None = strawberry.field(default=None, name="import", description="The import as it is now.")

    @classmethod
    def of(cls, saved: Saved[ImportRow]) -> Self:
        return cls.saved(saved, import_=Import.of(saved.object))


@strawberry.type(description="The payload of the mutations of a goal.")
class GoalPayload(Payload):
    goal: Goal | None = strawberry.field(default=None, description="The goal as saved.")

    @classmethod
    def of(cls, saved: Saved[GoalState]) -> Self:
        return cls.saved(saved, goal=Goal.of(saved.object))


@strawberry.type(description="The payload of recordPrice.")
class PricePayload(Payload):
    price: OwnPrice | None = strawberry.field(default=None, description="The price as saved.")

    @classmethod
    def of(cls, saved: Saved[PriceRow]) -> Self:
        """Return the payload with the price."""
        return cls.saved(saved, price=OwnPrice.of(saved.object))


@strawberry.type(description="The payload of deletePrice.")
class DeletePricePayload(Payload):
    deleted: OwnPrice | None = strawberry.field(default=None, description="The price that was deleted.")

    @classmethod
    def of(cls, saved: Saved[PriceRow]) -> Self:
        """Return the payload with the price as it was."""
        return cls.saved(saved, deleted=OwnPrice.of(saved.object))


@strawberry.type(description="The payload of deleteGoal.")
class DeleteGoalPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the deleted goal.")


@strawberry.type(description="The payload of sendMessage.")
class SendMessagePayload(Payload):
    message: Message | None = strawberry.field(default=None, description="The message as saved.")
    reply_id: strawberry.ID | None = strawberry.field(
        default=None, description="The future message id of Finny's reply."
    )

    @classmethod
    def of(cls, saved: Saved[Sent]) -> Self:
        message, reply_id = saved.object
        return cls.saved(saved, message=Message.of(message), reply_id=global_id("Message", reply_id))


@strawberry.type(description="The payload of stopReply.")
class StopReplyPayload(Payload):
    message_id: strawberry.ID | None = strawberry.field(
        default=None, description="The id of the reply. Its text so far will be stored in a moment."
    )


@strawberry.type(description="The payload of acceptProposal.")
class AcceptProposalPayload(Payload):
    """The payload has no field of its own."""


@strawberry.type(description="The payload of clearConversation.")
class ClearConversationPayload(Payload):
    """The payload has no field of its own."""


@strawberry.type(description="The payload of dismissInsight.")
class DismissInsightPayload(Payload):
    dismissed_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the dismissed insight.")


@strawberry.type(description="The payload of the mutations of a user or of the ledger.")
class UserPayload(Payload):
    user: User | None = strawberry.field(default=None, description="The user as saved.")


@strawberry.type(description="The payload of signUp and signIn.")
class SignInPayload(Payload):
    user: User | None = strawberry.field(default=None, description="The user who is signed in now.")
    token: str | None = strawberry.field(
        default=None,
        description="The session: send it as `Authorization: Bearer …`. Browsers get it as a cookie too.",
        metadata=SECRET,
    )


@strawberry.type(description="The payload of mutations that only end something.")
class DonePayload(Payload):
    done: bool = strawberry.field(default=False, description="True if it was done.")


@strawberry.type(description="The payload of createAccessToken.")
class CreateAccessTokenPayload(Payload):
    access_token: AccessToken | None = strawberry.field(default=None, description="The token as saved.")
    secret: str | None = strawberry.field(
        default=None, description="The token's secret, shown this once.", metadata=SECRET
    )
