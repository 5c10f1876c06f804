"""Every recipe of the pages in docs is run."""

import re

from tests.clients.recipes import BLOCK, PAGES, RECIPES, ROOT

# Blocks of JSON have no name, as JSON knows no comments; operations stand above their answers; the rest is not run.
WITHOUT_NAME = re.compile(r"```(graphql|http|json|text)\n")


def test_every_recipe_is_run_or_is_a_part_of_one_that_is() -> None:
    tests = [path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/*") if path.suffix in {".py", ".mjs"}]
    assert [name for name in RECIPES if not any(name in text for text in (*tests, *RECIPES.values()))] == []


def test_every_block_of_code_is_a_recipe_with_a_name_of_its_own() -> None:
    for page in PAGES.values():
        assert len(BLOCK.findall(page)) == page.count("```") / 2 - len(WITHOUT_NAME.findall(page))
    assert len(RECIPES) == sum(len(BLOCK.findall(page)) for page in PAGES.values())
