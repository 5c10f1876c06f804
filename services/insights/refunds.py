"""Findings in refunds that did not come: of purchases that were always paid back, or that were sent back."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from services.insights import phrases
from services.insights.charges import charge, ids_of, money_of, said_by
from services.insights.finding import Finding, FindingKind, InsightSeverity
from services.insights.ledger_view import MOST_NEWS, LedgerView, days_between
from services.insights.movement import Movement
from services.insights.payment_words import Said
from services.values.payees import payee_name, recurring_key

MOST_DAYS = 60  # until a refund
USUAL_DAYS = 14
GRACE_DAYS = 10
NEWS_DAYS = 93
FEWEST_PAID_BACK = 3

Credits = dict[tuple[str, int], list[Movement]]


def missing(view: LedgerView) -> Iterator[Finding]:
    """Find the last purchase from a payee if all before were paid back, and purchases that were sent back."""
    back: defaultdict[tuple[str, int], list[Movement]] = defaultdict(list)
    for movement in view.movements:
        if movement.amount > 0:
            back[movement.currency, movement.amount].append(movement)
    for movements in view.by_payee.values() if back else ():
        last = movements[-1]
        if len(movements) > FEWEST_PAID_BACK and last.amount < 0 and days_between(last.date, view.as_of) <= NEWS_DAYS:
            yield from _always_paid_back(view, movements, back)
    for movement in view.movements[:MOST_NEWS]:
        if days_between(movement.date, view.as_of) > NEWS_DAYS:
            break
        if movement.note and movement.amount < 0 and Said.RETURNED in said_by(movement):
            yield from _sent_back(view, movement)


def _always_paid_back(view: LedgerView, movements: Sequence[Movement], back: Credits) -> Iterator[Finding]:
    charges = [movement for movement in movements if movement.amount < 0]
    if len(charges) <= FEWEST_PAID_BACK:
        return
    *earlier, last = charges
    delays = [_delay(charge, back) for charge in earlier[-FEWEST_PAID_BACK:]]
    known = [delay for delay in delays if delay is not None]
    if len(known) < FEWEST_PAID_BACK or _delay(last, back) is not None:
        return
    if days_between(last.date, view.known_until) > max(known) + GRACE_DAYS:
        yield _missing(last)


def _delay(purchase: Movement, back: Credits) -> int | None:
    """Return the days until a purchase was paid back, None if it was not."""
    received = back.get((purchase.currency, -purchase.amount), ())
    delays = [days for credit in received if 0 <= (days := days_between(purchase.date, credit.date)) <= MOST_DAYS]
    return min(delays, default=None)


def _sent_back(view: LedgerView, purchase: Movement) -> Iterator[Finding]:
    of_payee = view.by_payee[recurring_key(purchase.payee), purchase.currency]
    is_back = any(movement.amount > 0 and movement.date >= purchase.date for movement in of_payee)
    if not is_back and days_between(purchase.date, view.known_until) > USUAL_DAYS:
        yield _missing(purchase)


def _missing(purchase: Movement) -> Finding:
    amount = phrases.money(-purchase.amount, purchase.currency)
    return Finding(
        FindingKind.REFUND_MISSING,
        InsightSeverity.WARNING,
        (recurring_key(purchase.payee), purchase.currency, str(purchase.amount), str(purchase.date)),
        phrases.refund_missing(payee_name(purchase.payee), amount, purchase.date),
        (charge(phrases.CHARGE, purchase),),
        abs(purchase.base_amount),
        money_of(purchase),
        subject_id=purchase.category_id,
        transactions=ids_of([purchase]),
    )
