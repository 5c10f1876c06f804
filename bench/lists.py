"""Pages of a filtered list over those of the whole list: the first one, and the thousandth."""

from collections.abc import AsyncIterator
from uuid import UUID

from sqlalchemy import String, Uuid, cast, func, insert, literal, select, update

from bench.databases import Backend, analyse, temporary_database
from bench.figures import Figure, Work, compare
from bench.ledger import BenchLedger, fill, now, open_ledger
from db import accounts, tags
from db.stores.engine import Database
from db.stores.ids import new_id
from db.tag_choices import TagChoice
from db.tags import WHOLE, TagPlace, TagRow
from db.transactions import TransactionFilter, transactions
from services.transactions import TransactionService
from services.values.pages import PageRequest
from services.wiring import build_services

ROWS = 1_000_000
PER_PAGE = 50
LATE_PAGE = 1_000
EXECUTIONS = 20
LIMIT = 1.5


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """The ratios for a category, an account and a tag."""
    async with temporary_database(backend) as database:
        ledger = await open_ledger(database)
        await fill(database, ledger, ROWS)
        account_id, tag_id = await _spread(database, ledger)
        await analyse(database)
        filters = {
            "category": TransactionFilter(category_ids=(ledger.category_ids[0],)),
            "account": TransactionFilter(account_ids=(account_id,)),
            "tag": TransactionFilter(tags=TagChoice(any_of=(tag_id,))),
        }
        service, whole = build_services(database, now).transactions, TransactionFilter()
        late_of_all = await _late(service, ledger.id, whole)
        for name, chosen in filters.items():
            late = await _late(service, ledger.id, chosen)
            for place, request, other in (("first", PageRequest(), PageRequest()), ("1000th", late, late_of_all)):
                ours = _reading(service, ledger.id, chosen, request)
                figure = f"page_by_{name}_over_unfiltered_{place}_{backend}"
                yield await compare(figure, LIMIT, ours, _reading(service, ledger.id, whole, other))


async def _spread(database: Database, ledger: BenchLedger) -> tuple[UUID, UUID]:
    """Move half of the transactions to another account, and put a tag on an eighth."""
    account = accounts.first_of(ledger.id, "EUR")._replace(id=new_id(), name="Second", position=1)
    tag = TagRow(ledger_id=ledger.id, id=new_id(), name="Tag")
    rows = transactions.c
    own, last = rows.ledger_id == ledger.id, func.substr(cast(rows.id, String), 32, 1)
    moving = update(transactions).where(own, last < "8").values(account_id=account.id)
    tagged = select(
        *(rows.ledger_id, rows.id, literal(WHOLE, Uuid()), literal(tag.id, Uuid()), rows.date, rows.deleted)
    ).where(own, last.in_(["0", "8"]))
    tagging = insert(tags.places).from_select(list(TagPlace._fields), tagged)
    async with database.write() as connection:
        await accounts.create(connection, account)
        await tags.create(connection, tag)
        await connection.execute(moving)
        await connection.execute(tagging)
    return account.id, tag.id


async def _late(service: TransactionService, ledger_id: UUID, chosen: TransactionFilter) -> PageRequest:
    """Return the request for the thousandth page, whose cursor the pages before lead to."""
    request = PageRequest(first=100)
    for _ in range((LATE_PAGE - 1) * PER_PAGE // 100):
        page = await service.page(ledger_id, chosen, request)
        request = PageRequest(first=100, after=page.cursors[-1])
    return PageRequest(after=request.after)


def _reading(service: TransactionService, ledger_id: UUID, chosen: TransactionFilter, request: PageRequest) -> Work:
    async def work() -> None:
        for _ in range(EXECUTIONS):
            page = await service.page(ledger_id, chosen, request)
            assert len(page.rows) == PER_PAGE

    return work
