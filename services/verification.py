"""`VerificationService`: counts a ledger again from its transactions and says where what is stored differs."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from decimal import Decimal, DecimalException
from uuid import UUID

from db import event_log, ledgers, totals, transaction_search, transactions
from db.ledgers import LedgerRow
from db.stores.engine import Connection, Database
from db.totals import DailyTotal
from db.transactions import Position, TransactionFilter, TransactionRow
from services.errors import not_found
from services.money import convert

AT_ONCE = 500


class VerificationService:
    """The rules that hold for every ledger, whatever was written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ledger_ids(self) -> list[UUID]:
        """The ids of all ledgers."""
        async with self._database.read() as connection:
            return await ledgers.all_ids(connection)

    async def differences(self, ledger_id: UUID) -> list[str]:
        """What is wrong in a ledger, a sentence each, seen in one snapshot; empty when all agrees."""
        async with self._database.read_long(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise not_found("There is no such ledger.", "ledger_id")
            kept = await totals.every_day(connection, ledger_id)
            counted = await transactions.recount(connection, ledger_id)
            found = list(total_differences(kept, counted))
            found += await _log_differences(connection, ledger)
            async for row in _every_transaction(connection, ledger_id):
                found += amount_differences(row, ledger.base_currency)
        return found


def total_differences(kept: list[DailyTotal], counted: list[DailyTotal]) -> Iterator[str]:
    """Where the stored daily totals are not what the transactions add up to."""
    stored, true = _by_key(kept), _by_key(counted)
    for key in sorted(stored.keys() | true.keys(), key=str):
        if stored.get(key) != true.get(key):
            day, category_id = key
            place = f"category {category_id}" if category_id else "no category"
            held, given = _said(stored.get(key)), _said(true.get(key))
            yield f"On {day} in {place} the totals hold {held}, the transactions give {given}."


def amount_differences(row: TransactionRow, base: str) -> Iterator[str]:
    """Whether a transaction's amount in the base currency is not its amount at its rate."""
    if (row.exchange_rate is None) != (row.currency == base):
        rate = row.exchange_rate or "no rate"
        yield f"Transaction {row.id} in {row.currency} has {rate} for the base currency {base}."
        return
    try:
        expected = row.amount
        if row.exchange_rate is not None:
            expected = convert(row.amount, row.currency, Decimal(row.exchange_rate), base)
    except DecimalException:
        yield f"Transaction {row.id} has the rate {row.exchange_rate}, which is no number."
        return
    if row.base_amount != expected:
        yield f"Transaction {row.id} holds {row.base_amount} {base}, its amount and rate give {expected} (minor units)."


async def _log_differences(connection: Connection, ledger: LedgerRow) -> list[str]:
    """Where the log lacks a revision after its first that no restore left out, or the ledger is not at its newest."""
    found, newest = [], 0
    while events := await event_log.after(connection, ledger.id, newest, AT_ONCE):
        for event in events:
            if newest and event.revision != newest + 1 and event.kind != event_log.RESTORED:
                found.append(f"The log has no event between the revisions {newest} and {event.revision}.")
            newest = event.revision
    if newest != ledger.revision:
        found.append(f"The ledger is at revision {ledger.revision}, its log at {newest}.")
    return found


async def _every_transaction(connection: Connection, ledger_id: UUID) -> AsyncIterator[TransactionRow]:
    """Also the deleted ones, which may be restored."""
    async for row in transactions.stream(connection, ledger_id):
        yield row
    chosen, after = TransactionFilter(deleted=True), None
    while rows := await transaction_search.page(connection, ledger_id, chosen, AT_ONCE, after=after):
        for row in rows:
            yield row
        after = Position(rows[-1].date, rows[-1].id)


def _by_key(rows: list[DailyTotal]) -> dict[tuple[date, UUID | None], DailyTotal]:
    return {(row.day, row.category_id): row for row in rows}


def _said(total: DailyTotal | None) -> str:
    return f"{total.money_in} in, {total.money_out} out, {total.entries} entries" if total else "nothing"
