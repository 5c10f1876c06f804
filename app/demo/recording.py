"""Recording the demo household's transactions, with their splits, tags, transfers and refunds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

from app.demo.household import HouseholdTransaction
from db import accounts, categories, tags
from services import postings
from services.accounts import Known, KnownAccounts
from services.changes import Change, Changes
from services.events.transactions import TransactionsRecorded
from services.splits import SplitDraft, only_split
from services.tags import prepare_places
from services.transaction_drafts import Prepared, TransactionDraft, prepare
from services.transfer_rules import Side
from services.transfers import link_pair
from services.values.errors import Refused


class Row(NamedTuple):
    """A transaction of the household with its identity: the day, and its place among the day's transactions.

    The identity does not depend on the rest, so that another version's prices never double a day.
    """

    transaction: HouseholdTransaction
    fingerprint: bytes
    ordinal: int


class Names(NamedTuple):
    """The ids of the ledger's categories, accounts and tags by their names."""

    categories: Mapping[str, UUID]
    accounts: Mapping[str, UUID]
    tags: Mapping[str, UUID]


async def record(changes: Changes, ledger_id: UUID, rows: Sequence[Row], names: Names) -> list[tuple[UUID, UUID]]:
    """Add transactions and link transfers in one change; return each refund with the purchase that it pays back.

    One change is a hundred times quicker than one for each transaction.
    """
    async with changes.open(ledger_id) as change:
        known = Known(
            accounts=KnownAccounts(await accounts.all_of(change.connection, ledger_id)),
            categories=await categories.get_many(change.connection, ledger_id, names.categories.values()),
        )
        drafts = [_draft(row.transaction, names) for row in rows]
        prepared = [
            Prepared(made.row._replace(import_fingerprint=row.fingerprint, import_ordinal=row.ordinal), made.splits)
            for row, draft in zip(rows, drafts, strict=True)
            for made in (prepare(draft, change.ledger, known),)
        ]
        stored, parts = [made.row for made in prepared], [part for made in prepared for part in made.splits]
        await postings.record(change.connection, ledger_id, stored, parts)
        tagging = await tags.all_of(change.connection, ledger_id)
        pairs = zip(drafts, prepared, strict=True)
        await tags.add(change.connection, [place for pair in pairs for place in prepare_places(*pair, tagging)])
        refunds = await _join(change, rows, prepared, known.accounts)
        await change.happened(TransactionsRecorded(tuple(row.id for row in stored)))
    return refunds


async def _join(
    change: Change, rows: Sequence[Row], prepared: Sequence[Prepared], known: KnownAccounts
) -> list[tuple[UUID, UUID]]:
    """Link the pairs of transfers; return the pairs of refunds."""
    pairs: defaultdict[str, list[Side]] = defaultdict(list)
    for row, made in zip(rows, prepared, strict=True):
        if row.transaction.pair is not None:
            pairs[row.transaction.pair].append(Side(made.row, only_split(made.row), ()))
    refunds = []
    for one, other in (sides for sides in pairs.values() if len(sides) == 2):
        if one.row.account_id == other.row.account_id:
            refunds.append((other.row.id, one.row.id))
        else:
            with suppress(Refused):  # the user may have changed an account
                await link_pair(change, (one, other), known)
    return refunds


def _draft(row: HouseholdTransaction, names: Names) -> TransactionDraft:
    there = all(part.category in names.categories for part in row.splits)
    splits = [SplitDraft(part.amount, names.categories[part.category], part.note) for part in row.splits if there]
    tag_id = names.tags.get(row.tag or "")
    return TransactionDraft(
        date=row.date,
        amount=row.amount,
        payee=row.payee,
        note=row.note,
        currency=row.currency,
        exchange_rate=row.exchange_rate,
        category_id=None if splits else names.categories.get(row.category or ""),
        account_id=names.accounts.get(row.account),
        splits=tuple(splits),
        tag_ids=(tag_id,) if tag_id else (),
    )
