"""After any writes in any order, totals equal a recount, copies equal the ledger, and every write is in the log."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import TypeVar
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from db.stores.engine import Database
from services.account_service import LAST_DAY, AccountService, CheckDraft
from services.accounts import AccountDraft, AccountEdit, AccountKind
from services.adjustments import AdjustmentDraft, AdjustmentService
from services.bulk_edits import BulkEditService, Selection, TransactionPatch
from services.calculations.balances import CheckSource
from services.calculations.rows import CategoryKind
from services.categories import CategoryDraft, CategoryService
from services.changes import Changes, Saved
from services.dashboard.service import DashboardNeeds
from services.refunds import RefundService
from services.removals import Removals
from services.splits import SplitDraft
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionService
from services.transfer_suggestions import Pair, TransferSuggestionService
from services.transfers import TransferDraft, TransferService
from services.values.errors import Refused
from services.values.granularity import Granularity
from services.values.periods import PeriodChoice
from services.verification import VerificationService
from services.wiring import build_services
from tests.ledger_facts import check_totals, events_of, revision_of
from tests.people import Clock, Person, alice_in, bob_in
from tests.proofs import size
from tests.services.copies import Copy, ledger_as_shown

Made = TypeVar("Made")

MOST = 10**10  # euros: as much as one amount may be

picks = st.integers(0, 7)
days = st.integers(1, 4).map(lambda day: date(2026, 11, day))
euros = st.one_of(st.sampled_from([-MOST, -1, 0, 1, MOST]), st.integers(-999, 999)).map(
    lambda cents: Decimal(cents) / 100
)
rates = st.none() | st.sampled_from([Decimal("0.5"), Decimal("0.925"), Decimal(1)])


class Writing(RuleBasedStateMachine):
    """Alice writes whatever she likes; `pick` numbers choose among the transactions and categories that there are."""

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__()
        self.runner = runner
        self.database = database
        changes = Changes(database, Clock())
        self.transactions = TransactionService(database, changes)
        self.bulk_edits = BulkEditService(database, changes)
        self.transfers = TransferService(database, changes)
        self.suggestions = TransferSuggestionService(database, changes, Clock())
        self.refunds = RefundService(database, changes)
        self.accounts = AccountService(database, changes, Removals(database))
        self.adjustments = AdjustmentService(changes)
        self.categories = CategoryService(database, changes, Removals(database))
        self.services = build_services(database, Clock())
        self.dashboards = self.services.dashboard
        self.alice: Person = runner.run(alice_in(database))
        self.bob: Person = runner.run(bob_in(database))
        self.copy = Copy(self.services, self.alice.ledger_id)
        self.transaction_ids: list[UUID] = []
        self.transfer_ids: list[UUID] = []
        self.account_ids: list[UUID] = [self.alice.ledger_id]
        self.category_ids: list[UUID] = list(self.alice.categories.values())
        self.names = count()
        self.writes = 0
        self.valued = False  # whether an account may be worth more without a transaction

    def write(self, writing: Awaitable[Saved[Made]]) -> Made | None:
        """Return the saved object; None if the write was refused: the invariants check that it left no trace."""
        try:
            saved = self.runner.run(awaited(writing))
        except Refused:
            return None
        self.writes += saved.changed
        assert saved.revision == self.writes
        return saved.object

    def draft(self, day: date, amount: Decimal, rate: Decimal | None, pick: int) -> TransactionDraft:
        """A transaction in one of the categories, or in none, and in one of the accounts."""
        currency = "EUR" if rate is None else "USD"
        account_id = self.account_ids[pick % len(self.account_ids)]
        if pick % 3:
            return TransactionDraft(day, amount, "Shop", "", currency, rate, self.category(pick), account_id)
        return TransactionDraft(day, amount, "Shop", "", currency, rate, None, account_id, splits=self.splits(pick))

    def splits(self, pick: int) -> tuple[SplitDraft, ...]:
        """One to three splits, of which the last takes the rest, whatever its sign."""
        drafts = [SplitDraft(Decimal(pick - 4) / 100, self.category(pick - part)) for part in range(pick % 3)]
        return (*drafts, SplitDraft(None, self.category(pick + 1)))

    def category(self, pick: int) -> UUID | None:
        """One of the categories, or none."""
        return self.category_ids[pick] if pick < len(self.category_ids) else None

    def chosen(self, selected: Sequence[int]) -> list[UUID]:
        """Some of the transactions."""
        return [self.transaction_ids[pick % len(self.transaction_ids)] for pick in selected]

    @rule(day=days, amount=euros, rate=rates, pick=picks)
    def record(self, day: date, amount: Decimal, rate: Decimal | None, pick: int) -> None:
        """Record one transaction."""
        draft = self.draft(day, amount, rate, pick)
        if row := self.write(self.transactions.record(self.alice.ledger_id, draft)):
            self.transaction_ids.append(row.id)

    @rule(fields=st.lists(st.tuples(days, euros, rates, picks), max_size=5))
    def record_many(self, fields: list[tuple[date, Decimal, Decimal | None, int]]) -> None:
        """Record several transactions."""
        drafts = [self.draft(*field) for field in fields]
        rows = self.write(self.transactions.record_many(self.alice.ledger_id, drafts))
        self.transaction_ids += [row.id for row in rows or ()]

    @precondition(lambda self: self.transaction_ids)
    @rule(which=picks, day=days, amount=euros, pick=picks)
    def update(self, which: int, day: date, amount: Decimal, pick: int) -> None:
        """Edit a transaction, and move it to an account."""
        account_id = self.account_ids[which % len(self.account_ids)]
        edit = TransactionEdit(date=day, amount=amount, category_id=self.category(pick), account_id=account_id)
        self.write(self.transactions.update(self.alice.ledger_id, self.chosen([which])[0], edit))

    @precondition(lambda self: self.transaction_ids)
    @rule(which=picks, day=days, pick=picks)
    def split_up(self, which: int, day: date, pick: int) -> None:
        """Give a transaction other splits, one or several."""
        edit = TransactionEdit(date=day, splits=self.splits(pick))
        self.write(self.transactions.update(self.alice.ledger_id, self.chosen([which])[0], edit))

    @precondition(lambda self: self.transaction_ids)
    @rule(which=picks, day=days, amount=euros)
    def change_total(self, which: int, day: date, amount: Decimal) -> None:
        """Change the amount of a transaction and nothing of its splits but the last."""
        edit = TransactionEdit(date=day, amount=amount)
        self.write(self.transactions.update(self.alice.ledger_id, self.chosen([which])[0], edit))

    @precondition(lambda self: self.transaction_ids)
    @rule(which=picks)
    def delete(self, which: int) -> None:
        """Delete a transaction."""
        self.write(self.transactions.delete(self.alice.ledger_id, self.chosen([which])[0]))

    @precondition(lambda self: self.transaction_ids)
    @rule(which=picks)
    def restore(self, which: int) -> None:
        """Restore a transaction."""
        self.write(self.transactions.restore(self.alice.ledger_id, self.chosen([which])[0]))

    @precondition(lambda self: self.transaction_ids)
    @rule(selected=st.lists(picks, min_size=1, max_size=4), pick=picks)
    def categorise(self, selected: list[int], pick: int) -> None:
        """Give some transactions, one of them perhaps twice, a category."""
        ids = self.chosen(selected)
        self.write(self.transactions.categorise(self.alice.ledger_id, ids, self.category(pick)))

    @precondition(lambda self: self.transaction_ids)
    @rule(selected=st.lists(picks, min_size=1, max_size=4), pick=picks, which=picks)
    def update_several(self, selected: list[int], pick: int, which: int) -> None:
        """Give some transactions a category and an account."""
        patch = TransactionPatch(self.category(pick), self.account_ids[which % len(self.account_ids)])
        self.write(self.bulk_edits.update(self.alice.ledger_id, Selection(tuple(self.chosen(selected))), patch))

    @precondition(lambda self: self.transaction_ids)
    @rule(selected=st.lists(picks, min_size=1, max_size=4), restores=st.booleans())
    def delete_or_restore_several(self, selected: list[int], restores: bool) -> None:
        """Delete some transactions, or bring them back."""
        write = self.bulk_edits.restore if restores else self.bulk_edits.delete
        self.write(write(self.alice.ledger_id, Selection(tuple(self.chosen(selected)))))

    @precondition(lambda self: self.writes)
    @rule(ago=picks)
    def undo(self, ago: int) -> None:
        """Undo a change of several transactions, if one of the last changes was one."""
        self.write(self.bulk_edits.undo(self.alice.ledger_id, max(1, self.writes - ago)))

    @rule(source=picks, into=picks, day=days, amount=euros, one_sided=st.booleans())
    def transfer(self, source: int, into: int, day: date, amount: Decimal, one_sided: bool) -> None:
        """Move money from one account to another."""
        from_id, to_id = (self.account_ids[pick % len(self.account_ids)] for pick in (source, into))
        draft = TransferDraft(from_id, to_id, amount, day, one_sided=one_sided)
        if row := self.write(self.transfers.record(self.alice.ledger_id, draft)):
            self.transfer_ids.append(row.id)
            self.transaction_ids += row.transaction_ids

    @precondition(lambda self: self.transaction_ids)
    @rule(which=picks, other=st.none() | picks, account=st.none() | picks)
    def link(self, which: int, other: int | None, account: int | None) -> None:
        """Let a transaction be a transfer, with another one or alone."""
        (split_id,) = self.chosen([which])
        other_id = None if other is None else self.chosen([other])[0]
        account_id = None if account is None else self.account_ids[account % len(self.account_ids)]
        if row := self.write(self.transfers.link(self.alice.ledger_id, split_id, other_id, account_id)):
            self.transfer_ids.append(row.id)

    @precondition(lambda self: self.transfer_ids)
    @rule(which=picks)
    def unlink(self, which: int) -> None:
        """Take a transfer apart."""
        self.write(self.transfers.unlink(self.alice.ledger_id, self.transfer_ids[-1 - which % len(self.transfer_ids)]))

    @precondition(lambda self: self.transaction_ids)
    @rule(which=picks, other=st.none() | picks)
    def refund(self, which: int, other: int | None) -> None:
        """Let a transaction pay back another one, or none."""
        (split_id,), of_id = self.chosen([which]), None if other is None else self.chosen([other])[0]
        self.write(self.refunds.set(self.alice.ledger_id, split_id, of_id))

    @rule()
    def accept(self) -> None:
        """Accept all suggestions of transfers."""
        found = self.runner.run(awaited(self.suggestions.all(self.alice.ledger_id)))
        pairs = [Pair(each.out.id, each.into.id) for each in found]
        if linked := self.write(self.suggestions.accept(self.alice.ledger_id, pairs)):
            self.transfer_ids += [row.id for row in linked]

    @rule(which=picks, counted=st.booleans())
    def count_account(self, which: int, counted: bool) -> None:
        """Count an account, or no longer."""
        account_id = self.account_ids[which % len(self.account_ids)]
        self.write(self.accounts.update(self.alice.ledger_id, account_id, AccountEdit(counted=counted)))

    @precondition(lambda self: len(self.account_ids) < 4)
    @rule(foreign=st.booleans(), opening=st.none() | euros)
    def create_account(self, foreign: bool, opening: Decimal | None) -> None:
        """Create an account, perhaps in dollars, with an opening balance that is perhaps known."""
        kind = AccountKind.INVESTMENT if foreign else AccountKind.CHECKING
        draft = AccountDraft(
            f"No. {next(self.names)}", kind, currency="USD" if foreign else None, opening_balance=opening
        )
        if row := self.write(self.accounts.create(self.alice.ledger_id, draft)):
            self.account_ids.append(row.id)
            self.valued |= foreign

    @rule(which=picks, day=days, amount=euros, source=st.sampled_from(CheckSource))
    def check(self, which: int, day: date, amount: Decimal, source: CheckSource) -> None:
        """Say what the bank says."""
        draft = CheckDraft(self.account_ids[which % len(self.account_ids)], day, amount, source)
        self.valued |= source == CheckSource.VALUE
        self.write(self.accounts.record_check(self.alice.ledger_id, draft))

    @rule(which=picks, rate=rates)
    def adjust(self, which: int, rate: Decimal | None) -> None:
        """Make the last check of an account right, if it is wrong."""
        ledger_id, account_id = self.alice.ledger_id, self.account_ids[which % len(self.account_ids)]
        if checks := self.runner.run(awaited(self.accounts.checks(ledger_id, [account_id])))[0]:
            row = self.write(self.adjustments.adjust(ledger_id, AdjustmentDraft(checks[-1].id, rate)))
            self.transaction_ids += [row.id] if row else []

    @rule(which=picks)
    def close(self, which: int) -> None:
        """Close an account, if it can be, or open it again."""
        account_id = self.account_ids[which % len(self.account_ids)]
        if not self.write(self.accounts.close(self.alice.ledger_id, account_id)):
            self.write(self.accounts.reopen(self.alice.ledger_id, account_id))

    @rule(source=picks, into=picks)
    def merge_accounts(self, source: int, into: int) -> None:
        """Merge two accounts, when they can be."""
        source_id, target_id = (self.account_ids[pick % len(self.account_ids)] for pick in (source, into))
        if self.write(self.accounts.merge(self.alice.ledger_id, source_id, target_id)):
            self.account_ids.remove(source_id)

    @rule(which=picks, lost=st.integers(0, 3))
    def delete_account(self, which: int, lost: int) -> None:
        """Delete an account for good, if the number of its transactions is guessed."""
        account_id = self.account_ids[which % len(self.account_ids)]
        if self.write(self.accounts.delete(self.alice.ledger_id, account_id, lost)):
            self.account_ids.remove(account_id)
            left = self.runner.run(awaited(self.transactions.get_many(self.alice.ledger_id, self.transaction_ids)))
            self.transaction_ids = [row.id for row in left]

    @rule(kind=st.sampled_from(CategoryKind), below=picks)
    def create_category(self, kind: CategoryKind, below: int) -> None:
        """Create a category, perhaps in another."""
        draft = CategoryDraft(f"No. {next(self.names)}", kind, parent_id=self.category(below))
        if row := self.write(self.categories.create(self.alice.ledger_id, draft)):
            self.category_ids.append(row.id)

    @rule(source=picks, into=picks)
    def merge(self, source: int, into: int) -> None:
        """Merge two categories, when they can be."""
        source_id, target_id = (self.category_ids[pick % len(self.category_ids)] for pick in (source, into))
        if self.write(self.categories.merge(self.alice.ledger_id, source_id, target_id)):
            self.category_ids.remove(source_id)

    @rule(which=picks, archived=st.booleans())
    def archive(self, which: int, archived: bool) -> None:
        """Put a category away, or bring it back."""
        category_id = self.category_ids[which % len(self.category_ids)]
        self.write(self.categories.archive(self.alice.ledger_id, category_id, archived))

    @invariant()
    def the_totals_are_those_of_a_recount(self) -> None:
        """The daily totals are exact."""
        self.runner.run(check_totals(self.database, self.alice.ledger_id))

    @invariant()
    def a_copy_is_equal(self) -> None:
        """A client that knows only the changes has the same transactions."""
        copied = self.runner.run(self.copy.follow())
        assert copied == self.runner.run(ledger_as_shown(self.database, self.services, self.alice.ledger_id))
        assert self.copy.begun == 1

    @invariant()
    def nothing_differs(self) -> None:
        """Splits add up to their transactions, and all else that is verified holds too."""
        verification = VerificationService(self.database)
        assert self.runner.run(awaited(verification.differences(self.alice.ledger_id))) == []

    @invariant()
    def closed_accounts_are_empty(self) -> None:
        """The balance of each closed account is zero."""
        ledger_id = self.alice.ledger_id
        rows = self.runner.run(awaited(self.accounts.all(ledger_id, include_closed=True)))
        closed = [(row.id, LAST_DAY) for row in rows if row.closed_on]
        read = self.runner.run(awaited(self.accounts.balances(ledger_id, closed)))
        assert {balance.amount for balance in read} <= {0}

    @invariant()
    def net_worth_changes_by_its_parts(self) -> None:
        """The net worth of two days differs by the sum of the parts that are counted by themselves."""
        choice = PeriodChoice(start=date(2026, 11, 2), end=date(2026, 11, 3))
        needs = DashboardNeeds(worth=((Granularity.DAY, 3),))
        snapshot = self.runner.run(awaited(self.dashboards.read(self.alice.ledger_id, choice, needs)))
        worth, totals = snapshot.net_worth, snapshot.worth_totals
        change = worth.change(date(2026, 11, 1), date(2026, 11, 3), totals, snapshot.categories)
        assert worth.at(change.until).net - worth.at(change.since).net == change.total
        assert change.revalued == 0 or self.valued

    @invariant()
    def every_write_is_in_the_log(self) -> None:
        """The revision counts the writes, and the log has one event for each."""
        assert self.runner.run(revision_of(self.database, self.alice.ledger_id)) == self.writes
        events = self.runner.run(events_of(self.database, self.alice.ledger_id))
        assert [event.revision for event in events] == list(range(1, self.writes + 1))

    def teardown(self) -> None:
        """Nothing of Bob's changed."""
        assert self.runner.run(revision_of(self.database, self.bob.ledger_id)) == 0
        assert self.runner.run(check_totals(self.database, self.bob.ledger_id)) == []


async def awaited(writing: Awaitable[Made]) -> Made:
    """Return the result of an awaitable, as a coroutine."""
    return await writing


# It takes seconds, but a failure is worth the minutes in which Hypothesis makes it small.
@pytest.mark.timeout(size(600, 3_600))
@pytest.mark.parametrize(("backend", "examples"), [("sqlite", size(15, 200)), ("postgresql", size(6, 60))])
def test_random_writes_keep_the_totals_exact(database_url: str, examples: int) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url)
        run_state_machine_as_test(
            lambda: Writing(runner, database),  # type: ignore[arg-type]  # anything that makes a machine will do
            settings=settings(max_examples=examples, stateful_step_count=25),
        )
        runner.run(database.close())
