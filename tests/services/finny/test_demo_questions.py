"""Everyday questions about the demo household get right answers with their figures and period."""

from datetime import date

import pytest

from services.dashboard.service import DashboardNeeds
from services.finny import Turn
from services.finny.topics.help import HELP
from services.values.money import Money, money_decimal
from services.values.periods import PeriodChoice
from services.wiring import Services
from tests.services.finny.story import TODAY, Answering, Story

NOVEMBER = "November 2026 (so far; 8 days left)"


@pytest.mark.parametrize(
    ("when", "start", "end", "named"),
    [
        ("in September", date(2026, 9, 1), date(2026, 9, 30), "in September 2026"),
        ("in September 2025", date(2025, 9, 1), date(2025, 9, 30), "in September 2025"),
        ("this year", date(2026, 1, 1), TODAY, "in 2026 (so far; 39 days left)"),
        ("last year", date(2025, 1, 1), date(2025, 12, 31), "in 2025"),
        ("between March and May", date(2026, 3, 1), date(2026, 5, 31), "from March 2026 to May 2026"),
        ("in the last 3 months", date(2026, 8, 1), date(2026, 10, 31), "from August 2026 to October 2026"),
        ("", date(2026, 11, 1), TODAY, f"in {NOVEMBER}"),
    ],
)
async def test_restaurants_are_the_category_of_eating_out_in_any_period(
    answer: Answering, story: Story, when: str, start: date, end: date, named: str
) -> None:
    reply = await answer(f"How much did we spend on restaurants {when}?")
    assert f"{story.paid(start, end, category='Eating out')} on Eating out {named}" in reply


async def test_changes_have_the_dashboards_figures(answer: Answering, demo: tuple[Services, Turn]) -> None:
    services, turn = demo
    snapshot = await services.dashboard.read(turn.ledger_id, PeriodChoice(), DashboardNeeds(back=1, compared=1))
    trends = snapshot.figures.trends(2)
    november, same_days = trends.points[1], trends.same_days
    assert same_days is not None
    reply = await answer("What changed against last month?")
    for amount in (november.expenses, same_days.expenses, november.income, same_days.income):
        assert f"{money_decimal(Money(amount, 'EUR')):,f} EUR" in reply
    assert NOVEMBER in reply
    assert "on the same days of October 2026" in reply
    assert "to go" not in reply, "the same days are compared"
    assert "- Home: 1,798.16 EUR" in reply


async def test_a_month_is_compared_with_any_other(answer: Answering, story: Story) -> None:
    reply = await answer("Did I spend more on groceries in October than in May?")
    assert story.paid(date(2026, 10, 1), date(2026, 10, 31), category="Groceries") in reply
    assert story.paid(date(2026, 5, 1), date(2026, 5, 31), category="Groceries") in reply


async def test_the_budget_is_said_to_hold_or_not(answer: Answering, demo: tuple[Services, Turn]) -> None:
    services, turn = demo
    snapshot = await services.dashboard.read(turn.ledger_id, PeriodChoice(), DashboardNeeds(back=0, plans=True))
    budget = snapshot.figures.budget()
    reply = await answer("Does the budget hold?")
    for amount in (budget.planned, budget.actual, budget.remaining, budget.projected):
        assert amount is not None
        assert f"{money_decimal(Money(amount, 'EUR')):,f} EUR" in reply
    assert reply.startswith(f"Your budget is at risk in {NOVEMBER}")
    assert "- Eating out: over the plan" in reply
    assert "- Rent" not in reply, "what is paid at once costs no more than planned"
    assert "(Rent, Sport, Gifts counted once, the rest at its usual pace)" in reply
    assert budget.safe_to_spend_per_day is not None
    safe = f"{money_decimal(Money(budget.safe_to_spend_per_day, 'EUR')):,f} EUR a day is safe to spend in {NOVEMBER}"
    assert (await answer("What is safe to spend?")).startswith(safe)


@pytest.mark.parametrize(
    "question", ["What will I spend this year?", "How much will we have spent at the end of this year?"]
)
async def test_the_projection_of_this_year_is_the_figure_of_the_headline(
    answer: Answering, demo: tuple[Services, Turn], question: str
) -> None:
    services, turn = demo
    year = PeriodChoice(start=date(2026, 1, 1), end=date(2026, 12, 31))
    snapshot = await services.dashboard.read(turn.ledger_id, year, DashboardNeeds(back=0, plans=True))
    projected = snapshot.figures.budget().projected
    assert projected is not None
    reply = await answer(question)
    assert f"{money_decimal(Money(projected, 'EUR')):,f} EUR is to be expected by 31 December 2026" in reply
    assert "November" not in reply


async def test_questions_that_the_page_proposes_are_understood(answer: Answering) -> None:
    safe = await answer("What is safe to spend?")
    assert await answer("What can I safely spend today?") == safe


async def test_the_budget_of_one_category(answer: Answering) -> None:
    reply = await answer("How much is left for clothes?")
    assert reply.startswith(f"Clothes is well under the plan in {NOVEMBER}: 75.05 EUR of 130.00 EUR is spent")


async def test_goals_have_their_progress(answer: Answering) -> None:
    reply = await answer("How far is the camper van?")
    assert "Camper van: 1,674.07 EUR of 3,800.00 EUR is saved (44%)" in reply
    assert "Kitchen" not in reply
    reply = await answer("How far are our goals?")
    assert all(name in reply for name in ("Camper van", "New kitchen", "Rainy days"))


async def test_the_biggest_expenses(answer: Answering) -> None:
    reply = await answer("What were our biggest expenses this year?")
    assert "- 7 May 2026: 1,200.73 EUR at Werkstatt Rädchen & Rost, Car" in reply
    assert "Savings" not in reply, "a transfer is no expense"


async def test_unusual_expenses_and_double_charges(answer: Answering) -> None:
    reply = await answer("Was anything unusual in May?")
    assert "- Werkstatt Rädchen & Rost on 7 May 2026 cost 1,200.73 EUR; a payment for Car is usually about" in reply
    twice = "Funkel & Draht charged 60.85 EUR twice on 9 May 2026: is that right?"
    assert twice in reply
    assert twice in await answer("Was anything charged twice this year?")
    assert twice not in await answer("Was anything charged twice from 10 May to 31 May?")
    assert "nothing unusual in October 2026" in await answer("Was anything odd last month?")


async def test_the_next_months_go_on_as_the_complete_ones(answer: Answering, demo: tuple[Services, Turn]) -> None:
    services, turn = demo
    snapshot = await services.dashboard.read(turn.ledger_id, PeriodChoice(), DashboardNeeds(back=6))
    trends = snapshot.figures.trends(7)
    net = trends.average_income - trends.average_expenses
    reply = await answer("What do the next months look like at this pace?")
    for number, month in ((1, "December 2026"), (3, "February 2027")):
        assert f"- {month}: {money_decimal(Money(net * number, 'EUR')):,f} EUR ahead by its end" in reply


async def test_income_and_its_rest_are_told(answer: Answering, story: Story) -> None:
    received = story.paid(date(2026, 7, 1), TODAY, category="Salary").lstrip("-")
    assert f"You received {received} as Salary" in await answer("How much salary did we get since July?")
    assert (await answer("How much did we save last year?")).startswith("In 2025, 58,554.46 EUR came in")


@pytest.mark.parametrize("question", ["What is the meaning of life?", "help", "…", "?" * 4_000, "hello"])
async def test_an_unclear_question_gets_examples(answer: Answering, question: str) -> None:
    assert HELP in await answer(question)


async def test_a_thing_is_found_by_its_note_and_the_latest_transactions_are_listed(answer: Answering) -> None:
    assert "1,200.73 EUR in 1 transaction with “gearbox”" in await answer("How much was the gearbox this year?")
    assert "- 23 November 2026: " in await answer("Show me the latest transactions")
