"""The demo: the invented household in a ledger of its own, brought up to today at each start."""

import os
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import orjson

from app.demo.household import Household, HouseholdGoal, household
from app.demo.recording import Names, Row, record
from db import imported_transactions, transactions, users
from db.stores.engine import Database
from db.stores.opening import file_of, opened
from services.account_service import CheckDraft
from services.accounts import AccountDraft, AccountKind
from services.budgets import BudgetDraft
from services.calculations import CategoryKind
from services.calculations.balances import CheckSource
from services.categories import CategoryDraft
from services.changes import Changes
from services.goals import ContributionDraft, GoalDraft, GoalService
from services.series.drafts import SeriesDraft
from services.users import SignedIn, SignUpDraft
from services.values.calendars import Calendar
from services.values.clock import Clock, utc_now
from services.values.errors import Refused, conflict
from services.values.money import Money, money_decimal
from services.values.schedules import Schedule
from services.wiring import Services, build_services

DATABASE_URL = "sqlite:///data/demo.db"
USERNAME = "demo"
TIME_ZONE = "Europe/Berlin"

QUERY = (
    "{ dashboard { period { label } overview { income { amount } expenses { amount } savingsRate"
    " budget { planned { amount } safeToSpendPerDay { amount } status } }"
    " budgetBreakdown { slices { category { name } planned { amount } actual { amount } } } } }"
)


class OpenedDemo(NamedTuple):
    """The access to the demo: its password, and the secret of a new session."""

    password: str
    session: str


def announcement(address: str, demo: OpenedDemo) -> str:
    """Return the text for the person who starts the demo: its address, how to sign in, and a first request."""
    body = orjson.dumps({"query": QUERY}).decode()
    return (
        f"The demo household is at {address} (Ctrl-C stops it); GraphiQL is at {address}/graphql.\n\n"
        f"Open it and press “Open the demo”, or sign in as {USERNAME} with the password {demo.password}.\n"
        f"From a shell, paste this for the dashboard of this month:\n\n"
        f"curl -s {address}/graphql -H 'content-type: application/json' \\\n"
        f"  -H 'authorization: Bearer {demo.session}' \\\n"
        f"  -d '{body}'\n"
    )


async def open_demo(url: str, clock: Clock = utc_now) -> OpenedDemo:
    """Make or open the demo's database, and bring the household in it up to today."""
    password = _password((file_of(url) or Path("data/demo")).with_name("demo-password"))
    async with opened(url) as database:
        services = build_services(database, clock)
        signed_in = await _sign_in(database, services, password)
        house = household(services.today(TIME_ZONE))
        await move_in(database, services, signed_in.viewer.ledger_id, house)
        await services.users.close()
    return OpenedDemo(password, signed_in.secret)


async def move_in(database: Database, services: Services, ledger_id: UUID, house: Household) -> None:
    """Add the part of the household that the ledger does not have yet.

    A change or deletion by the user stays. What does not fit, such as a category below an archived one, is left out.
    """
    account_ids, is_new = await _add_accounts(database, services, ledger_id, house)
    category_ids = await _add_categories(services, ledger_id, house)
    await _add_plans(services, ledger_id, house, category_ids)
    await _add_goals(database, ledger_id, house)
    if is_new:
        await _add_series(services, ledger_id, house, category_ids, account_ids)
    missing = await _missing(database, ledger_id, house)
    names = Names(category_ids, account_ids, await _add_tags(services, ledger_id, house))
    changes = Changes(database, services.clock)
    for _, rows in groupby(missing, lambda row: (row.transaction.date.year, row.transaction.date.month)):
        for refund_id, purchase_id in await record(changes, ledger_id, list(rows), names):
            await services.refunds.set(ledger_id, refund_id, purchase_id)
    if is_new:
        await _check_balances(services, ledger_id, house, account_ids)


def _password(path: Path) -> str:
    """Return the demo's password, which is made at the first start and kept where only its owner can read it."""
    with suppress(FileNotFoundError):
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(12)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{password}\n")
    return password


async def _sign_in(database: Database, services: Services, password: str) -> SignedIn:
    async with database.read() as connection:
        exists = await users.by_username(connection, USERNAME) is not None
    if not exists:
        draft = SignUpDraft(USERNAME, password, "Alice and Bob", "EUR", "en", TIME_ZONE)
        await services.users.add_user(draft)
    try:
        return await services.users.sign_in(USERNAME, password, "127.0.0.1")
    except Refused:
        raise conflict(
            f"This database has a user “{USERNAME}” with another password; name another by AQUA_THISTLE_DATABASE_URL."
        ) from None


async def _add_accounts(
    database: Database, services: Services, ledger_id: UUID, house: Household
) -> tuple[dict[str, UUID], bool]:
    """Return the ids of the household's open accounts by name, and whether the ledger is new.

    A demo from before there were accounts keeps all its money in one.
    """
    async with database.read(ledger_id) as connection:
        is_new = not await transactions.any_exists(connection, ledger_id)
    known = {row.name: row.id for row in await services.accounts.all(ledger_id)}
    for account in house.accounts if is_new else ():
        if account.name in known:
            opening = CheckDraft(known[account.name], house.since, account.opening, CheckSource.OPENING)
            await services.accounts.record_check(ledger_id, opening)
        else:
            draft = AccountDraft(
                account.name, AccountKind(account.kind), opened_on=house.since, opening_balance=account.opening
            )
            known[account.name] = (await services.accounts.create(ledger_id, draft)).object.id
    return known, is_new


async def _check_balances(services: Services, ledger_id: UUID, house: Household, account_ids: dict[str, UUID]) -> None:
    """Record a check for each account but cash: it agrees with the household at the end of the last month."""
    day = house.transactions[-1].date.replace(day=1) - timedelta(1)
    checked = [account_ids[account.name] for account in house.accounts if account.kind != AccountKind.CASH]
    balances = await services.accounts.balances(ledger_id, [(account_id, day) for account_id in checked])
    for account_id, balance in zip(checked, balances, strict=True):
        amount = money_decimal(Money(balance.amount or 0, house.base_currency))
        await services.accounts.record_check(ledger_id, CheckDraft(account_id, day, amount))


async def _add_categories(services: Services, ledger_id: UUID, house: Household) -> dict[str, UUID]:
    """Return the ids of the household's categories that can be used, by name."""
    known = await services.categories.all(ledger_id, include_archived=True)
    names = {row.name for row in known}
    usable = {row.name: row.id for row in known if not row.archived}
    for category in house.categories:
        if category.name not in names and (category.parent is None or category.parent in usable):
            parent_id = usable.get(category.parent or "")
            draft = CategoryDraft(category.name, CategoryKind(category.kind), category.colour, category.icon, parent_id)
            with suppress(Refused):
                usable[category.name] = (await services.categories.create(ledger_id, draft)).object.id
    return usable


async def _add_tags(services: Services, ledger_id: UUID, house: Household) -> dict[str, UUID]:
    """Return the ids of the household's tags by name. A tag that the user has renamed or deleted comes back."""
    known = {row.name: row.id for row in await services.tags.all(ledger_id)}
    for name in dict.fromkeys(row.tag for row in house.transactions if row.tag):
        if name not in known:
            with suppress(Refused):
                known[name] = (await services.tags.create(ledger_id, name)).object.id
    return known


async def _add_plans(services: Services, ledger_id: UUID, house: Household, category_ids: dict[str, UUID]) -> None:
    known = {(plan.category_id, plan.starts_on) for plan in await services.budgets.plans_of(ledger_id)}
    for plan in house.plans:
        category_id = category_ids.get(plan.category)
        if category_id and (category_id, Calendar().named(plan.month).start) not in known:
            with suppress(Refused):
                await services.budgets.set(ledger_id, BudgetDraft(category_id, plan.amount, plan.month))


async def _add_goals(database: Database, ledger_id: UUID, house: Household) -> None:
    """Add the goals. Each starts with its first contribution, so that its pace is that of the story."""
    for goal in house.goals:
        began = goal.contributions[0][0]
        clock = partial(_noon, began)
        service = GoalService(database, Changes(database, clock), clock)
        known = {state.row.name: state.row.id for state in await service.all(ledger_id)}
        draft = GoalDraft(goal.name, goal.target, goal.target_date)
        goal_id = known.get(goal.name) or (await service.create(ledger_id, draft)).object.row.id
        await _contribute(service, ledger_id, goal_id, goal, house.base_currency)


async def _add_series(
    services: Services, ledger_id: UUID, house: Household, category_ids: dict[str, UUID], account_ids: dict[str, UUID]
) -> None:
    """Add the series before their payments, which are linked as they are recorded."""
    for known in house.series:
        draft = SeriesDraft(
            payee=known.payee,
            schedule=Schedule(known.first_on),
            amount=known.amount,
            account_id=account_ids[known.account],
            category_id=category_ids.get(known.category or ""),
            other_account_id=account_ids[known.other] if known.other else None,
        )
        await services.series.create(ledger_id, draft)


async def _contribute(service: GoalService, ledger_id: UUID, goal_id: UUID, goal: HouseholdGoal, currency: str) -> None:
    known = {
        (row.date, money_decimal(Money(row.amount, currency)))
        for row in await service.contributions(ledger_id, [goal_id])
    }
    for day, amount in goal.contributions:
        if (day, amount) not in known:
            await service.contribute(ledger_id, ContributionDraft(goal_id, amount, day))


async def _missing(database: Database, ledger_id: UUID, house: Household) -> list[Row]:
    rows = list(_identified(house))
    fingerprints = list(dict.fromkeys(row.fingerprint for row in rows))
    async with database.read() as connection:
        imported = await imported_transactions.imported(connection, ledger_id, fingerprints)
    known = {(row.fingerprint, row.ordinal) for row in imported}
    return [row for row in rows if (row.fingerprint, row.ordinal) not in known]


def _identified(house: Household) -> Iterator[Row]:
    counts: Counter[date] = Counter()
    for transaction in house.transactions:
        fingerprint = blake2b(f"demo household {transaction.date}".encode(), digest_size=16).digest()
        yield Row(transaction=transaction, fingerprint=fingerprint, ordinal=counts[transaction.date])
        counts[transaction.date] += 1


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
