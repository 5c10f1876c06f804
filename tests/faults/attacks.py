"""Attacks of one user on a running server, beside a bystander.

`python -m tests.faults.attacks` runs all of them whole, on SQLite and on a PostgreSQL of its own.
"""

import argparse
import asyncio
import random
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx

from app.graphql.sharing import MOST_OF_A_LEDGER
from db import balances, totals, transactions, users
from db.balances import BalanceEntry
from db.stores.engine import Database
from db.stores.ids import new_id
from db.totals import Entry
from db.transactions import TransactionRow
from services.users import Passwords
from services.values.clock import utc_now
from tests.app.processes import ROOT
from tests.faults.bystanders import MOST_SECONDS, MOST_TIMES, RECORD, Bystander, beside
from tests.faults.heavy_figures import divide, heavy_request
from tests.faults.households import Household, opened, settle
from tests.faults.processes import AppProcess, started
from tests.resolvers.callers import Caller
from tests.resolvers.uploads import upload
from tests.servers import own_postgresql

BATCH = 5_000
FILE = '; filename="a"'
PASSWORD = "correct horse battery"
SLOW = (
    'deleted: true, text: "a1b2c"',
    'text: "no such words"',
    'text: "zq"',
    "atLeast: 1",
    'text: "payee", atLeast: 1',
    "deleted: true",
)

COUNTED = ('text: "payee"', "atLeast: 0, absolute: true", 'text: "zq"', "kind: EXPENSE", "deleted: true")


class Size(NamedTuple):
    """The size of an attack."""

    rows: int
    requests: int
    bad_lines: int


SMALL, WHOLE = Size(8_000, 40, 20_000), Size(300_000, 600, 1_200_000)


async def filled(database: Database, household: Household, rows: int, *, deleted: bool = False) -> None:
    """Give a household many transactions of the last three years, in one category."""
    chance, ledger_id = random.Random(rows), household.doors[0].person.ledger_id
    category_id = household.doors[0].person.categories["Food"]
    made = [
        TransactionRow(
            ledger_id,
            new_id(),
            ledger_id,
            utc_now().date() - timedelta(days=number * 1_000 // rows),
            -100,
            "EUR",
            None,
            -100,
            -100,
            f"Payee {chance.randrange(500)}",
            f"reference {chance.getrandbits(40):x}",
            category_id,
            deleted=deleted,
        )
        for number in range(rows)
    ]
    for start in range(0, rows, BATCH):
        async with database.write() as connection:
            await transactions.add_bulk(connection, made[start : start + BATCH])
    if not deleted:
        entries = [Entry(row.date, row.account_id, row.category_id, row.base_amount) for row in made]
        async with database.write() as connection:
            await totals.add(connection, ledger_id, totals.summed(entries))
            moved = [BalanceEntry(row.date, row.account_id, row.account_amount, row.base_amount) for row in made]
            await balances.add(connection, ledger_id, balances.summed(moved))


async def slow_requests(attacker: Caller, size: Size) -> None:
    """Requests of ten searches each, twenty at a time; each answers, or says that there is too much to do."""
    left = iter(range(size.requests // 10))

    async def ask() -> None:
        for number in left:
            chosen = SLOW[number % len(SLOW)]
            fields = " ".join(
                f"t{alias}: transactions(filter: {{{chosen}}}, first: {100 - alias}) {{ nodes {{ id }} }}"
                for alias in range(10)
            )
            assert set(await attacker.codes(f"{{ {fields} }}")) <= {"UNAVAILABLE", "LIMIT_EXCEEDED"}

    await asyncio.gather(*(ask() for _ in range(20)))


async def many_writes(attacker: Caller, size: Size) -> None:
    """Writes that ask for the dashboard, all at once."""
    draft = {"date": utc_now().date().isoformat(), "amount": "-1.00", "payee": "Flood"}

    async def write() -> None:
        assert set(await attacker.codes(RECORD, input=draft)) <= {"UNAVAILABLE"}

    await asyncio.gather(*(write() for _ in range(size.requests)))


async def many_sign_ins(attacker: Caller, size: Size) -> None:
    """Wrong passwords, all at once, from one address and from many."""
    document = "mutation ($input: SignInInput!) { signIn(input: $input) { problems { code } } }"

    async def try_one(number: int) -> None:
        address = "203.0.113.1" if number % 2 else f"198.51.{number // 250}.{number % 250}"
        body = {"query": document, "variables": {"input": {"username": "nobody", "password": "wrong password"}}}
        answer = await attacker.http.post("/graphql", json=body, headers={"x-forwarded-for": address})
        assert answer.status_code < 500 or "UNAVAILABLE" in answer.text, answer.text

    await asyncio.gather(*(try_one(number) for number in range(size.requests)))


async def bad_statement(attacker: Caller, size: Size) -> None:
    """Statements of nothing but lines that cannot be read, or that hold no transaction."""
    head = "Date,Payee,Amount\n2026-01-01,Good,-1.00\n"
    for line, reason in [("2026-01-02,Bad,about nine\n", "Reading stopped here"), ("x,y,z\n", "hardly any line")]:
        payload = await upload(attacker, head + line * size.bad_lines, selection="")
        assert any(reason in problem["message"] for problem in payload["problems"])


async def long_import(attacker: Caller, size: Size) -> None:
    """A statement of three years, each line on a day of which the ledger has other transactions."""
    today, lines = utc_now().date(), size.rows // 60
    text = "Date,Payee,Amount\n" + "".join(
        f"{today - timedelta(days=number * 1_000 // lines)},Shop {number},-{number}.50\n" for number in range(lines)
    )
    payload = await upload(attacker, text, selection="report { recorded }")
    assert (payload["problems"], payload["report"]) == ([], {"recorded": lines})


async def heavy_figures(attacker: Caller, size: Size) -> None:
    """Figures that read many transactions, or compute long, four a request, twenty requests at a time."""
    await divide(attacker, size.requests)
    left = iter(range(size.requests // 10))

    async def ask() -> None:
        for number in left:
            with suppress(httpx.ReadTimeout):  # who asks for so much may wait for all of it
                assert set(await attacker.codes(heavy_request(number))) <= {"UNAVAILABLE", "LIMIT_EXCEEDED"}

    await asyncio.gather(*(ask() for _ in range(20)))


async def almost_boundaries(attacker: Caller, size: Size) -> None:
    """Uploads whose parts almost end all the time."""
    parts = [
        ("operations", '{"query": "{ viewer { name } }"}'),
        ("map", "{}"),
        ("0", "\r\n--X\r" * (size.bad_lines // 2)),
    ]
    body = (
        "".join(
            f'--X\r\ncontent-disposition: form-data; name="{name}"{FILE * (name == "0")}\r\n\r\n{text}\r\n'
            for name, text in parts
        )
        + "--X--\r\n"
    )
    headers = {"content-type": "multipart/form-data; boundary=X", "authorization": f"Bearer {attacker.secret}"}

    async def send() -> None:
        answer = await attacker.http.post("/graphql", content=body, headers=headers)
        assert "errors" not in answer.json() or "UNAVAILABLE" in answer.text, answer.text

    await asyncio.gather(*(send() for _ in range(4)))


async def many_looks_at_the_schema(attacker: Caller, size: Size) -> None:
    """Introspection, all at once, each a little different."""

    async def look(number: int) -> None:
        fields = "name description args { name description }"
        document = f"{{ __schema {{ types {{ f{number}: fields {{ {fields} type {{ fields {{ {fields} }} }} }} }} }} }}"
        assert set(await attacker.codes(document)) <= {"UNAVAILABLE"}

    await asyncio.gather(*(look(number) for number in range(size.requests // 4)))


async def counted_lists(attacker: Caller, size: Size) -> None:
    """Lists that say what all their pages add up to, ten a request, twenty requests at a time."""
    left = iter(range(size.requests // 10))

    async def ask() -> None:
        for number in left:
            chosen = COUNTED[number % len(COUNTED)]
            fields = " ".join(
                f"t{alias}: transactions(filter: {{{chosen}}}, first: {100 - alias})"
                " { totalCount sums { net { amount } } }"
                for alias in range(10)
            )
            assert set(await attacker.codes(f"{{ {fields} }}")) <= {"UNAVAILABLE", "LIMIT_EXCEEDED"}

    await asyncio.gather(*(ask() for _ in range(20)))


async def many_categories(attacker: Caller, size: Size) -> None:
    """The insights into ranges of years, in a ledger of many planned categories."""
    made = 'createCategory(input: {name: "Category %d", kind: EXPENSE}) { category { id } problems { message } }'
    for number in range(size.requests // 2):
        category = (await attacker.ask(f"mutation {{ {made % number} }}"))["createCategory"]["category"]
        plan = {"categoryId": category["id"], "amount": "10"}
        assert (await attacker.change("setBudget", plan))["problems"] == []

    async def look(number: int) -> None:
        days = f'{{start: "{2017 + number % 9}-01-01", end: "{2026}-{1 + number % 12:02}-28"}}'
        figures = "overview { net { amount } } budgetBreakdown { planned { amount } } insights { text }"
        assert set(await attacker.codes(f"{{ dashboard(period: {days}) {{ {figures} }} }}")) <= {"UNAVAILABLE"}

    await asyncio.gather(*(look(number) for number in range(size.requests // 2)))


async def many_readers(attacker: Caller, size: Size) -> None:
    """One write after another, each read by many equal subscriptions."""
    await written_and_read(attacker, size, size.requests, 1)


async def readers_of_many_kinds(attacker: Caller, size: Size) -> None:
    """The same, where the subscriptions differ as much as they may: each write takes as many executions."""
    await written_and_read(attacker, size, size.requests // 8, MOST_OF_A_LEDGER)


async def written_and_read(attacker: Caller, size: Size, writes: int, documents: int) -> None:
    """One write after another, each read by subscriptions with this many documents."""
    sockets = str(size.requests // 10 if size is SMALL else 60)
    command = [
        "-m",
        "tests.faults.readers",
        str(attacker.http.base_url),
        attacker.secret or "",
        sockets,
        str(documents),
    ]
    readers = await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT, stdout=PIPE)
    assert readers.stdout
    try:
        assert await readers.stdout.readline() == b"ready\n"
        draft = {"date": utc_now().date().isoformat(), "amount": "-1.00", "payee": "Flood"}
        for _ in range(writes):
            assert set(await attacker.codes(RECORD, input=draft)) <= {"UNAVAILABLE"}
    finally:
        readers.terminate()
        await readers.wait()


async def big_merge(attacker: Caller, size: Size) -> None:
    """The merging of a category with many transactions."""
    pair = {"sourceId": attacker.category("Food"), "targetId": attacker.category("Rent")}
    assert (await attacker.change("mergeCategories", pair))["problems"] == []


async def big_deletion(attacker: Caller, size: Size) -> None:
    """The deletion of a user with many transactions."""
    assert (await attacker.change("deleteUser", {"password": PASSWORD}))["problems"] == []


ATTACKS: Mapping[str, Callable[[Caller, Size], Awaitable[None]]] = {
    "slow requests": slow_requests,
    "many writes": many_writes,
    "many sign-ins": many_sign_ins,
    "a bad statement": bad_statement,
    "a long import": long_import,
    "heavy figures": heavy_figures,
    "almost boundaries": almost_boundaries,
    "many looks at the schema": many_looks_at_the_schema,
    "counted lists": counted_lists,
    "many categories": many_categories,
    "many readers": many_readers,
    "readers of many kinds": readers_of_many_kinds,
    "a big merge": big_merge,
    "a big deletion": big_deletion,
}


@asynccontextmanager
async def attacked(app: AppProcess, database_url: str, size: Size) -> AsyncIterator[tuple[Caller, Bystander]]:
    """An attacker with many transactions, some of them deleted, and a bystander with few."""
    database = Database(database_url)
    try:
        async with opened(app.url) as doors, opened(app.url) as others:
            attacker, bystander = await settle(database, doors, "Alice"), await settle(database, others, "Bob")
            await _with_password(database, attacker.doors[0])
            await filled(database, attacker, size.rows)
            await filled(database, attacker, size.rows // 4, deleted=True)
            await filled(database, bystander, 500)
            yield attacker.doors[0], Bystander(bystander.doors[0])
    finally:
        await database.close()


async def _with_password(database: Database, caller: Caller) -> None:
    password_hash = await Passwords().hash(PASSWORD)
    async with database.write() as connection:
        await users.change(connection, caller.user_id or new_id(), password_hash=password_hash)


async def run_all(app: AppProcess, database_url: str, size: Size) -> bool:
    """Run every attack and tell what it did to the bystander; whether the promises were kept."""
    kept = True
    async with attacked(app, database_url, size) as (attacker, bystander):
        for name, attack in ATTACKS.items():
            for compared in await beside(bystander, attack(attacker, size)):
                sys.stdout.write(f"{name}, {compared}\n")
                sys.stdout.flush()
                kept &= compared.times <= MOST_TIMES and compared.longest <= MOST_SECONDS
    return kept


def main() -> int:
    """Run them on both databases."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.attacks")
    parser.add_argument("--small", action="store_true")
    size = SMALL if parser.parse_args().small else WHOLE
    kept = True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="aqua-thistle-")))
        server = stack.enter_context(own_postgresql())
        server.start()
        for url in (f"sqlite:///{folder / 'aqua.db'}", server.url):
            app = AppProcess(folder, url)
            app.command("migrate")
            with started(app):
                kept &= asyncio.run(run_all(app, url, size))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
