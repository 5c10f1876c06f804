"""The schema that shares: identical subscriptions to one ledger's dashboard become one."""

from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, NamedTuple, cast
from uuid import UUID
from weakref import WeakValueDictionary

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    get_operation_ast,
    visit,
)
from strawberry.types.graphql import OperationType as AllowedType

from app.documents import check
from app.errors import GuardedSchema
from app.limits import Limits
from app.metrics import Metrics
from app.shared import Results, SharedSubscription, Variables
from schema.context import Context, Following
from services.users import Viewer

SHARED_FIELD = "dashboardUpdated"
LARGEST_INT = 2**31 - 1
# Each is executed after every change of the ledger.
MOST_OF_A_LEDGER = 50


OfLedger = WeakValueDictionary[Hashable, SharedSubscription]


class Shape(NamedTuple):
    """A document that can be shared, its variables, and the one that tells only where a reader wants to go on."""

    text: str
    variables: frozenset[str]
    after: str | None


class SharingSchema(GuardedSchema):
    """A schema whose `stream` gives subscriptions to the dashboard to all readers of the same ledger, user and scopes.

    The variable for `after` may differ between them: it only decides how each begins.
    """

    def __init__(self, *, limits: Limits, introspection: bool, metrics: Metrics, **parts: Any) -> None:
        super().__init__(**parts)
        self._limits = limits
        self._metrics = metrics
        self._introspection = introspection
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
        """The results of an operation, as Strawberry streams them; of a shared one, those that all its readers get."""
        stream = partial(
            super().stream,
            root_value=root_value,
            operation_name=operation_name,
            operation_extensions=operation_extensions,
            allowed_operation_types=allowed_operation_types,
        )
        if isinstance(context_value, Context) and context_value.viewer and query:
            shape = _shape(self._schema, query, operation_name, self._limits, introspection=self._introspection)
            key = shape and _key(shape, context_value.viewer, operation_name, variable_values)
            if shape and key:
                return self._share(shape, key, context_value.viewer.ledger_id, context_value, variable_values, stream)
        return await stream(query, variable_values, context_value)

    def _share(  # noqa: PLR0917
        self,
        shape: Shape,
        key: Hashable,
        ledger_id: UUID,
        context: Context,
        variables: dict[str, Any] | None,
        stream: Callable[..., Awaitable[Any]],
    ) -> Results:
        # Its subscriptions keep it, and it does not keep them.
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

            shared = ledger[key] = SharedSubscription(open_, partial(_forget, ledger, key), self._metrics)
        start = variables.get(shape.after) if variables and shape.after else None
        return shared.read(variables, start)


def _forget(ledger: OfLedger, key: Hashable, shared: SharedSubscription) -> None:
    if ledger.get(key) is shared:
        del ledger[key]


def _key(shape: Shape, viewer: Viewer, operation_name: str | None, variables: Mapping[str, Any] | None) -> Hashable:
    rest = {name: value for name, value in (variables or {}).items() if name in shape.variables}
    if shape.after and _is_int(rest.get(shape.after)):
        rest[shape.after] = None
    try:
        values = orjson.dumps(rest, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return None
    return viewer.ledger_id, viewer.user_id, viewer.kind, viewer.scopes, shape.text, operation_name, values


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_INT


@lru_cache(maxsize=64)
def _shape(
    schema: GraphQLSchema, text: str, operation_name: str | None, limits: Limits, *, introspection: bool
) -> Shape | None:
    """How a document is shared; None when it is not valid, or asks something else."""
    try:
        checked = check(schema, text, limits, introspection=introspection)
    except GraphQLError:
        return None
    operation = get_operation_ast(checked.document, operation_name)
    if checked.errors or operation is None or operation.operation is not OperationType.SUBSCRIPTION:
        return None
    (field, *others) = operation.selection_set.selections
    if others or not isinstance(field, FieldNode) or field.name.value != SHARED_FIELD:
        return None
    variables = frozenset(each.variable.name.value for each in operation.variable_definitions or ())
    for argument in field.arguments or ():
        if argument.name.value == "after" and isinstance(argument.value, VariableNode):
            name = argument.value.name.value
            return Shape(text, variables, name if _is_free(checked.document, operation, name) else None)
    return Shape(text, variables, None)


def _is_free(document: DocumentNode, operation: OperationDefinitionNode, name: str) -> bool:
    """Whether a nullable variable is used once and so decides nothing else."""
    uses = 0

    class Uses(Visitor):
        def enter_variable(self, node: VariableNode, *_args: object) -> None:
            nonlocal uses
            uses += node.name.value == name

    visit(document, Uses())
    declared = [each for each in operation.variable_definitions or () if each.variable.name.value == name]
    return uses == 2 and not any(isinstance(each.type, NonNullTypeNode) for each in declared)
