"""Alerts: one for each crossing of a rule, of the current period, once however many transactions an import brings."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from db import event_log
from db.stores.engine import Database
from services.accounts import AccountDraft, AccountKind
from services.alerts import AlertDraft, AlertKind
from services.budgets import BudgetDraft
from services.series.drafts import SeriesDraft
from services.transaction_drafts import TransactionDraft
from services.values.errors import Refused
from services.values.schedules import Schedule
from services.wiring import Services, build_services
from tests.people import Clock, Person

TODAY = date(2026, 11, 23)


@pytest.fixture
async def services(database: Database, clock: Clock) -> AsyncIterator[Services]:
    """All services; nothing runs in the background."""
    services = build_services(database, clock)
    yield services
    await services.users.close()


def paid(amount: str, day: date = TODAY, payee: str = "Bakery", category_id: UUID | None = None) -> TransactionDraft:
    """A payment."""
    return TransactionDraft(day, Decimal(amount), payee, category_id=category_id)


async def rang(services: Services, person: Person) -> list[str]:
    """The texts of all alerts after a look, newest first."""
    await services.alert_watcher.look()
    return [row.text for row in await services.alerts.newest(person.ledger_id)]


async def test_a_plan_rings_once_when_it_is_spent_and_again_when_it_is_crossed_again(
    services: Services, alice: Person, clock: Clock
) -> None:
    food = alice.categories["Food"]
    await services.budgets.set(alice.ledger_id, BudgetDraft(food, Decimal(100)))
    rule = AlertDraft(AlertKind.BUDGET_SPENT, category_id=food, percent=80)
    await services.alerts.create_rule(alice.ledger_id, rule)
    await services.transactions.record(alice.ledger_id, paid("-79.99", category_id=food))
    assert await rang(services, alice) == []
    crossing = await services.transactions.record(alice.ledger_id, paid("-0.01", category_id=food))
    assert await rang(services, alice) == ["Food: 80.00 EUR of 100.00 EUR is spent."]
    await services.transactions.record(alice.ledger_id, paid("-5", category_id=food))
    assert len(await rang(services, alice)) == 1
    await services.transactions.record(alice.ledger_id, paid("20", category_id=food))
    assert len(await rang(services, alice)) == 1
    await services.transactions.record(alice.ledger_id, paid("-30", category_id=food))
    assert len(await rang(services, alice)) == 2
    assert crossing.revision < (await services.alerts.newest(alice.ledger_id))[-1].revision


async def test_a_plan_of_which_more_will_be_spent_rings(services: Services, alice: Person) -> None:
    food = alice.categories["Food"]
    for month in (7, 8, 9, 10):
        for day in (3, 13, 26):
            await services.transactions.record(alice.ledger_id, paid("-50", date(2026, month, day), category_id=food))
    await services.budgets.set(alice.ledger_id, BudgetDraft(food, Decimal(120), "2026-11"))
    await services.alerts.create_rule(alice.ledger_id, AlertDraft(AlertKind.BUDGET_PACE, category_id=food))
    await services.alerts.create_rule(alice.ledger_id, AlertDraft(AlertKind.BUDGET_PACE))
    assert await rang(services, alice) == []
    await services.transactions.record(alice.ledger_id, paid("-110", date(2026, 11, 20), category_id=food))
    rung = await rang(services, alice)
    assert sorted(text.partition(":")[0] for text in rung) == ["Food", "The whole budget"]
    assert all(text.endswith("will be spent at this pace; 120.00 EUR is planned.") for text in rung)


async def test_a_rule_for_a_category_of_income_rings_for_nothing_and_stops_no_other(
    services: Services, alice: Person
) -> None:
    salary = AlertDraft(AlertKind.BUDGET_SPENT, category_id=alice.categories["Salary"], percent=1)
    await services.alerts.create_rule(alice.ledger_id, salary)
    await services.alerts.create_rule(alice.ledger_id, AlertDraft(AlertKind.LARGE_PAYMENT, amount=Decimal(1)))
    await services.transactions.record(alice.ledger_id, paid("-5"))
    assert await rang(services, alice) == ["Bakery: 5.00 EUR was paid."]


async def test_a_past_period_rings_for_nothing(services: Services, alice: Person) -> None:
    food = alice.categories["Food"]
    await services.budgets.set(alice.ledger_id, BudgetDraft(food, Decimal(100)))
    for rule in (
        AlertDraft(AlertKind.BUDGET_SPENT, percent=80),
        AlertDraft(AlertKind.LARGE_PAYMENT, amount=Decimal(50)),
    ):
        await services.alerts.create_rule(alice.ledger_id, rule)
    await services.transactions.record(alice.ledger_id, paid("-500", date(2026, 10, 31), category_id=food))
    assert await rang(services, alice) == []


async def test_a_large_payment_rings_if_it_came_after_the_rule(services: Services, alice: Person) -> None:
    await services.transactions.record(alice.ledger_id, paid("-900", payee="Before"))
    await services.alerts.create_rule(alice.ledger_id, AlertDraft(AlertKind.LARGE_PAYMENT, amount=Decimal(500)))
    for amount, payee in (("-499.99", "Small"), ("-500", "Piano"), ("700", "Salary")):
        await services.transactions.record(alice.ledger_id, paid(amount, payee=payee))
    assert await rang(services, alice) == ["Piano: 500.00 EUR was paid."]
    assert len(await rang(services, alice)) == 1


async def test_a_balance_and_a_forecast_ring_below_their_amounts(services: Services, alice: Person) -> None:
    draft = AccountDraft("Giro", AccountKind.CHECKING, opening_balance=Decimal(1000), opened_on=date(2026, 11, 1))
    account = (await services.accounts.create(alice.ledger_id, draft)).object.id
    below = AlertDraft(AlertKind.BALANCE_BELOW, account_id=account, amount=Decimal(200))
    ahead = AlertDraft(AlertKind.FORECAST_BELOW, account_id=account, amount=Decimal(0), days=30)
    await services.alerts.create_rule(alice.ledger_id, below)
    await services.alerts.create_rule(alice.ledger_id, ahead)
    assert await rang(services, alice) == []
    rent = SeriesDraft("Landlord", Schedule(date(2026, 12, 1)), Decimal(-1180), account_id=account)
    await services.series.create(alice.ledger_id, rent)
    assert await rang(services, alice) == ["Giro: the balance falls to -180.00 EUR on 1 December 2026."]
    bike = TransactionDraft(TODAY, Decimal(-900), "Bike", account_id=account)
    await services.transactions.record(alice.ledger_id, bike)
    assert (await rang(services, alice))[0] == "Giro: the balance is 100.00 EUR."


async def test_a_bill_rings_when_it_is_due_and_when_it_was_missed_as_days_pass(
    services: Services, alice: Person, clock: Clock
) -> None:
    rent = SeriesDraft("Landlord", Schedule(date(2026, 12, 1)), Decimal(-1180))
    await services.series.create(alice.ledger_id, rent)
    await services.alerts.create_rule(alice.ledger_id, AlertDraft(AlertKind.BILL_DUE, days=3))
    await services.alerts.create_rule(alice.ledger_id, AlertDraft(AlertKind.BILL_MISSED))
    for days, rung in ((0, 0), (4, 0), (5, 1), (6, 1), (8, 1), (9, 2), (10, 2)):
        clock.now = Clock().now + timedelta(days=days)
        assert len(await rang(services, alice)) == rung, days
    assert await rang(services, alice) == [
        "Landlord: the payment of 1,180.00 EUR was not paid on 1 December 2026.",
        "Landlord: the payment of 1,180.00 EUR is due on 1 December 2026.",
    ]


async def test_a_new_price_of_a_recurring_payment_rings(services: Services, alice: Person) -> None:
    await services.series.create(
        alice.ledger_id, SeriesDraft("Streamer", Schedule(date(2026, 9, 20)), Decimal("-9.99"))
    )
    await services.alerts.create_rule(alice.ledger_id, AlertDraft(AlertKind.PRICE_CHANGED))
    for month, amount in ((9, "-9.99"), (10, "-9.99"), (11, "-12.99")):
        await services.transactions.record(alice.ledger_id, paid(amount, date(2026, month, 20), "Streamer"))
    assert await rang(services, alice) == ["Streamer: 12.99 EUR was paid, 9.99 EUR before."]


async def test_two_watchers_raise_an_alert_once_in_one_event(services: Services, alice: Person, clock: Clock) -> None:
    other = build_services(services.alert_watcher._database, clock)
    for amount in (10, 20):
        rule = AlertDraft(AlertKind.LARGE_PAYMENT, amount=Decimal(amount))
        await services.alerts.create_rule(alice.ledger_id, rule)
    saved = await services.transactions.record(alice.ledger_id, paid("-50"))
    await services.alert_watcher.look()
    await other.alert_watcher.look()
    async with services.alert_watcher._database.read() as connection:
        events = await event_log.after(connection, alice.ledger_id, saved.revision, 10)
    assert [event.kind for event in events] == ["AlertsRaised"]
    assert len(events[0].detail["alert_ids"]) == 2
    await services.alert_watcher.look()
    assert len(await services.alerts.newest(alice.ledger_id)) == 2
    await other.users.close()


async def test_a_follower_gets_what_it_missed_and_then_each_alert(services: Services, alice: Person) -> None:
    await services.alerts.create_rule(alice.ledger_id, AlertDraft(AlertKind.LARGE_PAYMENT, amount=Decimal(1)))
    before = await services.transactions.record(alice.ledger_id, paid("-5", payee="One"))
    await services.alert_watcher.look()
    async with aclosing(services.alerts.follow(alice.ledger_id, before.revision)) as news:
        assert [row.text for row in (await anext(news)).alerts] == ["One: 5.00 EUR was paid."]
        await services.transactions.record(alice.ledger_id, paid("-6", payee="Two"))
        await services.alert_watcher.look()
        assert [row.text for row in (await anext(news)).alerts] == ["Two: 6.00 EUR was paid."]
    async with aclosing(services.alerts.follow(alice.ledger_id)) as news:
        assert (await anext(news)).alerts == []


async def test_alerts_belong_to_their_owner(services: Services, alice: Person, bob: Person) -> None:
    rule = await services.alerts.create_rule(alice.ledger_id, AlertDraft(AlertKind.LARGE_PAYMENT, amount=Decimal(1)))
    await services.transactions.record(alice.ledger_id, paid("-5"))
    assert len(await rang(services, alice)) == 1
    assert await services.alerts.newest(bob.ledger_id) == []
    (alert,) = await services.alerts.newest(alice.ledger_id)
    assert await services.alerts.get(bob.ledger_id, alert.id) is None
    with pytest.raises(Refused):
        await services.alerts.delete_rule(bob.ledger_id, rule.object.id)
    await services.alerts.delete_rule(alice.ledger_id, rule.object.id)
    assert await services.alerts.newest(alice.ledger_id) == []


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (AlertDraft(AlertKind.BUDGET_SPENT), {"percent"}),
        (AlertDraft(AlertKind.BUDGET_SPENT, percent=0), {"percent"}),
        (AlertDraft(AlertKind.BUDGET_PACE, percent=90), {"percent"}),
        (AlertDraft(AlertKind.BALANCE_BELOW, account_id=UUID(int=1)), {"account_id", "amount"}),
        (AlertDraft(AlertKind.BUDGET_PACE, category_id=UUID(int=1)), {"category_id"}),
        (AlertDraft(AlertKind.FORECAST_BELOW, amount=Decimal(1), days=91), {"days"}),
        (AlertDraft(AlertKind.LARGE_PAYMENT, amount=Decimal(-1)), {"amount"}),
        (AlertDraft(AlertKind.BILL_MISSED, account_id=UUID(int=1), days=1), {"account_id", "days"}),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_rule_that_cannot_be_is_refused_by_field(
    services: Services, alice: Person, draft: AlertDraft, fields: set[str]
) -> None:
    with pytest.raises(Refused) as refused:
        await services.alerts.create_rule(alice.ledger_id, draft)
    assert {(problem.field or ("",))[0] for problem in refused.value.problems} == fields
