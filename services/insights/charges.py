"""The evidence of single payments, and their sums."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from services.insights.finding import Evidence
from services.insights.movement import Movement
from services.insights.payment_words import Said, said_in
from services.values.money import Money
from services.values.periods import Period

MOST_NAMED = 20


def charge(label: str, movement: Movement, day: date | None = None) -> Evidence:
    """Return the amount of a payment as evidence, without its sign."""
    when = day or movement.date
    return Evidence(label, abs(movement.amount), movement.currency, movement.category_id, Period(when, when))


def money_of(movement: Movement) -> Money:
    """Return the amount of a payment, without its sign."""
    return Money(abs(movement.amount), movement.currency)


def ids_of(movements: Iterable[Movement]) -> tuple[UUID, ...]:
    """Return the ids of the last payments."""
    return tuple(movement.id for movement in list(movements)[-MOST_NAMED:])


def in_base(amount: int, payment: Movement) -> int:
    """Convert an amount in the currency of a payment by the rate of that payment."""
    return abs(payment.base_amount) * amount // abs(payment.amount)


def said_by(movement: Movement) -> frozenset[Said]:
    """Return all that payee and note say of a payment."""
    return said_in(movement.payee, movement.note)


def base_sum(movements: Sequence[Movement]) -> int:
    """Return the sum of payments in the base currency, without its sign."""
    return abs(sum(movement.base_amount for movement in movements))
