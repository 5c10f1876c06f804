"""Carry: what earlier periods have left of a plan, or have overspent, for a period."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.calculations.flows import Flow
from services.calculations.plans import by_category, plan_holding, planned_in
from services.calculations.rows import Carry, Plan
from services.values.periods import Period

CARRIED_PERIODS = 24


class PlanLine(NamedTuple):
    """The plan of one category without its children, in minor units; `carried` is None if it is not known."""

    category_id: UUID
    planned: int
    carried: int | None
    spent: int

    @property
    def available(self) -> int | None:
        """Return what is available; None if nobody knows what is carried."""
        return None if self.carried is None else self.planned + self.carried - self.spent


def carried_by_category(
    earlier: Sequence[Period],
    spent_in: Sequence[Flow],
    plans: Iterable[Plan],
    families: Mapping[UUID, Sequence[UUID]],
) -> dict[UUID, int]:
    """Return what each plan that carries brings from the earlier periods, the latest first, in minor units.

    `spent_in` are the flows of these periods by single category. A plan is also spent by the children of its category
    that have none. A period without a plan carries nothing.
    """
    dated = by_category(plans)
    oldest_first = [*zip(earlier, spent_in, strict=True)][::-1]
    shares = {
        category_id: [planned_in(rows, period) for period, _ in oldest_first] for category_id, rows in dated.items()
    }
    carried = {}
    for category_id, rows in dated.items():
        if all(plan.carry == Carry.NONE for plan in rows):
            continue
        amount = 0
        for number, (period, flow) in enumerate(oldest_first):
            plan, share = plan_holding(rows, period.end), shares[category_id][number]
            if plan is None or share is None:
                amount = 0
                continue
            own = [
                member
                for member in families[category_id]
                if member == category_id or member not in shares or shares[member][number] is None
            ]
            amount = _carried(amount + share - sum(flow.spent.get(member, 0) for member in own), Carry(plan.carry))
        carried[category_id] = amount
    return carried


def _carried(available: int, carry: Carry) -> int:
    match carry:
        case Carry.NONE:
            return 0
        case Carry.SURPLUS:
            return max(available, 0)
    return available
