"""Suggested series: the schedules that payments show, and what becomes of a suggestion."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from db.stores.engine import Database
from services.series.service import SeriesService
from services.series.suggestion_service import SeriesSuggestionService
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.values.schedules import Schedule, ScheduleUnit, WeekendRule
from tests.ledger_facts import one_event, refused
from tests.people import Person

MONTH, YEAR, WEEK = ScheduleUnit.MONTH, ScheduleUnit.YEAR, ScheduleUnit.WEEK


def on(*days: str) -> list[date]:
    """Return days."""
    return [date.fromisoformat(day) for day in days]


async def pay(
    transactions: TransactionService, person: Person, days: Iterable[date], *amounts: str, payee: str = "Streamer"
) -> None:
    """Record a payment on each of the days; the last amount goes on."""
    drafts = [
        TransactionDraft(date=day, amount=Decimal(amounts[min(place, len(amounts) - 1)]), payee=payee)
        for place, day in enumerate(days)
    ]
    await transactions.record_many(person.ledger_id, drafts)


FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("days", "schedule"),
    [
        (on("2026-09-04", "2026-10-04", "2026-11-04"), Schedule(date(2026, 11, 4))),
        (on("2026-08-31", "2026-10-01", "2026-11-02"), Schedule(date(2026, 11, 2))),
        (
            on("2026-07-31", "2026-08-31", "2026-09-30", "2026-10-30"),
            Schedule(date(2026, 10, 31), day=None, weekend=WeekendRule.BEFORE),
        ),
        (
            on("2026-08-03", "2026-09-01", "2026-10-01", "2026-11-02"),
            Schedule(date(2026, 11, 1), weekend=WeekendRule.AFTER),
        ),
        ([FRIDAY - timedelta(weeks=2 * back) for back in (3, 2, 1, 0)], Schedule(FRIDAY, 2, WEEK)),
        ([FRIDAY - timedelta(weeks=4 * back) for back in (3, 2, 1, 0)], Schedule(FRIDAY, 4, WEEK)),
        ([FRIDAY - timedelta(weeks=back) for back in (3, 2, 1, 0)], Schedule(FRIDAY, 1, WEEK)),
        (on("2026-03-15", "2026-06-15", "2026-09-15"), Schedule(date(2026, 9, 15), 3)),
        (on("2024-12-10", "2025-12-10"), Schedule(date(2025, 12, 10), 1, YEAR)),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_payments_show_their_schedule(
    series_suggestions: SeriesSuggestionService,
    transactions: TransactionService,
    alice: Person,
    days: list[date],
    schedule: Schedule,
) -> None:
    await pay(transactions, alice, days, "-9.99")
    (suggestion,) = await series_suggestions.all(alice.ledger_id)
    assert suggestion.draft.schedule == schedule
    assert (suggestion.draft.payee, suggestion.draft.amount) == ("Streamer", Decimal("-9.99"))
    assert [row.date for row in suggestion.payments] == days


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_payments_that_are_few_irregular_or_over_show_nothing(
    series_suggestions: SeriesSuggestionService, transactions: TransactionService, alice: Person
) -> None:
    monthly = on("2026-08-04", "2026-09-04", "2026-10-04", "2026-11-04")
    await pay(transactions, alice, monthly[2:], "-9.99", payee="Two")
    await pay(transactions, alice, on("2025-09-04", "2025-10-04", "2025-11-04"), "-9.99", payee="Over")
    await pay(transactions, alice, on("2026-08-04", "2026-08-09", "2026-10-30", "2026-11-04"), "-9.99", payee="Odd")
    await pay(transactions, alice, monthly, "-9", "-10", "-11", "-12", payee="Shop")
    await pay(transactions, alice, on("2024-12-10", "2025-12-10"), "-9", "-10", payee="Unequal years")
    assert await series_suggestions.all(alice.ledger_id) == []
    await pay(transactions, alice, monthly, "-9", "-9", "-10", payee="Dearer")
    assert [one.draft.amount for one in await series_suggestions.all(alice.ledger_id)] == [Decimal(-10)]


async def test_confirmed_suggestion_is_a_series_with_its_payments(
    database: Database,
    series: SeriesService,
    series_suggestions: SeriesSuggestionService,
    transactions: TransactionService,
    alice: Person,
    bob: Person,
) -> None:
    await pay(transactions, alice, on("2026-09-04", "2026-10-04", "2026-11-04"), "-9.99")
    (suggestion,) = await series_suggestions.all(alice.ledger_id)
    assert await series_suggestions.all(bob.ledger_id) == []
    async with refused(database, [alice.ledger_id, bob.ledger_id], "NOT_FOUND", "id"):
        await series_suggestions.confirm(bob.ledger_id, suggestion.id)
    async with one_event(database, alice.ledger_id, "SeriesCreated"):
        saved = await series_suggestions.confirm(alice.ledger_id, suggestion.id)
    assert await series.all(alice.ledger_id) == [saved.object]
    assert len(saved.object.known.payments) == 3
    assert await series_suggestions.all(alice.ledger_id) == []


async def test_refused_suggestion_does_not_come_back(
    database: Database, series_suggestions: SeriesSuggestionService, transactions: TransactionService, alice: Person
) -> None:
    await pay(transactions, alice, on("2026-09-04", "2026-10-04", "2026-11-04"), "-9.99")
    (suggestion,) = await series_suggestions.all(alice.ledger_id)
    async with one_event(database, alice.ledger_id, "SeriesRefused"):
        await series_suggestions.refuse(alice.ledger_id, suggestion.id)
    await pay(transactions, alice, on("2026-11-22"), "-9.99", payee="Bakery")
    assert await series_suggestions.all(alice.ledger_id) == []
    async with refused(database, [alice.ledger_id], "NOT_FOUND", "id"):
        await series_suggestions.confirm(alice.ledger_id, suggestion.id)
