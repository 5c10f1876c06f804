"""Suggestions of transfers: found, accepted and refused; only what has all the signs is linked by itself."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from db.stores.engine import Database
from db.stores.ids import TRANSFERRED, new_id
from db.transactions import TransactionRow
from db.transfer_candidates import MOST_CANDIDATES, FreeRow
from services import transfer_suggestions
from services.account_service import AccountService
from services.accounts import AccountDraft, AccountKind
from services.changes import Changes
from services.imports import ImportHistory, ImportReport, ImportRequest, ImportService
from services.refunds import RefundService
from services.removals import Removals
from services.statements import CsvMapping
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.transfer_search import candidates
from services.transfer_signs import suggested
from services.transfer_suggestions import MOST_AT_ONCE, MOST_SEARCHED, Pair, TransferSuggestionService
from services.transfers import TransferDraft, TransferService
from services.verification import VerificationService
from tests.ledger_facts import check_totals, one_event, refused, unchanged
from tests.people import Clock, Person

DAY = date(2026, 11, 2)  # a Monday
SPENT = TransactionDraft(DAY, Decimal("-50.00"), "Bank")


@pytest.fixture
def suggestions(database: Database, changes: Changes, clock: Clock) -> TransferSuggestionService:
    """The suggestions."""
    return TransferSuggestionService(database, changes, clock)


@pytest.fixture
def accounts(database: Database, changes: Changes) -> AccountService:
    """The accounts."""
    return AccountService(database, changes, Removals(database))


@pytest.fixture
def imports(database: Database, changes: Changes, clock: Clock) -> ImportService:
    """The imports."""
    return ImportService(database, changes, clock)


@pytest.fixture
async def savings(accounts: AccountService, alice: Person) -> UUID:
    """A savings account of Alice."""
    draft = AccountDraft("Savings", AccountKind.SAVINGS, number="DE89 3704 0044 0532 0130 00")
    return (await accounts.create(alice.ledger_id, draft)).object.id


async def recorded(transactions: TransactionService, person: Person, draft: TransactionDraft) -> TransactionRow:
    """A new transaction."""
    return (await transactions.record(person.ledger_id, draft)).object


async def pairs_of(suggestions: TransferSuggestionService, person: Person) -> list[Pair]:
    """The suggested pairs."""
    return [Pair(suggestion.out.id, suggestion.into.id) for suggestion in await suggestions.all(person.ledger_id)]


async def imported(
    imports: ImportService, person: Person, account_id: UUID, lines: Sequence[str], **settings: object
) -> ImportReport:
    """The report of a file of one account."""
    content = "\n".join(["date,amount,payee", *lines, ""]).encode()
    signs = CsvMapping(expenses_positive=False)
    request = ImportRequest(io.BytesIO(content), account_id=account_id, mapping=signs, **settings)  # type: ignore[arg-type]
    return (await imports.run(person.ledger_id, request)).object


async def uncounted(database: Database, person: Person) -> int:
    """The number of splits that count nowhere, in a ledger that is right."""
    assert await VerificationService(database).differences(person.ledger_id) == []
    totals = await check_totals(database, person.ledger_id)
    return sum(total.entries for total in totals if total.category_id == TRANSFERRED)


async def test_opposite_amounts_of_two_accounts_are_suggested_and_count_as_before(
    database: Database,
    suggestions: TransferSuggestionService,
    transactions: TransactionService,
    alice: Person,
    bob: Person,
    savings: UUID,
) -> None:
    assert await suggestions.all(bob.ledger_id) == []
    out = await recorded(transactions, alice, SPENT)
    into = replace(SPENT, amount=Decimal(50), account_id=savings)
    near = await recorded(transactions, alice, replace(into, date=DAY + timedelta(days=5)))
    for other in (
        replace(into, date=DAY + timedelta(days=6)),
        replace(into, amount=Decimal("50.01")),
        replace(into, amount=Decimal(-50)),
    ):
        await recorded(transactions, alice, other)
    assert await pairs_of(suggestions, alice) == [(out.id, near.id)]
    assert await uncounted(database, alice) == 0


async def test_two_equal_transfers_on_one_day_stay_two(
    suggestions: TransferSuggestionService, transactions: TransactionService, alice: Person, savings: UUID
) -> None:
    outs = {(await recorded(transactions, alice, SPENT)).id for _ in range(2)}
    into = replace(SPENT, amount=Decimal(50), account_id=savings)
    ins = {(await recorded(transactions, alice, into)).id for _ in range(2)}
    pairs = await pairs_of(suggestions, alice)
    assert ({pair.out_id for pair in pairs}, {pair.in_id for pair in pairs}) == (outs, ins)


async def test_other_currencies_are_suggested_within_three_percent(
    suggestions: TransferSuggestionService, transactions: TransactionService, accounts: AccountService, alice: Person
) -> None:
    dollars = (await accounts.create(alice.ledger_id, AccountDraft("Dollars", currency="USD"))).object.id
    out = await recorded(transactions, alice, replace(SPENT, amount=Decimal(-100)))
    into = replace(SPENT, amount=Decimal(109), account_id=dollars, exchange_rate=Decimal("0.9"))
    near = await recorded(transactions, alice, into)
    await recorded(transactions, alice, replace(into, amount=Decimal(120)))
    assert await pairs_of(suggestions, alice) == [(out.id, near.id)]


async def test_the_search_looks_at_the_newest_and_goes_on_before_a_day(
    suggestions: TransferSuggestionService,
    transactions: TransactionService,
    alice: Person,
    savings: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transfer_suggestions, "MOST_SEARCHED", 2)
    pairs = []
    for days in (20, 10, 0):
        draft = replace(SPENT, date=DAY - timedelta(days=days))
        out = await recorded(transactions, alice, draft)
        into = await recorded(transactions, alice, replace(draft, amount=Decimal(50), account_id=savings))
        pairs.append(Pair(out.id, into.id))
    assert await pairs_of(suggestions, alice) == pairs[2:]
    older = await suggestions.all(alice.ledger_id, DAY)
    assert [Pair(found.out.id, found.into.id) for found in older] == pairs[1:2]


def test_equal_amounts_without_end_cost_no_more() -> None:
    accounts = new_id(), new_id()
    rows = [
        FreeRow(new_id(), DAY, accounts[number % 2], amount, amount, "EUR")
        for number in range(MOST_SEARCHED)
        for amount in [-100 if number % 2 else 100]
    ]
    found = candidates(rows)
    assert len(found) == MOST_CANDIDATES
    assert len(suggested(found)) >= 1


async def test_accepted_ones_are_linked_in_bulk_and_refused_ones_never_come_again(
    database: Database,
    suggestions: TransferSuggestionService,
    transactions: TransactionService,
    alice: Person,
    savings: UUID,
) -> None:
    for number in range(4):
        cents = Decimal(50 + number)
        await recorded(transactions, alice, replace(SPENT, amount=-cents))
        await recorded(transactions, alice, replace(SPENT, amount=cents, account_id=savings))
    pairs = await pairs_of(suggestions, alice)
    assert len(pairs) == 4
    async with one_event(database, alice.ledger_id, "TransfersLinked"):
        saved = await suggestions.accept(alice.ledger_id, pairs[:2])
    assert [transfer.split_ids for transfer in saved.object] == [[*pair] for pair in pairs[:2]]
    assert await uncounted(database, alice) == 4
    async with unchanged(database, alice.ledger_id):
        assert not (await suggestions.accept(alice.ledger_id, pairs[:2])).changed
    async with one_event(database, alice.ledger_id, "TransferSuggestionsRefused"):
        await suggestions.refuse(alice.ledger_id, [pairs[2]])
    async with unchanged(database, alice.ledger_id):
        assert not (await suggestions.refuse(alice.ledger_id, [pairs[2]])).changed
    assert await pairs_of(suggestions, alice) == [pairs[3]]


async def test_bad_pairs_are_refused(
    database: Database,
    suggestions: TransferSuggestionService,
    transactions: TransactionService,
    alice: Person,
    bob: Person,
    savings: UUID,
) -> None:
    out = await recorded(transactions, alice, SPENT)
    into = await recorded(transactions, alice, replace(SPENT, amount=Decimal(50), account_id=savings))
    odd = await recorded(transactions, alice, replace(SPENT, amount=Decimal(49), account_id=savings))
    mine = [alice.ledger_id, bob.ledger_id]
    for ledger_id, pairs, code, field in (
        (bob.ledger_id, [Pair(out.id, into.id)], "NOT_FOUND", "pairs.0.out_transaction_id"),
        (alice.ledger_id, [Pair(out.id, new_id())], "NOT_FOUND", "pairs.0.in_transaction_id"),
        (alice.ledger_id, [Pair(out.id, into.id), Pair(out.id, odd.id)], "INVALID", "pairs.1.in_transaction_id"),
        (alice.ledger_id, [], "INVALID", "pairs"),
        (alice.ledger_id, [Pair(out.id, into.id)] * (MOST_AT_ONCE + 1), "TOO_LARGE", "pairs"),
    ):
        async with refused(database, mine, code, field):
            await suggestions.accept(ledger_id, pairs)
    async with refused(database, mine, "NOT_FOUND", "pairs.0.in_transaction_id"):
        await suggestions.refuse(alice.ledger_id, [Pair(out.id, new_id())])


@pytest.mark.parametrize(
    ("line", "linked"),
    [
        ("2026-11-03,50.00,Transfer from checking", 1),
        ("2026-11-05,50.00,TRANSFER", 1),
        ("2026-11-07,50.00,TRANSFER", 1),  # a Saturday, five days later
        ("2026-10-29,50.00,Transfer", 1),  # a Thursday, four days earlier, over a weekend
        ("2026-11-06,50.00,Somebody", 0),
        ("2026-11-03,50.00,Somebody", 0),
        ("2026-11-03,49.99,Transfer", 0),
    ],
)
async def test_an_import_links_by_itself_only_what_has_all_signs(
    database: Database,
    suggestions: TransferSuggestionService,
    transactions: TransactionService,
    imports: ImportService,
    alice: Person,
    savings: UUID,
    line: str,
    linked: int,
) -> None:
    await recorded(transactions, alice, replace(SPENT, payee="Transfer to savings"))
    async with one_event(database, alice.ledger_id, "TransactionsImported", transfers=linked):
        report = await imported(imports, alice, savings, [line])
    assert (report.recorded, report.transfers) == (1, linked)
    assert await uncounted(database, alice) == 2 * linked
    assert len(await pairs_of(suggestions, alice)) == (0 if linked or "49.99" in line else 1)


async def test_one_more_sign_is_the_number_of_the_other_account_or_an_earlier_transfer(
    transactions: TransactionService, imports: ImportService, transfers: TransferService, alice: Person, savings: UUID
) -> None:
    await recorded(transactions, alice, replace(SPENT, note="to DE89370400440532013000"))
    assert (await imported(imports, alice, savings, ["2026-11-03,50.00,Somebody"])).transfers == 1
    await recorded(transactions, alice, replace(SPENT, amount=Decimal(-60)))
    assert (await imported(imports, alice, savings, ["2026-11-03,60.00,Anybody"])).transfers == 1
    twice = replace(SPENT, amount=Decimal(-70))
    await recorded(transactions, alice, twice)
    await recorded(transactions, alice, twice)
    assert (await imported(imports, alice, savings, ["2026-11-03,70.00,Nobody"])).transfers == 0


async def test_an_import_links_nothing_that_has_another_candidate(
    transactions: TransactionService, accounts: AccountService, imports: ImportService, alice: Person, savings: UUID
) -> None:
    card = (await accounts.create(alice.ledger_id, AccountDraft("Card"))).object
    for account_id, amount in ((alice.ledger_id, -50), (savings, 50)):
        draft = replace(SPENT, payee="Transfer", amount=Decimal(amount), account_id=account_id)
        await recorded(transactions, alice, draft)
    assert (await imported(imports, alice, card.id, ["2026-11-03,-50.00,Transfer"])).transfers == 0


async def test_refunds_are_neither_suggested_nor_linked(
    suggestions: TransferSuggestionService,
    transactions: TransactionService,
    changes: Changes,
    database: Database,
    imports: ImportService,
    alice: Person,
    savings: UUID,
) -> None:
    refunds = RefundService(database, changes)
    for amount in (Decimal(-50), Decimal(-70)):
        spent = await recorded(transactions, alice, replace(SPENT, payee="Transfer", amount=amount))
        back = await recorded(transactions, alice, replace(SPENT, payee="Transfer", amount=Decimal(9) - amount / 10))
        await refunds.set(alice.ledger_id, back.id, spent.id)
    report = await imported(imports, alice, savings, ["2026-11-03,50.00,Transfer", "2026-11-03,-16.00,Transfer"])
    assert (report.recorded, report.transfers) == (2, 0)
    assert await suggestions.all(alice.ledger_id) == []


@pytest.mark.parametrize(
    ("line", "claimed"),
    [
        ("2026-11-09,50.00,Somebody", True),
        ("2026-10-26,50.00,Somebody", True),
        ("2026-11-10,50.00,Somebody", False),
        ("2026-11-02,50.01,Somebody", False),
        ("2026-11-02,-50.00,Somebody", False),
    ],
)
async def test_the_file_of_the_other_account_claims_a_one_sided_transfer(
    database: Database,
    transactions: TransactionService,
    imports: ImportService,
    transfers: TransferService,
    alice: Person,
    savings: UUID,
    line: str,
    claimed: bool,
) -> None:
    draft = TransferDraft(alice.ledger_id, savings, Decimal(50), DAY, one_sided=True)
    alone = (await transfers.record(alice.ledger_id, draft)).object
    report = await imported(imports, alice, savings, [line])
    (now,) = await transfers.get_many(alice.ledger_id, [alone.id])
    assert (report.recorded, report.transfers, now.in_split_id is not None) == (1, claimed, claimed)
    assert await uncounted(database, alice) == 1 + claimed
    if claimed:
        assert (now.began, now.made_by) == ("OUT", "IMPORT")
        await transfers.unlink(alice.ledger_id, now.id)
        assert await uncounted(database, alice) == 1
        (row,) = await transactions.get_many(alice.ledger_id, [alone.transaction_ids[0]])
        assert row.transfer_id


async def test_two_equal_one_sided_transfers_are_claimed_by_two_rows(
    database: Database, imports: ImportService, transfers: TransferService, alice: Person, savings: UUID
) -> None:
    draft = TransferDraft(alice.ledger_id, savings, Decimal(50), DAY, one_sided=True)
    for _ in range(2):
        await transfers.record(alice.ledger_id, draft)
    report = await imported(
        imports, alice, savings, ["2026-11-03,50.00,One", "2026-11-03,50.00,Two", "2026-11-03,50.00,3"]
    )
    assert report.transfers == 2
    assert await uncounted(database, alice) == 4


async def test_a_dry_run_links_nothing(
    database: Database, imports: ImportService, transfers: TransferService, alice: Person, savings: UUID
) -> None:
    draft = TransferDraft(alice.ledger_id, savings, Decimal(50), DAY, one_sided=True)
    await transfers.record(alice.ledger_id, draft)
    async with unchanged(database, alice.ledger_id):
        report = await imported(imports, alice, savings, ["2026-11-03,50.00,One"], dry_run=True)
    assert report.transfers == 0


async def test_an_undone_import_gives_back_what_it_linked(
    database: Database,
    transactions: TransactionService,
    imports: ImportService,
    history: ImportHistory,
    transfers: TransferService,
    alice: Person,
    savings: UUID,
) -> None:
    food = alice.categories["Food"]
    spent = await recorded(transactions, alice, replace(SPENT, payee="Transfer to savings", category_id=food))
    alone = TransferDraft(alice.ledger_id, savings, Decimal(70), DAY, one_sided=True)
    claimed = (await transfers.record(alice.ledger_id, alone)).object
    lines = ["2026-11-03,50.00,Transfer", "2026-11-03,70.00,Somebody"]
    report = await imported(imports, alice, savings, lines)
    assert (report.transfers, report.import_id is not None) == (2, True)
    assert report.import_id
    await history.undo(alice.ledger_id, report.import_id, 2)
    (row,) = await transactions.get_many(alice.ledger_id, [spent.id])
    assert (row.category_id, row.transfer_id) == (food, None)
    (left,) = await transfers.get_many(alice.ledger_id, [claimed.id])
    assert (left.in_account_id, left.in_split_id) == (savings, None)
    assert await uncounted(database, alice) == 1
    assert (await imported(imports, alice, savings, lines)).transfers == 2
