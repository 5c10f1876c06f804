"""Owners of ledgers: whoever calls the API with a session, and a street to move in whose clock stands still."""

import asyncio
import shutil
import ssl
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from app.settings import Settings
from db.stores.engine import Database
from services.finny import Provider
from tests.app.graphql.live.serving import served
from tests.patience import PATIENCE
from tests.people import Clock
from tests.resolvers.callers import PROBLEMS, Caller, join

Json = dict[str, Any]

# Nothing here is encrypted, but httpx would make one for each request, which takes longer than the request.
TLS = ssl.create_default_context()

# Alice's money in November 2026, of which the 23rd is today: 2,100.00 came in and 940.25 went out.
PAYMENTS = (
    ("2026-09-01", "2000.00", "Employer", "Salary"),
    ("2026-09-02", "-800.00", "Landlord", "Rent"),
    ("2026-09-12", "-200.00", "Market", "Food"),
    ("2026-10-01", "2000.00", "Employer", "Salary"),
    ("2026-10-02", "-800.00", "Landlord", "Rent"),
    ("2026-10-12", "-250.00", "Market", "Food"),
    ("2026-11-01", "2100.00", "Employer", "Salary"),
    ("2026-11-02", "-800.00", "Landlord", "Rent"),
    ("2026-11-05", "-120.50", "Market", "Food"),
    ("2026-11-20", "-12.50", "Bakery", "Food"),
    ("2026-11-21", "-7.25", "Kiosk", None),
)
PLANS = {"Rent": "800.00", "Food": "300.00"}


class Owner:
    """Somebody who calls the API of a server, with a session or without; `categories` are ids by name."""

    def __init__(self, url: str, session: str = "", categories: Mapping[str, str] | None = None) -> None:
        self.url = url
        self.session = session
        self.categories = dict(categories or {})

    def ask(self, document: str, variables: Mapping[str, object] | None = None) -> Json:
        """The data that an operation answers."""
        body = {"query": document, "variables": variables}
        headers = {"authorization": f"Bearer {self.session}"} if self.session else {}
        answer = httpx.post(f"{self.url}/graphql", json=body, headers=headers, timeout=PATIENCE, verify=TLS).json()
        assert "errors" not in answer, answer
        data: Json = answer["data"]
        return data

    def change(self, mutation: str, draft: Json, selection: str = "") -> Json:
        """The payload of a mutation that meets no problem."""
        kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        document = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ revision {PROBLEMS} {selection} }} }}"
        payload: Json = self.ask(document, {"input": draft})[mutation]
        assert payload["problems"] == []
        return payload

    def record(self, amount: str, payee: str, category: str | None = None, day: str = "2026-11-23") -> str:
        """The id of a new transaction."""
        draft = {"date": day, "amount": amount, "payee": payee, "categoryId": category and self.categories[category]}
        made: str = self.change("recordTransaction", draft, "transaction { id }")["transaction"]["id"]
        return made

    def settle(self) -> None:
        """Have three months of money, a plan and a goal."""
        drafts = [
            {"date": day, "amount": amount, "payee": payee, "categoryId": category and self.categories[category]}
            for day, amount, payee, category in PAYMENTS
        ]
        self.change("recordTransactions", {"transactions": drafts})
        for name, amount in PLANS.items():
            self.change("setBudget", {"categoryId": self.categories[name], "amount": amount, "month": "2026-09"})
        goal = {"name": "Bicycle", "target": "900.00", "targetDate": "2027-06-30"}
        goal_id = self.change("createGoal", goal, "goal { id }")["goal"]["id"]
        self.change("contributeToGoal", {"goalId": goal_id, "amount": "300.00"})


class Street:
    """A server on which owners get ledgers of their own."""

    def __init__(self, url: str, database_url: str, clock: Clock) -> None:
        self.url = url
        self._database_url = database_url
        self._clock = clock

    def move_in(self, *, locale: str = "en", currency: str = "EUR", zone: str = "Europe/Berlin") -> Owner:
        """Somebody new, with four categories and no money."""
        # While a browser is open, no event loop can begin in this thread.
        with ThreadPoolExecutor(1) as thread:
            caller = thread.submit(asyncio.run, self._join(currency, zone)).result()
        assert caller.secret
        owner = Owner(self.url, caller.secret, {name: caller.category(name) for name in caller.person.categories})
        if locale != "en":
            owner.change("updateProfile", {"locale": locale})
        return owner

    async def _join(self, currency: str, zone: str) -> Caller:
        database = Database(self._database_url)
        async with httpx.AsyncClient(verify=TLS) as http:
            caller = await join(database, self._clock, http, "Alice", currency, zone)
        await database.close()
        return caller


@contextmanager
def street(migrated_file: Path, folder: Path, provider: Provider | None = None) -> Iterator[Street]:
    """A street while it is served in a thread; `provider` speaks as Finny there."""
    file = shutil.copy(migrated_file, folder / "street.db")
    settings = Settings(database_url=f"sqlite:///{file}", log_level="error")
    clock = Clock()
    with served(settings, clock, provider) as url:
        yield Street(url, settings.database_url, clock)
