"""Somebody who calls the API over HTTP, and Alice and Bob with a session each."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
from starlette.applications import Starlette

from db import users
from db.stores.engine import Database
from db.stores.ids import new_id
from db.users import UserRow
from schema.node import global_id
from services.users import Scope
from services.users.credentials import EVERY_SCOPE, Kind, make_credential
from tests.people import Clock, Person, move_in

Json = dict[str, Any]

PROBLEMS = "problems { code message field }"


@dataclass(frozen=True)
class Caller:
    """Somebody with or without a secret, in front of the API."""

    http: httpx.AsyncClient
    secret: str | None = None
    person: Person = field(default_factory=lambda: Person(new_id(), {}))
    user_id: UUID | None = None

    async def send(self, document: str, variables: Mapping[str, object] | None = None) -> Json:
        """The whole answer of an operation."""
        headers = {"authorization": f"Bearer {self.secret}"} if self.secret else {}
        body = {"query": document, "variables": variables}
        answer: Json = (await self.http.post("/graphql", json=body, headers=headers)).json()
        return answer

    async def ask(self, document: str, **variables: object) -> Json:
        """The data of an operation that meets no error."""
        answer = await self.send(document, variables)
        assert "errors" not in answer, answer["errors"]
        data: Json = answer["data"]
        return data

    async def codes(self, document: str, **variables: object) -> list[str]:
        """The codes of the errors of an operation."""
        return [error["extensions"]["code"] for error in (await self.send(document, variables)).get("errors", [])]

    async def change(self, mutation: str, draft: Json, selection: str = "", **variables: object) -> Json:
        """The payload of a mutation: its revision and problems, and what is selected of it."""
        kind = mutation[0].upper() + mutation[1:] + "Input"
        document = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ revision {PROBLEMS} {selection} }} }}"
        payload: Json = (await self.ask(document, input=draft, **variables))[mutation]
        return payload

    async def make(self, mutation: str, draft: Json, selection: str) -> Json:
        """Execute a mutation that has no problems; return the saved object."""
        payload = await self.change(mutation, draft, selection)
        assert payload["problems"] == []
        made: Json = payload[selection.split(maxsplit=1)[0]]
        return made

    async def problems(self, mutation: str, draft: Json) -> dict[str, str]:
        """The codes of a refusal by field ("transactions.3.payee"), once its every message is a sentence."""
        payload = await self.change(mutation, draft)
        assert payload["revision"] is None
        assert payload["problems"]
        for problem in payload["problems"]:
            assert problem["message"].endswith(".")
        return {".".join(problem["field"] or []): problem["code"] for problem in payload["problems"]}

    def category(self, name: str) -> str:
        """The id of a category that was there from the start."""
        return global_id("Category", self.person.categories[name])

    async def record(self, amount: str = "-3.20", **others: object) -> str:
        """The id of a new transaction."""
        draft = {"date": "2026-11-02", "amount": amount, "payee": "Bakery", **others}
        made: str = (await self.make("recordTransaction", draft, "transaction { id }"))["id"]
        return made

    async def revision(self) -> int:
        """The ledger's revision."""
        revision: int = (await self.ask("{ dashboard { revision } }"))["dashboard"]["revision"]
        return revision


@asynccontextmanager
async def visitor(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client of the server that nobody has signed in with."""
    transport = httpx.ASGITransport(app, client=("192.0.2.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        yield http


async def join(database: Database, clock: Clock, http: httpx.AsyncClient, name: str, *settings: Any) -> Caller:
    """A new user with a ledger (base currency, time zone, period start day) and a session, without a password."""
    person = await move_in(database, *settings)
    user = UserRow(new_id(), person.ledger_id, f"{name.lower()}-{new_id().hex}", "", name, "en", clock())
    async with database.write() as connection:
        await users.create(connection, user)
    caller = Caller(http, None, person, user.id)
    return await holding(database, clock, caller, "session", EVERY_SCOPE)


async def holding(database: Database, clock: Clock, caller: Caller, kind: Kind, scopes: frozenset[Scope]) -> Caller:
    """The same person with another credential."""
    assert caller.user_id
    secret, row = make_credential(caller.user_id, kind, clock(), None, name="A script", scopes=scopes)
    async with database.write() as connection:
        await users.add_credential(connection, row)
    return Caller(caller.http, secret, caller.person, caller.user_id)


def amounts(found: Sequence[Json], name: str) -> list[Decimal]:
    """One amount of each of several objects."""
    return [Decimal(row[name]["amount"]) for row in found]
