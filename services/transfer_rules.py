"""The rules of transfers: check that two sides fit, and decide whether their splits count."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from db import splits, transactions, transfers
from db.accounts import AccountRow
from db.splits import SplitRow
from db.stores.engine import Connection
from db.transactions import TransactionRow
from db.transfers import IN, OUT, TransferRow
from services import postings
from services.accounts import KnownAccounts
from services.changes import Change
from services.splits import only_split
from services.values.errors import conflict, invalid, not_found


class TransferSource(StrEnum):
    """The source of a transfer."""

    USER = "USER"
    RULE = "RULE"
    IMPORT = "IMPORT"


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a transfer: a split, with the row and all splits of its transaction."""

    row: TransactionRow
    part: SplitRow
    parts: Sequence[SplitRow]

    @property
    def direction(self) -> str:
        """Return the sign of the amount: money goes out or comes in."""
        return OUT if self.part.amount < 0 else IN

    def moved(self, account: AccountRow, base: str) -> int | None:
        """Return the amount in the account's currency; None for one of several splits in another one."""
        if self.row.split_count == 1:
            return self.row.account_amount
        return {base: self.part.base_amount, self.row.currency: self.part.amount}.get(account.currency)

    def stored(self) -> dict[str, UUID]:
        """Return the columns of a transfer for this side."""
        names = {"account_id": self.row.account_id, "transaction_id": self.row.id, "split_id": self.part.id}
        return {f"{self.direction}_{name}": value for name, value in names.items()}


class WithSplits(NamedTuple):
    """A transaction with all its splits."""

    row: TransactionRow
    parts: Sequence[SplitRow]


async def side_of(connection: Connection, ledger_id: UUID, split_id: UUID, field: str) -> Side:
    """Read a split of the ledger with its transaction; refuse an unknown or deleted one."""
    side = await read_side(connection, ledger_id, split_id)
    if side is None:
        raise not_found("There is no such split; choose one of yours.", field)
    if side.row.deleted:
        raise conflict("Its transaction is deleted; restore it first.", field)
    return side


async def read_side(connection: Connection, ledger_id: UUID, split_id: UUID) -> Side | None:
    """Read a split of the ledger with its transaction, which may be deleted."""
    return (await read_sides(connection, ledger_id, [split_id])).get(split_id)


async def read_sides(connection: Connection, ledger_id: UUID, split_ids: Collection[UUID]) -> dict[UUID, Side]:
    """Read splits of the ledger with their transactions, including deleted ones, by their ids."""
    parts = {part.id: part for part in await splits.get_many(connection, ledger_id, split_ids)}
    wanted = {parts[split_id].transaction_id if split_id in parts else split_id for split_id in split_ids}
    rows = {row.id: row for row in await transactions.get_many(connection, ledger_id, [*wanted])}
    several = [row.id for row in rows.values() if row.split_count > 1]
    beside = await splits.of_transactions(connection, ledger_id, several)
    sides = {}
    for split_id in split_ids:
        part = parts.get(split_id)
        row = rows.get(part.transaction_id if part else split_id)
        if row and part:
            sides[split_id] = Side(row, part, beside[row.id])
        elif row and row.split_count == 1:
            sides[split_id] = Side(row, only_split(row), [only_split(row)])
    return sides


async def sides_of(connection: Connection, transfer: TransferRow) -> list[Side]:
    """Read the sides of a transfer, including deleted ones."""
    return list((await read_sides(connection, transfer.ledger_id, transfer.split_ids)).values())


def counts(side_account: AccountRow, other: AccountRow | None) -> bool:
    """Return True if a transfer leaves the counted accounts, so that its category counts."""
    return side_account.counted and other is not None and not other.counted


async def put(change: Change, side: Side, transfer_id: UUID | None, category_id: UUID | None) -> None:
    """Set the transfer and the category of a split, if they differ; each may be None."""
    if (side.part.transfer_id, side.part.category_id) == (transfer_id, category_id):
        return
    if side.row.split_count == 1:
        await postings.change(change, [side.row], transfer_id=transfer_id, category_id=category_id)
        return
    new = side.part._replace(transfer_id=transfer_id, category_id=category_id)
    parts = [new if part.id == new.id else part for part in side.parts]
    await postings.change(change, [side.row], {side.row.id: parts})


async def settle(change: Change, transfer: TransferRow, sides: Iterable[Side], known: KnownAccounts) -> TransferRow:
    """Set the transfer of both its sides; store a category aside while the transfer does not count."""
    for side in sides:
        mine, other = (IN, OUT) if side.direction == IN else (OUT, IN)
        kept = getattr(transfer, f"{mine}_category_id")
        other_id = getattr(transfer, f"{other}_account_id")
        category_id = side.part.category_id or kept
        counting = counts(known[side.row.account_id], known.get(other_id) if other_id else None)
        label = None if counting else category_id
        await put(change, side, transfer.id, category_id if counting else None)
        transfer = transfer.having({f"{mine}_category_id": label})
    return transfer


async def settle_transfers(change: Change, known: KnownAccounts, account_id: UUID) -> None:
    """Update the transfers of an account that became counted or uncounted, or is not `known` any more."""
    for transfer in await transfers.of_account(change.connection, change.ledger.id, account_id):
        sides = [side for side in await sides_of(change.connection, transfer) if side.row.account_id in known]
        settled = await settle(change, transfer, sides, known)
        labels = {f"{direction}_category_id": getattr(settled, f"{direction}_category_id") for direction in (OUT, IN)}
        await transfers.change(change.connection, change.ledger.id, transfer.id, change.ledger.revision, **labels)


def check_open(account: AccountRow, day: date, field: str) -> None:
    """Refuse the other account of a one-sided transfer if it was closed before the day of the transfer."""
    if account.closed_on is not None and day > account.closed_on:
        since = f"“{account.name}” is closed since {account.closed_on}"
        raise conflict(f"{since}; reopen it or choose another.", field)


def check_opposite(one: Side, other: Side, known: KnownAccounts, base: str, field: str) -> None:
    """Refuse two splits that cannot be the two sides of a transfer."""
    first, second = known[one.row.account_id], known[other.row.account_id]
    if first.id == second.id:
        raise invalid("Both are in one account; choose a split of another one.", field)
    if one.direction == other.direction:
        raise invalid("One must go out and the other come in; choose another.", field)
    amounts = one.moved(first, base), other.moved(second, base)
    known_amounts = [amount for amount in amounts if amount is not None]
    if first.currency == second.currency and len(known_amounts) > 1 and sum(known_amounts) != 0:
        raise invalid("Their amounts differ; split the larger one first, and link the part.", field)


async def check_edit(change: Change, before: WithSplits, after: WithSplits, known: KnownAccounts) -> None:
    """Refuse an edit that would make the sides of a transfer differ; update one-sided transfers."""
    moved = [part for part in before.parts if part.transfer_id]
    if not moved:
        return
    old, new = before.row, after.row
    ids = {part.transfer_id for part in moved if part.transfer_id}
    rows = {row.id: row for row in await transfers.get_many(change.connection, old.ledger_id, ids)}
    kept = {part.transfer_id: part for part in after.parts}
    for part in moved:
        now = kept.get(part.transfer_id)
        if part.transfer_id is None or now is None:
            raise conflict("One of its splits is a transfer; name it by its id, or unlink it first.", "splits")
        transfer = rows[part.transfer_id]
        _check_part(Side(old, part, before.parts), Side(new, now, after.parts), transfer, known)
        side = OUT if part.amount < 0 else IN
        values = {f"{side}_account_id": new.account_id, f"{side}_split_id": now.id}
        if transfer.having(values) != transfer:
            await transfers.change(change.connection, old.ledger_id, transfer.id, change.ledger.revision, **values)


def _check_part(before: Side, after: Side, transfer: TransferRow, known: KnownAccounts) -> None:
    old, part, new, now = before.row, before.part, after.row, after.part
    other_id = transfer.in_account_id if part.amount < 0 else transfer.out_account_id
    other = known.get(other_id) if other_id else None
    if now.category_id is not None and not counts(known[new.account_id], other):
        raise conflict("It is a transfer between own accounts, which has no category; unlink it first.", "category_id")
    if counts(known[old.account_id], other) != counts(known[new.account_id], other):
        raise conflict("It is a transfer, which would count otherwise there; unlink it first.", "account_id")
    if len(transfer.split_ids) > 1:
        charged = old.account_amount - new.account_amount if new.split_count == 1 else 0
        if charged or (old.currency, part.amount) != (new.currency, now.amount):
            raise conflict("It is one side of a transfer; unlink it first, and change both.", "amount")
    elif not part.amount * now.amount > 0:
        raise conflict("It is a transfer; unlink it first to turn its sign.", "amount")
    elif other and old.date != new.date:
        check_open(other, new.date, "date")
    if new.account_id == other_id:
        raise invalid("The transfer would stay in one account; choose another.", "account_id")
