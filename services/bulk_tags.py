"""Tags in bulk edits: the places of tags that many transactions gain and lose at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from db import tags
from db.tags import WHOLE, TagPlace
from db.transactions import TransactionRow
from services.changes import Change
from services.events.transactions import Retagged
from services.tags import MOST_ON_ONE
from services.values.errors import Problem, ProblemCode, Refused, conflict


class Retagging(NamedTuple):
    """The places of tags that some transactions gain and lose."""

    gained: Sequence[TagPlace] = ()
    lost: Sequence[TagPlace] = ()

    @property
    def transaction_ids(self) -> set[UUID]:
        """Return the ids of the transactions whose tags change."""
        return {place.transaction_id for place in (*self.gained, *self.lost)}

    async def store(self, change: Change) -> None:
        """Store the tags as they are afterwards."""
        await tags.remove(change.connection, self.lost)
        await tags.add(change.connection, self.gained)

    def logged(self, transaction_ids: Sequence[UUID]) -> tuple[Retagged, ...]:
        """Return what an event of these transactions keeps of it."""
        numbers = {transaction_id: number for number, transaction_id in enumerate(transaction_ids)}
        groups: defaultdict[tuple[UUID, UUID, bool], list[int]] = defaultdict(list)
        for gained, changed in ((True, self.gained), (False, self.lost)):
            for place in changed:
                groups[place.split_id, place.tag_id, gained].append(numbers[place.transaction_id])
        return tuple(Retagged(*key, tuple(those)) for key, those in groups.items())


NO_TAGS = Retagging()


async def retagging(
    change: Change, rows: Sequence[TransactionRow], added: Sequence[UUID], removed: Sequence[UUID]
) -> Retagging:
    """Return the places that change if all of each transaction gets some tags, and loses others on its splits too."""
    if not (added or removed):
        return NO_TAGS
    there: defaultdict[UUID, set[tuple[UUID, UUID]]] = defaultdict(set)
    for place in await tags.of_transactions(change.connection, change.ledger.id, [row.id for row in rows]):
        there[place.transaction_id].add((place.split_id, place.tag_id))
    gained, lost = [], []
    for row in rows:
        new = {(WHOLE, tag_id) for tag_id in added} - there[row.id]
        old = {(split_id, tag_id) for split_id, tag_id in there[row.id] if tag_id in removed}
        on_all = [tag_id for split_id, tag_id in (there[row.id] | new) - old if split_id == WHOLE]
        if new and len(on_all) > MOST_ON_ONE:
            message = f"Some of these would have more than {MOST_ON_ONE} tags; remove others first."
            raise Refused([Problem(ProblemCode.TOO_LARGE, message, ("patch", "add_tag_ids"))])
        gained += [_place(row, *key) for key in sorted(new)]
        lost += [_place(row, *key) for key in sorted(old)]
    return Retagging(gained, lost)


async def former_tags(
    change: Change, rows: Iterable[TransactionRow], ids: Sequence[UUID], logged: Iterable[Any]
) -> Retagging:
    """Return the places that change if these transactions get the tags back that they had before an event."""
    by_id = {row.id: row for row in rows}
    known = await tags.all_of(change.connection, change.ledger.id) if logged else {}
    gained: list[TagPlace] = []
    lost: list[TagPlace] = []
    for entry in logged:
        split_id, tag_id = UUID(entry["split_id"]), UUID(entry["tag_id"])
        changed = [by_id[ids[number]] for number in entry["places"] if ids[number] in by_id]
        if changed and tag_id not in known:
            raise conflict("A tag that they got or lost is gone; give them others.", "revision")
        (lost if entry["gained"] else gained).extend(_place(row, split_id, tag_id) for row in changed)
    return Retagging(gained, lost)


def _place(row: TransactionRow, split_id: UUID, tag_id: UUID) -> TagPlace:
    return TagPlace(row.ledger_id, row.id, split_id, tag_id, row.date, row.deleted)
