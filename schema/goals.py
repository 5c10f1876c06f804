"""Savings goals: their progress, and the amounts that they need."""

from datetime import date
from datetime import date as date_type
from decimal import Decimal
from typing import Self

import strawberry

from db.goals import ContributionRow, GoalRow
from schema.accounts import Account, account_id
from schema.context import Info
from schema.inputs import KEY_DESCRIPTION, NullMeansDefault, check_not_null, defaulted, edited, edited_or_none
from schema.money import Money
from schema.node import Node, global_id, stored_id
from services.goals import ContributionDraft, GoalDraft, GoalEdit, GoalState
from services.values.input_rules import UNCHANGED


@strawberry.type(description="Money that was put towards a goal or taken back.")
class Contribution(Node):
    date: date_type = strawberry.field(description="The day of the contribution.")
    amount: Money = strawberry.field(description="The amount. It is negative if money was taken back.")
    note: str = strawberry.field(description="A note about it.")

    @classmethod
    def of(cls, row: ContributionRow, currency: str) -> Self:
        """Return the contribution of a row in the ledger's base currency."""
        amount = Money.of(row.amount, currency)
        return cls(id=global_id("Contribution", row.id), date=row.date, amount=amount, note=row.note)


@strawberry.type(description="A savings goal.")
class Goal(Node):
    row: strawberry.Private[GoalRow]
    currency: strawberry.Private[str]
    name: str = strawberry.field(description="The purpose of the goal.")
    target: Money = strawberry.field(description="The amount that is needed.")
    target_date: date | None = strawberry.field(description="The date by which it is needed, if there is one.")
    started_on: date = strawberry.field(description="The day on which saving began.")
    saved: Money | None = strawberry.field(
        description="The amount that is saved. It is null if the goal stands on an account of unknown balance."
    )
    remaining: Money | None = strawberry.field(
        description="The amount that is missing. It is zero once the goal is reached, and null if that is unknown."
    )
    progress: float | None = strawberry.field(
        description="The saved part of the target: 0.5 is half, 1 is reached. It is null if that is unknown."
    )
    needed_per_month: Money | None = strawberry.field(
        description=(
            "The amount to put aside in this budget period to be in time, or once that is done, in each later one. The "
            "periods that end before the date share it equally. It is null without a date, or if nothing is missing."
        )
    )
    on_track: bool | None = strawberry.field(
        description="True if it grows at least evenly. It is null without a date, and until a month's need is saved."
    )

    @strawberry.field(
        description="The account whose balance is saved for it. It is null for an earmark, which has contributions."
    )
    async def account(self, info: Info) -> Account | None:
        return None if self.row.account_id is None else await Account.load(info, self.row.account_id)

    @strawberry.field(description="The contributions, newest first.")
    async def contributions(self, info: Info) -> list[Contribution]:
        rows = await info.context.loaders.contributions.load(self.row.id)
        return [Contribution.of(row, self.currency) for row in rows]

    @classmethod
    def of(cls, state: GoalState) -> Self:
        row, currency, progress = state.row, state.currency, state.progress
        known = row.known
        needed = progress.needed_per_month if known else None
        return cls(
            id=global_id("Goal", row.id),
            row=row,
            currency=currency,
            name=row.name,
            target=Money.of(row.target, currency),
            target_date=row.target_date,
            started_on=row.started_on,
            saved=Money.of(row.saved, currency) if known else None,
            remaining=Money.of(progress.remaining, currency) if known else None,
            progress=progress.progress if known else None,
            needed_per_month=Money.if_known(needed, currency),
            on_track=progress.on_track if known else None,
        )


@strawberry.input(description="A new savings goal.")
class CreateGoalInput:
    name: str = strawberry.field(description="The purpose of the goal.")
    target: Decimal = strawberry.field(description="The amount that is needed, in the base currency.")
    target_date: date | None = strawberry.field(
        default=None, description="The date by which it is needed, if there is one."
    )
    account_id: strawberry.ID | None = strawberry.field(
        default=None, description="The account in the base currency whose balance is saved for it."
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def draft(self) -> GoalDraft:
        return GoalDraft(
            name=self.name,
            target=self.target,
            target_date=self.target_date,
            account_id=account_id(self.account_id),
        )


@strawberry.input(description="Changes of a goal. Omitted fields stay.")
class UpdateGoalInput:
    id: strawberry.ID = strawberry.field(description="The goal.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description="Its new name.")
    target: Decimal | None = strawberry.field(default=strawberry.UNSET, description="Its new target.")
    target_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="Its new date. Null removes the date."
    )
    account_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The account on which it stands. Null makes it an earmark."
    )

    def edit(self) -> GoalEdit:
        check_not_null(self, "name", "target")
        return GoalEdit(
            name=edited(self.name),
            target=edited(self.target),
            target_date=edited_or_none(self.target_date),
            account_id=UNCHANGED if self.account_id is strawberry.UNSET else account_id(self.account_id),
        )


@strawberry.input(description="A goal to delete.")
class DeleteGoalInput:
    id: strawberry.ID = strawberry.field(description="The goal. Its contributions are deleted with it.")


@strawberry.input(description="Money for a goal.")
class ContributeToGoalInput(NullMeansDefault):
    goal_id: strawberry.ID = strawberry.field(description="The goal.")
    amount: Decimal = strawberry.field(
        description="The amount in the base currency. A negative amount takes money back."
    )
    date: date_type | None = strawberry.field(
        default=None, description="The day of the contribution. The default is today."
    )
    note: str = defaulted("", "A note about it.")
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def draft(self) -> ContributionDraft:
        goal_id = stored_id("Goal", self.goal_id)
        return ContributionDraft(goal_id=goal_id, amount=self.amount, date=self.date, note=self.note)
