"""Rates: the prices of currencies that an owner records, and the reference rates that an operator imports."""

from __future__ import annotations  # in a class, a field named `date` hides the type of that name

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from uuid import UUID

from db import rates
from db.rates import PriceRow, ReferenceRow
from db.stores.engine import Connection, Database, retried
from services.changes import Changes, Once, Saved
from services.events.rates import PriceDeleted, PriceRecorded, RatesImported
from services.revaluation import revalue
from services.values.errors import conflict, invalid, not_found
from services.values.exchange import check_number
from services.values.input_rules import ProblemList
from services.values.money import check_currency
from services.values.periods import check_date
from services.values.prices import Price, Prices
from services.values.reference_rates import ReferenceRates, bundled

MOST_PRICES = 10_000
_ADDED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class PriceDraft:
    """A requested price of one unit of a currency on a day, in the base currency."""

    currency: str
    date: date
    price: Decimal


class RateService:
    """The rules of rates."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes

    @retried
    async def prices(self, ledger_id: UUID) -> list[PriceRow]:
        """Return the ledger's own prices by currency and day."""
        async with self._database.read(ledger_id) as connection:
            return await rates.prices_in(ledger_id).within(connection)

    @retried
    async def price(self, ledger_id: UUID, base_currency: str, currency: str, day: date) -> Price | None:
        """Return the price of a currency on a day; None if it is unknown."""
        check_currency(currency, "currency")
        async with self._database.read(ledger_id) as connection:
            return Prices(base_currency, await rates.known_in(ledger_id, currency).within(connection)).on(currency, day)

    async def record(self, ledger_id: UUID, draft: PriceDraft, key: str | None = None) -> Saved[PriceRow]:
        """Store a price in place of an earlier one of the same day."""
        async with self._changes.open(ledger_id, Once(key, "recordPrice", draft)) as change:
            row = _prepare(draft, ledger_id, change.ledger.base_currency)
            if change.repeated:
                return change.repeated.saved(row)
            known = await _known(change.connection, ledger_id)
            if row in known:
                await change.unchanged()
                return change.saved(row)
            if len(known) >= MOST_PRICES:
                raise conflict(f"A ledger has at most {MOST_PRICES} prices of its own; delete some first.")
            await rates.set_price(change.connection, row)
            await revalue(change)
            await change.happened(PriceRecorded(row.currency, row.day))
        return change.saved(row)

    async def delete(self, ledger_id: UUID, currency: str, day: date) -> Saved[PriceRow]:
        """Delete an own price of the ledger, so that reference rates count again."""
        async with self._changes.open(ledger_id) as change:
            known = await _known(change.connection, ledger_id)
            row = next((row for row in known if (row.currency, row.day) == (currency, day)), None)
            if row is None:
                raise not_found("There is no such price of your own; ask for all of them.", "date")
            await rates.delete_price(change.connection, row)
            await change.happened(PriceDeleted(currency, day))
        return change.saved(row)

    async def import_file(self, raw: bytes) -> int:
        """Store the reference rates of a file that are not bundled, and notify every ledger that may need them."""
        newer = _newer(ReferenceRates(raw))
        count = 0
        async with self._database.write() as connection:
            while rows := list(islice(newer, _ADDED_AT_ONCE)):
                await rates.add(connection, rows)
                count += len(rows)
        if count:
            async with self._database.read() as connection:
                needing = await rates.ledgers_that_need_rates(connection)
            for ledger_id in needing:
                async with self._changes.open(ledger_id) as change:
                    await revalue(change)
                    await change.happened(RatesImported())
        return count


def _prepare(draft: PriceDraft, ledger_id: UUID, base_currency: str) -> PriceRow:
    problems = ProblemList()
    with problems.noting():
        if check_currency(draft.currency, "currency") == base_currency:
            raise invalid(f"{base_currency} is the base currency and needs no price; give another.", "currency")
    with problems.noting():
        check_number(draft.price, "price")
    with problems.noting():
        check_date(draft.date, "date")
    problems.refuse_any()
    return PriceRow(
        ledger_id=ledger_id, currency=draft.currency, day=draft.date, price=format(draft.price.normalize(), "f")
    )


def _newer(file: ReferenceRates) -> Iterator[ReferenceRow]:
    """Yield the rates of a file that are newer than the bundled ones."""
    for currency, reference in file.since(bundled().last_day):
        yield ReferenceRow(currency=currency, day=reference.day, rate=format(reference.rate, "f"))


async def _known(connection: Connection, ledger_id: UUID) -> list[PriceRow]:
    return await rates.prices_in(ledger_id).within(connection)
