"""Findings in single purchases that cost far more than is usual in their category."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from services.calculations import AVERAGED_PERIODS, middle
from services.insights import phrases
from services.insights.charges import charge, ids_of, money_of, said_by
from services.insights.finding import Evidence, Finding, FindingKind, InsightSeverity
from services.insights.ledger_view import LedgerView
from services.insights.movement import Movement
from services.insights.payment_words import Said, said_in
from services.values.payees import payee_name, recurring_key

TIMES_USUAL = 3
TIMES_LARGEST = 7, 5
FEWEST_KNOWN = 4
MANY_KNOWN = 10  # of so many, the largest may have been unusual itself
MOST_TOLD = 5
DAYS_REMEMBERED = 400


def unusual(view: LedgerView) -> Iterator[Finding]:
    """Find purchases that cost at least three times the median of their category, the largest first.

    A category with fewer than four earlier purchases has no median: there a purchase counts that matters to the whole
    household. A purchase with several splits has no category. A payee that has cost half as much in the 13 months
    before, such as a yearly insurance, does not count; nor does a category that cost as much a quarter, half a year or
    a year ago.
    """
    start, least = view.period.start, view.size // 33
    large = (movement for movement in view.movements if -movement.base_amount > least and movement.date >= start)
    purchases = sorted(
        (purchase for purchase in large if purchase.split_count == 1 and _is_judged(view, purchase)),
        key=lambda purchase: purchase.base_amount,
    )
    since = view.earlier[AVERAGED_PERIODS - 1].start
    known: defaultdict[UUID | None, list[int]] = defaultdict(list)
    for movement in view.movements if purchases else ():
        if since <= movement.date < start and movement.base_amount < 0 and movement.split_count == 1:
            known[movement.category_id].append(-movement.base_amount)
    candidates = (_unusual(view, purchase, known[purchase.category_id]) for purchase in purchases)
    yield from list(filter(None, candidates))[:MOST_TOLD]


def _is_judged(view: LedgerView, movement: Movement) -> bool:
    """Return True for a purchase that no other finding tells: neither income, a fee, a transfer nor cash."""
    if movement.category_id is not None and not view.is_expense(movement.category_id):
        return False
    return said_by(movement).isdisjoint({Said.CASH, Said.MOVED, Said.BANK_FEE})


def _unusual(view: LedgerView, movement: Movement, known: Sequence[int]) -> Finding | None:
    cost = -movement.base_amount
    if _is_habit(view, movement):
        return None
    if len(known) < FEWEST_KNOWN:
        return _first_of_its_kind(view, movement, known)
    usual = middle(known)
    excess = cost - usual
    least = max(TIMES_USUAL * usual, _largest(known) * TIMES_LARGEST[0] // TIMES_LARGEST[1])
    if cost < least or 33 * excess < view.size or view.has_come_before(movement.category_id, excess):
        return None
    name, amount = view.name(movement.category_id), phrases.money(-movement.amount, movement.currency)
    text = phrases.unusual_purchase(payee_name(movement.payee), amount, movement.date, name, view.say(usual))
    return _finding(view, movement, excess, text, view.figure(phrases.USUAL, usual, movement.category_id))


def _is_habit(view: LedgerView, purchase: Movement) -> bool:
    """Return True if a payee cost at least half as much before."""
    remembered = view.period.start - timedelta(days=DAYS_REMEMBERED)
    return any(
        remembered <= movement.date < view.period.start and 2 * movement.base_amount <= purchase.base_amount
        for movement in view.by_payee[recurring_key(purchase.payee), purchase.currency]
    )


def _first_of_its_kind(view: LedgerView, movement: Movement, known: Sequence[int]) -> Finding | None:
    cost, name = -movement.base_amount, view.name(movement.category_id)
    is_rare_bill = Said.RARE_BILL in said_by(movement) | said_in(name)
    too_young = view.figures.known < FEWEST_KNOWN - 1
    if too_young or is_rare_bill or 10 * cost < view.size or cost < 2 * max(known, default=0):
        return None
    if view.has_come_before(movement.category_id, cost):
        return None
    amount = phrases.money(-movement.amount, movement.currency)
    text = phrases.first_of_its_kind(payee_name(movement.payee), amount, movement.date, name)
    return _finding(view, movement, cost, text)


def _largest(known: Sequence[int]) -> int:
    return sorted(known)[-2 if len(known) >= MANY_KNOWN else -1]


def _finding(view: LedgerView, movement: Movement, excess: int, text: str, *figures: Evidence) -> Finding:
    return Finding(
        FindingKind.UNUSUAL_PURCHASE,
        InsightSeverity.WARNING if 10 * excess >= view.size else InsightSeverity.NOTICE,
        (recurring_key(movement.payee), movement.currency, str(movement.amount), str(movement.date)),
        text,
        (charge(phrases.CHARGE, movement), *figures),
        excess,
        money_of(movement),
        subject_id=movement.category_id,
        transactions=ids_of([movement]),
    )
