"""Net worth: what the ledger's owner has and owes, as a line and with what changed it."""

from datetime import date
from typing import Annotated, Self

import strawberry

from schema.accounts import Account
from schema.dashboard.needs import needing
from schema.field_marks import AS_OF
from schema.inputs import given
from schema.money import Money
from schema.rates import CurrencyPrice
from schema.selection import SelectedField
from schema.time_enums import Granularity
from services.calculations import net_worth
from services.calculations.net_worth import days_of_change
from services.dashboard.service import MOST_POINTS, DashboardNeeds, DashboardSnapshot, check_count
from services.values.granularity import ends_up_to

DEFAULT_POINTS = 12


def now(_field: SelectedField) -> DashboardNeeds:
    """Return the needs of the net worth at the end of the period."""
    return DashboardNeeds(worth=())


def _line(field: SelectedField) -> DashboardNeeds:
    granularity = field.argument("granularity", Granularity.MONTH)
    count = min(max(field.argument("last", DEFAULT_POINTS), 1), MOST_POINTS)
    return DashboardNeeds(worth=((granularity, count),))


@strawberry.type(description="The net worth at the end of a day.")
class NetWorthPoint:
    day: date = strawberry.field(description="The day.")
    assets: Money = strawberry.field(description="The sum of the balances above zero.")
    debts: Money = strawberry.field(description="The sum of the balances below zero, as a positive amount.")
    net: Money = strawberry.field(description="Assets minus debts.")

    @classmethod
    def of(cls, worth: net_worth.Worth, currency: str) -> Self:
        """Return the point in the base currency."""
        return cls(
            day=worth.day,
            assets=Money.of(worth.assets, currency),
            debts=Money.of(worth.debts, currency),
            net=Money.of(worth.net, currency),
        )


@strawberry.type(description="An account in the net worth.")
class AccountWorth:
    account: Account = strawberry.field(description="The account.")
    balance: Money | None = strawberry.field(
        description="Its balance in its own currency. It is null until somebody records one."
    )
    worth: Money | None = strawberry.field(
        description="Its part of the net worth, in the base currency. It is null if the account is left out of the sum."
    )
    price: CurrencyPrice | None = strawberry.field(
        description="The price of its currency. It is null if that is the base currency, or if nobody knows it."
    )


@strawberry.type(
    description=(
        "The change of the net worth within the period, by parts that are each counted by themselves. All are of the "
        "accounts whose worth is known."
    )
)
class NetWorthChange:
    since: date = strawberry.field(description="The day before the period, at whose end it begins.")
    until: date = strawberry.field(description="The day at whose end it stops: the period's last, or today.")
    total: Money = strawberry.field(description="Income minus expenses, and all other parts.")
    income: Money = strawberry.field(description="Money in, in counted accounts.")
    expenses: Money = strawberry.field(description="Money out, in counted accounts, as a positive amount.")
    uncounted: Money = strawberry.field(description="Transactions of accounts that are not counted.")
    transferred: Money = strawberry.field(description="Transactions in categories of transfers.")
    opened: Money = strawberry.field(description="The balances with which accounts began.")
    adjusted: Money = strawberry.field(description="Adjustments to the bank's balances.")
    revalued: Money = strawberry.field(description="Things that are worth more, or less, without any transaction.")

    @classmethod
    def of(cls, change: net_worth.WorthChange, currency: str) -> Self:
        """Return the change in the base currency."""
        return cls(
            since=change.since,
            until=change.until,
            total=Money.of(change.total, currency),
            income=Money.of(change.income, currency),
            expenses=Money.of(change.expenses, currency),
            uncounted=Money.of(change.uncounted, currency),
            transferred=Money.of(change.transferred, currency),
            opened=Money.of(change.opened, currency),
            adjusted=Money.of(change.adjusted, currency),
            revalued=Money.of(change.revalued, currency),
        )


@strawberry.type(description="The money owned and owed in the accounts that belong to the net worth.")
class NetWorth:
    snapshot: strawberry.Private[DashboardSnapshot]

    @strawberry.field(description=AS_OF, metadata=needing(now))
    def revision(self) -> int:
        return self.snapshot.ledger.revision

    @strawberry.field(description="The net worth at the end of the period, or of today.", metadata=needing(now))
    def current(self) -> NetWorthPoint:
        return NetWorthPoint.of(self.snapshot.net_worth.at(self._until), self._currency)

    @strawberry.field(
        description=(
            "The net worth at the end of earlier days, oldest first. The last is the current one, the others are the "
            "ends of days, weeks, months and so on before it."
        ),
        metadata=needing(_line),
    )
    def points(
        self,
        last: Annotated[
            int | None, strawberry.argument(description=f"The number of points, 1 to {MOST_POINTS}.")
        ] = DEFAULT_POINTS,
        granularity: Annotated[
            Granularity | None, strawberry.argument(description="The distance between two points.")
        ] = Granularity.MONTH,
    ) -> list[NetWorthPoint]:
        count = check_count(given(last, DEFAULT_POINTS), MOST_POINTS, "last")
        days = ends_up_to(self._until, given(granularity, Granularity.MONTH), count, self.snapshot.figures.calendar)
        return [NetWorthPoint.of(self.snapshot.net_worth.at(day), self._currency) for day in days]

    @strawberry.field(
        description="Every account in the net worth, with those whose balance is not known.", metadata=needing(now)
    )
    def accounts(self) -> list[AccountWorth]:
        rows = {row.id: row for row in self.snapshot.account_rows}
        return [
            AccountWorth(
                account=Account.of(rows[part.account_id]),
                balance=Money.if_known(part.balance, rows[part.account_id].currency),
                worth=Money.if_known(part.worth, self._currency),
                price=CurrencyPrice.of(rows[part.account_id].currency, part.price, self._currency, self._until),
            )
            for part in self.snapshot.net_worth.by_account(self._until)
        ]

    @strawberry.field(description="The parts of the change of the net worth within the period.", metadata=needing(now))
    def change(self) -> NetWorthChange:
        snapshot = self.snapshot
        days = days_of_change(snapshot.period, snapshot.today)
        change = snapshot.net_worth.change(*days, snapshot.worth_totals, snapshot.categories)
        return NetWorthChange.of(change, self._currency)

    @property
    def _until(self) -> date:
        return days_of_change(self.snapshot.period, self.snapshot.today)[1]

    @property
    def _currency(self) -> str:
        return self.snapshot.ledger.base_currency
