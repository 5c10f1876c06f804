"""Suggestions: series that the newest transactions show, until somebody confirms or refuses them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from itertools import pairwise
from uuid import UUID

from db import series, transactions
from db.categories import CategoryRow
from db.series import SeriesRow
from db.stores.engine import Connection
from db.transactions import TransactionRow
from services.calculations import CategoryKind
from services.calculations.recurrence import Rhythm, rhythm_of
from services.series.drafts import SeriesDraft
from services.series.linking import links_of
from services.values.money import Money, money_decimal
from services.values.payees import payee_key, payee_name
from services.values.periods import months_after
from services.values.schedules import LAST_DAY_OF_MONTH, Schedule, ScheduleUnit, WeekendRule

MOST_LOOKED_AT = 2_000
MOST_SUGGESTED = 50
JUDGED = 7
FEWEST, FEWEST_YEARLY = 3, 2
FOUR_WEEKS = 28
GRACE = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class SeriesSuggestion:
    """A series that payments show. The id stays the same as long as there are such payments."""

    id: UUID
    draft: SeriesDraft
    payments: Sequence[TransactionRow]


async def suggestions_of(
    connection: Connection,
    ledger_id: UUID,
    currencies: Mapping[UUID, str],
    categories: Mapping[UUID, CategoryRow],
    today: date,
) -> list[SeriesSuggestion]:
    """Return the series that the newest transactions show and nobody knows or has refused, the costliest first."""
    known, refused = await series.all_of(connection, ledger_id), await series.refused_in(ledger_id).within(connection)
    moved = {row.id for row in categories.values() if row.kind == CategoryKind.TRANSFER}
    newest = await transactions.recent(connection, ledger_id, MOST_LOOKED_AT)
    rows = [row for row in newest if row.date <= today and row.transfer_id is None and row.category_id not in moved]
    suggested = [
        suggestion
        for suggestion in _suggested(rows, known, currencies, today)
        if suggestion.id not in refused and suggestion.draft.account_id in currencies
    ]
    suggested.sort(key=lambda suggestion: (-abs(suggestion.payments[-1].base_amount), suggestion.id))
    return suggested[:MOST_SUGGESTED]


def _suggested(
    newest_first: Iterable[TransactionRow], known: Sequence[SeriesRow], currencies: Mapping[UUID, str], today: date
) -> Iterator[SeriesSuggestion]:
    groups: defaultdict[tuple[str, UUID, bool], list[TransactionRow]] = defaultdict(list)
    for row in newest_first:
        groups[payee_key(row.payee), row.account_id, row.account_amount > 0].append(row)
    for (payee, account_id, is_income), rows in groups.items():
        payments = _regular(rows[::-1])
        schedule = _schedule_of(payments, today)
        if schedule and payee and account_id in currencies and not links_of(payments[-1:], known):
            last = payments[-1]
            yield SeriesSuggestion(
                _id(last.ledger_id, payee, account_id, is_income=is_income),
                SeriesDraft(
                    payee=payee_name(last.payee),
                    schedule=schedule,
                    amount=money_decimal(Money(last.account_amount, currencies[account_id])),
                    account_id=account_id,
                    category_id=last.category_id,
                ),
                payments,
            )


def _regular(payments: Sequence[TransactionRow]) -> Sequence[TransactionRow]:
    """Return the last payments if their amount has changed at most once, or else those of the last amount alone."""
    judged = payments[-JUDGED:]
    steps = sum(before.account_amount != after.account_amount for before, after in pairwise(judged))
    if steps <= 1:
        return judged
    return [payment for payment in payments if payment.account_amount == payments[-1].account_amount][-JUDGED:]


def _schedule_of(payments: Sequence[TransactionRow], today: date) -> Schedule | None:
    """Return the schedule of payments that go on; None if they are too few, come in no rhythm, or have stopped."""
    days = sorted({payment.date for payment in payments})
    rhythm = rhythm_of(days)
    if rhythm is None or len(days) < (FEWEST_YEARLY if rhythm.months == 12 else FEWEST):
        return None
    if rhythm.months == 12 and payments[-1].account_amount != payments[-2].account_amount:
        return None
    if days[-1] + timedelta(days=rhythm.days + rhythm.slack) + GRACE < today:
        return None
    if all((after - before).days == FOUR_WEEKS for before, after in pairwise(days)):
        return Schedule(days[-1], FOUR_WEEKS // 7, ScheduleUnit.WEEK)
    if not rhythm.months:
        return Schedule(days[-1], rhythm.days // 7, ScheduleUnit.WEEK)
    return _fitted(days, rhythm)


def _fitted(days: Sequence[date], rhythm: Rhythm) -> Schedule:
    """Return the schedule of months that has all of the days, moved by weekends if need be."""
    is_yearly = rhythm.months % 12 == 0
    every, unit = (rhythm.months // 12, ScheduleUnit.YEAR) if is_yearly else (rhythm.months, ScheduleUnit.MONTH)
    for weekend in WeekendRule:
        for offset in (0, -1, 1, -2, 2):
            first_on = days[-1] + timedelta(days=offset)
            for day in dict.fromkeys((first_on.day, LAST_DAY_OF_MONTH if _is_month_end(first_on) else first_on.day)):
                # The same schedule, begun long enough ago to have the first of the days.
                begin = months_after(first_on.replace(day=1), -rhythm.months * (len(days) + 2))
                probe = Schedule(begin, every, unit, day, weekend)
                if set(days).issubset(probe.days(days[0], days[-1])):
                    return Schedule(first_on, every, unit, None if day == first_on.day else day, weekend)
    return Schedule(days[-1], every, unit)


def _is_month_end(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _id(ledger_id: UUID, payee: str, account_id: UUID, *, is_income: bool) -> UUID:
    facts = repr((ledger_id.hex, payee, account_id.hex, is_income))
    return UUID(bytes=blake2b(facts.encode(), digest_size=16).digest())
