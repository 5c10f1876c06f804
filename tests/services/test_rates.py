"""Amounts in other currencies are worth what the last known rate says, and a rate that nobody knows is never 1."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest

from db.rates import RateRow
from db.stores.engine import Database
from services.account_service import AccountService
from services.accounts import AccountDraft
from services.changes import Changes
from services.ledgers import LedgerEdit, LedgerService
from services.rates import PriceDraft, RateService
from services.values.errors import Refused
from services.values.prices import Price, Prices
from services.values.reference_rates import Reference, ReferenceRates, bundled, bundled_on
from tests.ledger_facts import one_event, refused, revision_of, unchanged
from tests.people import Person

FILE = b"""Date,USD,JPY,XXL,
2026-11-06,1.25,160,1,
2026-11-05,1.20,N/A,1,
1999-01-04,1.1789,133.73,1,
"""
DAY = date(2026, 11, 5)


@pytest.fixture
def rates(database: Database, changes: Changes) -> RateService:
    """The rules of rates."""
    return RateService(database, changes)


def zipped(raw: bytes, *more: str) -> bytes:
    """Return a file as the bank zips it."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name in ("eurofxref-hist.csv", *more):
            archive.writestr(name, raw)
    return packed.getvalue()


@pytest.mark.parametrize("raw", [FILE, zipped(FILE), FILE.replace(b"\n", b"\r\n")])
def test_a_file_knows_the_last_rate_up_to_a_day(raw: bytes) -> None:
    file = ReferenceRates(raw)
    assert file.on("USD", DAY) == Reference(DAY, Decimal("1.20"))
    assert file.on("USD", date(2030, 1, 1)) == Reference(date(2026, 11, 6), Decimal("1.25"))
    assert file.on("JPY", DAY) == Reference(date(1999, 1, 4), Decimal("133.73"))
    assert file.on("USD", date(1990, 1, 1)) == Reference(date(1999, 1, 4), Decimal("1.1789"))
    assert file.on("KWD", DAY) is None
    assert [(name, known.day.day) for name, known in file.since(date(2026, 11, 4))] == [
        ("USD", 5),
        ("USD", 6),
        ("JPY", 6),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK",
        b"Date,USD\n",
        b"Day,USD\n2026-11-05,1\n",
        b"Date,USD\n5.11.2026,1\n",
        zipped(FILE, "another.csv"),
    ],
)
def test_other_files_are_refused(raw: bytes) -> None:
    with pytest.raises(Refused, match="European Central Bank"):
        ReferenceRates(raw)


@pytest.mark.parametrize("rate", [b"much", b"0", b"-1", b"NaN", b"Infinity", b"1" * 30])
def test_a_rate_that_is_none_is_refused(rate: bytes) -> None:
    with pytest.raises(Refused, match="European Central Bank"):
        list(ReferenceRates(b"Date,USD\n2026-11-05," + rate).since(None))


def test_the_package_brings_the_history_since_1999() -> None:
    assert bundled_on("USD", date(1999, 1, 4)) == Reference(date(1999, 1, 4), Decimal("1.1789"))
    sunday = bundled_on("USD", date(2026, 10, 25))
    assert sunday
    assert sunday == bundled_on("USD", sunday.day)
    assert sunday.day == date(2026, 10, 23)
    assert bundled_on("EUR", DAY) == Reference(DAY, Decimal(1))
    assert bundled().last_day >= date(2026, 10, 30)


def test_a_price_goes_over_the_euro() -> None:
    rows = [RateRow("USD", DAY, "1.25", own=False), RateRow("GBP", DAY, "0.8", own=False)]
    assert Prices("EUR", rows).on("USD", DAY) == Price(DAY, Decimal("0.8"))
    assert Prices("USD", rows).on("GBP", DAY) == Price(DAY, Decimal("1.5625"))
    assert Prices("USD", rows).on("EUR", DAY) == Price(DAY, Decimal("1.25"))
    assert Prices("USD", rows).on("USD", DAY) == Price(DAY, Decimal(1))
    assert Prices("USD", rows).value(1000, "GBP", DAY) == 1562
    assert Prices("EUR", rows).value(1000, "KWD", DAY) is None


def test_the_newest_price_counts_and_of_a_day_the_owners() -> None:
    rows = [
        RateRow("USD", DAY, "1.25", own=False),
        RateRow("USD", DAY, "0.9", own=True),
        RateRow("USD", date(2026, 11, 7), "1.60", own=False),
        RateRow("ARS", DAY, "0.001", own=True),
    ]
    prices = Prices("EUR", rows)
    assert prices.on("USD", date(2026, 11, 6)) == Price(DAY, Decimal("0.9"))
    assert prices.on("USD", date(2026, 11, 8)) == Price(date(2026, 11, 7), Decimal("0.625"))
    assert prices.on("ARS", date(2020, 1, 1)) == Price(DAY, Decimal("0.001"))


def test_a_price_is_stale_after_a_week() -> None:
    price = Price(DAY, Decimal(1))
    assert [price.is_stale(date(2026, 11, day)) for day in (4, 5, 12, 13)] == [True, False, False, True]


async def test_an_owner_gives_a_price_and_takes_it_back(
    database: Database, rates: RateService, alice: Person, bob: Person
) -> None:
    draft = PriceDraft("ARS", DAY, Decimal("0.00070"))
    async with one_event(database, alice.ledger_id, "PriceRecorded", currency="ARS"):
        row = (await rates.record(alice.ledger_id, draft, "k")).object
    assert (row.price, await rates.prices(alice.ledger_id)) == ("0.0007", [row])
    async with unchanged(database, alice.ledger_id):
        assert (await rates.record(alice.ledger_id, draft, "k")).object == row
    assert not (await rates.record(alice.ledger_id, draft)).changed
    assert await rates.price(alice.ledger_id, "EUR", "ARS", DAY) == Price(DAY, Decimal("0.0007"))
    assert await rates.price(bob.ledger_id, "USD", "ARS", DAY) is None
    async with refused(database, [alice.ledger_id, bob.ledger_id], "NOT_FOUND", "date"):
        await rates.delete(bob.ledger_id, "ARS", DAY)
    async with one_event(database, alice.ledger_id, "PriceDeleted"):
        await rates.delete(alice.ledger_id, "ARS", DAY)
    assert await rates.prices(alice.ledger_id) == []


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (PriceDraft("EUR", DAY, Decimal(1)), "currency"),
        (PriceDraft("XXX", DAY, Decimal(1)), "currency"),
        (PriceDraft("USD", date(1800, 1, 1), Decimal(1)), "date"),
        (PriceDraft("USD", DAY, Decimal(0)), "price"),
        (PriceDraft("USD", DAY, Decimal("NaN")), "price"),
        (PriceDraft("USD", DAY, Decimal("1e10")), "price"),
    ],
)
async def test_impossible_prices_are_refused(
    database: Database, rates: RateService, alice: Person, draft: PriceDraft, field: str
) -> None:
    async with refused(database, [alice.ledger_id], "INVALID", field):
        await rates.record(alice.ledger_id, draft)


async def test_prices_fix_the_base_currency(
    database: Database, changes: Changes, rates: RateService, alice: Person
) -> None:
    await rates.record(alice.ledger_id, PriceDraft("USD", DAY, Decimal("0.9")))
    async with refused(database, [alice.ledger_id], "CONFLICT", "base_currency"):
        await LedgerService(changes).update(alice.ledger_id, LedgerEdit(base_currency="USD"))


async def test_imported_rates_are_told_to_who_needs_them(
    database: Database, accounts: AccountService, rates: RateService, alice: Person, bob: Person
) -> None:
    await accounts.create(alice.ledger_id, AccountDraft("Abroad", currency="USD"))
    async with one_event(database, alice.ledger_id, "RatesImported"):
        assert await rates.import_file(zipped(FILE)) == 3
    assert await revision_of(database, bob.ledger_id) == 0
    assert await rates.price(alice.ledger_id, "EUR", "USD", date(2026, 11, 20)) == Price(
        date(2026, 11, 6), Decimal("0.8")
    )
    assert await rates.import_file(FILE) == 3
    old = FILE.splitlines(keepends=True)
    assert await rates.import_file(old[0] + old[-1]) == 0
