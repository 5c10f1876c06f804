"""The places of bills and of the forecast: what is due, what seems to come again, and how changes would do."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner
from tests.browser.reading import euros, figure, go_live, table

FORECAST = """query ($drafts: [ForecastDraftInput!]) { dashboard { forecast(days: 90, drafts: $drafts) {
  safeUntilIncome { amount } counted { lowest { day balance { amount } } points(first: 91) { balance { amount } } }
} } }"""


@pytest.fixture
def household(alice: Owner) -> Owner:
    """Alice with a known balance, a salary, a rent that is paid, and an insurance that is not."""
    (account,) = alice.ask("{ accounts { id } }")["accounts"]
    alice.change("recordCheck", {"accountId": account["id"], "date": "2026-11-22", "balance": "1000"})
    series = (("Employer", "2100", "2026-11-01"), ("Landlord", "-800", "2026-11-02"), ("Insurer", "-60", "2026-11-28"))
    for payee, amount, day in series:
        alice.change("createSeries", {"payee": payee, "amount": amount, "schedule": {"firstOn": day}})
    return alice


@pytest.fixture
def bills(open_page: OpenPage, household: Owner) -> Page:
    """Alice's bills, which are live."""
    page = open_page(household)
    go_live(page, "/bills")
    expect(page.locator("#bills")).to_be_visible()
    return page


@pytest.fixture
def forecast(open_page: OpenPage, household: Owner) -> Page:
    """Alice's forecast, which is live."""
    page = open_page(household)
    go_live(page, "/forecast")
    expect(page.locator("#forecast")).to_be_visible()
    return page


def bill(page: Page, payee: str) -> Locator:
    """The line of a bill."""
    return page.locator("#bills li").filter(has_text=payee)


def day(page: Page, text: str) -> Locator:
    """A day of the calendar."""
    return page.locator(".calendar li").filter(has=page.locator(f"time[datetime='{text}']"))


def test_bills_are_listed_summed_and_in_the_calendar(bills: Page) -> None:
    expect(figure(bills, "Before the income on Dec 1, 2026")).to_have_text("€60.00")
    expect(figure(bills, "November 2026")).to_have_text("€60.00")
    expect(bill(bills, "Insurer")).to_contain_text("Due Nov 28, 2026")
    expect(bills.locator("#bills li")).to_have_count(1)
    bills.locator("#bills").get_by_role("button", name="Period").click()
    expect(bill(bills, "Landlord")).to_contain_text("Paid Nov 2, 2026")
    expect(bills.locator("#bills")).to_contain_text("€60.00 to be paid, €800.00 paid.")
    expect(bills.locator(".calendar li")).to_have_count(30)
    expect(day(bills, "2026-11-02").locator(".due.PAID")).to_contain_text("Landlord €800.00")
    expect(day(bills, "2026-11-28").locator(".due.DUE")).to_contain_text("Insurer €60.00")
    for width, scheme in ((1440, "light"), (390, "dark")):
        bills.set_viewport_size({"width": width, "height": 844})
        bills.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert violations(bills) == []


def test_another_month_has_its_own_bills(bills: Page) -> None:
    bills.get_by_role("button", name="The month after").click()
    expect(bills).to_have_url(re.compile(r"/bills\?month=2026-12$"))
    expect(figure(bills, "December 2026")).to_have_text("€860.00")
    expect(day(bills, "2026-12-02")).to_contain_text("Landlord")


def test_a_bill_is_skipped_and_expected_again(bills: Page) -> None:
    bills.get_by_role("button", name="Skip Insurer of Nov 28, 2026").click()
    expect(bill(bills, "Insurer")).to_have_count(0)
    bills.locator(".notice").get_by_role("button", name="Undo").click()
    expect(bill(bills, "Insurer")).to_have_count(1)


def test_suggested_series_are_confirmed_or_refused(bills: Page, household: Owner) -> None:
    for payee in ("Gym", "Magazine"):
        for month in ("08", "09", "10", "11"):
            household.record("-19.90", payee, "Food", day=f"2026-{month}-10")
    card = bills.locator("#series")
    expect(card.locator("li").filter(has_text="Gym")).to_contain_text("Every month · Everyday · last on Nov 10, 2026")
    expect(card.locator("li").filter(has_text="Gym")).to_contain_text("-€19.90")
    assert violations(bills) == []
    card.get_by_role("button", name="Yes, expect Gym").click()
    expect(bills.locator(".notice")).to_contain_text("“Gym” is expected from now on.")
    card.get_by_role("button", name="No, Magazine does not come again").click()
    expect(bills.locator(".notice")).to_contain_text("“Magazine” is not asked about again.")
    answer = household.ask("{ series { payee } seriesSuggestions { payee } }")
    assert "Gym" in [series["payee"] for series in answer["series"]]
    assert {"payee": "Gym"} not in answer["seriesSuggestions"]
    assert {"payee": "Magazine"} not in answer["seriesSuggestions"]


def test_the_forecast_is_the_servers_with_its_lowest_point(forecast: Page, household: Owner) -> None:
    known = household.ask(FORECAST)["dashboard"]["forecast"]
    assert known["safeUntilIncome"]["amount"] != "0.00"
    expect(figure(forecast, "Safe to spend until Dec 1")).to_have_text(euros(known["safeUntilIncome"]))
    expect(figure(forecast, "Lowest, on")).to_have_text(euros(known["counted"]["lowest"]["balance"]))
    expect(figure(forecast, "First below zero")).to_have_text("Never")
    expect(forecast.locator("#forecast polyline")).to_have_count(1)
    expect(forecast.locator("#forecast .mark-dot")).to_have_count(1)
    forecast.locator("#forecast summary").click()
    rows = table(forecast, "The balance of each day")
    assert [row[1] for row in rows] == [euros(point["balance"]) for point in known["counted"]["points"]]
    expect(forecast.locator("#coming li").first).to_contain_text("Insurer")
    for width, scheme in ((1440, "light"), (390, "dark")):
        forecast.set_viewport_size({"width": width, "height": 844})
        forecast.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert violations(forecast) == []


def test_changes_are_tried_beside_what_is_and_saved_nowhere(forecast: Page, household: Owner) -> None:
    drafts = forecast.locator("#drafts")
    drafts.get_by_label("What", exact=True).fill("Piano")
    drafts.get_by_label("Amount").fill("much")
    drafts.get_by_role("button", name="Try it").click()
    expect(drafts.get_by_role("alert")).to_contain_text("Write an amount")
    drafts.get_by_label("Amount").fill("1500")
    drafts.get_by_label("How often").select_option("Once")
    drafts.get_by_role("button", name="Try it").click()
    expect(forecast.locator("#forecast polyline")).to_have_count(2)
    schedule = {"firstOn": "2026-11-23", "endsOn": "2026-11-23"}
    piano = {"series": {"payee": "Piano", "amount": "-1500", "schedule": schedule}}
    drafted = household.ask(FORECAST, {"drafts": [piano]})["dashboard"]["forecast"]
    changed = forecast.get_by_role("region", name="With the changes")
    lowest = changed.locator(".figures > div").filter(has_text="Lowest").locator("dd")
    expect(lowest).to_have_text(euros(drafted["counted"]["lowest"]["balance"]))
    assert violations(forecast) == []
    drafts.get_by_label("Change", exact=True).select_option("Leave a series out")
    drafts.get_by_label("Series").select_option("Landlord")
    drafts.get_by_role("button", name="Try it").click()
    drafts.get_by_label("Change", exact=True).select_option("Spend at most")
    drafts.get_by_label("Category").select_option("Food")
    drafts.get_by_label("Amount").fill("100")
    drafts.get_by_role("button", name="Try it").click()
    chips = drafts.get_by_role("list", name="Changes that are tried")
    expect(chips.locator(".chip")).to_have_text(
        ["Piano -€1,500.00, once ✕", "Without Landlord ✕", "Food at most €100.00 ✕"]
    )
    for _ in range(3):
        chips.get_by_role("button").first.click()
    expect(changed).to_have_count(0)
    assert [series["payee"] for series in household.ask("{ series { payee } }")["series"]] == [
        "Employer",
        "Landlord",
        "Insurer",
    ]


def test_places_without_any_series_say_what_to_do(open_page: OpenPage, alice: Owner) -> None:
    page = open_page(alice)
    go_live(page, "/bills")
    expect(page.locator(".place")).to_contain_text(re.compile("No bill is known yet|Does this come again"))
    go_live(page, "/forecast")
    expect(page.locator(".warn")).to_contain_text("Without Everyday, whose balance is not known.")
    assert violations(page) == []
