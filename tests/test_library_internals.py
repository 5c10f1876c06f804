"""Internals of libraries that the product relies on: each is still what it was."""

import ast
import inspect
from types import FunctionType, SimpleNamespace

import aiosqlite
import pytest
import strawberry
from graphql import GraphQLField, GraphQLString
from strawberry.types import ExecutionContext
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.supervisors import Multiprocess

from app.graphql.compiled_selections import CompilingExecutor
from app.process.protocols import HttpProtocol, WebSocketProtocol
from app.process.workers import Supervisor
from db.stores.engine import Database
from db.stores.ids import new_id
from db.stores.sqlite_driver import EagerConnection, EagerCursor
from schema.field_marks import VOLATILE, is_secret, is_volatile
from schema.strawberry_internals import (
    StrawberryGraphQLCoreExecutionContext,
    core_info,
    core_schema,
    definition_in,
    definition_of,
    limit_parser,
    schema_of,
)

OWN_METHODS = {
    HttpProtocol: {"is_idle"},
    WebSocketProtocol: {"write_text"},
    EagerConnection: {"limited", "at_once"},
}
INHERITED_ATTRIBUTES = {
    HttpProtocol: {"cycle", "connections", "transport", "headers", "client", "scope", "app", "loop"},
    WebSocketProtocol: {"connections", "handshake_complete", "loop", "transport"},
    Supervisor: {"processes"},
}


@strawberry.type
class Query:
    plain: str = strawberry.field(default="")
    marked: str = strawberry.field(default="", metadata=VOLATILE)

    @strawberry.field
    def asked(self, info: strawberry.Info) -> str:
        core = core_info(info)
        return f"{core.field_nodes[0].name.value} of {core.parent_type.name}, {list(core.fragments)}"


def test_strawberry_keeps_what_graphql_core_says_of_a_field() -> None:
    result = strawberry.Schema(Query).execute_sync("{ ...F } fragment F on Query { asked }")
    assert result.data == {"asked": "asked of Query, ['F']"}


def test_strawberry_says_what_its_schema_is_made_of() -> None:
    schema = strawberry.Schema(Query)
    core = core_schema(schema)
    assert schema_of(core) is schema
    assert core.query_type is not None
    assert definition_in(core.query_type) is definition_of(Query)
    assert definition_in(core.query_type.fields["plain"]).python_name == "plain"


def test_field_that_is_not_known_to_be_unmarked_is_neither_repeated_nor_compressed() -> None:
    core = core_schema(strawberry.Schema(Query))
    assert core.query_type is not None
    fields = core.query_type.fields
    assert (is_volatile(fields["plain"]), is_volatile(fields["marked"])) == (False, True)
    unknown = GraphQLField(GraphQLString)
    assert is_volatile(unknown)
    assert is_secret(unknown)


def test_parser_of_an_operation_is_limited() -> None:
    assert "parse_options" in ExecutionContext.__annotations__

    context = SimpleNamespace(parse_options={})
    limit_parser(context, tokens=1, characters=2)
    assert context.parse_options == {"max_tokens": 1, "max_source_length": 2}


@pytest.mark.parametrize(
    ("own", "base"),
    [
        (HttpProtocol, HttpToolsProtocol),
        (WebSocketProtocol, WebSocketsSansIOProtocol),
        (Supervisor, Multiprocess),
        (CompilingExecutor, StrawberryGraphQLCoreExecutionContext),
        (EagerConnection, aiosqlite.Connection),
        (EagerCursor, aiosqlite.Cursor),
    ],
)
def test_overridden_method_is_one_that_the_library_has(own: type, base: type) -> None:
    methods = {name for name, value in vars(own).items() if isinstance(value, FunctionType | property)}
    overridden = {name for name in methods if not name.startswith("_")} - OWN_METHODS.get(own, set())
    assert overridden
    assert {name for name in overridden if not hasattr(base, name)} == set()


@pytest.mark.parametrize("own", INHERITED_ATTRIBUTES)
def test_inherited_attribute_is_set_by_the_library(own: type) -> None:
    source = ast.parse("".join(inspect.getsource(base) for base in own.__mro__[1:-1] if "uvicorn" in base.__module__))
    stored = {
        node.attr for node in ast.walk(source) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    assert INHERITED_ATTRIBUTES[own] <= stored


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_statement_of_sqlite_goes_through_our_cursor(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    executed: list[str] = []
    execute = EagerCursor.execute

    async def watched(self: EagerCursor, sql: str, parameters: object = None) -> aiosqlite.Cursor:
        executed.append(sql)
        return await execute(self, sql, parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(EagerCursor, "execute", watched)
    async with database.read(new_id()) as connection:
        await connection.exec_driver_sql("SELECT 1")
    assert "SELECT 1" in executed
