"""The browser's files are served from memory, under addresses of their content, and never from anywhere else."""

import gzip
import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from app.web.assets import GRAPHIQL, MODULES, PACKAGES, STATIC, STATIC_IMPORT, Assets, installed, read
from app.web.middleware import RequestRules, middleware
from app.web.pages import PLACES, graphiql, not_found_route, page_routes
from tests.requirements import require

MOST_PAGE_BYTES = 120_000
MOST_FIRST_BYTES = 60_000
# A browser keeps what it has for as long as this says, so nothing may change below an address.
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def assets() -> Assets:
    """The files of this installation."""
    files = installed()
    require(not files.missing, "The npm packages are not installed.")
    return files


@pytest.fixture
async def browser(assets: Assets) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the files and the pages, behind the real middleware."""
    async with visitor(assets) as client:
        yield client


def visitor(assets: Assets) -> httpx.AsyncClient:
    """A client of some files and their page."""
    app = Starlette(routes=page_routes(assets), middleware=middleware(RequestRules()))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


async def test_every_file_is_served_for_good_with_its_type_and_those_of_packages_unmodified(
    assets: Assets, browser: httpx.AsyncClient
) -> None:
    for path in set(assets) - {"notices.txt"}:
        answer = await browser.get(f"{assets.address}/{path}")
        if path.startswith("npm/"):
            assert answer.content == (PACKAGES / path.removeprefix("npm/")).read_bytes()
        elif path.startswith("graphiql/") or not path.endswith((".js", ".css")):
            assert answer.content == (STATIC / path).read_bytes()
        assert answer.headers["cache-control"] == FOREVER
        assert answer.headers["x-content-type-options"] == "nosniff"
        if path.endswith(("js", "css")):
            assert answer.headers["content-type"] in ("text/javascript; charset=utf-8", "text/css; charset=utf-8")


def test_own_scripts_and_styles_are_served_without_comments_and_with_the_same_imports(
    assets: Assets,
) -> None:
    own = [path for path in assets if path.startswith("page/") and path.endswith((".js", ".css"))]
    assert len(own) > 50
    for path in own:
        written = (STATIC / path).read_text(encoding="utf-8")
        sent = assets[path].body.decode()
        comment = written.splitlines()[0].strip("/* ")
        assert comment in written
        assert comment not in sent
        assert len(sent) < len(written)
        assert imports_in(sent) == imports_in(written)


def imports_in(script: str) -> set[str]:
    return {name for name in STATIC_IMPORT.findall(script) if name in MODULES or name.endswith(".js")}


def test_files_are_served_as_they_are_written_without_a_minifier(tmp_path: Path) -> None:
    own, packages = tmp_path / "own", tmp_path / "packages"
    (own / "graphiql").mkdir(parents=True)
    (own / "graphiql/fonts.txt").write_text("Fonts")
    (own / "page.js").write_text("// A comment.\nexport const answer = 42;\n")
    assert read(own, packages)["page.js"].body == (own / "page.js").read_bytes()
    program = packages / "@esbuild/any/bin/esbuild"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    assert read(own, packages)["page.js"].body == (own / "page.js").read_bytes()


def test_a_script_that_cannot_be_read_is_served_as_it_is_written_with_all_others(tmp_path: Path) -> None:
    (tmp_path / "graphiql").mkdir()
    (tmp_path / "graphiql/fonts.txt").write_text("Fonts")
    (tmp_path / "good.js").write_text("// A comment.\nexport const answer = 42;\n")
    assert read(tmp_path, PACKAGES)["good.js"].body == b"export const answer=42;\n"
    (tmp_path / "bad.js").write_text("export const = ;\n")
    files = read(tmp_path, PACKAGES)
    assert {path: files[path].body for path in ("good.js", "bad.js")} == {
        path: (tmp_path / path).read_bytes() for path in ("good.js", "bad.js")
    }


async def test_the_notices_have_the_licence_of_every_package(assets: Assets, browser: httpx.AsyncClient) -> None:
    notices = (await browser.get(f"{assets.address}/notices.txt")).text
    assert f"{assets.address}/notices.txt" in (await browser.get("/")).text
    for path in [*MODULES.values(), *GRAPHIQL]:
        package = "/".join(path.split("/")[: 2 if path.startswith("@") else 1])
        manifest = json.loads((PACKAGES / package / "package.json").read_bytes())
        assert f"\n{package} {manifest['version']} ({manifest['license']})\n" in notices
    assert "Copyright (c) 2015-present Jason Miller" in notices
    assert "\naxe-core " not in notices


def test_the_notices_name_the_fonts_that_are_in_graphiqls_style_and_no_others(assets: Assets) -> None:
    style = assets["npm/graphiql/graphiql.min.css"].body.decode()
    families = set(re.findall(r"@font-face\s*\{\s*font-family:\s*['\"]?([\w ]+)", style))
    assert families == {"Roboto", "Fira Code"}
    notices = assets["notices.txt"].body.decode()
    for text in ("\nRoboto 2.137\n", "\nFira Code 5.002\n", "Apache License", "SIL OPEN FONT LICENSE Version 1.1"):
        assert text in notices


async def test_a_file_is_compressed_for_whoever_can_read_it(assets: Assets, browser: httpx.AsyncClient) -> None:
    address = f"{assets.address}/npm/preact/dist/preact.mjs"
    whole = (PACKAGES / "preact/dist/preact.mjs").read_bytes()
    for accepted in ("gzip", "deflate, GZIP;q=0.5", "br, gzip"):
        async with browser.stream("GET", address, headers={"accept-encoding": accepted}) as answer:
            sent = b"".join([piece async for piece in answer.aiter_raw()])
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "accept-encoding")
        assert int(answer.headers["content-length"]) == len(sent) < len(whole) / 2
        assert gzip.decompress(sent) == whole
    for accepted in ("identity", "gzip;q=0, br", "x-gzip"):
        answer = await browser.get(address, headers={"accept-encoding": accepted})
        assert "content-encoding" not in answer.headers
        assert answer.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/nothing.js",
        "/%2e%2e/asgi.py",
        "/npm/preact/package.json",
        "/npm/%2e%2e/package.json",
        "/npm/preact/dist/%2e%2e/dist/preact.mjs",
        "/index.html",
    ],
)
async def test_nothing_else_is_found(path: str, assets: Assets, browser: httpx.AsyncClient) -> None:
    answer = await browser.get(f"{assets.address}{path}")
    assert answer.status_code == 404
    assert answer.text == "There is no such file; load the page again.\n"
    assert answer.headers["cache-control"] == "no-store"


async def test_an_address_of_another_set_of_files_is_not_found(assets: Assets, browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/assets/0123456789ab/page/main.js")).status_code == 404
    assert (await browser.post(f"{assets.address}/page/main.js")).status_code == 405
    assert (await browser.head(f"{assets.address}/page/main.js")).status_code == 200


def test_the_address_changes_with_any_byte_or_name() -> None:
    sets = [{"a.js": b"1"}, {"a.js": b"2"}, {"b.js": b"1"}, {"a.js": b"1", "b.js": b""}, {"a.js": b"1b.js\n0\n"}, {}]
    assert len({Assets(files).address for files in sets}) == len(sets)
    assert Assets({"a.js": b"1", "b.js": b"2"}).address == Assets({"b.js": b"2", "a.js": b"1"}).address


async def test_the_page_finds_every_module_that_it_may_import(assets: Assets, browser: httpx.AsyncClient) -> None:
    text = (await browser.get("/")).text
    assert "{{" not in text
    for address in assets.imports.values():
        assert f'"{address}"' in text
        assert (await browser.get(address)).status_code == 200


async def test_the_page_preloads_those_modules_of_its_first_figures_first_and_those_that_few_need_not_at_all(
    assets: Assets, browser: httpx.AsyncClient
) -> None:
    first, later = (await browser.get("/")).text.split('<template id="later">')
    sooner, rest = (
        re.findall(rf'<link rel="modulepreload" href="{assets.address}/(.*?)">', page) for page in (first, later)
    )
    on_demand = {"page/importing/importing.js", "page/importing/reading.js"}
    own = {path for path in assets if path.startswith("page/") and path.endswith(".js")} - on_demand
    theirs = {f"npm/{path}" for path in MODULES.values()}
    assert sorted(sooner + rest) == sorted(own | theirs)
    assert sooner[:4] == ["page/first.js", "page/store/api.js", "page/store/documents.js", "page/store/query.js"]
    assert {"page/cards/headline.js", "npm/preact/dist/preact.mjs"} < set(sooner)
    assert {"page/frame/frame.js", "page/places/finny.js", "page/store/live.js"} < set(rest)


async def test_the_page_runs_no_script_but_its_own_and_is_framed_by_nobody(
    assets: Assets, browser: httpx.AsyncClient
) -> None:
    page = await browser.get("/")
    inline = re.findall(r"<script(?![^>]* src=)[^>]*>(.*?)</script>", page.text)
    hashes = [b64encode(sha256(script.encode()).digest()).decode() for script in inline]
    assert len(hashes) == 2
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    assert page.headers["content-security-policy"] == (
        f"default-src 'none'; script-src 'self' {allowed}; style-src 'self'; img-src 'self' data:;"
        " font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self';"
        " manifest-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types service-worker"
    )
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cross-origin-opener-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-cache"


async def test_the_page_can_be_installed(assets: Assets, browser: httpx.AsyncClient) -> None:
    assert '<link rel="manifest" href="/manifest.webmanifest">' in (await browser.get("/")).text
    answer = await browser.get("/manifest.webmanifest")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
        "application/manifest+json",
        "no-cache",
    )
    manifest = answer.json()
    assert (manifest["start_url"], manifest["display"]) == ("/", "standalone")
    assert (await browser.get(manifest["icons"][0]["src"])).headers["content-type"] == "image/svg+xml"


async def test_the_service_worker_keeps_every_file_of_the_page_and_nothing_else(
    assets: Assets, browser: httpx.AsyncClient
) -> None:
    answer = await browser.get("/service-worker.js")
    assert answer.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    shell = json.loads(answer.text.split("\n")[0].removeprefix("self.shell = ").removesuffix(";"))
    assert (shell["name"], tuple(shell["places"])) == (assets.address, (*PLACES, "/accounts/*"))
    kept = {path.removeprefix(f"{assets.address}/") for path in shell["files"]} - {"/"}
    own = {path for path in assets if path.startswith("page/") or path == "icon.svg"}
    theirs = {f"npm/{path}" for path in MODULES.values()}
    assert kept == own | theirs
    for path in shell["files"]:
        assert (await browser.get(path)).status_code == 200


async def test_an_address_that_is_no_place_is_not_found(assets: Assets) -> None:
    routes = [*page_routes(assets), not_found_route()]
    app = Starlette(routes=routes, middleware=middleware(RequestRules()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        for place in (*PLACES, "/accounts/x"):
            assert (await client.get(place)).status_code == 200
        for path in ("/nowhere", "/transactions/1", "/accounts/x/y", "/budget/x", "/index.html"):
            answer = await client.get(path)
            assert answer.status_code == 404
            assert "There is no page at this address" in answer.text
            assert "script" not in answer.text


async def test_page_without_its_packages_says_how_to_install_them(tmp_path: Path) -> None:
    assets = read(STATIC, tmp_path)
    assert "preact/dist/preact.mjs" in assets.missing
    assert graphiql(assets).status_code == 503
    async with visitor(assets) as client:
        page = await client.get("/")
        assert page.status_code == 503
        assert "The page's files are not installed; run <code>make install</code>" in page.text
        assert "script" not in page.text + page.headers["content-security-policy"]


def test_scripts_and_styles_of_the_page_are_at_most_120_kilobytes_and_60_before_the_first_figures(
    assets: Assets,
) -> None:
    """As they are sent; GraphiQL is no part of the page."""
    modules = {path.removeprefix(f"{assets.address}/") for path in assets.imports.values()}
    own = {path for path in assets if path.endswith((".js", ".css")) and not path.startswith(("npm/", "graphiql/"))}
    sizes = {path: len(assets[path].compressed or assets[path].body) for path in modules | own}
    assert {"npm/preact/dist/preact.mjs", "page/main.js"} < sizes.keys()
    assert 15_000 < sum(sizes.values()) <= MOST_PAGE_BYTES, sizes
    sooner = {path.removeprefix(f"{assets.address}/") for path in assets.modules("page/first.js", "page/main.js")}
    first = {path: size for path, size in sizes.items() if path in sooner or path.endswith(".css")}
    assert 15_000 < sum(first.values()) <= MOST_FIRST_BYTES, first
