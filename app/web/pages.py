"""The HTML pages, each with the policy for its scripts."""

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.web.assets import STATIC, Assets
from app.web.installable import installable_routes

PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
INLINE_SCRIPT = re.compile(r'<script(?: type="importmap")?>(.*?)</script>', re.DOTALL)
# A WebSocket to the page's own host is 'self' in Chromium and Firefox since 2018, in Safari since 2022.
POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
INSTALLABLE = "; manifest-src 'self'; worker-src 'self'"
# No script of the page makes markup from text, so none may; one names the service worker.
NO_MARKUP = "; require-trusted-types-for 'script'; trusted-types service-worker"
# The style that GraphiQL's dialogs put into the page to hold it still.
DIALOG_STYLE = "'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='"
# The addresses of the page's places; app/web/static/page/places.js says what is shown there.
PLACES = ("/", "/transactions", "/budget", "/bills", "/forecast", "/accounts", "/goals", "/finny", "/settings")
# Those that have a place for each thing within them.
AROUND = ("/accounts",)
HEADERS = {
    "cache-control": "no-cache",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
MISSING = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Aqua Thistle</title>
<p>The page's files are not installed; run <code>make install</code> and start the server again.
The API at <code>/graphql</code> answers without them.</p>
</html>
"""


NOT_FOUND = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Not found · Aqua Thistle</title>
<p>There is no page at this address; <a href="/">go to the dashboard</a>.</p>
</html>
"""


def page_routes(assets: Assets, demo_password: str | None = None) -> list[Route]:
    """Return the page at each of its places and the files that pages load.

    With the demo's password, the page has a button that signs in.
    """
    demo = f'<meta name="demo-password" content="{escape(demo_password)}">' if demo_password else ""
    home = _page("index.html", assets, POLICY + INSTALLABLE + NO_MARKUP, demo=demo)
    paths = [*PLACES, *(f"{place}/{{id}}" for place in AROUND)]
    places = [Route(path, home, methods=["GET"]) for path in paths]
    kept = (*PLACES, *(f"{place}/*" for place in AROUND))
    return [*places, *([] if assets.missing else installable_routes(assets, kept)), assets.route()]


def not_found_route() -> Route:
    """Return the route of every address that no route before it has."""
    return Route("/{path:path}", HTMLResponse(NOT_FOUND, 404, HEADERS | {"cache-control": "no-store"}))


def graphiql(assets: Assets) -> Response:
    """Return GraphiQL. Its style contains its fonts, and it makes markup from text."""
    policy = POLICY.replace("font-src 'self'", "font-src data:").replace("style-src", f"style-src {DIALOG_STYLE}")
    return _page("graphiql/index.html", assets, policy)


def _page(template: str, assets: Assets, policy: str, demo: str = "") -> Response:
    """Fill the addresses into a template, or return a page that says what is missing."""
    if assets.missing:
        return HTMLResponse(MISSING, 503, HEADERS | {"cache-control": "no-store"})
    imports = json.dumps({"imports": assets.imports}, separators=(",", ":"))
    text = (STATIC / template).read_text(encoding="utf-8")
    first = assets.modules("page/first.js", "page/main.js")
    places = sorted(path for path in assets if path.startswith("page/places/"))
    screens = ("page/frame/frame.js", "page/signing/signing.js", *places)
    later = [address for address in assets.modules(*screens) if address not in first]
    filled = {
        "assets": assets.address,
        "importmap": imports,
        "preloads": _preloads(first),
        "later": _preloads(later),
        "demo": demo,
    }
    text = PLACEHOLDER.sub(lambda match: filled[match[1]], text)
    scripts = "".join(f" 'sha256-{_hash(script)}'" for script in INLINE_SCRIPT.findall(text))
    return HTMLResponse(text, headers=HEADERS | {"content-security-policy": policy.format(scripts=scripts)})


def _preloads(modules: Sequence[str]) -> str:
    return "".join(f'<link rel="modulepreload" href="{address}">' for address in modules)


def _hash(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()
