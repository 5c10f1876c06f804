"""The commands of docs/clients.md for curl give the answers that they are for."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.clients.places import PASSWORD, STATEMENT, Place
from tests.patience import PATIENCE
from tests.requirements import require

FIELD = "data: "


@contextmanager
def running(place: Place, name: str) -> Iterator["subprocess.Popen[str]"]:
    """A command of the page while it runs; ended at the end of the block if it still does."""
    require(shutil.which("curl"), "curl is not installed.")
    environment = {"PATH": os.environ["PATH"], "URL": place.url, "TOKEN": place.token, "PASSWORD": PASSWORD}
    with subprocess.Popen(
        ["bash", name],
        cwd=place.recipes,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # curl is a child of the shell, and both are to end
    ) as process:
        yield process
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)


def data_of(place: Place, name: str) -> Mapping[str, Any]:
    """Return the data of the answer that a command prints."""
    with running(place, name) as process:
        answer = json.loads(process.communicate(timeout=PATIENCE)[0])
    assert "errors" not in answer, answer
    data: Mapping[str, Any] = answer["data"]
    return data


def test_a_query_is_answered(place: Place) -> None:
    data = data_of(place, "ask.sh")
    assert data["viewer"] == {"username": "alice"}
    assert data["dashboard"]["overview"] == {"expenses": {"amount": "0.00"}}


def test_a_sign_in_returns_a_token(place: Place) -> None:
    assert data_of(place, "sign_in.sh")["signIn"]["token"]


def test_a_file_is_imported(place: Place) -> None:
    (place.recipes / "statement.csv").write_text(STATEMENT)
    assert data_of(place, "upload.sh") == {"importTransactions": {"report": {"recorded": 2}, "problems": []}}


def test_each_change_sends_an_update(place: Place) -> None:
    revisions: list[int] = []
    with running(place, "follow.sh") as process:
        for line in process.stdout or ():
            if line.startswith(FIELD):
                revisions.append(json.loads(line.removeprefix(FIELD))["data"]["dashboardUpdated"]["revision"])
                if len(revisions) == 3:
                    break
                place.record()
    assert revisions == [revisions[0], revisions[0] + 1, revisions[0] + 2]


def test_a_report_comes_as_csv(place: Place) -> None:
    place.record()
    with running(place, "report.sh") as process:
        header, *lines = process.communicate(timeout=PATIENCE)[0].splitlines()
    assert header == "label,line.cells.span.start,line.cells.expenses.amount"
    assert lines
