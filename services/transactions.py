"""Transactions: recording, editing, deleting and finding the ledger's movements of money."""

from __future__ import annotations  # in a class, a field named `date` hides the type of that name

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db import accounts, categories, ledgers, transaction_search, transactions
from db.categories import CategoryRow
from db.ledgers import LedgerRow
from db.stores.engine import BUSY_TIMEOUT_SECONDS, Connection, Database, retried
from db.stores.ids import new_id
from db.stores.queues import FairQueue
from db.transactions import Position, TransactionFilter, TransactionRow
from services import postings
from services import transaction_filters as filters
from services.accounts import Known, KnownAccounts
from services.accounts.balances import check_closed_balances
from services.calculations import CategoryKind, Flow, flows, top_levels
from services.changes import Change, Changes, Once, Saved, begun_again
from services.errors import Problem, ProblemCode, Refused, conflict, invalid, not_found
from services.events import (
    TransactionDeleted,
    TransactionRecorded,
    TransactionRestored,
    TransactionsCategorised,
    TransactionsRecorded,
    TransactionUpdated,
)
from services.exchange import check_rate, in_account, rate_text, to_base
from services.input_rules import UNCHANGED, ProblemList, Unchanged, check_text, keep
from services.money import Money, check_currency, money_decimal, to_minor
from services.pages import Page, PageRequest, cut_page, decode_cursor, encode_cursor
from services.periods import check_date

MOST_AT_ONCE = 500
MOST_PAID = 2_000
LONGEST_PAYEE, LONGEST_NOTE = 200, 1_000

_EDITABLE = (
    "account_id", "date", "amount", "currency", "exchange_rate", "base_amount", "account_amount", "payee", "note",
    "category_id",
)  # fmt: skip
_NOT_MENTIONED = (UNCHANGED, UNCHANGED, UNCHANGED)


@dataclass(frozen=True, slots=True)
class TransactionDraft:
    """A transaction as somebody wants it: a signed amount in `currency` (None: that of the account).

    Without an account it stands in the first that is open. `account_amount` is what was charged there, if neither the
    account nor the ledger is in `currency`.
    """

    date: date
    amount: Decimal
    payee: str
    note: str = ""
    currency: str | None = None
    exchange_rate: Decimal | None = None
    category_id: UUID | None = None
    account_id: UUID | None = None
    account_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TransactionEdit:
    """The fields of a transaction that somebody wants otherwise."""

    date: date | Unchanged = UNCHANGED
    amount: Decimal | Unchanged = UNCHANGED
    payee: str | Unchanged = UNCHANGED
    note: str | Unchanged = UNCHANGED
    currency: str | Unchanged | None = UNCHANGED
    exchange_rate: Decimal | Unchanged | None = UNCHANGED
    category_id: UUID | Unchanged | None = UNCHANGED
    account_id: UUID | Unchanged = UNCHANGED
    account_amount: Decimal | Unchanged | None = UNCHANGED


@dataclass(frozen=True, slots=True)
class TransactionPage(Page[TransactionRow]):
    """A page of transactions, and the flow of all that meet the filter if it was asked for."""

    flow: Flow | None = None


class TransactionService:
    """The rules of transactions."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes
        # Who counts each transaction reads much: one at a time leaves processors to everybody else.
        self._counting = FairQueue(1, 1, BUSY_TIMEOUT_SECONDS)

    @begun_again
    async def record(self, ledger_id: UUID, draft: TransactionDraft, key: str | None = None) -> Saved[TransactionRow]:
        """Add one transaction."""
        category = categories.one_in(ledger_id, draft.category_id) if draft.category_id else None
        own = accounts.all_in(ledger_id)
        async with self._changes.quick(ledger_id, Once(key, "recordTransaction", draft), own, category) as change:
            if change.repeated is None:
                found = {category.found.id: category.found} if category and category.found else {}
                known = Known(KnownAccounts(own.found), found)
                row = prepare(draft, change.ledger, known)
                known.accounts.check_closed([], [row], "account_id")
                change.happened(TransactionRecorded(row.id), postings.recording(ledger_id, [row]), [row.id])
                return change.saved(row)
        (recorded,) = await self.get_many(ledger_id, change.repeated.ids)
        return change.repeated.saved(recorded)

    async def record_many(
        self, ledger_id: UUID, drafts: Sequence[TransactionDraft], key: str | None = None
    ) -> Saved[list[TransactionRow]]:
        """Add up to `MOST_AT_ONCE` transactions, all or none."""
        check_count(len(drafts), "transactions")
        async with self._changes.open(ledger_id, Once(key, "recordTransactions", list(drafts))) as change:
            if repeated := change.repeated:
                return repeated.saved(await get_all(change.connection, ledger_id, repeated.ids))
            known = await _known(change, drafts)
            problems = ProblemList()
            rows = []
            for number, draft in enumerate(drafts):
                with problems.noting("transactions", str(number)):
                    rows.append(prepare(draft, change.ledger, known))
            problems.refuse_any()
            known.accounts.check_closed([], rows, "transactions")
            await postings.record(change.connection, ledger_id, rows)
            ids = tuple(row.id for row in rows)
            await change.happened(TransactionsRecorded(ids), ids)
        return change.saved(rows)

    async def update(
        self, ledger_id: UUID, transaction_id: UUID, edit: TransactionEdit, if_version: int | None = None
    ) -> Saved[TransactionRow]:
        """Edit a transaction; with `if_version` only if nobody edited it since."""
        async with self._changes.open(ledger_id) as change:
            old = await _get(change.connection, ledger_id, transaction_id)
            if old.deleted:
                raise conflict("This transaction is deleted; restore it first.", "id")
            _check_version(old, if_version)
            known = await _known(change, [], old.category_id, keep(edit.category_id, None))
            draft = _edited(old, edit, known, change.ledger.base_currency)
            # A transaction may stay in its category after that was archived.
            known = known._replace(categories={**known.categories, **_as_active(known.categories, old.category_id)})
            prepared = prepare(draft, change.ledger, known)
            values = {column: getattr(prepared, column) for column in _EDITABLE}
            if old._replace(**values) == old:
                await change.unchanged()
                return change.saved(old)
            known.accounts.check_closed([old], [old._replace(**values)], "id")
            (new,) = await postings.change(change, [old], **values)
            touched = (known.accounts[row.account_id] for row in (old, new))
            await check_closed_balances(change.connection, ledger_id, touched)
            await change.happened(TransactionUpdated(old.id))
        return change.saved(new)

    async def delete(
        self, ledger_id: UUID, transaction_id: UUID, if_version: int | None = None
    ) -> Saved[TransactionRow]:
        """Delete a transaction; it can be restored."""
        async with self._changes.open(ledger_id) as change:
            old = await _get(change.connection, ledger_id, transaction_id)
            _check_version(old, if_version)
            if old.deleted:
                await change.unchanged()
                return change.saved(old)
            await _check_closed(change, old, deleted=True)
            (new,) = await postings.change(change, [old], deleted=True)
            await change.happened(TransactionDeleted(old.id))
        return change.saved(new)

    async def restore(self, ledger_id: UUID, transaction_id: UUID) -> Saved[TransactionRow]:
        """Bring a deleted transaction back."""
        async with self._changes.open(ledger_id) as change:
            old = await _get(change.connection, ledger_id, transaction_id)
            if not old.deleted:
                await change.unchanged()
                return change.saved(old)
            await _check_closed(change, old, deleted=False)
            (new,) = await postings.change(change, [old], deleted=False)
            await change.happened(TransactionRestored(old.id))
        return change.saved(new)

    async def categorise(
        self, ledger_id: UUID, transaction_ids: Sequence[UUID], category_id: UUID | None
    ) -> Saved[list[TransactionRow]]:
        """Give up to `MOST_AT_ONCE` transactions one category, or none; all or nothing.

        Those that have it already stay as they are.
        """
        check_count(len(transaction_ids), "transaction_ids")
        async with self._changes.open(ledger_id) as change:
            problems = ProblemList()
            found: list[TransactionRow] = []
            if category_id is not None:
                known = await categories.get_many(change.connection, ledger_id, [category_id])
                with problems.noting():
                    check_category(category_id, known)
            with problems.noting():
                found = await get_all(change.connection, ledger_id, transaction_ids)
                check_not_deleted(found)
            problems.refuse_any()
            chosen = list(dict.fromkeys(found))
            old = [row for row in chosen if row.category_id != category_id]
            if not old:
                await change.unchanged()
                return change.saved(chosen)
            changed = await postings.change(change, old, category_id=category_id)
            new = {row.id: row for row in changed}
            await change.happened(TransactionsCategorised(tuple(new), category_id))
        return change.saved([new.get(row.id, row) for row in chosen])

    @retried
    async def get_many(self, ledger_id: UUID, ids: Sequence[UUID]) -> list[TransactionRow]:
        """The ledger's transactions with these ids, deleted ones too, in no particular order."""
        async with self._database.read(ledger_id) as connection:
            return await transactions.get_many(connection, ledger_id, ids)

    @retried
    async def payees(self, ledger_id: UUID) -> list[str]:
        """The payees of the newest transactions, at most of `MOST_PAID`, each once."""
        async with self._database.read(ledger_id) as connection:
            return await transactions.payees(connection, ledger_id, MOST_PAID)

    @retried
    async def page(
        self,
        ledger_id: UUID,
        chosen: TransactionFilter,
        request: PageRequest,
        *,
        kind: CategoryKind | None = None,
        with_sums: bool = False,
    ) -> TransactionPage:
        """Return a page of the ledger's transactions, newest first, and with `with_sums` what all pages add up to.

        A category stands for its children too; `kind` keeps what counts as income, as spending or not at all.
        """
        count = request.count()
        chosen = filters.checked(chosen)
        counts = with_sums and (kind is not None or transaction_search.counts_each(chosen))
        place = self._counting.place(ledger_id) if counts else nullcontext()
        async with place, self._database.read(ledger_id) as connection:
            epoch = await ledgers.epoch(connection)
            known = await categories.all_of(connection, ledger_id) if kind or with_sums else []
            chosen = await filters.resolved(connection, ledger_id, chosen, kind, known)
            after = decode_cursor(request.after, epoch, "after")
            before = decode_cursor(request.before, epoch, "before")
            rows = await transaction_search.page(
                connection, ledger_id, chosen, count + 1, after=after, before=before, backwards=request.backwards
            )
            totals = await transaction_search.totals_of(connection, ledger_id, chosen) if with_sums else []
        page = cut_page(rows, count, request, lambda row: encode_cursor(Position(row.date, row.id), epoch))
        flow = flows(totals, top_levels(known))[0] if with_sums else None
        return TransactionPage(page.rows, page.cursors, page.has_next, page.has_previous, flow)


def prepare(draft: TransactionDraft, ledger: LedgerRow, known: Known) -> TransactionRow:
    """Return the row that a draft becomes in this ledger; refuse it with all its problems at once."""
    problems = ProblemList()
    account, currency, rate = None, ledger.base_currency, None
    amount = base_amount = account_amount = 0
    payee = note = ""
    with problems.noting():
        check_date(draft.date, "date")
    with problems.noting():
        payee = check_text(draft.payee, LONGEST_PAYEE, "payee", required=True)
    with problems.noting():
        note = check_text(draft.note, LONGEST_NOTE, "note", lines=True)
    with problems.noting():
        account = known.accounts.chosen(draft.account_id, "account_id")
        currency = account.currency
    with problems.noting():
        currency = check_currency(draft.currency or currency, "currency")
        with problems.noting():
            amount = to_minor(draft.amount, currency, "amount")
        rate = check_rate(draft.exchange_rate, currency, ledger.base_currency)
        base_amount = to_base(amount, currency, rate, ledger.base_currency)
        amounts = {ledger.base_currency: base_amount, currency: amount}
        if account:
            account_amount = in_account(account.currency, amounts, draft.account_amount)
    if draft.category_id is not None:
        with problems.noting():
            check_category(draft.category_id, known.categories)
    problems.refuse_any()
    assert account  # noqa: S101  or there was a problem
    return TransactionRow(
        ledger_id=ledger.id,
        id=new_id(),
        account_id=account.id,
        date=draft.date,
        amount=amount,
        currency=currency,
        exchange_rate=rate_text(rate),
        base_amount=base_amount,
        account_amount=account_amount,
        payee=payee,
        note=note,
        category_id=draft.category_id,
        revision=ledger.revision,
    )


def check_category(category_id: UUID, known: Mapping[UUID, CategoryRow]) -> None:
    """Refuse a category that the ledger does not have, or has put away."""
    category = known.get(category_id)
    if category is None:
        raise not_found("There is no such category; choose one of yours.", "category_id")
    if category.archived:
        raise invalid(f"The category “{category.name}” is archived; bring it back or choose another.", "category_id")


async def _known(change: Change, drafts: Iterable[TransactionDraft], *category_ids: UUID | None) -> Known:
    wanted = (*category_ids, *(draft.category_id for draft in drafts))
    ids = {category_id for category_id in wanted if category_id}
    found = await categories.get_many(change.connection, change.ledger.id, ids) if ids else {}
    return Known(KnownAccounts(await accounts.all_of(change.connection, change.ledger.id)), found)


async def _check_closed(change: Change, row: TransactionRow, *, deleted: bool) -> None:
    known = KnownAccounts(await accounts.all_of(change.connection, change.ledger.id))
    known.check_closed([row], [row._replace(deleted=deleted)], "id")


def _as_active(known: Mapping[UUID, CategoryRow], category_id: UUID | None) -> dict[UUID, CategoryRow]:
    found = known.get(category_id) if category_id else None
    return {found.id: found._replace(archived=False)} if found else {}


async def _get(connection: Connection, ledger_id: UUID, transaction_id: UUID) -> TransactionRow:
    row = await transactions.get(connection, ledger_id, transaction_id)
    if row is None:
        raise not_found("There is no such transaction.", "id")
    return row


async def get_all(connection: Connection, ledger_id: UUID, ids: Sequence[UUID]) -> list[TransactionRow]:
    """Return the ledger's transactions with these ids, in their order; refuse ids that it does not have."""
    found = {row.id: row for row in await transactions.get_many(connection, ledger_id, ids)}
    problems = ProblemList()
    for number, transaction_id in enumerate(ids):
        if transaction_id not in found:
            with problems.noting():
                raise not_found("There is no such transaction.", "transaction_ids", str(number))
    problems.refuse_any()
    return [found[transaction_id] for transaction_id in ids]


def check_not_deleted(rows: Sequence[TransactionRow]) -> None:
    """Refuse transactions that are deleted."""
    problems = ProblemList()
    for number, row in enumerate(rows):
        if row.deleted:
            with problems.noting():
                raise conflict("This transaction is deleted; restore it first.", "transaction_ids", str(number))
    problems.refuse_any()


def _check_version(row: TransactionRow, if_version: int | None) -> None:
    if if_version is not None and if_version != row.version:
        raise conflict(
            f"Somebody edited this transaction meanwhile: it is at version {row.version}, not {if_version};"
            " read it again.",
            "if_version",
        )


def check_count(count: int, field: str) -> None:
    """Refuse an empty list, and one that is too long."""
    if not 1 <= count <= MOST_AT_ONCE:
        code = ProblemCode.TOO_LARGE if count else ProblemCode.INVALID
        raise Refused([Problem(code, f"Send 1 to {MOST_AT_ONCE} at once; these are {count}.", (field,))])


def _edited(row: TransactionRow, edit: TransactionEdit, known: Known, base: str) -> TransactionDraft:
    currency = keep(edit.currency, row.currency)
    old_rate = None if row.exchange_rate is None or currency != row.currency else Decimal(row.exchange_rate)
    charged, account = None, known.accounts[row.account_id]
    if account.currency not in {row.currency, base} and (edit.amount, edit.currency, edit.account_id) == _NOT_MENTIONED:
        charged = money_decimal(Money(row.account_amount, account.currency))
    return TransactionDraft(
        date=keep(edit.date, row.date),
        amount=keep(edit.amount, money_decimal(Money(row.amount, row.currency))),
        payee=keep(edit.payee, row.payee),
        note=keep(edit.note, row.note),
        currency=currency,
        exchange_rate=keep(edit.exchange_rate, old_rate),
        category_id=keep(edit.category_id, row.category_id),
        account_id=keep(edit.account_id, row.account_id),
        account_amount=keep(edit.account_amount, charged),
    )
