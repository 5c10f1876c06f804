"""Findings in single purchases that cost far more than is usual in their category."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from services.calculations import AVERAGED_PERIODS, CategoryKind, middle
from services.insights import phrases
from services.insights.finding import Evidence, Finding, FindingKind, InsightSeverity
from services.insights.ledger_view import LedgerView, Movement
from services.payees import payee_key, payee_name
from services.periods import Period

TIMES_USUAL = 3
FEWEST_KNOWN = 4
MOST_TOLD = 5
DAYS_REMEMBERED = 400


def unusual(view: LedgerView) -> Iterator[Finding]:
    """Find purchases that cost at least three times the median of their category, the largest first.

    The median needs at least four earlier purchases. A purchase with several splits has no category. A payee that has
    cost half as much in the 13 months before, such as a yearly insurance, does not count.
    """
    spendable = {category.id for category in view.figures.categories if category.kind == CategoryKind.EXPENSE} | {None}
    since = view.earlier[AVERAGED_PERIODS - 1].start
    remembered = view.period.start - timedelta(days=DAYS_REMEMBERED)
    usual: defaultdict[UUID | None, list[int]] = defaultdict(list)
    habits: defaultdict[str, int] = defaultdict(int)
    purchases: list[Movement] = []
    for movement in view.past:
        cost = -movement.base_amount
        if cost <= 0 or movement.category_id not in spendable or movement.split_count > 1:
            continue
        if movement.date >= view.period.start:
            purchases.append(movement)
            continue
        if movement.date >= remembered:
            payee = payee_key(movement.payee)
            habits[payee] = max(habits[payee], cost)
        if movement.date >= since:
            usual[movement.category_id].append(cost)
    purchases.sort(key=lambda movement: movement.base_amount)
    candidates = (
        _unusual(view, purchase, usual[purchase.category_id], habits[payee_key(purchase.payee)])
        for purchase in purchases
    )
    yield from list(filter(None, candidates))[:MOST_TOLD]


def _unusual(view: LedgerView, movement: Movement, known: list[int], habit: int) -> Finding | None:
    cost = -movement.base_amount
    if len(known) < FEWEST_KNOWN or 2 * habit >= cost:
        return None
    usual = middle(known)
    excess = cost - usual
    if cost < TIMES_USUAL * usual or 33 * excess < view.size:
        return None
    amount = phrases.money(-movement.amount, movement.currency)
    name = view.name(movement.category_id)
    day = Period(movement.date, movement.date)
    return Finding(
        FindingKind.UNUSUAL_PURCHASE,
        InsightSeverity.WARNING if 10 * excess >= view.size else InsightSeverity.NOTICE,
        (movement.payee, movement.currency, str(movement.amount), str(movement.date)),
        phrases.unusual_purchase(payee_name(movement.payee), amount, movement.date, name, view.say(usual)),
        (
            Evidence(phrases.CHARGE, -movement.amount, movement.currency, movement.category_id, day),
            view.figure(phrases.USUAL, usual, movement.category_id),
        ),
        excess,
        subject_id=movement.category_id,
    )
