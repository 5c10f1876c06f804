"""Selections: the root fields that an operation asks for, directly and through fragments."""

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> list[FieldNode]:
    """Return the root fields of an operation in the order of the text; enter each fragment once."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    return list(_fields(operation.selection_set, fragments))


def response_key(field: FieldNode) -> str:
    """Return the name that a field has in the answer."""
    return (field.alias or field.name).value


def _fields(selection_set: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]) -> Iterator[FieldNode]:
    # A fragment leaves the dictionary when it is entered, because an invalid one may enter itself.
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            yield from _fields(node.selection_set, fragments)
        elif isinstance(node, FragmentSpreadNode) and (fragment := fragments.pop(node.name.value, None)):
            yield from _fields(fragment.selection_set, fragments)
