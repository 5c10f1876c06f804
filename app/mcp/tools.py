"""The tools: each is an operation of `tools.graphql`, with its description and the JSON Schema of its variables."""

from pathlib import Path
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    NameNode,
    OperationDefinitionNode,
    StringValueNode,
    VariableDefinitionNode,
    parse,
    type_from_ast,
    value_from_ast_untyped,
)
from mcp.types import Tool, ToolAnnotations

TEXT: Final = (Path(__file__).parent / "tools.graphql").read_text(encoding="utf-8")
KIND_OF_SCALAR = {"Int": "integer", "Float": "number", "Boolean": "boolean"}

Json = dict[str, Any]


def tools_of(schema: GraphQLSchema) -> dict[str, Tool]:
    """Return the tools by name. All of them only read."""
    operations = [node for node in parse(TEXT).definitions if isinstance(node, OperationDefinitionNode)]
    return {tool.name: tool for tool in (_tool(schema, operation) for operation in operations)}


def _tool(schema: GraphQLSchema, operation: OperationDefinitionNode) -> Tool:
    variables = {node.variable.name.value: _variable(schema, node) for node in operation.variable_definitions or ()}
    return Tool(
        name=_value(operation.name),
        description=_value(operation.description),
        input_schema=_object(variables),
        annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )


def _value(node: NameNode | StringValueNode | None) -> str:
    """Return the text of a name or a description, which every operation of the file has."""
    assert node  # noqa: S101
    return node.value


def _variable(schema: GraphQLSchema, node: VariableDefinitionNode) -> Json:
    """Return the JSON Schema of a variable, which may be left out."""
    kind = type_from_ast(schema, node.type)
    shape = _shape(kind)
    if node.description:
        shape["description"] = node.description.value
    if node.default_value:
        shape["default"] = value_from_ast_untyped(node.default_value)
    return shape


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _shape(kind: object) -> Json:
    """Return the JSON Schema of an input type. Amounts are strings, because they are exact."""
    match kind:
        case GraphQLNonNull():
            return _shape(kind.of_type)
        case GraphQLList():
            return {"type": "array", "items": _shape(kind.of_type)}
        case GraphQLEnumType():
            return {"type": "string", "enum": list(kind.values)}
        case GraphQLInputObjectType():
            fields = kind.fields.items()
            shape = _object({name: _shape(field.type) | {"description": field.description} for name, field in fields})
            return shape | {"required": [name for name, field in fields if isinstance(field.type, GraphQLNonNull)]}
        case _:
            return {"type": KIND_OF_SCALAR.get(str(kind), "string")}
