"""Observed operations: logs name the caller of each operation, metrics and traces tell its outcome."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from time import time_ns

import structlog
from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, OperationType
from strawberry.extensions import SchemaExtension

from app.graphql.selections import response_key, root_fields
from app.observability.metrics import Answered
from schema.context import Context
from schema.strawberry_internals import core_schema
from services.values.actor import act_as

NAME_CHARACTERS = 60

Observer = Callable[[Answered], None]


class ObservedOperations(SchemaExtension):
    """An extension that tells the observers of every operation when it has ended."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        super().__init__()
        self._observers = observers

    def on_operation(self) -> Iterator[None]:
        """Observe the operation as a whole: a hook around each field would cost four times the execution."""
        context = self.execution_context
        bind_viewer(context.context)
        began = time_ns()
        try:
            yield
        finally:
            errors = None if context.result is None else context.result.errors or ()
            document, name = context.graphql_document, context.operation_name
            tell(self._observers, core_schema(context.schema), document, name=name, errors=errors, began=began)


def bind_viewer(context: object) -> None:
    """Name the caller in every line of the log and every event of this request or task."""
    if isinstance(context, Context) and (viewer := context.viewer):
        act_as(viewer.user_id)
        structlog.contextvars.bind_contextvars(user=str(viewer.user_id), ledger=str(viewer.ledger_id))


def succeeded(document: DocumentNode, name: str | None) -> Answered:
    """Return the report of a valid operation without errors; its times are 0."""
    kind, fields = _root_fields(document, name)
    return Answered(kind, name and name[:NAME_CHARACTERS], dict.fromkeys(fields.values(), "ok"), 0, 0)


def _root_fields(document: DocumentNode, name: str | None) -> tuple[str, dict[str, str]]:
    """Return the kind of the operation that was asked for, and its root fields by their names in the answer."""
    operations = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    for operation in operations:
        if name is None or (operation.name and operation.name.value == name):
            fields = root_fields(document, operation)
            return operation.operation.value, {response_key(field): field.name.value for field in fields}
    return "unknown", {}


def tell(
    observers: Sequence[Observer],
    schema: GraphQLSchema,
    document: DocumentNode | None,
    *,
    name: str | None,
    errors: Sequence[GraphQLError] | None,
    began: int,
) -> None:
    """Tell the observers of an operation that has ended; its errors are None if it has no result."""
    if not observers:
        return
    kind, fields = "unknown", dict[str, str]()
    if document:
        kind, selected = _root_fields(document, name)
        # An invalid document may name any field: a client must not fill a registry with names that it made up.
        known = _root_names(schema, kind)
        fields = {key: field for key, field in selected.items() if field in known}
    # A subscription that ends before its first update has no result, and nothing is wrong with it.
    missing = errors is None and not (kind == "subscription" and fields)
    outcomes = _outcomes(fields, "refused" if missing else "ok", errors or ())
    answered = Answered(kind, name and name[:NAME_CHARACTERS], outcomes, began, time_ns())
    for observe in observers:
        observe(answered)


@lru_cache(maxsize=8)
def _root_names(schema: GraphQLSchema, kind: str) -> frozenset[str]:
    root = schema.get_root_type(OperationType(kind)) if kind != "unknown" else None
    return frozenset(root.fields if root else ()) | {"__schema", "__type", "__typename"}


def _outcomes(fields: dict[str, str], presumed: str, errors: Sequence[GraphQLError]) -> dict[str, str]:
    """Return the outcome of each field; of a field that was selected several times, the worst."""
    outcomes = dict.fromkeys(fields.values() or ("none",), presumed)
    for error in errors:
        outcome = "failed" if (error.extensions or {}).get("code") == "INTERNAL" else "refused"
        keys = [fields.get(str(error.path[0]), "none")] if error.path else list(outcomes)
        for key in keys:
            if outcomes.get(key) != "failed":
                outcomes[key] = outcome
    return outcomes
