"""The migration to rules lets what somebody edited after its import count as set by hand."""

from sqlalchemy import Uuid as UuidType
from sqlalchemy import bindparam, text

from db import rules, transactions
from db.stores.engine import Database
from db.stores.ids import new_id
from db.stores.migrating import upgrade
from tests.db import rows

OLD_LEDGER = text(
    "INSERT INTO ledgers (id, revision, base_currency, time_zone, period_start_day) VALUES (:id, 0, 'EUR', 'UTC', 1)"
).bindparams(bindparam("id", type_=UuidType()))
OLD_ACCOUNT = text(
    "INSERT INTO accounts (ledger_id, id, name, kind, currency, number, position, counted, in_net_worth, import_name,"
    " aliases) VALUES (:id, :id, 'Everyday', 'CHECKING', 'EUR', '', 0, true, true, '', '{}')"
).bindparams(bindparam("id", type_=UuidType()))
OLD_TRANSACTION = text(
    "INSERT INTO transactions (ledger_id, id, account_id, date, amount, currency, base_amount, account_amount, payee,"
    " note, version, revision, deleted, import_id) VALUES (:ledger_id, :id, :ledger_id, '2026-03-01', -1, 'EUR', -1,"
    " -1, 'Shop', '', :version, 0, false, :import_id)"
).bindparams(*(bindparam(name, type_=UuidType()) for name in ("ledger_id", "id", "import_id")))


async def test_only_edited_rows_of_imports_count_as_set_by_hand(empty_url: str) -> None:
    database = Database(empty_url)
    await upgrade(database, "0006")
    ledger_id, import_id = new_id(), new_id()
    async with database.write() as connection:
        await connection.execute(OLD_LEDGER, {"id": ledger_id})
        await connection.execute(OLD_ACCOUNT, {"id": ledger_id})
        for version in (1, 2):
            for came_from in (None, import_id):
                row = {"ledger_id": ledger_id, "id": new_id(), "version": version, "import_id": came_from}
                await connection.execute(OLD_TRANSACTION, row)
    await upgrade(database)
    async with database.write() as connection:
        stored = [row async for row in transactions.stream(connection, ledger_id)]
        rule = rows.rule(ledger_id)
        await rules.create(connection, rule)
        assert await rules.all_of(connection, ledger_id) == [rule]
    await database.close()
    assert [(row.version, row.import_id is None, row.origins) for row in stored] == [
        (1, True, None),
        (1, False, None),
        (2, True, None),
        (2, False, 7),
    ]
