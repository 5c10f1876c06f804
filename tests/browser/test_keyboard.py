"""The page without a mouse: everything is reached in its order, and dialogs keep the focus and give it back."""

from collections.abc import Callable
from itertools import pairwise

from playwright.sync_api import Page, expect

from tests.browser.owners import Owner

# What can take the focus, in the order of the page, each by a number of its own; a radio group is one stop.
NUMBERED = """() => {
  const some = document.querySelectorAll("a[href], button:enabled, input:enabled, select, summary, [tabindex='0']");
  const reached = [...some].filter((each) => each.checkVisibility({visibilityProperty: true}) && each.type !== "radio");
  reached.forEach((each, index) => (each.dataset.stop = index));
  return reached.length;
}"""
# Where what has the focus begins and ends on the whole page, from its top.
PLACE = """() => {
  const {top, bottom} = document.activeElement.getBoundingClientRect();
  return [top + scrollY, bottom + scrollY];
}"""
STOP = "document.activeElement.dataset.stop ?? null"
WITHIN = "document.activeElement.closest('dialog') !== null || document.activeElement === document.body"


def press(page: Page, name: str) -> Callable[[], None]:
    """Press a button by the keyboard."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")
    return lambda: expect(button).to_be_focused()


def test_tab_reaches_everything_in_the_order_of_the_page(home: Page) -> None:
    expect(home.locator(".transactions li")).to_have_count(5)
    count = home.evaluate(NUMBERED)
    assert count > 35
    reached = []
    for _ in range(count):
        home.keyboard.press("Tab")
        reached.append(home.evaluate(STOP))
    assert reached == [str(number) for number in range(count)]


def test_the_focus_never_jumps_upwards_on_a_phone(home: Page) -> None:
    home.set_viewport_size({"width": 390, "height": 844})
    expect(home.locator(".transactions li")).to_have_count(5)
    count = home.evaluate(NUMBERED)
    home.get_by_role("link", name="Skip to the contents").focus()
    places = []
    while home.evaluate(STOP) != str(count - 1):
        home.keyboard.press("Tab")
        places.append(home.evaluate(PLACE))
    assert len(places) > 25
    assert [(above, below) for above, below in pairwise(places) if below[1] <= above[0]] == []


def test_the_first_stop_skips_to_the_figures(home: Page) -> None:
    home.keyboard.press("Tab")
    skip = home.get_by_role("link", name="Skip to the contents")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    home.keyboard.press("Enter")
    expect(home.get_by_role("main")).to_be_focused()
    home.keyboard.press("Tab")
    assert home.evaluate("document.activeElement.closest('main') !== null")


def test_a_dialog_keeps_the_focus_and_gives_it_back(home: Page) -> None:
    for name in ("Add", "New goal", "Add money to Bicycle"):
        is_back = press(home, name)
        dialog = home.get_by_role("dialog")
        expect(dialog.locator("button.main").first).to_be_visible()
        assert home.evaluate("document.activeElement.closest('dialog') !== null")
        for _ in range(dialog.locator("input, button, select, summary").count() + 3):
            home.keyboard.press("Tab")
            assert home.evaluate(WITHIN)
        home.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        is_back()


def test_a_dialog_that_is_done_gives_the_focus_back(home: Page) -> None:
    is_back = press(home, "Add money to Bicycle")
    expect(home.get_by_label("How much")).to_be_focused()
    home.keyboard.type("10")
    home.keyboard.press("Enter")
    expect(home.get_by_role("dialog")).to_have_count(0)
    expect(home.locator(".goal-list")).to_contain_text("€310.00")
    is_back()


def test_a_dialog_above_another_gives_the_focus_back_to_it(home: Page) -> None:
    home.goto("/settings")
    press(home, "Edit the categories")
    is_back = press(home, "New category")
    expect(home.get_by_role("dialog")).to_have_count(2)
    home.keyboard.press("Escape")
    expect(home.get_by_role("dialog")).to_have_count(1)
    is_back()


def test_a_category_is_chosen_by_the_keyboard(home: Page, alice: Owner) -> None:
    line = home.locator(".transactions li").filter(has_text="Kiosk")
    press(home, "Categorise Kiosk")
    expect(line.get_by_role("combobox")).to_be_focused()
    home.keyboard.press("ArrowDown")
    home.keyboard.press("ArrowDown")
    home.keyboard.press("Enter")
    expect(line.locator("button.chip")).to_be_focused()
    expect(line.locator("button.chip")).to_contain_text("Rent")


def test_the_choice_of_a_period_closes_by_escape_and_gives_the_focus_back(home: Page) -> None:
    name = home.locator(".period-picker .name")
    name.focus()
    home.keyboard.press("Enter")
    expect(home.get_by_label("Month", exact=True)).to_be_focused()
    home.keyboard.press("Escape")
    expect(home.locator(".period-choice")).to_have_count(0)
    expect(name).to_be_focused()
