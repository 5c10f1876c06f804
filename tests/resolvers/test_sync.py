"""Changes over the API: after each mutation, a client that knows only the changes has an equal copy."""

import random
from typing import Any

import pytest

from db import ledgers
from db.stores.engine import Database
from db.stores.ids import new_id
from tests.clients.recipes import RECIPES
from tests.people import NOW
from tests.resolvers.callers import Caller, Json
from tests.resolvers.mutations import WRITES, undo_import
from tests.resolvers.uploads import upload

LISTS = """
    ledger { id baseCurrency timeZone calendars { startsOn day } }
    accounts(includeClosed: true) { id name kind currency number openedOn closedOn counted inNetWorth
        checks { id date balance { amount currency } source } }
    categories(includeArchived: true) { id name kind colour icon archived parent { id } }
    tags { id name }
    budgets { id startsOn amount { amount } category { id } }
    rules { id texts { field match anyOf } atLeast atMost direction payee note accounts { id } category { id } }
    goals { id name target { amount } targetDate startedOn contributions { id date amount { amount } note } }
    series { id payee amount { amount } account { id } otherAccount { id } category { id } schedule { firstOn } }
    ownPrices { currency date price }"""
TRANSACTION = """
    id date amount { amount currency } baseAmount { amount } exchangeRate provisional payee note version deleted
    createdAt updatedAt statementPayee payeeOrigin noteOrigin categoryOrigin account { id } accountAmount { amount }
    category { id } tags { id } splits { id amount { amount } note category { id } tags { id }
        transfer { id madeBy fromAccount { id } toAccount { id } outSplit { id } inSplit { id } }
        refundOf { id } refunds { id } }"""
CHANGES = f"""query ($after: String) {{ changes(after: $after, first: 20) {{
    begins revision cursor hasMore removedTransactionIds transactions {{ {TRANSACTION} }}
    lists {{ {LISTS.replace("(includeClosed: true)", "").replace("(includeArchived: true)", "")} }} }} }}"""
ALL_LISTS = f"{{ viewer {{ {LISTS.partition('accounts')[0]} }} accounts{LISTS.partition('accounts')[2]} }}"
LISTED = f"""query ($filter: TransactionFilter) {{ transactions(first: 100, filter: $filter) {{
    nodes {{ {TRANSACTION} }} pageInfo {{ hasNextPage }} }} }}"""

namespace: dict[str, Any] = {}
exec(RECIPES["copying.py"], namespace)  # noqa: S102  the code of docs/clients.md


async def follow(caller: Caller, copy: Json) -> Json:
    """Bring a copy up to date as docs/clients.md says, and return it."""
    has_more = True
    while has_more:
        page = (await caller.ask(CHANGES, after=copy.get("cursor")))["changes"]
        namespace["apply"](copy, page)
        has_more = page["hasMore"]
    return copy


async def check_equal(caller: Caller, copy: Json) -> None:
    """Compare a copy with what all other queries answer."""
    pages = [(await caller.ask(LISTED, filter={"deleted": deleted}))["transactions"] for deleted in (False, True)]
    assert [page["pageInfo"]["hasNextPage"] for page in pages] == [False, False]
    assert copy["transactions"] == {node["id"]: node for page in pages for node in page["nodes"]}
    lists = await caller.ask(ALL_LISTS)
    assert copy["lists"] == {**lists.pop("viewer"), **lists}


async def test_a_copy_is_equal_after_every_mutation(alice: Caller, bob: Caller) -> None:
    copy: Json = {}
    # The first ones need an empty ledger, and after the last ones the others have no categories.
    first, last = ("updateLedger", "undoImport", "dismissInsight", "confirmSeries"), ("archiveCategory",)
    # A category that holds others cannot be merged, and a series that was confirmed is not suggested again.
    names = sorted(WRITES.keys() - {*first, *last, "mergeCategories", "refuseSeries"})
    random.Random(18).shuffle(names)
    await undo_import(bob)
    for number, name in enumerate([*first, *names, *last]):
        assert (await alice.change(name, await WRITES[name](alice)))["problems"] == [], name
        await follow(alice, copy)
        if number % 10 == 0:
            await check_equal(alice, copy)
    await upload(alice, "Date,Payee,Amount\n2026-11-02,Bakery,-3.20\n2026-11-03,Bakery,-3.20\n", "report { recorded }")
    await follow(alice, copy)
    await check_equal(alice, copy)


async def test_a_copy_begins_again_after_a_restore(alice: Caller, database: Database) -> None:
    copy: Json = {}
    await alice.record()
    await follow(alice, copy)
    await alice.record()
    async with database.write() as connection:
        await ledgers.begin_epoch(connection, new_id(), NOW)
    await check_equal(alice, await follow(alice, copy))


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_nothing_is_new_when_nothing_changed(alice: Caller) -> None:
    copy: Json = {}
    await alice.record()
    await follow(alice, copy)
    page = (await alice.ask(CHANGES, after=copy["cursor"]))["changes"]
    assert (page["begins"], page["lists"], page["transactions"], page["hasMore"]) == (False, None, [], False)
    assert page["cursor"] == copy["cursor"]


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_wrong_cursor_is_refused(alice: Caller) -> None:
    for cursor in ("", "x", "é", "A" * 76, "A" * 200):
        assert await alice.codes(CHANGES, after=cursor) == ["INVALID"]
