"""Rules give payees, categories and notes at imports, in one order, and never what somebody set by hand."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from db.stores.engine import Database
from db.stores.ids import new_id
from db.transactions import TransactionRow
from services.account_service import AccountService
from services.accounts import AccountDraft
from services.categories import CategoryService
from services.imports import ImportService
from services.origins import Origin, origin_of
from services.rules import (
    MOST_CONDITIONS,
    MOST_RULES,
    MOST_TEXTS,
    Conditions,
    Direction,
    RuleDraft,
    RuleEdit,
    RuleField,
    RuleMatch,
    RuleService,
    TextCondition,
)
from services.rules import drafts as rule_drafts
from services.transactions import TransactionService
from services.values.errors import Refused
from tests.ledger_facts import one_event, path_of, refused, unchanged
from tests.people import Person
from tests.services.importing import HEADER, imported, rows_of


def payee(match: RuleMatch, *any_of: str) -> tuple[TextCondition, ...]:
    """A condition on the payee."""
    return (TextCondition(RuleField.PAYEE, match, any_of),)


def contains(*any_of: str) -> tuple[TextCondition, ...]:
    """A condition that the payee contains one of these."""
    return payee(RuleMatch.CONTAINS, *any_of)


def text_contains(*any_of: str) -> tuple[TextCondition, ...]:
    """A condition that the text of the statement contains one of these."""
    return (TextCondition(RuleField.TEXT, RuleMatch.CONTAINS, any_of),)


async def made(rules: RuleService, person: Person, *drafts: RuleDraft) -> list[UUID]:
    """Create rules; return their ids."""
    return [(await rules.create(person.ledger_id, draft)).object.id for draft in drafts]


async def read(
    imports: ImportService, transactions: TransactionService, person: Person, *lines: str
) -> list[TransactionRow]:
    """Import lines of payee, amount and category; return the rows in their order."""
    text = HEADER + "".join(f"2026-03-{day:02},{line}\n" for day, line in enumerate(lines, start=1))
    await imported(imports, person, text)
    return await rows_of(transactions, person)


async def test_an_import_is_cleaned_and_sorted(
    imports: ImportService, transactions: TransactionService, rules: RuleService, alice: Person
) -> None:
    food, rent = alice.categories["Food"], alice.categories["Rent"]
    await made(
        rules,
        alice,
        RuleDraft(payee(RuleMatch.IS, "Corner Bakery"), category_id=food, note="bread"),
        RuleDraft(contains("crnr bk"), payee="Corner Bakery"),
        RuleDraft(text_contains("landlord"), category_id=rent),
    )
    lines = "CRNR  BK*4711 Ref 559299,-3.20,", "Landlord,-900,", "Bakery,-3,"
    bread, flat, other = await read(imports, transactions, alice, *lines)
    assert (bread.payee, bread.category_id, bread.note) == ("Corner Bakery", food, "bread")
    assert bread.statement_payee == "CRNR BK*4711 Ref 559299"
    assert [origin_of(bread, field) for field in ("payee", "category_id", "note")] == [Origin.RULE] * 3
    assert (flat.category_id, flat.statement_payee, origin_of(flat, "payee")) == (rent, None, Origin.STATEMENT)
    assert (other.category_id, other.origins) == (None, None)
    assert (bread.version, bread.revision) == (1, 0)


async def test_the_same_file_is_known_again_after_rules_changed_its_rows(
    imports: ImportService, transactions: TransactionService, rules: RuleService, alice: Person
) -> None:
    await made(rules, alice, RuleDraft(contains("shop"), payee="Corner Shop"))
    await read(imports, transactions, alice, "Shop 4711,-1,")
    (row,) = await read(imports, transactions, alice, "Shop 4711,-1,")
    assert row.payee == "Corner Shop"


CASES: tuple[tuple[RuleDraft, str, str], ...] = (
    (RuleDraft(contains("bak", "sweets")), "Bakery,-3", "Shop,-3"),
    (RuleDraft(payee(RuleMatch.STARTS_WITH, "Bak")), "BAKERY,-3", "The Bakery,-3"),
    (RuleDraft(payee(RuleMatch.IS, "netflix")), "Netflix Ref 559299,-3", "Netflix Shop,-3"),
    (RuleDraft(payee(RuleMatch.IS, "Netflix Ref 1234", "Hulu")), "NETFLIX 4711,-3", "Net,-3"),
    (RuleDraft((TextCondition(RuleField.TEXT, RuleMatch.IS, ("a shop",)),)), "A  Shop,-3", "A Shop 4711,-3"),
    (RuleDraft(contains("straße")), "Bar STRASSE,-3", "Bar Strase,-3"),
    (RuleDraft(at_least=Decimal(10), at_most=Decimal("20.00")), "Shop,-20", "Shop,-20.01"),
    (RuleDraft(at_least=Decimal(10), at_most=Decimal("20.00")), "Shop,-10", "Shop,-9.99"),
    (RuleDraft(direction=Direction.IN), "Works,10", "Shop,-10"),
    (RuleDraft(contains("shop"), direction=Direction.OUT), "Shop,-10", "Shop,10"),
    (RuleDraft(contains("shop") + contains("corner")), "Corner Shop,-10", "Shop,-10"),
)


@pytest.mark.parametrize(("draft", "met", "missed"), CASES, ids=lambda value: value if isinstance(value, str) else "")
async def test_all_conditions_of_a_rule_must_hold(
    imports: ImportService,
    transactions: TransactionService,
    rules: RuleService,
    alice: Person,
    draft: RuleDraft,
    met: str,
    missed: str,
) -> None:
    food = alice.categories["Food"]
    await made(rules, alice, replace(draft, category_id=food))
    first, second = await read(imports, transactions, alice, f"{met},", f"{missed},")
    assert (first.category_id, second.category_id) == (food, None)


async def test_a_rule_may_be_for_some_accounts(
    imports: ImportService,
    transactions: TransactionService,
    rules: RuleService,
    accounts: AccountService,
    alice: Person,
) -> None:
    giro = (await accounts.create(alice.ledger_id, AccountDraft("Giro"))).object.id
    await made(rules, alice, RuleDraft(account_ids=(giro,), category_id=alice.categories["Food"]))
    text = "Date,Payee,Amount,Account\n2026-03-01,Bakery,-3.20,Giro\n2026-03-02,Bakery,-3.20,Everyday\n"
    await imported(imports, alice, text)
    first, second = await rows_of(transactions, alice)
    assert (first.category_id, second.category_id) == (alice.categories["Food"], None)


async def test_for_each_field_the_first_rule_wins(
    imports: ImportService, transactions: TransactionService, rules: RuleService, database: Database, alice: Person
) -> None:
    food, rent = alice.categories["Food"], alice.categories["Rent"]
    first, second = await made(
        rules,
        alice,
        RuleDraft(contains("shop"), category_id=food),
        RuleDraft(contains("corner"), category_id=rent, note="corner"),
    )
    (row,) = await read(imports, transactions, alice, "Corner Shop,-1,")
    assert (row.category_id, row.note) == (food, "corner")
    async with one_event(database, alice.ledger_id, "RulesOrdered", rule_ids=[str(second), str(first)]):
        ordered = await rules.order(alice.ledger_id, [second])
    assert [rule.id for rule in ordered.object] == [second, first]
    assert await rules.all(alice.ledger_id) == ordered.object
    async with unchanged(database, alice.ledger_id):
        assert not (await rules.order(alice.ledger_id, [second])).changed
    row = (await read(imports, transactions, alice, "Corner Shop,-1,", "Corner Shop,-2,"))[-1]
    assert (row.category_id, row.note) == (rent, "corner")


async def test_a_category_of_the_statement_gives_way_and_an_archived_one_is_not_given(
    imports: ImportService,
    transactions: TransactionService,
    rules: RuleService,
    categories: CategoryService,
    alice: Person,
) -> None:
    food, rent = alice.categories["Food"], alice.categories["Rent"]
    await made(
        rules,
        alice,
        RuleDraft(contains("shop"), category_id=food, note="old"),
        RuleDraft(contains("shop"), category_id=rent),
    )
    (row,) = await read(imports, transactions, alice, "Shop,-1,Salary")
    assert row.category_id == food
    await categories.archive(alice.ledger_id, food, archived=True)
    row = (await read(imports, transactions, alice, "Shop,-1,", "Shop,-2,"))[-1]
    assert (row.category_id, row.note) == (rent, "old")


async def test_rules_follow_a_merged_category(rules: RuleService, categories: CategoryService, alice: Person) -> None:
    food, rent = alice.categories["Food"], alice.categories["Rent"]
    await made(rules, alice, RuleDraft(contains("shop"), category_id=food))
    await categories.merge(alice.ledger_id, food, rent)
    (rule,) = await rules.all(alice.ledger_id)
    assert rule.category_id == rent


async def test_a_rule_is_created_once_changed_and_deleted(
    rules: RuleService, database: Database, alice: Person
) -> None:
    draft = RuleDraft(contains(" Shop "), at_least=Decimal("2.50"), category_id=alice.categories["Food"])
    async with one_event(database, alice.ledger_id, "RuleCreated"):
        rule = (await rules.create(alice.ledger_id, draft, "key")).object
    assert Conditions.of(rule) == Conditions(contains("Shop"), at_least=250)
    async with unchanged(database, alice.ledger_id):
        assert (await rules.create(alice.ledger_id, draft, "key")).object == rule
        same = RuleEdit(texts=contains("Shop"), at_least=Decimal("2.5"))
        assert not (await rules.update(alice.ledger_id, rule.id, same)).changed
    async with one_event(database, alice.ledger_id, "RuleUpdated", rule_id=str(rule.id)):
        edit = RuleEdit(at_least=None, direction=Direction.OUT, payee="Shop", category_id=None)
        new = (await rules.update(alice.ledger_id, rule.id, edit)).object
    assert (new.payee, new.category_id) == ("Shop", None)
    assert Conditions.of(new) == Conditions(contains("Shop"), direction=Direction.OUT)
    assert await rules.all(alice.ledger_id) == [new]
    async with one_event(database, alice.ledger_id, "RuleDeleted", rule_id=str(rule.id)):
        await rules.delete(alice.ledger_id, rule.id)
    assert await rules.all(alice.ledger_id) == []
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key", "new key"):
        await rules.create(alice.ledger_id, draft, "key")


async def test_a_rule_belongs_to_its_ledger(rules: RuleService, database: Database, alice: Person, bob: Person) -> None:
    (mine,) = await made(rules, alice, RuleDraft(contains("shop"), note="mine"))
    assert await rules.all(bob.ledger_id) == []
    ledgers = [alice.ledger_id, bob.ledger_id]
    async with refused(database, ledgers, "NOT_FOUND", "id"):
        await rules.update(bob.ledger_id, mine, RuleEdit(note="his"))
    async with refused(database, ledgers, "NOT_FOUND", "id"):
        await rules.delete(bob.ledger_id, mine)
    async with refused(database, ledgers, "NOT_FOUND", "ids.0"):
        await rules.order(bob.ledger_id, [mine])
    async with refused(database, ledgers, "NOT_FOUND", "category_id"):
        await rules.create(bob.ledger_id, RuleDraft(contains("shop"), category_id=alice.categories["Food"]))
    async with refused(database, ledgers, "NOT_FOUND", "account_ids"):
        await rules.create(bob.ledger_id, RuleDraft(account_ids=(alice.ledger_id,), note="his"))


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (RuleDraft(note="all"), "texts"),
        (RuleDraft(contains("shop")), "payee"),
        (RuleDraft(contains("shop"), payee="Shop", note="both"), "payee"),
        (RuleDraft(contains("shop"), payee=" "), "payee"),
        (RuleDraft(contains("shop"), note=""), "note"),
        (RuleDraft(contains(), note="x"), "texts.0.any_of"),
        (RuleDraft(contains(" "), note="x"), "texts.0.any_of"),
        (RuleDraft(contains(*["shop"] * (MOST_TEXTS + 1)), note="x"), "texts.0.any_of"),
        (RuleDraft(contains("shop") * (MOST_CONDITIONS + 1), note="x"), "texts"),
        (RuleDraft(at_least=Decimal(-1), note="x"), "at_least"),
        (RuleDraft(at_least=Decimal(2), at_most=Decimal(1), note="x"), "at_most"),
        (RuleDraft(at_most=Decimal("0.001"), note="x"), "at_most"),
        (RuleDraft(account_ids=(), note="x"), "account_ids"),
    ],
)
async def test_a_rule_that_says_nothing_or_nonsense_is_refused(
    rules: RuleService, database: Database, alice: Person, draft: RuleDraft, field: str
) -> None:
    async with refused(database, [alice.ledger_id], "INVALID", field):
        await rules.create(alice.ledger_id, draft)


async def test_all_that_is_wrong_with_a_rule_is_said_at_once(rules: RuleService, alice: Person) -> None:
    wrong = RuleDraft(contains(""), at_least=Decimal(-1), account_ids=(), note="", category_id=new_id())
    with pytest.raises(Refused) as caught:
        await rules.create(alice.ledger_id, wrong)
    expected = {"texts.0.any_of", "at_least", "account_ids", "note", "category_id"}
    assert {path_of(problem) for problem in caught.value.problems} == expected


async def test_a_ledger_has_so_many_rules(
    rules: RuleService, database: Database, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.rules.service.MOST_RULES", 1)
    assert rule_drafts.MOST_RULES == MOST_RULES
    draft = RuleDraft(contains("shop"), note="x")
    await made(rules, alice, draft)
    async with refused(database, [alice.ledger_id], "CONFLICT", "", "at most 1"):
        await rules.create(alice.ledger_id, draft)


async def test_rules_follow_a_merged_account(
    rules: RuleService, accounts: AccountService, database: Database, alice: Person
) -> None:
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse"))).object.id
    both = RuleDraft(account_ids=(purse, alice.ledger_id), note="x")
    await made(rules, alice, both, RuleDraft(at_most=Decimal(5), note="y"))
    async with one_event(database, alice.ledger_id, "AccountsMerged"):
        await accounts.merge(alice.ledger_id, purse, alice.ledger_id)
    first, second = await rules.all(alice.ledger_id)
    assert Conditions.of(first) == Conditions(account_ids=(alice.ledger_id,))
    assert Conditions.of(second) == Conditions(at_most=500)
