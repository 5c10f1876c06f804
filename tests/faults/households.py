"""Households whose every acknowledged write is remembered, and subscribers that check whatever they are sent."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from db.stores.engine import Database
from services.users.credentials import EVERY_SCOPE
from services.values.clock import utc_now
from tests.app.graphql.live.serving import connected
from tests.patience import PATIENCE
from tests.people import Clock
from tests.resolvers.callers import Caller, Json, holding, join

STATE = (
    "revision period { start } overview { income { amount } expenses { amount } net { amount }"
    " recentTransactions(first: 3) { id payee amount { amount } category { name } } }"
)
UPDATES = (
    "subscription ($after: Int) { dashboardUpdated(after: $after)"
    f" {{ revision truncated causes {{ revision ids }} dashboard {{ {STATE} }} }} }}"
)
RECORD = (
    "mutation ($input: RecordTransactionInput!) { recordTransaction(input: $input)"
    " { revision problems { message } transaction { id } } }"
)
PAUSE = 0.1


@dataclass
class Household:
    """Somebody with a ledger, the same person at each door, and what was acknowledged: a transaction by revision."""

    name: str
    doors: Sequence[Caller]
    acknowledged: dict[int, str] = field(default_factory=dict)

    @property
    def secret(self) -> str:
        """The secret of the session."""
        assert self.doors[0].secret
        return self.doors[0].secret

    @property
    def revision(self) -> int:
        """The newest acknowledged revision."""
        return max(self.acknowledged, default=0)

    def draft(self, amount: int = 1, key: str | None = None) -> Json:
        """An expense of today."""
        names = ("Food", "Rent")
        return {
            "date": utc_now().date().isoformat(),
            "amount": f"-{amount}.00",
            "payee": self.name,
            "categoryId": self.doors[0].category(names[amount % len(names)]),
            "idempotencyKey": key,
        }

    def acknowledge(self, payload: Json) -> str:
        """Note the payload of a mutation of a transaction; the transaction's id."""
        assert payload["problems"] == []
        made: str = payload["transaction"]["id"]
        self.acknowledged[payload["revision"]] = made
        return made

    async def spend(self, door: int = 0, amount: int = 1) -> int:
        """Record an expense at one of the doors; the revision of the acknowledgement."""
        payload = (await self.doors[door].ask(RECORD, input=self.draft(amount)))["recordTransaction"]
        self.acknowledge(payload)
        revision: int = payload["revision"]
        return revision

    async def dashboard(self, door: int = 0) -> Json:
        """The dashboard by a query."""
        dashboard: Json = (await self.doors[door].ask(f"{{ dashboard {{ {STATE} }} }}"))["dashboard"]
        return dashboard


class Subscriber:
    """A device that keeps a subscription open whatever happens, and goes on where it was.

    It fails on the first update that breaks the promise: one that goes back, or causes with a gap.
    """

    def __init__(self, household: Household, urls: Sequence[str], after: int | None = 0) -> None:
        self.revision = after
        self.state: Json = {}
        self.causes: dict[int, list[str]] = {}
        self.truncated: set[int] = set()
        self.connections = 0
        self.updates = 0
        self._household = household
        self._urls = urls
        self._moved = asyncio.Event()
        self._running = asyncio.create_task(self._run())

    async def until(self, revision: int, seconds: float = PATIENCE) -> None:
        """Wait until it shows a revision."""
        async with asyncio.timeout(seconds):
            await self.reaches(lambda: self.updates > 0 and (self.revision or 0) >= revision)

    async def reaches(self, shows: Callable[[], bool]) -> None:
        """Wait until something is true of it."""
        while not shows():
            moved = asyncio.create_task(self._moved.wait())
            await asyncio.wait({moved, self._running}, return_when=asyncio.FIRST_COMPLETED)
            moved.cancel()
            if self._running.done():
                self._running.result()
                raise AssertionError("The subscription has ended.")

    async def check(self) -> None:
        """It shows what a query shows at each door, with every acknowledged write as a cause, and nobody else's."""
        household = self._household
        await self.until(household.revision)
        for door in range(len(household.doors)):
            assert self.state == await household.dashboard(door)
        told = {revision: made for revision, made in household.acknowledged.items() if revision not in self.truncated}
        assert {revision: self.causes.get(revision) for revision in told} == {key: [made] for key, made in told.items()}
        assert {transaction["payee"] for transaction in self.state["overview"]["recentTransactions"]} <= {
            household.name
        }

    async def leave(self) -> None:
        """End it."""
        self._running.cancel()
        with suppress(asyncio.CancelledError):
            await self._running

    async def _run(self) -> None:
        while True:
            url = self._urls[self.connections % len(self._urls)]
            self.connections += 1
            with suppress(OSError, TimeoutError, ConnectionClosed, InvalidHandshake):
                await self._follow(url)
            await asyncio.sleep(PAUSE)

    async def _follow(self, url: str) -> None:
        async with connected(url, self._household.secret) as client:
            await client.subscribe("1", UPDATES, {"after": self.revision})
            while True:
                self._apply((await client.data(3600))["dashboardUpdated"])

    def _apply(self, update: Json) -> None:
        told = [cause["revision"] for cause in update["causes"]]
        before = self.revision
        assert update["dashboard"]["revision"] == update["revision"]
        if before is not None:
            assert update["revision"] >= before, "it went back"
            missed = set(range(before + 1, update["revision"] + 1)) - set(told)
            assert not missed or update["truncated"], missed
            assert told == sorted(set(told))
            self.truncated |= missed
        self.causes |= {cause["revision"]: cause["ids"] for cause in update["causes"]}
        self.revision, self.state = update["revision"], update["dashboard"]
        self.updates += 1
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()


async def settle(database: Database, doors: Sequence[httpx.AsyncClient], name: str) -> Household:
    """A new household in front of some doors, with a session."""
    caller = await join(database, Clock(utc_now()), doors[0], name)
    return Household(name, [replace(caller, http=door) for door in doors])


async def sign_in_again(database: Database, household: Household) -> None:
    """Give a household another session."""
    caller = await holding(database, Clock(utc_now()), household.doors[0], "session", EVERY_SCOPE)
    household.doors = [replace(door, secret=caller.secret) for door in household.doors]


@asynccontextmanager
async def opened(*urls: str) -> AsyncIterator[list[httpx.AsyncClient]]:
    """A client at each address."""
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=50)
    doors = [httpx.AsyncClient(base_url=url, timeout=PATIENCE, limits=limits) for url in urls]
    try:
        yield doors
    finally:
        for door in doors:
            await door.aclose()


@asynccontextmanager
async def following(*subscribers: Subscriber) -> AsyncIterator[None]:
    """The subscribers once each shows something, until the end of the block."""
    try:
        async with asyncio.timeout(PATIENCE):
            for subscriber in subscribers:
                await subscriber.reaches(lambda subscriber=subscriber: subscriber.updates > 0)  # type: ignore[misc]
        yield
    finally:
        await asyncio.gather(*(subscriber.leave() for subscriber in subscribers))
