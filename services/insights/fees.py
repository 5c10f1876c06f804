"""Findings in fees of banks that were not there before."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from services.insights import phrases
from services.insights.charges import base_sum, charge, ids_of, money_of, said_by
from services.insights.finding import Finding, FindingKind, InsightSeverity
from services.insights.ledger_view import LedgerView
from services.insights.movement import Movement
from services.insights.payment_words import Said
from services.values.payees import payee_name, recurring_key

FEWEST_DAYS = 45


def new(view: LedgerView) -> Iterator[Finding]:
    """Find fees of a bank, or for payments abroad, that the payee did not take before."""
    if view.days_kept < FEWEST_DAYS:
        return
    fees: defaultdict[tuple[FindingKind, str], list[Movement]] = defaultdict(list)
    for movement in view.news:
        if movement.amount < 0 and (kind := _kind_of(view, movement)):
            fees[kind, recurring_key(movement.payee)].append(movement)
    for (kind, payee), charged in fees.items():
        of_payee, first = view.by_payee[payee, charged[0].currency], charged[-1].date
        earlier = (payment for payment in of_payee if payment.date < first)
        if not any(_kind_of(view, payment) is kind for payment in earlier):
            yield _new(kind, charged[::-1])


def _kind_of(view: LedgerView, movement: Movement) -> FindingKind | None:
    says = said_by(movement)
    if not says and not view.fee_ids:
        return None
    if Said.FOREIGN_FEE in says:
        return FindingKind.FOREIGN_FEE
    if Said.BANK_FEE in says or movement.category_id in view.fee_ids:
        return FindingKind.NEW_BANK_FEE
    return None


def _new(kind: FindingKind, charged: Sequence[Movement]) -> Finding:
    last = charged[-1]
    amount = phrases.money(-last.amount, last.currency)
    write = phrases.foreign_fee if kind is FindingKind.FOREIGN_FEE else phrases.new_fee
    return Finding(
        kind,
        InsightSeverity.NOTICE,
        (recurring_key(last.payee), last.currency, str(charged[0].date)),
        write(payee_name(last.payee), amount, last.date),
        tuple(charge(phrases.CHARGE, payment) for payment in charged),
        base_sum(charged),
        money_of(last),
        subject_id=last.category_id,
        transactions=ids_of(charged),
    )
