"""Categories nest in two levels, keep their names apart, and can be put away or merged without losing anything."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from db import budgets, ledgers
from db.budgets import PlanRow
from db.categories import CategoryRow, create
from db.stores.engine import Database
from db.stores.ids import new_id
from services.calculations.rows import CategoryKind
from services.categories import MOST_CATEGORIES, CategoryDraft, CategoryEdit, CategoryService
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.values.errors import Refused
from tests.ledger_facts import check_totals, one_event, path_of, refused, revision_of, unchanged
from tests.people import NOW, Clock, Person

PETS = CategoryDraft("Pets", CategoryKind.EXPENSE, colour="#AABBCC", icon="paw")


async def child_of(categories: CategoryService, alice: Person, parent: str, name: str) -> CategoryRow:
    """A new category in one of Alice's expense categories."""
    draft = CategoryDraft(name, CategoryKind.EXPENSE, parent_id=alice.categories[parent])
    return (await categories.create(alice.ledger_id, draft)).object


async def by_name(categories: CategoryService, alice: Person) -> dict[str, CategoryRow]:
    """All of Alice's categories."""
    return {row.name: row for row in await categories.all(alice.ledger_id, include_archived=True)}


async def test_a_new_category_is_there(database: Database, categories: CategoryService, alice: Person) -> None:
    async with one_event(database, alice.ledger_id, "CategoryCreated"):
        saved = await categories.create(alice.ledger_id, PETS)
    assert saved.revision == 1
    assert saved.object == CategoryRow(
        alice.ledger_id, saved.object.id, None, "Pets", "EXPENSE", "#aabbcc", "paw", archived=False
    )
    assert await categories.get_many(alice.ledger_id, [saved.object.id]) == [saved.object]


async def test_categories_come_by_name_whatever_its_case(categories: CategoryService, alice: Person) -> None:
    await categories.create(alice.ledger_id, CategoryDraft("gifts", CategoryKind.EXPENSE))
    names = [row.name for row in await categories.all(alice.ledger_id)]
    assert names == ["Food", "gifts", "Rent", "Salary", "Savings"]


async def test_categories_belong_to_their_ledger(
    database: Database, categories: CategoryService, alice: Person, bob: Person
) -> None:
    food, both = alice.categories["Food"], [alice.ledger_id, bob.ledger_id]
    assert food not in [row.id for row in await categories.all(bob.ledger_id)]
    assert await categories.get_many(bob.ledger_id, [food]) == []
    async with refused(database, both, "NOT_FOUND", "id", "choose one of yours"):
        await categories.update(bob.ledger_id, food, CategoryEdit(name="Mine"))
    async with refused(database, both, "NOT_FOUND", "id"):
        await categories.archive(bob.ledger_id, food, True)
    async with refused(database, both, "NOT_FOUND", "source_id"):
        await categories.merge(bob.ledger_id, food, bob.categories["Food"])
    async with refused(database, both, "NOT_FOUND", "target_id"):
        await categories.merge(bob.ledger_id, bob.categories["Food"], food)
    async with refused(database, both, "NOT_FOUND", "parent_id"):
        await categories.create(bob.ledger_id, CategoryDraft("Cake", CategoryKind.EXPENSE, parent_id=food))


@pytest.mark.parametrize(
    ("draft", "code", "field", "says"),
    [
        (CategoryDraft("", CategoryKind.EXPENSE), "INVALID", "name", "write something"),
        (CategoryDraft("x" * 101, CategoryKind.EXPENSE), "INVALID", "name", "at most 100"),
        (CategoryDraft("a\x00b", CategoryKind.EXPENSE), "INVALID", "name", "remove them"),
        (CategoryDraft(" FOOD ", CategoryKind.INCOME), "DUPLICATE", "name", "choose another name"),
        (CategoryDraft("Pets", CategoryKind.EXPENSE, colour="red"), "INVALID", "colour", "#4f8a8b"),
        (CategoryDraft("Pets", CategoryKind.EXPENSE, colour="#12345"), "INVALID", "colour", "#4f8a8b"),
        (CategoryDraft("Pets", CategoryKind.EXPENSE, colour="#123456\n"), "INVALID", "colour", "#4f8a8b"),
        (CategoryDraft("Pets", CategoryKind.EXPENSE, icon="x" * 41), "INVALID", "icon", "at most 40"),
        (CategoryDraft("Pets", CategoryKind.EXPENSE, parent_id=new_id()), "NOT_FOUND", "parent_id", "choose"),
    ],
)
async def test_bad_input_is_refused(
    database: Database,
    categories: CategoryService,
    alice: Person,
    draft: CategoryDraft,
    code: str,
    field: str,
    says: str,
) -> None:
    async with refused(database, [alice.ledger_id], code, field, says):
        await categories.create(alice.ledger_id, draft)


async def test_all_problems_are_told_at_once(categories: CategoryService, alice: Person) -> None:
    bad = CategoryDraft("", CategoryKind.EXPENSE, "blue", "x" * 41, new_id())
    with pytest.raises(Refused) as caught:
        await categories.create(alice.ledger_id, bad)
    assert [path_of(problem) for problem in caught.value.problems] == ["name", "icon", "colour", "parent_id"]


async def test_a_ledger_has_at_most_500_categories(
    database: Database, categories: CategoryService, alice: Person
) -> None:
    async with database.write() as connection:
        for number in range(MOST_CATEGORIES - len(alice.categories)):
            row = CategoryRow(
                alice.ledger_id, new_id(), None, f"No. {number}", "EXPENSE", "#000000", "", archived=False
            )
            await create(connection, row)
    async with refused(database, [alice.ledger_id], "CONFLICT", "", "merge some first"):
        await categories.create(alice.ledger_id, PETS)


async def test_the_same_key_creates_once(
    database: Database, categories: CategoryService, alice: Person, bob: Person
) -> None:
    first = await categories.create(alice.ledger_id, PETS, key="k")
    async with unchanged(database, alice.ledger_id):
        assert await categories.create(alice.ledger_id, PETS, key="k") == first
    other = CategoryDraft("Cats", CategoryKind.EXPENSE)
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key", "use a new key"):
        await categories.create(alice.ledger_id, other, key="k")
    assert (await categories.create(bob.ledger_id, other, key="k")).revision == 1


async def test_a_key_whose_category_is_gone_says_so(
    database: Database, categories: CategoryService, alice: Person
) -> None:
    pets = (await categories.create(alice.ledger_id, PETS, key="k")).object
    await categories.merge(alice.ledger_id, pets.id, alice.categories["Food"])
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key", "is gone"):
        await categories.create(alice.ledger_id, PETS, key="k")


async def test_a_key_is_forgotten_after_a_week(categories: CategoryService, alice: Person, clock: Clock) -> None:
    await categories.create(alice.ledger_id, PETS, key="k")
    clock.now = NOW + timedelta(days=7, seconds=1)
    other = await categories.create(alice.ledger_id, CategoryDraft("Cats", CategoryKind.EXPENSE), key="k")
    assert (other.object.name, other.revision) == ("Cats", 2)


async def test_an_edit_changes_only_what_it_mentions(
    database: Database, categories: CategoryService, alice: Person
) -> None:
    pets = (await categories.create(alice.ledger_id, PETS)).object
    async with one_event(database, alice.ledger_id, "CategoryUpdated", category_id=str(pets.id)):
        saved = await categories.update(alice.ledger_id, pets.id, CategoryEdit(name="Animals"))
    assert saved.object == pets._replace(name="Animals")
    assert await categories.get_many(alice.ledger_id, [pets.id]) == [saved.object]


async def test_a_category_may_change_the_case_of_its_own_name(categories: CategoryService, alice: Person) -> None:
    saved = await categories.update(alice.ledger_id, alice.categories["Food"], CategoryEdit(name="FOOD"))
    assert saved.object.name == "FOOD"


async def test_names_are_unique_only_among_siblings(
    database: Database, categories: CategoryService, alice: Person
) -> None:
    other = await child_of(categories, alice, "Food", "Other")
    await child_of(categories, alice, "Rent", "Other")
    async with refused(database, [alice.ledger_id], "DUPLICATE", "name", "“Other”"):
        await child_of(categories, alice, "Food", "OTHER")
    async with refused(database, [alice.ledger_id], "DUPLICATE", "name"):
        await categories.update(alice.ledger_id, other.id, CategoryEdit(parent_id=alice.categories["Rent"]))


async def test_a_name_that_is_put_away_is_still_taken(
    database: Database, categories: CategoryService, alice: Person
) -> None:
    await categories.archive(alice.ledger_id, alice.categories["Food"], True)
    async with refused(database, [alice.ledger_id], "DUPLICATE", "name", "bring it back"):
        await categories.create(alice.ledger_id, CategoryDraft("food", CategoryKind.EXPENSE))


async def test_categories_have_two_levels(database: Database, categories: CategoryService, alice: Person) -> None:
    snacks = await child_of(categories, alice, "Food", "Snacks")
    below = CategoryDraft("Crisps", CategoryKind.EXPENSE, parent_id=snacks.id)
    async with refused(database, [alice.ledger_id], "INVALID", "parent_id", "choose one that is not"):
        await categories.create(alice.ledger_id, below)
    edit = CategoryEdit(parent_id=alice.categories["Rent"])
    async with refused(database, [alice.ledger_id], "INVALID", "parent_id", "move those out first"):
        await categories.update(alice.ledger_id, alice.categories["Food"], edit)
    moved = await categories.update(alice.ledger_id, snacks.id, edit)
    assert moved.object.parent_id == alice.categories["Rent"]
    lifted = await categories.update(alice.ledger_id, snacks.id, CategoryEdit(parent_id=None))
    assert lifted.object.parent_id is None


async def test_a_cycle_of_categories_is_refused(database: Database, categories: CategoryService, alice: Person) -> None:
    food = alice.categories["Food"]
    async with refused(database, [alice.ledger_id], "INVALID", "parent_id", "cannot be in itself"):
        await categories.update(alice.ledger_id, food, CategoryEdit(parent_id=food))
    snacks = await child_of(categories, alice, "Food", "Snacks")
    async with refused(database, [alice.ledger_id], "INVALID", "parent_id"):
        await categories.update(alice.ledger_id, food, CategoryEdit(parent_id=snacks.id))


async def test_children_take_over_a_new_kind(database: Database, categories: CategoryService, alice: Person) -> None:
    await child_of(categories, alice, "Food", "Snacks")
    async with one_event(database, alice.ledger_id, "CategoryUpdated"):
        await categories.update(alice.ledger_id, alice.categories["Food"], CategoryEdit(kind=CategoryKind.INCOME))
    rows = await by_name(categories, alice)
    assert (rows["Food"].kind, rows["Snacks"].kind, rows["Rent"].kind) == ("INCOME", "INCOME", "EXPENSE")


async def test_a_category_of_transfers_stays_but_none_is_made(
    database: Database, categories: CategoryService, alice: Person
) -> None:
    savings, food = alice.categories["Savings"], alice.categories["Food"]
    async with refused(database, [alice.ledger_id], "INVALID", "kind", "link it instead"):
        await categories.create(alice.ledger_id, CategoryDraft("Depot", CategoryKind.TRANSFER))
    async with refused(database, [alice.ledger_id], "INVALID", "kind", "link it instead"):
        await categories.create(alice.ledger_id, CategoryDraft("Depot", CategoryKind.TRANSFER, parent_id=savings))
    async with refused(database, [alice.ledger_id], "INVALID", "kind", "link it instead"):
        await categories.update(alice.ledger_id, food, CategoryEdit(kind=CategoryKind.TRANSFER))
    renamed = await categories.update(alice.ledger_id, savings, CategoryEdit(name="Old savings"))
    assert (renamed.object.name, renamed.object.kind) == ("Old savings", "TRANSFER")


async def test_a_child_has_the_kind_of_its_parent(
    database: Database, categories: CategoryService, alice: Person
) -> None:
    snacks = await child_of(categories, alice, "Food", "Snacks")
    salary = alice.categories["Salary"]
    async with refused(database, [alice.ledger_id], "INVALID", "kind", "use EXPENSE"):
        await categories.update(alice.ledger_id, snacks.id, CategoryEdit(kind=CategoryKind.INCOME))
    async with refused(database, [alice.ledger_id], "INVALID", "kind", "use INCOME"):
        await categories.update(alice.ledger_id, snacks.id, CategoryEdit(parent_id=salary))
    async with refused(database, [alice.ledger_id], "INVALID", "kind", "use INCOME"):
        await categories.create(alice.ledger_id, CategoryDraft("Bonus", CategoryKind.EXPENSE, parent_id=salary))
    both = CategoryEdit(kind=CategoryKind.INCOME, parent_id=salary)
    assert (await categories.update(alice.ledger_id, snacks.id, both)).object.kind == "INCOME"


async def test_archiving_puts_the_children_away_too(
    database: Database, categories: CategoryService, alice: Person
) -> None:
    snacks = await child_of(categories, alice, "Food", "Snacks")
    food = alice.categories["Food"]
    async with one_event(database, alice.ledger_id, "CategoryArchived", category_id=str(food), archived=True):
        saved = await categories.archive(alice.ledger_id, food, True)
    assert saved.object.archived
    assert [row.name for row in await categories.all(alice.ledger_id)] == ["Rent", "Salary", "Savings"]
    async with refused(database, [alice.ledger_id], "CONFLICT", "id", "bring that back first"):
        await categories.archive(alice.ledger_id, snacks.id, False)
    await categories.archive(alice.ledger_id, food, False)
    await categories.archive(alice.ledger_id, snacks.id, False)
    assert (await by_name(categories, alice))["Snacks"].archived is False


async def test_nothing_can_be_put_into_an_archived_category(
    database: Database, categories: CategoryService, alice: Person
) -> None:
    await categories.archive(alice.ledger_id, alice.categories["Food"], True)
    async with refused(database, [alice.ledger_id], "INVALID", "parent_id", "bring it back"):
        await child_of(categories, alice, "Food", "Snacks")
    async with refused(database, [alice.ledger_id], "INVALID", "target_id", "bring it back"):
        await categories.merge(alice.ledger_id, alice.categories["Rent"], alice.categories["Food"])


async def test_an_archived_category_can_be_renamed_and_stays_away(categories: CategoryService, alice: Person) -> None:
    await categories.archive(alice.ledger_id, alice.categories["Food"], True)
    saved = await categories.update(alice.ledger_id, alice.categories["Food"], CategoryEdit(name="Meals"))
    assert (saved.object.name, saved.object.archived) == ("Meals", True)


async def spend(transactions: TransactionService, alice: Person, category: UUID, amount: str) -> UUID:
    """A new transaction of Alice's."""
    draft = TransactionDraft(date(2026, 11, 2), Decimal(amount), "Shop", category_id=category)
    return (await transactions.record(alice.ledger_id, draft)).object.id


async def test_merging_moves_all_that_a_category_holds(
    database: Database, categories: CategoryService, transactions: TransactionService, alice: Person
) -> None:
    food, rent, ledger_id = alice.categories["Food"], alice.categories["Rent"], alice.ledger_id
    kept = await spend(transactions, alice, food, "-5.00")
    deleted = await spend(transactions, alice, food, "-7.00")
    await spend(transactions, alice, rent, "2.00")
    await transactions.delete(ledger_id, deleted)
    async with database.write() as connection:
        await budgets.set_all(connection, [PlanRow(ledger_id, food, date(2026, 11, 1), 400)])
    async with one_event(database, ledger_id, "CategoriesMerged", source_id=str(food), category_id=str(rent)):
        saved = await categories.merge(ledger_id, food, rent)
    assert (saved.object.id, saved.revision) == (rent, await revision_of(database, ledger_id))
    assert food not in [row.id for row in await categories.all(ledger_id, include_archived=True)]
    rows = {row.id: row for row in await transactions.get_many(ledger_id, [kept, deleted])}
    assert {(row.category_id, row.version) for row in rows.values()} == {(rent, 1), (rent, 2)}
    assert [tuple(total) for total in await check_totals(database, ledger_id)] == [
        (date(2026, 11, 2), ledger_id, rent, 200, 500, 2)
    ]
    async with database.read() as connection:
        assert await budgets.all_of(connection, ledger_id) == [PlanRow(ledger_id, rent, date(2026, 11, 1), 400)]
    await transactions.restore(ledger_id, deleted)
    await check_totals(database, ledger_id)


async def test_only_categories_that_fit_can_be_merged(
    database: Database, categories: CategoryService, alice: Person
) -> None:
    snacks = await child_of(categories, alice, "Food", "Snacks")
    food, rent, salary = (alice.categories[name] for name in ("Food", "Rent", "Salary"))
    async with refused(database, [alice.ledger_id], "INVALID", "target_id", "choose another"):
        await categories.merge(alice.ledger_id, rent, rent)
    async with refused(database, [alice.ledger_id], "INVALID", "target_id", "of kind EXPENSE"):
        await categories.merge(alice.ledger_id, rent, salary)
    async with refused(database, [alice.ledger_id], "CONFLICT", "source_id", "merge or move those first"):
        await categories.merge(alice.ledger_id, food, rent)
    await categories.merge(alice.ledger_id, snacks.id, food)
    assert (await categories.merge(alice.ledger_id, food, rent)).object.id == rent


async def test_no_merge_while_a_statement_is_being_imported(
    database: Database, categories: CategoryService, alice: Person, clock: Clock
) -> None:
    async with database.write() as connection:
        lease = NOW + timedelta(seconds=30)
        await ledgers.change(connection, alice.ledger_id, import_id=new_id(), import_lease=lease)
    food, rent = alice.categories["Food"], alice.categories["Rent"]
    async with refused(database, [alice.ledger_id], "CONFLICT", "", "when that has finished"):
        await categories.merge(alice.ledger_id, food, rent)
    clock.now = lease
    assert (await categories.merge(alice.ledger_id, food, rent)).object.id == rent
