"""The README tells the truth: its examples give the answers that stand beside them."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from graphql import parse, validate

from app.demo.opening import open_demo
from app.graphql.schema import build_schema
from db.stores.engine import Database
from schema.context import Context
from services.wiring import build_services

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```graphql\n(.*?)```\n\n```json\n(.*?)```", README, re.DOTALL)
OPERATIONS = re.findall(r"```graphql\n(.*?)```", README, re.DOTALL)
SCHEMA = build_schema()


class NoBrowser:
    """A session keeper for callers without cookies."""

    def keep(self, secret: str) -> None:
        """Nothing to keep."""

    def forget(self) -> None:
        """Nothing to forget."""


def clock() -> datetime:
    """Some day of the demo's three years after September 2026."""
    return datetime(2026, 12, 24, 12, tzinfo=UTC)


async def test_the_examples_give_the_answers_beside_them(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    demo = await open_demo(url, clock)
    database = Database(url)
    services = build_services(database, clock)
    viewer = await services.users.authenticate(demo.session)
    answers = []
    for query, _ in EXAMPLES:
        context = Context(services=services, viewer=viewer, client="", session=NoBrowser())
        answers.append((await SCHEMA.execute(query, context_value=context)).data)
    await services.users.close()
    await database.close()
    assert len(EXAMPLES) == 2
    assert answers == [json.loads(answer) for _, answer in EXAMPLES]


def test_every_operation_is_one_of_this_schema() -> None:
    assert len(OPERATIONS) == 7
    assert [validate(SCHEMA._schema, parse(operation)) for operation in OPERATIONS] == [[]] * 7
