"""The data that each part of a dashboard needs, declared beside its field."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from strawberry.schema.config import StrawberryConfig

from schema.selection import SelectedField
from schema.strawberry_internals import definition_of
from services.dashboard.service import DashboardNeeds

Needs = Callable[[SelectedField], DashboardNeeds]

_NEEDS = "needs"
_INTROSPECTION = "__"


def needing(needs: Needs) -> dict[object, object]:
    """Return the metadata of a field that declares the needs of its selection."""
    return {_NEEDS: needs}


def nothing(_field: SelectedField) -> DashboardNeeds:
    """Return the needs of a field that every snapshot holds."""
    return DashboardNeeds()


def figures(_field: SelectedField) -> DashboardNeeds:
    """Return the needs of figures of the period itself."""
    return DashboardNeeds(back=0)


def needed(owner: type, fields: Iterable[SelectedField]) -> DashboardNeeds:
    """Return the needs of the selected fields of a type. Raises LookupError if a field declares none."""
    declared, needs = _declared(owner), DashboardNeeds()
    for field in fields:
        if not field.name.startswith(_INTROSPECTION):
            needs |= declared[field.name](field)
    return needs


def below(owner: type) -> Needs:
    """Return the needs of a field of this type: the needs of the fields that are selected below it."""
    return lambda field: needed(owner, field.fields())


@lru_cache
def _declared(owner: Any) -> dict[str, Needs]:
    name_of = StrawberryConfig().name_converter.get_graphql_name
    declared = {
        name_of(field): field.metadata[_NEEDS] for field in definition_of(owner).fields if _NEEDS in field.metadata
    }
    return {"id": nothing, **declared}
