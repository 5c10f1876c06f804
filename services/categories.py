"""Categories: creating, nesting, archiving and merging the categories of a ledger."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from db import budgets, categories, report_views, rules, series
from db.categories import CategoryRow
from db.stores.engine import Database, retried
from db.stores.ids import new_id
from services import postings
from services.budgets import ended_plans, merged_plans
from services.calculations.rows import CategoryKind
from services.changes import Change, Changes, Once, Saved
from services.events.categories import CategoriesMerged, CategoryArchived, CategoryCreated, CategoryUpdated
from services.removals import Removals
from services.values.errors import Problem, ProblemCode, Refused, conflict, invalid, not_found
from services.values.input_rules import UNCHANGED, ProblemList, Unchanged, check_text, keep

MOST_CATEGORIES = 500
DEFAULT_COLOUR = "#4f8a8b"

_COLOUR = re.compile("#[0-9a-f]{6}")
_EDITABLE = ("name", "kind", "colour", "icon", "parent_id")

Known = Mapping[UUID, CategoryRow]


@dataclass(frozen=True, slots=True)
class CategoryDraft:
    """A category to make: `colour` is #rrggbb, `icon` a name or an emoji; it is below `parent_id` or on top."""

    name: str
    kind: CategoryKind
    colour: str = DEFAULT_COLOUR
    icon: str = ""
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CategoryEdit:
    """The fields of a category to change."""

    name: str | Unchanged = UNCHANGED
    kind: CategoryKind | Unchanged = UNCHANGED
    colour: str | Unchanged = UNCHANGED
    icon: str | Unchanged = UNCHANGED
    parent_id: UUID | Unchanged | None = UNCHANGED


class CategoryService:
    """The rules of categories."""

    def __init__(self, database: Database, changes: Changes, removals: Removals) -> None:
        self._database = database
        self._changes = changes
        self._removals = removals

    @retried
    async def all(self, ledger_id: UUID, include_archived: bool = False) -> list[CategoryRow]:
        """Return the ledger's categories by name, ignoring case."""
        async with self._database.read(ledger_id) as connection:
            rows = await categories.all_of(connection, ledger_id)
        return sorted((row for row in rows if include_archived or not row.archived), key=_by_name)

    @retried
    async def get_many(self, ledger_id: UUID, ids: Sequence[UUID]) -> list[CategoryRow]:
        """Return the ledger's categories with these ids, archived ones too, in no particular order."""
        async with self._database.read(ledger_id) as connection:
            return list((await categories.get_many(connection, ledger_id, ids)).values())

    async def create(self, ledger_id: UUID, draft: CategoryDraft, key: str | None = None) -> Saved[CategoryRow]:
        """Add a category."""
        async with self._changes.open(ledger_id, Once(key, "createCategory", draft)) as change:
            known = await _all(change)
            if repeated := change.repeated:
                return repeated.made(known.get(repeated.ids[0]))
            if len(known) >= MOST_CATEGORIES:
                raise conflict(f"A ledger has at most {MOST_CATEGORIES} categories; merge some first.")
            row = prepare(draft, ledger_id, new_id(), known)
            await categories.create(change.connection, row)
            await change.happened(CategoryCreated(row.id), [row.id])
        return change.saved(row)

    async def update(self, ledger_id: UUID, category_id: UUID, edit: CategoryEdit) -> Saved[CategoryRow]:
        """Edit a category; its children take its kind."""
        async with self._changes.open(ledger_id) as change:
            known = await _all(change)
            old = _get(known, category_id)
            draft = CategoryDraft(
                name=keep(edit.name, old.name),
                kind=keep(edit.kind, CategoryKind(old.kind)),
                colour=keep(edit.colour, old.colour),
                icon=keep(edit.icon, old.icon),
                parent_id=keep(edit.parent_id, old.parent_id),
            )
            new = prepare(draft, ledger_id, old.id, known)
            if new == old:
                await change.unchanged()
                return change.saved(old)
            values = {column: getattr(new, column) for column in _EDITABLE}
            await categories.change(change.connection, ledger_id, old.id, **values)
            if new.kind != old.kind:
                await categories.change_children(change.connection, ledger_id, old.id, kind=new.kind)
            await change.happened(CategoryUpdated(old.id))
        return change.saved(new)

    async def archive(self, ledger_id: UUID, category_id: UUID, archived: bool) -> Saved[CategoryRow]:
        """Archive a category with its children, or bring it back; children are brought back one by one.

        The plans of an archived category end with the current period.
        """
        async with self._changes.open(ledger_id) as change:
            known = await _all(change)
            old = _get(known, category_id)
            if old.archived is archived:
                await change.unchanged()
                return change.saved(old)
            parent = known[old.parent_id] if old.parent_id else None
            if parent and parent.archived:
                raise conflict(f"“{parent.name}”, which this category is in, is archived; bring that back first.", "id")
            await categories.change(change.connection, ledger_id, old.id, archived=archived)
            if archived:
                await categories.change_children(change.connection, ledger_id, old.id, archived=True)
                family = {row.id for row in known.values() if old.id in {row.id, row.parent_id}}
                plans = await budgets.all_of(change.connection, ledger_id)
                await budgets.set_all(change.connection, ended_plans(plans, family, change))
            await change.happened(CategoryArchived(old.id, archived))
        return change.saved(old._replace(archived=archived))

    async def merge(self, ledger_id: UUID, source_id: UUID, target_id: UUID) -> Saved[CategoryRow]:
        """Move everything of one category to another, add up their plans, and delete the first."""
        async with self._changes.open(ledger_id) as change:
            known = await _all(change)
            source, target = _get(known, source_id, "source_id"), _get(known, target_id, "target_id")
            _check_merge(change, known, source, target)
            plans = await budgets.all_of(change.connection, ledger_id)
            await budgets.set_all(change.connection, merged_plans(plans, source.id, target.id))
            await budgets.delete_of(change.connection, ledger_id, source.id)
            await rules.move_category(change.connection, ledger_id, source.id, target.id)
            await report_views.follow_merge(change.connection, ledger_id, source.id, target.id)
            await series.move_category(change.connection, ledger_id, source.id, target.id)
            await postings.begin_merge(change, source.id, target.id)
            finished = await postings.move_some(change.connection, ledger_id, source.id)
            await change.happened(CategoriesMerged(source.id, target.id))
        if not finished:
            self._removals.begin()
        return change.saved(target)


def prepare(draft: CategoryDraft, ledger_id: UUID, category_id: UUID, known: Known) -> CategoryRow:
    """Return the row of a draft; refuse it with all its problems at once."""
    problems = ProblemList()
    name = icon = ""
    colour = draft.colour.lower()
    with problems.noting():
        name = check_text(draft.name, 100, "name", required=True)
        _check_unique(name, category_id, draft.parent_id, known)
    with problems.noting():
        icon = check_text(draft.icon, 40, "icon")
    if not _COLOUR.fullmatch(colour):
        problems.add([Problem(ProblemCode.INVALID, "This is not a colour; use the form #4f8a8b.", ("colour",))])
    old = known.get(category_id)
    if draft.kind == CategoryKind.TRANSFER and (old is None or old.kind != CategoryKind.TRANSFER):
        message = "Money that moves between your own accounts is a transfer, not a category; link it instead."
        problems.add([Problem(ProblemCode.INVALID, message, ("kind",))])
    archived = old is not None and old.archived
    if draft.parent_id is not None:
        with problems.noting():
            _check_parent(draft.parent_id, category_id, CategoryKind(draft.kind), archived, known)
    problems.refuse_any()
    return CategoryRow(
        ledger_id=ledger_id,
        id=category_id,
        parent_id=draft.parent_id,
        name=name,
        kind=str(draft.kind),
        colour=colour,
        icon=icon,
        archived=archived,
    )


def _check_unique(name: str, category_id: UUID, parent_id: UUID | None, known: Known) -> None:
    for other in known.values():
        same_place = other.parent_id == parent_id and other.id != category_id
        if same_place and other.name.casefold() == name.casefold():
            mend = "bring it back" if other.archived else "use it"
            message = f"There is already a category “{other.name}” here; {mend} or choose another name."
            raise Refused([Problem(ProblemCode.DUPLICATE, message, ("name",))])


def _check_parent(parent_id: UUID, category_id: UUID, kind: CategoryKind, archived: bool, known: Known) -> None:
    parent = known.get(parent_id)
    if parent is None:
        raise not_found("There is no such category; choose one of yours.", "parent_id")
    if parent.id == category_id:
        raise invalid("A category cannot be in itself; choose another.", "parent_id")
    if parent.parent_id is not None:
        raise invalid(f"“{parent.name}” is in a category itself; choose one that is not.", "parent_id")
    if any(other.parent_id == category_id for other in known.values()):
        raise invalid("This category has categories in it; move those out first.", "parent_id")
    if parent.archived and not archived:
        raise invalid(f"The category “{parent.name}” is archived; bring it back or choose another.", "parent_id")
    if parent.kind != kind:
        raise invalid(f"A category in “{parent.name}” must have its kind; use {parent.kind}.", "kind")


def _check_merge(change: Change, known: Known, source: CategoryRow, target: CategoryRow) -> None:
    if source.id == target.id:
        raise invalid("A category cannot be merged with itself; choose another.", "target_id")
    if source.id == source.ledger_id:
        raise invalid(f"“{source.name}” holds what was adjusted to the bank's balances; it stays apart.", "source_id")
    if source.kind != target.kind:
        raise invalid(f"Only categories of one kind can be merged; choose a target of kind {source.kind}.", "target_id")
    if target.archived:
        raise invalid(f"The category “{target.name}” is archived; bring it back or choose another.", "target_id")
    if any(other.parent_id == source.id for other in known.values()):
        raise conflict(f"“{source.name}” has categories in it; merge or move those first.", "source_id")
    lease = change.ledger.lease
    if lease and lease.until > change.now:
        raise conflict("A statement is being imported; merge when that has finished.")


async def _all(change: Change) -> dict[UUID, CategoryRow]:
    return {row.id: row for row in await categories.all_of(change.connection, change.ledger.id)}


def _get(known: Known, category_id: UUID, field: str = "id") -> CategoryRow:
    row = known.get(category_id)
    if row is None:
        raise not_found("There is no such category; choose one of yours.", field)
    return row


def _by_name(row: CategoryRow) -> tuple[str, UUID]:
    return row.name.casefold(), row.id
