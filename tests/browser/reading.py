"""Reading a page: its figures, its tables, and the sizes of its drawings."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from playwright.sync_api import Page, expect

Money = dict[str, Any]

TABLE = """(table) => [...table.querySelectorAll("tbody tr")].map(
  (row) => [...row.cells].map((cell) => cell.textContent)
)"""
ARC = """(arc) => {
  const style = getComputedStyle(arc);
  return [parseFloat(style.strokeDasharray), parseFloat(style.strokeDashoffset)];
}"""


def euros(money: Money, *, signed: bool = False) -> str:
    """An amount in euros as English writes it: -€1,234.50."""
    amount = Decimal(money["amount"])
    sign = "-" if amount < 0 else "+" if signed and amount else ""
    return f"{sign}€{abs(amount):,.2f}"


def percent(part: float, places: int = 0) -> str:
    """A part as a percentage with at most some places: 27.9%."""
    rounded = (Decimal(repr(part)) * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded.normalize():f}%"


def name_of(category: dict[str, Any] | None) -> str:
    """Return the name of a category."""
    return str(category["name"]) if category else "Not categorised"


def figure(page: Page, name: str) -> Any:
    """A headline figure by its name."""
    return page.locator(".figures > div").filter(has_text=name).locator("dd")


def table(page: Page, caption: str) -> list[list[str]]:
    """The rows of the table behind a chart, each beginning with its name."""
    rows: list[list[str]] = page.locator(f"table:has(caption:text-is('{caption}'))").evaluate(TABLE)
    return rows


def arcs(page: Page) -> list[tuple[float, float]]:
    """The arcs of the ring: how long each is and where it begins, in hundredths of the round."""
    drawn = [arc.evaluate(ARC) for arc in page.locator("#spent .arc").all()]
    return [(length, -offset) for length, offset in drawn]


def extents(page: Page, selector: str, side: str) -> list[float]:
    """Return the widths or the heights of some drawn elements, in pixels."""
    measure = "(elements, side) => elements.map((each) => each.getBoundingClientRect()[side])"
    sizes: list[float] = page.locator(selector).evaluate_all(measure, side)
    return sizes


def open_all(page: Page) -> None:
    """Open everything that can be opened in its place: the tables behind charts, the figures behind insights."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")


def go_live(page: Page, path: str = "/") -> None:
    """Open a place and wait until it follows its ledger."""
    page.goto(path)
    expect(page.locator(".connection")).to_have_text("Live")
