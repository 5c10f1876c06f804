"""Suggestions of transfers: pairs that the owner accepts or refuses, and sure pairs, which an import links."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from db import accounts, ledgers, transactions, transfer_candidates, transfers
from db.stores.engine import Connection, Database, retried
from db.transactions import TransactionRow
from db.transfer_candidates import CandidateRow, RefusalRow
from db.transfers import IN, OUT, TransferRow
from services.accounts import KnownAccounts
from services.changes import Change, Changes, Saved
from services.events.transfers import TransfersLinked, TransferSuggestionsRefused
from services.splits import only_split
from services.transfer_rules import Side, TransferSource, put, read_sides, settle, side_of
from services.transfer_search import Candidate, candidates
from services.transfer_signs import suggested, sure
from services.transfers import link_pair
from services.values.clock import Clock, date_in
from services.values.errors import Problem, ProblemCode, Refused, no_ledger
from services.values.input_rules import ProblemList

MOST_SUGGESTED = 200
MOST_AT_ONCE = 200
MOST_CONFIRMED_ROWS = 5_000
MOST_SEARCHED = 5_000
DAYS_BACK = 400

_FIELDS = ("out_transaction_id", "in_transaction_id")


class Pair(NamedTuple):
    """The ids of two transactions: the one that goes out, and the one that comes in."""

    out_id: UUID
    in_id: UUID


class Suggestion(NamedTuple):
    """Two transactions that may be the two sides of a transfer."""

    out: TransactionRow
    into: TransactionRow


class TransferSuggestionService:
    """The rules of suggestions, which change no figure until somebody accepts them."""

    def __init__(self, database: Database, changes: Changes, clock: Clock) -> None:
        self._database = database
        self._changes = changes
        self._clock = clock

    @retried
    async def all(self, ledger_id: UUID, before: date | None = None) -> list[Suggestion]:
        """Return suggestions, the newest first, at most `MOST_SUGGESTED`.

        They are searched among the newest `MOST_SEARCHED` transactions of `DAYS_BACK` days; `before` ends these days.
        """
        async with self._database.read(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise no_ledger()
            if len(await accounts.all_of(connection, ledger_id)) < 2:
                return []
            end = before or date_in(ledger.time_zone, self._clock())
            last = end - timedelta(days=1) if before else end + timedelta(days=DAYS_BACK)
            days = (end - timedelta(days=DAYS_BACK), last)
            free = await transfer_candidates.newest_free(connection, ledger_id, *days, MOST_SEARCHED)
            possible = await asyncio.to_thread(candidates, free)
            refused = await transfer_candidates.refused(connection, ledger_id, {pair.out_id for pair in possible})
            offered = [pair for pair in possible if (pair.out_id, pair.in_id) not in refused]
            pairs = suggested(offered)[:MOST_SUGGESTED]
            rows = await _rows(connection, ledger_id, pairs)
        return [Suggestion(rows[pair.out_id], rows[pair.in_id]) for pair in pairs]

    async def accept(self, ledger_id: UUID, pairs: Sequence[Pair]) -> Saved[list[TransferRow]]:
        """Link all of these pairs, or none."""
        _check_count(pairs)
        async with self._changes.open(ledger_id) as change:
            known = KnownAccounts(await accounts.all_of(change.connection, ledger_id))
            problems, linked = ProblemList(), []
            for number, pair in enumerate(pairs):
                with problems.noting("pairs", str(number)):
                    out = await side_of(change.connection, ledger_id, pair.out_id, "out_transaction_id")
                    into = await side_of(change.connection, ledger_id, pair.in_id, "in_transaction_id")
                    if out.part.transfer_id is None or out.part.transfer_id != into.part.transfer_id:
                        linked.append(await link_pair(change, (out, into), known, fields=_FIELDS))
            problems.refuse_any()
            if not linked:
                await change.unchanged()
                return change.saved(linked)
            await change.happened(TransfersLinked(*_named(linked)))
        return change.saved(linked)

    async def refuse(self, ledger_id: UUID, pairs: Sequence[Pair]) -> Saved[int]:
        """Store that these pairs are no transfers."""
        _check_count(pairs)
        async with self._changes.open(ledger_id) as change:
            problems = ProblemList()
            ids = [key for pair in pairs for key in pair]
            there = {row.id for row in await transactions.get_many(change.connection, ledger_id, ids)}
            for number, pair in enumerate(pairs):
                for name, key in (("out_transaction_id", pair.out_id), ("in_transaction_id", pair.in_id)):
                    if key not in there:
                        message = "There is no such transaction."
                        problems.add([Problem(ProblemCode.NOT_FOUND, message, ("pairs", str(number), name))])
            problems.refuse_any()
            rows = [
                RefusalRow(ledger_id=ledger_id, out_transaction_id=pair.out_id, in_transaction_id=pair.in_id)
                for pair in dict.fromkeys(pairs)
            ]
            if not await transfer_candidates.refuse(change.connection, rows):
                await change.unchanged()
                return change.saved(len(rows))
            await change.happened(TransferSuggestionsRefused(tuple(dict.fromkeys(ids))))
        return change.saved(len(rows))


async def link_imported(change: Change, import_id: UUID, ids: tuple[UUID, UUID], recorded: int) -> int:
    """Link the new rows of an import that are the other side of a transfer; return how many were linked.

    They claim one-sided transfers with their exact amount, and are linked with others that have all the signs.
    `ids` are the first and the last id of the rows. What the import restored stays as it was.
    """
    known = KnownAccounts(await accounts.all_of(change.connection, change.ledger.id))
    if len(known) < 2 or not 0 < recorded <= MOST_CONFIRMED_ROWS:
        return 0
    claimed = await _claim(change, import_id, ids, known)
    confirmed = await _sure(
        change, await transfer_candidates.of_import(change.connection, change.ledger.id, import_id, *ids), known
    )
    rows = await _rows(change.connection, change.ledger.id, confirmed)
    confirmed = [
        pair
        for pair in confirmed
        if change.ledger.revision not in {rows[pair.out_id].revision, rows[pair.in_id].revision}
    ]
    for pair in confirmed:
        sides = (_side(rows[pair.out_id]), _side(rows[pair.in_id]))
        await link_pair(change, sides, known, TransferSource.RULE)
    return claimed + len(confirmed)


async def _sure(change: Change, possible: Sequence[CandidateRow], known: KnownAccounts) -> list[CandidateRow]:
    """Return the candidates that have all the signs, also beside all other candidates of their two sides."""
    linked = await transfers.linked_accounts(change.connection, change.ledger.id) if possible else set()
    confirmed = set(sure(possible, known, linked))
    ids = [side_id for pair in confirmed for side_id in (pair.out_id, pair.in_id)]
    beside = await transfer_candidates.of_transactions(change.connection, change.ledger.id, ids)
    return [pair for pair in sure(beside, known, linked) if pair in confirmed]


async def unlink_imported(change: Change, import_id: UUID) -> None:
    """Give what an import linked by itself back to the transactions that were there before it."""
    made = await transfers.of_import(change.connection, change.ledger.id, import_id, TransferSource.RULE)
    sides = await read_sides(
        change.connection, change.ledger.id, [split_id for row in made for split_id in row.split_ids]
    )
    for transfer in made:
        for side in (sides[split_id] for split_id in transfer.split_ids if split_id in sides):
            if side.row.import_id != import_id:
                kept = transfer.in_category_id if side.direction == IN else transfer.out_category_id
                await put(change, side, None, side.part.category_id or kept)
    await transfers.delete(change.connection, change.ledger.id, [row.id for row in made])


async def _claim(change: Change, import_id: UUID, ids: tuple[UUID, UUID], known: KnownAccounts) -> int:
    chosen: dict[UUID, UUID] = {}
    taken: set[UUID] = set()
    for claim in await transfer_candidates.claims(change.connection, change.ledger.id, import_id, *ids):
        if claim.transfer_id not in chosen and claim.transaction_id not in taken:
            chosen[claim.transfer_id] = claim.transaction_id
            taken.add(claim.transaction_id)
    if not chosen:
        return 0
    rows = {row.id: row for row in await transactions.get_many(change.connection, change.ledger.id, [*taken])}
    for transfer in await transfers.get_many(change.connection, change.ledger.id, chosen):
        side = _side(rows[chosen[transfer.id]])
        began = OUT if side.direction == IN else IN
        values = {**side.stored(), "began": began.upper(), "made_by": TransferSource.IMPORT}
        new = await settle(change, transfer.having(values), [side], known)
        stored = {name: value for name, value in new._asdict().items() if name not in {"ledger_id", "id"}}
        await transfers.change(change.connection, change.ledger.id, transfer.id, change.ledger.revision, **stored)
    return len(chosen)


def _side(row: TransactionRow) -> Side:
    part = only_split(row)
    return Side(row, part, [part])


async def _rows(
    connection: Connection, ledger_id: UUID, pairs: Iterable[Candidate | CandidateRow]
) -> dict[UUID, TransactionRow]:
    ids = [key for pair in pairs for key in (pair.out_id, pair.in_id)]
    return {row.id: row for row in await transactions.get_many(connection, ledger_id, ids)} if ids else {}


def _named(linked: Iterable[TransferRow]) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    rows = list(linked)
    return tuple(row.id for row in rows), tuple(key for row in rows for key in row.transaction_ids)


def _check_count(pairs: Sequence[Pair]) -> None:
    if not 1 <= len(pairs) <= MOST_AT_ONCE:
        code = ProblemCode.TOO_LARGE if pairs else ProblemCode.INVALID
        message = f"Send 1 to {MOST_AT_ONCE} pairs at once; these are {len(pairs)}."
        raise Refused([Problem(code, message, ("pairs",))])
