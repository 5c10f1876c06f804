"""Rules: their conditions, what they give, and what they would change."""

from collections.abc import Awaitable, Sequence
from datetime import date
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from db.rules import RuleRow
from schema.accounts import Account
from schema.categories import Category, category_id
from schema.context import Info
from schema.enums import MoneyDirection, RuleField, RuleMatch
from schema.inputs import KEY_DESCRIPTION, NullMeansDefault, defaulted, edited_or_none
from schema.money import Money
from schema.node import Node, global_id, stored_id
from schema.transactions import Transaction
from services.bulk_edits import MOST_EDITED
from services.rules import (
    MOST_CONDITIONS,
    MOST_SHOWN,
    MOST_TEXTS,
    Conditions,
    Moved,
    Outcome,
    RuleDraft,
    RuleEdit,
    Run,
    TextCondition,
)
from services.rules import RulePreview as Preview
from services.rules.drafts import amount_of
from services.values.input_rules import UNCHANGED

_TEXTS = f"Conditions on texts, at most {MOST_CONDITIONS}."
_AT_LEAST = "The least amount in the base currency, without its sign."
_AT_MOST = "The highest amount in the base currency, without its sign."
_ACCOUNTS = "The accounts in which transactions must be. Omit them for all accounts."
_DIRECTION = "The direction of money, if it matters."
_PAYEE = "The payee that it gives. A rule gives a payee, or else a category and a note."
_CATEGORY = "The category that it gives."
_NOTE = "The note that it gives."


@strawberry.type(description="A condition on a text. It holds if any of its texts matches. Case does not matter.")
class RuleText:
    field: RuleField = strawberry.field(description="The text that is looked at.")
    match: RuleMatch = strawberry.field(description="The way in which it must match.")
    any_of: list[str] = strawberry.field(description="The texts.")


@strawberry.type(
    description=(
        "A rule. It gives something to transactions that meet all its conditions. First the rules that give payees "
        "look at the statement, then the others at the new payee. For each field the first rule that matches wins."
    )
)
class Rule(Node):
    row: strawberry.Private[RuleRow]
    account_ids: strawberry.Private[Sequence[UUID] | None]
    texts: list[RuleText] = strawberry.field(description="Its conditions on texts.")
    at_least: Decimal | None = strawberry.field(description=_AT_LEAST)
    at_most: Decimal | None = strawberry.field(description=_AT_MOST)
    direction: MoneyDirection | None = strawberry.field(description=_DIRECTION)
    payee: str | None = strawberry.field(description="The payee that it gives.")
    note: str | None = strawberry.field(description=_NOTE)

    @strawberry.field(description="The accounts in which transactions must be. It is null for all accounts.")
    async def accounts(self, info: Info) -> list[Account] | None:
        if self.account_ids is None:
            return None
        rows = await info.context.loaders.account.load_many(self.account_ids)
        return [Account.of(row) for row in rows if row]

    @strawberry.field(graphql_type=Category | None, description=_CATEGORY)
    def category(self, info: Info) -> Awaitable[Category | None] | None:
        return None if self.row.category_id is None else Category.load(info, self.row.category_id)

    @classmethod
    def of(cls, row: RuleRow, currency: str) -> Self:
        """Return the rule of a row in the ledger's base currency."""
        conditions = Conditions.of(row)
        return cls(
            id=global_id("Rule", row.id),
            row=row,
            account_ids=conditions.account_ids,
            texts=[RuleText(field=text.field, match=text.match, any_of=list(text.any_of)) for text in conditions.texts],
            at_least=amount_of(conditions.at_least, currency),
            at_most=amount_of(conditions.at_most, currency),
            direction=conditions.direction,
            payee=row.payee,
            note=row.note,
        )


@strawberry.type(description="A transaction that a rule would change.")
class RuleChange:
    category_id: strawberry.Private[UUID | None]
    transaction: Transaction = strawberry.field(description="The transaction as it is.")
    payee: str = strawberry.field(description="Its payee afterwards.")
    note: str = strawberry.field(description="Its note afterwards.")

    @strawberry.field(graphql_type=Category | None, description="Its category afterwards.")
    def category(self, info: Info) -> Awaitable[Category | None] | None:
        return None if self.category_id is None else Category.load(info, self.category_id)

    @classmethod
    def of(cls, outcome: Outcome, currency: str) -> Self:
        """Return the change in the ledger's base currency."""
        before, after = outcome
        transaction = Transaction.of(before, currency)
        return cls(category_id=after.category_id, transaction=transaction, payee=after.payee, note=after.note)


@strawberry.type(description="The transactions of one category that a rule would change.")
class RuleMove:
    category_id: strawberry.Private[UUID | None]
    count: int = strawberry.field(description="The number of transactions.")
    sum: Money = strawberry.field(description="The sum of their amounts in the base currency.")

    @strawberry.field(graphql_type=Category | None, description="Their category before.")
    def category(self, info: Info) -> Awaitable[Category | None] | None:
        return None if self.category_id is None else Category.load(info, self.category_id)

    @classmethod
    def of(cls, moved: Moved, currency: str) -> Self:
        """Return the move in the ledger's base currency."""
        amount = Money.of(moved.amount, currency)
        return cls(category_id=moved.category_id, count=moved.transaction_count, sum=amount)


@strawberry.type(description="The changes that a rule would make to the transactions that are there.")
class RulePreview:
    count: int = strawberry.field(description="The number of transactions that runRule would change.")
    by_hand_count: int = strawberry.field(
        description="The number of others that only overHand would change, because somebody set the fields by hand."
    )
    sample: list[RuleChange] = strawberry.field(description=f"The newest of them, at most {MOST_SHOWN}.")
    by_category: list[RuleMove] = strawberry.field(description="Their sums by their category before.")

    @classmethod
    def of(cls, preview: Preview, currency: str) -> Self:
        """Return the preview in the ledger's base currency."""
        return cls(
            count=preview.count,
            by_hand_count=preview.by_hand_count,
            sample=[RuleChange.of(outcome, currency) for outcome in preview.sample],
            by_category=[RuleMove.of(moved, currency) for moved in preview.by_category],
        )


@strawberry.input(description="A condition on a text. It holds if any of its texts matches. Case does not matter.")
class RuleTextInput(NullMeansDefault):
    field: RuleField = defaulted(RuleField.PAYEE, "The text that is looked at.", RuleField)
    match: RuleMatch = defaulted(RuleMatch.CONTAINS, "The way in which it must match.", RuleMatch)
    any_of: list[str] = strawberry.field(description=f"The texts, at most {MOST_TEXTS}.")

    def condition(self) -> TextCondition:
        """Return the condition for the services."""
        return TextCondition(self.field, self.match, tuple(self.any_of))


@strawberry.input(description="A rule. It needs a condition, and something to give.")
class RuleInput:
    texts: list[RuleTextInput] | None = strawberry.field(default=None, description=_TEXTS)
    at_least: Decimal | None = strawberry.field(default=None, description=_AT_LEAST)
    at_most: Decimal | None = strawberry.field(default=None, description=_AT_MOST)
    account_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=_ACCOUNTS)
    direction: MoneyDirection | None = strawberry.field(default=None, description=_DIRECTION)
    payee: str | None = strawberry.field(default=None, description=_PAYEE)
    category_id: strawberry.ID | None = strawberry.field(default=None, description=_CATEGORY)
    note: str | None = strawberry.field(default=None, description=_NOTE)

    def draft(self) -> RuleDraft:
        """Return the draft for the services."""
        return RuleDraft(
            texts=tuple(text.condition() for text in self.texts or ()),
            at_least=self.at_least,
            at_most=self.at_most,
            account_ids=_accounts(self.account_ids),
            direction=self.direction,
            payee=self.payee,
            category_id=category_id(self.category_id),
            note=self.note,
        )


@strawberry.input(description="A new rule. It stands behind the others.")
class CreateRuleInput(RuleInput):
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)


@strawberry.input(description="Changes of a rule. Omitted fields stay, and null removes a condition or what it gives.")
class UpdateRuleInput:
    id: strawberry.ID = strawberry.field(description="The rule.")
    texts: list[RuleTextInput] | None = strawberry.field(default=strawberry.UNSET, description=_TEXTS)
    at_least: Decimal | None = strawberry.field(default=strawberry.UNSET, description=_AT_LEAST)
    at_most: Decimal | None = strawberry.field(default=strawberry.UNSET, description=_AT_MOST)
    account_ids: list[strawberry.ID] | None = strawberry.field(default=strawberry.UNSET, description=_ACCOUNTS)
    direction: MoneyDirection | None = strawberry.field(default=strawberry.UNSET, description=_DIRECTION)
    payee: str | None = strawberry.field(default=strawberry.UNSET, description=_PAYEE)
    category_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description=_CATEGORY)
    note: str | None = strawberry.field(default=strawberry.UNSET, description=_NOTE)

    def edit(self) -> RuleEdit:
        """Return the edit for the services."""
        texts = () if self.texts is None else self.texts
        return RuleEdit(
            texts=UNCHANGED if texts is strawberry.UNSET else tuple(text.condition() for text in texts),
            at_least=edited_or_none(self.at_least),
            at_most=edited_or_none(self.at_most),
            account_ids=UNCHANGED if self.account_ids is strawberry.UNSET else _accounts(self.account_ids),
            direction=edited_or_none(self.direction),
            payee=edited_or_none(self.payee),
            category_id=UNCHANGED if self.category_id is strawberry.UNSET else category_id(self.category_id),
            note=edited_or_none(self.note),
        )


@strawberry.input(description="An order of rules.")
class OrderRulesInput:
    ids: list[strawberry.ID] = strawberry.field(description="The first rules. Others keep their order behind them.")

    def stored_ids(self) -> list[UUID]:
        """Return the stored ids."""
        return [stored_id("Rule", text) for text in self.ids]


@strawberry.input(description="A rule to delete.")
class DeleteRuleInput:
    id: strawberry.ID = strawberry.field(description="The rule. What it gave stays.")


@strawberry.input(description="A rule to preview: one that is there, one as it would be, or a new one.")
class PreviewRuleInput(NullMeansDefault):
    id: strawberry.ID | None = strawberry.field(default=None, description="The rule. Omit it for a new one.")
    rule: RuleInput | None = strawberry.field(default=None, description="The rule as it would be.")
    since: date | None = strawberry.field(default=None, description="The first day. The default is all days.")
    over_hand: bool = defaulted(False, "True to count what somebody set by hand with the others.")


@strawberry.input(description="A rule to run over the transactions that are there. undoTransactions takes it back.")
class RunRuleInput(NullMeansDefault):
    id: strawberry.ID = strawberry.field(
        description=f"The rule. It changes at most {MOST_EDITED:,} transactions, where it is the first that matches."
    )
    since: date | None = strawberry.field(default=None, description="The first day. The default is all days.")
    over_hand: bool = defaulted(False, "True to change what somebody set by hand, too.")
    count: int | None = strawberry.field(
        default=None, description="The number that the preview said, as agreement. A problem says it if it differs."
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def run(self) -> Run:
        """Return the run for the services."""
        return Run(stored_id("Rule", self.id), self.since, self.over_hand, self.count)


def _accounts(ids: list[strawberry.ID] | None) -> tuple[UUID, ...] | None:
    return None if ids is None else tuple(stored_id("Account", text) for text in ids)
