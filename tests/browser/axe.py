"""The faults that axe-core finds in a page for people who do not see or click it as others do."""

from typing import Any

from playwright.sync_api import Page

from app.web.assets import PACKAGES
from tests.requirements import require

RUN = """async ([only, left_out]) => {
  const found = await axe.run({...(only && {include: only}), exclude: left_out});
  return found.violations.map(({id, nodes}) => [id, nodes.map(({target, any}) => [target.join(" "), any[0]?.message])]);
}"""


def violations(page: Page, *, only: str | None = None, left_out: str | None = None) -> list[Any]:
    """The rules that the page breaks and where: only below one selector, and but for what lies below another."""
    script = PACKAGES / "axe-core" / "axe.min.js"
    require(script.exists(), "axe-core is not installed.")
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{script.read_text(encoding='utf-8')}; 0")
    faults: list[Any] = page.evaluate(RUN, [only and [[only]], [[left_out]] if left_out else []])
    return faults
