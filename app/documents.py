"""The checked documents: each text is parsed, measured and validated once, and remembered."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    parse,
    specified_rules,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from app.limits import Limits, excesses


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A parsed document and what stands against running it; no errors means that it may run."""

    document: DocumentNode
    errors: tuple[GraphQLError, ...]


@lru_cache(maxsize=64)
def check(schema: GraphQLSchema, text: str, limits: Limits, *, introspection: bool) -> CheckedDocument:
    """The document of `text`, measured before it is validated: validating is what a hostile document makes slow.

    Raises GraphQLError when the text is no document, or has more characters or tokens than the limits allow.
    """
    document = parse(text, max_tokens=limits.tokens, max_source_length=limits.characters)
    errors = excesses(schema, document, limits)
    if not errors:
        rules = specified_rules if introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
        errors = validate_document(schema, document, tuple(rules))
    for error in errors:
        error.extensions = {"code": "GRAPHQL_VALIDATION_FAILED", **(error.extensions or {})}
    return CheckedDocument(document, tuple(errors))


class CheckedDocuments(SchemaExtension):
    """The extension that gives every operation its checked document."""

    def __init__(self, limits: Limits, *, introspection: bool) -> None:
        super().__init__()
        self._limits = limits
        self._introspection = introspection
        self._checked: CheckedDocument | None = None

    def on_operation(self) -> Iterator[None]:
        """Holds the parser of the schema, which reports the syntax errors, to the same limits."""
        options = {"max_tokens": self._limits.tokens, "max_source_length": self._limits.characters}
        self.execution_context.parse_options.update(options)  # type: ignore[typeddict-item]
        yield

    def on_parse(self) -> Iterator[None]:
        """Leaves a text that cannot be parsed to the schema: an error that escapes here is lost by the streams."""
        context = self.execution_context
        if context.query:
            with suppress(GraphQLError):
                schema = context.schema._schema
                self._checked = check(schema, context.query, self._limits, introspection=self._introspection)
                context.graphql_document = self._checked.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Gives a list of its own to each request, because the schema rewrites it."""
        if self._checked:
            self.execution_context.pre_execution_errors = list(self._checked.errors)
        yield
