"""Make Finny's facts from a dashboard's snapshot, down to single categories."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from db.categories import CategoryRow
from db.transactions import TransactionRow
from services.calculations import CategoryKind, PlannedSpending, TrendPoint, average
from services.calculations.flows import spent_of
from services.dashboard.service import DashboardSnapshot
from services.finny.facts import (
    AccountFacts,
    BudgetFacts,
    BudgetLine,
    CategoryChange,
    Days,
    Entries,
    NamedAmount,
    OverviewFacts,
    Point,
    SpendingFacts,
    TransactionFacts,
    TrendFacts,
    WorthFacts,
    days_of,
)
from services.values import writing
from services.values.money import Money
from services.values.periods import Period, PeriodKind, same_day

PERIODS_AHEAD = 3


def categories_named(snapshot: DashboardSnapshot, name: str | None) -> list[CategoryRow]:
    """Return the categories of a name in any case, of one kind; those in use come first."""
    wanted = (name or "").casefold().strip()
    rows = [row for row in snapshot.categories.values() if row.name.casefold() == wanted]
    rows.sort(key=lambda row: (row.archived, row.parent_id is not None, row.id))
    return [row for row in rows if row.kind == rows[0].kind]


def spending(
    snapshot: DashboardSnapshot, chosen: Sequence[CategoryRow], without: Sequence[CategoryRow] = ()
) -> SpendingFacts:
    """Return the spending on categories of one name (none: everything, `without` some), with the periods before."""
    figures, currency = snapshot.figures, snapshot.ledger.base_currency

    def spent(bucket: int) -> int:
        left_out = _spent(snapshot, without, bucket) if without else 0
        return _spent(snapshot, chosen, bucket) - left_out

    now, previously = spent(0), spent(figures.comparable(1))
    ages = range(1, figures.known + 1) if snapshot.period.kind is not PeriodKind.RANGE else range(0)
    usual, comparable = (
        Money(average(sums), currency) if sums else None
        for sums in ([spent(age) for age in ages], [spent(figures.comparable(age)) for age in ages])
    )
    earlier = snapshot.figures.calendar.last(len(ages) + 1, snapshot.period)
    averaged = Period(earlier[0].start, figures.before.end)
    return SpendingFacts(
        category=_label(snapshot, chosen) if chosen else writing.all_but(row.name for row in without),
        kind=chosen[0].kind if chosen else CategoryKind.EXPENSE,
        period=days_of(snapshot.period, snapshot.today),
        amount=Money(now, currency),
        previous_period=_before(snapshot),
        previous=Money(previously, currency),
        difference=Money(now - previously, currency),
        average=usual,
        comparable_average=comparable,
        averaged=days_of(averaged, snapshot.today) if ages else None,
        parts=() if without else _parts(snapshot, chosen),
    )


def overview(snapshot: DashboardSnapshot) -> OverviewFacts:
    """Return income beside expenses, from a snapshot with the previous period."""
    now, currency = snapshot.figures.overview(), snapshot.ledger.base_currency
    trends = snapshot.figures.trends(2)
    before = trends.same_days or trends.points[0]
    changes = []
    for category in [*_tops(snapshot), None]:
        current, old = (_top_spent(snapshot, category, bucket) for bucket in (0, snapshot.figures.comparable(1)))
        if current != old:
            name = category.name if category else writing.UNCATEGORISED
            figures = (Money(amount, currency) for amount in (current, old, current - old))
            changes.append(CategoryChange(name, *figures))
    return OverviewFacts(
        period=days_of(snapshot.period, snapshot.today),
        income=Money(now.income, currency),
        expenses=Money(now.expenses, currency),
        net=Money(now.net, currency),
        savings_rate=now.savings_rate,
        previous_period=_before(snapshot),
        previous_income=Money(before.income, currency),
        previous_expenses=Money(before.expenses, currency),
        income_difference=Money(now.income - before.income, currency),
        expenses_difference=Money(now.expenses - before.expenses, currency),
        changes=tuple(sorted(changes, key=lambda change: -abs(change.difference.minor))),
    )


def budget(snapshot: DashboardSnapshot) -> BudgetFacts:
    """Return the budget, from a snapshot with plans and the previous period."""
    whole, currency = snapshot.figures.budget(), snapshot.ledger.base_currency
    expenses = [row for row in snapshot.categories.values() if row.kind == CategoryKind.EXPENSE]
    lines = [_line(snapshot, row, snapshot.figures.planned_spending(row.id)) for row in expenses]
    return BudgetFacts(
        period=days_of(snapshot.period, snapshot.today),
        planned=Money(whole.planned, currency),
        actual=Money(whole.actual, currency),
        remaining=Money(whole.remaining, currency),
        projected=_money(whole.projected, currency),
        fixed=tuple(snapshot.categories[category_id].name for category_id in whole.fixed),
        safe_to_spend_per_day=_money(whole.safe_to_spend_per_day, currency),
        status=whole.status,
        previous_period=_before(snapshot),
        before=Money(_spent(snapshot, (), snapshot.figures.comparable(1)), currency),
        lines=tuple(sorted(filter(None, lines), key=lambda line: (-line.actual.minor, line.category))),
    )


def trend(snapshot: DashboardSnapshot, count: int) -> TrendFacts:
    """Return the last `count` periods of a snapshot, from the first with money."""
    trends, currency = snapshot.figures.trends(count), snapshot.ledger.base_currency
    kept = next((at for at, point in enumerate(trends.points) if point.income or point.expenses), count - 1)
    trends = snapshot.figures.trends(count - kept)
    points = (
        Point(days_of(point.period, snapshot.today), *(Money(sum_, currency) for sum_ in _flow(point)))
        for point in trends.points
    )
    averaged = [point.period for point in trends.points if point.period.end < snapshot.today] or [snapshot.period]
    return TrendFacts(
        points=tuple(points),
        averaged=_as_one(averaged[0], averaged[-1], snapshot),
        average_income=Money(trends.average_income, currency),
        average_expenses=Money(trends.average_expenses, currency),
        average_net=Money(trends.average_income - trends.average_expenses, currency),
        ahead=_ahead(snapshot, trends.average_income - trends.average_expenses),
    )


def entry(snapshot: DashboardSnapshot, row: TransactionRow) -> TransactionFacts:
    """Return a transaction as stored, or a split as if it were one."""
    category = snapshot.categories.get(row.category_id) if row.category_id else None
    amount = Money(row.base_amount, snapshot.ledger.base_currency)
    name = category.name if category else writing.TRANSFER if row.transfer_id else None
    return TransactionFacts(row.date, row.payee, row.note, name, amount)


def entries(snapshot: DashboardSnapshot, rows: Sequence[TransactionRow], kind: str) -> Entries:
    """Return transactions of one kind with their sum."""
    total = sum(row.base_amount for row in rows) * (1 if kind == CategoryKind.INCOME else -1)
    days = days_of(snapshot.period, snapshot.today)
    return Entries(days, Money(total, snapshot.ledger.base_currency), tuple(entry(snapshot, row) for row in rows))


def months(
    snapshot: DashboardSnapshot, chosen: Sequence[CategoryRow], back: int, *, income: bool
) -> tuple[NamedAmount, ...]:
    """Return the spending on categories of one name, or all of it or of the income, of each period of a snapshot."""
    currency, periods = snapshot.ledger.base_currency, snapshot.figures.calendar.last(back + 1, snapshot.period)
    flows = snapshot.figures.flows
    return tuple(
        NamedAmount(
            writing.period(period),
            Money(flows[age].income if income and not chosen else _spent(snapshot, chosen, age), currency),
        )
        for age, period in zip(range(back, -1, -1), periods, strict=True)
    )


def worth(snapshot: DashboardSnapshot) -> WorthFacts:
    """Return the balances of accounts and the net worth at the end of the snapshot's period, or today."""
    currency, day = snapshot.ledger.base_currency, min(snapshot.period.end, snapshot.today)
    names = {row.id: row for row in snapshot.account_rows if row.closed_on is None or row.closed_on >= day}
    worths = [account for account in snapshot.net_worth.by_account(day) if account.account_id in names]
    total = snapshot.net_worth.at(day)
    facts = [
        AccountFacts(row.name, None if account.balance is None else Money(account.balance, row.currency))
        for account in worths
        for row in [names[account.account_id]]
    ]
    return WorthFacts(
        day=day,
        accounts=tuple(facts),
        unknown=tuple(names[account.account_id].name for account in worths if account.worth is None),
        assets=Money(total.assets, currency),
        debts=Money(total.debts, currency),
        net=Money(total.assets - total.debts, currency),
    )


def _as_one(first: Period, last: Period, snapshot: DashboardSnapshot) -> Days:
    """Return all days from one period to another."""
    return days_of(Period(first.start, last.end), snapshot.today)


def _ahead(snapshot: DashboardSnapshot, net: int) -> tuple[NamedAmount, ...]:
    period, ahead = snapshot.period, []
    for number in range(1, PERIODS_AHEAD + 1):
        period = snapshot.figures.calendar.containing(period.end + timedelta(days=1))
        ahead.append(NamedAmount(writing.period(period), Money(net * number, snapshot.ledger.base_currency)))
    return tuple(ahead)


def _flow(point: TrendPoint) -> tuple[int, int, int]:
    return point.income, point.expenses, point.net


def _before(snapshot: DashboardSnapshot) -> Days:
    """Return the previous period, as far as it is compared."""
    before = snapshot.figures.before
    days = days_of(before, snapshot.today)
    if not snapshot.figures.is_running:
        return days
    until = same_day(snapshot.today, snapshot.period, before)
    return replace(days, name=writing.same_days(days.name), end=until, whole=False)


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def _line(snapshot: DashboardSnapshot, row: CategoryRow, spending: PlannedSpending) -> BudgetLine | None:
    currency = snapshot.ledger.base_currency
    if not spending.planned:
        return None
    return BudgetLine(
        category=row.name if len(categories_named(snapshot, row.name)) == 1 else _of_parents(snapshot, [row]),
        planned=Money(spending.planned, currency),
        actual=Money(spending.actual, currency),
        remaining=Money(spending.remaining, currency),
        projected=_money(spending.projected, currency),
        status=spending.status,
    )


def _label(snapshot: DashboardSnapshot, rows: Sequence[CategoryRow]) -> str:
    """Return the name of categories with the same name; add the parents if there are several."""
    return rows[0].name if len(rows) == 1 else _of_parents(snapshot, rows)


def _of_parents(snapshot: DashboardSnapshot, rows: Sequence[CategoryRow]) -> str:
    parents = (snapshot.categories[row.parent_id].name if row.parent_id else None for row in rows)
    return writing.of_parents(rows[0].name, parents)


def _spent(snapshot: DashboardSnapshot, chosen: Sequence[CategoryRow], bucket: int) -> int:
    """Return the sum of a bucket in minor units by the kind of the category; income is positive too."""
    if not chosen:
        return snapshot.figures.flows[bucket].expenses
    family = _family(snapshot, chosen)
    totals = snapshot.figures.totals
    out = sum(spent_of(total) for total in totals if total.bucket == bucket and total.category_id in family)
    return -out if chosen[0].kind == CategoryKind.INCOME else out


def _top_spent(snapshot: DashboardSnapshot, category: CategoryRow | None, bucket: int) -> int:
    return snapshot.figures.flows[bucket].spent.get(category.id if category else None, 0)


def _parts(snapshot: DashboardSnapshot, chosen: Sequence[CategoryRow]) -> tuple[NamedAmount, ...]:
    below: list[tuple[str, int]]
    if not chosen:
        below = [(row.name, _spent(snapshot, [row], 0)) for row in _tops(snapshot)]
        below.append((writing.UNCATEGORISED, _top_spent(snapshot, None, 0)))
    elif len(chosen) > 1:
        below = [(_of_parents(snapshot, [row]), _spent(snapshot, [row], 0)) for row in chosen]
    else:
        children = [snapshot.categories[child] for child in snapshot.figures.families[chosen[0].id][1:]]
        below = [(row.name, _spent(snapshot, [row], 0)) for row in children]
    currency = snapshot.ledger.base_currency
    named = [NamedAmount(name, Money(amount, currency)) for name, amount in below if amount]
    return tuple(sorted(named, key=lambda part: (-part.amount.minor, part.name)))


def _tops(snapshot: DashboardSnapshot) -> list[CategoryRow]:
    rows = snapshot.categories.values()
    return [row for row in rows if row.parent_id is None and row.kind == CategoryKind.EXPENSE]


def _family(snapshot: DashboardSnapshot, chosen: Sequence[CategoryRow]) -> set[UUID]:
    return {member for row in chosen for member in snapshot.figures.families[row.id]}
