"""The third-party notices: name, version and licence of everything in the served files that others wrote."""

import json
import os
import re
from pathlib import Path

LICENCE_FILE = re.compile("licen[cs]e|notice|copying", re.IGNORECASE)
RULE = "\n\n" + "-" * 80 + "\n\n"
INTRODUCTION = """Third-party notices of Aqua Thistle

The pages load files of these npm packages, unmodified; GraphiQL's script contains those that it depends on."""


def notices(packages: Path, fonts: str) -> str:
    """Return the notices of npm packages, grouped by licence text, and then those of fonts."""
    names: dict[str, list[str]] = {}
    for folder, entry in _served(packages).items():
        name = f"{folder.rpartition('node_modules/')[2]} {entry['version']} ({entry.get('license', 'see below')})"
        names.setdefault(_licence(packages.parent / folder), []).append(name)
    return RULE.join([INTRODUCTION, *("\n".join(who) + f"\n\n{text}" for text, who in names.items()), fonts])


def _served(packages: Path) -> dict[str, dict[str, str]]:
    """Return the packages that are not for development alone, from npm's list of installed packages."""
    try:
        lock = json.loads((packages / ".package-lock.json").read_bytes())
    except FileNotFoundError:
        return {}
    return {folder: entry for folder, entry in lock["packages"].items() if not entry.get("dev")}


def _licence(package: Path) -> str:
    names = sorted(entry.name for entry in os.scandir(package) if LICENCE_FILE.match(entry.name) and entry.is_file())
    texts = [(package / name).read_text(encoding="utf-8", errors="replace").strip() for name in names]
    return "\n\n".join(texts) or "The package has no file with the text of its licence."
