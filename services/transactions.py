"""Transactions: record, edit, delete and find the ledger's movements of money."""

from __future__ import annotations  # in a class, a field named `date` hides the type of that name

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from uuid import UUID

from db import accounts, categories, external_ids, ledgers, rates, series, splits, tags, transaction_sums, transactions
from db.categories import CategoryRow
from db.splits import SplitRow, Splits
from db.stores.engine import BUSY_TIMEOUT_SECONDS, Connection, Database, retried
from db.stores.queues import FairQueue
from db.tags import TagPlace
from db.transactions import TransactionFilter, TransactionRow
from services import postings
from services import transaction_filters as filters
from services.accounts import Known, KnownAccounts
from services.accounts.balances import check_closed_balances
from services.calculations import CategoryKind, Flow, flows, top_levels
from services.changes import Change, Changes, Once, Saved, begun_again
from services.events.transactions import (
    TransactionDeleted,
    TransactionRecorded,
    TransactionRestored,
    TransactionsCategorised,
    TransactionsRecorded,
    TransactionUpdated,
)
from services.external_ids import answered, external_ids_of
from services.origins import set_by_hand
from services.refunds import follow_edit
from services.splits import check_category, only_split
from services.tags import TagEdit, prepare_places
from services.transaction_drafts import Prepared, TransactionDraft, TransactionEdit, edited, prepare
from services.transaction_order import Span, TransactionOrder, cursor_of, position_of, rows_in
from services.transfer_rules import WithSplits, check_edit
from services.values.errors import Problem, ProblemCode, Refused, conflict, not_found
from services.values.input_rules import UNCHANGED, ProblemList
from services.values.pages import Page, PageRequest, cut_page
from services.values.prices import Prices

MOST_AT_ONCE = 500
MOST_PAID = 2_000

_EDITABLE = (
    "account_id", "date", "amount", "currency", "exchange_rate", "base_amount", "account_amount", "payee", "note",
    "category_id", "split_count", "transfer_id", "provisional", "origins",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TransactionPage(Page[TransactionRow]):
    """A page of transactions, and on request the number and the flow of all that meet the filter."""

    count: int = 0
    flow: Flow | None = None


class TransactionService:
    """The rules of transactions."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes
        # Counting transactions one by one takes long. One ledger at a time leaves processors for other requests.
        self._counting = FairQueue(1, 1, BUSY_TIMEOUT_SECONDS)

    @begun_again
    async def record(self, ledger_id: UUID, draft: TransactionDraft, key: str | None = None) -> Saved[TransactionRow]:
        """Add one transaction."""
        named = [category_id for category_id in draft.category_ids if category_id]
        own, category = accounts.all_in(ledger_id), categories.named_in(ledger_id, named) if named else None
        priced = rates.known_in(ledger_id, draft.currency) if draft.may_need_price else None
        tagging = tags.all_in(ledger_id) if draft.names_tags else None
        once, paid = Once(key, "recordTransaction", draft), series.all_in(ledger_id)
        there = external_ids.named_in(ledger_id, draft.external_id) if draft.external_id else None
        async with self._changes.quick(ledger_id, once, own, category, priced, tagging, paid, there) as change:
            if change.repeated is None:
                prices = Prices(change.ledger.base_currency, priced.result) if priced else None
                known = Known(KnownAccounts(own.result), category.result if category else {}, prices)
                prepared = prepare(draft, change.ledger, known)
                row, parts = prepared
                (first,) = answered([row], there.result if there else ())
                if first is not row:
                    return Saved(first, change.ledger.revision - 1, changed=False)
                placed = prepare_places(draft, prepared, tagging.result if tagging else {})
                known.accounts.check_closed([], [row], "account_id")
                writes = [*postings.recording(ledger_id, [row], parts, paid.result), *tags.adding(placed)]
                change.happened(TransactionRecorded(row.id), writes, [row.id])
                return change.saved(row)
        return change.repeated.made(next(iter(await self.get_many(ledger_id, change.repeated.ids)), None))

    async def record_many(
        self, ledger_id: UUID, drafts: Sequence[TransactionDraft], key: str | None = None
    ) -> Saved[list[TransactionRow]]:
        """Add up to `MOST_AT_ONCE` transactions, all or none, but those that are there by their external ids."""
        check_count(len(drafts), "transactions")
        async with self._changes.open(ledger_id, Once(key, "recordTransactions", list(drafts))) as change:
            if repeated := change.repeated:
                there = {row.id: row for row in await transactions.get_many(change.connection, ledger_id, repeated.ids)}
                return repeated.made(
                    [there[row_id] for row_id in repeated.ids] if there.keys() == {*repeated.ids} else None
                )
            known = await _known(change, (named for draft in drafts for named in draft.category_ids))
            if any(draft.may_need_price for draft in drafts):
                known = known._replace(prices=await _prices(change))
            problems = ProblemList()
            prepared: list[Prepared] = []
            placed: list[TagPlace] = []
            tagging = await tags.all_of(change.connection, ledger_id) if _name_tags(drafts) else {}
            for number, draft in enumerate(drafts):
                with problems.noting("transactions", str(number)):
                    prepared.append(prepare(draft, change.ledger, known))
                    placed += prepare_places(draft, prepared[-1], tagging)
            problems.refuse_any()
            named = external_ids_of(drafts)
            present = await external_ids.named(change.connection, ledger_id, named) if named else []
            saved = answered([transaction.row for transaction in prepared], present)
            new = [transaction for transaction, row in zip(prepared, saved, strict=True) if transaction.row is row]
            ids = [row.id for row in saved]
            if not new:
                await change.unchanged(ids)
                return change.saved(saved)
            rows = [transaction.row for transaction in new]
            known.accounts.check_closed([], rows, "transactions")
            await postings.record(
                change.connection, ledger_id, rows, [part for transaction in new for part in transaction.splits]
            )
            recorded = {row.id for row in rows}
            await tags.add(change.connection, [place for place in placed if place.transaction_id in recorded])
            await change.happened(TransactionsRecorded(tuple(row.id for row in rows)), ids)
        return change.saved(saved)

    async def update(
        self, ledger_id: UUID, transaction_id: UUID, edit: TransactionEdit, if_version: int | None = None
    ) -> Saved[TransactionRow]:
        """Edit a transaction; with `if_version` only if it still has that version."""
        async with self._changes.open(ledger_id) as change:
            old = await _get(change.connection, ledger_id, transaction_id)
            if old.deleted:
                raise conflict("This transaction is deleted; restore it first.", "id")
            _check_version(old, if_version)
            stored = (await splits.of_transactions(change.connection, ledger_id, _several([old]))).get(old.id, [])
            current = {old.category_id, *(part.category_id for part in stored)}
            known = await _known(change, (*current, *edit.category_ids))
            if old.provisional or edit.currency is not UNCHANGED:
                known = known._replace(prices=await _prices(change))
            draft = edited(old, stored, edit, known, change.ledger.base_currency)
            # A transaction may keep a category that was archived since.
            known = known._replace(categories={**known.categories, **_as_active(known.categories, current)})
            present = stored or [only_split(old)]
            prepared = prepare(draft, change.ledger, known, old.id, {part.id: part for part in present})
            is_kept = draft.exchange_rate is not None and edit.exchange_rate is UNCHANGED
            row = set_by_hand(
                old,
                prepared.row._replace(
                    import_id=old.import_id,
                    origins=old.origins,
                    provisional=prepared.row.provisional or (old.provisional and is_kept),
                ),
            )
            tagging = await _tag_edit(change, old, edit, stored, prepared.splits)
            values = {column: getattr(row, column) for column in _EDITABLE}
            if old._replace(**values) == old and prepared.splits == list(stored) and not tagging.changes:
                await change.unchanged()
                return change.saved(old)
            known.accounts.check_closed([old], [old._replace(**values)], "id")
            after = prepared.splits or [only_split(prepared.row)]
            await check_edit(change, WithSplits(old, present), WithSplits(prepared.row, after), known.accounts)
            (new,) = await postings.change(change, [old], {old.id: prepared.splits}, **values)
            await follow_edit(change, old, present, draft)
            await tagging.store(change, new)
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
        self, ledger_id: UUID, transaction_ids: Sequence[UUID], category_id: UUID | None, key: str | None = None
    ) -> Saved[list[TransactionRow]]:
        """Set the category of up to `MOST_AT_ONCE` transactions, or remove it; change all or none.

        Transactions that already have it stay the same.
        """
        check_count(len(transaction_ids), "transaction_ids")
        once = Once(key, "categoriseTransactions", (tuple(transaction_ids), category_id))
        async with self._changes.open(ledger_id, once) as change:
            if repeated := change.repeated:
                return repeated.saved(await get_all(change.connection, ledger_id, repeated.ids))
            problems = ProblemList()
            rows: list[TransactionRow] = []
            if category_id is not None:
                known = await categories.get_many(change.connection, ledger_id, [category_id])
                with problems.noting():
                    check_category(category_id, known)
            with problems.noting():
                rows = await get_all(change.connection, ledger_id, transaction_ids)
                check_not_deleted(rows)
                check_undivided(rows, "transaction_ids")
            problems.refuse_any()
            chosen = list(dict.fromkeys(rows))
            old = [row for row in chosen if row.category_id != category_id]
            if not old:
                await change.unchanged()
                return change.saved(chosen)
            after = [set_by_hand(row, row._replace(category_id=category_id)) for row in old]
            new = {row.id: row for row in await postings.replace(change, old, after)}
            await change.happened(TransactionsCategorised(tuple(new), category_id), list(new))
        return change.saved([new.get(row.id, row) for row in chosen])

    @retried
    async def get_many(self, ledger_id: UUID, ids: Sequence[UUID]) -> list[TransactionRow]:
        """Return the ledger's transactions with these ids, including deleted ones, in no particular order."""
        async with self._database.read(ledger_id) as connection:
            return await transactions.get_many(connection, ledger_id, ids)

    @retried
    async def splits_of(self, ledger_id: UUID, ids: Sequence[UUID]) -> Splits:
        """Return the splits of those transactions that have several, in their order."""
        async with self._database.read(ledger_id) as connection:
            return await splits.of_transactions(connection, ledger_id, ids)

    @retried
    async def get_splits(self, ledger_id: UUID, ids: Sequence[UUID]) -> list[SplitRow]:
        """Return the ledger's splits with these ids, in no particular order."""
        async with self._database.read(ledger_id) as connection:
            several = await splits.get_many(connection, ledger_id, ids)
            rows = await transactions.get_many(connection, ledger_id, ids)
        return [*several, *(only_split(row) for row in rows if row.split_count == 1)]

    @retried
    async def payees(self, ledger_id: UUID) -> list[str]:
        """Return the payees of the newest `MOST_PAID` transactions, each once."""
        async with self._database.read(ledger_id) as connection:
            return await transactions.payees(connection, ledger_id, MOST_PAID)

    @retried
    async def page(
        self,
        ledger_id: UUID,
        chosen: TransactionFilter,
        request: PageRequest,
        *,
        kinds: Collection[CategoryKind] = (),
        order: TransactionOrder = TransactionOrder.NEWEST_FIRST,
        with_sums: bool = False,
    ) -> TransactionPage:
        """Return a page of the ledger's transactions; with `with_sums` also the flow of all pages.

        A category includes its children. `kinds` keep the transactions that count as income, as spending or not at all.
        """
        count = request.count()
        chosen = filters.checked(chosen)
        counts = with_sums and (bool(kinds) or transaction_sums.counts_each(chosen))
        place = self._counting.place(ledger_id) if counts else nullcontext()
        async with place, self._database.read(ledger_id) as connection:
            epoch = await ledgers.epoch(connection)
            known = await categories.all_of(connection, ledger_id) if kinds or with_sums else []
            chosen = await filters.resolved(connection, ledger_id, chosen, kinds, known)
            after = position_of(request.after, order, epoch, "after")
            before = position_of(request.before, order, epoch, "before")
            span = Span(count + 1, after, before, request.backwards)
            rows = await rows_in(connection, ledger_id, chosen, order, span)
            totals = await transaction_sums.totals_of(connection, ledger_id, chosen) if with_sums else []
            repeated = await transaction_sums.repeated(connection, ledger_id, chosen) if with_sums else 0
        page = cut_page(rows, count, request, lambda row: cursor_of(row, order, epoch))
        flow = flows(totals, top_levels(known))[0] if with_sums else None
        entries = flow.entries - repeated if flow else 0
        return TransactionPage(page.rows, page.cursors, page.has_next, page.has_previous, entries, flow)


def _name_tags(drafts: Iterable[TransactionDraft]) -> bool:
    return any(draft.names_tags for draft in drafts)


async def _tag_edit(
    change: Change, old: TransactionRow, edit: TransactionEdit, stored: Sequence[SplitRow], parts: Sequence[SplitRow]
) -> TagEdit:
    """Return the tags of a transaction before and after an edit."""
    if (edit.tag_ids, edit.splits) == (UNCHANGED, UNCHANGED):
        return TagEdit(old, ())
    tagging = TagEdit(old, await tags.of_transactions(change.connection, change.ledger.id, [old.id]))
    known = await tags.all_of(change.connection, change.ledger.id) if edit.names_tags else {}
    tagging.prepare(edit, stored, parts, known)
    return tagging


async def _known(change: Change, category_ids: Iterable[UUID | None]) -> Known:
    ids = {category_id for category_id in category_ids if category_id}
    mentioned = await categories.get_many(change.connection, change.ledger.id, ids) if ids else {}
    return Known(KnownAccounts(await accounts.all_of(change.connection, change.ledger.id)), mentioned)


async def _prices(change: Change) -> Prices:
    return Prices(change.ledger.base_currency, await rates.known_of(change.connection, change.ledger.id))


async def _check_closed(change: Change, row: TransactionRow, *, deleted: bool) -> None:
    known = KnownAccounts(await accounts.all_of(change.connection, change.ledger.id))
    known.check_closed([row], [row._replace(deleted=deleted)], "id")


def _as_active(known: Mapping[UUID, CategoryRow], ids: Collection[UUID | None]) -> dict[UUID, CategoryRow]:
    return {row.id: row._replace(archived=False) for row in known.values() if row.id in ids}


def _several(rows: Iterable[TransactionRow]) -> list[UUID]:
    return [row.id for row in rows if row.split_count > 1]


async def _get(connection: Connection, ledger_id: UUID, transaction_id: UUID) -> TransactionRow:
    row = await transactions.get(connection, ledger_id, transaction_id)
    if row is None:
        raise not_found("There is no such transaction.", "id")
    return row


async def get_all(connection: Connection, ledger_id: UUID, ids: Sequence[UUID]) -> list[TransactionRow]:
    """Return the ledger's transactions with these ids, in their order; refuse ids that it does not have."""
    rows = {row.id: row for row in await transactions.get_many(connection, ledger_id, ids)}
    problems = ProblemList()
    for number, transaction_id in enumerate(ids):
        if transaction_id not in rows:
            with problems.noting():
                raise not_found("There is no such transaction.", "transaction_ids", str(number))
    problems.refuse_any()
    return [rows[transaction_id] for transaction_id in ids]


def check_not_deleted(rows: Sequence[TransactionRow]) -> None:
    """Refuse transactions that are deleted."""
    problems = ProblemList()
    for number, row in enumerate(rows):
        if row.deleted:
            with problems.noting():
                raise conflict("This transaction is deleted; restore it first.", "transaction_ids", str(number))
    problems.refuse_any()


def check_undivided(rows: Sequence[TransactionRow], field: str) -> None:
    """Refuse transactions with several splits or transfers, which must be changed one by one."""
    problems = ProblemList()
    divided = [number for number, row in enumerate(rows) if row.split_count > 1 or row.transfer_id is not None]
    if divided and field != "transaction_ids":
        raise conflict(
            f"Some of these ({len(divided)}) have several splits or are transfers; change them one by one.", field
        )
    for number in divided:
        with problems.noting(field, str(number)):
            if rows[number].split_count > 1:
                raise conflict("This transaction has several splits; change each of them by itself.")
            raise conflict("This transaction is a transfer, which counts nowhere; unlink it first.")
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
