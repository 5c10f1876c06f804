"""Every figure of the page is the API's, in its tables, in its texts and in the sizes that its charts draw."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.reading import Money, arcs, euros, extents, figure, go_live, name_of, percent, table

PIXEL = 1.0
GAP = 0.6

MONEY = "{ amount currency }"
DASHBOARD = f"""query ($period: PeriodInput, $periods: Int!) {{
  viewer {{ ledger {{ today }} }}
  dashboard(period: $period) {{
    period {{ daysLeft }}
    overview {{
      income {MONEY} expenses {MONEY} net {MONEY} savingsRate
      budget {{ planned {MONEY} actual {MONEY} remaining {MONEY} safeToSpendPerDay {MONEY} projected {MONEY}
        fixedCategories {{ name }} }}
      goals {{ name saved {MONEY} target {MONEY} progress }}
    }}
    budgetBreakdown {{
      slices {{ category {{ name }} planned {MONEY} actual {MONEY} remaining {MONEY} share status }}
    }}
    spendingTrends(periods: $periods) {{
      points {{ period {{ start }} income {MONEY} expenses {MONEY} net {MONEY} savingsRate }}
      sameDays {{ period {{ start }} income {MONEY} expenses {MONEY} net {MONEY} savingsRate }}
      averageExpenses {MONEY}
    }}
    categoryComparison(top: 6) {{
      bars {{ category {{ name }} current {MONEY} previous {MONEY} average {MONEY} change }}
      previousPeriod {{ start label }} sameDaysUntil
      others {MONEY}
    }}
  }}
}}"""

Dashboard = dict[str, Any]


def dashboard_of(demo: Demo, period: dict[str, str] | None = None, periods: int = 6) -> Dashboard:
    """Return the dashboard of a period from the API."""
    dashboard: Dashboard = demo.ask(DASHBOARD, {"period": period, "periods": periods})["dashboard"]
    return dashboard


def now(_page: Page, _today: date) -> None:
    """The current period, which a page begins with."""


def the_month_before(page: Page, today: date) -> dict[str, str]:
    """Go back one month."""
    page.get_by_role("button", name="The month before").click()
    return {"month": f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"}


def a_range_of_days(page: Page, today: date) -> dict[str, str]:
    """Choose fifty days by their dates."""
    start, end = (today - timedelta(days=60)).isoformat(), (today - timedelta(days=10)).isoformat()
    page.locator(".period-picker .name").click()
    page.get_by_label("From", exact=True).fill(start)
    page.get_by_label("to", exact=True).fill(end)
    page.get_by_role("button", name="Show these days").click()
    return {"start": start, "end": end}


@pytest.mark.parametrize("choose", [now, the_month_before, a_range_of_days])
def test_every_card_shows_the_figures_of_the_api(
    choose: Callable[[Page, date], dict[str, str] | None], page: Page, demo: Demo
) -> None:
    go_live(page)
    today = date.fromisoformat(demo.ask("{ viewer { ledger { today } } }")["viewer"]["ledger"]["today"])
    dashboard = dashboard_of(demo, choose(page, today))
    overview = dashboard["overview"]
    expect(figure(page, "Income")).to_have_text(euros(overview["income"]))
    expect(figure(page, "Spent")).to_have_text(euros(overview["expenses"]))
    expect(figure(page, "Net")).to_have_text(euros(overview["net"], signed=True))
    rate = overview["savingsRate"]
    expect(figure(page, "Saving rate")).to_have_text("\u2013" if rate is None else percent(rate, 1))
    left_to_spend_is_right(page, dashboard)
    where_it_went_is_right(page, dashboard["budgetBreakdown"]["slices"])
    trends_are_right(page, dashboard["spendingTrends"])
    comparison_is_right(page, dashboard["categoryComparison"])


def left_to_spend_is_right(page: Page, dashboard: Dashboard) -> None:
    budget = dashboard["overview"]["budget"]
    words = [euros(budget["remaining"]).removeprefix("-"), f"{euros(budget['actual'])} of {euros(budget['planned'])}"]
    if dashboard["period"]["daysLeft"]:
        words += [f"{euros(budget['safeToSpendPerDay'])} a day", f"about {euros(budget['projected'])} by the end"]
        words += [category["name"] for category in budget["fixedCategories"][:3]]
    for word in words:
        expect(page.locator(".left-to-spend")).to_contain_text(word)
    for goal in dashboard["overview"]["goals"]:
        line = page.locator("#goals li").filter(has_text=goal["name"])
        expect(line).to_contain_text(f"{euros(goal['saved'])} of {euros(goal['target'])}")
        expect(line.get_by_role("meter")).to_have_attribute("aria-valuetext", percent(goal["progress"]))


def where_it_went_is_right(page: Page, slices: Sequence[Any]) -> None:
    assert table(page, "Spending by category") == [
        [name_of(part["category"]), euros(part["actual"]), share_of(part)] for part in slices
    ]
    assert table(page, "Budget and spending by category") == [
        [name_of(part["category"]), *(euros(part[name]) for name in ("planned", "actual", "remaining"))]
        for part in slices
    ]
    begun = 0.0
    drawn = [part for part in slices if part["share"] > 0]
    for (length, begin), each in zip(arcs(page), drawn, strict=True):
        assert begin == pytest.approx(begun, abs=0.01)
        assert length == pytest.approx(max(0.1, each["share"] * 100 - GAP), abs=0.01)
        begun += each["share"] * 100
    assert begun == pytest.approx(100)


def share_of(part: Any) -> str:
    """The part of all that was spent, or that it is money that came back."""
    return "back" if part["actual"]["amount"].startswith("-") else percent(part["share"])


def trends_are_right(page: Page, trends: Any) -> None:
    compared = [trends["sameDays"]] if trends["sameDays"] else []
    if compared:
        month = f"{date.fromisoformat(compared[0]['period']['start']):%B %Y}"
        said = f"The same days of {month} {euros(compared[0]['expenses'])}"
        expect(page.locator(".columns .key")).to_contain_text(said)
    assert [row[1:] for row in table(page, "Income and expenses by period")] == [
        [
            *(euros(point[name]) for name in ("income", "expenses", "net")),
            "\u2013" if point["savingsRate"] is None else percent(point["savingsRate"]),
        ]
        for point in trends["points"] + compared
    ]
    expect(page.locator(".columns .mean")).to_contain_text(euros(trends["averageExpenses"]))
    drawn = extents(page, ".columns rect.income", "height") + extents(page, ".columns rect.expenses", "height")
    told = [point[name] for name in ("income", "expenses") for point in trends["points"]]
    are_in_proportion(drawn, told)


def comparison_is_right(page: Page, comparison: Any) -> None:
    month = f"{date.fromisoformat(comparison['previousPeriod']['start']):%B %Y}"
    before = f"The same days of {month}" if comparison["sameDaysUntil"] else "The one before"
    expect(page.locator(".comparison .key .before")).to_have_text(before)
    bars = comparison["bars"]
    assert table(page, "Categories compared with before") == [
        [name_of(bar["category"]), *(euros(bar[name]) for name in ("current", "previous", "average"))] for bar in bars
    ]
    expect(page.locator(".comparison .key")).to_contain_text(f"All others {euros(comparison['others'])}")
    drawn = extents(page, ".comparison rect.now", "width") + extents(page, ".comparison rect.before", "width")
    are_in_proportion(drawn, [bar[name] for name in ("current", "previous") for bar in bars])
    marks, lefts = extents(page, ".comparison line.usual", "x"), extents(page, ".comparison li svg", "x")
    widths = extents(page, ".comparison li svg", "width")
    top = max(float(bar[name]["amount"]) for bar in bars for name in ("current", "previous", "average"))
    for mark, left, width, bar in zip(marks, lefts, widths, bars, strict=True):
        assert mark - left == pytest.approx(width * float(bar["average"]["amount"]) / top, abs=PIXEL)


def are_in_proportion(drawn: Sequence[float], told: Sequence[Money]) -> None:
    amounts = [max(0.0, float(amount["amount"])) for amount in told]
    assert max(drawn) > 50
    scale = max(drawn) / max(amounts)
    assert drawn == pytest.approx([amount * scale for amount in amounts], abs=PIXEL)


def test_the_trend_reaches_back_as_many_periods_as_are_chosen(page: Page, demo: Demo) -> None:
    go_live(page)
    for periods in (12, 24, 6):
        page.get_by_role("group", name="How many periods").get_by_text(str(periods), exact=True).click()
        expect(page.locator(".columns rect.income")).to_have_count(periods)
        trends_are_right(page, dashboard_of(demo, periods=periods)["spendingTrends"])


def test_a_pointed_slice_is_told_in_the_middle_and_a_pointed_month_above_the_columns(page: Page, demo: Demo) -> None:
    dashboard = dashboard_of(demo)
    go_live(page)
    slices = dashboard["budgetBreakdown"]["slices"]
    page.locator(".legend li").nth(1).hover()
    expect(page.locator(".ring .middle")).to_contain_text(euros(slices[1]["actual"]))
    expect(page.locator("#spent .arc.faded")).to_have_count(len(slices) - 1)
    page.locator(".columns rect.hit").first.hover()
    expect(page.locator(".readout")).to_contain_text(euros(dashboard["spendingTrends"]["points"][0]["income"]))
