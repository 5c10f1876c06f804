"""Daily totals are the sum of what was added to them, however it was added and however they are asked for."""

from collections import Counter, defaultdict
from datetime import date
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import ledgers, totals
from db.stores.engine import Database
from db.stores.ids import new_id
from db.totals import Bucket, BucketTotal, DailyTotal, Entry
from tests.db import rows

ACCOUNT = new_id()
CATEGORIES = (None, new_id(), new_id())
MOST = 10**12
JANUARY = date(2026, 1, 1)
DAYS = st.dates(JANUARY, date(2026, 1, 12))
ENTRIES = st.lists(
    st.builds(
        Entry, DAYS, st.just(ACCOUNT), st.sampled_from(CATEGORIES), st.integers(-MOST, MOST), st.sampled_from([1, -1])
    ),
    max_size=12,
)
BUCKETS = st.lists(st.tuples(DAYS, DAYS).map(sorted), min_size=1, max_size=4).map(
    lambda ranges: [Bucket(number, start, end) for number, (start, end) in enumerate(ranges)]
)

with_a_database = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def counted(entries: list[Entry], bucket: Bucket) -> set[BucketTotal]:
    """The totals of a bucket, entry by entry."""
    expected: defaultdict[UUID | None, Counter[str]] = defaultdict(Counter)
    days: defaultdict[UUID | None, Counter[date]] = defaultdict(Counter)
    for entry in entries:
        if bucket.start <= entry.day <= bucket.end:
            side = "in" if entry.amount > 0 else "out"
            expected[entry.category_id].update({side: abs(entry.amount) * entry.sign, "entries": entry.sign})
            days[entry.category_id][entry.day] += entry.sign
    return {
        BucketTotal(bucket.number, key, sums["in"], sums["out"], sums["entries"], first_of(days[key]))
        for key, sums in expected.items()
    }


def first_of(days: Counter[date]) -> date | None:
    """The first day that has an entry left."""
    return min((day for day, count in days.items() if count), default=None)


def not_empty(found: set[BucketTotal]) -> set[BucketTotal]:
    """Those that differ from a total that was never written."""
    return {total for total in found if (total.money_in, total.money_out, total.entries) != (0, 0, 0)}


async def opened(database: Database, *writes: list[Entry]) -> UUID:
    """A new ledger with totals, a transaction for each list of entries."""
    ledger = rows.ledger()
    async with database.write() as connection:
        await ledgers.create(connection, ledger)
    for entries in writes:
        async with database.write() as connection:
            await totals.add(connection, ledger.id, totals.summed(entries))
    return ledger.id


@with_a_database
@given(ENTRIES, ENTRIES, BUCKETS)
async def test_a_bucket_holds_the_sum_of_its_entries(
    database: Database, first: list[Entry], second: list[Entry], buckets: list[Bucket]
) -> None:
    ledger_id = await opened(database, first, second)
    async with database.read() as connection:
        stored = await totals.by_bucket(connection, ledger_id, buckets)
    expected = set[BucketTotal]().union(*(counted(first + second, bucket) for bucket in buckets))
    assert not_empty(set(stored)) == not_empty(expected)
    assert len(stored) == len({(total.bucket, total.category_id) for total in stored})
    assert all(type(amount) is int for total in stored for amount in total[2:5])


@with_a_database
@given(ENTRIES)
async def test_taking_away_what_was_added_leaves_nothing(database: Database, entries: list[Entry]) -> None:
    ledger_id = await opened(database, entries, [entry._replace(sign=-entry.sign) for entry in entries])
    async with database.read() as connection:
        assert await totals.every_day(connection, ledger_id) == []


@with_a_database
@given(ENTRIES)
async def test_a_merged_category_keeps_every_day(database: Database, entries: list[Entry]) -> None:
    _, source, target = CATEGORIES
    assert source
    assert target
    ledger_id = await opened(database, entries)
    merged = [entry._replace(category_id=target) if entry.category_id == source else entry for entry in entries]
    async with database.write() as connection:
        await totals.move(connection, ledger_id, source, target)
    async with database.read() as connection:
        assert set(await totals.every_day(connection, ledger_id)) == set(totals.summed(merged))


async def test_totals_are_the_ledgers_own(database: Database) -> None:
    alice = await opened(database, [Entry(JANUARY, ACCOUNT, None, -100)])
    bob = await opened(database, [Entry(JANUARY, ACCOUNT, None, 700)])
    async with database.read() as connection:
        assert await totals.every_day(connection, alice) == [DailyTotal(JANUARY, ACCOUNT, None, 0, 100, 1)]
        assert await totals.by_bucket(connection, bob, [Bucket(3, JANUARY, JANUARY)]) == [
            BucketTotal(3, None, 700, 0, 1, JANUARY)
        ]


async def test_the_largest_amounts_do_not_overflow(database: Database) -> None:
    ledger_id = await opened(database, [Entry(JANUARY, ACCOUNT, None, MOST)] * 1_000_000)
    async with database.read() as connection:
        [total] = await totals.by_bucket(connection, ledger_id, [Bucket(0, JANUARY, JANUARY)])
    assert total.money_in == 10**18
