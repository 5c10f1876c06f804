"""Assets: files of our own, minified, and of npm packages, unmodified, in memory, below an address with one hash."""

import gzip
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, normpath
from threading import Lock

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.web.minified import minified
from app.web.third_party_notices import notices

ROOT = Path(__file__).parents[2]
STATIC = Path(__file__).parent / "static"
PACKAGES = ROOT / "node_modules"

# The modules that the page imports by name; a browser needs the import map for these.
MODULES = {
    "preact": "preact/dist/preact.mjs",
    "preact/hooks": "preact/hooks/dist/hooks.mjs",
    "@preact/signals-core": "@preact/signals-core/dist/signals-core.mjs",
    "@preact/signals": "@preact/signals/dist/signals.mjs",
    "htm": "htm/dist/htm.mjs",
    "htm/preact": "htm/preact/index.mjs",
}
GRAPHIQL = (
    "react/umd/react.production.min.js",
    "react-dom/umd/react-dom.production.min.js",
    "graphiql/graphiql.min.js",
    "graphiql/graphiql.min.css",
    "@graphiql/plugin-explorer/dist/index.umd.js",
    "@graphiql/plugin-explorer/dist/style.css",
    "graphql-ws/dist/client.js",
)
# The files that these import from their own folder; the name has a hash of the release in it.
PARTS = ("graphql-ws/dist/common-*.js",)

# The notices of the fonts in GraphiQL's style.
FONTS = "graphiql/fonts.txt"

STATIC_IMPORT = re.compile(r"""\bfrom ?["']([^"']+)["']""")

# A system's own table may say that a script is plain text, and browsers refuse such a module.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
ACCEPTS_GZIP = re.compile(r"(^|[,\s])gzip\s*(?!\s*;\s*q=0(\.0*)?\s*(,|$))(;|,|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    media_type: str

    @cached_property
    def compressed(self) -> bytes | None:
        """Return the compressed bytes if they are fewer; they are made at the first request."""
        compressed = gzip.compress(self.body, mtime=0)
        return compressed if len(compressed) < len(self.body) else None


class Assets:
    """A set of files by their paths. `address` changes with any of them.

    Own files are at `{address}/{path}`, those of packages at `{address}/npm/{package}/{path}`; `missing` names the
    packages' files that were not found. `minify` returns what is sent in the place of some files; it is called once, by
    the first who reads a file, because a start does not wait for it.
    """

    def __init__(
        self, files: Mapping[str, bytes], missing: Sequence[str] = (), minify: Callable[[], dict[str, bytes]] = dict
    ) -> None:
        self.missing = tuple(missing)
        self._written = files
        self._minify = minify
        self._lock = Lock()
        digest = sha256()
        for path, body in sorted(files.items()):
            digest.update(f"{path}\n{len(body)}\n".encode() + body)
        self.address = f"/assets/{digest.hexdigest()[:12]}"

    @property
    def imports(self) -> dict[str, str]:
        """Return the addresses of the modules that are imported by name."""
        return {name: f"{self.address}/npm/{path}" for name, path in MODULES.items()}

    @property
    def page_files(self) -> list[str]:
        """Return the addresses of all files that the page may load, except modules that are imported by name."""
        own = ("page/", "icon.svg")
        return [f"{self.address}/{path}" for path in self._written if path.startswith(own)]

    def modules(self, *entries: str) -> list[str]:
        """Return the addresses of modules and of all their imports, so that a browser loads them at once."""
        paths: dict[str, None] = {}
        for entry in entries:
            self._find_modules(entry, paths)
        return [f"{self.address}/{path}" for path in paths]

    def _find_modules(self, path: str, paths: dict[str, None]) -> None:
        # A comment may name what is no module of the page.
        if path in paths or path not in self._written:
            return
        paths[path] = None
        for name in STATIC_IMPORT.findall(self._written[path].decode()):
            beside = normpath(f"{dirname(path)}/{name}")
            self._find_modules(f"npm/{MODULES[name]}" if name in MODULES else beside, paths)

    @cached_property
    def _sent(self) -> dict[str, Asset]:
        bodies = {**self._written, **self._minify()}
        return {path: Asset(body, MEDIA_TYPES[Path(path).suffix]) for path, body in bodies.items()}

    def get(self, path: str) -> Asset | None:
        """Return a file as it is sent, if there is one. The first caller waits for the minifier, all others for it."""
        with self._lock:
            return self._sent.get(path)

    def __getitem__(self, path: str) -> Asset:
        asset = self.get(path)
        if asset is None:
            raise KeyError(path)
        return asset

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def route(self) -> Route:
        """Return the route of all files. A path is only looked up, never opened."""
        return Route("/assets/{path:path}", self._serve)

    def _serve(self, request: Request) -> Response:
        # It is no coroutine, so that a thread waits for the minifier, and not the loop.
        folder, _, path = request.path_params["path"].partition("/")
        asset = self.get(path) if self.address.endswith(f"/{folder}") else None
        if asset is None:
            return PlainTextResponse(
                "There is no such file; load the page again.\n", 404, {"cache-control": "no-store"}
            )
        headers = {"content-type": asset.media_type, "cache-control": "public, max-age=31536000, immutable"}
        compressed = asset.compressed
        if compressed is None:
            return Response(asset.body, headers=headers)
        headers["vary"] = "accept-encoding"
        if not ACCEPTS_GZIP.search(request.headers.get("accept-encoding", "")):
            return Response(asset.body, headers=headers)
        return Response(compressed, headers=headers | {"content-encoding": "gzip"})


@cache
def installed() -> Assets:
    """Return the files of this installation; read them once in a process."""
    return read(STATIC, PACKAGES)


def read(static: Path, packages: Path) -> Assets:
    """Read the files of our own folder and of a folder of npm packages, and write `notices.txt` about these."""
    own = {path.relative_to(static).as_posix(): path for path in static.rglob("*") if path.suffix in MEDIA_TYPES}
    theirs: dict[str, Path] = {}
    missing = []
    for pattern in (*MODULES.values(), *PARTS, *GRAPHIQL):
        matching = sorted(packages.glob(pattern))
        theirs |= {f"npm/{path.relative_to(packages).as_posix()}": path for path in matching}
        missing += [] if matching else [pattern]
    files = {name: path.read_bytes() for name, path in (own | theirs).items()}
    files["notices.txt"] = notices(packages, files[FONTS].decode()).encode()
    return Assets(
        files, missing, lambda: minified(static, [path for path in own if not path.startswith("graphiql/")], packages)
    )
