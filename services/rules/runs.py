"""Runs of rules over the transactions that are there: a preview, and one change that can be undone as a whole."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from db import ledgers, rules, transaction_search, transactions
from db.rules import RuleRow
from db.stores.engine import BUSY_TIMEOUT_SECONDS, Connection, Database
from db.stores.queues import FairQueue
from db.transactions import Position, TransactionFilter, TransactionRow
from services.bulk_edits import MOST_EDITED, replace_many
from services.changes import Changes, Once, Saved
from services.rules.drafts import RuleDraft, prepare, usable
from services.rules.rulebook import Rulebook
from services.rules.service import blank, known_of, rule_in
from services.values.errors import Problem, ProblemCode, Refused, conflict, invalid, no_ledger
from services.values.input_rules import ProblemList

MOST_SHOWN = 20
_READ_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Run:
    """A rule to run over the transactions since a day, or over all.

    `over_hand` lets it also change what somebody set by hand. `count` is the number that the caller agreed to.
    """

    rule_id: UUID
    since: date | None = None
    over_hand: bool = False
    count: int | None = None


class Moved(NamedTuple):
    """The transactions of a category that would change, and their sum in the base currency."""

    category_id: UUID | None
    transaction_count: int
    amount: int


class Outcome(NamedTuple):
    """A transaction that would change, before and after."""

    before: TransactionRow
    after: TransactionRow


@dataclass(slots=True)
class RulePreview:
    """The changes that a rule would make, without and with fields that somebody set by hand."""

    count: int = 0
    by_hand_count: int = 0
    sample: list[Outcome] = field(default_factory=list)
    sums: defaultdict[UUID | None, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    ids: list[UUID] = field(default_factory=list)

    @property
    def by_category(self) -> list[Moved]:
        """Return what would change by the category before, the most frequent first."""
        moved = [Moved(category_id, *sums) for category_id, sums in self.sums.items()]
        return sorted(moved, key=lambda move: -move.transaction_count)

    def add(self, book: Rulebook, rule_id: UUID, rows: Sequence[TransactionRow], *, over_hand: bool = False) -> None:
        """Count what the rule would change of some transactions; what somebody set by hand only `over_hand`."""
        for row in rows:
            wanted = book.applied(row, only=rule_id, over_hand=True)
            if wanted is row:
                continue
            after = wanted if over_hand else book.applied(row, only=rule_id)
            if after is row:
                self.by_hand_count += 1
                continue
            self.count += 1
            sums = self.sums[row.category_id]
            sums[0] += 1
            sums[1] += row.base_amount
            if len(self.sample) < MOST_SHOWN:
                self.sample.append(Outcome(row, after))
            if len(self.ids) <= MOST_EDITED:
                self.ids.append(row.id)


class RuleRunService:
    """The rules of runs. A run is one event, which keeps what it replaced, as a bulk edit does."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes
        # Who compares each transaction reads much: one at a time leaves processors to everybody else.
        self._comparing = FairQueue(1, 1, BUSY_TIMEOUT_SECONDS)

    async def preview(
        self,
        ledger_id: UUID,
        rule_id: UUID | None = None,
        draft: RuleDraft | None = None,
        since: date | None = None,
        *,
        over_hand: bool = False,
    ) -> RulePreview:
        """Return what a rule would change; with a draft, what it would change as that says."""
        async with self._database.read(ledger_id) as connection:
            book, rule_id = await _book(connection, ledger_id, rule_id, draft)
        return await self._compare(ledger_id, book, rule_id, since, over_hand=over_hand)

    async def run(self, ledger_id: UUID, run: Run, key: str | None = None) -> Saved[int]:
        """Apply a rule to the transactions where it is the first that matches; return how many changed."""
        problems, chosen = ProblemList(), RulePreview()
        with problems.noting():
            chosen = await self.preview(ledger_id, run.rule_id, since=run.since, over_hand=run.over_hand)
        async with self._changes.open(ledger_id, Once(key, "runRule", run)) as change:
            if change.repeated:
                return change.repeated.saved(len(change.repeated.ids))
            problems.refuse_any()
            _check_size(chosen, run)
            book, _ = await _book(change.connection, ledger_id, run.rule_id, None)
            rows = await transactions.get_many(change.connection, ledger_id, chosen.ids)
            pairs = [(row, book.applied(row, only=run.rule_id, over_hand=run.over_hand)) for row in rows]
            pairs = [(row, wanted) for row, wanted in pairs if wanted is not row and not row.deleted]
            before, after = [row for row, _ in pairs], [wanted for _, wanted in pairs]
            known = await known_of(change.connection, ledger_id)
            await replace_many(change, before, after, "id", known.accounts)
        return change.saved(len(before))

    async def _compare(
        self, ledger_id: UUID, book: Rulebook, rule_id: UUID, since: date | None, *, over_hand: bool
    ) -> RulePreview:
        preview = RulePreview()
        async with self._comparing.place(ledger_id):
            async for rows in self._pages(ledger_id, since):
                await asyncio.to_thread(preview.add, book, rule_id, rows, over_hand=over_hand)
        return preview

    async def _pages(self, ledger_id: UUID, since: date | None) -> AsyncIterator[list[TransactionRow]]:
        """Yield all transactions since a day, each page by a read of its own."""
        chosen, after = TransactionFilter(start=since), None
        while True:
            async with self._database.read(ledger_id) as connection:
                rows = await transaction_search.page(connection, ledger_id, chosen, _READ_AT_ONCE, after=after)
            yield rows
            if len(rows) < _READ_AT_ONCE:
                return
            after = Position(rows[-1].date, rows[-1].id)


async def _book(
    connection: Connection, ledger_id: UUID, rule_id: UUID | None, draft: RuleDraft | None
) -> tuple[Rulebook, UUID]:
    """Return the rules with the draft in its place, and the id of the rule that is meant."""
    ledger = await ledgers.get(connection, ledger_id)
    if ledger is None:
        raise no_ledger()
    if rule_id is None and draft is None:
        raise invalid("Name a rule by its id, or say what it would be.", "id")
    there = await rules.all_of(connection, ledger_id)
    known = await known_of(connection, ledger_id)
    row: RuleRow = blank(ledger_id, there) if rule_id is None else rule_in(there, rule_id)
    if draft is not None:
        row = prepare(draft, row, known, ledger.base_currency)
    book = sorted([*(rule for rule in there if rule.id != row.id), row], key=lambda rule: (rule.position, rule.id))
    return Rulebook(book, usable(known.categories)), row.id


def _check_size(chosen: RulePreview, run: Run) -> None:
    if chosen.count > MOST_EDITED:
        problem = f"It would change {chosen.count:,} transactions, more than {MOST_EDITED:,}; give a later day."
        raise Refused([Problem(ProblemCode.TOO_LARGE, problem, ("since",))])
    if run.count is not None and run.count != chosen.count:
        raise conflict(f"It would change {chosen.count} transactions; send {chosen.count} to agree.", "count")
