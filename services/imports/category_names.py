"""Find the ledger's categories by the names in a statement."""

from collections.abc import Iterable
from uuid import UUID

from db.categories import CategoryRow

MOST_UNKNOWN = 100
_MOST_REMEMBERED = 5_000  # so that the memory stays bounded, whatever the file holds


class CategoryNames(dict[str, UUID | None]):
    """The category of each name in any case: “Child”, “Parent: Child” or “Parent/Child”; None without one.

    A name of two children needs its parent. Unknown and archived names have no category and are listed.
    """

    def __init__(self, known: Iterable[CategoryRow]) -> None:
        super().__init__({"": None})
        self._ids = _by_name([row for row in known if not row.archived])
        self.unknown: list[str] = []

    def __missing__(self, name: str) -> UUID | None:
        category_id = self._ids.get(name.strip().casefold())
        if category_id is None and len(self.unknown) < MOST_UNKNOWN and name not in self.unknown:
            self.unknown.append(name)
        if len(self) < _MOST_REMEMBERED:
            self[name] = category_id
        return category_id


def full_name(row: CategoryRow, parent: CategoryRow | None) -> str:
    """Return a category's name with its parent: “Parent: Child”."""
    return f"{parent.name}: {row.name}" if parent else row.name


def _by_name(rows: list[CategoryRow]) -> dict[str, UUID]:
    by_id = {row.id: row for row in rows}
    names: dict[str, UUID] = {}
    shared: set[str] = set()
    for row in rows:
        parent = by_id.get(row.parent_id) if row.parent_id else None
        name = row.name.casefold()
        if parent is None:
            continue
        shared |= {name} & names.keys()
        names[name] = row.id
        names[full_name(row, parent).casefold()] = names[f"{parent.name}/{row.name}".casefold()] = row.id
    for name in shared:
        del names[name]
    return names | {row.name.casefold(): row.id for row in rows if row.parent_id is None}
