"""The committed schema is the code's, and everything in it is described and named by the same conventions."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    is_introspection_type,
    is_specified_scalar_type,
)

from app.graphql.schema import build_schema

SCHEMA = build_schema()
FILE = Path(__file__).parent.parent / "schema.graphql"

CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*")
PASCAL = re.compile(r"[A-Z][a-zA-Z0-9]*")
CAPITALS = re.compile(r"[A-Z][A-Z0-9_]*")

TYPES: list[GraphQLNamedType] = [
    each
    for each in SCHEMA._schema.type_map.values()
    if not is_introspection_type(each) and not is_specified_scalar_type(each)
]


def described() -> Iterator[tuple[str, str | None]]:
    """Every type, field, argument, input field and enum value with its description."""
    for type_ in TYPES:
        yield type_.name, type_.description
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field.description
                for argument, definition in field.args.items():
                    # A mutation's only argument is described by its type.
                    if not (type_.name == "Mutation" and argument == "input"):
                        yield f"{type_.name}.{name}({argument})", definition.description
        elif isinstance(type_, GraphQLInputObjectType):
            for name, input_field in type_.fields.items():
                yield f"{type_.name}.{name}", input_field.description
        elif isinstance(type_, GraphQLEnumType):
            for name, value in type_.values.items():
                yield f"{type_.name}.{name}", value.description


def test_the_schema_file_is_current() -> None:
    assert FILE.read_text(encoding="utf-8").strip() == SCHEMA.as_str().strip(), "run: make schema"


def test_everything_has_a_description() -> None:
    assert [name for name, text in described() if not text] == []


def test_descriptions_are_one_line_of_plain_sentences() -> None:
    odd = [
        name
        for name, text in described()
        if text and ("\n" in text or not text.endswith((".", "-")) or text != text.strip())
    ]
    assert odd == []


def test_names_follow_the_conventions() -> None:
    for type_ in TYPES:
        assert PASCAL.fullmatch(type_.name), type_.name
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                assert CAMEL.fullmatch(name), f"{type_.name}.{name}"
                assert all(CAMEL.fullmatch(argument) for argument in field.args), f"{type_.name}.{name}"
        elif isinstance(type_, GraphQLInputObjectType):
            assert type_.name.endswith(("Input", "Filter", "Columns")), type_.name
            assert all(CAMEL.fullmatch(name) for name in type_.fields), type_.name
        elif isinstance(type_, GraphQLEnumType):
            assert all(CAPITALS.fullmatch(name) for name in type_.values), type_.name


def test_every_mutation_has_an_input_and_a_payload_type() -> None:
    payload = SCHEMA._schema.type_map["Payload"]
    mutation = SCHEMA._schema.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        answered = getattr(field.type, "of_type", field.type)
        assert answered.name.endswith("Payload"), name
        assert payload in answered.interfaces, name
        for argument in field.args.values():
            kind = getattr(argument.type, "of_type", argument.type)
            assert kind.name == f"{name[0].upper()}{name[1:]}Input"


@pytest.mark.parametrize("scalar", [type_ for type_ in TYPES if isinstance(type_, GraphQLScalarType)], ids=str)
def test_every_scalar_of_ours_names_its_specification(scalar: GraphQLScalarType) -> None:
    assert scalar.specified_by_url is not None
    assert scalar.specified_by_url.startswith("https://")


def test_money_is_never_a_binary_fraction() -> None:
    ratios = {"share", "used", "savingsRate", "progress", "change"}
    for type_ in TYPES:
        if isinstance(type_, GraphQLObjectType | GraphQLInputObjectType):
            for name, field in type_.fields.items():
                if "Float" in str(field.type):
                    assert name in ratios, f"{type_.name}.{name}"
