"""After imports, their undo, rules, tags and prices among all other writes in any order, everything still agrees."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from db import splits, transfers
from db.accounts import AccountRow
from db.splits import SplitRow
from db.stores.engine import Database
from db.transactions import TransactionFilter, TransactionRow
from services.bulk_edits import Selection, TransactionPatch
from services.dashboard.reading import AccountsNeeds
from services.dashboard.service import DashboardNeeds
from services.rates import PriceDraft
from services.rules import RuleDraft, RuleField, RuleMatch, Run, TextCondition
from services.splits import only_split
from services.statements import CsvMapping
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transfer_rules import counts
from services.transfer_suggestions import Pair
from services.values.pages import PageRequest
from services.values.periods import PeriodChoice
from services.wiring import build_services
from tests.people import Clock
from tests.proofs import size
from tests.services.importing import request
from tests.services.test_totals_machine import Writing, awaited, days, euros, picks

LATE = date(2026, 11, 20)  # so long after the last rate of the package that the price of dollars is provisional
SIGNS = CsvMapping(expenses_positive=False)

lines = st.lists(st.tuples(days, st.sampled_from(["-1.00", "1.00", "-0.01", "9.99"]), picks), min_size=1, max_size=4)


class HouseholdWriting(Writing):
    """Alice also imports, tags, sorts by rules and says prices."""

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__(runner, database)
        self.services = build_services(database, Clock())
        self.tag_ids: list[UUID] = []
        self.rule_ids: list[UUID] = []

    def refresh(self) -> None:
        """Read again which transactions and accounts there are."""
        ledger_id = self.alice.ledger_id
        self.transaction_ids = [
            row.id
            for deleted in (False, True)
            for row in self.runner.run(
                awaited(self.transactions.page(ledger_id, TransactionFilter(deleted=deleted), PageRequest(first=100)))
            ).rows
        ]
        self.account_ids = [row.id for row in self.runner.run(awaited(self.accounts.all(ledger_id, True)))]

    @rule(lines=lines, account=st.sampled_from(["", "Everyday", "Giro"]), restores=st.booleans())
    def import_lines(self, lines: list[tuple[date, str, int]], account: str, restores: bool) -> None:
        """Import some lines, of which the ledger may have some."""
        text = "Date,Payee,Amount\n" + "".join(f"{day},Transfer {pick % 2},{amount}\n" for day, amount, pick in lines)
        asked = replace(request(text), account=account, restore_deleted=restores, mapping=SIGNS)
        self.write(self.services.imports.run(self.alice.ledger_id, asked))
        self.refresh()

    @rule(ago=st.integers(0, 2))
    def undo_import(self, ago: int) -> None:
        """Undo an import, if there is one."""
        history, ledger_id = self.services.import_history, self.alice.ledger_id
        rows = self.runner.run(awaited(history.page(ledger_id, PageRequest(first=10)))).rows
        if ago < len(rows):
            (left,) = self.runner.run(awaited(history.counts(ledger_id, [rows[ago].id])))
            self.write(history.undo(ledger_id, rows[ago].id, left.left))
            self.refresh()

    @rule(day=days, amount=euros, pick=picks)
    def record_dollars(self, day: date, amount: Decimal, pick: int) -> None:
        """Record dollars whose price is known, or provisional."""
        account_id = self.account_ids[pick % len(self.account_ids)]
        split_up = self.splits(pick) if pick % 2 else ()
        draft = TransactionDraft(
            LATE if pick % 3 else day, amount, "Diner", currency="USD", account_id=account_id, splits=split_up
        )
        if row := self.write(self.transactions.record(self.alice.ledger_id, draft)):
            self.transaction_ids.append(row.id)

    @rule(late=st.booleans(), cents=st.integers(50, 150))
    def price(self, late: bool, cents: int) -> None:
        """Say what a dollar costs, so that what was provisional is valued again."""
        draft = PriceDraft("USD", LATE if late else date(2026, 11, 2), Decimal(cents) / 100)
        self.valued = True
        self.write(self.services.rates.record(self.alice.ledger_id, draft))

    @rule(which=picks, number=picks)
    def delete_check(self, which: int, number: int) -> None:
        """Delete a check of an account, if it has any."""
        ledger_id, account_id = self.alice.ledger_id, self.account_ids[which % len(self.account_ids)]
        if checks := self.runner.run(awaited(self.accounts.checks(ledger_id, [account_id])))[0]:
            self.write(self.accounts.delete_check(ledger_id, checks[number % len(checks)].id))

    @rule()
    def refuse(self) -> None:
        """Refuse all suggestions of transfers."""
        suggestions = self.runner.run(awaited(self.suggestions.all(self.alice.ledger_id)))
        pairs = [Pair(suggestion.out.id, suggestion.into.id) for suggestion in suggestions]
        self.write(self.suggestions.refuse(self.alice.ledger_id, pairs))

    @precondition(lambda self: len(self.tag_ids) < 3)
    @rule()
    def create_tag(self) -> None:
        """Create a tag."""
        if row := self.write(self.services.tags.create(self.alice.ledger_id, f"No. {next(self.names)}")):
            self.tag_ids.append(row.id)

    @precondition(lambda self: self.tag_ids and self.transaction_ids)
    @rule(which=picks, tag=picks, selected=st.lists(picks, min_size=1, max_size=4), several=st.booleans())
    def tag(self, which: int, tag: int, selected: list[int], several: bool) -> None:
        """Give a transaction a tag instead of others, or put one on some transactions and take another away."""
        tag_id, other_id = (self.tag_ids[pick % len(self.tag_ids)] for pick in (tag, which))
        if several:
            patch = TransactionPatch(add_tag_ids=(tag_id,), remove_tag_ids=() if tag_id == other_id else (other_id,))
            self.write(self.bulk_edits.update(self.alice.ledger_id, Selection(tuple(self.chosen(selected))), patch))
        else:
            edit = TransactionEdit(tag_ids=(tag_id,))
            self.write(self.transactions.update(self.alice.ledger_id, self.chosen([which])[0], edit))

    @precondition(lambda self: self.tag_ids)
    @rule(source=picks, into=st.none() | picks)
    def remove_tag(self, source: int, into: int | None) -> None:
        """Delete a tag, or merge it into another."""
        ledger_id, source_id = self.alice.ledger_id, self.tag_ids[source % len(self.tag_ids)]
        tags = self.services.tags
        if into is None:
            gone = self.write(tags.delete(ledger_id, source_id))
        else:
            gone = self.write(tags.merge(ledger_id, source_id, self.tag_ids[into % len(self.tag_ids)]))  # type: ignore[assignment]
        if gone:
            self.tag_ids.remove(source_id)

    @precondition(lambda self: len(self.rule_ids) < 4)
    @rule(pick=picks, account=st.none() | picks, text=st.sampled_from(["shop", "transfer 1", "seen"]))
    def create_rule(self, pick: int, account: int | None, text: str) -> None:
        """Create a rule that gives a payee, a category, or a note."""
        condition = TextCondition(RuleField.TEXT if pick % 2 else RuleField.PAYEE, RuleMatch.CONTAINS, (text,))
        account_ids = None if account is None else (self.account_ids[account % len(self.account_ids)],)
        draft = RuleDraft((condition,), account_ids=account_ids)
        gifts: Mapping[int, RuleDraft] = {0: replace(draft, payee="Seen"), 1: replace(draft, note="Seen")}
        draft = gifts.get(pick % 3, replace(draft, category_id=self.category(pick)))
        if row := self.write(self.services.rules.create(self.alice.ledger_id, draft)):
            self.rule_ids.append(row.id)

    @precondition(lambda self: self.rule_ids)
    @rule(pick=picks, over_hand=st.booleans(), undone=st.booleans())
    def run_rule(self, pick: int, over_hand: bool, undone: bool) -> None:
        """Run a rule: it changes what its preview says, and an undo gives that back."""
        ledger_id, runs = self.alice.ledger_id, self.services.rule_runs
        rule_id = self.rule_ids[pick % len(self.rule_ids)]
        preview = self.runner.run(awaited(runs.preview(ledger_id, rule_id, over_hand=over_hand)))
        before = self.runner.run(awaited(self.transactions.get_many(ledger_id, preview.ids)))
        changed = self.write(runs.run(ledger_id, Run(rule_id, over_hand=over_hand, count=preview.count)))
        if changed is None:
            return
        assert changed == preview.count == len(before)
        if undone and changed:
            assert self.write(self.bulk_edits.undo(ledger_id, self.writes)) == changed
            after = self.runner.run(awaited(self.transactions.get_many(ledger_id, preview.ids)))
            assert sorted(map(_unnumbered, after)) == sorted(map(_unnumbered, before))

    @invariant()
    def figures_of_accounts_add_up(self) -> None:
        """Income, expenses and entries of each account add up to those of all."""
        needs = DashboardNeeds(back=0, parts=tuple(AccountsNeeds((key,), 0, 0) for key in self.account_ids[:10]))
        choice = PeriodChoice(start=date(2026, 11, 1), end=date(2026, 11, 30))
        whole = self.runner.run(awaited(self.dashboards.read(self.alice.ledger_id, choice, needs)))
        parts = [whole.of_accounts((key,)) for key in self.account_ids[:10]]
        assert len(parts) == len(self.account_ids)
        for name in ("income", "expenses", "entries"):
            assert sum(getattr(part.figures.flows[0], name) for part in parts) == getattr(whole.figures.flows[0], name)
        assert sum(part.transferred for part in parts) == whole.transferred

    @invariant()
    def transfers_count_by_one_rule(self) -> None:
        """A side of a transfer has a category only if the transfer leaves the counted accounts."""
        self.runner.run(self._check_transfers())

    async def _check_transfers(self) -> None:
        ledger_id = self.alice.ledger_id
        rows = await self.transactions.get_many(ledger_id, self.transaction_ids)
        accounts = {row.id: row for row in await self.accounts.all(ledger_id, include_closed=True)}
        async with self.database.read(ledger_id) as connection:
            known = {row.id: row for row in await transfers.all_of(connection, ledger_id)}
            several = await splits.of_transactions(
                connection, ledger_id, [row.id for row in rows if row.split_count > 1]
            )
        for row in rows:
            for part in several.get(row.id) or [only_split(row)]:
                if part.transfer_id and part.category_id:
                    transfer = known[part.transfer_id]
                    other_id = transfer.in_account_id if part.amount < 0 else transfer.out_account_id
                    assert counts(accounts[row.account_id], _other(accounts, other_id)), (row, part, transfer)


def _other(accounts: Mapping[UUID, AccountRow], account_id: UUID | None) -> AccountRow | None:
    return accounts.get(account_id) if account_id else None


def _unnumbered(row: TransactionRow | SplitRow) -> str:
    """Return a transaction without what each edit changes."""
    return str(row._replace(version=0, revision=0))  # type: ignore[call-arg]


@pytest.mark.timeout(size(600, 3_600))
@pytest.mark.parametrize(("backend", "examples"), [("sqlite", size(8, 200)), ("postgresql", size(3, 60))])
def test_random_writes_of_all_kinds_keep_everything_exact(database_url: str, examples: int) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url)
        run_state_machine_as_test(
            lambda: HouseholdWriting(runner, database),  # type: ignore[arg-type]  # anything that makes a machine will do
            settings=settings(max_examples=examples, stateful_step_count=25),
        )
        runner.run(database.close())
