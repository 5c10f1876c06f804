"""The recipes of docs/recipes.md work: what each program would send is sent, and its answer is read as it would."""

import csv
import json
import os
import re
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import yaml

from tests.clients.places import RECORD, Place, ask
from tests.clients.recipes import PAGES, RECIPES
from tests.patience import PATIENCE

ADDRESS = "http://127.0.0.1:8000/graphql"


def of_place(text: str, place: Place) -> str:
    """Return a recipe with the address and the token of a place."""
    return text.replace(ADDRESS, place.url).replace("TOKEN", place.token)


def value_of(template: str, answer: Any) -> Any:
    """Return what a template of Home Assistant shows: a path below `value_json`."""
    path = re.fullmatch(r"\{\{ value_json\.([\w.]+) \}\}", template)
    assert path
    for name in path[1].split("."):
        answer = answer[name]
    return answer


def test_home_assistant_shows_what_is_left(place: Place) -> None:
    (rest,) = yaml.safe_load(of_place(RECIPES["home_assistant.yaml"], place))["rest"]
    answer = httpx.request(rest["method"], rest["resource"], content=rest["payload"], headers=rest["headers"]).json()
    assert [value_of(sensor["value_template"], answer) for sensor in rest["sensor"]] == ["0.00", "0.00"]


def test_n8n_records_a_transaction_once(place: Place) -> None:
    (workflow,) = re.findall(r"```json\n(.*?)```", PAGES["recipes.md"], re.DOTALL)
    (node,) = json.loads(of_place(workflow, place))["nodes"]
    parameters = node["parameters"]
    headers = {header["name"]: header["value"] for header in parameters["headerParameters"]["parameters"]}
    payloads = [
        httpx.request(
            parameters["method"],
            parameters["url"],
            content=parameters["jsonBody"],
            headers=headers | {"content-type": "application/json"},
        ).json()["data"]["recordTransaction"]
        for _ in range(2)
    ]
    assert payloads[0] == payloads[1]
    assert payloads[0]["transaction"]["payee"] == "Bakery"
    assert payloads[0]["problems"] == []


def test_a_spreadsheet_gets_a_table(place: Place, tmp_path: Path) -> None:
    ask(place.url, RECORD, {"date": "2026-11-05", "amount": "-71.30", "payee": "Only here"}, place.token)
    environment = {"PATH": os.environ["PATH"], "URL": place.url, "TOKEN": place.token}
    command = ["bash", "-e", "-c", RECIPES["spreadsheet.sh"]]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, timeout=PATIENCE)
    with (tmp_path / "spending.csv").open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    assert any("expenses" in name for name in heading)
    spent = [Decimal(cell) for row in rows for cell in row if re.fullmatch(r"\d+\.\d\d", cell)]
    assert max(spent) >= Decimal("71.30")
