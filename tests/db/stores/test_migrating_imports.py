"""The migration to imports lists those whose rows are there, with what the log still knows of them."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Boolean, Date, Uuid, bindparam, insert, text

from db import event_log, imports
from db.imports import ImportCount
from db.stores.engine import Database
from db.stores.ids import made_at, new_id
from db.stores.migrating import upgrade
from tests.db import rows

LEDGER = text(
    "INSERT INTO ledgers (id, revision, base_currency, time_zone, period_start_day, import_id, closed)"
    " VALUES (:id, 7, 'EUR', 'UTC', 1, :import_id, false)"
).bindparams(bindparam("id", type_=Uuid()), bindparam("import_id", type_=Uuid()))
ACCOUNT = text(
    "INSERT INTO accounts (ledger_id, id, name, kind, currency, number, position, counted, in_net_worth, import_name,"
    " aliases) VALUES (:ledger_id, :id, 'Giro', 'CHECKING', 'EUR', '', 0, true, true, '', '{}')"
).bindparams(bindparam("ledger_id", type_=Uuid()), bindparam("id", type_=Uuid()))
TRANSACTION = text(
    "INSERT INTO transactions (ledger_id, id, account_id, date, amount, currency, base_amount, account_amount, payee,"
    " note, version, revision, deleted, import_id)"
    " VALUES (:ledger_id, :id, :account_id, :date, -100, 'EUR', -100, -100, 'Shop', '', 1, 0, :deleted, :import_id)"
).bindparams(
    *(bindparam(name, type_=Uuid()) for name in ("ledger_id", "id", "account_id", "import_id")),
    bindparam("date", type_=Date()),
    bindparam("deleted", type_=Boolean()),
)


async def test_imports_of_before_are_listed(empty_url: str) -> None:
    database = Database(empty_url)
    await upgrade(database, "0009")
    ledger_id, user, unfinished = new_id(), new_id(), new_id()
    known, forgotten = new_id(), new_id()
    accounts = [new_id(), new_id()]
    ids: dict[UUID | None, list[UUID]] = {known: [], forgotten: [], unfinished: [], None: []}
    async with database.write() as connection:
        await connection.execute(LEDGER, {"id": ledger_id, "import_id": unfinished})
        for account_id in accounts:
            await connection.execute(ACCOUNT, {"ledger_id": ledger_id, "id": account_id})
        for number, import_id in enumerate([known, forgotten, unfinished, None, forgotten, None]):
            ids[import_id].append(new_id())
            row = {
                "ledger_id": ledger_id,
                "id": ids[import_id][-1],
                "account_id": accounts[number // 4],
                "date": rows.NOON.date() + timedelta(days=number),
                "deleted": number == 0,
                "import_id": import_id,
            }
            await connection.execute(TRANSACTION, row)
        detail = {"import_id": str(known), "recorded": 3, "restored": 1, "duplicates": 2, "deleted_duplicates": 0}
        kind = {"ledger_id": ledger_id, "revision": 5, "kind": "TransactionsImported", "at": rows.NOON}
        await connection.execute(insert(event_log.events), {**kind, "detail": detail, "actor": user})
    await upgrade(database)
    async with database.read() as connection:
        listed = await imports.page(connection, ledger_id, 10)
        counts = await imports.counts(connection, ledger_id, listed)
    await database.close()
    first = rows.finished_import(ledger_id)._replace(file_name="")
    assert listed == [
        first._replace(
            id=forgotten,
            revision=0,
            at=made_at(forgotten),
            account_ids=sorted(map(str, accounts)),
            recorded=2,
            first_id=ids[forgotten][0],
            last_id=ids[forgotten][1],
        ),
        first._replace(
            id=known,
            revision=5,
            actor=user,
            account_ids=[str(accounts[0])],
            recorded=3,
            restored=1,
            duplicates=2,
            first_id=ids[known][0],
            last_id=ids[known][0],
        ),
    ]
    assert counts == {forgotten: ImportCount(2, 0)}
