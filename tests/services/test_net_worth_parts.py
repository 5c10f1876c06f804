"""The change of the net worth is the sum of its parts, which are counted by themselves."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import delete, update

from db.balances import sums
from db.stores.engine import Database
from db.totals import totals
from services.account_service import AccountService, CheckDraft
from services.accounts import AccountDraft, AccountKind
from services.calculations.balances import CheckSource
from services.calculations.net_worth import WorthChange
from services.changes import Changes
from services.dashboard.service import DashboardNeeds
from services.rates import PriceDraft, RateService
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.transfers import TransferDraft, TransferService
from services.values.granularity import Granularity
from services.values.periods import PeriodChoice
from services.wiring import build_services
from tests.people import Clock, Person

MONTHS = [date(2026, month, 1) for month in range(6, 12)]


async def household(database: Database, changes: Changes, accounts: AccountService, alice: Person) -> None:
    """Alice has pesos in an account, a house that is valued in dollars, and euros; prices and balances move."""
    ledger_id, rates = alice.ledger_id, RateService(database, changes)
    transactions, transfers = TransactionService(database, changes), TransferService(database, changes)
    for name, kind, currency, opened, opening in (
        ("Giro", AccountKind.CHECKING, "EUR", date(2026, 6, 1), Decimal(5000)),
        ("Pesos", AccountKind.SAVINGS, "ARS", date(2026, 7, 10), Decimal("999.99")),
        ("House", AccountKind.PROPERTY, "USD", date(2026, 6, 5), Decimal("1234.56")),
    ):
        account = AccountDraft(name, kind, currency, opened_on=opened, opening_balance=opening)
        await accounts.create(ledger_id, account)
    _, giro, pesos, house = [row.id for row in await accounts.all(ledger_id)]
    for number, day in enumerate(MONTHS):
        await rates.record(ledger_id, PriceDraft("ARS", day + timedelta(days=14), Decimal("0.0137") * (number + 1)))
        for account_id, amount in ((pesos, Decimal("-33.33")), (house, Decimal("7.77")), (giro, Decimal(-5))):
            rate = Decimal("0.017") if account_id == pesos else None
            draft = TransactionDraft(
                day + timedelta(days=number), amount, "Shop", exchange_rate=rate, account_id=account_id
            )
            await transactions.record(ledger_id, draft)
        received = TransferDraft(giro, pesos, Decimal("10.01"), day + timedelta(days=20), received=Decimal("321.09"))
        await transfers.record(ledger_id, received)
    for day, value in ((date(2026, 8, 3), Decimal("1300.01")), (date(2026, 10, 30), Decimal("1250.5"))):
        await accounts.record_check(ledger_id, CheckDraft(house, day, value, CheckSource.VALUE))


async def changes_of(database: Database, alice: Person) -> Iterator[tuple[int, WorthChange]]:
    """Return for each month how much the net worth differs at its ends, and its change by parts."""
    dashboards, needs = build_services(database, Clock()).dashboard, DashboardNeeds(worth=((Granularity.MONTH, 2),))
    read = []
    for month in MONTHS:
        snapshot = await dashboards.read(alice.ledger_id, PeriodChoice(month=f"{month:%Y-%m}"), needs)
        since, until = month - timedelta(days=1), min(snapshot.period.end, snapshot.today)
        worth = snapshot.net_worth
        change = worth.change(since, until, snapshot.worth_totals, snapshot.categories)
        read.append((worth.at(until).net - worth.at(since).net, change))
    return iter(read)


async def test_parts_of_every_month_add_up_in_all_currencies(
    database: Database, changes: Changes, accounts: AccountService, alice: Person
) -> None:
    await household(database, changes, accounts, alice)
    for differs, change in await changes_of(database, alice):
        assert change.total == differs
        assert change.revalued


async def test_parts_from_totals_are_compared_with_the_balance_sums_in_all_currencies(
    database: Database, changes: Changes, accounts: AccountService, alice: Person
) -> None:
    await household(database, changes, accounts, alice)
    pesos = (await accounts.all(alice.ledger_id))[2].id
    july = totals.c.day.between(MONTHS[1], date(2026, 7, 31)) & (totals.c.account_id == pesos)
    async with database.write() as connection:
        await connection.execute(delete(totals).where(july))
        october = sums.c.account_id == pesos, sums.c.day == MONTHS[4]
        await connection.execute(update(sums).where(*october).values(base_amount=sums.c.base_amount + 1))
    wrong = [change.since.month + 1 for differs, change in await changes_of(database, alice) if change.total != differs]
    assert wrong == [7, 10]
