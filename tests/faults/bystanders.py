"""A user who goes on with their day while another one attacks the server: the seconds that their requests take."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import NamedTuple

from services.values.clock import utc_now
from tests.resolvers.callers import Caller, Json

MOST_TIMES = 10.0
MOST_SECONDS = 2.0
CALM_ROUNDS = 12
PAUSE = 0.02
RECORD = (
    "mutation ($input: RecordTransactionInput!) { recordTransaction(input: $input)"
    " { revision problems { message } dashboard { revision overview { expenses { amount } } } } }"
)
REQUESTS = {
    "a look at who asks": "{ viewer { name } }",
    "a dashboard": "{ dashboard { revision overview { expenses { amount } recentTransactions { payee } } } }",
    "a search": '{ transactions(filter: {text: "Corner"}) { nodes { payee } } }',
}


@dataclass
class Bystander:
    """Bob, who goes on with his day: the seconds that his requests take, by what they are."""

    caller: Caller
    seconds: dict[str, list[float]] = field(default_factory=dict)

    async def round(self) -> None:
        """One request of each kind."""
        for name, document in REQUESTS.items():
            await self._timed(name, self.caller.ask(document))
        draft = {"date": utc_now().date().isoformat(), "amount": "-1.00", "payee": "Corner bakery"}
        await self._timed("a write with a dashboard", self.caller.ask(RECORD, input=draft))

    async def _timed(self, name: str, request: Awaitable[Json]) -> None:
        start = perf_counter()
        await request
        self.seconds.setdefault(name, []).append(perf_counter() - start)

    def take(self) -> dict[str, list[float]]:
        """The seconds so far, which are then forgotten."""
        taken, self.seconds = self.seconds, {}
        return taken


class Compared(NamedTuple):
    """The seconds of one kind of request: the median in calm and under attack, and the longest."""

    name: str
    calm: float
    attacked: float
    longest: float

    @property
    def times(self) -> float:
        """The time under attack, divided by the time in calm."""
        return self.attacked / self.calm

    def __str__(self) -> str:
        took = f"{self.calm * 1000:.0f} ms in calm, {self.attacked * 1000:.0f} ms under attack"
        return f"{self.name}: {self.times:.1f} times ({took}, at most {self.longest * 1000:.0f} ms)"


async def beside(bystander: Bystander, attack: Awaitable[None]) -> list[Compared]:
    """Measure the bystander's requests just before an attack and during it."""
    bystander.take()
    for _ in range(CALM_ROUNDS):
        await bystander.round()
    calm = bystander.take()
    attacking = asyncio.ensure_future(attack)
    await asyncio.sleep(PAUSE)
    rounds = 0
    try:
        # What is answered may go on in the background.
        while not attacking.done() or rounds < CALM_ROUNDS:
            await bystander.round()
            rounds += 1
    finally:
        await attacking
    return [
        Compared(name, median(calm[name]), median(seconds), max(seconds)) for name, seconds in bystander.take().items()
    ]
