"""Looking ahead: the bills and the forecast of a snapshot."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from db.accounts import AccountRow
from services.accounts import Known, KnownAccounts
from services.calculations.balances import courses
from services.calculations.bills import Bills
from services.calculations.forecast import Forecast, ForecastItem, ForecastItemKind, ForecastLine
from services.calculations.occurrences import KnownSeries, Occurrence, expected_payments
from services.calculations.series_costs import base_amount
from services.calculations.spending_ahead import SpendingAhead, SpreadSpending
from services.dashboard.snapshots import DashboardSnapshot, ForecastRows
from services.series.what_if import WhatIf, WhatIfDraft, what_if
from services.values.calendars import Calendar
from services.values.money import convert
from services.values.periods import DAY
from services.values.prices import Prices

MOST_DAYS_AHEAD = 731


class LookAhead:
    """The bills and the forecast of a snapshot in which the series were read, with drafts that are written nowhere."""

    def __init__(self, snapshot: DashboardSnapshot, drafts: Sequence[WhatIfDraft] = ()) -> None:
        self._snapshot = snapshot
        self._drafts = drafts

    @cached_property
    def bills(self) -> Bills:
        """Return the bills."""
        return Bills(self._what_if.series, self._snapshot.today, self._cost)

    @cached_property
    def unknown(self) -> list[AccountRow]:
        """Return the open accounts that the forecast leaves out: those with an unknown balance or price."""
        return [row for row in self._open() if row.id not in self._balances or self.value(row.id, 0) is None]

    def forecast(self, days: int) -> Forecast:
        """Return the forecast of the next days."""
        snapshot, rows = self._snapshot, self._rows
        last = snapshot.today + days * DAY
        recorded = [
            ForecastItem(ForecastItemKind.RECORDED, moved.day, moved.account_id, moved.amount)
            for moved in rows.later
            if moved.day <= last
        ]
        expected = expected_payments(self._what_if.series, snapshot.today, last)
        return Forecast(snapshot.today, last, self._balances, recorded, list(self._planned(last)), expected)

    def counted(self, forecast: Forecast) -> ForecastLine:
        """Return the line of all counted accounts together, in the base currency."""
        return forecast.together(self._values, {row.id for row in self._open() if row.counted})

    def value(self, account_id: UUID, amount: int) -> int | None:
        """Return an amount of an account in the base currency by the rate of today; None if it is unknown."""
        return self._prices.value(amount, self._snapshot.accounts[account_id].currency, self._snapshot.today)

    def _values(self, account_id: UUID, amounts: Sequence[int]) -> Sequence[int] | None:
        if self._currencies[account_id] == self._snapshot.ledger.base_currency:
            return amounts
        values = (self.value(account_id, amount) for amount in amounts)
        return None if self.value(account_id, 0) is None else [value or 0 for value in values]

    @cached_property
    def _currencies(self) -> dict[UUID, str]:
        return {row.id: row.currency for row in self._snapshot.account_rows}

    @cached_property
    def _calendar(self) -> Calendar:
        return Calendar.of(self._snapshot.ledger)

    @cached_property
    def _what_if(self) -> WhatIf:
        snapshot = self._snapshot
        known = Known(KnownAccounts(snapshot.account_rows), snapshot.categories)
        ledger = snapshot.ledger
        return what_if(
            self._drafts, ledger.id, snapshot.series, known, currency=ledger.base_currency, today=snapshot.today
        )

    @cached_property
    def _prices(self) -> Prices:
        return Prices(self._snapshot.ledger.base_currency, self._snapshot.rates)

    @property
    def _rows(self) -> ForecastRows:
        if self._snapshot.forecast_rows is None:
            raise LookupError("The forecast was not read.")
        return self._snapshot.forecast_rows

    @cached_property
    def _balances(self) -> dict[UUID, int]:
        """Return the balances of today of the open accounts with a known one."""
        today, rows = self._snapshot.today, self._snapshot.balance_rows
        known = courses(rows.anchors)
        moved = {row.account_id: row.amount for row in rows.moved if row.day == today}
        return {row.id: known[row.id].at(today, moved.get(row.id, 0)) for row in self._open() if row.id in known}

    def _open(self) -> Iterator[AccountRow]:
        return (row for row in self._snapshot.account_rows if row.closed_on is None)

    def _cost(self, known: KnownSeries, occurrence: Occurrence) -> int | None:
        """Return the amount of an occurrence as the projection does, or else by the rate of today."""
        amount = base_amount(known, occurrence, self._currencies, self._snapshot.ledger.base_currency)
        if amount is None and occurrence.amount is not None:
            return self.value(known.series.account_id, occurrence.amount)
        return amount

    def _planned(self, last: date) -> Iterator[SpreadSpending]:
        """Yield what is planned to be spent after the bills, as money that leaves, in the currency of each account."""
        snapshot, counted = self._snapshot, {row.id for row in self._open() if row.counted}
        default = next((row.id for row in self._open() if row.counted), None)
        if default is None:
            return
        ahead = SpendingAhead(
            snapshot.today,
            self._calendar,
            snapshot.category_rows,
            snapshot.plans,
            [total for total in self._rows.spent if total.account_id in counted],
            [total for total in self._rows.shared if total.account_id in counted],
            self._what_if.series,
            self._cost,
            default,
            self._what_if.caps,
        )
        for planned in ahead.until(last):
            amounts = self._from_base(planned.account_id, planned.amounts)
            if amounts is not None:
                yield planned._replace(amounts=[-amount for amount in amounts])

    def _from_base(self, account_id: UUID, amounts: Sequence[int]) -> Sequence[int] | None:
        currency, base = self._currencies[account_id], self._snapshot.ledger.base_currency
        if currency == base:
            return amounts
        price = self._prices.on(currency, self._snapshot.today)
        return price and [convert(amount, base, Decimal(1) / price.price, currency) for amount in amounts]
