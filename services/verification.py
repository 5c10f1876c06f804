"""Verification: recount a ledger from its transactions and report each stored figure that differs."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, DecimalException
from uuid import UUID

from db import (
    accounts,
    balances,
    event_log,
    ledgers,
    recounts,
    series,
    splits,
    tags,
    totals,
    transaction_search,
    transactions,
    transfers,
)
from db.balances import BalanceSum
from db.ledgers import LedgerRow
from db.splits import SplitRow
from db.stores.engine import Connection, Database
from db.totals import DailyTotal
from db.transactions import Position, TransactionFilter, TransactionRow
from db.transfers import IN, OUT, TransferRow
from services.splits import only_split
from services.values.errors import not_found
from services.values.money import convert

AT_ONCE = 500


class VerificationService:
    """The checks that must hold for every ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ledger_ids(self) -> list[UUID]:
        """Return the ids of all ledgers."""
        async with self._database.read() as connection:
            return await ledgers.all_ids(connection)

    async def differences(self, ledger_id: UUID) -> list[str]:
        """Return each fault of a ledger as a sentence, from one snapshot; empty if there is none."""
        async with self._database.read_long(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise not_found("There is no such ledger.", "ledger_id")
            kept = await totals.every_day(connection, ledger_id)
            counted = await recounts.recount(connection, ledger_id)
            differences = list(total_differences(kept, counted))
            differences += balance_differences(
                await balances.every_sum(connection, ledger_id),
                await recounts.recount_balances(connection, ledger_id),
            )
            currencies = {row.id: row.currency for row in await accounts.all_of(connection, ledger_id)}
            differences += await _log_differences(connection, ledger)
            left = {row.id: row for row in await transfers.all_of(connection, ledger_id)}
            moved: list[tuple[TransactionRow, SplitRow]] = []
            rows = _every_transaction(connection, ledger_id)
            async for row, parts in splits.beside(connection, ledger_id, rows):
                differences += split_differences(row, parts)
                moved += [(row, part) for part in parts or (only_split(row),) if part.transfer_id]
                differences += amount_differences(row, ledger.base_currency)
                differences += account_differences(row, ledger.base_currency, currencies[row.account_id])
            differences += transfer_differences(left, moved)
            differences += [
                f"The tags of transaction {transaction_id} have another day than it, or are not deleted as it is."
                for transaction_id in await tags.misplaced(connection, ledger_id)
            ]
            differences += [
                f"The link of transaction {transaction_id} to a series has another day than it."
                for transaction_id in await series.misplaced(connection, ledger_id)
            ]
        return differences


def transfer_differences(
    kept: Mapping[UUID, TransferRow], moved: Sequence[tuple[TransactionRow, SplitRow]]
) -> Iterator[str]:
    """Yield a sentence for each stored transfer and each split that contradict each other."""
    sides = {
        (part.transfer_id, OUT if part.amount < 0 else IN): (row.account_id, row.id, part.id) for row, part in moved
    }
    for transfer in kept.values():
        for side in (OUT, IN):
            names = ("account_id", "transaction_id", "split_id")
            stored = tuple(getattr(transfer, f"{side}_{name}") for name in names)
            if stored[2] is not None and sides.pop((transfer.id, side), None) != stored:
                yield f"The {side} side of transfer {transfer.id} is no split that says so."
    for transfer_id, side in sides:
        yield f"A split says that it is the {side} side of transfer {transfer_id}, which says otherwise."


def total_differences(kept: list[DailyTotal], counted: list[DailyTotal]) -> Iterator[str]:
    """Return the differences between the stored daily totals and the transactions."""
    stored, true = _by_key(kept), _by_key(counted)
    for key in sorted(stored.keys() | true.keys(), key=str):
        if stored.get(key) != true.get(key):
            day, account_id, category_id = key
            place = f"account {account_id} and " + (f"category {category_id}" if category_id else "no category")
            held, given = _said(stored.get(key)), _said(true.get(key))
            yield f"On {day} in {place} the totals hold {held}, the transactions give {given}."


def balance_differences(kept: list[BalanceSum], counted: list[BalanceSum]) -> Iterator[str]:
    """Return the differences between the stored balance sums and the transactions."""
    stored = {row[:3]: row[3:] for row in kept}
    true = {row[:3]: row[3:] for row in [*counted, *balances.by_month(counted)] if any(row[3:])}
    for key in sorted(stored.keys() | true.keys(), key=str):
        if stored.get(key) != true.get(key):
            span, day, account_id = key
            held, given = (
                f"{amount} ({base_amount} in the base currency) in {entries} entries"
                for amount, base_amount, entries in (stored.get(key, (0, 0, 0)), true.get(key, (0, 0, 0)))
            )
            yield (
                f"In the {span.lower()} of {day} the balance sums of account {account_id} hold {held},"
                f" the transactions give {given} (minor units)."
            )


def account_differences(row: TransactionRow, base: str, currency: str) -> Iterator[str]:
    """Yield a sentence if a transaction's amount in its account contradicts its other amounts."""
    expected = {base: row.base_amount, row.currency: row.amount}.get(currency, row.account_amount)
    if row.account_amount != expected:
        yield f"Transaction {row.id} moves {row.account_amount} in its account, not {expected} (minor units)."


def amount_differences(row: TransactionRow, base: str) -> Iterator[str]:
    """Yield a sentence if a transaction's base amount is not its amount at its rate."""
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


def split_differences(row: TransactionRow, parts: Sequence[SplitRow]) -> Iterator[str]:
    """Yield a sentence for each fault of a transaction's stored splits."""
    if row.split_count == 1:
        return
    if row.split_count != len(parts) or row.category_id is not None:
        yield f"Transaction {row.id} says that it has {row.split_count} splits and no category; it has {len(parts)}."
    if any((part.date, part.deleted) != (row.date, row.deleted) for part in parts):
        yield f"The splits of transaction {row.id} have another day than it, or are not deleted as it is."
    for name in ("amount", "base_amount"):
        whole, sum_of_parts = getattr(row, name), sum(getattr(part, name) for part in parts)
        if whole != sum_of_parts:
            yield f"The splits of transaction {row.id} add up to {sum_of_parts}, not to {whole} (minor units)."


async def _log_differences(connection: Connection, ledger: LedgerRow) -> list[str]:
    """Return the gaps in the log after its first revision, except those of restores, and a wrong newest revision."""
    gaps, newest = [], 0
    while events := await event_log.after(connection, ledger.id, newest, AT_ONCE):
        for event in events:
            if newest and event.revision != newest + 1 and event.kind != event_log.RESTORED:
                gaps.append(f"The log has no event between the revisions {newest} and {event.revision}.")
            newest = event.revision
    if newest != ledger.revision:
        gaps.append(f"The ledger is at revision {ledger.revision}, its log at {newest}.")
    return gaps


async def _every_transaction(connection: Connection, ledger_id: UUID) -> AsyncIterator[TransactionRow]:
    """Yield all transactions, with the deleted ones, which may be restored."""
    async for row in transactions.stream(connection, ledger_id):
        yield row
    chosen, after = TransactionFilter(deleted=True), None
    while rows := await transaction_search.page(connection, ledger_id, chosen, AT_ONCE, after=after):
        for row in rows:
            yield row
        after = Position(rows[-1].date, rows[-1].id)


def _by_key(rows: list[DailyTotal]) -> dict[tuple[date, UUID, UUID | None], DailyTotal]:
    return {(row.day, row.account_id, row.category_id): row for row in rows}


def _said(total: DailyTotal | None) -> str:
    return f"{total.money_in} in, {total.money_out} out, {total.entries} entries" if total else "nothing"
