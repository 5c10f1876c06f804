"""One user cannot make another one wait: small here, whole in `make soak`."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest

from db import ledgers
from db.stores.engine import Database
from services.verification import VerificationService
from tests.faults.attacks import ATTACKS, PASSWORD, SMALL, attacked
from tests.faults.bystanders import MOST_TIMES, Bystander, beside
from tests.faults.processes import AppProcess, started
from tests.patience import PATIENCE
from tests.resolvers.callers import Caller

CLIENTS = 10
QUERY = "{ viewer { name } dashboard { revision overview { expenses { amount } } } transactions { nodes { id } } }"
END_ALL = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served_url(request: pytest.FixtureRequest) -> str:
    """The database of a process of its own."""
    name = "embedded_url" if request.param == "sqlite" else "migrated_postgresql_url"
    return str(request.getfixturevalue(name))


@pytest.fixture(scope="module")
def attacked_app(served_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppProcess]:
    """A process that is attacked."""
    with started(AppProcess(tmp_path_factory.mktemp("attacked"), served_url)) as (app,):
        yield app


@pytest.fixture
async def two(attacked_app: AppProcess, served_url: str) -> AsyncIterator[tuple[Caller, Bystander]]:
    """An attacker and a bystander."""
    async with attacked(attacked_app, served_url, SMALL) as both:
        yield both


@pytest.mark.parametrize("name", ATTACKS)
async def test_an_attack_delays_nobody_else_much(name: str, two: tuple[Caller, Bystander]) -> None:
    attacker, bystander = two
    for compared in await beside(bystander, ATTACKS[name](attacker, SMALL)):
        assert compared.times <= MOST_TIMES, compared


@pytest.mark.parametrize("served_url", ["postgresql"], indirect=True)
async def test_connections_that_the_database_ends_are_noticed_and_reads_are_tried_again(
    two: tuple[Caller, Bystander], served_url: str
) -> None:
    caller, database = two[0], Database(served_url)
    ended, answered = asyncio.Event(), Counter[int]()

    async def ask_again_and_again(client: int) -> None:
        while not ended.is_set():
            headers = {"authorization": f"Bearer {caller.secret}"}
            answer = await caller.http.post("/graphql", json={"query": QUERY}, headers=headers)
            assert (answer.status_code, "errors" in answer.json()) == (200, False), answer.text
            answered[client] += 1

    async def everybody_is_answered() -> None:
        before = Counter(answered)
        while any(answered[client] < before[client] + 3 for client in range(CLIENTS)):
            assert not any(task.done() for task in asking), [task.result() for task in asking if task.done()]
            await asyncio.sleep(0.01)

    async def write_again_and_again() -> None:
        while not ended.is_set():
            draft = {"date": "2026-11-02", "amount": "-1.00", "payee": "Bakery"}
            document = "mutation ($input: RecordTransactionInput!) { recordTransaction(input: $input) { revision } }"
            assert set(await caller.codes(document, input=draft)) <= {"UNAVAILABLE"}

    asking = [asyncio.create_task(ask_again_and_again(client)) for client in range(CLIENTS)]
    writing = asyncio.create_task(write_again_and_again())
    await everybody_is_answered()
    for _ in range(5):
        async with database.write() as connection:
            await connection.exec_driver_sql(END_ALL)
        await everybody_is_answered()
    ended.set()
    await asyncio.gather(*asking, writing)
    await database.close()


@pytest.mark.parametrize("served_url", ["sqlite"], indirect=True)
async def test_a_deletion_that_was_cut_off_is_finished_after_the_next_start(
    attacked_app: AppProcess, two: tuple[Caller, Bystander], served_url: str
) -> None:
    attacker, bystander = two
    database = Database(served_url)
    assert (await attacker.change("deleteUser", {"password": PASSWORD}))["problems"] == []
    attacked_app.kill()
    assert await rows_of(database, attacker) > 0
    await asyncio.to_thread(attacked_app.start)
    assert await attacker.codes("{ viewer { name } }") == ["UNAUTHENTICATED"]
    async with asyncio.timeout(PATIENCE):
        while await rows_of(database, attacker) or await closed_ledgers(database):
            await bystander.round()
    assert await VerificationService(database).differences(bystander.caller.person.ledger_id) == []
    await database.close()


async def closed_ledgers(database: Database) -> list[UUID]:
    """The ledgers that are being removed."""
    async with database.read() as connection:
        return await ledgers.closed_ids(connection)


async def rows_of(database: Database, caller: Caller) -> int:
    """Count the stored transactions of a caller."""
    async with database.read() as connection:
        statement = "SELECT count(*) FROM transactions WHERE ledger_id = ?"
        rows = await connection.exec_driver_sql(statement, (caller.person.ledger_id.hex,))
        return int(rows.scalar() or 0)
