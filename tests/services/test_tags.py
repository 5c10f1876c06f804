"""Tags are on transactions and on single splits; each is renamed, merged and deleted as a whole."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import orjson
import pytest

from db import tags as stored
from db.stores.engine import Database
from db.tag_choices import TagChoice
from db.tags import WHOLE
from db.transactions import TransactionFilter, TransactionRow
from services.exports import ExportService
from services.splits import SplitDraft
from services.tags import MOST_ON_ONE, MOST_TAGS, TagService
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionService
from services.values.pages import PageRequest
from services.verification import VerificationService
from tests.ledger_facts import one_event, refused, unchanged
from tests.people import Person

DAY = date(2026, 11, 2)
MARKET = TransactionDraft(DAY, Decimal("-50.00"), "Market")
HALVES = (SplitDraft(Decimal(-30)), SplitDraft(Decimal(-20)))


async def tag(tags: TagService, person: Person, name: str) -> UUID:
    """A new tag."""
    return (await tags.create(person.ledger_id, name)).object.id


async def names_on(tags: TagService, row: TransactionRow, split_id: UUID = WHOLE) -> list[str]:
    """The tags on a transaction, or on a split of it."""
    found = await tags.on(row.ledger_id, [(row.id, split_id)])
    return [tag.name for tag in found.get((row.id, split_id), [])]


async def test_a_tag_is_created_renamed_and_listed_by_name(database: Database, tags: TagService, alice: Person) -> None:
    async with one_event(database, alice.ledger_id, "TagCreated"):
        trip = await tag(tags, alice, " trip ")
    await tag(tags, alice, "Work")
    await tag(tags, alice, "Bills")
    assert [row.name for row in await tags.all(alice.ledger_id)] == ["Bills", "trip", "Work"]
    async with one_event(database, alice.ledger_id, "TagUpdated", tag_id=str(trip)):
        saved = await tags.rename(alice.ledger_id, trip, "Trip")
    assert saved.object.name == "Trip"
    async with unchanged(database, alice.ledger_id):
        assert not (await tags.rename(alice.ledger_id, trip, "Trip")).changed


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("", "INVALID", "write something"),
        ("x" * 101, "INVALID", "at most 100"),
        ("TRIP", "DUPLICATE", "already a tag “Trip”"),
    ],
)
async def test_bad_names_are_refused(
    database: Database, tags: TagService, alice: Person, name: str, code: str, says: str
) -> None:
    await tag(tags, alice, "Trip")
    work = await tag(tags, alice, "Work")
    async with refused(database, [alice.ledger_id], code, "name", says):
        await tags.create(alice.ledger_id, name)
    async with refused(database, [alice.ledger_id], code, "name", says):
        await tags.rename(alice.ledger_id, work, name)


async def test_a_ledger_has_a_limit_of_tags(
    database: Database, tags: TagService, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.tags.MOST_TAGS", 1)
    assert MOST_TAGS > 1
    await tag(tags, alice, "Trip")
    with pytest.raises(Exception, match="merge or delete"):
        await tags.create(alice.ledger_id, "Work")


async def test_tags_belong_to_their_ledger(
    database: Database, tags: TagService, transactions: TransactionService, alice: Person, bob: Person
) -> None:
    trip, mine, both = await tag(tags, alice, "Trip"), await tag(tags, bob, "Trip"), [alice.ledger_id, bob.ledger_id]
    assert await tags.get_many(bob.ledger_id, [trip]) == []
    async with refused(database, both, "NOT_FOUND", "id", "choose one of yours"):
        await tags.rename(bob.ledger_id, trip, "Mine")
    async with refused(database, both, "NOT_FOUND", "id"):
        await tags.delete(bob.ledger_id, trip)
    async with refused(database, both, "NOT_FOUND", "source_id"):
        await tags.merge(bob.ledger_id, trip, mine)
    async with refused(database, both, "NOT_FOUND", "target_id"):
        await tags.merge(bob.ledger_id, mine, trip)
    async with refused(database, both, "NOT_FOUND", "tag_ids.1", "choose one of yours"):
        await transactions.record(bob.ledger_id, replace(MARKET, tag_ids=(mine, trip)))
    halves = (replace(HALVES[0], tag_ids=(trip,)), HALVES[1])
    async with refused(database, both, "NOT_FOUND", "splits.0.tag_ids.0"):
        await transactions.record(bob.ledger_id, replace(MARKET, splits=halves))
    async with refused(database, both, "NOT_FOUND", "transactions.0.tag_ids.0"):
        await transactions.record_many(bob.ledger_id, [replace(MARKET, tag_ids=(trip,))])
    row = (await transactions.record(bob.ledger_id, replace(MARKET, tag_ids=(mine,)))).object
    async with refused(database, both, "NOT_FOUND", "tag_ids.0"):
        await transactions.update(bob.ledger_id, row.id, TransactionEdit(tag_ids=(trip,)))
    async with refused(database, both, "TOO_LARGE", "tag_ids", f"At most {MOST_ON_ONE}"):
        await transactions.record(bob.ledger_id, replace(MARKET, tag_ids=(mine,) * (MOST_ON_ONE + 1)))
    async with refused(database, both, "INVALID", "splits.0.tag_ids", "give them to the transaction"):
        await transactions.record(bob.ledger_id, replace(MARKET, splits=(SplitDraft(tag_ids=(mine,)),)))
    async with refused(database, both, "INVALID", "target_id", "merged with itself"):
        await tags.merge(bob.ledger_id, mine, mine)


async def test_a_tag_is_on_a_transaction_or_on_one_split(
    database: Database, tags: TagService, transactions: TransactionService, alice: Person
) -> None:
    trip, work = await tag(tags, alice, "Trip"), await tag(tags, alice, "Work")
    halves = (replace(HALVES[0], tag_ids=(work,)), HALVES[1])
    async with one_event(database, alice.ledger_id, "TransactionRecorded"):
        row = (await transactions.record(alice.ledger_id, replace(MARKET, splits=halves, tag_ids=(trip,)))).object
    parts = (await transactions.splits_of(alice.ledger_id, [row.id]))[row.id]
    assert await names_on(tags, row) == ["Trip"]
    assert [await names_on(tags, row, part.id) for part in parts] == [["Work"], []]
    (many,) = (await transactions.record_many(alice.ledger_id, [replace(MARKET, tag_ids=(work, trip))])).object
    assert await names_on(tags, many) == ["Trip", "Work"]


async def test_an_edit_of_tags_is_a_new_version(
    database: Database, tags: TagService, transactions: TransactionService, alice: Person
) -> None:
    trip, work = await tag(tags, alice, "Trip"), await tag(tags, alice, "Work")
    row = (await transactions.record(alice.ledger_id, replace(MARKET, tag_ids=(trip,)))).object
    async with one_event(database, alice.ledger_id, "TransactionUpdated"):
        saved = await transactions.update(alice.ledger_id, row.id, TransactionEdit(tag_ids=(work, trip)))
    assert saved.object.version == 2
    assert await names_on(tags, row) == ["Trip", "Work"]
    async with unchanged(database, alice.ledger_id):
        await transactions.update(alice.ledger_id, row.id, TransactionEdit(tag_ids=(trip, work)))
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(payee="Shop"))
    assert await names_on(tags, row) == ["Trip", "Work"]
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(tag_ids=()))
    assert await names_on(tags, row) == []


async def test_splits_keep_their_tags_while_they_stay(
    tags: TagService, transactions: TransactionService, alice: Person
) -> None:
    trip, work = await tag(tags, alice, "Trip"), await tag(tags, alice, "Work")
    halves = (replace(HALVES[0], tag_ids=(work,)), replace(HALVES[1], tag_ids=(trip,)))
    row = (await transactions.record(alice.ledger_id, replace(MARKET, splits=halves))).object
    first, second = (await transactions.splits_of(alice.ledger_id, [row.id]))[row.id]
    new = (SplitDraft(Decimal(-10), id=second.id), SplitDraft(None, tag_ids=(work,)))
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(splits=new))
    kept, added = (await transactions.splits_of(alice.ledger_id, [row.id]))[row.id]
    assert kept.id == second.id
    assert await names_on(tags, row, kept.id) == ["Trip"]
    assert await names_on(tags, row, added.id) == ["Work"]
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(splits=(SplitDraft(id=kept.id),)))
    assert await names_on(tags, row) == ["Trip"]
    assert first.id == row.id
    assert await names_on(tags, row, first.id) == []


async def test_tags_follow_the_day_of_their_transaction_and_whether_it_is_deleted(
    database: Database, tags: TagService, transactions: TransactionService, alice: Person
) -> None:
    row = (
        await transactions.record(alice.ledger_id, replace(MARKET, tag_ids=(await tag(tags, alice, "Trip"),)))
    ).object
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(date=date(2026, 11, 3)))
    assert await VerificationService(database).differences(alice.ledger_id) == []
    await transactions.delete(alice.ledger_id, row.id)
    async with database.write() as connection:
        (place,) = await stored.of_transactions(connection, alice.ledger_id, [row.id])
        assert (place.date, place.deleted) == (date(2026, 11, 3), True)
        assert await stored.misplaced(connection, alice.ledger_id) == []
        await stored.change(connection, alice.ledger_id, [row.id], deleted=False)
    (difference,) = await VerificationService(database).differences(alice.ledger_id)
    assert "have another day" in difference


async def test_a_merged_tag_is_the_other_one_at_once(
    database: Database,
    tags: TagService,
    transactions: TransactionService,
    alice: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.tags.AT_ONCE", 1)
    monkeypatch.setattr("services.removals.Removals.begin", lambda _: None)
    trip, work, last = [await tag(tags, alice, name) for name in ("Trip", "Work", "Last")]
    drafts = [replace(MARKET, tag_ids=chosen) for chosen in ((trip,), (trip, work), (work,), (trip,))]
    rows = (await transactions.record_many(alice.ledger_id, drafts)).object
    async with one_event(database, alice.ledger_id, "TagsMerged", source_tag_id=str(trip), tag_id=str(work)):
        await tags.merge(alice.ledger_id, trip, work)
    assert [await names_on(tags, row) for row in rows] == [["Work"]] * 4
    await tags.merge(alice.ledger_id, work, last)
    assert [await names_on(tags, row) for row in rows] == [["Last"]] * 4
    await tags.create(alice.ledger_id, "Trip")
    await tags._removals.finish()
    assert [await names_on(tags, row) for row in rows] == [["Last"]] * 4
    assert [row.name for row in await tags.all(alice.ledger_id)] == ["Last", "Trip"]
    async with database.read() as connection:
        assert await stored.removed(connection) == []


async def test_a_deleted_tag_is_gone_at_once(
    database: Database,
    tags: TagService,
    transactions: TransactionService,
    alice: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.tags.AT_ONCE", 1)
    monkeypatch.setattr("services.removals.Removals.begin", lambda _: None)
    trip = await tag(tags, alice, "Trip")
    rows = (await transactions.record_many(alice.ledger_id, [replace(MARKET, tag_ids=(trip,))] * 3)).object
    async with one_event(database, alice.ledger_id, "TagDeleted", tag_id=str(trip)):
        await tags.delete(alice.ledger_id, trip)
    assert [await names_on(tags, row) for row in rows] == [[]] * 3
    assert await tags.all(alice.ledger_id) == []
    await tags._removals.finish()
    async with database.read() as connection:
        assert await stored.removed(connection) == []


async def payees_of(transactions: TransactionService, person: Person, **conditions: object) -> tuple[str, int]:
    """The payees that meet a filter, and their sum of spending."""
    others = {name: conditions.pop(name) for name in ("category_ids", "text") if name in conditions}
    chosen = TransactionFilter(tags=TagChoice(**conditions), **others)  # type: ignore[arg-type]
    page = await transactions.page(person.ledger_id, chosen, PageRequest(), with_sums=True)
    assert page.flow is not None
    assert page.count == len(page.rows)
    return "".join(sorted(row.payee for row in page.rows)), page.flow.expenses


async def test_a_list_has_any_all_or_none_of_the_tags(
    tags: TagService, transactions: TransactionService, alice: Person, bob: Person
) -> None:
    trip, work, gone = [await tag(tags, alice, name) for name in ("Trip", "Work", "Gone")]
    foreign = await tag(tags, bob, "Trip")
    halves = (replace(HALVES[0], category_id=alice.categories["Food"]), replace(HALVES[1], tag_ids=(work,)))
    marks = {"A": (trip,), "B": (trip, work), "C": (work,), "D": (), "E": (gone,)}
    drafts = [replace(MARKET, payee=payee, tag_ids=ids) for payee, ids in marks.items()]
    drafts.append(replace(MARKET, payee="S", tag_ids=(trip,), splits=halves))
    await transactions.record_many(alice.ledger_id, drafts)
    await tags.delete(alice.ledger_id, gone)
    assert await payees_of(transactions, alice, any_of=(trip,)) == ("ABS", 15000)
    assert await payees_of(transactions, alice, any_of=(trip, work)) == ("ABCS", 20000)
    assert await payees_of(transactions, alice, any_of=(work,)) == ("BCS", 12000)
    assert await payees_of(transactions, alice, all_of=((trip,), (work,))) == ("BS", 7000)
    assert await payees_of(transactions, alice, none_of=(work,)) == ("ADES", 18000)
    assert await payees_of(transactions, alice, any_of=(trip,), none_of=(work,)) == ("AS", 8000)
    assert await payees_of(transactions, alice, untagged=True) == ("DE", 10000)
    food = (alice.categories["Food"],)
    assert await payees_of(transactions, alice, any_of=(work,), category_ids=food) == ("", 0)
    assert await payees_of(transactions, alice, any_of=(trip,), category_ids=food) == ("S", 3000)
    assert await payees_of(transactions, alice, any_of=(trip,), text="a") == ("A", 5000)
    for nothing in ((foreign,), (gone,), ()):
        assert await payees_of(transactions, alice, any_of=nothing) == ("", 0)


async def test_exports_have_the_tags(
    database: Database, tags: TagService, transactions: TransactionService, alice: Person
) -> None:
    trip, work = await tag(tags, alice, "Trip"), await tag(tags, alice, "Work")
    halves = (replace(HALVES[0], tag_ids=(work,)), HALVES[1])
    await transactions.record(alice.ledger_id, replace(MARKET, splits=halves, tag_ids=(trip,)))
    exports = ExportService(database)
    with await exports.csv(alice.ledger_id) as file:
        rows = list(csv.DictReader(io.StringIO(file.read().decode(), newline="")))
    assert [row["tags"] for row in rows] == ["Trip, Work", "Trip"]
    with await exports.json(alice.ledger_id) as file:
        written = orjson.loads(file.read())
    assert sorted(row["name"] for row in written["tags"]) == ["Trip", "Work"]
    (whole,) = written["transactions"]
    assert whole["tag_ids"] == [str(trip)]
    assert [part["tag_ids"] for part in whole["splits"]] == [[str(work)], []]
