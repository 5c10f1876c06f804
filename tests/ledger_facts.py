"""The facts of a ledger around a write: one event and revision when it happens, no trace when it is refused."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from db import (
    accounts,
    balances,
    budgets,
    categories,
    conversations,
    event_log,
    goals,
    idempotency,
    imports,
    insights,
    ledgers,
    rates,
    recounts,
    refunds,
    series,
    splits,
    tags,
    totals,
    transaction_removal,
    transactions,
    transfer_candidates,
    transfers,
)
from db.event_log import EventRow
from db.stores.engine import Database
from db.totals import DailyTotal
from services.values.errors import Problem, Refused


async def revision_of(database: Database, ledger_id: UUID) -> int:
    """The ledger's revision."""
    async with database.read() as connection:
        ledger = await ledgers.get(connection, ledger_id)
    assert ledger is not None
    return ledger.revision


async def events_of(database: Database, ledger_id: UUID) -> list[EventRow]:
    """The ledger's whole log, oldest first."""
    async with database.read() as connection:
        return await event_log.after(connection, ledger_id, 0, 10_000)


async def stored_of(database: Database, ledger_id: UUID) -> list[Any]:
    """All that is stored of a ledger."""
    nouns = (
        ledgers.ledgers.select().where(ledgers.ledgers.c.id == ledger_id),
        *(
            table.select().where(table.c.ledger_id == ledger_id).order_by(*table.primary_key)
            for table in (
                categories.categories,
                budgets.plans,
                transactions.transactions,
                splits.splits,
                refunds.refunds,
                tags.tags,
                tags.places,
                transfers.transfers,
                transfer_candidates.refusals,
                totals.totals,
                balances.sums,
                accounts.accounts,
                accounts.checks,
                accounts.moves,
                rates.prices,
                series.series,
                series.links,
                series.skips,
                series.refusals,
                imports.imports,
                transaction_removal.deletions,
                goals.goals,
                goals.contributions,
                conversations.messages,
                insights.tips,
                insights.dismissals,
                event_log.events,
                idempotency.idempotency_keys,
            )
        ),
    )
    async with database.read() as connection:
        return [(await connection.execute(noun)).all() for noun in nouns]


async def check_totals(database: Database, ledger_id: UUID) -> list[DailyTotal]:
    """The ledger's daily totals, once they and the balance sums are what a recount of its transactions gives."""
    async with database.read() as connection:
        kept = await totals.every_day(connection, ledger_id)
        counted = await recounts.recount(connection, ledger_id)
        sums = await balances.every_sum(connection, ledger_id)
        moved = await recounts.recount_balances(connection, ledger_id)
    assert sorted(sums) == sorted(row for row in [*moved, *balances.by_month(moved)] if any(row[3:]))
    assert sorted(kept, key=str) == sorted(counted, key=str)
    return kept


@asynccontextmanager
async def one_event(database: Database, ledger_id: UUID, kind: str, **detail: object) -> AsyncIterator[None]:
    """The block writes once: the revision rises by one, and the log names what happened, with these of its details."""
    before = await revision_of(database, ledger_id)
    yield
    assert await revision_of(database, ledger_id) == before + 1
    last = (await events_of(database, ledger_id))[-1]
    assert (last.revision, last.kind) == (before + 1, kind)
    assert {name: last.detail[name] for name in detail} == detail
    await check_totals(database, ledger_id)


@asynccontextmanager
async def unchanged(database: Database, *ledger_ids: UUID) -> AsyncIterator[None]:
    """The block leaves no trace in these ledgers."""
    before = [await stored_of(database, ledger_id) for ledger_id in ledger_ids]
    yield
    assert [await stored_of(database, ledger_id) for ledger_id in ledger_ids] == before


@asynccontextmanager
async def refused(
    database: Database, ledger_ids: Sequence[UUID], code: str, field: str, says: str = ""
) -> AsyncIterator[None]:
    """The block is refused with one problem, on a field ("transactions.3.amount"), and leaves no trace."""
    async with unchanged(database, *ledger_ids):
        with pytest.raises(Refused) as caught:
            yield
    assert [(problem.code, path_of(problem)) for problem in caught.value.problems] == [(code, field)]
    message = caught.value.problems[0].message
    assert says in message
    # A refusal says what is wrong and how to mend it, in one sentence.
    assert message.endswith(".")
    assert message[0] in "“" or message[0].isupper()


def path_of(problem: Problem) -> str:
    """The field of a problem as one text."""
    return ".".join(problem.field or ())
