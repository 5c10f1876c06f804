"""Compiled selections: closures that build the answer below an object that a resolver has returned.

For each value the executor finds out again which field, type and selection it belongs to. Below a resolved object these
depend on the document alone. So each selection becomes a closure that reads the attributes of the object, or calls its
plain methods, and writes a dictionary. The executor still runs the root fields, permissions, observers and
subscriptions.

- A closure does only what the executor would do. graphql-core collects the fields and reads the arguments.
- A closure reports no error. If it meets an exception, a null where none may be, or an object of another type, it
  gives up. The executor then completes the same object in the ordinary way, so paths, messages and nulls are its own.
- Therefore a selection holds only fields that can be read twice: no field with an extension, and no coroutine
  function. A plain method may return an awaitable, for a loader to batch; these are awaited together, in waves.
- A selection is compiled when it is met for the second time, because most documents come only once.

It relies on `complete_object_value` and `collect_subfields` of graphql-core, which are internal: the versions are
pinned, and a test compares random selections with the ordinary execution.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from inspect import isawaitable, iscoroutine
from operator import attrgetter
from typing import Any, Final, NamedTuple, cast

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
    Undefined,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.values import get_argument_values
from strawberry.types.field import StrawberryField

from schema.strawberry_internals import (
    StrawberryGraphQLCoreExecutionContext,
    convert_arguments,
    definition_in,
    schema_of,
)

MOST_REMEMBERED = 512
TYPENAME: Final = "__typename"


class CannotComplete(Exception):
    """A value that a closure cannot complete."""


class NoPath:
    """The path of a field in a compiled selection, where no path is known."""

    def __getattr__(self, name: str) -> Any:
        raise CannotComplete


NO_PATH: Any = NoPath()


@dataclass(slots=True)
class Run:
    """One use of a compiled selection: its execution, and the values that are still awaited."""

    executor: "CompilingExecutor"
    awaited: "list[Awaited]" = field(default_factory=list)


Read = Callable[[Any, Run], Any]
Complete = Callable[[Any, Run], Any]


class Awaited(NamedTuple):
    """A value that comes later, and its place in the answer."""

    answer: dict[str, Any]
    key: str
    value: Any
    complete: Complete


class Part(NamedTuple):
    """A field of a selection: the functions that read it from an object and complete its value."""

    key: str
    read: Read
    complete: Complete
    may_wait: bool


class CompilingExecutor(StrawberryGraphQLCoreExecutionContext):
    """An executor that completes an object by its compiled selection if there is one."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # The compiled selections of this execution by the id of their details. These are kept, so that ids stay unique.
        self._compiled: dict[tuple[str, int], tuple[Any, Complete | None]] = {}
        self._gave_up = bool(self.middleware_manager and self.middleware_manager.middlewares)

    def complete_object_value(self, return_type: GraphQLObjectType, field_details_list: Any, *rest: Any) -> Any:
        """Complete an object by its compiled selection, or in the ordinary way."""

        def ordinary() -> Any:
            return super(CompilingExecutor, self).complete_object_value(return_type, field_details_list, *rest)

        complete = None if self._gave_up else self._selection(return_type, field_details_list)
        if complete is None:
            return ordinary()
        run, value = Run(self), rest[2]
        try:
            answer = complete(value, run)
        except Exception:
            self._give_up(run)
            return ordinary()
        return self._settled(answer, run, ordinary) if run.awaited else answer

    def _selection(self, return_type: GraphQLObjectType, details: Any) -> Complete | None:
        place = (return_type.name, id(details))
        known = self._compiled.get(place)
        if known is None:
            self._compiled[place] = known = (details, SELECTIONS.get(self, return_type, details))
        return known[1]

    async def _settled(self, answer: Any, run: Run, ordinary: Callable[[], Any]) -> Any:
        """Fill in the awaited values in waves, so that loaders batch."""
        try:
            while run.awaited:
                wave, run.awaited = run.awaited, []
                values = await asyncio.gather(*(awaited.value for awaited in wave), return_exceptions=True)
                for awaited, value in zip(wave, values, strict=True):
                    if isinstance(value, BaseException):
                        raise value
                    awaited.answer[awaited.key] = awaited.complete(value, run)
        except Exception:
            self._give_up(run)
            completed = ordinary()
            return await completed if isawaitable(completed) else completed
        return answer

    def _give_up(self, run: Run) -> None:
        self._gave_up = True
        for awaited in run.awaited:
            if iscoroutine(awaited.value):
                cast(Coroutine[Any, Any, Any], awaited.value).close()


class Selections:
    """The compiled selections of recent documents; the least recently used are dropped."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        # Nodes are compared by identity, so each entry keeps its nodes. None as a selection: seen once.
        self._entries: OrderedDict[Any, tuple[Any, Complete | None, bool]] = OrderedDict()

    def get(self, executor: CompilingExecutor, type_: GraphQLObjectType, details: Any) -> Complete | None:
        """Return the compiled selection of a type in a document; None if it is not compiled."""
        nodes = tuple(detail.node for detail in details)
        # Which fields a selection holds depends on the document, and on the variables of @skip and @include.
        conditions = tuple(
            (name, value) for name, value in executor.variable_values.coerced.items() if isinstance(value, bool)
        )
        key = (id(executor.schema), type_.name, tuple(map(id, nodes)), conditions)
        entry = self._entries.get(key)
        if entry is None:
            self._entries[key] = ((executor.schema, nodes, executor.operation), None, False)
            if len(self._entries) > self._most:
                self._entries.popitem(last=False)
            return None
        kept, complete, is_compiled = entry
        if not is_compiled:
            complete = Compiler(executor).object_of(type_, details)
            self._entries[key] = (kept, complete, True)
        self._entries.move_to_end(key)
        return complete


SELECTIONS = Selections()


class Compiler:
    """Compiles the selections of one document for the variables of one execution."""

    def __init__(self, executor: CompilingExecutor) -> None:
        self._executor = executor
        self._schema = schema_of(executor.schema)

    def object_of(self, type_: GraphQLObjectType, details: Any) -> Complete | None:
        """Compile the selection from an object type; None if a part of it has to be executed."""
        collected = self._executor.collect_subfields(type_, details)
        if collected.new_defer_usages or any(detail.fragment_variable_values for detail in details):
            return None
        parts: list[Part] = []
        for key, selected in collected.grouped_field_set.items():
            part = self._part(key, type_, selected)
            if part is None:
                return None
            parts.append(part)
        definition = definition_in(type_)
        return _completing_object(definition.origin, parts) if definition else None

    def _part(self, key: str, type_: GraphQLObjectType, selected: Any) -> Part | None:
        node: FieldNode = selected[0].node
        if node.name.value == TYPENAME:
            name = type_.name
            return Part(key, lambda _source, _run: name, lambda value, _run: value, may_wait=False)
        field_def = type_.fields.get(node.name.value)
        definition = definition_in(field_def) if field_def else None
        if field_def is None or not isinstance(definition, StrawberryField):
            return None
        read = self._read(type_, field_def, definition, [detail.node for detail in selected])
        complete = self._completing(field_def.type, selected)
        if read is None or complete is None:
            return None
        return Part(key, read, complete, may_wait=definition.base_resolver is not None)

    def _read(
        self, type_: GraphQLObjectType, field_def: GraphQLField, definition: StrawberryField, nodes: list[FieldNode]
    ) -> Read | None:
        """Return the function that reads a field; None if only the executor can read it."""
        if definition.is_basic_field:
            read_attribute = attrgetter(definition.python_name)
            return lambda source, _run: read_attribute(source)
        resolver = definition.base_resolver
        if (
            resolver is None
            or definition.extensions
            or definition.is_async
            or resolver.root_parameter
            or resolver.parent_parameter
        ):
            return None
        method = cast(Callable[..., Any], resolver.wrapped_func)
        info, converter = resolver.info_parameter, self._schema.schema_converter
        if not field_def.args and info is None:
            return lambda source, _run: method(source)

        def call(source: Any, run: Run) -> Any:
            given = get_argument_values(field_def, nodes[0], run.executor.variable_values)
            arguments = convert_arguments(given, definition.arguments, converter.scalar_registry, converter.config)
            if info is not None:
                raw = run.executor.build_resolve_info(field_def, nodes, type_, NO_PATH)
                arguments[info.name] = converter.config.info_class(_raw_info=raw, _field=definition)
            return method(source, **arguments)

        return call

    def _completing(self, type_: GraphQLOutputType, selected: Any) -> Complete | None:
        """Return the function that completes a value of a type; None if only the executor can."""
        if is_non_null_type(type_):
            complete = self._completing_present(type_.of_type, selected)
            return complete and _refusing_null(complete)
        complete = self._completing_present(type_, selected)
        return complete and _allowing_null(complete)

    def _completing_present(self, type_: Any, selected: Any) -> Complete | None:
        if is_list_type(type_):
            complete = self._completing(type_.of_type, selected)
            return complete and _completing_list(complete)
        if is_leaf_type(type_):
            return _completing_text if type_ is GraphQLString else _completing_leaf(type_.coerce_output_value)
        return self.object_of(type_, selected) if is_object_type(type_) else None


def _completing_object(origin: type, parts: list[Part]) -> Complete:
    def complete(value: Any, run: Run) -> Any:
        if type(value) is not origin:
            raise CannotComplete
        answer: dict[str, Any] = {}
        for key, read, complete_part, may_wait in parts:
            field_value = read(value, run)
            if may_wait and isawaitable(field_value):
                answer[key] = None
                run.awaited.append(Awaited(answer, key, field_value, complete_part))
            else:
                answer[key] = complete_part(field_value, run)
        return answer

    return complete


def _completing_list(complete_item: Complete) -> Complete:
    def complete(value: Any, run: Run) -> Any:
        if type(value) not in (list, tuple):
            raise CannotComplete
        return [complete_item(item, run) for item in value]

    return complete


def _completing_text(value: Any, _run: Run) -> Any:
    return value if type(value) is str else _coerced(GraphQLString.coerce_output_value, value)


def _completing_leaf(coerce: Callable[[Any], Any]) -> Complete:
    return lambda value, _run: _coerced(coerce, value)


def _coerced(coerce: Callable[[Any], Any], value: Any) -> Any:
    coerced = coerce(value)
    if coerced is None or coerced is Undefined:
        raise CannotComplete
    return coerced


def _refusing_null(complete: Complete) -> Complete:
    def complete_present(value: Any, run: Run) -> Any:
        if value is None:
            raise CannotComplete
        return complete(value, run)

    return complete_present


def _allowing_null(complete: Complete) -> Complete:
    return lambda value, run: None if value is None or value is Undefined else complete(value, run)
