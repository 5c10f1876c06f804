"""Recording over HTTP: the product's mutation beside a bare route that stores the same row, in 16 ledgers and one."""

from collections.abc import AsyncIterator, Sequence
from statistics import median

import orjson
from sqlalchemy import func, select

from bench.databases import Backend, analyse, temporary_database
from bench.figures import ROUNDS, Figure
from bench.hot_dashboard import sign_in
from bench.ledger import BenchLedger, fill, open_ledger
from bench.load import CONNECTIONS, body_of, load_each, post
from bench.servers import serving
from db.stores.engine import Database
from db.transactions import TransactionRow, transactions
from schema.node import global_id

ALREADY_THERE = 1_000
TIMES = 25
LIMIT = 0.5

RECORD = """
mutation Record($input: RecordTransactionInput!) {
  recordTransaction(input: $input) { revision transaction { id } problems { message } }
}
"""
DAY, AMOUNT, PAYEE = "2026-11-20", -1234, "Corner shop"


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """Writes a second by 16 clients over those of a bare server; the same for clients of one ledger has no limit."""
    async with temporary_database(backend) as database:
        ledgers = [await open_ledger(database) for _ in range(CONNECTIONS)]
        for ledger in ledgers:
            await fill(database, ledger, ALREADY_THERE)
        await analyse(database)
        recorded = [_recorded(ledger, await sign_in(database, ledger)) for ledger in ledgers]
        inserted = [_inserted(ledger) for ledger in ledgers]
        environment = {
            "AQUA_THISTLE_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "AQUA_THISTLE_LOG_LEVEL": "error",
        }
        async with serving("product", environment) as product, serving("bare_insert", environment) as bare:
            await _check_same_rows(database, ledgers[0], (product, recorded[0]), (bare, inserted[0]))
            name = f"record_http_over_bare_16_ledgers_{backend}"
            yield await _compare(name, LIMIT, (product, recorded), (bare, inserted))
            alone = [recorded[0]] * CONNECTIONS, [inserted[0]] * CONNECTIONS
            name = f"record_http_over_bare_1_ledger_{backend}"
            yield await _compare(name, 0, (product, alone[0]), (bare, alone[1]))


def _recorded(ledger: BenchLedger, secret: str) -> bytes:
    money = f"{AMOUNT / 100:.2f}"
    category = global_id("Category", ledger.category_ids[0])
    variables = {"input": {"date": DAY, "amount": money, "payee": PAYEE, "categoryId": category}}
    body = orjson.dumps({"query": RECORD, "variables": variables})
    return post("/graphql", body, {"authorization": f"Bearer {secret}"})


def _inserted(ledger: BenchLedger) -> bytes:
    row = {"ledger": ledger.id, "date": DAY, "amount": AMOUNT, "payee": PAYEE, "category": ledger.category_ids[0]}
    return post("/insert", orjson.dumps(row, default=str), {})


async def _check_same_rows(
    database: Database, ledger: BenchLedger, ours: tuple[int, bytes], theirs: tuple[int, bytes]
) -> None:
    """Let both sides write once, and compare what they have stored; the bare one knows no revision."""
    stored: list[tuple[int, TransactionRow]] = []
    for port, request in (ours, theirs):
        await body_of(port, request)
        async with database.read() as connection:
            newest = select(transactions).where(transactions.c.ledger_id == ledger.id, transactions.c.payee == PAYEE)
            row = (await connection.execute(newest.order_by(transactions.c.id.desc()).limit(1))).one()
            count = (await connection.execute(select(func.count()).select_from(newest.subquery()))).scalar_one()
        stored.append((count - len(stored), TransactionRow._make(row)._replace(id=ledger.id, revision=0)))
    assert stored[0] == stored[1], stored


async def _compare(
    name: str, limit: float, ours: tuple[int, Sequence[bytes]], theirs: tuple[int, Sequence[bytes]]
) -> Figure:
    rates = [(await load_each(*ours, TIMES), await load_each(*theirs, TIMES)) for _ in range(ROUNDS + 1)][1:]
    mine, other = (median(side) for side in zip(*rates, strict=True))
    ratio = median(mine / other for mine, other in rates)
    detail = f"{mine:,.0f} over {other:,.0f} writes a second, {ROUNDS} rounds"
    return Figure(name, ratio, limit, detail, at_least=True)
