"""Bulk edits give many transactions tags and take tags off, by one event that is undone as one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from db import tags as stored
from db.stores.engine import Database
from db.tag_choices import TagChoice
from db.transactions import TransactionFilter, TransactionRow
from services.bulk_edits import BulkEditService, Selection, TransactionPatch
from services.splits import SplitDraft
from services.tags import TagService
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionService
from tests.ledger_facts import one_event, refused, unchanged
from tests.people import Person

MARKET = TransactionDraft(date(2026, 11, 2), Decimal("-50.00"), "Market")


@pytest.fixture
async def trip(tags: TagService, alice: Person) -> UUID:
    """A tag of Alice."""
    return (await tags.create(alice.ledger_id, "Trip")).object.id


@pytest.fixture
async def work(tags: TagService, alice: Person) -> UUID:
    """Another tag of Alice."""
    return (await tags.create(alice.ledger_id, "Work")).object.id


@pytest.fixture
async def rows(transactions: TransactionService, alice: Person, trip: UUID) -> list[TransactionRow]:
    """A plain transaction, a tagged one, and one with the tag on one of its splits."""
    halves = (SplitDraft(Decimal(-30), tag_ids=(trip,)), SplitDraft())
    drafts = [MARKET, replace(MARKET, tag_ids=(trip,)), replace(MARKET, splits=halves)]
    return (await transactions.record_many(alice.ledger_id, drafts)).object


async def marks(database: Database, rows: list[TransactionRow]) -> list[list[tuple[bool, UUID]]]:
    """The tags of each transaction, and whether all of it has them."""
    async with database.read() as connection:
        there = await stored.of_transactions(connection, rows[0].ledger_id, [row.id for row in rows])
    return [
        sorted((mark.split_id == stored.WHOLE, mark.tag_id) for mark in there if mark.transaction_id == row.id)
        for row in rows
    ]


async def test_tags_are_added_and_removed_by_one_event_and_given_back(
    database: Database, bulk_edits: BulkEditService, alice: Person, rows: list[TransactionRow], trip: UUID, work: UUID
) -> None:
    before = await marks(database, rows)
    assert before == [[], [(True, trip)], [(False, trip)]]
    chosen = Selection(tuple(row.id for row in rows))
    async with one_event(database, alice.ledger_id, "TransactionsUpdated"):
        tagged = await bulk_edits.update(alice.ledger_id, chosen, TransactionPatch(add_tag_ids=(trip, work)))
    both = [(True, trip), (True, work)]
    assert await marks(database, rows) == [both, both, [(False, trip), *both]]
    async with unchanged(database, alice.ledger_id):
        assert not (await bulk_edits.update(alice.ledger_id, chosen, TransactionPatch(add_tag_ids=(work,)))).changed
    async with one_event(database, alice.ledger_id, "TransactionsUpdated"):
        untagged = await bulk_edits.update(alice.ledger_id, chosen, TransactionPatch(remove_tag_ids=(trip,)))
    assert await marks(database, rows) == [[(True, work)]] * 3
    await bulk_edits.undo(alice.ledger_id, untagged.revision)
    assert await marks(database, rows) == [both, both, [(False, trip), *both]]
    again = await bulk_edits.update(alice.ledger_id, chosen, TransactionPatch(payee="Shop", remove_tag_ids=(work,)))
    await bulk_edits.undo(alice.ledger_id, (await bulk_edits.undo(alice.ledger_id, again.revision)).revision)
    assert await marks(database, rows) == [[(True, trip)], [(True, trip)], [(False, trip), (True, trip)]]
    assert tagged.object == 3


async def test_only_those_whose_tags_change_are_edited(
    transactions: TransactionService,
    bulk_edits: BulkEditService,
    alice: Person,
    rows: list[TransactionRow],
    trip: UUID,
) -> None:
    chosen = TransactionFilter(tags=TagChoice(any_of=(trip,)))
    saved = await bulk_edits.update(
        alice.ledger_id, Selection(filter=chosen, count=2), TransactionPatch(add_tag_ids=(trip,))
    )
    versions = {row.id: row.version for row in await transactions.get_many(alice.ledger_id, [row.id for row in rows])}
    assert (saved.object, [versions[row.id] for row in rows]) == (2, [1, 1, 2])


async def test_an_undo_leaves_the_tags_of_what_was_edited_since(
    database: Database,
    transactions: TransactionService,
    bulk_edits: BulkEditService,
    alice: Person,
    rows: list[TransactionRow],
    work: UUID,
) -> None:
    plain, tagged, _ = rows
    chosen = Selection((plain.id, tagged.id))
    saved = await bulk_edits.update(alice.ledger_id, chosen, TransactionPatch(add_tag_ids=(work,)))
    await transactions.update(alice.ledger_id, plain.id, TransactionEdit(payee="Shop"))
    await bulk_edits.undo(alice.ledger_id, saved.revision)
    after = await marks(database, [plain, tagged])
    assert after[0] == [(True, work)]
    assert (True, work) not in after[1]


async def test_an_undo_refuses_a_tag_that_is_gone(
    database: Database,
    tags: TagService,
    bulk_edits: BulkEditService,
    alice: Person,
    rows: list[TransactionRow],
    trip: UUID,
) -> None:
    chosen = Selection(tuple(row.id for row in rows))
    saved = await bulk_edits.update(alice.ledger_id, chosen, TransactionPatch(remove_tag_ids=(trip,)))
    await tags.delete(alice.ledger_id, trip)
    async with refused(database, [alice.ledger_id], "CONFLICT", "revision", "tag"):
        await bulk_edits.undo(alice.ledger_id, saved.revision)


async def test_a_tag_that_is_being_merged_is_removed_with_the_one_it_becomes(
    database: Database,
    bulk_edits: BulkEditService,
    alice: Person,
    rows: list[TransactionRow],
    trip: UUID,
    work: UUID,
) -> None:
    async with database.write() as connection:
        await stored.begin_removal(connection, alice.ledger_id, trip, work, 1)
    chosen = Selection(tuple(row.id for row in rows))
    await bulk_edits.update(alice.ledger_id, chosen, TransactionPatch(remove_tag_ids=(work,)))
    assert await marks(database, rows) == [[], [], []]


async def test_wrong_tags_are_refused(
    database: Database,
    tags: TagService,
    bulk_edits: BulkEditService,
    alice: Person,
    bob: Person,
    rows: list[TransactionRow],
    trip: UUID,
    work: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen, both = Selection(tuple(row.id for row in rows)), [alice.ledger_id, bob.ledger_id]
    other = (await tags.create(bob.ledger_id, "Trip")).object.id
    for patch, code, field, says in (
        (TransactionPatch(add_tag_ids=(trip, other)), "NOT_FOUND", "patch.add_tag_ids.1", "choose one of yours"),
        (TransactionPatch(remove_tag_ids=(other,)), "NOT_FOUND", "patch.remove_tag_ids.0", "choose one of yours"),
        (TransactionPatch(add_tag_ids=(trip,), remove_tag_ids=(trip,)), "INVALID", "patch.remove_tag_ids", "decide"),
    ):
        async with refused(database, both, code, field, says):
            await bulk_edits.update(alice.ledger_id, chosen, patch)
    monkeypatch.setattr("services.bulk_tags.MOST_ON_ONE", 1)
    async with refused(database, both, "TOO_LARGE", "patch.add_tag_ids", "remove others first"):
        await bulk_edits.update(alice.ledger_id, chosen, TransactionPatch(add_tag_ids=(work,)))
