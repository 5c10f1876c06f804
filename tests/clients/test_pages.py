"""Each example of the pages in docs runs as it stands, and answers what stands below it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import Settings
from services.users import SignUpPolicy
from tests.app.graphql.live.serving import served
from tests.clients.places import sign_up
from tests.clients.recipes import PAGES, RECIPES, ROOT
from tests.patience import PATIENCE
from tests.people import Clock

EXAMPLE = re.compile(r"```graphql\n(.*?)```\n\n```json\n(.*?)```", re.DOTALL)
WITH_EXAMPLES = [name for name, page in PAGES.items() if EXAMPLE.search(page)]
# The commands of a page run one after another in a folder of their own, with the same database.
COMMANDS = {
    "files.md": ["import.sh", "export.sh"],
    "self-hosting.md": ["add_user.sh"],
    "upgrades-and-backups.md": ["backup.sh", "restore.sh"],
}
ANYTHING = "…"


@pytest.fixture
def url(migrated_file: Path, tmp_path: Path) -> Iterator[str]:
    """The address of the endpoint of a server without users."""
    file = tmp_path / "aqua.db"
    file.write_bytes(migrated_file.read_bytes())
    with served(Settings(database_url=f"sqlite:///{file}", sign_up=SignUpPolicy.OPEN), Clock()) as address:
        yield f"{address}/graphql"


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_each_example_answers_what_stands_below_it(name: str, url: str) -> None:
    headers = {"authorization": f"Bearer {sign_up(url)}"}
    for query, expected in EXAMPLE.findall(PAGES[name]):
        body = httpx.post(url, json={"query": query}, headers=headers).json()
        written = json.loads(expected)
        answer = body if "errors" in written else body.get("data")
        assert known(answer, written) == written, json.dumps(body, indent=2, ensure_ascii=False)


def known(answer: Any, written: Any) -> Any:
    """Return an answer with what the page leaves open left open, and without the places of errors."""
    if written == ANYTHING and isinstance(answer, str):
        return ANYTHING
    if isinstance(answer, dict) and isinstance(written, dict):
        return {key: known(value, written.get(key)) for key, value in answer.items() if key != "locations"}
    if isinstance(answer, list) and isinstance(written, list) and len(answer) == len(written):
        return [known(*pair) for pair in zip(answer, written, strict=True)]
    return answer


def test_every_link_leads_to_a_file() -> None:
    pages = {ROOT / "README.md": (ROOT / "README.md").read_text(encoding="utf-8")}
    pages |= {ROOT / "docs" / name: page for name, page in PAGES.items()}
    links = [(place, link) for place, page in pages.items() for link in re.findall(r"\]\(([\w./-]+)\)", page)]
    assert links
    assert [link for place, link in links if not (place.parent / link).exists()] == []


def test_every_operation_has_its_answer_below_it() -> None:
    for page in PAGES.values():
        assert len(EXAMPLE.findall(page)) == page.count("```graphql")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_runs(name: str, migrated_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "aqua.db"
    file.write_bytes(migrated_file.read_bytes())
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "AQUA_THISTLE_DATABASE_URL": f"sqlite:///{file}",
    }
    first = "echo 'correct horse battery' | python -m app user add alice --password-stdin"
    for script in (first, *(RECIPES[command] for command in COMMANDS[name])):
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_server_says_that_it_is_well(url: str) -> None:
    environment = {"PATH": os.environ["PATH"], "HOST": url.removesuffix("/graphql")}
    done = subprocess.run(
        ["bash", "-e", "-c", RECIPES["health.sh"]], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout
