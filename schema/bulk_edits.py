"""Bulk edits: the choice of many transactions, and what they get."""

from uuid import UUID

import strawberry

from schema.categories import category_id
from schema.context import Info
from schema.inputs import KEY_DESCRIPTION, check_not_null, edited
from schema.node import stored_id
from schema.transaction_inputs import TransactionFilter, tag_ids
from services.bulk_edits import MOST_EDITED, Selection, TransactionPatch
from services.transactions import MOST_AT_ONCE
from services.values.input_rules import UNCHANGED, ProblemList


@strawberry.input(description="Transactions, chosen by their ids or by a filter.")
class ChosenTransactions:
    transaction_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description=f"The transactions, at most {MOST_AT_ONCE}. Give these or a filter."
    )
    filter: TransactionFilter | None = strawberry.field(
        default=None, description=f"Select all transactions that meet this, at most {MOST_EDITED:,}."
    )
    count: int | None = strawberry.field(
        default=None,
        description="The number of transactions that meet the filter, as agreement. A problem says it if it differs.",
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def selection(self, info: Info) -> Selection:
        """Return the choice for the services."""
        currency, chosen = info.context.signed_in.base_currency, self.filter
        return Selection(
            ids=None if self.transaction_ids is None else tuple(_stored(self.transaction_ids)),
            filter=None if chosen is None else chosen.conditions(currency),
            kind=None if chosen is None else chosen.kind,
            count=self.count,
        )


@strawberry.input(description="Transactions to delete.")
class DeleteTransactionsInput(ChosenTransactions):
    """Transactions that somebody chose."""


@strawberry.input(description="Deleted transactions to bring back.")
class RestoreTransactionsInput(ChosenTransactions):
    """Deleted transactions that somebody chose."""


@strawberry.input(description="The fields that all chosen transactions get. Omitted fields stay.")
class TransactionPatchInput:
    category_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Their new category. Null removes their category."
    )
    account_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The account to which they move."
    )
    payee: str | None = strawberry.field(default=strawberry.UNSET, description="Their new payee.")
    add_tag_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Tags that all of each transaction gets, besides those that it has."
    )
    remove_tag_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Tags that each transaction loses, on its single splits too."
    )

    def patch(self) -> TransactionPatch:
        """Return the patch for the services."""
        problems = ProblemList()
        with problems.noting("patch"):
            check_not_null(self, "account_id", "payee")
        problems.refuse_any()
        return TransactionPatch(
            category_id=UNCHANGED if self.category_id is strawberry.UNSET else category_id(self.category_id),
            account_id=UNCHANGED if not self.account_id else stored_id("Account", self.account_id),
            payee=edited(self.payee),
            add_tag_ids=tag_ids(self.add_tag_ids or ()),
            remove_tag_ids=tag_ids(self.remove_tag_ids or ()),
        )


@strawberry.input(description="Transactions to change, and their new fields.")
class UpdateTransactionsInput(ChosenTransactions):
    patch: TransactionPatchInput = strawberry.field(description="Their new fields.")


@strawberry.input(description="A change of several transactions to undo.")
class UndoTransactionsInput:
    revision: int = strawberry.field(
        description="The revision of updateTransactions, deleteTransactions, restoreTransactions or undoTransactions."
    )


def _stored(ids: list[strawberry.ID]) -> list[UUID]:
    return [stored_id("Transaction", text) for text in ids]
