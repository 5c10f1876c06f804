"""The migration of categories of transfers turns what they hold into one-sided transfers, and changes no figure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection

from db import splits, transactions, transfers
from db.stores.engine import Database
from db.stores.migrating import upgrade
from db.transactions import TransactionFilter, TransactionRow
from services.account_service import AccountService
from services.accounts import AccountDraft
from services.changes import Changes
from services.removals import Removals
from services.splits import SplitDraft
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.transfers import TransferService
from services.values.pages import PageRequest
from services.verification import VerificationService
from tests.ledger_facts import check_totals
from tests.people import Clock, Person, alice_in, bob_in

DAY = date(2026, 11, 2)


async def filled(database: Database, person: Person) -> list[TransactionRow]:
    """Record money in and out of a category of transfers, alone, in a split and linked, and other money."""
    changes = Changes(database, Clock())
    service, savings = TransactionService(database, changes), person.categories["Savings"]
    out = TransactionDraft(DAY, Decimal("-50.00"), "Bank", category_id=savings)
    halves = (SplitDraft(Decimal(-30), savings), SplitDraft(None, person.categories["Food"]))
    accounts = AccountService(database, changes, Removals(database))
    depot = (await accounts.create(person.ledger_id, AccountDraft("Depot", counted=False))).object.id
    drafts = [
        out,
        replace(out, amount=Decimal(20)),
        replace(out, category_id=None, splits=halves),
        replace(out, category_id=person.categories["Food"]),
        replace(out, amount=Decimal(-7)),
        out,
    ]
    rows = (await service.record_many(person.ledger_id, drafts)).object
    await TransferService(database, changes).link(person.ledger_id, rows[4].id, account_id=depot)
    await service.delete(person.ledger_id, rows[5].id)
    return rows


def make_transfers(connection: Connection) -> None:
    """Run the migration alone: it changes rows and no table, and no service could fill a table of its time."""
    with Operations.context(MigrationContext.configure(connection)):
        import_module("db.migrations.versions.0024_categories_of_transfers").upgrade()


async def sums(database: Database, person: Person) -> tuple[int, int, int]:
    """Return the number, the income and the expenses of all transactions."""
    service = TransactionService(database, Changes(database, Clock()))
    page = await service.page(person.ledger_id, TransactionFilter(), PageRequest(), with_sums=True)
    assert page.flow
    return page.count, page.flow.income, page.flow.expenses


async def test_money_in_categories_of_transfers_becomes_one_sided_transfers(empty_url: str) -> None:
    database = Database(empty_url)
    await upgrade(database)
    alice, bob = await alice_in(database), await bob_in(database)
    rows = await filled(database, alice)
    await filled(database, bob)
    before = [await sums(database, person) for person in (alice, bob)]
    async with database.write() as connection:
        await connection.run_sync(make_transfers)
    assert [await sums(database, person) for person in (alice, bob)] == before
    for person in (alice, bob):
        kept = await check_totals(database, person.ledger_id)
        assert person.categories["Savings"] not in {total.category_id for total in kept}
        assert await VerificationService(database).differences(person.ledger_id) == []
    async with database.read() as connection:
        moved = {transfer.id: transfer for transfer in await transfers.all_of(connection, alice.ledger_id)}
        ids = [row.id for row in rows]
        now = {row.id: row for row in await transactions.get_many(connection, alice.ledger_id, ids)}
        (part, food) = (await splits.of_transactions(connection, alice.ledger_id, [rows[2].id]))[rows[2].id]
    savings = alice.categories["Savings"]
    for row, side, split_id, transfer_id in (
        (rows[0], "out", rows[0].id, now[rows[0].id].transfer_id),
        (rows[1], "in", rows[1].id, now[rows[1].id].transfer_id),
        (rows[2], "out", part.id, part.transfer_id),
        (rows[5], "out", rows[5].id, now[rows[5].id].transfer_id),
    ):
        transfer = moved[transfer_id or row.id]
        names = ("account_id", "transaction_id", "split_id", "category_id")
        assert [getattr(transfer, f"{side}_{name}") for name in names] == [row.account_id, row.id, split_id, savings]
        assert list(transfer.split_ids) == [split_id]
    assert (part.category_id, food.transfer_id) == (None, None)
    assert [now[row.id].category_id for row in rows] == [None, None, None, alice.categories["Food"], None, None]
    unlinked = TransferService(database, Changes(database, Clock()))
    first = now[rows[0].id].transfer_id
    assert first
    await unlinked.unlink(alice.ledger_id, first)
    (back,) = await TransactionService(database, Changes(database, Clock())).get_many(alice.ledger_id, [rows[0].id])
    assert back.category_id == savings
    await database.close()
