"""Tags: create, rename, merge and delete them, and put them on transactions and splits."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from db import report_views, tags
from db.splits import SplitRow
from db.stores.engine import Database, retried
from db.stores.ids import new_id
from db.tags import WHOLE, TagPlace, TagRow
from db.transactions import TransactionRow
from services.changes import Change, Changes, Once, Saved
from services.events.tags import TagCreated, TagDeleted, TagsMerged, TagUpdated
from services.removals import AT_ONCE, Removals
from services.splits import SplitDraft
from services.transaction_drafts import Prepared, TransactionDraft, TransactionEdit
from services.values.errors import Problem, ProblemCode, Refused, conflict, invalid, not_found
from services.values.input_rules import ProblemList, check_text

MOST_TAGS, MOST_ON_ONE, LONGEST_NAME = 500, 50, 100

Known = Mapping[UUID, TagRow]
Place = tuple[UUID, UUID]
"""The ids of a split, or WHOLE, and of a tag on it."""


class TagService:
    """The rules of tags."""

    def __init__(self, database: Database, changes: Changes, removals: Removals) -> None:
        self._database = database
        self._changes = changes
        self._removals = removals

    @retried
    async def all(self, ledger_id: UUID) -> list[TagRow]:
        """Return the ledger's tags by name, ignoring case."""
        async with self._database.read(ledger_id) as connection:
            return sorted((await tags.all_of(connection, ledger_id)).values(), key=_by_name)

    @retried
    async def get_many(self, ledger_id: UUID, ids: Sequence[UUID]) -> list[TagRow]:
        """Return the ledger's tags with these ids, in no particular order."""
        async with self._database.read(ledger_id) as connection:
            known = await tags.all_of(connection, ledger_id)
        return [known[tag_id] for tag_id in ids if tag_id in known]

    @retried
    async def on(self, ledger_id: UUID, places: Sequence[Place]) -> dict[Place, list[TagRow]]:
        """Return the tags by name of each transaction and WHOLE, and of each transaction and its split."""
        async with self._database.read(ledger_id) as connection:
            ids = {transaction_id for transaction_id, _ in places}
            there = await tags.of_transactions(connection, ledger_id, ids)
            known = await tags.all_of(connection, ledger_id) if there else {}
        by_place: defaultdict[Place, list[TagRow]] = defaultdict(list)
        for place in there:
            if place.tag_id in known:
                by_place[place.transaction_id, place.split_id].append(known[place.tag_id])
        return {place: sorted(rows, key=_by_name) for place, rows in by_place.items()}

    async def create(self, ledger_id: UUID, name: str, key: str | None = None) -> Saved[TagRow]:
        """Add a tag."""
        async with self._changes.open(ledger_id, Once(key, "createTag", name)) as change:
            known = await tags.all_of(change.connection, ledger_id)
            if repeated := change.repeated:
                return repeated.made(known.get(repeated.ids[0]))
            if len(known) >= MOST_TAGS:
                raise conflict(f"A ledger has at most {MOST_TAGS} tags; merge or delete some first.")
            row = TagRow(ledger_id=ledger_id, id=new_id(), name="")
            row = row._replace(name=_checked_name(name, row.id, known))
            await tags.create(change.connection, row)
            await change.happened(TagCreated(row.id), [row.id])
        return change.saved(row)

    async def rename(self, ledger_id: UUID, tag_id: UUID, name: str) -> Saved[TagRow]:
        """Give a tag another name."""
        async with self._changes.open(ledger_id) as change:
            known = await tags.all_of(change.connection, ledger_id)
            old = _get(known, tag_id)
            new = old._replace(name=_checked_name(name, old.id, known))
            if new == old:
                await change.unchanged()
                return change.saved(old)
            await tags.rename(change.connection, ledger_id, old.id, new.name)
            await change.happened(TagUpdated(old.id))
        return change.saved(new)

    async def merge(self, ledger_id: UUID, source_id: UUID, target_id: UUID) -> Saved[TagRow]:
        """Put one tag on all that has another, and delete the other."""
        async with self._changes.open(ledger_id) as change:
            known = await tags.all_of(change.connection, ledger_id)
            source, target = _get(known, source_id, "source_id"), _get(known, target_id, "target_id")
            if source.id == target.id:
                raise invalid("A tag cannot be merged with itself; choose another.", "target_id")
            finished = await _remove(change, source.id, target.id)
            await report_views.follow_merge(change.connection, ledger_id, source.id, target.id)
            await change.happened(TagsMerged(source.id, target.id))
        if not finished:
            self._removals.begin()
        return change.saved(target)

    async def delete(self, ledger_id: UUID, tag_id: UUID) -> Saved[UUID]:
        """Delete a tag; the transactions stay."""
        async with self._changes.open(ledger_id) as change:
            _get(await tags.all_of(change.connection, ledger_id), tag_id)
            finished = await _remove(change, tag_id, None)
            await change.happened(TagDeleted(tag_id))
        if not finished:
            self._removals.begin()
        return change.saved(tag_id)


async def _remove(change: Change, tag_id: UUID, target_id: UUID | None) -> bool:
    await tags.begin_removal(change.connection, change.ledger.id, tag_id, target_id, change.ledger.revision)
    return await tags.remove_some(change.connection, change.ledger.id, tag_id, AT_ONCE)


def check_tags(ids: Collection[UUID], known: Known, *field: str) -> None:
    """Refuse tags that the ledger does not have, and too many."""
    if len(ids) > MOST_ON_ONE:
        raise Refused([Problem(ProblemCode.TOO_LARGE, f"At most {MOST_ON_ONE} tags are possible here.", field)])
    problems = ProblemList()
    for number, tag_id in enumerate(ids):
        with problems.noting(*field, str(number)):
            if tag_id not in known:
                raise not_found("There is no such tag; choose one of yours.")
    problems.refuse_any()


def prepare_places(draft: TransactionDraft, prepared: Prepared, known: Known) -> list[TagPlace]:
    """Return the places of a new transaction's tags; refuse unknown ones."""
    _check(draft.tag_ids, draft.splits, known, only=not prepared.splits)
    wanted = {(WHOLE, tag_id) for tag_id in draft.tag_ids}
    for part, split in zip(prepared.splits, draft.splits, strict=False):
        wanted |= {(part.id, tag_id) for tag_id in split.tag_ids or ()}
    return _rows(prepared.row, wanted)


class TagEdit:
    """The tags of a transaction before and after an edit."""

    def __init__(self, row: TransactionRow, before: Iterable[TagPlace]) -> None:
        self._row = row
        self.before = {(place.split_id, place.tag_id) for place in before}
        self.after = self.before

    @property
    def changes(self) -> bool:
        """Return True if the edit changes any."""
        return self.after != self.before

    def prepare(
        self, edit: TransactionEdit, stored: Sequence[SplitRow], parts: Sequence[SplitRow], known: Known
    ) -> None:
        """Set the tags after the edit; `stored` and `parts` are the splits before and after it, if there are several.

        A split that stays keeps its tags unless the edit gives it others. An only split has those of its transaction.
        """
        whole, drafts = edit.tag_ids, edit.splits
        new = drafts if isinstance(drafts, tuple) else ()
        _check(whole if isinstance(whole, tuple) else (), new, known, only=not parts)
        kept = {tag_id for split_id, tag_id in self.before if split_id == WHOLE}
        if isinstance(drafts, tuple) and not parts and stored:
            kept |= {tag_id for split_id, tag_id in self.before if split_id == drafts[0].id}
        self.after = {(WHOLE, tag_id) for tag_id in (whole if isinstance(whole, tuple) else kept)}
        given = {part.id: draft.tag_ids for part, draft in zip(parts, new, strict=False)}
        for part in parts:
            tag_ids = given.get(part.id)
            if tag_ids is None:
                tag_ids = tuple(tag_id for split_id, tag_id in self.before if split_id == part.id)
            self.after |= {(part.id, tag_id) for tag_id in tag_ids}

    async def store(self, change: Change, row: TransactionRow) -> None:
        """Store the tags of the edited transaction."""
        if self.changes:
            await tags.replace(change.connection, row.ledger_id, row.id, _rows(row, self.after))


def _check(whole: Collection[UUID], drafts: Sequence[SplitDraft], known: Known, *, only: bool) -> None:
    problems = ProblemList()
    with problems.noting():
        check_tags(whole, known, "tag_ids")
    for place, draft in enumerate(drafts):
        with problems.noting("splits", str(place)):
            if only and draft.tag_ids:
                raise invalid("An only split has no tags of its own; give them to the transaction.", "tag_ids")
            check_tags(draft.tag_ids or (), known, "tag_ids")
    problems.refuse_any()


def _rows(row: TransactionRow, wanted: Iterable[Place]) -> list[TagPlace]:
    return [
        TagPlace(
            ledger_id=row.ledger_id,
            transaction_id=row.id,
            split_id=split_id,
            tag_id=tag_id,
            date=row.date,
            deleted=row.deleted,
        )
        for split_id, tag_id in sorted(wanted)
    ]


def _checked_name(name: str, tag_id: UUID, known: Known) -> str:
    name = check_text(name, LONGEST_NAME, "name", required=True)
    for other in known.values():
        if other.id != tag_id and other.name.casefold() == name.casefold():
            message = f"There is already a tag “{other.name}”; use it or choose another name."
            raise Refused([Problem(ProblemCode.DUPLICATE, message, ("name",))])
    return name


def _get(known: Known, tag_id: UUID, field: str = "id") -> TagRow:
    row = known.get(tag_id)
    if row is None:
        raise not_found("There is no such tag; choose one of yours.", field)
    return row


def _by_name(row: TagRow) -> tuple[str, UUID]:
    return row.name.casefold(), row.id
