"""Findings in regular income: one that is missing, a repayment that did not come, and one that has risen."""

from collections.abc import Iterator

from services.insights import phrases
from services.insights.charges import charge, ids_of, in_base, money_of, said_by
from services.insights.finding import Evidence, Finding, FindingKind, InsightSeverity
from services.insights.ledger_view import LedgerView, days_between
from services.insights.movement import Movement
from services.insights.payment_words import Said
from services.insights.series import Series
from services.values.payees import payee_name, recurring_key
from services.values.periods import Period

FEWEST_PAYMENTS = 4
GRACE_DAYS = 5
GIVEN_UP_DAYS = 45
NEWS_DAYS = 93
MOST_RISEN_AT_ONCE = 30  # percent; more in a single month is a bonus


def missing(view: LedgerView) -> Iterator[Finding]:
    """Find regular income that is overdue, unless another payee has begun to pay as much."""
    for series in view.earnings:
        last = series.last
        if series.stray or len(series.payments) < FEWEST_PAYMENTS or 40 * last.base_amount < view.size:
            continue
        late = days_between(series.due.last, view.known_until)
        if GRACE_DAYS < late <= GIVEN_UP_DAYS and 2 * _instead(view, last) < last.base_amount:
            yield _missing(view, series)


def _instead(view: LedgerView, last: Movement) -> int:
    """Return the income from payees that began to pay after the last payment."""
    begun = (movements for movements in view.by_payee.values() if movements[0].date > last.date)
    return sum(movement.base_amount for movements in begun for movement in movements if movement.base_amount > 0)


def _missing(view: LedgerView, series: Series) -> Finding:
    last, expected = series.last, series.due.expected
    is_refund = view.is_expense(last.category_id) or Said.PAID_BACK in said_by(last)
    return Finding(
        FindingKind.REFUND_MISSING if is_refund else FindingKind.INCOME_MISSING,
        InsightSeverity.WARNING if is_refund else InsightSeverity.ALERT,
        (recurring_key(last.payee), last.currency, str(expected)),
        phrases.income_missing(payee_name(last.payee), phrases.money(last.amount, last.currency), expected),
        (charge(phrases.LAST_PAYMENT, last),),
        last.base_amount,
        money_of(last),
        subject_id=last.category_id,
        transactions=ids_of([last]),
    )


def risen(view: LedgerView) -> Iterator[Finding]:
    """Find regular income that has risen and stayed there, or rose by less than a bonus."""
    for series in view.earnings:
        if series.rhythm.months and len(series.payments) >= FEWEST_PAYMENTS and (finding := _risen(view, series)):
            yield finding


def _risen(view: LedgerView, series: Series) -> Finding | None:
    payments, now = series.payments, series.last
    at = next((index for index in reversed(range(len(payments))) if not _is_same(payments[index], now)), -1)
    earlier, first = payments[max(at - 2, 0) : at + 1], payments[at + 1]
    if len(earlier) < 3 or not all(_is_same(payment, earlier[-1]) for payment in earlier):
        return None
    more = now.amount - earlier[-1].amount
    old = days_between(first.date, view.as_of) > NEWS_DAYS
    once = at + 2 == len(payments)
    if old or 50 * more < earlier[-1].amount or (once and 100 * more > MOST_RISEN_AT_ONCE * earlier[-1].amount):
        return None
    if 20 * now.base_amount < view.size or view.is_expense(now.category_id):
        return None
    amounts = [phrases.money(payment.amount, now.currency) for payment in (earlier[-1], now)]
    return Finding(
        FindingKind.RISEN_INCOME,
        InsightSeverity.GOOD,
        (recurring_key(now.payee), now.currency, str(first.date)),
        phrases.risen_income(payee_name(now.payee), amounts[0], amounts[1], first.date),
        (
            charge(phrases.BEFORE, earlier[-1]),
            charge(phrases.NOW, now),
            Evidence(phrases.MORE, more, now.currency, now.category_id, Period(first.date, now.date)),
        ),
        in_base(more, now),
        money_of(now),
        subject_id=now.category_id,
        transactions=ids_of(payments[at:]),
    )


def _is_same(one: Movement, other: Movement) -> bool:
    return 100 * abs(one.amount - other.amount) <= abs(other.amount)
