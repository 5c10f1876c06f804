"""A key that is sent again after its object is gone is refused with a sentence, for every noun."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from db.stores.engine import Database
from services.accounts import AccountDraft
from services.rules import RuleDraft
from services.transaction_drafts import TransactionDraft
from services.transfers import TransferDraft
from services.wiring import Services, build_services
from tests.ledger_facts import refused
from tests.people import Clock, Person

DAY = date(2026, 11, 2)
KEY = "once"

Request = Callable[[], Awaitable[object]]


@pytest.fixture
def services(database: Database, clock: Clock) -> Services:
    """All services of a process."""
    return build_services(database, clock)


async def new_account(services: Services, ledger_id: UUID, key: str | None = None) -> UUID:
    """Add an account; return its id."""
    return (await services.accounts.create(ledger_id, AccountDraft("Purse", opened_on=DAY), key)).object.id


async def gone_account(services: Services, ledger_id: UUID) -> Request:
    """Add an account with a key, and delete it."""
    account_id = await new_account(services, ledger_id, KEY)
    await services.accounts.delete(ledger_id, account_id, 0)
    return lambda: new_account(services, ledger_id, KEY)


async def gone_tag(services: Services, ledger_id: UUID) -> Request:
    """Add a tag with a key, and delete it."""
    tag = (await services.tags.create(ledger_id, "Trip", KEY)).object
    await services.tags.delete(ledger_id, tag.id)
    return lambda: services.tags.create(ledger_id, "Trip", KEY)


async def gone_rule(services: Services, ledger_id: UUID) -> Request:
    """Add a rule with a key, and delete it."""
    draft = RuleDraft(at_least=Decimal(1), note="Large")
    rule = (await services.rules.create(ledger_id, draft, KEY)).object
    await services.rules.delete(ledger_id, rule.id)
    return lambda: services.rules.create(ledger_id, draft, KEY)


async def gone_transaction(services: Services, ledger_id: UUID) -> Request:
    """Record a transaction with a key, and delete its account."""
    account_id = await new_account(services, ledger_id)
    draft = TransactionDraft(DAY, Decimal("-12.50"), "Bakery", account_id=account_id)
    await services.transactions.record(ledger_id, draft, KEY)
    await services.accounts.delete(ledger_id, account_id, 1)
    return lambda: services.transactions.record(ledger_id, draft, KEY)


async def gone_transactions(services: Services, ledger_id: UUID) -> Request:
    """Record two transactions with a key, and delete the account of one."""
    account_id = await new_account(services, ledger_id)
    drafts = [TransactionDraft(DAY, Decimal("-12.50"), "Bakery", account_id=chosen) for chosen in (account_id, None)]
    await services.transactions.record_many(ledger_id, drafts, KEY)
    await services.accounts.delete(ledger_id, account_id, 1)
    return lambda: services.transactions.record_many(ledger_id, drafts, KEY)


async def gone_transfer(services: Services, ledger_id: UUID) -> Request:
    """Record a transfer with a key, and take it apart."""
    draft = TransferDraft(ledger_id, await new_account(services, ledger_id), Decimal(50), DAY)
    transfer = (await services.transfers.record(ledger_id, draft, KEY)).object
    await services.transfers.unlink(ledger_id, transfer.id)
    return lambda: services.transfers.record(ledger_id, draft, KEY)


@pytest.mark.parametrize(
    "gone", [gone_account, gone_tag, gone_rule, gone_transaction, gone_transactions, gone_transfer]
)
async def test_a_key_whose_object_is_gone_says_so(
    database: Database,
    services: Services,
    alice: Person,
    gone: Callable[[Services, UUID], Awaitable[Request]],
) -> None:
    again = await gone(services, alice.ledger_id)
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key", "is gone; use a new key"):
        await again()
