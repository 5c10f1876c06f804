"""Budgets: the planned cost of categories per period, from a period on until a later plan."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from db import budgets, categories
from db.budgets import PlanRow
from db.categories import CategoryRow
from db.stores.engine import Database, retried
from services.calculations.plans import amount_holding, by_category, plan_holding
from services.calculations.rows import CategoryKind
from services.changes import Change, Changes, Once, Saved
from services.events.budgets import BudgetCleared, BudgetsCopied, BudgetSet
from services.values.errors import Refused, conflict, invalid, not_found
from services.values.input_rules import ProblemList
from services.values.money import to_minor
from services.values.periods import Period


@dataclass(frozen=True, slots=True)
class BudgetDraft:
    """A plan to make: base currency per period, from the period of `month` ("2026-11"; None: the current one)."""

    category_id: UUID
    amount: Decimal
    month: str | None = None


class BudgetService:
    """The rules of budgets."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes

    @retried
    async def plans_of(self, ledger_id: UUID) -> list[PlanRow]:
        """Return every plan of the ledger, by category, oldest first."""
        async with self._database.read(ledger_id) as connection:
            return await budgets.all_of(connection, ledger_id)

    async def set(self, ledger_id: UUID, draft: BudgetDraft, key: str | None = None) -> Saved[PlanRow]:
        """Plan an amount for an expense category from a period on; 0 means that it should cost nothing."""
        async with self._changes.open(ledger_id, Once(key, "setBudget", draft)) as change:
            if repeated := change.repeated:
                starts_on = _period(change, draft.month).start
                return repeated.saved((await _holding(change, repeated.ids, starts_on))[0])
            category = await categories.get(change.connection, ledger_id, draft.category_id)
            plan = prepare(draft, category, change)
            if plan in await budgets.of_category(change.connection, ledger_id, plan.category_id):
                await change.unchanged([plan.category_id])
                return change.saved(plan)
            await budgets.set_all(change.connection, [plan])
            await change.happened(BudgetSet(plan.category_id, plan.starts_on), [plan.category_id])
        return change.saved(plan)

    async def clear(self, ledger_id: UUID, category_id: UUID, month: str | None = None) -> Saved[PlanRow | None]:
        """End the plan of a category from a period on; earlier periods keep theirs.

        Without a plan there, nothing changes: the answer is the plan that ended it, or None if there is none.
        """
        async with self._changes.open(ledger_id) as change:
            if await categories.get(change.connection, ledger_id, category_id) is None:
                raise not_found("There is no such category; choose one of yours.", "category_id")
            plan = PlanRow(
                ledger_id=ledger_id, category_id=category_id, starts_on=_period(change, month).start, amount=None
            )
            held = plan_holding(await budgets.of_category(change.connection, ledger_id, category_id), plan.starts_on)
            if held is None or held.amount is None:
                await change.unchanged()
                return change.saved(held)
            await budgets.set_all(change.connection, [plan])
            await change.happened(BudgetCleared(category_id, plan.starts_on))
        return change.saved(plan)

    async def copy(
        self, ledger_id: UUID, source_month: str, target_month: str, key: str | None = None
    ) -> Saved[list[PlanRow]]:
        """Copy the plans of one period to another and those after it. Categories without a plan there keep theirs."""
        async with self._changes.open(ledger_id, Once(key, "copyBudgets", [source_month, target_month])) as change:
            source = _period(change, source_month, "source_month")
            target = _period(change, target_month, "target_month")
            if repeated := change.repeated:
                return repeated.saved(await _holding(change, repeated.ids, target.start))
            if source == target:
                raise invalid("This is the month to copy from; choose another.", "target_month")
            plans = await _copied(change, source, target)
            if not plans:
                raise invalid(f"Nothing is planned for {source.label}; choose a month with plans.", "source_month")
            ids = [plan.category_id for plan in plans]
            if set(plans) <= set(await budgets.all_of(change.connection, ledger_id)):
                await change.unchanged(ids)
                return change.saved(plans)
            await budgets.set_all(change.connection, plans)
            await change.happened(BudgetsCopied(source.start, target.start), ids)
        return change.saved(plans)


def prepare(draft: BudgetDraft, category: CategoryRow | None, change: Change) -> PlanRow:
    """Return the plan of a draft for its category; refuse it with all its problems at once."""
    problems = ProblemList()
    starts_on, amount = change.today, 0
    with problems.noting():
        starts_on = _period(change, draft.month).start
    with problems.noting():
        amount = to_minor(draft.amount, change.ledger.base_currency, "amount")
        if amount < 0:
            raise invalid("A plan cannot be negative; say what the category may cost.", "amount")
    with problems.noting():
        _check_plannable(category)
    problems.refuse_any()
    return PlanRow(ledger_id=change.ledger.id, category_id=draft.category_id, starts_on=starts_on, amount=amount)


def ended_plans(plans: Sequence[PlanRow], category_ids: Collection[UUID], change: Change) -> list[PlanRow]:
    """Return the plans that end those of some categories with the current period."""
    current = change.calendar.containing(change.today)
    after = current.end + timedelta(days=1)
    planned = {plan.category_id for plan in plans if plan.category_id in category_ids}
    ended = {(category_id, after) for category_id in planned}
    ended |= {
        (plan.category_id, plan.starts_on) for plan in plans if plan.category_id in planned and plan.starts_on > after
    }
    return [
        PlanRow(ledger_id=change.ledger.id, category_id=category_id, starts_on=starts_on, amount=None)
        for category_id, starts_on in sorted(ended)
    ]


def merged_plans(plans: Iterable[PlanRow], source_id: UUID, target_id: UUID) -> list[PlanRow]:
    """Return the target's plans after a merge: the sum of both at every date on which either changes."""
    dated = by_category(plans)
    source, target = dated[source_id], dated[target_id]
    return [
        PlanRow(
            ledger_id=ledger_id,
            category_id=target_id,
            starts_on=start,
            amount=_sum(amount_holding(source, start), amount_holding(target, start)),
        )
        for ledger_id, start in sorted({(plan.ledger_id, plan.starts_on) for plan in (*source, *target)})
    ]


def _sum(first: int | None, second: int | None) -> int | None:
    return None if first is None and second is None else (first or 0) + (second or 0)


def _period(change: Change, month: str | None, field: str = "month") -> Period:
    if month is None:
        return change.calendar.containing(change.today)
    try:
        return change.calendar.named(month)
    except Refused as refused:
        raise Refused([replace(problem, field=(field,)) for problem in refused.problems]) from None


def _check_plannable(category: CategoryRow | None) -> None:
    if category is None:
        raise not_found("There is no such category; choose one of yours.", "category_id")
    if category.archived:
        raise invalid(f"The category “{category.name}” is archived; bring it back or choose another.", "category_id")
    if category.kind != CategoryKind.EXPENSE:
        raise invalid(f"“{category.name}” is not for expenses; choose a category of kind EXPENSE.", "category_id")


async def _copied(change: Change, source: Period, target: Period) -> list[PlanRow]:
    known = await categories.all_of(change.connection, change.ledger.id)
    plannable = {row.id for row in known if row.kind == CategoryKind.EXPENSE and not row.archived}
    dated = by_category(await budgets.all_of(change.connection, change.ledger.id))
    amounts = {category_id: amount_holding(plans, source.start) for category_id, plans in dated.items()}
    return [
        PlanRow(ledger_id=change.ledger.id, category_id=category_id, starts_on=target.start, amount=amount)
        for category_id, amount in amounts.items()
        if amount is not None and category_id in plannable
    ]


async def _holding(change: Change, ids: Sequence[UUID], start: date) -> list[PlanRow]:
    """Return the plans of some categories that hold at a period's start."""
    dated = by_category(await budgets.all_of(change.connection, change.ledger.id))
    plans = [plan_holding(dated[category_id], start) for category_id in ids]
    holding = [plan for plan in plans if plan is not None]
    if len(holding) < len(ids):
        raise conflict("A category that this key planned is gone; use a new key.", "idempotency_key")
    return holding
