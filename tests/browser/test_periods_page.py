"""The period that all cards show: beside the one that was asked for last, as long as it, and clearly named."""

import re

from playwright.sync_api import Page, expect

from tests.browser.owners import Owner
from tests.browser.reading import figure, table

PRESS = "(button, times) => { for (let time = 0; time < times; time++) button.click(); }"


def expect_name(page: Page, text: str) -> None:
    """Wait until a period is shown, by its name."""
    expect(page.locator(".period-picker .name")).to_have_text(text)


def step(page: Page, label: str, *, times: int = 1) -> None:
    """Press a step by its name, some times before anything can be answered."""
    page.get_by_role("button", name=label, exact=True).evaluate(PRESS, times)


def show_days(page: Page, start: str, end: str) -> None:
    """Choose a range of days."""
    page.locator(".period-picker .name").click()
    page.get_by_label("From", exact=True).fill(start)
    page.get_by_label("to", exact=True).fill(end)
    page.get_by_role("button", name="Show these days").click()


def axis(page: Page) -> list[str]:
    """The labels below the columns, without those that have no room."""
    labels = page.locator(".axis li").all_inner_texts()
    return [" ".join(label.split()) for label in labels if label.strip()]


def test_no_fast_click_is_lost(home: Page) -> None:
    step(home, "The month before", times=14)
    expect_name(home, "September 2025")
    step(home, "The month after", times=13)
    expect_name(home, "October 2026")
    expect(figure(home, "Spent")).to_have_text("€1,050.00")
    step(home, "The month before")
    expect_name(home, "September 2026")


def test_steps_after_a_refused_period_count_from_the_one_that_is_shown(home: Page) -> None:
    show_days(home, "1990-01-01", "2026-11-30")
    expect(home.locator(".notice")).to_contain_text("The range is longer than ten years")
    step(home, "The month before", times=2)
    expect_name(home, "September 2026")


def test_a_range_is_followed_by_one_of_the_same_length(home: Page) -> None:
    show_days(home, "2026-11-03", "2026-11-09")
    expect_name(home, "Nov 3 \u2013 9, 2026")
    step(home, "The 7 days before", times=2)
    expect_name(home, "Oct 20 \u2013 26, 2026")
    step(home, "The 7 days after", times=3)
    expect_name(home, "Nov 10 \u2013 16, 2026")
    show_days(home, "2026-09-01", "2026-11-30")
    expect_name(home, "Sep 1 \u2013 Nov 30, 2026")
    step(home, "The 3 months before")
    expect_name(home, "Jun 1 \u2013 Aug 31, 2026")
    show_days(home, "2026-11-05", "2026-11-05")
    expect(figure(home, "Spent")).to_have_text("€120.50")
    step(home, "The day before", times=3)
    expect_name(home, "Nov 2, 2026")
    expect(figure(home, "Spent")).to_have_text("€800.00")


def test_steps_back_and_forth_come_to_the_same_range(home: Page) -> None:
    show_days(home, "2026-03-05", "2026-04-01")
    expect_name(home, "Mar 5 \u2013 Apr 1, 2026")
    step(home, "The 28 days before")
    expect_name(home, "Feb 5 \u2013 Mar 4, 2026")
    step(home, "The 28 days after")
    expect_name(home, "Mar 5 \u2013 Apr 1, 2026")


def test_a_year_is_followed_by_a_year_leap_or_not(home: Page) -> None:
    home.locator(".period-picker .name").click()
    home.get_by_role("button", name="All of 2026").click()
    expect_name(home, "2026")
    expect(figure(home, "Spent")).to_have_text("€2,990.25")
    step(home, "The year before", times=3)
    expect_name(home, "2023")
    step(home, "The year after", times=1)
    expect_name(home, "2024")


def test_the_labels_of_years_are_years_and_do_not_drift(home: Page, alice: Owner) -> None:
    alice.record("-366.00", "Carpenter", day="2024-12-31")
    show_days(home, "2026-01-01", "2026-12-31")
    expect_name(home, "2026")
    assert axis(home) == ["2021", "2022", "2023", "2024", "2025", "2026"]
    spent = {row[0]: row[2] for row in table(home, "Income and expenses by period")}
    assert (spent["2023"], spent["2024"], spent["2025"]) == ("€0.00", "€366.00", "€0.00")
    show_days(home, "2017-01-01", "2026-12-31")
    expect_name(home, "2017 \u2013 2026")
    assert axis(home)[-2:] == ["2007 \u2013 2016", "2017 \u2013 2026"]
    assert len(axis(home)) == 6


def test_the_labels_of_months_and_days_tell_their_year(home: Page) -> None:
    assert axis(home) == ["Jun 2026", "Jul", "Aug", "Sep", "Oct", "Nov"]
    home.get_by_role("group", name="How many periods").get_by_text("24", exact=True).click()
    expect(home.locator(".columns rect.income")).to_have_count(24)
    labels = axis(home)
    assert labels[0] == "Feb 2025"
    assert labels[-1] == "Nov"
    assert [label for label in labels if re.search("20..", label)] == ["Feb 2025", "Feb 2026"]
    home.get_by_role("group", name="How many periods").get_by_text("6", exact=True).click()
    show_days(home, "2026-01-05", "2026-01-18")
    expect_name(home, "Jan 5 \u2013 18, 2026")
    assert [label for label in axis(home) if re.search("20..", label)][-1] == "Jan 5 2026"


def test_an_old_month_does_not_bring_the_first_steps_back(home: Page) -> None:
    with home.expect_response(lambda answer: "query Begun" in (answer.request.post_data or "")) as answer:
        step(home, "The month before", times=8)
    expect_name(home, "March 2026")
    assert answer.value.json()["data"]["transactions"]["nodes"]
    expect(home.locator("#transactions .empty")).to_be_visible()
    expect(home.locator(".beginning-steps")).to_have_count(0)
