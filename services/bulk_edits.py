"""Bulk edits: change many transactions, chosen by their ids or by a filter, at once; undo them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from db import accounts, categories, event_log, tags, transaction_search, transactions
from db.stores.engine import Database, retried
from db.transactions import TransactionFilter, TransactionRow
from services import postings
from services import transaction_filters as filters
from services.accounts import KnownAccounts
from services.accounts.balances import check_closed_balances
from services.bulk_tags import NO_TAGS, Retagging, former_tags, retagging
from services.calculations import CategoryKind
from services.changes import Change, Changes, Once, Saved
from services.events.transactions import Former, TransactionsDeleted, TransactionsRestored, TransactionsUpdated
from services.origins import set_by_hand
from services.splits import check_category
from services.tags import check_tags
from services.transaction_drafts import LONGEST_PAYEE
from services.transactions import check_count, check_not_deleted, check_undivided, get_all
from services.values.errors import Problem, ProblemCode, Refused, conflict, invalid, not_found
from services.values.input_rules import UNCHANGED, ProblemList, Unchanged, check_text, keep

MOST_EDITED = 5_000

_PATCHED = ("account_id", "account_amount", "category_id", "payee", "note", "origins", "statement_payee")
_UNDONE = {event.__name__: event for event in (TransactionsUpdated, TransactionsDeleted, TransactionsRestored)}


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen transactions: by their ids, or all `count` that meet a filter."""

    ids: tuple[UUID, ...] | None = None
    filter: TransactionFilter | None = None
    kind: CategoryKind | None = None
    count: int | None = None

    @property
    def field(self) -> str:
        """Return the name of the field that chooses them."""
        return "transaction_ids" if self.filter is None else "filter"


@dataclass(frozen=True, slots=True)
class TransactionPatch:
    """The new values that all chosen transactions get."""

    category_id: UUID | Unchanged | None = UNCHANGED
    account_id: UUID | Unchanged = UNCHANGED
    payee: str | Unchanged = UNCHANGED
    add_tag_ids: tuple[UUID, ...] = ()
    remove_tag_ids: tuple[UUID, ...] = ()


class BulkEditService:
    """The rules of bulk edits. Each is one event, which has the old values, and returns the number of transactions."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes

    async def update(
        self, ledger_id: UUID, selection: Selection, patch: TransactionPatch, key: str | None = None
    ) -> Saved[int]:
        """Give transactions a category, an account, a payee or tags, or take tags off."""
        chosen = await self._choose(ledger_id, selection, deleted=False)
        async with self._changes.open(ledger_id, Once(key, "updateTransactions", (selection, patch))) as change:
            if change.repeated:
                return change.repeated.saved(len(change.repeated.ids))
            problems = ProblemList()
            rows: list[TransactionRow] = []
            with problems.noting():
                rows = await chosen.rows(change)
                check_not_deleted(rows)
                if (patch.category_id, patch.account_id) != (UNCHANGED, UNCHANGED):
                    check_undivided(rows, selection.field)
            with problems.noting("patch"):
                patch = await _checked(change, patch)
            problems.refuse_any()
            known = await _accounts(change)
            after = _patched(rows, patch, known, change.ledger.base_currency)
            tagging = await retagging(change, rows, patch.add_tag_ids, patch.remove_tag_ids)
            await replace_many(change, rows, after, selection.field, known, tagging)
        return change.saved(len(rows))

    async def delete(self, ledger_id: UUID, selection: Selection, key: str | None = None) -> Saved[int]:
        """Delete transactions; they can be restored."""
        return await self._set_deleted(ledger_id, selection, Once(key, "deleteTransactions", selection), deleted=True)

    async def restore(self, ledger_id: UUID, selection: Selection, key: str | None = None) -> Saved[int]:
        """Bring deleted transactions back."""
        return await self._set_deleted(ledger_id, selection, Once(key, "restoreTransactions", selection), deleted=False)

    async def undo(self, ledger_id: UUID, revision: int) -> Saved[int]:
        """Undo the bulk edit of a revision, except where somebody has changed a transaction since."""
        async with self._changes.open(ledger_id) as change:
            event = await event_log.get(change.connection, ledger_id, revision)
            if event is None or event.kind not in _UNDONE:
                raise not_found("No change of several transactions has this revision, or it is too old.", "revision")
            ids = [UUID(text) for text in event.detail["transaction_ids"]]
            rows = await transactions.get_many(change.connection, ledger_id, ids)
            rows = [row for row in rows if row.revision == revision]
            tagging = NO_TAGS
            if event.kind == TransactionsUpdated.__name__:
                after = _former(rows, ids, event.detail["before"])
                await _check_there(change, after)
                tagging = await former_tags(change, rows, ids, event.detail.get("tags", ()))
            else:
                deleted = event.kind == TransactionsRestored.__name__
                after = [row._replace(deleted=deleted) for row in rows]
            await replace_many(change, rows, after, "revision", await _accounts(change), tagging)
        return change.saved(len(rows))

    async def _set_deleted(self, ledger_id: UUID, selection: Selection, once: Once, *, deleted: bool) -> Saved[int]:
        chosen = await self._choose(ledger_id, selection, deleted=not deleted)
        async with self._changes.open(ledger_id, once) as change:
            if change.repeated:
                return change.repeated.saved(len(change.repeated.ids))
            rows = await chosen.rows(change)
            after = [row._replace(deleted=deleted) for row in rows]
            await replace_many(change, rows, after, selection.field, await _accounts(change))
        return change.saved(len(rows))

    @retried
    async def _choose(self, ledger_id: UUID, selection: Selection, *, deleted: bool) -> _Chosen:
        """Find the ids before the write begins, because a search may take long."""
        problems = ProblemList()
        ids: Sequence[UUID] = selection.ids or ()
        with problems.noting():
            if (selection.filter is None) == (selection.ids is None):
                raise invalid("Choose transactions either by their ids or by a filter.", "transaction_ids")
            if selection.filter is None:
                check_count(len(ids), "transaction_ids")
            else:
                ids = await self._search(ledger_id, filters.checked(selection.filter), selection, deleted=deleted)
        return _Chosen(ids, deleted, problems, by_filter=selection.filter is not None)

    async def _search(
        self, ledger_id: UUID, chosen: TransactionFilter, selection: Selection, *, deleted: bool
    ) -> list[UUID]:
        if chosen.deleted and not deleted:
            raise conflict("These transactions are deleted; restore them first.", "filter", "deleted")
        async with self._database.read(ledger_id) as connection:
            known = await categories.all_of(connection, ledger_id) if selection.kind else []
            chosen = replace(chosen, deleted=deleted)
            kinds = [selection.kind] if selection.kind else []
            chosen = await filters.resolved(connection, ledger_id, chosen, kinds, known)
            rows = await transaction_search.page(connection, ledger_id, chosen, MOST_EDITED + 1)
        if len(rows) > MOST_EDITED:
            problem = f"More than {MOST_EDITED:,} transactions meet it; narrow it, for example to a year."
            raise Refused([Problem(ProblemCode.TOO_LARGE, problem, ("filter",))])
        if selection.count is None:
            raise invalid("Say how many transactions meet the filter; totalCount of the list tells.", "count")
        if selection.count != len(rows):
            raise conflict(f"The filter finds {len(rows)} transactions; send {len(rows)} to agree.", "count")
        return [row.id for row in rows]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The ids of chosen transactions, or the problems of the choice."""

    ids: Sequence[UUID]
    deleted: bool
    problems: ProblemList
    by_filter: bool

    async def rows(self, change: Change) -> list[TransactionRow]:
        """Return each transaction once, as it is now."""
        self.problems.refuse_any()
        if not self.by_filter:
            return await get_all(change.connection, change.ledger.id, list(dict.fromkeys(self.ids)))
        rows = await transactions.get_many(change.connection, change.ledger.id, self.ids)
        return [row for row in rows if row.deleted == self.deleted]


async def _checked(change: Change, patch: TransactionPatch) -> TransactionPatch:
    """Return the patch with a clean payee; refuse unknown, archived and closed things."""
    problems = ProblemList()
    if isinstance(patch.category_id, UUID):
        known = await categories.get_many(change.connection, change.ledger.id, [patch.category_id])
        with problems.noting():
            check_category(patch.category_id, known)
    if isinstance(patch.account_id, UUID):
        with problems.noting():
            (await _accounts(change)).chosen(patch.account_id, "account_id")
    if isinstance(patch.payee, str):
        with problems.noting():
            patch = replace(patch, payee=check_text(patch.payee, LONGEST_PAYEE, "payee", required=True))
    if patch.add_tag_ids or patch.remove_tag_ids:
        there = await tags.all_of(change.connection, change.ledger.id)
        for name in ("add_tag_ids", "remove_tag_ids"):
            with problems.noting():
                check_tags(getattr(patch, name), there, name)
        if {*patch.add_tag_ids} & {*patch.remove_tag_ids}:
            with problems.noting():
                raise invalid("A tag is to be added and removed; decide for one of them.", "remove_tag_ids")
    problems.refuse_any()
    return patch


def _patched(
    rows: Sequence[TransactionRow], patch: TransactionPatch, known: KnownAccounts, base: str
) -> list[TransactionRow]:
    """Return the transactions with the fields of the patch, and each amount in the currency of its account."""
    after = []
    unknown = 0
    for row in rows:
        account_id = keep(patch.account_id, row.account_id)
        currency = known[account_id].currency
        charged = row.account_amount
        if currency != known[row.account_id].currency:
            amounts = {base: row.base_amount, row.currency: row.amount}
            unknown += currency not in amounts
            charged = amounts.get(currency, 0)
        fields = {"category_id": keep(patch.category_id, row.category_id), "payee": keep(patch.payee, row.payee)}
        patched = row._replace(account_id=account_id, account_amount=charged, **fields)  # type: ignore[arg-type]
        after.append(set_by_hand(row, patched))
    if unknown:
        raise invalid(
            f"The account is in {currency}, and nobody knows how many {currency} {unknown} of these were; move them one"
            " by one, with accountAmount.",
            "patch",
            "account_id",
        )
    return after


def _former(rows: Iterable[TransactionRow], ids: Sequence[UUID], before: Iterable[Any]) -> list[TransactionRow]:
    """Return the transactions as they were before an update."""
    values: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for former in before:
        value = former["value"]
        if value is not None and former["field"].endswith("_id"):
            value = UUID(value)
        for place in former["places"]:
            values[ids[place]][former["field"]] = value
    return [row._replace(**values[row.id]) for row in rows]


async def _check_there(change: Change, rows: Iterable[TransactionRow]) -> None:
    """Refuse transactions whose account or category is gone."""
    wanted = {row.category_id for row in rows if row.category_id}
    there = await categories.get_many(change.connection, change.ledger.id, wanted) if wanted else {}
    known = await _accounts(change)
    if not wanted <= there.keys() or any(row.account_id not in known for row in rows):
        raise conflict("The account or the category that they had is gone; give them another.", "revision")


async def replace_many(  # noqa: PLR0917
    change: Change,
    before: Sequence[TransactionRow],
    after: Sequence[TransactionRow],
    field: str,
    known: KnownAccounts,
    tagging: Retagging = NO_TAGS,
) -> None:
    """Store the transactions that differ, also by their tags, with the event that has their old values."""
    ids, retagged = [row.id for row in before], tagging.transaction_ids
    pairs = [(old, new) for old, new in zip(before, after, strict=True) if old != new or old.id in retagged]
    if not pairs:
        await change.unchanged(ids)
        return
    before, after = zip(*pairs, strict=True)
    known.check_closed(before, after, field)
    await postings.replace(change, before, after)
    await tagging.store(change)
    touched = {row.account_id for row in (*before, *after)}
    await check_closed_balances(
        change.connection, change.ledger.id, (known[account_id] for account_id in touched), field
    )
    changed = tuple(row.id for row in before)
    if before[0].deleted == after[0].deleted:
        await change.happened(TransactionsUpdated(changed, _before(before, after), tagging.logged(changed)), ids)
    elif after[0].deleted:
        await change.happened(TransactionsDeleted(changed), ids)
    else:
        await change.happened(TransactionsRestored(changed), ids)


def _before(before: Sequence[TransactionRow], after: Sequence[TransactionRow]) -> tuple[Former, ...]:
    places: defaultdict[tuple[str, Any], list[int]] = defaultdict(list)
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        for field in _PATCHED:
            if getattr(old, field) != getattr(new, field):
                places[field, getattr(old, field)].append(place)
    return tuple(Former(field, value, tuple(those)) for (field, value), those in places.items())


async def _accounts(change: Change) -> KnownAccounts:
    return KnownAccounts(await accounts.all_of(change.connection, change.ledger.id))
