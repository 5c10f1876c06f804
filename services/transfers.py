"""Transfers: own money that moves between accounts; record one, or link two transactions that are one."""

from __future__ import annotations  # in a class, a field named `date` hides the type of that name

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db import accounts, rates, refunds, transactions, transfers
from db.accounts import AccountRow
from db.stores.engine import Connection, Database, retried
from db.stores.ids import new_id
from db.transactions import TransactionRow
from db.transfers import IN, OUT, TransferRow
from services import postings
from services.accounts import Known, KnownAccounts
from services.changes import Change, Changes, Once, Saved
from services.events.transfers import TransferLinked, TransferRecorded, TransferUnlinked
from services.splits import only_split
from services.transaction_drafts import TransactionDraft, prepare
from services.transfer_rules import Side, TransferSource, check_open, check_opposite, put, settle, side_of, sides_of
from services.values.errors import Problem, Refused, conflict, invalid, not_found
from services.values.input_rules import ProblemList
from services.values.money import to_minor
from services.values.prices import Prices

PAIR, EACH = "PAIR", "EACH"
_FIELDS_OUT = {"account_id": "from_account_id", "account_amount": "amount"}
_FIELDS_IN = {"account_id": "to_account_id", "account_amount": "received"}


@dataclass(frozen=True, slots=True)
class TransferDraft:
    """A requested transfer: an amount in the currency of the account that it leaves.

    `received` is what arrives, if the other account has another currency. Without `exchange_rate` the price of the day
    counts if neither has the base currency. A one-sided one is recorded only where it leaves: the file of the other
    account brings the rest.
    """

    from_account_id: UUID
    to_account_id: UUID
    amount: Decimal
    date: date
    note: str = ""
    received: Decimal | None = None
    exchange_rate: Decimal | None = None
    one_sided: bool = False


class TransferService:
    """The rules of transfers."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes

    @retried
    async def get_many(self, ledger_id: UUID, ids: Sequence[UUID]) -> list[TransferRow]:
        """Return the ledger's transfers with these ids, in no particular order."""
        async with self._database.read(ledger_id) as connection:
            return await transfers.get_many(connection, ledger_id, ids)

    async def record(self, ledger_id: UUID, draft: TransferDraft, key: str | None = None) -> Saved[TransferRow]:
        """Record a transfer from one account to another."""
        async with self._changes.open(ledger_id, Once(key, "recordTransfer", draft)) as change:
            if change.repeated:
                there = await transfers.get_many(change.connection, ledger_id, change.repeated.ids)
                return change.repeated.made(next(iter(there), None))
            known = await _known(change)
            prices = Prices(change.ledger.base_currency, await rates.known_of(change.connection, ledger_id))
            rows = _prepare(draft, change, Known(known, {}, prices))
            transfer = TransferRow(ledger_id=ledger_id, id=new_id(), in_account_id=draft.to_account_id)
            for row in rows:
                transfer = transfer.having(Side(row, only_split(row), ()).stored())
            await postings.record(change.connection, ledger_id, [row._replace(transfer_id=transfer.id) for row in rows])
            await transfers.add(change.connection, [transfer])
            await change.happened(TransferRecorded(transfer.id, transfer.transaction_ids), [transfer.id])
        return change.saved(transfer)

    async def link(
        self, ledger_id: UUID, split_id: UUID, other_split_id: UUID | None = None, account_id: UUID | None = None
    ) -> Saved[TransferRow]:
        """Make a split a transfer: with another split, or one-sided, with the other account if it is known."""
        if other_split_id is not None and account_id is not None:
            raise invalid("Name the other split or its account, not both.", "account_id")
        async with self._changes.open(ledger_id) as change:
            known = await _known(change)
            problems, sides = ProblemList(), []
            for field, side_id in (("split_id", split_id), ("other_split_id", other_split_id)):
                with problems.noting():
                    if side_id is not None:
                        sides.append(await side_of(change.connection, ledger_id, side_id, field))
            problems.refuse_any()
            present = await _present(change, sides[0], other_split_id, account_id)
            if present:
                await change.unchanged()
                return change.saved(present)
            if len(sides) > 1:
                transfer = await link_pair(change, (sides[0], sides[1]), known)
            else:
                transfer = await _link_one(change, sides[0], account_id, known)
            await change.happened(TransferLinked(transfer.id, transfer.transaction_ids))
        return change.saved(transfer)

    async def unlink(self, ledger_id: UUID, transfer_id: UUID) -> Saved[list[TransactionRow]]:
        """Undo the linking of a transfer: restore the categories, or the one-sided transfer, from before."""
        async with self._changes.open(ledger_id) as change:
            transfer, known = await _get(change.connection, ledger_id, transfer_id, "id"), await _known(change)
            sides = {side.direction: side for side in await sides_of(change.connection, transfer)}
            await transfers.delete(change.connection, ledger_id, [transfer.id])
            both = len(sides) > 1
            for direction, side in sides.items():
                kept = getattr(transfer, f"{direction}_category_id")
                if both and transfer.began in {direction.upper(), EACH}:
                    await _stay_one_sided(change, side, transfer, known)
                else:
                    await put(change, side, None, side.part.category_id or kept)
            await change.happened(TransferUnlinked(transfer.id, transfer.transaction_ids))
            rows = await transactions.get_many(change.connection, ledger_id, transfer.transaction_ids)
        return change.saved(rows)


async def _present(
    change: Change, side: Side, other_split_id: UUID | None, account_id: UUID | None
) -> TransferRow | None:
    """Return the transfer of a split if it equals the requested one."""
    if side.part.transfer_id is None:
        return None
    transfer = await _get(change.connection, side.row.ledger_id, side.part.transfer_id, "split_id")
    other = IN if side.direction == OUT else OUT
    split_id, named = getattr(transfer, f"{other}_split_id"), getattr(transfer, f"{other}_account_id")
    is_same = split_id == other_split_id if other_split_id else split_id is None and named == account_id
    return transfer if is_same else None


async def link_pair(
    change: Change,
    sides: tuple[Side, Side],
    known: KnownAccounts,
    made_by: TransferSource = TransferSource.USER,
    fields: tuple[str, str] = ("split_id", "other_split_id"),
) -> TransferRow:
    """Link two splits; a one-sided transfer becomes one side of the new one."""
    check_opposite(*sides, known, change.ledger.base_currency, fields[1])
    for side, field in zip(sides, fields, strict=True):
        await _check_no_refund(change, side, field)
    transfer = TransferRow(ledger_id=change.ledger.id, id=new_id(), made_by=made_by)
    began = []
    for side, field in zip(sides, fields, strict=True):
        if side.part.transfer_id is not None:
            old = await _get(change.connection, change.ledger.id, side.part.transfer_id, field)
            if len(old.split_ids) > 1:
                raise conflict("This split is a transfer already; unlink it first.", field)
            name = f"{side.direction}_category_id"
            transfer = transfer.having({name: getattr(old, name)})
            began.append(side.direction.upper())
            await transfers.delete(change.connection, old.ledger_id, [old.id])
        transfer = transfer.having(side.stored())
    transfer = transfer._replace(began=EACH if len(began) > 1 else "".join(began) or PAIR)
    transfer = await settle(change, transfer, sides, known)
    await transfers.add(change.connection, [transfer])
    return transfer


async def _link_one(change: Change, side: Side, account_id: UUID | None, known: KnownAccounts) -> TransferRow:
    if side.part.transfer_id is not None:
        raise conflict("This split is a transfer already; unlink it first.", "split_id")
    await _check_no_refund(change, side, "split_id")
    if not side.part.amount:
        raise invalid("It moves no money; choose another split.", "split_id")
    transfer = TransferRow(ledger_id=side.row.ledger_id, id=new_id()).having(side.stored())
    if account_id is not None:
        account = known.chosen(account_id, "account_id")
        _check_other(account, side.row)
        transfer = transfer.having({f"{IN if side.direction == OUT else OUT}_account_id": account.id})
    transfer = await settle(change, transfer, [side], known)
    await transfers.add(change.connection, [transfer])
    return transfer


async def _stay_one_sided(change: Change, side: Side, old: TransferRow, known: KnownAccounts) -> None:
    """Make one side of a transfer one-sided again, to the account of the other."""
    other = IN if side.direction == OUT else OUT
    names = (f"{other}_account_id", f"{side.direction}_category_id")
    values = {**side.stored(), **{name: getattr(old, name) for name in names}}
    transfer = TransferRow(ledger_id=old.ledger_id, id=new_id()).having(values)
    await transfers.add(change.connection, [await settle(change, transfer, [side], known)])


async def _check_no_refund(change: Change, side: Side, field: str) -> None:
    if await refunds.about(change.connection, side.row.ledger_id, [side.part.id]):
        raise conflict("It is a refund or has one; say first that it pays back none (setRefund).", field)


def _check_other(account: AccountRow, row: TransactionRow) -> None:
    if account.id == row.account_id:
        raise invalid("A transfer goes to another account; choose one that the transaction is not in.", "account_id")
    check_open(account, row.date, "account_id")


def _prepare(draft: TransferDraft, change: Change, known: Known) -> list[TransactionRow]:
    """Return the transactions of a transfer with the same base amount, the leaving one first."""
    problems, chosen = ProblemList(), []
    for field, account_id in (("from_account_id", draft.from_account_id), ("to_account_id", draft.to_account_id)):
        with problems.noting():
            chosen.append(known.accounts.chosen(account_id, field))
    problems.refuse_any()
    source, target = chosen
    received = _received(draft, source, target)
    # One amount in one currency moves; what an account in another one was charged stands beside it.
    base = change.ledger.base_currency
    shared = base if base == target.currency and received is not None else source.currency
    moved = draft.amount if shared == source.currency or received is None else received
    charged, arrived = (
        None if amount is None or account.currency in {shared, base} else amount
        for account, amount in ((source, -draft.amount), (target, received))
    )
    rows = [_row(_transaction(draft, source, target, -moved, shared, charged), change, known, _FIELDS_OUT)]
    if draft.one_sided:
        check_open(target, draft.date, "to_account_id")
    else:
        rows.append(_row(_transaction(draft, target, source, moved, shared, arrived), change, known, _FIELDS_IN))
    return rows


def _transaction(  # noqa: PLR0917
    draft: TransferDraft,
    account: AccountRow,
    other: AccountRow,
    amount: Decimal,
    currency: str,
    charged: Decimal | None,
) -> TransactionDraft:
    return TransactionDraft(
        date=draft.date,
        amount=amount,
        payee=other.name,
        note=draft.note,
        currency=currency,
        exchange_rate=draft.exchange_rate,
        account_id=account.id,
        account_amount=charged,
    )


def _received(draft: TransferDraft, source: AccountRow, target: AccountRow) -> Decimal | None:
    """Return the arriving amount, None if it is unknown; refuse impossible amounts."""
    if source.id == target.id:
        raise invalid("A transfer goes from one account to another; choose two.", "to_account_id")
    problems = ProblemList()
    for field, amount, account in (("amount", draft.amount, source), ("received", draft.received, target)):
        with problems.noting():
            if amount is not None and to_minor(amount, account.currency, field) <= 0:
                raise invalid("The amount of a transfer is more than zero; give it without a sign.", field)
    problems.refuse_any()
    if source.currency == target.currency:
        if draft.received not in {None, draft.amount}:
            raise invalid("Both accounts have one currency, so as much arrives; leave it out.", "received")
        return draft.amount
    if draft.received is None and not draft.one_sided:
        raise invalid(f"The other account is in {target.currency}; say how many {target.currency} arrive.", "received")
    return draft.received


def _row(transaction: TransactionDraft, change: Change, known: Known, fields: Mapping[str, str]) -> TransactionRow:
    try:
        row = prepare(transaction, change.ledger, known).row
        known.accounts.check_closed([], [row], "account_id")
    except Refused as refused:
        named = [tuple(fields.get(name, name) for name in problem.field or ()) for problem in refused.problems]
        problems = zip(refused.problems, named, strict=True)
        raise Refused([Problem(problem.code, problem.message, field) for problem, field in problems]) from None
    return row


async def _known(change: Change) -> KnownAccounts:
    return KnownAccounts(await accounts.all_of(change.connection, change.ledger.id))


async def _get(connection: Connection, ledger_id: UUID, transfer_id: UUID, field: str) -> TransferRow:
    rows = await transfers.get_many(connection, ledger_id, [transfer_id])
    if not rows:
        raise not_found("There is no such transfer.", field)
    return rows[0]
