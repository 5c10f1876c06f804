"""Every recipe of docs/clients.md is run."""

from tests.clients.recipes import BLOCK, PAGE, RECIPES
from tests.clients.running import HERE


def test_every_recipe_is_run_or_is_a_part_of_one_that_is() -> None:
    tests = [path.read_text(encoding="utf-8") for path in HERE.iterdir() if path.suffix in {".py", ".mjs"}]
    assert [name for name in RECIPES if not any(name in text for text in (*tests, *RECIPES.values()))] == []
    # Blocks of JSON have no name, as JSON knows no comments.
    assert len(BLOCK.findall(PAGE)) == len(RECIPES) == PAGE.count("```") / 2 - PAGE.count("```json")
