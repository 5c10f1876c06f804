"""The code of the pages in docs, as files that the clients load."""

import json
import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
# A block whose first line is a comment with the name of a file.
BLOCK = re.compile(r"```\w+\n(?://|#) (\w[\w.-]*\.\w+)\n(.*?)```", re.DOTALL)
RECIPES = {name: code for page in PAGES.values() for name, code in BLOCK.findall(page)}
RELAY = re.compile(r"`relay.config.json`:\n\n```json\n(.*?)```", re.DOTALL)
RELAY_CONFIG = dict(json.loads(RELAY.findall(PAGES["clients.md"])[0]))


def write_recipes(folder: Path) -> Path:
    """Write each recipe to a folder from which the npm packages are found; return the folder."""
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    for name, code in RECIPES.items():
        (folder / name).write_text(code, encoding="utf-8")
    return folder


def load_recipe(path: Path) -> Any:
    """Return the Python module of a recipe."""
    spec = spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
