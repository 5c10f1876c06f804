"""Series: recurring payments, their schedules and their occurrences."""

import datetime
from collections.abc import Awaitable
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Annotated, Self
from uuid import UUID

import strawberry

from schema.accounts import Account
from schema.categories import Category, category_id
from schema.context import Info
from schema.enums import OccurrenceState
from schema.inputs import KEY_DESCRIPTION, NullMeansDefault, check_not_null, defaulted, edited, edited_or_none, given
from schema.money import Money
from schema.node import NOTHING, Node, global_id, stored_id
from schema.time_enums import ScheduleUnit, WeekendRule
from schema.transactions import Transaction
from services.calculations import occurrences
from services.calculations.occurrences import MOST_DAYS_LATE, REMEMBERED, Payment, schedule_of
from services.dashboard.service import check_count
from services.series.drafts import SeriesDraft, SeriesEdit
from services.series.service import SeriesState
from services.series.suggestions import SeriesSuggestion as Suggestion
from services.values.errors import invalid
from services.values.input_rules import UNCHANGED
from services.values.schedules import MOST_EVERY, Schedule

DEFAULT_OCCURRENCES = 12
MOST_OCCURRENCES = 120

_FIRST_ON = "The first day on which it is due."
_EVERY = f"The number of units from one due day to the next, 1 to {MOST_EVERY}."
_DAY = "The day of the month, if it is not that of the first day. 31 is the last day of every month."
_ENDS_ON = "The last day on which it may be due, if it ends."
_PAYEE = "The payee, as on the transactions that pay it. References and long numbers do not matter."
_AMOUNT = "The expected amount in the currency of its account. Money that leaves is negative."
_OTHER = (
    "The own account to which the money moves, as with savings or a card. Without an amount all that is owed there is"
    " paid."
)


@strawberry.type(name="Schedule", description="The days on which a series is due.")
class SeriesSchedule:
    first_on: date = strawberry.field(description=_FIRST_ON)
    every: int = strawberry.field(description=_EVERY)
    unit: ScheduleUnit = strawberry.field(description="The unit: weeks, months or years.")
    day: int | None = strawberry.field(description=_DAY)
    weekend: WeekendRule = strawberry.field(description="The day of a payment that would be due on a weekend.")
    ends_on: date | None = strawberry.field(description=_ENDS_ON)

    @classmethod
    def of(cls, schedule: Schedule) -> Self:
        """Return the schedule of the services."""
        return cls(
            first_on=schedule.first_on,
            every=schedule.every,
            unit=schedule.unit,
            day=schedule.day,
            weekend=schedule.weekend,
            ends_on=schedule.ends_on,
        )


@strawberry.input(description="The days on which a series is due.")
class ScheduleInput(NullMeansDefault):
    first_on: date = strawberry.field(description=_FIRST_ON)
    every: int = defaulted(1, _EVERY)
    unit: ScheduleUnit = defaulted(ScheduleUnit.MONTH, "The unit: weeks, months or years.", ScheduleUnit)
    day: int | None = strawberry.field(default=None, description=_DAY)
    weekend: WeekendRule = defaulted(
        WeekendRule.SAME_DAY, "The day of a payment that would be due on a weekend.", WeekendRule
    )
    ends_on: date | None = strawberry.field(default=None, description=_ENDS_ON)

    def schedule(self) -> Schedule:
        """Return the schedule for the services."""
        return Schedule(self.first_on, self.every, self.unit, self.day, self.weekend, self.ends_on)


@strawberry.type(description="One due day of a series.")
class Occurrence:
    payment: strawberry.Private[Payment | None]
    due_on: date = strawberry.field(description="The day on which it is due.")
    state: OccurrenceState = strawberry.field(description="Its state.")
    amount: Money | None = strawberry.field(
        description="The paid or expected amount in the currency of the account. It is null if it is not known."
    )

    @strawberry.field(description="The transaction that pays it.")
    async def transaction(self, info: Info) -> Transaction | None:
        row = await info.context.loaders.transaction.load(self.payment.id) if self.payment else None
        return Transaction.of(row, info.context.signed_in.base_currency) if row else None

    @classmethod
    def of(cls, occurrence: occurrences.Occurrence, currency: str) -> Self:
        """Return the occurrence in the currency of its account."""
        return cls(
            payment=occurrence.payment,
            due_on=occurrence.due_on,
            state=occurrence.state,
            amount=Money.if_known(occurrence.amount, currency),
        )


@strawberry.type(
    description=(
        "A series of recurring payments. Transactions with its payee, account and direction pay it, if their amount is"
        " from half to double of that expected. Each pays the due day to which it is near."
    )
)
class Series(Node):
    state: strawberry.Private[SeriesState]
    payee: str = strawberry.field(description=_PAYEE)
    amount: Money | None = strawberry.field(
        description="The amount as it was set. It is null if all that is owed is paid."
    )
    expected: Money | None = strawberry.field(
        description=(
            "The amount of the next payment: `amount`, or that of the last two payments since it was set, if they are"
            " equal."
        )
    )
    schedule: SeriesSchedule = strawberry.field(description="The days on which it is due.")
    yearly: Money | None = strawberry.field(
        description="The sum of all that is due within a year from today. It is null if the amounts are not known."
    )

    @strawberry.field(graphql_type=Account, description="The account that pays or receives.")
    def account(self, info: Info) -> Awaitable[Account]:
        return Account.load(info, self.state.known.series.account_id)

    @strawberry.field(graphql_type=Account | None, description=_OTHER)
    def other_account(self, info: Info) -> Awaitable[Account] | None:
        other_id = self.state.known.series.other_account_id
        return None if other_id is None else Account.load(info, other_id)

    @strawberry.field(graphql_type=Category | None, description="The category of the payments.")
    def category(self, info: Info) -> Awaitable[Category | None] | None:
        return (
            None
            if self.state.known.series.category_id is None
            else Category.load(info, self.state.known.series.category_id)
        )

    @strawberry.field(description="Its occurrences since a day, oldest first.")
    def occurrences(
        self,
        since: Annotated[
            datetime.date | None,
            strawberry.argument(
                description=f"The first day, at most two years away. The default is {MOST_DAYS_LATE} days ago."
            ),
        ] = None,
        first: Annotated[
            int | None, strawberry.argument(description=f"The number of occurrences, 1 to {MOST_OCCURRENCES}.")
        ] = DEFAULT_OCCURRENCES,
    ) -> list[Occurrence]:
        count = check_count(given(first, DEFAULT_OCCURRENCES), MOST_OCCURRENCES, "first")
        today = self.state.known.today
        start = given(since, today - timedelta(days=MOST_DAYS_LATE))
        if abs(start - today) > REMEMBERED:
            raise invalid(f"{start} is more than two years away; use a day that is nearer.", "since")
        chosen = islice(self.state.known.between(start, start + REMEMBERED), count)
        return [Occurrence.of(occurrence, self.state.currency) for occurrence in chosen]

    @classmethod
    def of(cls, state: SeriesState) -> Self:
        """Return the series of a state."""
        row, currency = state.known.series, state.currency
        return cls(
            id=global_id("Series", row.id),
            state=state,
            payee=row.payee,
            amount=Money.if_known(row.amount, currency),
            expected=Money.if_known(state.known.expected, currency),
            schedule=SeriesSchedule.of(schedule_of(row)),
            yearly=Money.if_known(state.known.yearly(), currency),
        )


@strawberry.input(description="A series of recurring payments.")
class SeriesInput:
    payee: str = strawberry.field(description=_PAYEE)
    schedule: ScheduleInput = strawberry.field(description="The days on which it is due.")
    amount: Decimal | None = strawberry.field(default=None, description=_AMOUNT)
    account_id: strawberry.ID | None = strawberry.field(
        default=None, description="The account that pays or receives. The default is the first one."
    )
    category_id: strawberry.ID | None = strawberry.field(default=None, description="The category of the payments.")
    other_account_id: strawberry.ID | None = strawberry.field(default=None, description=_OTHER)

    def draft(self) -> SeriesDraft:
        """Return the draft for the services."""
        return SeriesDraft(
            payee=self.payee,
            schedule=self.schedule.schedule(),
            amount=self.amount,
            account_id=_account(self.account_id),
            category_id=category_id(self.category_id),
            other_account_id=_account(self.other_account_id),
        )


@strawberry.input(description="A new series of recurring payments.")
class CreateSeriesInput(SeriesInput):
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)


@strawberry.input(description="Changes of a series. Omitted fields stay.")
class UpdateSeriesInput:
    id: strawberry.ID = strawberry.field(description="The series.")
    payee: str | None = strawberry.field(default=strawberry.UNSET, description=_PAYEE)
    schedule: ScheduleInput | None = strawberry.field(default=strawberry.UNSET, description="Its new schedule.")
    amount: Decimal | None = strawberry.field(default=strawberry.UNSET, description=_AMOUNT)
    account_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Its new account.")
    category_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Its new category. Null removes it."
    )
    other_account_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The new account to which the money moves. Null removes it."
    )

    def edit(self) -> SeriesEdit:
        """Return the edit for the services."""
        check_not_null(self, "payee", "schedule", "account_id")
        schedule, account = edited(self.schedule), edited(self.account_id)
        return SeriesEdit(
            payee=edited(self.payee),
            schedule=schedule if schedule is UNCHANGED else schedule.schedule(),
            amount=edited_or_none(self.amount),
            account_id=account if account is UNCHANGED else stored_id("Account", account),
            category_id=UNCHANGED if self.category_id is strawberry.UNSET else category_id(self.category_id),
            other_account_id=(
                UNCHANGED if self.other_account_id is strawberry.UNSET else _account(self.other_account_id)
            ),
        )


@strawberry.input(description="A series to delete.")
class DeleteSeriesInput:
    id: strawberry.ID = strawberry.field(description="The series. The transactions that paid it stay.")


@strawberry.input(description="A due day of a series to skip, or to expect again.")
class SkipOccurrenceInput(NullMeansDefault):
    id: strawberry.ID = strawberry.field(description="The series.")
    due_on: date = strawberry.field(description="The day on which it is due.")
    skipped: bool = defaulted(True, "False to expect it again.")


def _account(text: str | None) -> UUID | None:
    return None if text is None else stored_id("Account", text)


@strawberry.type(
    description="A series that the newest transactions show. It changes nothing until somebody confirms it."
)
class SeriesSuggestion:
    draft: strawberry.Private[SeriesDraft]
    id: strawberry.ID = strawberry.field(description="Its id, for confirmSeries and refuseSeries.")
    payee: str = strawberry.field(description=_PAYEE)
    amount: Decimal | None = strawberry.field(description=_AMOUNT)
    schedule: SeriesSchedule = strawberry.field(
        description="The days on which it would be due, from the last payment on."
    )
    payments: list[Transaction] = strawberry.field(description="The payments that show it, the oldest first.")

    @strawberry.field(graphql_type=Account, description="The account that pays or receives.")
    def account(self, info: Info) -> Awaitable[Account]:
        return Account.load(info, self.payments[-1].row.account_id)

    @strawberry.field(graphql_type=Category | None, description="The category of the last payment.")
    def category(self, info: Info) -> Awaitable[Category | None] | None:
        return None if self.draft.category_id is None else Category.load(info, self.draft.category_id)

    @classmethod
    def of(cls, suggestion: Suggestion, currency: str) -> Self:
        """Return the suggestion in a ledger with this base currency."""
        draft = suggestion.draft
        return cls(
            draft=draft,
            id=strawberry.ID(suggestion.id.hex),
            payee=draft.payee,
            amount=draft.amount,
            schedule=SeriesSchedule.of(draft.schedule),
            payments=[Transaction.of(row, currency) for row in suggestion.payments],
        )


@strawberry.input(description="A suggested series to confirm or to refuse.")
class SeriesSuggestionInput:
    id: strawberry.ID = strawberry.field(description="The suggestion.")

    def suggestion_id(self) -> UUID:
        """Return the stored id; one that no suggestion has if it is malformed."""
        try:
            return UUID(hex=self.id)
        except ValueError:
            return NOTHING


@strawberry.input(description="A suggested series to make a series.")
class ConfirmSeriesInput(SeriesSuggestionInput):
    """It has no more fields."""


@strawberry.input(description="A suggested series that is not suggested again.")
class RefuseSeriesInput(SeriesSuggestionInput):
    """It has no more fields."""
