"""Crossings: what crosses the rules of a ledger today. Only the current period and days to come count."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from db.alerts import AlertRuleRow
from db.transactions import TransactionRow
from services.alerts.rules import AlertKind
from services.calculations import BudgetStatus
from services.calculations.bills import costs_of
from services.calculations.budget import PlannedSpending
from services.calculations.occurrences import KnownSeries, Occurrence, OccurrenceState
from services.dashboard.looking_ahead import LookAhead
from services.dashboard.snapshots import DashboardSnapshot
from services.values import writing
from services.values.money import Money
from services.values.periods import DAY

DAYS_MISSED = timedelta(days=62)  # what was missed before is no news
DAYS_OF_PAYMENT = timedelta(days=7)  # a price changed with a payment of the last week


class Crossing(NamedTuple):
    """A fact that crosses a rule: `about` names it without its size, and stays the same while it holds."""

    rule_id: UUID
    about: str
    text: str


class LedgerToday(NamedTuple):
    """A ledger today: its snapshot with plans, series and a forecast, and the newest payments."""

    snapshot: DashboardSnapshot
    ahead: LookAhead
    payments: Sequence[TransactionRow]

    def say(self, minor: int, currency: str | None = None) -> str:
        """Format an amount, of the base currency unless another is given."""
        return writing.amount(Money(minor, currency or self.snapshot.ledger.base_currency))


Texts = Iterator[tuple[str, str]]


def crossings(today: LedgerToday, rules: Sequence[AlertRuleRow]) -> list[Crossing]:
    """Return what crosses the rules."""
    return [
        Crossing(rule.id, about, text) for rule in rules for about, text in _FINDERS[AlertKind(rule.kind)](today, rule)
    ]


def _spent(today: LedgerToday, rule: AlertRuleRow) -> Texts:
    name, spending = _planned(today, rule)
    if spending and spending.planned > 0 and 100 * spending.actual >= (rule.percent or 0) * spending.planned:
        spent, planned = today.say(spending.actual), today.say(spending.planned)
        yield today.snapshot.period.label, f"{name}: {spent} of {planned} is spent."


def _pace(today: LedgerToday, rule: AlertRuleRow) -> Texts:
    name, spending = _planned(today, rule)
    if spending and spending.projected is not None and spending.status is BudgetStatus.AT_RISK:
        projected, planned = today.say(spending.projected), today.say(spending.planned)
        yield today.snapshot.period.label, f"{name}: {projected} will be spent at this pace; {planned} is planned."


def _planned(today: LedgerToday, rule: AlertRuleRow) -> tuple[str, PlannedSpending | None]:
    figures = today.snapshot.figures
    if rule.category_id is None:
        return "The whole budget", figures.budget()
    if rule.category_id not in figures.families:
        return "", None
    return today.snapshot.categories[rule.category_id].name, figures.planned_spending(rule.category_id)


def _balance_below(today: LedgerToday, rule: AlertRuleRow) -> Texts:
    account = today.snapshot.accounts.get(rule.account_id) if rule.account_id else None
    balance = today.ahead.forecast(0).balances.get(account.id) if account else None
    if account and balance is not None and balance < (rule.amount or 0):
        yield "", f"{account.name}: the balance is {today.say(balance, account.currency)}."


def _forecast_below(today: LedgerToday, rule: AlertRuleRow) -> Texts:
    forecast = today.ahead.forecast(rule.days or 0)
    account = today.snapshot.accounts.get(rule.account_id) if rule.account_id else None
    if rule.account_id is None:
        line, name, currency = today.ahead.counted(forecast), "All accounts", None
    elif account and account.id in forecast.by_account:
        line, name, currency = forecast.by_account[account.id], account.name, account.currency
    else:
        return
    lowest = line.lowest
    if lowest.balance < (rule.amount or 0):
        yield "", f"{name}: the balance falls to {today.say(lowest.balance, currency)} on {writing.day(lowest.day)}."


def _bill_due(today: LedgerToday, rule: AlertRuleRow) -> Texts:
    first = today.snapshot.today
    for known, occurrence in _occurrences(today, first, first + (rule.days or 0) * DAY):
        if occurrence.state is OccurrenceState.DUE:
            yield _about(known, occurrence), _bill(today, known, occurrence, "is due on")


def _bill_missed(today: LedgerToday, _rule: AlertRuleRow) -> Texts:
    last = today.snapshot.today - DAY
    for known, occurrence in _occurrences(today, last - DAYS_MISSED, last):
        if occurrence.state in {OccurrenceState.LATE, OccurrenceState.MISSED}:
            yield _about(known, occurrence), _bill(today, known, occurrence, "was not paid on")


def _price_changed(today: LedgerToday, _rule: AlertRuleRow) -> Texts:
    for known in costs_of(today.snapshot.series):
        if len(known.payments) < 2:
            continue
        before, last = known.payments[-2:]
        if last.account_amount != before.account_amount and last.date >= today.snapshot.today - DAYS_OF_PAYMENT:
            currency = today.snapshot.accounts[known.series.account_id].currency
            old, new = (today.say(-payment.account_amount, currency) for payment in (before, last))
            yield str(last.id), f"{known.series.payee}: {new} was paid, {old} before."


def _large_payment(today: LedgerToday, rule: AlertRuleRow) -> Texts:
    for payment in today.payments:
        # Ids are ordered by the time at which they were made: older transactions are no news.
        if -payment.base_amount >= (rule.amount or 0) and payment.id > rule.id and payment.transfer_id is None:
            yield str(payment.id), f"{payment.payee}: {today.say(-payment.base_amount)} was paid."


def _occurrences(today: LedgerToday, first: date, last: date) -> Iterator[tuple[KnownSeries, Occurrence]]:
    for known in costs_of(today.snapshot.series):
        for occurrence in known.between(first, last):
            yield known, occurrence


def _about(known: KnownSeries, occurrence: Occurrence) -> str:
    return f"{known.series.id.hex} {occurrence.due_on}"


def _bill(today: LedgerToday, known: KnownSeries, occurrence: Occurrence, verb: str) -> str:
    account = today.snapshot.accounts[known.series.account_id]
    amount = "" if occurrence.amount is None else f" of {today.say(-occurrence.amount, account.currency)}"
    return f"{known.series.payee}: the payment{amount} {verb} {writing.day(occurrence.due_on)}."


_FINDERS: Mapping[AlertKind, Callable[[LedgerToday, AlertRuleRow], Texts]] = {
    AlertKind.BUDGET_SPENT: _spent,
    AlertKind.BUDGET_PACE: _pace,
    AlertKind.BALANCE_BELOW: _balance_below,
    AlertKind.FORECAST_BELOW: _forecast_below,
    AlertKind.BILL_DUE: _bill_due,
    AlertKind.BILL_MISSED: _bill_missed,
    AlertKind.PRICE_CHANGED: _price_changed,
    AlertKind.LARGE_PAYMENT: _large_payment,
}
