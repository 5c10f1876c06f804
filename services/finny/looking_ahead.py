"""Payments and income that are due, and balances that are expected."""

from collections.abc import Iterable, Iterator, Sequence

from services.calculations import CategoryKind
from services.calculations.bills import LOOK_AHEAD, costs_of, income_of
from services.calculations.occurrences import BEFORE, KnownSeries, OccurrenceState
from services.dashboard.looking_ahead import LookAhead
from services.dashboard.service import DashboardSnapshot
from services.finny.facts import AccountFacts, AheadFacts, ExpectedPayment
from services.series.suggestions import SeriesSuggestion
from services.values.money import Money
from services.values.periods import DAY


def expected_payments(
    snapshot: DashboardSnapshot, shown: Iterable[SeriesSuggestion], kind: CategoryKind, accounts: Sequence[str]
) -> tuple[ExpectedPayment, ...]:
    """Return the payments or the income of a year that are still to come, the next ones first."""
    payments = [*_of_series(snapshot, kind, accounts), *_shown(snapshot, shown, kind)]
    return tuple(sorted(payments, key=lambda payment: (payment.due, payment.payee)))


def _of_series(snapshot: DashboardSnapshot, kind: CategoryKind, accounts: Sequence[str]) -> Iterator[ExpectedPayment]:
    today, value = snapshot.today, LookAhead(snapshot).bills.value
    chosen = [*(income_of(snapshot.series) if kind is CategoryKind.INCOME else costs_of(snapshot.series))]
    chosen += [known for known in snapshot.series if _account(snapshot, known) in accounts]
    for known in chosen:
        moved = _account(snapshot, known)
        for occurrence in known.between(today - BEFORE, today + LOOK_AHEAD):
            if occurrence.is_open:
                amount = value(known, occurrence)
                yield ExpectedPayment(
                    payee=known.series.payee,
                    category=_category(snapshot, known),
                    account=moved or snapshot.accounts[known.series.account_id].name,
                    due=occurrence.due_on,
                    amount=None if amount is None else Money(abs(amount), snapshot.ledger.base_currency),
                    guessed=False,
                    late=occurrence.state is OccurrenceState.LATE,
                    moves=moved is not None,
                )


def _shown(
    snapshot: DashboardSnapshot, shown: Iterable[SeriesSuggestion], kind: CategoryKind
) -> Iterator[ExpectedPayment]:
    for suggestion in shown:
        last, draft = suggestion.payments[-1], suggestion.draft
        if (last.base_amount > 0) == (kind is CategoryKind.INCOME):
            category = snapshot.categories.get(last.category_id) if last.category_id else None
            for due in draft.schedule.days(last.date + DAY, snapshot.today + LOOK_AHEAD):
                yield ExpectedPayment(
                    payee=draft.payee,
                    category=category.name if category else None,
                    account=snapshot.accounts[last.account_id].name,
                    due=due,
                    amount=Money(abs(last.base_amount), snapshot.ledger.base_currency),
                    guessed=True,
                    late=due < snapshot.today,
                )


def _account(snapshot: DashboardSnapshot, known: KnownSeries) -> str | None:
    """Return the name of the account that a series pays, if it only moves money."""
    other = known.series.other_account_id
    return snapshot.accounts[other].name if other else None


def _category(snapshot: DashboardSnapshot, known: KnownSeries) -> str | None:
    category = snapshot.categories.get(known.series.category_id) if known.series.category_id else None
    return category.name if category else None


def balances_ahead(snapshot: DashboardSnapshot, days: int) -> AheadFacts:
    """Return the balances that are expected after some days."""
    look, currency = LookAhead(snapshot), snapshot.ledger.base_currency
    forecast = look.forecast(days)
    together, rows = look.counted(forecast), snapshot.accounts
    return AheadFacts(
        day=forecast.last,
        accounts=tuple(
            AccountFacts(rows[account_id].name, Money(line.balances[-1], rows[account_id].currency))
            for account_id, line in forecast.by_account.items()
        ),
        counted=Money(together.balances[-1], currency),
        lowest=Money(together.lowest.balance, currency),
        lowest_on=together.lowest.day,
        unknown=tuple(row.name for row in look.unknown),
    )
