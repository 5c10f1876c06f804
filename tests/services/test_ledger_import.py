"""An export of a ledger, imported into an empty one, gives the same export, figures and balances again."""

import io
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import orjson
import pytest

from app.demo.household import household
from app.demo.opening import TIME_ZONE, move_in
from db import ledgers
from db.ledgers import LedgerRow
from db.stores.engine import Database
from db.stores.ids import new_id
from db.transactions import TransactionFilter
from services.bulk_edits import Selection, TransactionPatch
from services.changes import Changes
from services.exports import ExportService
from services.goals import GoalEdit
from services.imports import ImportRequest
from services.ledger_import import LedgerImportService
from services.rules import RuleDraft
from services.values.money import Money, money_decimal
from services.values.pages import PageRequest
from services.values.periods import PeriodChoice
from services.verification import VerificationService
from services.wiring import Services, build_services
from tests.ledger_facts import refused
from tests.people import Clock

NOW = datetime(2024, 1, 20, 12, tzinfo=UTC)


@pytest.fixture
async def services(database: Database) -> AsyncIterator[Services]:
    """The services in January."""
    services = build_services(database, Clock(NOW))
    yield services
    await services.users.close()


async def opened(database: Database) -> UUID:
    """Return a new, empty ledger."""
    ledger = LedgerRow(new_id(), 0, "EUR", TIME_ZONE)
    async with database.write() as connection:
        await ledgers.create(connection, ledger)
    return ledger.id


async def exported(database: Database, ledger_id: UUID) -> bytes:
    """Return the export of a ledger as JSON."""
    with await ExportService(database).json(ledger_id) as file:
        return file.read()


def as_of(export: bytes, ledger_id: UUID, other_id: UUID) -> bytes:
    """Return an export as that of another ledger, without its revision."""
    return re.sub(rb'"revision":\d+', b"", export.replace(str(ledger_id).encode(), str(other_id).encode()))


@pytest.fixture
async def full(database: Database, services: Services) -> UUID:
    """A ledger with everything that a household has: the demo, with a rule, a note and a goal on an account."""
    ledger_id = await opened(database)
    house = household(services.today(TIME_ZONE))
    few = replace(house, transactions=house.transactions[-250:])
    await move_in(database, services, ledger_id, few)
    food = next(row.id for row in await services.categories.all(ledger_id) if row.name == "Food")
    await services.rules.create(ledger_id, RuleDraft(at_least=Decimal(500), category_id=food))
    trip = (await services.tags.create(ledger_id, "Trip")).object.id
    newest = (await services.transactions.page(ledger_id, TransactionFilter(), PageRequest(first=9))).rows
    chosen = Selection(tuple(row.id for row in newest))
    await services.bulk_edits.update(ledger_id, chosen, TransactionPatch(add_tag_ids=(trip,)))
    paid = next(row for row in newest if row.amount < 0 and row.currency == "EUR")
    line = f"Date,Payee,Amount\n{paid.date},{paid.payee},{money_decimal(Money(paid.amount, paid.currency))}\n"
    await services.imports.run(ledger_id, ImportRequest(io.BytesIO(line.encode()), account_id=paid.account_id))
    savings = next(row.id for row in await services.accounts.all(ledger_id) if row.name == "Savings")
    goal = (await services.goals.all(ledger_id))[-1].row
    await services.goals.update(ledger_id, goal.id, GoalEdit(account_id=savings))
    return ledger_id


async def test_an_export_comes_back_into_an_empty_ledger_and_is_equal(
    database: Database, services: Services, full: UUID
) -> None:
    export, other_id = await exported(database, full), await opened(database)
    count = await LedgerImportService(Changes(database, services.clock)).run(other_id, io.BytesIO(export))
    written = orjson.loads(export)
    assert count == len(written["transactions"]) == 250
    assert any("splits" in row for row in written["transactions"])
    assert any("claims" in row for row in written["transactions"])
    assert any(row["tag_ids"] for row in written["transactions"])
    nouns = ("accounts", "transfers", "categories", "tags", "budgets", "rules", "goals", "import_profiles")
    assert all(written[noun] for noun in nouns)
    assert as_of(await exported(database, other_id), other_id, full) == as_of(export, full, full)
    assert await VerificationService(database).differences(other_id) == []
    day = services.today(TIME_ZONE)
    worth = [
        [
            (balance.amount, balance.entries)
            for balance in await services.accounts.balances(
                ledger_id, [(row.id, day) for row in await services.accounts.all(ledger_id)]
            )
        ]
        for ledger_id in (full, other_id)
    ]
    assert worth[0] == worth[1]
    tagged = [await services.tag_totals.of(ledger_id, PeriodChoice("2024-01")) for ledger_id in (full, other_id)]
    assert tagged[0].total == tagged[1].total


async def test_a_file_that_does_not_fit_is_refused_and_changes_nothing(
    database: Database, services: Services, full: UUID
) -> None:
    service, export = LedgerImportService(Changes(database, services.clock)), await exported(database, full)
    async with refused(database, [full], "CONFLICT", "user", "the ledger of a new user"):
        await service.run(full, io.BytesIO(export))
    other_id = await opened(database)
    lines = export.splitlines(keepends=True)
    wrong = [
        (b"", "1"),
        (b'{"ledger":{}}', "1"),
        (export.replace(b'"calendars":[', b'"calendars":[{"day":32},'), "1"),
        (export.replace(b'"every":1', b'"every":0'), "1"),
        (export.replace(b'"carry":"NONE"', b'"carry":"ALL"'), "1"),
        (b"".join([*lines[:3], b"nonsense\n", *lines[3:]]), "4"),
        (b"".join([lines[0], lines[1].replace(b'"base_amount":"', b'"base_amount":"x'), *lines[2:]]), "2"),
    ]
    for content, line in wrong:
        async with refused(database, [other_id], "INVALID", f"file.{line}", "export the ledger again"):
            await service.run(other_id, io.BytesIO(content))
