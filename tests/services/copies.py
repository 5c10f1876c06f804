"""A copy of a ledger that only its changes keep, and the ledger as everybody sees it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from db import transaction_search
from db.stores.engine import Database
from db.tags import WHOLE
from db.transactions import TransactionFilter, TransactionRow
from services.splits import only_split
from services.wiring import Services

Seen = dict[UUID, dict[str, Any]]
"""Transactions by their ids, each with what stands in it."""


async def shown(services: Services, ledger_id: UUID, rows: Sequence[TransactionRow]) -> Seen:
    """Transactions with their splits, tags, transfers and refunds."""
    beside = await services.transactions.splits_of(ledger_id, [row.id for row in rows if row.split_count > 1])
    parts = {row.id: beside.get(row.id) or [only_split(row)] for row in rows}
    ids = [part.id for row in rows for part in parts[row.id]]
    transfer_ids = {part.transfer_id for row in rows for part in parts[row.id] if part.transfer_id}
    transfers = {row.id: row for row in await services.transfers.get_many(ledger_id, list(transfer_ids))}
    refunds = await services.refunds.about(ledger_id, ids)
    places = [(row.id, place) for row in rows for place in (WHOLE, *(part.id for part in parts[row.id]))]
    tags = await services.tags.on(ledger_id, places)
    return {
        row.id: {
            "row": row._replace(touched=None),
            "splits": parts[row.id],
            "transfers": [transfers.get(part.transfer_id) for part in parts[row.id] if part.transfer_id],
            "refunds": {refund for refund in refunds if row.id in {refund.transaction_id, refund.of_transaction_id}},
            "tags": {place: [tag.id for tag in names] for place, names in tags.items() if place[0] == row.id},
        }
        for row in rows
    }


async def ledger_as_shown(database: Database, services: Services, ledger_id: UUID) -> Seen:
    """All transactions of a ledger, deleted ones too."""
    async with database.read(ledger_id) as connection:
        rows = [
            row
            for deleted in (False, True)
            for row in await transaction_search.page(connection, ledger_id, TransactionFilter(deleted=deleted), 10_000)
        ]
    return await shown(services, ledger_id, rows)


class Copy:
    """A client that knows the changes of a ledger and nothing else."""

    def __init__(self, services: Services, ledger_id: UUID, page: int = 3) -> None:
        self._services = services
        self._ledger_id = ledger_id
        self._page = page
        self.cursor: str | None = None
        self.transactions: Seen = {}
        self.begun = 0
        self.lists = 0

    async def follow(self) -> Seen:
        """Bring the copy up to date, and return it."""
        has_more = True
        while has_more:
            page = await self._services.sync.page(self._ledger_id, self.cursor, self._page)
            if page.begins:
                self.transactions.clear()
                self.begun += 1
            self.lists += page.lists
            assert len(page.rows) + len(page.removed) <= self._page
            self.transactions |= await shown(self._services, self._ledger_id, page.rows)
            for transaction_id in page.removed:
                self.transactions.pop(transaction_id, None)
            self.cursor, has_more = page.cursor, page.has_more
        return self.transactions
