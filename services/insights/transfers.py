"""Findings in transfers between the owner's accounts that count as spending."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from services.insights import phrases
from services.insights.charges import base_sum, charge, ids_of, money_of, said_by
from services.insights.finding import Finding, FindingKind, InsightSeverity
from services.insights.ledger_view import LedgerView, days_between
from services.insights.movement import Movement
from services.insights.payment_words import Said
from services.values.payees import payee_name, recurring_key

DAYS_APART = 4


def counted(view: LedgerView) -> Iterator[Finding]:
    """Find payments with the words of a transfer, or that another account received, which count as spending."""
    received: defaultdict[tuple[str, int], list[Movement]] = defaultdict(list)
    for movement in view.news:
        if movement.amount > 0:
            received[movement.currency, movement.amount].append(movement)
    moved: defaultdict[str, list[Movement]] = defaultdict(list)
    for movement in reversed(view.news):
        if movement.amount < 0 and (_is_moved(movement) or (received and _other_side(movement, received))):
            moved[recurring_key(movement.payee)].append(movement)
    for movements in moved.values():
        yield _counted(movements)


def _is_moved(movement: Movement) -> bool:
    says = said_by(movement)
    return bool(says) and Said.MOVED in says and Said.BANK_FEE not in says


def _other_side(out: Movement, received: Mapping[tuple[str, int], Sequence[Movement]]) -> bool:
    """Return True if another account received exactly the amount within days, both uncategorised."""
    return any(
        back.account_id != out.account_id
        and abs(days_between(out.date, back.date)) <= DAYS_APART
        and back.category_id is None
        and out.category_id is None
        for back in received.get((out.currency, -out.amount), ())
    )


def _counted(movements: Sequence[Movement]) -> Finding:
    last = movements[-1]
    amount = phrases.money(-last.amount, last.currency)
    return Finding(
        FindingKind.TRANSFER_AS_SPENDING,
        InsightSeverity.NOTICE,
        (recurring_key(last.payee), last.currency, str(movements[0].date)),
        phrases.transfer_as_spending(payee_name(last.payee), amount, last.date),
        tuple(charge(phrases.CHARGE, payment) for payment in movements),
        base_sum(movements),
        money_of(last),
        subject_id=last.category_id,
        transactions=ids_of(movements),
    )
