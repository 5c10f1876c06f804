"""The schema that shares: identical subscriptions to one ledger's dashboard are executed once for all readers."""

from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, NamedTuple, cast
from uuid import UUID
from weakref import WeakValueDictionary

import orjson
from graphql import (
    DocumentNode,
    GraphQLError,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    visit,
)
from strawberry.types.graphql import OperationType as AllowedType

from app.graphql.documents import CheckedDocument
from app.graphql.guarded_schema import GuardedSchema
from app.graphql.shared_subscription import Results, SharedSubscription, Variables
from app.observability.metrics import Metrics
from schema.context import Context, Following
from services.users import Viewer

SHARED_FIELD = "dashboardUpdated"
LARGEST_INT = 2**31 - 1
# Each is executed after every change of the ledger.
MOST_OF_A_LEDGER = 50


OfLedger = WeakValueDictionary[Hashable, SharedSubscription]


class Shape(NamedTuple):
    """A document that can be shared.

    `variables` are the names that it declares. `after` is the variable that only says where a reader continues; its
    value may differ between readers.
    """

    text: str
    variables: frozenset[str]
    after: str | None


class SharingSchema(GuardedSchema):
    """A schema whose `stream` gives one subscription to all readers with the same ledger, user, scopes and document."""

    def __init__(self, *, metrics: Metrics, **parts: Any) -> None:
        super().__init__(**parts)
        self._metrics = metrics
        self._shared: WeakValueDictionary[UUID, OfLedger] = WeakValueDictionary()

    async def stream(  # noqa: PLR0917  as Strawberry has it
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
        allowed_operation_types: Iterable[AllowedType] | None = None,
    ) -> Any:
        """Return the results of an operation as an async generator; readers of a shared one get the same results."""
        stream = partial(
            super().stream,
            root_value=root_value,
            operation_name=operation_name,
            operation_extensions=operation_extensions,
            allowed_operation_types=allowed_operation_types,
        )
        if isinstance(context_value, Context) and context_value.viewer and query and self.documents.may_run(query):
            shape = self._shape(query, operation_name)
            if shape:
                key = _key(shape, context_value.viewer, operation_name, variable_values)
                return self._share(shape, key, context_value.viewer.ledger_id, context_value, variable_values, stream)
        return await stream(query, variable_values, context_value)

    def _shape(self, text: str, operation_name: str | None) -> Shape | None:
        """Return how a document is shared; None if it is not valid, or asks for something else."""
        try:
            checked = self.documents.check(text)
        except GraphQLError:
            return None
        return _shape(text, checked, operation_name)

    def _share(  # noqa: PLR0917
        self,
        shape: Shape,
        key: Hashable,
        ledger_id: UUID,
        context: Context,
        variables: dict[str, Any] | None,
        stream: Callable[..., Awaitable[Any]],
    ) -> Results:
        # The subscriptions of a ledger keep this dictionary, and it does not keep them.
        ledger = self._shared.setdefault(ledger_id, WeakValueDictionary())
        shared = ledger.get(key)
        if shared is None:
            if len(ledger) >= MOST_OF_A_LEDGER:
                sentence = f"This ledger has {len(ledger)} different subscriptions, the most there may be; end some."
                raise GraphQLError(sentence, extensions={"code": "LIMIT_EXCEEDED"})
            context = replace(context)

            async def open_(others: Variables, following: Following) -> Results:
                mine = variables if others is None else others
                return cast(Results, await stream(shape.text, mine, replace(context, following=following)))

            remember, forget = partial(ledger.setdefault, key), partial(_forget, ledger, key)
            shared = ledger[key] = SharedSubscription(open_, remember, forget, self._metrics)
        start = variables.get(shape.after) if variables and shape.after else None
        return shared.read(variables, start)


def _forget(ledger: OfLedger, key: Hashable, shared: SharedSubscription) -> None:
    if ledger.get(key) is shared:
        del ledger[key]


def _key(shape: Shape, viewer: Viewer, operation_name: str | None, variables: Mapping[str, Any] | None) -> Hashable:
    """Return what readers must have in common."""
    rest = {name: value for name, value in (variables or {}).items() if name in shape.variables}
    if shape.after and _is_int(rest.get(shape.after)):
        rest[shape.after] = None
    try:
        values = orjson.dumps(rest, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        sentence = "The variables of a subscription must be plain JSON with integers of at most 64 bits."
        raise GraphQLError(sentence, extensions={"code": "BAD_USER_INPUT"}) from error
    return viewer.ledger_id, viewer.user_id, viewer.kind, viewer.scopes, shape.text, operation_name, values


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_INT


@lru_cache(maxsize=64)
def _shape(text: str, checked: CheckedDocument, operation_name: str | None) -> Shape | None:
    operation = checked.operation(operation_name)
    if checked.errors or operation is None or operation.operation is not OperationType.SUBSCRIPTION:
        return None
    # A valid subscription has one root field, which may be selected several times with the same arguments.
    field = checked.root_fields(operation)[0]
    if field.name.value != SHARED_FIELD:
        return None
    variables = frozenset(definition.variable.name.value for definition in operation.variable_definitions or ())
    for argument in field.arguments or ():
        if argument.name.value == "after" and isinstance(argument.value, VariableNode):
            name = argument.value.name.value
            return Shape(text, variables, name if _is_free(checked.document, operation, name) else None)
    return Shape(text, variables, None)


def _is_free(document: DocumentNode, operation: OperationDefinitionNode, name: str) -> bool:
    """Return whether a nullable variable is used once, and so decides nothing else."""
    uses = 0

    class Uses(Visitor):
        def enter_variable(self, node: VariableNode, *_args: object) -> None:
            nonlocal uses
            uses += node.name.value == name

    visit(document, Uses())
    declared = [item for item in operation.variable_definitions or () if item.variable.name.value == name]
    return uses == 2 and not any(isinstance(item.type, NonNullTypeNode) for item in declared)
