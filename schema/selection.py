"""The fields that a client has selected, so that nothing else is read."""

from collections.abc import Iterator
from typing import Any, TypeVar

from graphql import FieldNode, FragmentSpreadNode, GraphQLResolveInfo, SelectionSetNode
from strawberry.types.nodes import convert_arguments

from schema.context import Info
from schema.strawberry_internals import core_info
from services.values.granularity import Granularity

Value = TypeVar("Value", int, Granularity, tuple[str, ...])


class SelectedField:
    """A field that is selected; what stands below it is looked at only when somebody asks."""

    def __init__(self, node: FieldNode, info: GraphQLResolveInfo[Any]) -> None:
        self._node = node
        self._info = info

    @property
    def name(self) -> str:
        """Return its name in the schema."""
        return self._node.name.value

    def argument(self, name: str, default: Value) -> Value:
        """Return a whole number, an enum's value or a list of ids as the client gave it."""
        value = convert_arguments(self._info, self._node.arguments).get(name)
        # A variable is coerced already, a number in the document is still its text.
        return default if value is None else type(default)(value)

    def fields(self) -> "Iterator[SelectedField]":
        """Yield the fields selected directly below it, through fragments and under every alias."""
        return _fields_of(self._node.selection_set, self._info)


def selected(info: Info) -> Iterator[SelectedField]:
    """Yield the fields selected directly below the current one, through fragments and under every alias."""
    core = core_info(info)
    for node in core.field_nodes:
        yield from _fields_of(node.selection_set, core)


def _fields_of(selections: SelectionSetNode | None, info: GraphQLResolveInfo[Any]) -> Iterator[SelectedField]:
    for node in selections.selections if selections else ():
        if isinstance(node, FieldNode):
            yield SelectedField(node, info)
        elif isinstance(node, FragmentSpreadNode):
            yield from _fields_of(info.fragments[node.name.value].selection_set, info)
        else:
            yield from _fields_of(getattr(node, "selection_set", None), info)
