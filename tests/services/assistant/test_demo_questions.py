"""Everyday questions about the demo household get right answers, with their figures and the period named."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.demo import USERNAME, open_demo
from app.household import Household, household
from db import users
from db.engine import Database
from services import Services, build_services
from services.assistant import BuiltInFinny, Said, Tools, Turn
from services.assistant.phrases import HELP
from services.dashboard import DashboardNeeds
from services.money import Money, money_decimal
from services.periods import PeriodChoice
from tests.people import Clock

TODAY = date(2026, 11, 23)
CLOCK = Clock(datetime(2026, 11, 23, 12, tzinfo=UTC))

Asking = Callable[..., Coroutine[None, None, str]]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database of the demo."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / Path('demo.db')}"
    asyncio.run(open_demo(url, CLOCK))
    return url


@pytest.fixture
async def demo(url: str) -> AsyncIterator[tuple[Services, Turn]]:
    """The services of the demo, and a turn in which nothing is asked yet."""
    database = Database(url)
    services = build_services(database, CLOCK)
    async with database.read() as connection:
        user = await users.by_username(connection, USERNAME)
    assert user is not None
    tools = Tools(services.dashboard, services.transactions, user.ledger_id)
    yield services, Turn(user.ledger_id, "", (), tools)
    await database.close()


@pytest.fixture
def ask(demo: tuple[Services, Turn]) -> Asking:
    """Ask built-in Finny; earlier questions come first."""
    _, nothing = demo

    async def asked(*questions: str) -> str:
        history = tuple(Said("USER", each) for each in questions[:-1])
        turn = Turn(nothing.ledger_id, questions[-1], history, nothing.tools)
        return "".join([piece async for piece in BuiltInFinny().reply(turn)])

    return asked


@pytest.fixture(scope="module")
def house() -> Household:
    """The household's story."""
    return household(TODAY)


def paid(house: Household, start: date, end: date, *, category: str = "", payee: str = "") -> str:
    """What the story says was paid, as Finny writes it; only for what is all in euros."""
    rows = [row for row in house.transactions if start <= row.date <= end]
    rows = [row for row in rows if (not category or row.category == category) and payee in row.payee]
    assert {row.currency for row in rows} == {"EUR"}
    return f"{-sum((row.amount for row in rows), Decimal(0)):,.2f} EUR"


NOVEMBER = "November 2026 (so far; 8 days left)"


async def test_how_much_was_spent_on_a_category_last_month(ask: Asking, house: Household) -> None:
    october = paid(house, date(2026, 10, 1), date(2026, 10, 31), category="Groceries")
    assert f"You spent {october} on Groceries in October 2026." in await ask(
        "How much did I spend on groceries last month?"
    )


async def test_how_much_was_paid_to_somebody_since_a_month(ask: Asking, house: Household) -> None:
    total = paid(house, date(2026, 7, 1), TODAY, payee="Trattoria Gattoblu")
    said = await ask("How much did we pay at Trattoria Gattoblu since July?")
    assert total in said
    assert "from 1 July 2026 to 23 November 2026" in said


@pytest.mark.parametrize(
    ("when", "start", "end", "named"),
    [
        ("in September", date(2026, 9, 1), date(2026, 9, 30), "in September 2026"),
        ("in September 2025", date(2025, 9, 1), date(2025, 9, 30), "in September 2025"),
        ("this year", date(2026, 1, 1), TODAY, "from 1 January 2026 to 23 November 2026"),
        ("last year", date(2025, 1, 1), date(2025, 12, 31), "in 2025"),
        ("between March and May", date(2026, 3, 1), date(2026, 5, 31), "from 1 March 2026 to 31 May 2026"),
        ("in the last 3 months", date(2026, 8, 1), date(2026, 10, 31), "from 1 August 2026 to 31 October 2026"),
        ("", date(2026, 11, 1), TODAY, f"in {NOVEMBER}"),
    ],
)
async def test_restaurants_are_the_category_of_eating_out_in_any_period(
    ask: Asking, house: Household, when: str, start: date, end: date, named: str
) -> None:
    said = await ask(f"How much did we spend on restaurants {when}?")
    assert f"{paid(house, start, end, category='Eating out')} on Eating out {named}" in said


async def test_what_changed_is_told_by_the_dashboards_figures(ask: Asking, demo: tuple[Services, Turn]) -> None:
    services, turn = demo
    snapshot = await services.dashboard.read(turn.ledger_id, PeriodChoice(), DashboardNeeds(back=1))
    october, november = snapshot.figures.trends(2).points
    said = await ask("What changed against last month?")
    for amount in (november.expenses, october.expenses, november.income, october.income):
        assert f"{money_decimal(Money(amount, 'EUR')):,f} EUR" in said
    assert NOVEMBER in said
    assert "October 2026" in said
    assert "- Home: 1,798.16 EUR, 128.54 EUR more than before (1,669.62 EUR)" in said


async def test_a_month_is_compared_with_any_other(ask: Asking, house: Household) -> None:
    said = await ask("Did I spend more on groceries in October than in May?")
    assert paid(house, date(2026, 10, 1), date(2026, 10, 31), category="Groceries") in said
    assert paid(house, date(2026, 5, 1), date(2026, 5, 31), category="Groceries") in said


async def test_whether_the_budget_holds(ask: Asking, demo: tuple[Services, Turn]) -> None:
    services, turn = demo
    snapshot = await services.dashboard.read(turn.ledger_id, PeriodChoice(), DashboardNeeds(back=0, plans=True))
    budget = snapshot.figures.budget()
    said = await ask("Does the budget hold?")
    for amount in (budget.planned, budget.actual, budget.remaining, budget.projected):
        assert f"{money_decimal(Money(amount, 'EUR')):,f} EUR" in said
    assert said.startswith(f"Your budget is at risk in {NOVEMBER}")
    assert "- Eating out: over the plan" in said
    assert "Rent" not in said, "what is paid at once costs no more than planned"
    safe = f"{money_decimal(Money(budget.safe_to_spend_per_day, 'EUR')):,f} EUR a day is safe to spend in {NOVEMBER}"
    assert (await ask("What is safe to spend?")).startswith(safe)


async def test_the_budget_of_one_category(ask: Asking) -> None:
    said = await ask("How much is left for clothes?")
    assert said.startswith(f"Clothes is well under the plan in {NOVEMBER}: 75.05 EUR of 130.00 EUR is spent")


async def test_how_far_a_goal_is(ask: Asking) -> None:
    said = await ask("How far is the camper van?")
    assert "Camper van: 1,674.07 EUR of 3,800.00 EUR is saved (44%)" in said
    assert "Kitchen" not in said
    said = await ask("How far are our goals?")
    assert all(name in said for name in ("Camper van", "New kitchen", "Rainy days"))


async def test_the_biggest_expenses(ask: Asking) -> None:
    said = await ask("What were our biggest expenses this year?")
    assert "- 7 May 2026: 1,200.73 EUR at Werkstatt Rädchen & Rost, Car" in said
    assert "Savings" not in said, "a transfer is no expense"


async def test_unusual_expenses_and_double_charges(ask: Asking) -> None:
    said = await ask("Was anything unusual in May?")
    assert "- 7 May 2026: 1,200.73 EUR at Werkstatt Rädchen & Rost, Car (usually about" in said
    assert "- 9 May 2026: 60.85 EUR at Funkel & Draht, Home" in said
    assert "nothing unusual in October 2026" in await ask("Was anything odd last month?")


async def test_the_next_months_go_on_as_the_complete_ones(ask: Asking, demo: tuple[Services, Turn]) -> None:
    services, turn = demo
    snapshot = await services.dashboard.read(turn.ledger_id, PeriodChoice(), DashboardNeeds(back=6))
    trends = snapshot.figures.trends(7)
    net = trends.average_income - trends.average_expenses
    said = await ask("What do the next months look like at this pace?")
    for number, month in ((1, "December 2026"), (3, "February 2027")):
        assert f"- {month}: {money_decimal(Money(net * number, 'EUR')):,f} EUR ahead by its end" in said


async def test_income_and_what_is_left_of_it(ask: Asking, house: Household) -> None:
    received = -Decimal(paid(house, date(2026, 7, 1), TODAY, category="Salary").split()[0].replace(",", ""))
    assert f"You received {received:,.2f} EUR as Salary" in await ask("How much salary did we get since July?")
    assert (await ask("How much did we save last year?")).startswith("In 2025, 58,554.46 EUR came in")


async def test_a_short_question_goes_on_from_the_one_before(ask: Asking, house: Household) -> None:
    september = paid(house, date(2026, 9, 1), date(2026, 9, 30), category="Groceries")
    said = await ask("How much did I spend on groceries last month?", "And in September?")
    assert f"{september} on Groceries in September 2026" in said


@pytest.mark.parametrize("question", ["What is the meaning of life?", "help", "…", "?" * 4_000, "hello"])
async def test_who_is_not_understood_is_told_what_can_be_asked(ask: Asking, question: str) -> None:
    assert HELP in await ask(question)


async def test_a_thing_is_found_by_its_note_and_the_latest_transactions_are_listed(ask: Asking) -> None:
    assert "1,200.73 EUR in 1 transaction with “gearbox”" in await ask("How much was the gearbox this year?")
    assert "- 23 November 2026: " in await ask("Show me the latest transactions")


async def test_an_unknown_name_is_said_to_be_unknown(ask: Asking) -> None:
    said = await ask("How much did I spend at Foobar in May 2026?")
    assert said.startswith("I found neither a category nor a payee “Foobar” in May 2026.")
