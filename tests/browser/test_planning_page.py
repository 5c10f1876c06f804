"""An owner keeps budgets, goals, categories, insights, settings and tokens on the page."""

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.owners import Owner, Street
from tests.browser.reading import figure, table

DINNER = "-40.00"


def open_dialog(page: Page, name: str) -> Locator:
    """The dialog that a button opens, which is above all others."""
    count = page.get_by_role("dialog").count()
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(count + 1)
    return page.get_by_role("dialog").nth(count)


def save(dialog: Locator) -> None:
    """Press the dialog's own button, and see it gone."""
    dialog.locator("button.main").last.click()
    expect(dialog).to_have_count(0)


def plan(page: Page, name: str, amount: str) -> Locator:
    """Write what a category may cost in the place of the budget, and return the input."""
    page.locator(".sidebar").get_by_role("link", name="Budget").click()
    written = page.get_by_label(f"Plan for {name}", exact=True)
    written.fill(amount)
    page.keyboard.press("Tab")
    return written


def test_a_budget_is_planned_changed_and_ended(home: Page, alice: Owner) -> None:
    expect(home.locator(".left-to-spend")).to_contain_text("€159.75")
    home.locator("#budget").get_by_role("link", name="Plan").click()
    expect(home.get_by_label("Plan for Rent")).to_have_value("800.00")
    plan(home, "Food", "1000+133")
    expect(home.get_by_label("Plan for Food")).to_have_value("1133.00")
    plan(home, "Rent", "")
    expect(home.locator(".notice")).to_contain_text("The plan for Rent is saved.")
    expect(home.locator(".figures")).to_contain_text("Left to spend€192.75")
    home.locator(".sidebar").get_by_role("link", name="Dashboard").click()
    expect(home.locator(".left-to-spend")).to_contain_text("Left to spend€192.75")
    expect(home.locator(".budget-lines li")).to_have_count(1)
    expect(home.locator("#budget .hint")).to_contain_text("Without a budget: Rent €800.00, Not categorised €7.25.")
    home.get_by_role("button", name="The month before").click()
    expect(home.locator(".budget-lines li")).to_have_count(2)
    assert table(home, "Budget and spending by category") == [
        ["Rent", "€800.00", "€800.00", "€0.00"],
        ["Food", "€300.00", "€250.00", "€50.00"],
    ]


def test_a_plan_is_taken_back(home: Page, alice: Owner) -> None:
    plan(home, "Food", "310")
    expect(home.locator(".figures")).to_contain_text("Left to spend€169.75")
    home.locator(".notice").get_by_role("button", name="Undo").click()
    expect(home.get_by_label("Plan for Food")).to_have_value("300.00")
    expect(home.locator(".figures")).to_contain_text("Left to spend€159.75")


def test_a_wrong_plan_is_told_beside_its_category(home: Page) -> None:
    rent = plan(home, "Rent", "minus one")
    expect(rent).to_have_attribute("aria-invalid", "true")
    told = home.locator(".budget-table tr", has=home.get_by_label("Plan for Rent")).get_by_role("alert")
    expect(told).to_have_text("Write an amount, such as 12.50, or a sum, such as 30+12.")
    expect(rent).to_have_value("minus one")
    assert violations(home) == []


def test_rent_on_the_page_is_counted_once_and_without_a_past_no_end_is_told(
    home: Page, open_page: OpenPage, alices_street: Street
) -> None:
    expect(home.locator(".left-to-spend")).to_contain_text("about €940.25 by the end")
    newcomer = alices_street.move_in()
    newcomer.change("setBudget", {"categoryId": newcomer.categories["Food"], "amount": "300.00", "month": "2026-11"})
    page = open_page(newcomer)
    page.goto("/")
    expect(page.locator(".left-to-spend")).to_contain_text("no past tells the end yet")


def test_over_the_budget_is_said_in_words(home: Page, alice: Owner) -> None:
    alice.record("-500.00", "Feast", "Food")
    food = home.locator(".budget-lines li").filter(has_text="Food")
    expect(food).to_contain_text("Over budget")
    expect(food).to_contain_text("over by €333.00")
    expect(food.get_by_role("meter")).to_have_attribute("aria-valuetext", "211%")
    expect(home.locator(".left-to-spend")).to_contain_text("Over the budget by€340.25")


def test_a_goal_is_set_fed_and_deleted(home: Page, alice: Owner) -> None:
    goal = open_dialog(home, "New goal")
    goal.get_by_label("What for").fill("Piano")
    goal.get_by_label("How much").fill("0")
    goal.get_by_role("button", name="Save").click()
    expect(goal.get_by_role("alert")).to_have_text("A goal needs a target above zero; say how much is to be saved.")
    goal.get_by_label("How much").fill("2,000.00")
    save(goal)
    piano = home.locator(".goal-list li").filter(has_text="Piano")
    expect(piano).to_contain_text("€0.00 of €2,000.00")
    fed = open_dialog(home, "Add money to Piano")
    fed.get_by_label("How much").fill("500")
    save(fed)
    expect(piano).to_contain_text("€500.00 of €2,000.00")
    expect(piano.get_by_role("meter")).to_have_attribute("aria-valuenow", "25")
    home.once("dialog", lambda dialog: dialog.accept())
    piano.locator("button.name").click()
    home.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(piano).to_have_count(0)


def test_the_word_beside_a_goal_fits_the_facts(home: Page, alice: Owner) -> None:
    goals = home.locator(".goal-list li")
    expect(goals.filter(has_text="Bicycle").locator(".status")).to_have_text("On track")
    alice.change("createGoal", {"name": "Boat", "target": "9000", "targetDate": "2027-01-01"})
    boat = goals.filter(has_text="Boat")
    expect(boat.locator(".status")).to_have_text("Just begun")
    expect(boat).to_contain_text("€9,000.00 to go by Jan 1, 2027, €4,500.00 a month")
    listed = alice.ask("{ goals { id name } }")["goals"]
    alice.change(
        "contributeToGoal", {"goalId": next(goal["id"] for goal in listed if goal["name"] == "Boat"), "amount": "4500"}
    )
    expect(boat.locator(".status")).to_have_text("On track")


def test_a_category_is_named_below_another_edited_and_put_away(home: Page, alice: Owner) -> None:
    home.goto("/budget")
    kept = open_dialog(home, "Edit the categories")
    new = open_dialog(home, "New category")
    new.get_by_label("Name").fill("Groceries")
    new.get_by_label("Emoji").fill("🛒")
    new.get_by_label("Below").select_option("Food")
    save(new)
    expect(kept.locator("li.child")).to_contain_text("🛒 Groceries")
    kept.get_by_role("button", name="Groceries").click()
    edited = home.get_by_role("dialog").nth(1)
    edited.get_by_label("Name").fill("Food")
    edited.get_by_label("Below").select_option("No other category")
    edited.get_by_role("button", name="Save").click()
    expect(edited.get_by_role("alert")).to_contain_text("There is already a category “Food” here")
    edited.get_by_role("button", name="Put away").click()
    expect(kept.locator("li.child")).to_have_count(0)
    kept.locator(".notice").get_by_role("button", name="Undo").click()
    expect(kept.locator("li.child")).to_have_count(1)


def test_the_budget_of_a_category_that_was_put_away_is_shown_and_can_be_ended(home: Page, alice: Owner) -> None:
    alice.change("archiveCategory", {"id": alice.categories["Rent"]})
    home.reload()
    expect(home.locator(".left-to-spend")).to_contain_text("€159.75")
    home.locator(".sidebar").get_by_role("link", name="Budget").click()
    expect(home.get_by_label("Plan for Rent")).to_have_value("800.00")
    expect(home.locator(".budget-table tr").filter(has_text="Rent")).to_contain_text("put away")
    plan(home, "Rent", "")
    expect(home.locator(".figures")).to_contain_text("Over the budget by€640.25")
    alice.change("deleteTransaction", {"id": rent_of(alice, "2026-11-01")})
    alice.change("deleteTransaction", {"id": rent_of(alice, "2026-10-01")})
    expect(home.get_by_label("Plan for Rent")).to_have_count(0)
    expect(home.get_by_label("Plan for Food")).to_have_count(1)


def rent_of(owner: Owner, start: str) -> str:
    """Return the id of the newest rent since a day."""
    answer = owner.ask(
        'query ($start: Date!) { transactions(last: 1, filter: {text: "Landlord", start: $start}) { nodes { id } } }',
        {"start": start},
    )
    return str(answer["transactions"]["nodes"][0]["id"])


def test_a_transaction_keeps_its_category_after_that_was_put_away(home: Page, alice: Owner) -> None:
    alice.change("archiveCategory", {"id": alice.categories["Rent"]})
    home.reload()
    home.get_by_role("button", name="Landlord").first.click()
    edited = home.get_by_role("dialog")
    expect(edited.get_by_label("Category")).to_have_value(alice.categories["Rent"])


def test_a_category_that_was_put_away_is_brought_back_later_and_its_transactions_keep_it(
    home: Page, alice: Owner
) -> None:
    alice.change("archiveCategory", {"id": alice.categories["Food"]})
    home.reload()
    expect(home.locator(".connection")).to_have_text("Live")
    edited = home.locator(".transactions li").filter(has_text="Bakery")
    edited.locator(".payee").click()
    dialog = home.get_by_role("dialog")
    expect(dialog.get_by_label("Category")).to_have_value(alice.categories["Food"])
    save(dialog)
    expect(edited.locator(".chip")).to_contain_text("Food")
    open_dialog(home, "Add")
    expect(dialog.get_by_label("Category")).not_to_contain_text("Food")
    home.keyboard.press("Escape")
    home.goto("/settings")
    kept = open_dialog(home, "Edit the categories")
    assert violations(home) == []
    kept.get_by_role("button", name="Bring back Food").click()
    expect(kept.get_by_role("button", name="Bring back Food")).to_have_count(0)
    expect(kept.get_by_role("button", name="Food", exact=False)).to_be_visible()
    expect(kept.locator(".notice")).to_contain_text("“Food” is back.")


def test_an_insight_shows_its_figures_and_is_put_away_everywhere(home: Page, alice: Owner) -> None:
    for _ in range(2):
        alice.record(DINNER, "Bistro", "Food")
    twice = home.locator(".insight").filter(has_text="Bistro")
    expect(twice).to_contain_text("€40.00")
    twice.locator("summary").click()
    expect(twice.locator(".evidence li")).not_to_have_count(0)
    expect(twice.locator(".evidence")).to_contain_text("€40.00")
    twice.get_by_role("button", name="Put away").click()
    expect(twice).to_have_count(0)
    insights = alice.ask("{ dashboard { insights { text } } }")["dashboard"]["insights"]
    assert not [insight for insight in insights if "Bistro" in insight["text"]]


def test_periods_begin_on_the_day_of_pay_once_it_is_set(home: Page) -> None:
    settings = open_settings(home)
    settings.get_by_label("A budget period starts on day").fill("40")
    settings.get_by_role("button", name="Save", exact=True).click()
    expect(settings.get_by_role("alert")).to_have_text("No month has a day 40; use 1 to 31.")
    settings.get_by_label("A budget period starts on day").fill("20")
    save_settings(home)
    expect(home.locator(".period-picker .name")).to_have_text("Nov 20 \u2013 Dec 19, 2026")
    expect(figure(home, "Spent")).to_have_text("€19.75")


def test_a_period_that_would_start_on_a_weekend_moves_and_stays_moved(home: Page) -> None:
    settings, name = open_settings(home), home.locator(".period-picker .name")
    settings.get_by_label("A budget period starts on day").fill("21")
    settings.get_by_label("On a weekend it starts on").select_option("The Monday after")
    save_settings(home)
    expect(name).to_have_text("Nov 23 \u2013 Dec 20, 2026")
    settings = open_settings(home)
    expect(settings.get_by_label("On a weekend it starts on")).to_have_value("AFTER")
    settings.get_by_label("A budget period starts on day").fill("22")
    save_settings(home)
    expect(name).to_have_text("Nov 23 \u2013 Dec 21, 2026")


def test_periods_of_two_weeks_are_walked_through_and_planned(home: Page) -> None:
    settings = open_settings(home)
    settings.get_by_label("Budget periods are").select_option("Two weeks")
    settings.get_by_role("button", name="Save", exact=True).click()
    expect(settings.get_by_role("alert")).to_have_text("Say on which day one of the periods starts.")
    settings.get_by_label("One of them starts on").fill("2026-11-13")
    save_settings(home)
    name = home.locator(".period-picker .name")
    expect(name).to_have_text("Nov 13 \u2013 26, 2026")
    home.get_by_role("button", name="The period before").click()
    expect(name).to_have_text("Nov 1 \u2013 12, 2026")
    home.get_by_role("button", name="The period before").click()
    expect(name).to_have_text("October 2026")
    home.get_by_role("button", name="The period after").click()
    expect(name).to_have_text("Nov 1 \u2013 12, 2026")
    home.get_by_role("button", name="The period after").click()
    expect(name).to_have_text("Nov 13 \u2013 26, 2026")
    name.click()
    home.get_by_label("Period of").fill("2026-12-01")
    expect(name).to_have_text("Nov 27 \u2013 Dec 10, 2026")


def test_the_currency_of_a_ledger_with_money_stays_and_says_so_beside_its_field(home: Page) -> None:
    settings = open_settings(home)
    settings.get_by_label("Currency").select_option("USD")
    settings.get_by_role("button", name="Save", exact=True).click()
    expect(settings.get_by_label("Currency")).to_have_attribute("aria-invalid", "true")
    home.go_back()
    expect(figure(home, "Spent")).to_have_text("€940.25")


def test_a_language_of_numbers_and_days_is_chosen(home: Page) -> None:
    settings = open_settings(home)
    settings.get_by_label("Language").fill("not a language")
    settings.get_by_role("button", name="Save", exact=True).click()
    expect(settings.get_by_role("alert")).to_contain_text("language tag")
    settings.get_by_label("Language").fill("de-AT")
    save_settings(home)
    expect(figure(home, "Spent")).to_have_text("€\xa0940,25")


def open_settings(page: Page) -> Locator:
    page.get_by_role("link", name="Settings of Alice").click()
    return page.locator(".settings")


def save_settings(page: Page) -> None:
    """Save, and go back to the figures."""
    page.locator(".settings").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notice")).to_contain_text("Saved.")
    page.go_back()


def test_a_token_for_another_program_is_shown_once_works_and_is_revoked(home: Page, alice: Owner) -> None:
    settings = open_settings(home)
    settings.get_by_text("Access tokens").click()
    settings.get_by_label("What for").fill("A script")
    settings.get_by_role("button", name="Make a token").click()
    secret = settings.locator("code").inner_text()
    script = Owner(alice.url, secret)
    assert script.ask("{ viewer { name } }") == {"viewer": {"name": "Alice"}}
    settings.get_by_role("button", name="Revoke A script").click()
    expect(settings.get_by_text("A script")).to_have_count(0)
    answer = httpx.post(
        f"{alice.url}/graphql", json={"query": "{ viewer { name } }"}, headers={"authorization": f"Bearer {secret}"}
    )
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_token_may_do_what_was_chosen(home: Page, alice: Owner) -> None:
    settings = open_settings(home)
    settings.get_by_text("Access tokens").click()
    for may, name in (("read and change the ledger's money", "Money"), ("read and change the settings", "Settings")):
        settings.get_by_label("What for").fill(name)
        settings.get_by_label("It may").select_option(may)
        settings.get_by_role("button", name="Make a token").click()
        expect(settings.locator(".tokens li").filter(has_text=name)).to_contain_text(f"may {may}")
    tokens = alice.ask("{ viewer { accessTokens { scopes } } }")["viewer"]["accessTokens"]
    assert sorted(token["scopes"] for token in tokens) == [["READ", "SETTINGS"], ["READ", "WRITE"]]


def test_a_range_of_days_that_is_refused_is_told_and_the_page_stays_live(home: Page, alice: Owner) -> None:
    home.locator(".period-picker .name").click()
    home.get_by_label("From", exact=True).fill("1990-01-01")
    home.get_by_role("button", name="Show these days").click()
    expect(home.locator(".notice")).to_contain_text("The range is longer than ten years")
    expect(home.locator(".period-picker .name")).to_have_text("November 2026")
    alice.record("-59.75", "Bistro", "Food")
    expect(figure(home, "Spent")).to_have_text("€1,000.00")


def test_a_parent_opens_to_its_children_whose_sums_are_its_own(home: Page, alice: Owner) -> None:
    for name, amount in (("Groceries", "-30.00"), ("Eating out", "-12.25")):
        made = alice.change(
            "createCategory", {"name": name, "icon": "", "parentId": alice.categories["Food"]}, "category { id }"
        )
        alice.categories[name] = made["category"]["id"]
        alice.record(amount, "Corner shop", name)
        alice.record(amount, "Corner shop", name, day="2026-10-05")
    alice.change("setBudget", {"categoryId": alice.categories["Groceries"], "amount": "25.00", "month": "2026-11"})
    home.locator(".sidebar").get_by_role("link", name="Budget").click()
    food = home.locator(".budget-table tbody").filter(has_text="Food")
    expect(food.locator("tr td")).to_have_text(["€292.25", "€200.00", "€325.00", "€175.25", "€149.75"])
    food.get_by_role("button", name="Food").click()
    expect(food.locator("tr.below th")).to_have_text(["Eating out", "Groceries", "Food itself"])
    expect(food.locator("tr.below").nth(0).locator("td")).to_have_text(["€12.25", "–", "", "€12.25", "–"])
    expect(food.locator("tr.below").nth(1).locator("td")).to_have_text(["€30.00", "–", "", "€30.00", "over by €5.00"])
    expect(food.locator("tr.below").nth(2).locator("td")).to_have_text(["€250.00", "–", "", "€133.00", "€167.00"])
    assert violations(home) == []
    plan(home, "Groceries", "40")
    expect(food.locator("tr.below").nth(1).locator("td").last).to_have_text("€10.00")
    food.locator("tr.below").nth(1).get_by_role("link").last.click()
    expect(home.locator(".list-sums .out")).to_have_text("€30.00")
    expect(home.get_by_role("list", name="Filters")).to_contain_text("Groceries")
