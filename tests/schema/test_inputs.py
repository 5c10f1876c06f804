"""Inputs: null is taken for the default of a field, because many clients send null for what is left out."""

from graphql import GraphQLInputObjectType, Undefined, is_non_null_type

from app.graphql.schema import build_schema

SCHEMA = build_schema()._schema


def test_every_field_and_argument_with_a_default_takes_null() -> None:
    inputs = [kind for kind in SCHEMA.type_map.values() if isinstance(kind, GraphQLInputObjectType)]
    places = {f"{kind.name}.{name}": field for kind in inputs for name, field in kind.fields.items()}
    for name, kind in SCHEMA.type_map.items():
        for field_name, field in ({} if name.startswith("__") else getattr(kind, "fields", {})).items():
            places |= {f"{name}.{field_name}({argument})": it for argument, it in getattr(field, "args", {}).items()}
    with_default = {name: it for name, it in places.items() if it.default_value is not Undefined}
    assert {"RecordTransactionInput.note", "Dashboard.spendingTrends(periods)"} <= set(with_default)
    assert [name for name, it in with_default.items() if is_non_null_type(it.type)] == []
