"""Relay's compiler takes schema.graphql, and its runtime keeps one dashboard that watchers follow."""

import json
import shutil

import pytest

from tests.clients.places import Place
from tests.clients.recipes import RELAY_CONFIG, ROOT
from tests.clients.running import HERE, PACKAGES, Steps, run_node, run_steps

PARTS = 25


def parts() -> str:
    """Return the documents of a page with 25 parts, each with a fragment of its own on the dashboard."""
    fragments = [
        f"fragment Parts_{part} on Dashboard {{ overview {{ expenses {{ amount }} }} }}" for part in range(PARTS)
    ]
    spreads = " ".join(f"...Parts_{part}" for part in range(PARTS))
    query = f"query PartsQuery {{ dashboard {{ revision {spreads} }} }}"
    return "\n".join(f"graphql`{text}`;" for text in [*fragments, query])


@pytest.fixture(scope="module")
def relay(place: Place) -> Steps:
    """Return what the steps of relay.mjs returned, with documents that the compiler has compiled."""
    folder = place.recipes / "relay"
    sources = folder / "src"
    artifacts = sources / "__generated__"
    shutil.copytree(HERE / "relay", sources)
    artifacts.mkdir()
    (sources / "Parts.js").write_text(parts())
    shutil.copy(ROOT / "schema.graphql", folder)
    (folder / "package.json").write_text("{}")
    # Node loads what the compiler writes without a bundler.
    config = RELAY_CONFIG | {"eagerEsModules": False}
    (folder / "relay.config.json").write_text(json.dumps(config))
    run_node(PACKAGES / "relay-compiler" / "cli.js", cwd=folder)
    return run_steps("relay.mjs", place, artifacts)


def test_a_watcher_moves_after_a_mutation_and_the_store_has_one_dashboard(relay: Steps) -> None:
    assert relay["watcherOfTheSameFigure"] == [1, 320, 1]


def test_a_watcher_of_another_figure_moves_with_the_updates(relay: Steps) -> None:
    assert relay["watcherOfAnotherFigure"] == [1, 320, 1]


def test_the_updates_show_the_dashboard_of_the_query(relay: Steps) -> None:
    assert relay["subscription"] == [0, 1, 2, 1]


def test_the_pages_of_a_connection_become_one_list(relay: Steps) -> None:
    assert relay["connection"] == ["Florist", "Butcher", "Grocer", "Baker"]


def test_25_components_may_each_have_a_fragment_on_one_type(relay: Steps) -> None:
    assert relay["fragments"] is True


def test_the_runtime_warns_of_nothing(relay: Steps) -> None:
    assert relay["warnings"] == []
