"""Compiled selections answer what the ordinary execution answers, byte for byte, also where something goes wrong."""

import asyncio
from typing import Any, cast

import pytest
import strawberry

from app.graphql import compiled_selections
from app.graphql.compiled_selections import Compiler, Selections
from app.graphql.guarded_schema import GuardedSchema
from services.values.errors import Forbidden
from tests.app.graphql.random_documents import NO_LIMITS, RandomDocuments, assert_compiled_equals_ordinary

LITERALS = {
    "number": lambda random: random.choice([None, "0", "1", "7"]),
    "first": lambda random: random.choice([None, "0", "3"]),
}


@strawberry.type
class Odd:
    """An object with each kind of fault that a field can have."""

    number: int = 0
    missing: str | None = None
    wrongly_missing: str = cast(str, None)
    wrong_type: int = cast(int, "seven")

    @strawberry.field
    def broken(self) -> str:
        raise ZeroDivisionError("broken")

    @strawberry.field
    def refused(self) -> str | None:
        raise Forbidden("This may not be read.")

    @strawberry.field
    def child(self, number: int = 1) -> "Odd | None":
        return None if number == 7 else Odd(number=number)

    @strawberry.field
    def heir(self) -> "Odd":
        return Heir()

    @strawberry.field
    def children(self, first: int = 2) -> list["Odd"]:
        return [Odd(number=number) for number in range(first)]

    @strawberry.field
    def gaps(self) -> list["Odd | None"]:
        return [Odd(), None]

    @strawberry.field
    def torn(self) -> list["Odd"]:
        return cast(list[Odd], [Odd(), None])

    @strawberry.field
    def generated(self) -> list["Odd"]:
        return cast(list[Odd], (Odd(number=number) for number in range(2)))

    @strawberry.field(graphql_type="Odd | None")  # type: ignore[untyped-decorator]
    def later(self, info: strawberry.Info[None, None]) -> Any:
        assert info.field_name == "later"
        return slowly(Odd(number=5))

    @strawberry.field(graphql_type=str)  # type: ignore[untyped-decorator]
    def later_broken(self) -> Any:
        return slowly(ZeroDivisionError("too late"))

    @strawberry.field
    async def ordinary(self) -> "Odd":
        return Odd(number=6)

    @strawberry.field
    def path(self, info: strawberry.Info[None, None]) -> str:
        return ".".join(map(str, info.path.as_list()))


class Heir(Odd):
    """A subclass, which a compiled selection does not know."""


async def slowly(value: Any) -> Any:
    """Return or raise a value a moment later."""
    await asyncio.sleep(0)
    if isinstance(value, Exception):
        raise value
    return value


@strawberry.type
class OddQuery:
    @strawberry.field
    def odd(self) -> Odd:
        return Odd()

    @strawberry.field
    def odds(self) -> list[Odd]:
        return [Odd(), Odd(number=1)]


async def test_random_documents_over_faulty_objects_are_answered_as_by_the_ordinary_execution() -> None:
    schema = GuardedSchema(query=OddQuery, limits=NO_LIMITS)
    documents = RandomDocuments(schema._schema, {"odd": "", "odds": ""}, LITERALS)
    await assert_compiled_equals_ordinary(schema, documents, lambda: None)


async def test_a_document_is_compiled_when_it_comes_back_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_ = Compiler.object_of

    def watched(self: Compiler, type_: Any, details: Any) -> Any:
        compiled.append(type_.name)
        return compile_(self, type_, details)

    monkeypatch.setattr(Compiler, "object_of", watched)
    monkeypatch.setattr(compiled_selections, "SELECTIONS", Selections())
    schema = GuardedSchema(query=OddQuery)
    for expected in ([], ["Odd"], ["Odd"]):
        result = await schema.execute("{ odd { number missing } }")
        assert result.data == {"odd": {"number": 0, "missing": None}}
        assert compiled == expected


async def test_the_memory_of_compiled_selections_is_bounded() -> None:
    selections = Selections(most=3)
    schema = GuardedSchema(query=OddQuery)
    for number in range(10):
        text = f"{{ odd {{ a{number}: number }} }}"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(compiled_selections, "SELECTIONS", selections)
            for _ in range(2):
                assert (await schema.execute(text)).data == {"odd": {f"a{number}": 0}}
    assert len(selections._entries) == 3
