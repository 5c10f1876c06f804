"""Findings in recurring payments: new, dearer, early, late or stopped ones, in their own currency."""

from collections.abc import Iterator
from datetime import timedelta

from services.calculations.recurrence import Due
from services.insights import phrases
from services.insights.charges import charge, ids_of, in_base, money_of
from services.insights.finding import Evidence, Finding, FindingKind, InsightSeverity
from services.insights.ledger_view import DAYS_OF_NEWS, LedgerView, days_between
from services.insights.movement import Movement
from services.insights.series import Series
from services.values.payees import payee_name, recurring_key
from services.values.periods import Period

NEWS_DAYS = 93  # a later look at a change of a recurring payment is no news
GRACE_DAYS = 5
MOST_MOVED_DAYS = 6  # a bill that moves more has no day on which it is due
WATCHED_DAYS = 43  # a payment is new only if the ledger is so much older
FEWEST_WEEKLY = 4
SAME_DAY_DAYS = 3


def recurring(view: LedgerView) -> Iterator[Finding]:
    """Find recurring payments that are new, have risen, came early or late, or have stopped."""
    for series in view.costs:
        finding = _risen(view, series) or _new(view, series) or _moved(view, series) or _absent(view, series)
        if finding:
            yield finding


def _risen(view: LedgerView, series: Series) -> Finding | None:
    payments, now = series.payments, series.last
    if days_between(now.date, view.as_of) > series.rhythm.days + GRACE_DAYS + series.rhythm.slack:
        return None
    at = next((index for index in reversed(range(len(payments))) if payments[index].amount != now.amount), -1)
    # A price rises after two equal payments; one that differs each time, such as electricity, only varies.
    if not series.rhythm.months or at < 1 or payments[at].amount != payments[at - 1].amount:
        return None
    before, first = payments[at], payments[at + 1]
    more = before.amount - now.amount
    old = days_between(first.date, view.as_of) > NEWS_DAYS
    if old or 50 * more < -before.amount:
        return None
    amounts = [phrases.money(-payment.amount, now.currency) for payment in (before, now)]
    return Finding(
        FindingKind.RISEN_RECURRING_PAYMENT,
        InsightSeverity.WARNING if 5 * more >= -before.amount else InsightSeverity.NOTICE,
        (recurring_key(now.payee), now.currency, str(now.amount), str(first.date)),
        phrases.risen_recurring(payee_name(now.payee), amounts[0], amounts[1], first.date),
        (
            charge(phrases.BEFORE, before),
            charge(phrases.NOW, now),
            Evidence(phrases.MORE, more, now.currency, now.category_id, Period(first.date, now.date)),
        ),
        in_base(more, now),
        money_of(now),
        subject_id=now.category_id,
        transactions=ids_of(payments[at:]),
    )


def _new(view: LedgerView, series: Series) -> Finding | None:
    payments, first, last = series.payments, series.payments[0], series.last
    old = days_between(first.date, view.as_of) > NEWS_DAYS or days_between(view.begun, first.date) < WATCHED_DAYS
    over = days_between(last.date, view.as_of) > series.rhythm.days + series.rhythm.slack + GRACE_DAYS
    if old or over or not series.is_whole or series.stray or len({payment.amount for payment in payments}) > 1:
        return None
    if not series.rhythm.months and len(payments) < FEWEST_WEEKLY:
        return None
    # Two equal purchases a month apart are a subscription only on the same day of the month.
    apart = days_between(last.date, series.rhythm.after(first.date, 1))
    if len(payments) == 2 and (series.rhythm.months != 1 or abs(apart) > SAME_DAY_DAYS):
        return None
    return Finding(
        FindingKind.NEW_RECURRING_PAYMENT,
        InsightSeverity.NOTICE,
        (recurring_key(last.payee), last.currency),
        phrases.new_recurring(payee_name(last.payee), phrases.money(-last.amount, last.currency), first.date),
        tuple(charge(phrases.CHARGE, payment) for payment in payments),
        abs(last.base_amount),
        money_of(last),
        subject_id=last.category_id,
        transactions=ids_of(payments),
    )


def _moved(view: LedgerView, series: Series) -> Finding | None:
    """Find a bill that was paid much earlier or later than usual."""
    paid = series.stray
    if paid is None or not _has_a_day(series) or not _is_alike(paid, series.last):
        return None
    due = series.due
    early, late = days_between(paid.date, due.first), days_between(due.last, paid.date)
    moved = max(early, late)
    is_news = days_between(paid.date, view.as_of) <= DAYS_OF_NEWS
    if not is_news or not GRACE_DAYS < moved <= 6 * series.rhythm.days // 10:
        return None
    amount = phrases.money(-paid.amount, paid.currency)
    is_late = late > early
    name, days = payee_name(paid.payee), abs(days_between(due.expected, paid.date))
    write = phrases.bill_was_late if is_late else phrases.bill_was_early
    return _bill(series, is_late, write(name, amount, paid.date, days), paid, due)


def _absent(view: LedgerView, series: Series) -> Finding | None:
    """Find a bill that has not come so far, or does not come any more."""
    if series.stray or not _has_a_day(series):
        return None
    last, due = series.last, series.due
    overdue = days_between(due.last, view.known_until)
    if not GRACE_DAYS < overdue <= NEWS_DAYS or _is_replaced(view, series):
        return None
    amount = phrases.money(-last.amount, last.currency)
    if overdue < series.rhythm.days - GRACE_DAYS // 2:
        return _bill(series, True, phrases.bill_is_late(payee_name(last.payee), amount, due.expected), last, due)
    return Finding(
        FindingKind.STOPPED_RECURRING_PAYMENT,
        InsightSeverity.NOTICE,
        (recurring_key(last.payee), last.currency, str(last.date)),
        phrases.stopped_recurring(payee_name(last.payee), amount, last.date),
        (charge(phrases.LAST_PAYMENT, last),),
        abs(last.base_amount),
        money_of(last),
        subject_id=last.category_id,
        transactions=ids_of([last]),
    )


def _bill(series: Series, is_late: bool, text: str, payment: Movement, due: Due) -> Finding:
    return Finding(
        FindingKind.BILL_LATE if is_late else FindingKind.BILL_EARLY,
        InsightSeverity.NOTICE,
        (recurring_key(payment.payee), payment.currency, str(due.expected)),
        text,
        (charge(phrases.CHARGE if payment is series.stray else phrases.LAST_PAYMENT, payment),),
        abs(payment.base_amount),
        money_of(payment),
        subject_id=payment.category_id,
        transactions=ids_of([payment]),
    )


def _has_a_day(series: Series) -> bool:
    """Return True for a bill of nearly the same amount that came often enough on nearly the same day."""
    months = series.rhythm.months
    return bool(months) and series.is_steady(4 if months < 3 else 3) and series.due.spread <= MOST_MOVED_DAYS


def _is_alike(one: Movement, other: Movement) -> bool:
    return 3 * abs(one.amount - other.amount) <= abs(other.amount)


def _is_replaced(view: LedgerView, series: Series) -> bool:
    """Return True if another payee began to take as much at about the same time."""
    last, due = series.last, series.due
    apart = timedelta(days=series.rhythm.days // 2)
    return any(
        abs(days_between(movements[0].date, due.expected)) <= apart.days
        and movements[0].date > last.date
        and movements[0].currency == last.currency
        and _is_alike(movements[0], last)
        for movements in view.by_payee.values()
    )
