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
from services.calculations.plans import by_category, cycle_amount, plan_holding
from services.calculations.rows import Carry, CategoryKind
from services.changes import Change, Changes, Once, Saved
from services.events.budgets import BudgetCleared, BudgetsCopied, BudgetSet
from services.values.errors import Refused, conflict, invalid, not_found
from services.values.input_rules import ProblemList
from services.values.money import to_minor
from services.values.periods import Period, PeriodChoice, PeriodKind
from services.values.schedules import Schedule, ScheduleUnit, check_schedule


@dataclass(frozen=True, slots=True)
class PlanRhythm:
    """A rhythm of its own for a plan: an amount every so many weeks, months or years from a day on."""

    every: int = 1
    unit: ScheduleUnit = ScheduleUnit.MONTH
    anchor: date | None = None


@dataclass(frozen=True, slots=True)
class BudgetDraft:
    """A plan to make: base currency from the period of `month` ("2026-11") or `period` on, or from the current one.

    The amount is for each period of the calendar that holds then, or for each cycle of a rhythm of its own. Without
    `carry` it carries what the plan before it does.
    """

    category_id: UUID
    amount: Decimal
    month: str | None = None
    period: PeriodChoice | None = None
    rhythm: PlanRhythm | None = None
    carry: Carry | None = None


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
                starts_on = _period(change, draft.month, draft.period).start
                return repeated.saved((await _holding(change, repeated.ids, starts_on))[0])
            category = await categories.get(change.connection, ledger_id, draft.category_id)
            plan = prepare(draft, category, change)
            known = await budgets.of_category(change.connection, ledger_id, plan.category_id)
            if draft.carry is None and (held := plan_holding(known, plan.starts_on)):
                plan = plan._replace(carry=held.carry)
            if plan in known:
                await change.unchanged([plan.category_id])
                return change.saved(plan)
            await budgets.set_all(change.connection, [plan])
            await change.happened(BudgetSet(plan.category_id, plan.starts_on), [plan.category_id])
        return change.saved(plan)

    async def clear(
        self, ledger_id: UUID, category_id: UUID, month: str | None = None, period: PeriodChoice | None = None
    ) -> Saved[PlanRow | None]:
        """End the plan of a category from a period on; earlier periods keep theirs.

        Without a plan there, nothing changes: the answer is the plan that ended it, or None if there is none.
        """
        async with self._changes.open(ledger_id) as change:
            if await categories.get(change.connection, ledger_id, category_id) is None:
                raise not_found("There is no such category; choose one of yours.", "category_id")
            plan = _row(change, category_id, _period(change, month, period).start, None)
            held = plan_holding(await budgets.of_category(change.connection, ledger_id, category_id), plan.starts_on)
            if held is None or held.amount is None:
                await change.unchanged()
                return change.saved(held)
            await budgets.set_all(change.connection, [plan])
            await change.happened(BudgetCleared(category_id, plan.starts_on))
        return change.saved(plan)

    async def copy(
        self,
        ledger_id: UUID,
        source_month: str | None = None,
        target_month: str | None = None,
        *,
        source_period: PeriodChoice | None = None,
        target_period: PeriodChoice | None = None,
        key: str | None = None,
    ) -> Saved[list[PlanRow]]:
        """Copy the plans of one period to another and those after it. Categories without a plan there keep theirs."""
        content = [source_month, target_month, source_period, target_period]
        async with self._changes.open(ledger_id, Once(key, "copyBudgets", content)) as change:
            source = _period(change, source_month, source_period, "source_")
            target = _period(change, target_month, target_period, "target_")
            if repeated := change.repeated:
                return repeated.saved(await _holding(change, repeated.ids, target.start))
            if source == target:
                raise invalid("This is the period to copy from; choose another.", _field("target_", target_month))
            plans = await _copied(change, source, target)
            if not plans:
                message = f"Nothing is planned for {source.label}; choose a period with plans."
                raise invalid(message, _field("source_", source_month))
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
        starts_on = _period(change, draft.month, draft.period).start
    with problems.noting():
        amount = to_minor(draft.amount, change.ledger.base_currency, "amount")
        if amount < 0:
            raise invalid("A plan cannot be negative; say what the category may cost.", "amount")
    with problems.noting():
        _check_plannable(category)
    with problems.noting("rhythm"):
        _check_rhythm(draft.rhythm, starts_on)
    problems.refuse_any()
    return _row(change, draft.category_id, starts_on, amount, draft.rhythm)._replace(carry=draft.carry or Carry.NONE)


def _row(
    change: Change, category_id: UUID, starts_on: date, amount: int | None, rhythm: PlanRhythm | None = None
) -> PlanRow:
    """Return a plan in a rhythm of its own, or in that of the calendar on its first day."""
    cycles = change.calendar.rhythm_on(starts_on)
    if rhythm:
        cycles = Schedule(rhythm.anchor or starts_on, rhythm.every, rhythm.unit)
    return PlanRow(
        ledger_id=change.ledger.id,
        category_id=category_id,
        starts_on=starts_on,
        amount=amount,
        every=cycles.every,
        unit=cycles.unit,
        first_on=cycles.first_on,
        weekend=cycles.weekend,
    )


def _check_rhythm(rhythm: PlanRhythm | None, starts_on: date) -> None:
    if rhythm is None:
        return
    check_schedule(Schedule(rhythm.anchor or starts_on, rhythm.every, rhythm.unit), first_on="anchor")
    if rhythm.anchor and rhythm.anchor > starts_on:
        raise invalid(f"The plan starts on {starts_on}; use an anchor of that day or earlier.", "anchor")


def ended_plans(plans: Sequence[PlanRow], category_ids: Collection[UUID], change: Change) -> list[PlanRow]:
    """Return the plans that end those of some categories with the current period."""
    current = change.calendar.containing(change.today)
    after = current.end + timedelta(days=1)
    planned = {plan.category_id for plan in plans if plan.category_id in category_ids}
    ended = {(category_id, after) for category_id in planned}
    ended |= {
        (plan.category_id, plan.starts_on) for plan in plans if plan.category_id in planned and plan.starts_on > after
    }
    return [_row(change, category_id, starts_on, None) for category_id, starts_on in sorted(ended)]


def merged_plans(plans: Iterable[PlanRow], source_id: UUID, target_id: UUID) -> list[PlanRow]:
    """Return the target's plans after a merge: the sum of both at every date on which either changes.

    They keep the target's rhythm. An amount of another rhythm counts by the days of the first cycles.
    """
    dated = by_category(plans)
    source, target = dated[source_id], dated[target_id]
    return [
        _merged(plan_holding(target, start), plan_holding(source, start), target_id, start)
        for start in sorted({plan.starts_on for plan in (*source, *target)})
    ]


def _merged(first: PlanRow | None, second: PlanRow | None, target_id: UUID, start: date) -> PlanRow:
    """Return the plan of two categories together from a day on which at least one of them has a plan."""
    planned = [plan for plan in (first, second) if plan is not None]
    kept = next((plan for plan in planned if plan.amount is not None), planned[0])
    amounts = [cycle_amount(plan, kept, start) for plan in planned if plan.amount is not None]
    return kept._replace(category_id=target_id, starts_on=start, amount=sum(amounts) if amounts else None)


def _period(change: Change, month: str | None, period: PeriodChoice | None = None, prefix: str = "") -> Period:
    """Return a budget period; its problems name the field `month` or `period` with a prefix."""
    field = _field(prefix, month)
    if month is not None and period is not None:
        raise invalid("Give either a month or a period, not both.", field)
    try:
        chosen = change.calendar.chosen(period or PeriodChoice(month), change.today)
    except Refused as refused:
        within = [(field, *(problem.field or ())[2 if month is not None else 1 :]) for problem in refused.problems]
        problems = zip(refused.problems, within, strict=True)
        raise Refused([replace(problem, field=path) for problem, path in problems]) from None
    if chosen.kind is PeriodKind.RANGE:
        raise invalid(f"{chosen.label} is not a budget period; use the id of one.", field)
    return chosen


def _field(prefix: str, month: str | None) -> str:
    return f"{prefix}period" if month is None else f"{prefix}month"


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
    holding = [plan_holding(plans, source.start) for category_id, plans in dated.items() if category_id in plannable]
    return [plan._replace(starts_on=target.start) for plan in holding if plan is not None and plan.amount is not None]


async def _holding(change: Change, ids: Sequence[UUID], start: date) -> list[PlanRow]:
    """Return the plans of some categories that hold at a period's start."""
    dated = by_category(await budgets.all_of(change.connection, change.ledger.id))
    plans = [plan_holding(dated[category_id], start) for category_id in ids]
    holding = [plan for plan in plans if plan is not None]
    if len(holding) < len(ids):
        raise conflict("A category that this key planned is gone; use a new key.", "idempotency_key")
    return holding
