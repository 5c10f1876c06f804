"""Sharing: the schema executes equal subscriptions of a ledger's dashboard once for all readers."""

from collections.abc import AsyncGenerator, Hashable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import replace
from functools import lru_cache, partial
from inspect import isawaitable
from time import time_ns
from typing import Any, NamedTuple, cast
from uuid import UUID
from weakref import WeakValueDictionary

import orjson
from graphql import (
    DocumentNode,
    Executor,
    GraphQLError,
    GraphQLSchema,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    create_source_event_stream,
    execute_subscription_event,
    visit,
)
from graphql import ExecutionResult as GraphQLResult
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from app.graphql.compiled_selections import CompilingExecutor
from app.graphql.documents import CheckedDocument
from app.graphql.errors import public_errors
from app.graphql.guarded_schema import GuardedSchema
from app.graphql.observed_operations import bind_viewer, tell
from app.graphql.shared_subscription import Executions, Results, SharedSubscription, Variables
from app.graphql.wakes import Wakes
from app.observability.metrics import Metrics
from schema.context import Context
from schema.dashboard.update import DashboardUpdate
from services.users import Viewer
from services.values.turns import Turns

SHARED_FIELD = "dashboardUpdated"
LARGEST_INT = 2**31 - 1
# Each different subscription is executed after every change of the ledger.
MOST_OF_A_LEDGER = 50


class OfLedger(WeakValueDictionary[Hashable, SharedSubscription]):
    """The shared subscriptions of a ledger, which take turns to execute."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = Turns()


class Shape(NamedTuple):
    """A document that can be shared.

    `variables` are the names that it declares. `after` is the variable that says where a reader continues; its value
    may differ between readers.
    """

    text: str
    variables: frozenset[str]
    after: str | None


class SharingSchema(GuardedSchema):
    """A schema whose `stream` shares a subscription between readers with the same ledger, user, scopes and document."""

    def __init__(self, *, metrics: Metrics, **parts: Any) -> None:
        super().__init__(**parts)
        self._metrics = metrics
        self._wakes = Wakes()
        self._shared: WeakValueDictionary[UUID, OfLedger] = WeakValueDictionary()

    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        *others: Any,
        **options: Any,
    ) -> Any:
        """Yield the results of an operation; all readers of a shared one get the same results."""
        if isinstance(context_value, Context) and context_value.viewer and query and self.documents.may_run(query):
            shape = self._shape(query, operation_name)
            if shape:
                key = _key(shape, context_value.viewer, operation_name, variable_values)
                return self._share(shape, key, context_value, variable_values, operation_name)
        given = (query, variable_values, context_value, root_value, operation_name)
        return await super().stream(*given, *others, **options)

    def _shape(self, text: str, operation_name: str | None) -> Shape | None:
        """Return the shape of a document that can be shared; None for any other document."""
        try:
            checked = self.documents.check(text)
        except GraphQLError:
            return None
        return _shape(text, checked, operation_name)

    def _share(
        self, shape: Shape, key: Hashable, context: Context, variables: Variables, operation_name: str | None
    ) -> Results:
        # The dictionary refers to its subscriptions weakly; they refer to it, so that it lives as long as they do.
        ledger = self._shared.setdefault(context.ledger_id, OfLedger())
        shared = ledger.get(key)
        if shared is None:
            if len(ledger) >= MOST_OF_A_LEDGER:
                sentence = f"This ledger has {len(ledger)} different subscriptions, the most there may be; end some."
                raise GraphQLError(sentence, extensions={"code": "LIMIT_EXCEEDED"})
            context = replace(context)

            def execute(others: Variables, resume: int | None) -> Executions:
                mine = variables if others is None else others
                return self._execute_updates(shape, replace(context, resume=resume), mine, operation_name, ledger.turns)

            wake = partial(self._wakes.wake, context.ledger_id)
            remember, forget = partial(ledger.setdefault, key), partial(_forget, ledger, key)
            shared = ledger[key] = SharedSubscription(execute, wake, remember, forget, self._metrics)
        start = variables.get(shape.after) if variables and shape.after else None
        return shared.read(variables, start)

    async def _execute_updates(
        self, shape: Shape, context: Context, variables: Variables, operation_name: str | None, turns: Turns
    ) -> Executions:
        """Execute a document for each update of the dashboard. A result without a snapshot is the last: an error."""
        document, began = self.documents.check(shape.text).document, time_ns()
        errors: list[GraphQLError] | None = None
        bind_viewer(context)
        try:
            started = await _start(self.core, document, context, variables, operation_name)
            if isinstance(started, list):
                errors = self._public(started, operation_name)
                yield PreExecutionError(None, errors), None
                return
            executor, updates = started
            async with aclosing(updates):
                async for update in updates:
                    async with turns.turn(context.ledger_id):
                        executed = execute_subscription_event(executor.build_per_event_executor(update))
                        data, failed = await executed if isawaitable(executed) else executed
                    errors = self._public(failed, operation_name)
                    yield ExecutionResult(data, errors or None), update.dashboard.snapshot
        except Exception as error:
            failure = error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)
            errors = self._public([failure], operation_name)
            yield ExecutionResult(None, errors), None
        finally:
            tell(self.observers, self.core, document, name=operation_name, errors=errors, began=began)

    def _public(self, errors: Iterable[GraphQLError] | None, operation_name: str | None) -> list[GraphQLError]:
        return public_errors(list(errors or ()), operation_name, suggestions=not self.config.disable_field_suggestions)


async def _start(
    schema: GraphQLSchema, document: DocumentNode, context: Context, variables: Variables, operation_name: str | None
) -> tuple[Executor[Context], AsyncGenerator[DashboardUpdate, None]] | list[GraphQLError]:
    """Return an executor and the updates to execute, or the errors of the request."""
    values = dict(variables or {})
    executor = CompilingExecutor.build(schema, document, None, context, values, operation_name)
    if isinstance(executor, list):
        return executor
    source = create_source_event_stream(executor)
    updates = await source if isawaitable(source) else source
    if isinstance(updates, GraphQLResult):
        return updates.errors or []
    return executor, cast(AsyncGenerator[DashboardUpdate, None], updates)


def _forget(ledger: OfLedger, key: Hashable, shared: SharedSubscription) -> None:
    if ledger.get(key) is shared:
        del ledger[key]


def _key(shape: Shape, viewer: Viewer, operation_name: str | None, variables: Mapping[str, Any] | None) -> Hashable:
    """Return the values that the readers of one subscription have in common."""
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
    """Return True if a variable is nullable and has no other use, so that its value may differ between readers."""
    uses = 0

    class Uses(Visitor):
        def enter_variable(self, node: VariableNode, *_args: object) -> None:
            nonlocal uses
            uses += node.name.value == name

    visit(document, Uses())
    declared = [item for item in operation.variable_definitions or () if item.variable.name.value == name]
    return uses == 2 and not any(isinstance(item.type, NonNullTypeNode) for item in declared)
