"""A refund names the split that it pays back, and never pays back more than that."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from db.stores.engine import Database
from db.stores.ids import new_id
from services.account_service import AccountService
from services.accounts import AccountDraft
from services.changes import Changes
from services.refunds import RefundService
from services.removals import Removals
from services.splits import SplitDraft
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionService
from services.transfers import TransferService
from tests.ledger_facts import check_totals, one_event, refused, unchanged
from tests.people import Person

DAY = date(2026, 11, 2)
SPENT = TransactionDraft(DAY, Decimal("-50.00"), "Shop")


@pytest.fixture
def refunds(database: Database, changes: Changes) -> RefundService:
    """The refunds."""
    return RefundService(database, changes)


async def recorded(transactions: TransactionService, person: Person, amount: str, **fields: object) -> UUID:
    """The id of a new transaction, which is that of its only split."""
    draft = replace(SPENT, amount=Decimal(amount), **fields)  # type: ignore[arg-type]
    return (await transactions.record(person.ledger_id, draft)).object.id


async def paid_back(refunds: RefundService, person: Person, split_id: UUID) -> dict[UUID, UUID]:
    """The refunds about a split, each with the split that it pays back."""
    return {row.split_id: row.of_split_id for row in await refunds.about(person.ledger_id, [split_id])}


async def test_a_refund_names_what_it_pays_back_and_counts_as_before(
    database: Database, refunds: RefundService, transactions: TransactionService, alice: Person, bob: Person
) -> None:
    paid, back = [await recorded(transactions, alice, amount) for amount in ("-50", "20")]
    before = await check_totals(database, alice.ledger_id)
    async with one_event(database, alice.ledger_id, "RefundSet"):
        await refunds.set(alice.ledger_id, back, paid)
    assert await paid_back(refunds, alice, paid) == await paid_back(refunds, alice, back) == {back: paid}
    assert await paid_back(refunds, bob, paid) == {}
    assert await check_totals(database, alice.ledger_id) == before
    async with unchanged(database, alice.ledger_id):
        assert not (await refunds.set(alice.ledger_id, back, paid)).changed
    async with one_event(database, alice.ledger_id, "RefundSet"):
        await refunds.set(alice.ledger_id, back, None)
    assert await paid_back(refunds, alice, paid) == {}


async def test_bad_refunds_are_refused(
    database: Database,
    refunds: RefundService,
    transactions: TransactionService,
    changes: Changes,
    alice: Person,
    bob: Person,
) -> None:
    paid, back, more, other = [await recorded(transactions, alice, amount) for amount in ("-50", "20", "31", "-5")]
    theirs, moved = await recorded(transactions, bob, "-50"), await recorded(transactions, alice, "-50")
    await TransferService(database, changes).link(alice.ledger_id, moved)
    await refunds.set(alice.ledger_id, back, paid)
    mine = [alice.ledger_id, bob.ledger_id]
    for split_id, of_id, code, field in (
        (more, theirs, "NOT_FOUND", "refund_of_id"),
        (theirs, paid, "NOT_FOUND", "split_id"),
        (new_id(), paid, "NOT_FOUND", "split_id"),
        (other, paid, "INVALID", "refund_of_id"),
        (more, moved, "CONFLICT", "refund_of_id"),
        (more, paid, "CONFLICT", "refund_of_id"),  # together more than was paid
        (other, back, "CONFLICT", "refund_of_id"),
        (paid, more, "CONFLICT", "split_id"),  # a circle
        (more, more, "INVALID", "refund_of_id"),
    ):
        async with refused(database, mine, code, field):
            await refunds.set(alice.ledger_id, split_id, of_id)


async def test_no_edit_lets_a_refund_be_more_than_was_paid(
    database: Database, refunds: RefundService, transactions: TransactionService, alice: Person
) -> None:
    paid, back = [await recorded(transactions, alice, amount) for amount in ("-50", "20")]
    await refunds.set(alice.ledger_id, back, paid)
    mine = [alice.ledger_id]
    for transaction_id, amount in ((back, "51"), (paid, "-19"), (back, "-20"), (paid, "50")):
        async with refused(database, mine, "CONFLICT", "amount"):
            await transactions.update(alice.ledger_id, transaction_id, TransactionEdit(amount=Decimal(amount)))
    await transactions.update(alice.ledger_id, back, TransactionEdit(amount=Decimal(50), note="all of it"))


async def test_a_refund_is_no_transfer(
    database: Database, refunds: RefundService, transactions: TransactionService, changes: Changes, alice: Person
) -> None:
    paid, back = [await recorded(transactions, alice, amount) for amount in ("-50", "20")]
    await refunds.set(alice.ledger_id, back, paid)
    for split_id in (paid, back):
        async with refused(database, [alice.ledger_id], "CONFLICT", "split_id", "setRefund"):
            await TransferService(database, changes).link(alice.ledger_id, split_id)


async def test_refunds_follow_their_splits(
    database: Database, refunds: RefundService, transactions: TransactionService, alice: Person
) -> None:
    splits = (SplitDraft(Decimal(-30)), SplitDraft(Decimal(-20)))
    whole, back = await recorded(transactions, alice, "-50", splits=splits), await recorded(transactions, alice, "20")
    first, second = (await transactions.splits_of(alice.ledger_id, [whole]))[whole]
    await refunds.set(alice.ledger_id, back, second.id)
    mine = [alice.ledger_id]
    for without in ((SplitDraft(id=first.id),), (SplitDraft(),), (SplitDraft(Decimal(-1)), SplitDraft(id=first.id))):
        async with refused(database, mine, "CONFLICT", "splits", "name it by its id"):
            await transactions.update(alice.ledger_id, whole, TransactionEdit(splits=without))
    await transactions.update(alice.ledger_id, whole, TransactionEdit(splits=(SplitDraft(id=second.id),)))
    assert await paid_back(refunds, alice, back) == {back: whole}
    again = (SplitDraft(Decimal(-25)), SplitDraft(id=whole))
    await transactions.update(alice.ledger_id, whole, TransactionEdit(splits=again))
    assert await paid_back(refunds, alice, back) == {back: whole}


async def test_refunds_go_with_an_account_that_is_deleted(
    database: Database, refunds: RefundService, transactions: TransactionService, changes: Changes, alice: Person
) -> None:
    accounts = AccountService(database, changes, Removals(database))
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse"))).object.id
    paid, back = await recorded(transactions, alice, "-50", account_id=purse), await recorded(transactions, alice, "20")
    await refunds.set(alice.ledger_id, back, paid)
    await accounts.delete(alice.ledger_id, purse, 1)
    assert await paid_back(refunds, alice, back) == {}
