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
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    specified_rules,
    visit,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from app.limits import Limits, excesses
from app.trusted import TrustedDocuments
from schema.freshness import is_volatile


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A parsed document and what stands against running it; no errors means that it may run.

    `repeatable` says that it holds only queries, and no field whose value moves without a new revision.
    """

    document: DocumentNode
    errors: tuple[GraphQLError, ...]
    repeatable: bool


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
    return CheckedDocument(document, tuple(errors), repeatable=not errors and _is_repeatable(schema, document))


def _is_repeatable(schema: GraphQLSchema, document: DocumentNode) -> bool:
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if any(node.operation is not OperationType.QUERY for node in operations):
        return False
    search = _VolatileFields(TypeInfo(schema))
    visit(document, TypeInfoVisitor(search.types, search))
    return not search.found


class _VolatileFields(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.found = False

    def enter_field(self, *_: object) -> None:
        field = self.types.get_field_def()
        self.found = self.found or (field is not None and is_volatile(field))


class CheckedDocuments(SchemaExtension):
    """The extension that gives every operation its checked document; where some are trusted it refuses all others."""

    def __init__(self, limits: Limits, *, introspection: bool, trusted: TrustedDocuments | None = None) -> None:
        super().__init__()
        self._limits = limits
        self._introspection = introspection
        self._trusted = trusted
        self._checked: CheckedDocument | None = None

    def on_operation(self) -> Iterator[None]:
        """Holds the parser of the schema, which reports the syntax errors, to the same limits."""
        options = {"max_tokens": self._limits.tokens, "max_source_length": self._limits.characters}
        self.execution_context.parse_options.update(options)  # type: ignore[typeddict-item]
        yield

    def on_parse(self) -> Iterator[None]:
        """Leaves a text that cannot be parsed to the schema: an error that escapes here is lost by the streams."""
        context = self.execution_context
        if context.query and not self._is_foreign(context.query):
            with suppress(GraphQLError):
                schema = context.schema._schema
                self._checked = check(schema, context.query, self._limits, introspection=self._introspection)
                context.graphql_document = self._checked.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Gives a list of its own to each request, because the schema rewrites it."""
        context = self.execution_context
        if self._checked:
            context.pre_execution_errors = list(self._checked.errors)
        elif context.query and self._is_foreign(context.query):
            sentence = (
                "This server runs trusted documents only, and this is none of them; send one as it is, or its hash."
            )
            context.pre_execution_errors = [GraphQLError(sentence, extensions={"code": "UNTRUSTED_DOCUMENT"})]
        yield

    def _is_foreign(self, text: str) -> bool:
        return self._trusted is not None and text not in self._trusted
