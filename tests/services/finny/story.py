"""The demo household's sums on a day, added up row by row, for the right answers."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID

from app.demo.household import Household, HouseholdTransaction, household
from db.conversations import MessageRow
from services.finny import Tools
from services.values.pages import PageRequest
from services.wiring import Services
from tests.patience import PATIENCE
from tests.people import Clock

TODAY = date(2026, 11, 23)
CLOCK = Clock(datetime(2026, 11, 23, 12, tzinfo=UTC))

# The days that are asked about, and how Finny calls the year so far.
OCTOBER = date(2026, 10, 1), date(2026, 10, 31)
NOVEMBER = date(2026, 11, 1), TODAY
YEAR = date(2026, 1, 1), TODAY
SO_FAR = "in 2026 (so far; 39 days left)"

Answering = Callable[..., Coroutine[None, None, str]]
OpenHouse = Callable[..., Coroutine[None, None, "House"]]


@dataclass(frozen=True)
class House:
    """A copy of the demo as a process serves it."""

    services: Services
    ledger_id: UUID

    async def ask(self, question: str) -> MessageRow:
        """Return the stored reply to the first question of a conversation."""
        await self.services.conversations.clear(self.ledger_id)
        sent = (await self.services.conversations.send(self.ledger_id, question)).object
        async with asyncio.timeout(PATIENCE):
            while (await self.services.conversations.state(self.ledger_id)).replying:
                await asyncio.sleep(0.02)
        newest = (await self.services.conversations.page(self.ledger_id, PageRequest(first=1))).rows[0]
        assert newest.id == sent.reply_id
        return newest


class Story:
    """The household's rows; sums are in euros, as Finny writes them."""

    def __init__(self) -> None:
        self.house: Household = household(TODAY)
        self._kinds = {category.name: category.kind for category in self.house.categories}
        self._parents = {category.name: category.parent for category in self.house.categories}

    def paid(self, start: date, end: date, *, category: str = "", payee: str = "") -> str:
        """Return the money paid for a category with its children, or to a payee."""
        rows = (row for row in self._rows(start, end) if payee in row.payee)
        return _euros(-_sum(row for row in rows if not category or self._is_in(row, category)))

    def spent(self, start: date, end: date) -> str:
        """Return all expenses, less refunds in expense categories."""
        return _euros(-_sum(row for row in self._rows(start, end) if self._kind(row) == "EXPENSE"))

    def earned(self, start: date, end: date) -> str:
        """Return all income."""
        return _euros(_sum(row for row in self._rows(start, end) if self._kind(row) == "INCOME"))

    def biggest(self, start: date, end: date) -> str:
        """Return the biggest expense."""
        rows = (row for row in self._rows(start, end) if self._kind(row) == "EXPENSE")
        return _euros(max(-in_euros(row) for row in rows))

    def saved(self, goal: str) -> str:
        """Return the money saved for a goal."""
        (rows,) = [row for row in self.house.goals if row.name == goal]
        return _euros(sum((amount for _, amount in rows.contributions), Decimal(0)))

    def _rows(self, start: date, end: date) -> Iterator[HouseholdTransaction]:
        return (part for row in self.house.transactions if start <= row.date <= end for part in parts_of(row))

    def _is_in(self, row: HouseholdTransaction, category: str) -> bool:
        return row.category is not None and category in {row.category, self._parents[row.category]}

    def _kind(self, row: HouseholdTransaction) -> str:
        if row.category is not None:
            return self._kinds[row.category]
        if row.pair is not None:
            return "TRANSFER"
        return "EXPENSE" if row.amount < 0 else "INCOME"


def _sum(rows: Iterator[HouseholdTransaction]) -> Decimal:
    return sum(map(in_euros, rows), Decimal(0))


def parts_of(row: HouseholdTransaction) -> list[HouseholdTransaction]:
    """Return a row for each split of a transaction."""
    return [row._replace(amount=part.amount, category=part.category, splits=()) for part in row.splits] or [row]


def in_euros(row: HouseholdTransaction) -> Decimal:
    """Return the amount of a row in euros."""
    return (row.amount * (row.exchange_rate or 1)).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def _euros(amount: Decimal) -> str:
    return f"{amount:,.2f} EUR"


def tools_of(services: Services, ledger_id: UUID) -> Tools:
    """Return the tools that read a ledger."""
    return Tools(services.dashboard, services.transactions, services.tags, services.series_suggestions, ledger_id)
