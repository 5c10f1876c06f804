"""Runs the scripts of this folder with Node, each of which prints what its steps returned."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.clients.places import Place
from tests.patience import PATIENCE
from tests.requirements import require

HERE = Path(__file__).parent
PACKAGES = HERE.parents[1] / "node_modules"
# The last package that was added: with it, all are there.
INSTALLED = PACKAGES / "relay-compiler"

# What the steps of a script returned, by their names.
Steps = Mapping[str, Any]


def run_node(*arguments: object, cwd: Path = HERE) -> str:
    """Return what Node prints; every argument becomes a text."""
    node = require(shutil.which("node"), "Node is not installed.")
    require(INSTALLED.is_dir(), "The npm packages are not installed; run `npm ci`.")
    done = subprocess.run(
        [node, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=PATIENCE, cwd=cwd
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def run_steps(script: str, place: Place, *arguments: object, options: tuple[str, ...] = ()) -> Steps:
    """Return the results of a script's steps; that of a step that failed is a dictionary with “failed”."""
    steps: Steps = json.loads(run_node(*options, HERE / script, place.url, place.token, place.recipes, *arguments))
    return steps
