"""Findings in payments: new or risen recurring ones, possible duplicates, and missing income."""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from services.insights import phrases
from services.insights.finding import Evidence, Finding, FindingKind, InsightSeverity
from services.insights.ledger_view import LedgerView, Movement, days_between
from services.payees import payee_key, payee_name
from services.periods import Period

NEWS_DAYS = 93  # a later look at a begun or risen payment is no news
MONTHLY = range(25, 38)  # days from one payment to the next: a month, moved by weekends
CADENCES = (range(6, 9), range(12, 19), MONTHLY)
DUPLICATE_DAYS = 3
DUPLICATE_NEWS_DAYS = 31
HABIT_DAYS = 10
FEWEST_DAYS = 45  # a younger ledger does not show what is much or usual
FEW_VISITS = 5
GRACE_DAYS = 5
GIVEN_UP_DAYS = 45


class _Who(NamedTuple):
    payee: str
    currency: str


Series = Sequence[Movement]


def recurring(view: LedgerView) -> Iterator[Finding]:
    """Find recurring payments that are new or have risen, in their own currency."""
    begun = min((movement.date for movement in view.movements), default=view.as_of)
    for series in _series(movement for movement in view.past if movement.amount < 0):
        overdue = days_between(series[-1].date, view.as_of) > 31 + GIVEN_UP_DAYS // 3
        if overdue or _last_gaps(series) is None:
            continue
        finding = _risen(view, series) or _new(view, series, begun)
        if finding:
            yield finding


def _last_gaps(series: Series) -> range | None:
    """Return the interval of the last four payments, None if it is irregular."""
    gaps = [days_between(one.date, other.date) for one, other in pairwise(series[-4:])]
    return next((cadence for cadence in CADENCES if gaps and all(gap in cadence for gap in gaps)), None)


def _risen(view: LedgerView, series: Series) -> Finding | None:
    now = series[-1]
    at = next((index for index in reversed(range(len(series))) if series[index].amount != now.amount), -1)
    # A price rises after two equal payments; one that differs each time, such as electricity, only varies.
    if at < 1 or series[at].amount != series[at - 1].amount:
        return None
    before, first = series[at], series[at + 1]
    more = before.amount - now.amount
    old = days_between(first.date, view.as_of) > NEWS_DAYS
    if old or 50 * more < -before.amount or _last_gaps(series[at - 1 : at + 2]) is None:
        return None
    amounts = [phrases.money(-payment.amount, now.currency) for payment in (before, now)]
    return Finding(
        FindingKind.RISEN_RECURRING_PAYMENT,
        InsightSeverity.WARNING if 5 * more >= -before.amount else InsightSeverity.NOTICE,
        (_key(now), now.currency, str(now.amount), str(first.date)),
        phrases.risen_recurring(payee_name(now.payee), amounts[0], amounts[1], first.date),
        (
            _charge(phrases.BEFORE, before, before.date),
            _charge(phrases.NOW, now, now.date),
            Evidence(phrases.MORE, more, now.currency, now.category_id, Period(first.date, now.date)),
        ),
        abs(now.base_amount) * more // abs(now.amount),
    )


def _new(view: LedgerView, series: Series, begun: date) -> Finding | None:
    first, last = series[0], series[-1]
    gaps = [days_between(one.date, other.date) for one, other in pairwise(series)]
    steady = all(gap in MONTHLY for gap in gaps) and len({payment.amount for payment in series}) == 1
    # A payment is new only if the ledger is older than it.
    watched = days_between(begun, first.date) >= MONTHLY.stop + GRACE_DAYS
    if not steady or not watched or days_between(first.date, view.as_of) > NEWS_DAYS:
        return None
    return Finding(
        FindingKind.NEW_RECURRING_PAYMENT,
        InsightSeverity.NOTICE,
        (_key(last), last.currency),
        phrases.new_recurring(payee_name(last.payee), phrases.money(-last.amount, last.currency), first.date),
        tuple(_charge(phrases.CHARGE, payment, payment.date) for payment in series),
        abs(last.base_amount),
    )


def duplicates(view: LedgerView) -> Iterator[Finding]:
    """Find equal charges of a payee within days, unless they are a habit or were paid back."""
    if view.days_kept < FEWEST_DAYS:
        return
    by_charge: defaultdict[tuple[str, str, int], list[Movement]] = defaultdict(list)
    visits: Counter[str] = Counter()
    since = view.as_of - timedelta(days=DUPLICATE_NEWS_DAYS)
    for movement in view.past:
        by_charge[_key(movement), movement.currency, movement.amount].append(movement)
        visits[_key(movement)] += movement.date >= since
    for (payee, currency, amount), newest_first in by_charge.items():
        charges = newest_first[::-1]
        if amount >= 0 or len(charges) < 2 or charges[-1].date < since:
            continue
        # A payee that is visited every few days can have two equal receipts by chance.
        apart = 0 if visits[payee] > FEW_VISITS else DUPLICATE_DAYS
        cluster = [charge for charge in charges if days_between(charge.date, charges[-1].date) <= apart]
        others = charges[: -len(cluster)]
        habit = any(days_between(a.date, b.date) <= HABIT_DAYS for a, b in pairwise([*others, cluster[0]]))
        back = [refund for refund in by_charge.get((payee, currency, -amount), ()) if refund.date >= cluster[0].date]
        extra = len(cluster) - 1
        matters = 200 * abs(cluster[0].base_amount) >= view.size
        if extra > len(back) and not habit and matters:
            yield _duplicate(cluster)


def _duplicate(cluster: Series) -> Finding:
    first, last = cluster[0], cluster[-1]
    extra = len(cluster) - 1
    amount = phrases.money(-first.amount, first.currency)
    days = Period(first.date, last.date)
    return Finding(
        FindingKind.POSSIBLE_DUPLICATE,
        InsightSeverity.WARNING,
        (_key(first), first.currency, str(first.amount), str(first.date)),
        phrases.duplicate(payee_name(first.payee), amount, len(cluster), first.date, last.date),
        (
            *(_charge(phrases.CHARGE, charge, charge.date) for charge in cluster),
            Evidence(phrases.AT_STAKE, -extra * first.amount, first.currency, first.category_id, days),
        ),
        extra * abs(first.base_amount),
    )


def missing_income(view: LedgerView) -> Iterator[Finding]:
    """Find regular income that is overdue, unless another payee has begun to pay as much."""
    earned = [movement for movement in view.past if movement.base_amount > 0]
    every = list(_series(earned))
    for series in every:
        cadence = _last_gaps(series)
        last = series[-1]
        if len(series) < 4 or cadence is None or 20 * last.base_amount < view.size:
            continue
        expected = _next(last.date, cadence)
        late = days_between(expected, view.as_of)
        begun = (other for other in every if other[0].date > last.date)
        instead = sum(payment.base_amount for other in begun for payment in other)
        if GRACE_DAYS < late <= GIVEN_UP_DAYS and 2 * instead < last.base_amount:
            yield _missing(last, expected)


def _missing(last: Movement, expected: date) -> Finding:
    return Finding(
        FindingKind.INCOME_MISSING,
        InsightSeverity.ALERT,
        (_key(last), last.currency, str(expected)),
        phrases.income_missing(payee_name(last.payee), phrases.money(last.amount, last.currency), expected),
        (_charge(phrases.LAST_PAYMENT, last, last.date),),
        last.base_amount,
    )


def _next(day: date, cadence: range) -> date:
    if cadence is not MONTHLY:
        return day + timedelta(days=(cadence.start + cadence.stop) // 2)
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def _series(newest_first: Iterable[Movement]) -> Iterator[Series]:
    """Return the payments of each payee and currency, the oldest first."""
    by_who: defaultdict[_Who, list[Movement]] = defaultdict(list)
    for movement in newest_first:
        by_who[_Who(_key(movement), movement.currency)].append(movement)
    for payments in by_who.values():
        yield payments[::-1]


def _key(movement: Movement) -> str:
    return payee_key(movement.payee)


def _charge(label: str, movement: Movement, day: date) -> Evidence:
    return Evidence(label, abs(movement.amount), movement.currency, movement.category_id, Period(day, day))
