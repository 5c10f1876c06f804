"""The migration to accounts puts every transaction into one, and counts all of them again."""

from datetime import timedelta

from sqlalchemy import Boolean, Date, Uuid, bindparam, text

from db import accounts, balances, recounts, totals, transactions
from db.stores.engine import Database
from db.stores.ids import new_id
from db.stores.migrating import upgrade
from tests.db import rows

OLD_LEDGER = text(
    "INSERT INTO ledgers (id, revision, base_currency, time_zone, period_start_day) VALUES (:id, 0, 'EUR', 'UTC', 1)"
).bindparams(bindparam("id", type_=Uuid()))
OLD_CATEGORY = text(
    "INSERT INTO categories (ledger_id, id, name, kind, colour, icon, archived)"
    " VALUES (:ledger_id, :id, 'Food', 'EXPENSE', '#4f8a8b', '', false)"
).bindparams(bindparam("ledger_id", type_=Uuid()), bindparam("id", type_=Uuid()))
OLD_TRANSACTION = text(
    "INSERT INTO transactions (ledger_id, id, date, amount, currency, exchange_rate, base_amount, payee, note,"
    " category_id, version, deleted, import_account, import_fingerprint, import_ordinal)"
    " VALUES (:ledger_id, :id, :date, :amount, :currency, :rate, :base_amount, 'Shop', 'rye', :category_id, 3,"
    " :deleted, :account, :mark, :ordinal)"
).bindparams(
    bindparam("ledger_id", type_=Uuid()),
    bindparam("id", type_=Uuid()),
    bindparam("date", type_=Date()),
    bindparam("category_id", type_=Uuid()),
    bindparam("deleted", type_=Boolean()),
)
OLD_TOTAL = text(
    "INSERT INTO daily_totals (ledger_id, day, category_id, money_in, money_out, entries)"
    " VALUES (:ledger_id, :day, :category_id, 0, 100, 1)"
).bindparams(
    bindparam("ledger_id", type_=Uuid()), bindparam("day", type_=Date()), bindparam("category_id", type_=Uuid())
)
OF_STATEMENTS = (
    (None, "EUR"),
    ("Giro", "EUR"),
    ("giro", "EUR"),
    ("DE89 3704", "USD"),
    ("Mixed", "EUR"),
    ("Mixed", "USD"),
)


async def test_transactions_of_before_stand_in_accounts(empty_url: str) -> None:
    database = Database(empty_url)
    await upgrade(database, "0005")
    ledger_id, other_id, food = new_id(), new_id(), new_id()
    async with database.write() as connection:
        for each in (ledger_id, other_id):
            await connection.execute(OLD_LEDGER, {"id": each})
        await connection.execute(OLD_CATEGORY, {"ledger_id": ledger_id, "id": food})
        await connection.execute(OLD_TOTAL, {"ledger_id": ledger_id, "day": rows.NOON.date(), "category_id": food})
        for number, (account, currency) in enumerate(OF_STATEMENTS):
            for deleted in (False, True):
                row = {
                    "ledger_id": ledger_id,
                    "id": new_id(),
                    "date": rows.NOON.date() + timedelta(days=20 * number),
                    "amount": -1000 - number,
                    "currency": currency,
                    "rate": None if currency == "EUR" else "0.9",
                    "base_amount": -900 if currency == "USD" else -1000 - number,
                    "category_id": food if number else None,
                    "deleted": deleted,
                    "account": account,
                    "mark": None if account is None else bytes([number, deleted]) * 8,
                    "ordinal": None if account is None else 0,
                }
                await connection.execute(OLD_TRANSACTION, row)
    await upgrade(database)
    async with database.read() as connection:
        by_name = {row.name: row for row in await accounts.all_of(connection, ledger_id)}
        (first,) = await accounts.all_of(connection, other_id)
        assert await accounts.checks_of(connection, ledger_id) == [], "a balance is unknown until somebody gives one"
        stored = [row async for row in transactions.stream(connection, ledger_id)]
        kept = await totals.every_day(connection, ledger_id)
        assert sorted(kept, key=str) == sorted(await recounts.recount(connection, ledger_id), key=str)
        sums, days = (
            await balances.every_sum(connection, ledger_id),
            await recounts.recount_balances(connection, ledger_id),
        )
        assert sorted(sums) == sorted(days + balances.by_month(days))
    await database.close()
    assert first == accounts.first_of(other_id, "EUR")
    assert {name: row.currency for name, row in by_name.items()} == {
        "Everyday": "EUR", "DE89 3704": "USD", "Giro": "EUR", "Mixed": "EUR", "giro 2": "EUR"
    }  # fmt: skip
    assert (by_name["giro 2"].import_name, by_name["giro 2"].aliases) == ("giro", {"giro": "giro"})
    assert (by_name["DE89 3704"].number, by_name["Giro"].number) == ("DE89 3704", "")
    names = {row.id: name for name, row in by_name.items()}
    assert [(names[row.account_id], row.account_amount, row.version, row.revision) for row in stored] == [
        ("Everyday", -1000, 3, 0),
        ("Giro", -1001, 3, 0),
        ("giro 2", -1002, 3, 0),
        ("DE89 3704", -1003, 3, 0),
        ("Mixed", -1004, 3, 0),
        ("Mixed", -900, 3, 0),
    ]
    assert {(row.note, row.category_id) for row in stored} == {("rye", None), ("rye", food)}
