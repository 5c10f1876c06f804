"""The manifest and the service worker that make the page installable."""

import json
from collections.abc import Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.web.assets import Assets

# A service worker obeys the policy that it is sent with.
WORKER_POLICY = "default-src 'none'; connect-src 'self'"
WORKER = "service-worker.js"


def installable_routes(assets: Assets, places: tuple[str, ...]) -> list[Route]:
    """Return the routes of the manifest and of the service worker, which opens these places without the server."""
    return [
        _route("/manifest.webmanifest", partial(_manifest, assets), {"content-type": "application/manifest+json"}),
        _route(
            f"/{WORKER}",
            partial(_worker, assets, places),
            {"content-type": "text/javascript; charset=utf-8", "content-security-policy": WORKER_POLICY},
        ),
    ]


def _route(path: str, body: Callable[[], bytes], headers: dict[str, str]) -> Route:
    def answer(_request: Request) -> Response:
        return Response(body(), headers=headers | {"cache-control": "no-cache"})

    return Route(path, answer)


def _manifest(assets: Assets) -> bytes:
    icon = {"src": f"{assets.address}/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    manifest = {
        "id": "/",
        "name": "Aqua Thistle",
        "short_name": "Aqua Thistle",
        "description": "Your money, exact and live, on your own machine.",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f2f5f6",
        "theme_color": "#0c7478",
        "icons": [icon],
    }
    return json.dumps(manifest, indent=2).encode()


def _worker(assets: Assets, places: tuple[str, ...]) -> bytes:
    """Return the service worker behind a line that says what it keeps; a change of any file makes it a new one."""
    addresses = sorted({*assets.page_files, *assets.imports.values()})
    shell = {"name": assets.address, "places": places, "files": ["/", *addresses]}
    return f"self.shell = {json.dumps(shell, separators=(',', ':'))};\n".encode() + assets[WORKER].body
