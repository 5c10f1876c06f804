"""Finding transactions in a million over finding them in ten thousand: by text and by amount, found and not found."""

from collections.abc import AsyncIterator
from uuid import UUID

from bench.databases import Backend, analyse, temporary_database
from bench.figures import Figure, Work, compare
from bench.ledger import fill, now, open_ledger
from db.stores.engine import Database
from db.transactions import TransactionFilter
from services.transactions import TransactionService
from services.values.pages import PageRequest
from services.wiring import build_services

SMALL, LARGE = 10_000, 1_000_000
EXECUTIONS = 5
LIMIT = 3.0
# Filters that few, many, all or no transactions meet: `bench.ledger` has payees from 0 to 499, amounts to -200.
SEARCHES = {
    "found": TransactionFilter(text="Payee 417"),
    "in_all": TransactionFilter(text="payee"),
    "two_letters": TransactionFilter(text="77"),
    "not_found": TransactionFilter(text="Payee 9417"),
    "no_two_letters": TransactionFilter(text="zq"),
}
AMOUNTS = {
    "found": TransactionFilter(at_least=-10_001, at_most=-10_000),
    "in_all": TransactionFilter(at_most=0),
    "not_found": TransactionFilter(at_least=1),
}


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """The ratios for each filter, with a small ledger beside a large one in the same database."""
    async with temporary_database(backend) as database:
        small, large = await _filled(database, SMALL), await _filled(database, LARGE)
        await analyse(database)
        service = build_services(database, now).transactions
        for kind, filters in (("search", SEARCHES), ("amounts", AMOUNTS)):
            for name, chosen in filters.items():
                figure = f"{kind}_1m_over_10k_{backend}_{name}"
                yield await compare(figure, LIMIT, _finding(service, large, chosen), _finding(service, small, chosen))


async def _filled(database: Database, count: int) -> UUID:
    ledger = await open_ledger(database)
    await fill(database, ledger, count)
    return ledger.id


def _finding(service: TransactionService, ledger_id: UUID, chosen: TransactionFilter) -> Work:
    async def work() -> None:
        for _ in range(EXECUTIONS):
            await service.page(ledger_id, chosen, PageRequest())

    return work
