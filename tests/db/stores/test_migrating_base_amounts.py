"""The migration to base amounts fills the balance sums of days and months from the daily totals."""

from datetime import date

from sqlalchemy import Date, Uuid, bindparam, text

from db import balances
from db.balances import DAY, MONTH, BalanceSum
from db.stores.engine import Database
from db.stores.ids import NO_CATEGORY, new_id
from db.stores.migrating import upgrade

LEDGER = text(
    "INSERT INTO ledgers (id, revision, base_currency, time_zone, period_start_day) VALUES (:id, 0, 'EUR', 'UTC', 1)"
).bindparams(bindparam("id", type_=Uuid()))
TOTAL = text(
    "INSERT INTO daily_totals (ledger_id, day, account_id, category_id, money_in, money_out, entries)"
    " VALUES (:ledger_id, :day, :account_id, :category_id, :money_in, :money_out, 1)"
).bindparams(
    *(bindparam(name, type_=Uuid()) for name in ("ledger_id", "account_id", "category_id")),
    bindparam("day", type_=Date()),
)
SUM = text(
    "INSERT INTO balance_sums (ledger_id, account_id, span, day, amount, entries)"
    " VALUES (:ledger_id, :account_id, :span, :day, :amount, 2)"
).bindparams(*(bindparam(name, type_=Uuid()) for name in ("ledger_id", "account_id")), bindparam("day", type_=Date()))


async def test_balance_sums_of_before_have_base_amounts(empty_url: str) -> None:
    database = Database(empty_url)
    await upgrade(database, "0017")
    ledger_id, account_id = new_id(), new_id()
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28)]
    months = [date(2026, 1, 1), date(2026, 2, 1)]
    mine = {"ledger_id": ledger_id, "account_id": account_id}
    async with database.write() as connection:
        await connection.execute(LEDGER, {"id": ledger_id})
        for day in days:
            for category_id, money_in, money_out in ((NO_CATEGORY, 5, 0), (new_id(), 0, day.day)):
                amounts = {"category_id": category_id, "money_in": money_in, "money_out": money_out}
                await connection.execute(TOTAL, {**mine, **amounts, "day": day})
        for span, starts in ((DAY, days), (MONTH, months)):
            for day in starts:
                await connection.execute(SUM, {**mine, "span": span, "day": day, "amount": -10})
    await upgrade(database)
    async with database.read() as connection:
        stored = await balances.every_sum(connection, ledger_id)
    await database.close()
    bases = [*((DAY, day, 5 - day.day) for day in days), (MONTH, months[0], -26), (MONTH, months[1], 4 - 23)]
    assert sorted(stored) == [BalanceSum(span, day, account_id, -10, base, 2) for span, day, base in bases]
