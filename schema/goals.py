"""Savings goals: their progress, and the amounts that they need."""

from datetime import date
from datetime import date as date_type
from decimal import Decimal
from typing import Self

import strawberry

from db.goals import ContributionRow, GoalRow
from schema.context import Info
from schema.inputs import KEY_DESCRIPTION, NullMeansDefault, check_not_null, defaulted, edited, edited_or_none
from schema.money import Money
from schema.node import Node, global_id, stored_id
from services.goals import ContributionDraft, GoalDraft, GoalEdit, GoalState


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
    saved: Money = strawberry.field(description="The amount that is saved.")
    remaining: Money = strawberry.field(description="The amount that is missing. It is zero once the goal is reached.")
    progress: float = strawberry.field(description="The saved part of the target: 0.5 is half, 1 is reached.")
    needed_per_month: Money | None = strawberry.field(
        description=(
            "The amount to put aside in this budget period to be in time, or once that is done, in each later one. The "
            "periods that end before the date share it equally. It is null without a date, or if nothing is missing."
        )
    )
    on_track: bool | None = strawberry.field(
        description="True if it grows at least evenly. It is null without a date, and until a month's need is saved."
    )

    @strawberry.field(description="The contributions, newest first.")
    async def contributions(self, info: Info) -> list[Contribution]:
        rows = await info.context.loaders.contributions.load(self.row.id)
        return [Contribution.of(row, self.currency) for row in rows]

    @classmethod
    def of(cls, state: GoalState) -> Self:
        row, currency, progress = state.row, state.currency, state.progress
        needed = progress.needed_per_month
        return cls(
            id=global_id("Goal", row.id),
            row=row,
            currency=currency,
            name=row.name,
            target=Money.of(row.target, currency),
            target_date=row.target_date,
            started_on=row.started_on,
            saved=Money.of(row.saved, currency),
            remaining=Money.of(progress.remaining, currency),
            progress=progress.progress,
            needed_per_month=Money.if_known(needed, currency),
            on_track=progress.on_track,
        )


@strawberry.input(description="A new savings goal.")
class CreateGoalInput:
    name: str = strawberry.field(description="The purpose of the goal.")
    target: Decimal = strawberry.field(description="The amount that is needed, in the base currency.")
    target_date: date | None = strawberry.field(
        default=None, description="The date by which it is needed, if there is one."
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def draft(self) -> GoalDraft:
        return GoalDraft(name=self.name, target=self.target, target_date=self.target_date)


@strawberry.input(description="Changes of a goal. Omitted fields stay.")
class UpdateGoalInput:
    id: strawberry.ID = strawberry.field(description="The goal.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description="Its new name.")
    target: Decimal | None = strawberry.field(default=strawberry.UNSET, description="Its new target.")
    target_date: date | None = strawberry.field(
        default=strawberry.UNSET, description="Its new date. Null removes the date."
    )

    def edit(self) -> GoalEdit:
        check_not_null(self, "name", "target")
        return GoalEdit(
            name=edited(self.name),
            target=edited(self.target),
            target_date=edited_or_none(self.target_date),
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
