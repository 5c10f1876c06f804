"""Exposing: an enumeration of the services becomes a GraphQL enum."""

from enum import Enum

import strawberry

from schema.strawberry_internals import definition_of


def expose(enum: type[Enum], description: str, /, called: str | None = None, **values: str) -> None:
    """Register an enumeration of the services as a GraphQL enum. Each of its names needs a description."""
    strawberry.enum(enum, name=called, description=description)
    for value in definition_of(enum).values:
        value.description = values.pop(value.name)
