"""A rule runs over what is there by one event, which is undone as a whole, and spares what somebody set by hand."""

from datetime import date
from decimal import Decimal

import pytest

from db.stores.engine import Database
from db.transactions import TransactionRow
from services.bulk_edits import BulkEditService
from services.imports import ImportService
from services.origins import Origin, origin_of
from services.rules import RuleDraft, RuleRunService, RuleService, Run
from services.rules import runs as rule_runs_module
from services.splits import SplitDraft
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionService
from tests.ledger_facts import one_event, refused, unchanged
from tests.people import Person
from tests.services.test_rules import contains, made, read

LINES = "Shop 4711,-1,", "Shop 4712,-2,Rent", "Bakery,-3,", "Shop 4713,-4,"


def given(rows: list[TransactionRow]) -> list[tuple[object, ...]]:
    """Return the fields that rules may change."""
    return [(row.payee, row.category_id, row.note, row.origins, row.statement_payee) for row in rows]


async def test_a_retry_of_a_run_is_answered_when_its_rule_is_gone(
    imports: ImportService,
    transactions: TransactionService,
    rules: RuleService,
    rule_runs: RuleRunService,
    database: Database,
    alice: Person,
) -> None:
    await read(imports, transactions, alice, *LINES)
    (rule,) = await made(rules, alice, RuleDraft(contains("shop"), note="Seen"))
    first = await rule_runs.run(alice.ledger_id, Run(rule), "key")
    await rules.delete(alice.ledger_id, rule)
    assert await rule_runs.run(alice.ledger_id, Run(rule), "key") == first
    async with refused(database, [alice.ledger_id], "NOT_FOUND", "id"):
        await rule_runs.run(alice.ledger_id, Run(rule), "other")


async def again(transactions: TransactionService, rows: list[TransactionRow]) -> list[TransactionRow]:
    """The transactions as they are now."""
    found = {row.id: row for row in await transactions.get_many(rows[0].ledger_id, [row.id for row in rows])}
    return [found[row.id] for row in rows]


async def test_a_run_is_previewed_done_and_undone(
    imports: ImportService,
    transactions: TransactionService,
    rules: RuleService,
    rule_runs: RuleRunService,
    bulk_edits: BulkEditService,
    database: Database,
    alice: Person,
) -> None:
    food, rent = alice.categories["Food"], alice.categories["Rent"]
    rows = await read(imports, transactions, alice, *LINES)
    await transactions.update(alice.ledger_id, rows[3].id, TransactionEdit(category_id=rent))
    (rule,) = await made(rules, alice, RuleDraft(contains("shop"), category_id=food))
    rows = await again(transactions, rows)
    async with unchanged(database, alice.ledger_id):
        preview = await rule_runs.preview(alice.ledger_id, rule)
    assert (preview.count, preview.by_hand_count) == (2, 1)
    assert {(moved.category_id, moved.transaction_count, moved.amount) for moved in preview.by_category} == {
        (None, 1, -100),
        (rent, 1, -200),
    }
    assert [(old.payee, old.category_id, new.category_id) for old, new in preview.sample] == [
        ("Shop 4712", rent, food),
        ("Shop 4711", None, food),
    ]
    async with one_event(database, alice.ledger_id, "TransactionsUpdated"):
        saved = await rule_runs.run(alice.ledger_id, Run(rule, count=2), "key")
    assert saved.object == 2
    changed = await again(transactions, rows)
    assert [row.category_id for row in changed] == [food, food, None, rent]
    assert [origin_of(row, "category_id") for row in changed] == [Origin.RULE, Origin.RULE, None, Origin.HAND]
    async with unchanged(database, alice.ledger_id):
        assert (await rule_runs.run(alice.ledger_id, Run(rule, count=2), "key")).object == 2
        assert not (await rule_runs.run(alice.ledger_id, Run(rule))).changed
    async with one_event(database, alice.ledger_id, "TransactionsUpdated"):
        assert (await bulk_edits.undo(alice.ledger_id, saved.revision)).object == 2
    assert given(await again(transactions, rows)) == given(rows)
    assert (await rule_runs.preview(alice.ledger_id, rule)).count == 2


async def test_fields_that_somebody_set_by_hand_change_only_if_asked(
    imports: ImportService,
    transactions: TransactionService,
    rules: RuleService,
    rule_runs: RuleRunService,
    alice: Person,
) -> None:
    food, rent = alice.categories["Food"], alice.categories["Rent"]
    rows = await read(imports, transactions, alice, *LINES)
    await transactions.categorise(alice.ledger_id, [rows[0].id], rent)
    await transactions.update(alice.ledger_id, rows[1].id, TransactionEdit(category_id=None))
    (rule,) = await made(rules, alice, RuleDraft(contains("shop"), category_id=food, note="shop"))
    preview = await rule_runs.preview(alice.ledger_id, rule)
    assert (preview.count, preview.by_hand_count) == (3, 0), "their notes would change"
    await rule_runs.run(alice.ledger_id, Run(rule))
    first, second, _, last = await again(transactions, rows)
    assert [(row.category_id, row.note) for row in (first, second, last)] == [
        (rent, "shop"),
        (None, "shop"),
        (food, "shop"),
    ]
    assert (await rule_runs.preview(alice.ledger_id, rule)).by_hand_count == 2
    assert (await rule_runs.preview(alice.ledger_id, rule, over_hand=True)).count == 2
    assert (await rule_runs.run(alice.ledger_id, Run(rule, over_hand=True))).object == 2
    assert {row.category_id for row in await again(transactions, [first, second])} == {food}


async def test_a_cleaning_run_keeps_the_payee_of_the_statement(
    imports: ImportService,
    transactions: TransactionService,
    rules: RuleService,
    rule_runs: RuleRunService,
    alice: Person,
) -> None:
    rows = await read(imports, transactions, alice, *LINES)
    await transactions.update(alice.ledger_id, rows[0].id, TransactionEdit(payee="My Shop"))
    (clean,) = await made(rules, alice, RuleDraft(contains("shop"), payee="Corner"))
    assert (await rule_runs.preview(alice.ledger_id, clean)).by_hand_count == 1
    await rule_runs.run(alice.ledger_id, Run(clean))
    changed = await again(transactions, rows)
    assert [(row.payee, row.statement_payee) for row in changed] == [
        ("My Shop", None),
        ("Corner", "Shop 4712"),
        ("Bakery", None),
        ("Corner", "Shop 4713"),
    ]
    (other,) = await made(rules, alice, RuleDraft(contains("shop 4713"), payee="Other"))
    assert (await rule_runs.preview(alice.ledger_id, other)).count == 0, "the first rule wins"
    await rules.order(alice.ledger_id, [other])
    await rule_runs.run(alice.ledger_id, Run(other))
    last = (await again(transactions, rows))[-1]
    assert (last.payee, last.statement_payee) == ("Other", "Shop 4713")


async def test_a_draft_is_previewed_before_it_is_saved(
    imports: ImportService,
    transactions: TransactionService,
    rules: RuleService,
    rule_runs: RuleRunService,
    database: Database,
    alice: Person,
) -> None:
    rows = await read(imports, transactions, alice, *LINES)
    await transactions.delete(alice.ledger_id, rows[0].id)
    draft = RuleDraft(contains("shop"), category_id=alice.categories["Food"])
    async with unchanged(database, alice.ledger_id):
        assert (await rule_runs.preview(alice.ledger_id, draft=draft)).count == 2
        assert (await rule_runs.preview(alice.ledger_id, draft=draft, since=date(2026, 3, 4))).count == 1
    (rule,) = await made(rules, alice, draft)
    other = RuleDraft(contains("bakery"), category_id=alice.categories["Food"])
    assert (await rule_runs.preview(alice.ledger_id, rule, other)).count == 1
    assert (await rule_runs.preview(alice.ledger_id, draft=other)).count == 1


async def test_a_run_is_refused_without_agreement_or_if_it_is_too_large(
    imports: ImportService,
    transactions: TransactionService,
    rules: RuleService,
    rule_runs: RuleRunService,
    database: Database,
    alice: Person,
    bob: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await read(imports, transactions, alice, *LINES)
    (rule,) = await made(rules, alice, RuleDraft(contains("shop"), note="x"))
    async with refused(database, [alice.ledger_id], "CONFLICT", "count", "send 3 to agree"):
        await rule_runs.run(alice.ledger_id, Run(rule, count=2))
    async with refused(database, [alice.ledger_id, bob.ledger_id], "NOT_FOUND", "id"):
        await rule_runs.run(bob.ledger_id, Run(rule))
    async with refused(database, [alice.ledger_id, bob.ledger_id], "NOT_FOUND", "id"):
        await rule_runs.preview(bob.ledger_id, rule)
    monkeypatch.setattr(rule_runs_module, "MOST_EDITED", 2)
    monkeypatch.setattr(rule_runs_module, "_READ_AT_ONCE", 2)
    async with refused(database, [alice.ledger_id], "TOO_LARGE", "since", "a later day"):
        await rule_runs.run(alice.ledger_id, Run(rule))
    assert (await rule_runs.run(alice.ledger_id, Run(rule, since=date(2026, 3, 2)))).object == 2


async def test_splits_and_transfers_get_no_category_from_a_rule(
    transactions: TransactionService, rules: RuleService, rule_runs: RuleRunService, alice: Person
) -> None:
    food, rent = alice.categories["Food"], alice.categories["Rent"]
    parts = (SplitDraft(Decimal(-1), food), SplitDraft(Decimal(-2), rent))
    divided = TransactionDraft(date(2026, 3, 1), Decimal(-3), "Shop", splits=parts)
    await transactions.record(alice.ledger_id, divided)
    await transactions.record(alice.ledger_id, TransactionDraft(date(2026, 3, 2), Decimal(-3), "Shop"))
    (rule,) = await made(rules, alice, RuleDraft(contains("shop"), category_id=rent))
    assert (await rule_runs.preview(alice.ledger_id, rule, over_hand=True)).count == 1
    assert (await rule_runs.run(alice.ledger_id, Run(rule, over_hand=True))).object == 1
