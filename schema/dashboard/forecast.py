"""The forecast: the balances of the coming days, and what-if."""

from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Annotated, Self

import strawberry

from schema.accounts import Account
from schema.categories import Category, category_id
from schema.dashboard.bills import state_of
from schema.dashboard.needs import needing
from schema.enums import ForecastItemKind
from schema.field_marks import AS_OF
from schema.inputs import NullMeansDefault, defaulted, given
from schema.money import Money
from schema.node import stored_id
from schema.selection import SelectedField
from schema.series import Series, SeriesInput
from services.calculations.forecast import Forecast as Computed
from services.calculations.forecast import ForecastItem as Item
from services.calculations.forecast import ForecastLine as Line
from services.calculations.forecast import ForecastPoint as Point
from services.dashboard.looking_ahead import MOST_DAYS_AHEAD, LookAhead
from services.dashboard.service import DashboardNeeds, DashboardSnapshot, check_count
from services.series.what_if import WhatIfDraft
from services.values.money import to_minor

DEFAULT_DAYS = 90
DEFAULT_POINTS = 31
DEFAULT_ITEMS, MOST_ITEMS = 50, 1_000


def ahead(field: SelectedField) -> DashboardNeeds:
    """Return the needs of a forecast."""
    days = min(max(field.argument("days", DEFAULT_DAYS), 1), MOST_DAYS_AHEAD)
    return DashboardNeeds(series=True, plans=True, ahead=days)


def known(_field: SelectedField) -> DashboardNeeds:
    """Return the needs of a part, which the forecast brings."""
    return DashboardNeeds()


@strawberry.input(
    description=(
        "One difference from what is stored, for this forecast alone. Give a new series; or a seriesId with another"
        " series, with drop, or with a pause; or a category and a cap."
    )
)
class ForecastDraftInput(NullMeansDefault):
    series_id: strawberry.ID | None = strawberry.field(default=None, description="The series that would differ.")
    series: SeriesInput | None = strawberry.field(
        default=None, description="A new series, or one in place of the other."
    )
    drop: bool = defaulted(False, "True to leave the series out.")
    paused_from: date | None = strawberry.field(default=None, description="The first day of a pause.")
    paused_until: date | None = strawberry.field(default=None, description="The last day of a pause.")
    category_id: strawberry.ID | None = strawberry.field(default=None, description="The category of a cap.")
    cap: Decimal | None = strawberry.field(
        default=None,
        description="The most that the category and its children may cost in a budget period, in the base currency.",
    )

    def draft(self) -> WhatIfDraft:
        """Return the draft for the services."""
        return WhatIfDraft(
            series_id=None if self.series_id is None else stored_id("Series", self.series_id),
            series=self.series.draft() if self.series else None,
            drop=self.drop,
            paused_from=self.paused_from,
            paused_until=self.paused_until,
            category_id=category_id(self.category_id),
            cap=self.cap,
        )


@strawberry.type(description="Something that changes a balance on a day of a forecast.")
class ForecastItem:
    day: date = strawberry.field(description="The day.")
    kind: ForecastItemKind = strawberry.field(description="The kind of the item.")
    amount: Money = strawberry.field(
        description="The amount in the currency of the account. Money that leaves is negative."
    )
    account: Account = strawberry.field(description="The account.")
    series: Series | None = strawberry.field(description="The series that is expected, which may be one of a draft.")
    category: Category | None = strawberry.field(description="The category of a series or a plan, if there is one.")

    @classmethod
    def of(cls, item: Item, snapshot: DashboardSnapshot) -> Self:
        """Return the item of a snapshot's forecast."""
        account = snapshot.accounts[item.account_id]
        category = snapshot.categories.get(item.category_id) if item.category_id else None
        return cls(
            day=item.day,
            kind=item.kind,
            amount=Money.of(item.amount, account.currency),
            account=Account.of(account),
            series=Series.of(state_of(item.known, snapshot)) if item.known else None,
            category=Category.maybe(category, snapshot.categories),
        )


@strawberry.type(description="The balance at the end of a day of a forecast.")
class ForecastPoint:
    day: date = strawberry.field(description="The day.")
    balance: Money = strawberry.field(description="The balance at its end.")

    @classmethod
    def of(cls, point: Point, currency: str) -> Self:
        """Return the point in a currency."""
        return cls(day=point.day, balance=Money.of(point.balance, currency))


@strawberry.type(description="The balance of an account, or of several together, from today on.")
class ForecastLine:
    snapshot: strawberry.Private[DashboardSnapshot]
    line: strawberry.Private[Line]
    currency: strawberry.Private[str]

    @strawberry.field(description="The first points: one for each day, from today on.")
    def points(
        self,
        first: Annotated[
            int | None, strawberry.argument(description=f"The number of points, 1 to {MOST_DAYS_AHEAD + 1}.")
        ] = DEFAULT_POINTS,
    ) -> list[ForecastPoint]:
        count = check_count(given(first, DEFAULT_POINTS), MOST_DAYS_AHEAD + 1, "first")
        return [ForecastPoint.of(point, self.currency) for point in self.line.points(count)]

    @strawberry.field(description="The first items that change the balance, by day.")
    def items(
        self,
        first: Annotated[
            int | None, strawberry.argument(description=f"The number of items, 1 to {MOST_ITEMS}.")
        ] = DEFAULT_ITEMS,
        kinds: Annotated[
            list[ForecastItemKind] | None, strawberry.argument(description="Their kinds. The default is all.")
        ] = None,
    ) -> list[ForecastItem]:
        count = check_count(given(first, DEFAULT_ITEMS), MOST_ITEMS, "first")
        items = (item for item in self.line.items if kinds is None or item.kind in kinds)
        return [ForecastItem.of(item, self.snapshot) for item in islice(items, count)]

    @strawberry.field(description="The first point with the lowest balance.")
    def lowest(self) -> ForecastPoint:
        return ForecastPoint.of(self.line.lowest, self.currency)

    @strawberry.field(description="The first day with a balance below a floor. It is null if there is none.")
    def first_below(
        self, floor: Annotated[Decimal | None, strawberry.argument(description="The floor. The default is 0.")] = None
    ) -> date | None:
        return self.line.first_below(_floor(floor, self.currency))


@strawberry.type(description="The forecast of one account, in its currency.")
class AccountForecast(ForecastLine):
    account: Account = strawberry.field(description="The account.")


@strawberry.type(
    description=(
        "The forecast: today's balances, transactions with later dates, what is expected of the series (what is late"
        " comes tomorrow), and what is left of each plan after its bills, spread evenly over the days of its budget"
        " period and over the accounts that paid the category in the last three."
    )
)
class Forecast:
    snapshot: strawberry.Private[DashboardSnapshot]
    look: strawberry.Private[LookAhead]
    forecast: strawberry.Private[Computed]
    counted_line: strawberry.Private[Line]
    revision: int = strawberry.field(description=AS_OF, metadata=needing(known))

    @strawberry.field(description="The counted accounts together, in the base currency.", metadata=needing(known))
    def counted(self) -> ForecastLine:
        return ForecastLine(snapshot=self.snapshot, line=self.counted_line, currency=self.snapshot.ledger.base_currency)

    @strawberry.field(description="Each open account with a known balance.", metadata=needing(known))
    def accounts(self) -> list[AccountForecast]:
        rows = self.snapshot.accounts
        return [
            AccountForecast(
                snapshot=self.snapshot,
                line=line,
                currency=rows[account_id].currency,
                account=Account.of(rows[account_id]),
            )
            for account_id, line in self.forecast.by_account.items()
        ]

    @strawberry.field(
        description="The open accounts that are left out, because their balance or price is not known.",
        metadata=needing(known),
    )
    def unknown_accounts(self) -> list[Account]:
        return [Account.of(row) for row in self.look.unknown]

    @strawberry.field(
        description=(
            "The lowest forecast balance of the counted accounts before the next income, less a floor, and at least 0."
            " It is null if no income is known, or if it comes after the forecast."
        ),
        metadata=needing(known),
    )
    def safe_until_income(
        self, floor: Annotated[Decimal | None, strawberry.argument(description="The floor. The default is 0.")] = None
    ) -> Money | None:
        currency, income = self.snapshot.ledger.base_currency, self.look.bills.next_income
        if income is None or income > self.forecast.last:
            return None
        return Money.of(self.counted_line.safe_until(income, _floor(floor, currency)), currency)

    @classmethod
    def of(cls, snapshot: DashboardSnapshot, days: int, drafts: list[ForecastDraftInput]) -> Self:
        """Return the forecast of the next days; refuse too many days, and drafts that cannot be."""
        check_count(days, MOST_DAYS_AHEAD, "days")
        look = LookAhead(snapshot, [draft.draft() for draft in drafts])
        computed = look.forecast(days)
        return cls(
            snapshot=snapshot,
            look=look,
            forecast=computed,
            counted_line=look.counted(computed),
            revision=snapshot.ledger.revision,
        )


def _floor(floor: Decimal | None, currency: str) -> int:
    return 0 if floor is None else to_minor(floor, currency, "floor")
