"""The internals of Strawberry that the product uses, in one place. A test fails if one of them changes."""

from typing import Any, Final

from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from strawberry import Schema
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext, validate_document
from strawberry.types.arguments import convert_arguments

__all__ = [
    "CannotGetOperationTypeError",
    "StrawberryGraphQLCoreExecutionContext",
    "convert_arguments",
    "core_info",
    "core_schema",
    "definition_in",
    "definition_of",
    "limit_parser",
    "schema_of",
    "validate_document",
]

_DEFINITION: Final = "strawberry-definition"


def core_schema(schema: Any) -> GraphQLSchema:
    """Return graphql-core's schema of a Strawberry schema."""
    core: GraphQLSchema = schema._schema
    return core


def core_info(info: Any) -> GraphQLResolveInfo[Any]:
    """Return graphql-core's information of a field that is resolved."""
    core: GraphQLResolveInfo[Any] = info._raw_info
    return core


def schema_of(core: Any) -> Schema:
    """Return the Strawberry schema of graphql-core's."""
    schema: Schema = core._strawberry_schema
    return schema


def definition_of(decorated: Any) -> Any:
    """Return the definition of a type or enumeration that Strawberry has decorated."""
    return decorated.__strawberry_definition__


def definition_in(element: GraphQLField | GraphQLObjectType) -> Any:
    """Return Strawberry's definition of a field or type of graphql-core; None if it has none."""
    return element.extensions.get(_DEFINITION)


def limit_parser(context: Any, tokens: int, characters: int) -> None:
    """Hold the parser of an operation to limits."""
    context.parse_options.update({"max_tokens": tokens, "max_source_length": characters})
