"""The endpoint passes the audits of the GraphQL over HTTP specification."""

import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from app.web.middleware import RequestRules
from tests.app.graphql.library import library
from tests.patience import PATIENCE
from tests.requirements import require

HERE = Path(__file__).parent
AUDITS = HERE.parents[2] / "node_modules" / "graphql-http"


def test_every_audit_of_graphql_over_http_ends_ok() -> None:
    node = require(shutil.which("node"), "Node is not installed.")
    require(AUDITS.is_dir(), "The npm package graphql-http is not installed; run `npm ci`.")
    with served() as url:
        run = subprocess.run(
            [node, HERE / "graphql_over_http.mjs", url], capture_output=True, text=True, check=True, timeout=PATIENCE
        )
    results = json.loads(run.stdout)
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61


@contextmanager
def served() -> Iterator[str]:
    config = uvicorn.Config(
        library(RequestRules()), host="127.0.0.1", port=0, ws="none", lifespan="off", log_level="error"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/graphql"
    finally:
        server.should_exit = True
        thread.join()
