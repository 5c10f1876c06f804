"""Findings in equal charges that came more than once within days."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from services.insights import phrases
from services.insights.charges import charge, ids_of, said_by
from services.insights.finding import Evidence, Finding, FindingKind, InsightSeverity
from services.insights.ledger_view import DAYS_OF_NEWS, LedgerView, days_between
from services.insights.movement import Movement
from services.insights.payment_words import Said
from services.values.money import Money
from services.values.payees import payee_name, recurring_key
from services.values.periods import Period

DUPLICATE_DAYS = 3
MANY_VISITS, MANY_CHARGES = 5, 30  # in a month, and in all; then receipts of different days may be equal by chance
HABIT_DAYS = 20  # equal charges that came so close before are how things are bought there
FEWEST_DAYS = 45  # a younger ledger does not show what is usual


def duplicates(view: LedgerView) -> Iterator[Finding]:
    """Find equal charges of a payee within days, unless they are a habit or were paid back."""
    if view.days_kept < FEWEST_DAYS:
        return
    since = view.as_of - timedelta(days=DAYS_OF_NEWS)
    for movements in view.by_payee.values():
        if len(movements) > 1 and movements[-1].date >= since:
            yield from _of_payee(view, movements)


def _of_payee(view: LedgerView, movements: Sequence[Movement]) -> Iterator[Finding]:
    since = view.as_of - timedelta(days=DAYS_OF_NEWS)
    is_often = len(movements) > MANY_CHARGES or sum(movement.date >= since for movement in movements) > MANY_VISITS
    apart = 1 if is_often else DUPLICATE_DAYS
    by_amount: defaultdict[int, list[Movement]] = defaultdict(list)
    for movement in movements:
        by_amount[movement.amount].append(movement)
    for amount, charges in by_amount.items():
        last = charges[-1]
        if amount >= 0 or len(charges) < 2 or last.date < since:
            continue
        cluster = [payment for payment in charges if days_between(payment.date, last.date) <= apart]
        back = [refund for refund in by_amount.get(-amount, ()) if refund.date >= cluster[0].date]
        extra = len(cluster) - 1
        if extra > len(back) and not _is_habit(charges[:-extra]) and Said.CASH not in said_by(last):
            # A bill that comes regularly must not come twice; what is bought once in a while is no trifle.
            regular = len(charges) - extra > 2
            if regular or 200 * abs(last.base_amount) >= view.size:
                yield _duplicate(cluster)


def _is_habit(charges: Sequence[Movement]) -> bool:
    """Return True if equal charges often came close to each other, so that there is no day for one."""
    gaps = [days_between(one.date, other.date) for one, other in pairwise(charges)]
    return bool(gaps) and min(gaps) < HABIT_DAYS


def _duplicate(cluster: Sequence[Movement]) -> Finding:
    first, last = cluster[0], cluster[-1]
    extra = len(cluster) - 1
    amount = phrases.money(-first.amount, first.currency)
    days = Period(first.date, last.date)
    return Finding(
        FindingKind.POSSIBLE_DUPLICATE,
        InsightSeverity.WARNING,
        (recurring_key(first.payee), first.currency, str(first.amount), str(first.date)),
        phrases.duplicate(payee_name(first.payee), amount, len(cluster), first.date, last.date),
        (
            *(charge(phrases.CHARGE, payment) for payment in cluster),
            Evidence(phrases.AT_STAKE, -extra * first.amount, first.currency, first.category_id, days),
        ),
        extra * abs(first.base_amount),
        Money(-extra * first.amount, first.currency),
        subject_id=first.category_id,
        transactions=ids_of(cluster),
    )
