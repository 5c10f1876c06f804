"""Find the payments that come once a month, from transactions."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from services.finny.facts import RegularPayment, TransactionFacts
from services.values.money import Money
from services.values.payees import payee_key, payee_name

FEWEST = 3
SHORTEST, LONGEST = timedelta(days=25), timedelta(days=36)
MOST_APART = 4  # days of the month


def regular_payments(newest_first: Sequence[TransactionFacts], today: date) -> tuple[RegularPayment, ...]:
    """Return the payments that came once in each month, by their next days."""
    by_payee: defaultdict[str, list[TransactionFacts]] = defaultdict(list)
    for transaction in newest_first:
        by_payee[payee_key(transaction.payee)].append(transaction)
    regular = filter(None, (_regular(rows, today) for rows in by_payee.values()))
    return tuple(sorted(regular, key=lambda payment: (payment.due, payment.payee)))


def _regular(rows: Sequence[TransactionFacts], today: date) -> RegularPayment | None:
    latest, days = rows[0], [row.date for row in rows]
    gaps = [later - earlier for later, earlier in pairwise(days)]
    if len(rows) < FEWEST or not all(SHORTEST <= gap <= LONGEST for gap in gaps) or today - days[0] > LONGEST:
        return None
    if max(day.day for day in days) - min(day.day for day in days) > MOST_APART:
        return None
    return RegularPayment(
        payee=payee_name(latest.payee),
        category=latest.category,
        last=latest.date,
        due=_month_later(latest.date),
        amount=Money(abs(latest.amount.minor), latest.amount.currency),
        same_amount=len({row.amount.minor for row in rows[:FEWEST]}) == 1,
    )


def _month_later(day: date) -> date:
    """Return the same day of the next month, or its last day."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)
