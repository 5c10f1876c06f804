"""Documents: parse, measure and validate each text once, and remember the result."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_operation_ast,
    is_introspection_type,
    parse,
    specified_rules,
    visit,
)
from strawberry.extensions import SchemaExtension

from app.graphql.limits import cost_of, excesses
from app.graphql.selections import root_fields
from app.graphql.trusted_documents import TrustedDocuments
from schema.field_marks import is_secret, is_volatile
from schema.limits import Limits
from schema.strawberry_internals import limit_parser, validate_document
from services.values.turns import Turns

MOST_REMEMBERED = 64
UNTRUSTED = "This server runs trusted documents only, and this is none of them; send one as it is, or its hash."


@dataclass(frozen=True, slots=True, eq=False)
class CheckedDocument:
    """A parsed document with the errors that forbid to run it; compared by identity.

    `cacheable`: it holds only queries, and no field whose value changes without a new revision. `secret`: an answer may
    hold a secret. `introspects`: it asks for the schema, which is answered without a pause.
    """

    document: DocumentNode
    errors: tuple[GraphQLError, ...]
    cacheable: bool
    secret: bool
    introspects: bool

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """Return the operation of this name, or the only one; None if there is no such operation."""
        return get_operation_ast(self.document, name)

    def root_fields(self, operation: OperationDefinitionNode) -> list[FieldNode]:
        """Return the root fields of an operation, with those of its fragments."""
        return root_fields(self.document, operation)


class Documents:
    """The documents of one schema. If `trusted` is given, only trusted ones may run."""

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        *,
        introspection: bool,
        trusted: TrustedDocuments | None = None,
    ) -> None:
        self.trusted = trusted
        self.limits = limits
        self._schema = schema
        self._rules = (*specified_rules, *(() if introspection else (NoSchemaIntrospectionCustomRule,)))
        self._turns = Turns(unrested=0)  # thousands of short texts hold the loop as well as a long one
        self._quick: dict[str, None] = {}
        self.check: Callable[[str], CheckedDocument] = lru_cache(MOST_REMEMBERED)(self._check)

    def cost_of(self, checked: CheckedDocument, operation: OperationDefinitionNode) -> int:
        """Return the number of fields that the answer of an operation may have."""
        return cost_of(self._schema, checked.document, operation, self.limits)

    def trust(self, text: str) -> None:
        """Let a text of the product itself run, also where only trusted ones may."""
        if self.trusted is not None:
            self.trusted = self.trusted.with_text(text)

    def may_run(self, text: str) -> bool:
        """Return True if the server runs this text."""
        return self.trusted is None or text in self.trusted

    async def check_in_turn(self, text: str, owner: Hashable) -> CheckedDocument:
        """Check a text when its owner's turn comes, so that a slow check does not delay others.

        An introspection takes a turn each time, because its execution does not pause.
        """
        if text in self._quick:
            return self.check(text)
        async with self._turns.turn(owner):
            checked = self.check(text)
        if not checked.introspects:
            self._quick[text] = None
            if len(self._quick) > MOST_REMEMBERED:
                del self._quick[next(iter(self._quick))]
        return checked

    def _check(self, text: str) -> CheckedDocument:
        """Parse, measure and validate a text. It is measured first, because attackers aim at validation.

        Raises GraphQLError if the text is no document, or has more characters or tokens than the limits allow.
        """
        document = parse(text, max_tokens=self.limits.tokens, max_source_length=self.limits.characters)
        errors = excesses(self._schema, document, self.limits)
        if not errors:
            errors = validate_document(self._schema, document, self._rules)
        for error in errors:
            error.extensions = {"code": "GRAPHQL_VALIDATION_FAILED", **(error.extensions or {})}
        is_sound = not errors
        return CheckedDocument(
            document,
            tuple(errors),
            cacheable=is_sound and _holds_only_queries(document) and not self._selects(document, is_volatile),
            secret=is_sound and self._selects(document, is_secret),
            introspects=is_sound and _introspects(document),
        )

    def _selects(self, document: DocumentNode, marked: Callable[[GraphQLField], bool]) -> bool:
        search = _MarkedFields(TypeInfo(self._schema), marked)
        visit(document, TypeInfoVisitor(search.types, search))
        return search.has_marked


def _holds_only_queries(document: DocumentNode) -> bool:
    operations = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    return all(node.operation is OperationType.QUERY for node in operations)


def _introspects(document: DocumentNode) -> bool:
    operations = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    fields = (field.name.value for operation in operations for field in root_fields(document, operation))
    return any(name in {"__schema", "__type"} for name in fields)


class _MarkedFields(Visitor):
    """Searches for a field with a mark. Fields of the introspection have none."""

    def __init__(self, types: TypeInfo, marked: Callable[[GraphQLField], bool]) -> None:
        super().__init__()
        self.types = types
        self.has_marked = False
        self._marked = marked

    def enter_field(self, node: FieldNode, *_: object) -> None:
        field, parent = self.types.get_field_def(), self.types.get_parent_type()
        if node.name.value.startswith("__") or (parent and is_introspection_type(parent)):
            return
        self.has_marked = self.has_marked or field is None or self._marked(field)


class CheckedDocuments(SchemaExtension):
    """An extension that gives each operation its checked document."""

    _checked: CheckedDocument | None = None

    def on_operation(self) -> Iterator[None]:
        """Apply the same limits to the schema's parser, which reports syntax errors."""
        limits = self._documents.limits
        limit_parser(self.execution_context, limits.tokens, limits.characters)
        yield

    def on_parse(self) -> Iterator[None]:
        """Leave a text that cannot be parsed to the schema, because streams lose an error that is raised here."""
        context = self.execution_context
        if context.query and self._documents.may_run(context.query):
            with suppress(GraphQLError):
                self._checked = self._documents.check(context.query)
                context.graphql_document = self._checked.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Give each request a list of errors of its own, because the schema rewrites it."""
        context = self.execution_context
        if self._checked:
            context.pre_execution_errors = list(self._checked.errors)
        elif context.query and not self._documents.may_run(context.query):
            context.pre_execution_errors = [GraphQLError(UNTRUSTED, extensions={"code": "UNTRUSTED_DOCUMENT"})]
        yield

    @property
    def _documents(self) -> Documents:
        documents: Documents = cast(Any, self.execution_context.schema).documents
        return documents
