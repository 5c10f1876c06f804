"""Refunds: money back in an expense category, which may name the split that it pays back."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from db import refunds
from db.refunds import RefundRow
from db.splits import SplitRow
from db.stores.engine import Connection, Database, retried
from db.transactions import TransactionRow
from services.changes import Change, Changes, Saved
from services.events.transactions import RefundSet
from services.transaction_drafts import TransactionDraft
from services.transfer_rules import Side, read_sides, side_of
from services.values.errors import conflict, invalid


class RefundService:
    """The rules of refunds."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes

    @retried
    async def about(self, ledger_id: UUID, split_ids: Sequence[UUID]) -> list[RefundRow]:
        """Return what these splits pay back, and what pays them back."""
        async with self._database.read(ledger_id) as connection:
            return await refunds.about(connection, ledger_id, split_ids)

    async def set(self, ledger_id: UUID, split_id: UUID, of_split_id: UUID | None) -> Saved[SplitRow]:
        """Let a split pay back another one, or none."""
        async with self._changes.open(ledger_id) as change:
            side = await side_of(change.connection, ledger_id, split_id, "split_id")
            known = await refunds.about(change.connection, ledger_id, [split_id])
            now = next((row.of_split_id for row in known if row.split_id == split_id), None)
            if now == of_split_id:
                await change.unchanged()
                return change.saved(side.part)
            if of_split_id is None:
                await refunds.clear(change.connection, ledger_id, split_id, change.ledger.revision)
            else:
                await self._set(change, side, of_split_id, known)
            await change.happened(RefundSet((side.row.id,)))
        return change.saved(side.part)

    async def _set(self, change: Change, side: Side, of_split_id: UUID, known: Iterable[RefundRow]) -> None:
        ledger_id = side.row.ledger_id
        paid = await side_of(change.connection, ledger_id, of_split_id, "refund_of_id")
        others = await refunds.about(change.connection, ledger_id, [of_split_id])
        if any(row.of_split_id == side.part.id for row in known):
            raise conflict("Another split pays this one back, so it is no refund itself.", "split_id")
        if any(row.split_id == of_split_id for row in others):
            raise conflict("That split is a refund itself; choose what was paid first.", "refund_of_id")
        if side.part.transfer_id or paid.part.transfer_id:
            raise conflict("A transfer is no refund and has none; unlink it first.", "refund_of_id")
        if side.part.amount * paid.part.amount >= 0:
            raise invalid("A refund goes the other way than what it pays back; choose another split.", "refund_of_id")
        row = RefundRow(
            ledger_id=ledger_id,
            split_id=side.part.id,
            transaction_id=side.row.id,
            of_split_id=paid.part.id,
            of_transaction_id=paid.row.id,
        )
        await refunds.set_one(change.connection, row, change.ledger.revision)
        await _check_cap(change.connection, paid, "refund_of_id")


async def follow_edit(change: Change, row: TransactionRow, before: Sequence[SplitRow], draft: TransactionDraft) -> None:
    """Refuse an edit of splits that takes away a refund or what it pays back, or lets it pay back more than that.

    The splits are stored already, so that all of them are read as they are now.
    """
    ledger_id, ids = row.ledger_id, {part.id for part in before}
    known = await refunds.about(change.connection, ledger_id, ids)
    if not known:
        return
    kept = [part.id for part in draft.splits if part.id] if draft.splits else [row.id]
    named = ids & {split_id for refund in known for split_id in (refund.split_id, refund.of_split_id)}
    if not named <= set(kept):
        raise conflict("One of its splits is a refund or has one; name it by its id, or unlink that first.", "splits")
    paid = {refund.of_split_id for refund in known}
    if len(draft.splits) == 1 and kept[0] != row.id:  # an only split has the id of its transaction
        await refunds.rename(change.connection, ledger_id, kept[0], row.id, change.ledger.revision)
        paid = {row.id if split_id == kept[0] else split_id for split_id in paid}
    for side in (await read_sides(change.connection, ledger_id, paid)).values():
        await _check_cap(change.connection, side, "amount")


async def _check_cap(connection: Connection, paid: Side, field: str) -> None:
    """Refuse refunds that together pay back more than was paid, in its currency or in the base currency."""
    known = await refunds.about(connection, paid.row.ledger_id, [paid.part.id])
    ids = [row.split_id for row in known if row.of_split_id == paid.part.id]
    sides = (await read_sides(connection, paid.row.ledger_id, ids)).values()
    if any(side.part.amount * paid.part.amount >= 0 for side in sides):
        raise conflict("It would no longer go the other way than what it pays back; unlink the refund first.", field)
    in_base = any(side.row.currency != paid.row.currency for side in sides)
    name = "base_amount" if in_base else "amount"
    back, most = sum(abs(getattr(side.part, name)) for side in sides), abs(getattr(paid.part, name))
    if back > most:
        raise conflict("Together the refunds would pay back more than was paid; use a smaller amount.", field)
