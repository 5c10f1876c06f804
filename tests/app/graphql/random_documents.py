"""Random valid documents over a schema, and whether their compiled selections answer as the ordinary execution does."""

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import orjson
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_leaf_type,
    is_non_null_type,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from structlog.testing import capture_logs

from app.graphql.guarded_schema import GuardedSchema
from app.graphql.results import encoded
from schema.limits import Limits
from tests.proofs import size

DOCUMENTS = size(300, 20_000)
INCIDENT = re.compile(rb"quote the id [0-9a-f]{12}|\"id\":\"[0-9a-f]{12}\"")
NO_LIMITS = Limits(*[10**9] * 12)

Literal = Callable[[Random], str | None]


class RandomDocuments:
    """Writes documents whose root field is one of `roots`.

    `literals` writes the value of an argument by its name; an argument that is not named there is left out.
    """

    def __init__(self, schema: GraphQLSchema, roots: Mapping[str, str], literals: Mapping[str, Literal]) -> None:
        self._schema = schema
        self._roots = roots
        self._literals = literals

    def write(self, random: Random) -> tuple[str, dict[str, Any]]:
        """Return a document and its variables."""
        return _Writing(self._schema, self._literals, random).document(random.choice(sorted(self._roots.items())))


class _Writing:
    """One document while it is written."""

    def __init__(self, schema: GraphQLSchema, literals: Mapping[str, Literal], random: Random) -> None:
        self._schema = schema
        self._literals = literals
        self._random = random
        self._fragments: list[str] = []
        self._variables: dict[str, Any] = {"yes": True, "no": False}
        self._declared = {"yes": "Boolean!", "no": "Boolean!"}

    def document(self, root: tuple[str, str]) -> tuple[str, dict[str, Any]]:
        name, arguments = root
        query = self._schema.query_type
        assert query is not None
        selection = self._selection(get_named_type(query.fields[name].type), depth=self._random.randint(2, 5))
        declared = ", ".join(f"${variable}: {type_}" for variable, type_ in self._declared.items())
        uses = "n: __typename @skip(if: $no) y: __typename @include(if: $yes)"
        text = f"query ({declared}) {{ {uses} {name}{arguments} {selection} }} {' '.join(self._fragments)}"
        return text, dict(self._variables)

    def _selection(self, type_: Any, depth: int) -> str:
        parts = [self._part(type_, depth) for _ in range(self._random.randint(1, 5))]
        return "{ " + " ".join(["__typename", *parts]) + " }"

    def _part(self, type_: Any, depth: int) -> str:
        match self._random.random():
            case chance if chance < 0.1 and depth > 0:
                return f"...{self._fragment(type_, depth - 1)}{self._directive()}"
            case chance if chance < 0.2 and depth > 0:
                concrete = self._concrete(type_)
                return f"... on {concrete.name}{self._directive()} {self._selection(concrete, depth - 1)}"
            case _:
                return self._field(type_, depth)

    def _field(self, type_: Any, depth: int) -> str:
        fields = getattr(type_, "fields", {})
        fitting = [name for name, field in fields.items() if depth > 0 or is_leaf_type(get_named_type(field.type))]
        if not fitting:
            return "__typename"
        name = self._random.choice(fitting)
        field: GraphQLField = fields[name]
        # An alias of its own for each set of arguments: equal names must mean equal fields.
        arguments = self._arguments(field.args)
        alias = f"a{self._random.randrange(10**9)}: " if arguments or self._random.random() < 0.3 else ""
        named = get_named_type(field.type)
        inner = f" {self._selection(named, depth - 1)}" if is_composite_type(named) else ""
        if inner and not alias:
            alias = f"b{self._random.randrange(10**9)}: "
        return f"{alias}{name}{arguments}{self._directive()}{inner}"

    def _arguments(self, arguments: Mapping[str, GraphQLArgument]) -> str:
        given = []
        for name, argument in arguments.items():
            literal = self._literals[name](self._random) if name in self._literals else None
            if literal is None:
                continue
            if literal.lstrip("-").isdigit() and self._random.random() < 0.5:
                variable = f"v{len(self._variables)}"
                self._variables[variable] = int(literal)
                self._declared[variable] = "Int!" if is_non_null_type(argument.type) else "Int"
                literal = f"${variable}"
            given.append(f"{name}: {literal}")
        return f"({', '.join(given)})" if given else ""

    def _fragment(self, type_: Any, depth: int) -> str:
        name = f"F{self._random.randrange(10**9)}"
        self._fragments.append(f"fragment {name} on {type_.name} {self._selection(type_, depth)}")
        return name

    def _directive(self) -> str:
        if self._random.random() < 0.85:
            return ""
        name, condition = (
            self._random.choice(["skip", "include"]),
            self._random.choice(["$yes", "$no", "true", "false"]),
        )
        return f" @{name}(if: {condition})"

    def _concrete(self, type_: Any) -> GraphQLObjectType:
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return self._random.choice(self._schema.get_possible_types(type_))
        assert isinstance(type_, GraphQLObjectType)
        return type_


async def answers(schema: GuardedSchema, text: str, variables: dict[str, Any], make_context: Any) -> list[bytes]:
    """Answer a document three times compiled, and once in the ordinary way; without the ids of internal failures."""
    compiling, found = schema.execution_context_class, []
    for executor in (compiling, compiling, compiling, StrawberryGraphQLCoreExecutionContext):
        schema.execution_context_class = executor
        result = await schema.execute(text, variable_values=variables, context_value=make_context())
        found.append(INCIDENT.sub(b"", orjson.dumps(encoded(result))))
    schema.execution_context_class = compiling
    return found


async def assert_compiled_equals_ordinary(schema: GuardedSchema, documents: RandomDocuments, make_context: Any) -> None:
    """Compare random documents; the number of the one that differs is its seed."""
    for seed in range(DOCUMENTS):
        text, variables = documents.write(Random(seed))
        with capture_logs():
            first, *others = await answers(schema, text, variables, make_context)
        assert b"GRAPHQL_" not in first, (seed, text, first)
        assert others == [first] * 3, (seed, text, variables)
