"""Bills: what is due before the next income, in the period and in the year."""

from datetime import date
from typing import Self

import strawberry

from schema.dashboard.needs import needing
from schema.field_marks import AS_OF
from schema.money import Money
from schema.selection import SelectedField
from schema.series import Occurrence, Series
from services.calculations.bills import Bills as KnownBills
from services.calculations.bills import BillSum as Sum
from services.calculations.occurrences import KnownSeries
from services.dashboard.looking_ahead import LookAhead
from services.dashboard.service import DashboardNeeds, DashboardSnapshot
from services.series.service import SeriesState
from services.values.periods import Period


def known(_field: SelectedField) -> DashboardNeeds:
    """Return the needs of bills."""
    return DashboardNeeds(series=True)


@strawberry.type(description="A bill: an occurrence of a series that costs money.")
class Bill:
    series: Series = strawberry.field(description="The series.")
    occurrence: Occurrence = strawberry.field(description="The occurrence.")
    cost: Money | None = strawberry.field(
        description="The cost in the base currency, positive. It is null if the price of the currency is not known."
    )


@strawberry.type(description="Some bills and their sums in the base currency.")
class BillSum:
    due: Money = strawberry.field(description="The sum of the bills that are still to be paid.")
    paid: Money = strawberry.field(description="The sum of the bills that are paid.")
    unknown_count: int = strawberry.field(
        description="The number of bills that are in no sum, because no price is known."
    )
    bills: list[Bill] = strawberry.field(description="The bills, the oldest first.")

    @classmethod
    def of(cls, chosen: Sum, snapshot: DashboardSnapshot) -> Self:
        """Return the bills of a snapshot."""
        currency = snapshot.ledger.base_currency
        return cls(
            due=Money.of(chosen.due, currency),
            paid=Money.of(chosen.paid, currency),
            unknown_count=chosen.unknown,
            bills=[
                Bill(
                    series=Series.of(state_of(bill.known, snapshot)),
                    occurrence=Occurrence.of(bill.occurrence, snapshot.accounts[bill.known.series.account_id].currency),
                    cost=Money.if_known(bill.cost, currency),
                )
                for bill in chosen.bills
            ],
        )


@strawberry.type(
    description=(
        "The bills of the ledger: what its series cost. Money that moves between own accounts is no bill. Skipped and"
        " missed occurrences are left out."
    )
)
class Bills:
    snapshot: strawberry.Private[DashboardSnapshot]
    bills: strawberry.Private[KnownBills]
    revision: int = strawberry.field(description=AS_OF, metadata=needing(known))

    @strawberry.field(
        description="The first day after today on which a series brings money. It is null without one within a year.",
        metadata=needing(known),
    )
    def next_income_on(self) -> date | None:
        return self.bills.next_income

    @strawberry.field(
        description="The bills that are expected before the next income. It is null if no income is known.",
        metadata=needing(known),
    )
    def until_income(self) -> BillSum | None:
        chosen = self.bills.until_income()
        return chosen and BillSum.of(chosen, self.snapshot)

    @strawberry.field(description="The bills that are due in the dashboard's period.", metadata=needing(known))
    def in_period(self) -> BillSum:
        return BillSum.of(self.bills.within(self.snapshot.period), self.snapshot)

    @strawberry.field(description="The bills that are due in the calendar year of today.", metadata=needing(known))
    def in_year(self) -> BillSum:
        year = self.snapshot.today.year
        return BillSum.of(self.bills.within(Period(date(year, 1, 1), date(year, 12, 31))), self.snapshot)

    @classmethod
    def of(cls, snapshot: DashboardSnapshot) -> Self:
        """Return the bills of a snapshot."""
        return cls(snapshot=snapshot, bills=LookAhead(snapshot).bills, revision=snapshot.ledger.revision)


def state_of(known: KnownSeries, snapshot: DashboardSnapshot) -> SeriesState:
    """Return the state of a series of a snapshot."""
    return SeriesState(known, snapshot.accounts[known.series.account_id].currency)
