"""The limits of one request: the length of its document, its unfolded size, and the size of its answer."""

from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NoFragmentCyclesRule,
    NoUnusedFragmentsRule,
    OperationDefinitionNode,
    SelectionSetNode,
    UniqueFragmentNamesRule,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    validate,
)
from graphql.language.parser import MAX_NESTING_DEPTH
from graphql.validation.validate import ValidationAbortedError

from app.graphql.selections import response_key
from schema.field_marks import is_once, is_short
from schema.limits import Limits

SIZED_BY = ("first", "last", "periods", "top", "ids")
INTROSPECTED_LIST = 5
COUNTED_UP_TO = 1_000_000
# Validation takes about fifteen times as long to compare two fields that have fields of their own.
COMPARISONS_OF_A_COMPOSITE = 15
# After these rules, a walk over the operations meets every fragment: none is endless, hidden by another or unused.
SOUND_FRAGMENTS = (NoFragmentCyclesRule, NoUnusedFragmentsRule, UniqueFragmentNamesRule)


SENTENCES = {
    "fragments": "The document has {value} fragments, and {limit} is the most; ask in several requests.",
    "selections": "The document unfolds to {value} selections, and {limit} is the most; ask in several requests.",
    "depth": "Fields are nested {value} deep, and {limit} is the most; fetch the inner part with its own request.",
    "aliases": "The operation uses {value} aliases, and {limit} is the most; ask in several requests.",
    "directives": "The operation uses {value} directives, and {limit} is the most; leave some out.",
    "root_fields": "The operation starts with {value} fields, and {limit} is the most; ask in several requests.",
    "comparisons": (
        "The document selects the same fields so often that validation would compare {value} pairs of them, and {limit}"
        " is the most; select each field once in a place, or ask in several requests."
    ),
    "cost": "The answer could have {value} fields, and {limit} is the most; ask for smaller pages or fewer fields.",
}


def excesses(schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """Return an error for every limit that the document exceeds, for any values of its variables.

    The work is linear in the document: each fragment is measured once, and only a document that unfolds to few
    selections is unfolded. Unsound fragments are answered with the error of the specification.
    """
    definitions = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    if len(definitions) > limits.fragments:
        return [_excess("fragments", len(definitions), limits)]
    fragments = {node.name.value: node for node in definitions}
    if fragments and (errors := validate(schema, document, SOUND_FRAGMENTS)):
        too_deep = isinstance(errors[0], ValidationAbortedError)
        return [_excess("depth", MAX_NESTING_DEPTH, limits, counted_up_to=MAX_NESTING_DEPTH)] if too_deep else errors
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    unfolding = _Unfolding(fragments)
    selections = sum(unfolding.size(operation.selection_set) for operation in operations)
    if selections > limits.selections:
        return [_excess("selections", selections, limits)]
    return [error for operation in operations for error in _Walk(schema, fragments, limits).excesses(operation)]


def cost_of(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, limits: Limits) -> int:
    """Return the number of fields that the answer of an operation may have; its document must be within the limits."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    return _Walk(schema, fragments, limits).measured(operation)["cost"]


def _excess(name: str, value: int, limits: Limits, *, counted_up_to: int = COUNTED_UP_TO) -> GraphQLError:
    limit: int = getattr(limits, name)
    shown = f"{value:,}" if value < counted_up_to else f"{counted_up_to:,} or more"
    return GraphQLError(
        SENTENCES[name].format(value=shown, limit=f"{limit:,}"),
        extensions={"code": "LIMIT_EXCEEDED", "limit": name, "maximum": limit, "value": min(value, COUNTED_UP_TO)},
    )


class _Unfolding:
    """Counts the selections of a document in which each spread is replaced by its fragment."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._sizes: dict[str, int] = {}

    def size(self, selection_set: SelectionSetNode) -> int:
        total = 0
        for selection in selection_set.selections:
            total += 1
            if isinstance(selection, FragmentSpreadNode):
                total += self._fragment_size(selection.name.value)
            elif inner := selection.selection_set:  # type: ignore[attr-defined]
                total += self.size(inner)
        return total

    def _fragment_size(self, name: str) -> int:
        if name not in self._sizes:
            fragment = self._fragments.get(name)
            self._sizes[name] = self.size(fragment.selection_set) if fragment else 0
        return self._sizes[name]


class _Place(NamedTuple):
    """A selection set and its parent type; None if the document names an unknown type."""

    parent: GraphQLCompositeType | None
    selection_set: SelectionSetNode


class _Selected(NamedTuple):
    """A selected field and its parent type."""

    parent: GraphQLCompositeType | None
    node: FieldNode


class _Around(NamedTuple):
    """The depth of a place, how often it is there, and whether its lists are paged or belong to the introspection."""

    depth: int = 1
    times: int = 1
    paged: bool = False
    introspection: bool = False


class _Walk:
    """A walk through one operation as it would be executed: equal fields in one place are merged."""

    def __init__(self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode], limits: Limits) -> None:
        self._schema = schema
        self._fragments = fragments
        self._limits = limits
        self._found = dict.fromkeys(SENTENCES, 0)

    def excesses(self, operation: OperationDefinitionNode) -> list[GraphQLError]:
        """Return an error for every limit that the operation exceeds."""
        return [
            _excess(name, value, self._limits)
            for name, value in self.measured(operation).items()
            if value > getattr(self._limits, name)
        ]

    def measured(self, operation: OperationDefinitionNode) -> dict[str, int]:
        """Measure an operation; return the values by the names of their limits."""
        place = _Place(self._schema.get_root_type(operation.operation), operation.selection_set)
        self._found["directives"] += len(operation.directives or ())
        for variable in operation.variable_definitions or ():
            self._found["directives"] += len(variable.directives or ())
        self._found["cost"] = self._cost([place], _Around())
        return self._found

    def _cost(self, places: list[_Place], around: _Around) -> int:
        fields = self._merged(places)
        if around.depth == 1:
            self._found["root_fields"] = len(fields)
        if fields and not around.introspection:
            self._at_least("depth", around.depth)
        return sum(self._field_cost(selected, around) for selected in fields.values())

    def _merged(self, places: list[_Place]) -> dict[str, list[_Selected]]:
        """Return the fields of a place by their names in the answer; enter each fragment once."""
        fields: dict[str, list[_Selected]] = {}
        entered: set[str] = set()
        stack = list(places)
        while stack:
            parent, selection_set = stack.pop()
            for selection in selection_set.selections:
                self._found["directives"] += len(selection.directives or ())
                if isinstance(selection, FieldNode):
                    name = response_key(selection)
                    # Fragments that ask for the same alias are executed once.
                    self._found["aliases"] += selection.alias is not None and name not in fields
                    fields.setdefault(name, []).append(_Selected(parent, selection))
                elif isinstance(selection, InlineFragmentNode):
                    stack.append(self._place(parent, selection))
                elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in entered:
                    entered.add(selection.name.value)
                    if fragment := self._fragments.get(selection.name.value):
                        stack.append(self._place(parent, fragment))
        return fields

    def _place(
        self, parent: GraphQLCompositeType | None, fragment: InlineFragmentNode | FragmentDefinitionNode
    ) -> _Place:
        condition = fragment.type_condition
        named = self._schema.get_type(condition.name.value) if condition else parent
        return _Place(named if is_composite_type(named) else None, fragment.selection_set)

    def _field_cost(self, selected: list[_Selected], around: _Around) -> int:
        introspection = around.introspection or selected[0].node.name.value in ("__schema", "__type")
        times = inner_times = 1
        paged = once = False
        places: list[_Place] = []
        for parent, node in selected:
            field = self._schema.get_field(parent, node.name.value) if parent else None
            size = self._size(field, node) if field else None
            listed = field is not None and is_list_type(get_nullable_type(field.type))
            if listed:
                unsized = 1 if around.paged else INTROSPECTED_LIST if introspection else self._unsized(field)
                times = max(times, unsized if size is None else size)
            elif size is not None:
                paged, inner_times = True, max(inner_times, size)
            once = once or (field is not None and is_once(field))
            if node.selection_set:
                named = get_named_type(field.type) if field else None
                places.append(_Place(named if is_composite_type(named) else None, node.selection_set))
        pairs = len(selected) * (len(selected) - 1) // 2
        self._found["comparisons"] += pairs * (COMPARISONS_OF_A_COMPOSITE if places else 1)
        inner = _Around(around.depth + 1, inner_times, paged, introspection=introspection)
        return (1 if once else around.times) * times * (1 + (self._cost(places, inner) if places else 0))

    def _unsized(self, field: GraphQLField | None) -> int:
        return self._limits.short_list if field and is_short(field) else self._limits.unsized_list

    def _size(self, field: GraphQLField, node: FieldNode) -> int | None:
        """Return the length of a list by its arguments or their defaults; None if no argument says it."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        arguments = {name: field.args[name] for name in SIZED_BY if name in field.args}
        lengths = [
            self._length(given[name]) if name in given else argument.default_value
            for name, argument in arguments.items()
        ]
        return max((max(length, 1) for length in lengths if isinstance(length, int)), default=None)

    def _length(self, value: ValueNode) -> int | None:
        if isinstance(value, VariableNode):
            return self._limits.page
        if isinstance(value, ListValueNode):
            return len(value.values)
        if isinstance(value, IntValueNode):
            return int(value.value) if len(value.value) < len(str(COUNTED_UP_TO)) else COUNTED_UP_TO
        return None

    def _at_least(self, name: str, value: int) -> None:
        self._found[name] = max(self._found[name], value)
