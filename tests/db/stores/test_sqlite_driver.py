"""The SQLite driver brings every row once, however the rows are fetched, and a cancelled statement harms nobody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from db.stores.engine import Database
from db.stores.sqlite_driver import READ_AHEAD, connect

COUNTING = "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < :most) SELECT i FROM n"
SIZES = (1, READ_AHEAD - 1, READ_AHEAD, READ_AHEAD + 1, 3 * READ_AHEAD)

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.mark.parametrize("size", SIZES)
async def test_all_rows_come(database: Database, size: int) -> None:
    async with database.read() as connection:
        rows = await connection.execute(text(COUNTING), {"most": size})
        assert list(rows.scalars()) == list(range(1, size + 1))


@pytest.mark.parametrize("size", SIZES)
async def test_streamed_rows_come_in_order(database: Database, size: int) -> None:
    streaming = text(COUNTING).execution_options(yield_per=300)
    async with database.read() as connection, connection.stream(streaming, {"most": size}) as rows:
        assert [row.i async for row in rows] == list(range(1, size + 1))


@pytest.mark.usefixtures("backend")
@settings(max_examples=20)
@given(st.lists(st.sampled_from(["one", "many", "all"]), max_size=6), st.sampled_from(SIZES))
async def test_no_way_of_fetching_loses_a_row(fetches: list[str], size: int) -> None:
    connection = await connect(":memory:")
    async with connection.cursor() as cursor:
        await cursor.execute(COUNTING, {"most": size})
        fetched = []
        for fetch in fetches:
            if fetch == "one":
                row = await cursor.fetchone()
                fetched += [row] if row else []
            else:
                fetched += await (cursor.fetchmany(200) if fetch == "many" else cursor.fetchall())
        fetched += await cursor.fetchall()
    await connection.close()
    assert [number for (number,) in fetched] == list(range(1, size + 1))


async def test_a_stream_that_is_left_early_blocks_nobody(database: Database) -> None:
    streaming = text(COUNTING).execution_options(yield_per=10)
    async with database.read() as connection, connection.stream(streaming, {"most": 5 * READ_AHEAD}) as rows:
        assert (await anext(aiter(rows))).i == 1
    async with database.write() as connection:
        await connection.execute(text("UPDATE lineage SET epoch = epoch"))


async def test_a_failing_statement_leaves_the_connection_usable(database: Database) -> None:
    async with database.read() as connection:
        with pytest.raises(OperationalError, match="no such table"):
            await connection.execute(text("SELECT * FROM missing"))
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
