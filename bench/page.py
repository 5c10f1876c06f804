"""The page in a browser: its first figures beside those of a bare page, and a chart's change beside a frame."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from playwright.sync_api import Browser, BrowserContext, Page

from app.demo.opening import open_demo
from app.graphql.authentication import SESSION_COOKIE
from app.web.assets import installed
from bench.databases import Backend
from bench.figures import Figure, Skipped, beside
from bench.servers import BARE_PAGE, serving
from tests.browser.chromium import chromium, program

ROUNDS = 21
SETTLE_MS = 300
PAGE, BARE = "/", "/bare"
OVER_BARE = ("page_over_bare", 2.0)
OVER_FRAME = ("draw_over_frame", 4.0)

# A message that is sent within a frame arrives when that frame is made.
PAINTED = """
const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => resolve(performance.now());
  port2.postMessage(null);
}));
"""
# Milliseconds from the beginning of the navigation until the figures are painted, on either page.
FIRST_FIGURES = f"""{PAINTED}
window.drawn = new Promise((resolve) => new MutationObserver((_, observer) => {{
  if (!document.querySelector(".headline .money, pre:not(:empty)")) return;
  observer.disconnect();
  resolve(painted());
}}).observe(document, {{ childList: true, subtree: true }}));
"""
# The page's own question, asked and printed without anything else.
BARE_HTML = """<!doctype html>
<meta charset="utf-8">
<title>Bare</title>
<pre></pre>
<script>
fetch("/graphql", { method: "POST", headers: { "content-type": "application/json" }, body: BODY })
  .then((answer) => answer.json())
  .then(({ data }) => { document.querySelector("pre").textContent = JSON.stringify(data, null, 2); });
</script>
"""
ARRIVALS = """
let arrived;
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      if (data.includes('"dashboardUpdated"')) arrived = performance.now();
    });
  }
};
"""
# Milliseconds from the arrival of the next update until the ring of spending is painted as it then is.
NEXT_CHANGE = """
window.watchTheRing = () => {
  window.drawn = new Promise((resolve) => new MutationObserver((_, observer) => {
    observer.disconnect();
    const since = arrived;
    painted().then((now) => resolve(now - since));
  }).observe(document.querySelector("#spent svg"), { attributes: true, childList: true, subtree: true }));
};
"""
# Milliseconds of a frame of this page while nothing changes.
FRAME = """
window.frameOf = async (count) => {
  const frame = () => new Promise(requestAnimationFrame);
  const begin = await frame();
  for (let left = count; left > 1; left--) await frame();
  return ((await frame()) - begin) / count;
};
"""
FRAMES = 30
TODAY = "{ viewer { ledger { today } } }"
SPEND = """mutation Spend($date: Date!) {
  recordTransaction(input: { date: $date, amount: "-20.00", payee: "Corner bakery" }) { problems { message } }
}"""


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """Both figures on the demo, which is on SQLite."""
    if backend == "postgresql":
        return
    if not program():
        raise Skipped("there is no Chromium")
    if installed().missing:
        raise Skipped("the page's files are not installed")
    with TemporaryDirectory(prefix="aqua-thistle-bench-") as folder:
        url, bare = f"sqlite:///{Path(folder) / 'demo.db'}", Path(folder) / "bare.html"
        demo = await open_demo(url)
        environment = {
            "AQUA_THISTLE_DATABASE_URL": url,
            "AQUA_THISTLE_LOG_LEVEL": "error",
            BARE_PAGE: str(bare),
        }
        async with serving("page", environment) as port:
            server = f"http://127.0.0.1:{port}"
            # Playwright's own way of waiting needs a thread that runs no event loop.
            yield await asyncio.to_thread(_first_figures, server, demo.session, bare)
            yield await asyncio.to_thread(_changes, server, demo.session)


def _first_figures(server: str, session: str, bare: Path) -> Figure:
    """The larger of two ratios: with nothing in the browser's cache, and with all that a visit before left there."""
    with chromium() as browser:
        with _signed_in(browser, server, session) as context:
            bare.write_text(_bare_page(context.new_page()), encoding="utf-8")
        cold = beside(*OVER_BARE, _visits(browser, server, session, warm=False))
        warm = beside(*OVER_BARE, _visits(browser, server, session, warm=True))
    detail = f"cold {cold.ratio:.2f}, {cold.detail}; warm {warm.ratio:.2f}, {warm.detail}"
    return replace(max(cold, warm, key=lambda figure: figure.ratio), detail=detail)


def _bare_page(page: Page) -> str:
    """A page that asks what the product's page asks first."""
    with page.expect_request("**/graphql") as expected:
        page.goto(PAGE)
    question = expected.value.post_data or ""
    assert "dashboard" in question, question
    return BARE_HTML.replace("BODY", orjson.dumps(question).decode().replace("<", "\\u003c"))


def _visits(browser: Browser, server: str, session: str, *, warm: bool) -> list[tuple[float, float]]:
    """Milliseconds to the first figures of both pages, each in a new tab, which go first in turn.

    A first round does not count. Without `warm` each visit is the first of a browser that knows nothing.
    """
    times: dict[str, list[float]] = {PAGE: [], BARE: []}
    with ExitStack() as stack:
        kept = stack.enter_context(_signed_in(browser, server, session)) if warm else None
        for number in range(ROUNDS + 1):
            for path in (PAGE, BARE) if number % 2 else (BARE, PAGE):
                with nullcontext(kept) if kept else _signed_in(browser, server, session) as context:
                    times[path].append(_visit(context, path))
    return list(zip(times[PAGE], times[BARE], strict=True))[1:]


def _visit(context: BrowserContext, path: str) -> float:
    page = context.new_page()
    page.add_init_script(FIRST_FIGURES)
    # The tab is open, and the visit before is over.
    page.wait_for_timeout(SETTLE_MS)
    page.goto(path)
    milliseconds: float = page.evaluate("drawn")
    page.close()
    return milliseconds


def _changes(server: str, session: str) -> Figure:
    """From the arrival of an update that another's change caused until it is painted, transitions left to run on."""
    with chromium() as browser, _signed_in(browser, server, session) as context:
        page = context.new_page()
        page.add_init_script(PAINTED + ARRIVALS + NEXT_CHANGE + FRAME)
        page.goto(PAGE)
        page.get_by_role("status").get_by_text("Live").wait_for()
        date = _ask(context, TODAY)["viewer"]["ledger"]["today"]
        times = [_change(page, date) for _ in range(ROUNDS + 1)][1:]
    return beside(*OVER_FRAME, times)


def _change(page: Page, date: str) -> tuple[float, float]:
    """Milliseconds to a changed chart, and of a frame just before."""
    page.wait_for_timeout(SETTLE_MS)
    frame: float = page.evaluate(f"frameOf({FRAMES})")
    page.evaluate("watchTheRing()")
    _ask(page.context, SPEND, {"date": date})
    return page.evaluate("drawn"), frame


def _ask(context: BrowserContext, query: str, variables: dict[str, str] | None = None) -> Any:
    answer = context.request.post("/graphql", data={"query": query, "variables": variables}).json()
    assert "errors" not in answer, answer
    return answer["data"]


@contextmanager
def _signed_in(browser: Browser, server: str, session: str) -> Iterator[BrowserContext]:
    """Yield a browser that has a session of the server, and has loaded nothing yet."""
    context = browser.new_context(base_url=server)
    context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": server, "httpOnly": True}])
    yield context
    context.close()
