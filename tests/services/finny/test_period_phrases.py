"""The names of periods mean the right days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finny.period_phrases import named_period
from services.values import writing
from services.values.calendars import Calendar
from services.values.periods import PeriodChoice
from tests.people import months_from

TODAY = date(2026, 11, 23)
MONTHS = Calendar()


def named(text: str, calendar: Calendar = MONTHS) -> str:
    """Return the name of the period in a text."""
    period = named_period(text, TODAY, calendar)
    assert period is not None
    return writing.period(calendar.chosen(period.choice, TODAY))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("this month", "November 2026"),
        ("the month before last", "September 2026"),
        ("in September", "September 2026"),
        ("in Sept. 2024", "September 2024"),
        ("in December", "December 2025"),
        ("rent for may?", "May 2026"),
        ("groceries March 2025", "March 2025"),
        ("2026-02", "February 2026"),
        ("on 2026-02-03", "3 February 2026"),
        ("today", "23 November 2026"),
        ("yesterday", "22 November 2026"),
        ("this week", "23 November 2026 to 29 November 2026"),
        ("last week", "16 November 2026 to 22 November 2026"),
        ("this year", "2026"),
        ("last year", "2025"),
        ("in 2024", "2024"),
        ("since July", "1 July 2026 to 23 November 2026"),
        ("since 15 July", "15 July 2026 to 23 November 2026"),
        ("since 2025", "1 January 2025 to 23 November 2026"),
        ("from November to February", "November 2025 to February 2026"),
        ("last two months", "September 2026 to October 2026"),
        ("past 30 days", "25 October 2026 to 23 November 2026"),
        ("q3", "July 2026 to September 2026"),
        ("in Q4 2025", "October 2025 to December 2025"),
        ("the first half of 2026", "January 2026 to June 2026"),
        ("second half of the year", "July 2026 to December 2026"),
        ("on 5 November", "5 November 2026"),
        ("November 5th", "5 November 2026"),
        ("the 24th of December", "24 December 2025"),
        ("between 3 november and 10 november", "3 November 2026 to 10 November 2026"),
        ("from nov 3 to 10", "3 November 2026 to 10 November 2026"),
        ("from 28 December to 3 January 2026", "28 December 2025 to 3 January 2026"),
        ("2026-07-01 to 2026-07-15", "1 July 2026 to 15 July 2026"),
        ("since 3 november", "3 November 2026 to 23 November 2026"),
        ("since October 5", "5 October 2026 to 23 November 2026"),
        ("since friday", "20 November 2026 to 23 November 2026"),
        ("last friday", "20 November 2026"),
        ("on monday", "16 November 2026"),
        ("last weekend", "21 November 2026 to 22 November 2026"),
        ("the day before yesterday", "21 November 2026"),
        ("3 months ago", "August 2026"),
        ("two weeks ago", "9 November 2026 to 15 November 2026"),
        ("a year ago", "2025"),
        ("ytd", "2026"),
        ("income 2025", "2025"),
        ("last quarter", "July 2026 to September 2026"),
        ("this quarter", "October 2026 to December 2026"),
        ("in the third quarter of 2025", "July 2025 to September 2025"),
        ("until the end of March", "January 2026 to March 2026"),
        ("before 5 November this month", "1 November 2026 to 4 November 2026"),
        ("after 10 November", "11 November 2026 to 23 November 2026"),
        ("since last summer", "1 June 2026 to 23 November 2026"),
        ("last summer", "June 2026 to August 2026"),
        ("in winter 2024", "December 2024 to February 2025"),
        ("over Easter 2026", "3 April 2026 to 6 April 2026"),
        ("at christmas", "24 December 2025 to 26 December 2025"),
        ("the first week of October", "1 October 2026 to 7 October 2026"),
        ("the second half of September", "16 September 2026 to 30 September 2026"),
        ("by the middle of October", "1 October 2026 to 15 October 2026"),
        ("in the past fortnight", "10 November 2026 to 23 November 2026"),
        ("the last two weekends", "14 November 2026 to 22 November 2026"),
        ("in the 90s", "January 1990 to December 1999"),
        ("next month", "December 2026"),
        ("so far this year", "2026"),
    ],
)
def test_a_period_is_called_by_many_names(text: str, name: str) -> None:
    assert named(text) == name


@pytest.mark.parametrize(
    ("text", "name", "weekdays"),
    [
        ("on Mondays this year", "2026", {0}),
        ("on weekends in October", "October 2026", {5, 6}),
        ("the last two weekends", "14 November 2026 to 22 November 2026", {5, 6}),
        ("every Friday", "November 2026", {4}),
    ],
)
def test_days_that_come_again_are_some_days_of_a_period(text: str, name: str, weekdays: set[int]) -> None:
    period = named_period(text, TODAY, MONTHS)
    assert period is not None
    assert (named(text), set(period.weekdays), period.rest.strip()) == (name, weekdays, "")


def test_the_last_month_starts_on_payday_where_the_ledgers_do_and_a_month_by_its_name_does_not() -> None:
    assert named("last month", months_from(25)) == "25 September 2026 to 24 October 2026"
    assert named("in September", months_from(25)) == "September 2026"
    assert named("since September", months_from(25)) == "1 September 2026 to 23 November 2026"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "how much may I spend?",
        "march on",
        "room 101",
        "in 31.02",
        "2026-13",
        "2026-02-30",
        "9 999 years ago",
    ],
)
def test_other_texts_name_no_period(text: str) -> None:
    assert named_period(text, TODAY, MONTHS) is None


@given(st.text(max_size=60), st.builds(months_from, st.integers(1, 28)), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_named_period_can_be_asked_for(text: str, calendar: Calendar, today: date) -> None:
    for words in (text, f"since {text}", f"last {text} months"):
        period = named_period(words, today, calendar)
        if period is not None:
            assert calendar.chosen(period.choice, today).days >= 1
            assert period.choice != PeriodChoice()
