"""The place of a client that is run: a server, and somebody who has signed up there."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

PASSWORD = "correct horse battery"
RECORD = "mutation ($input: RecordTransactionInput!) { recordTransaction(input: $input) { revision } }"
SIGN_OUT = "mutation { signOut { done } }"
BREAD = {"date": "2026-11-02", "amount": "-3.20", "payee": "Bakery"}
# A bank's file with two transactions.
STATEMENT = "Date,Payee,Amount\n2026-11-03,Grocer,-3.20\n2026-11-04,Grocer,-12.00\n"


@dataclass(frozen=True)
class Place:
    """The address of the endpoint, the token of Alice's session, and the folder of the recipes."""

    url: str
    token: str
    recipes: Path

    def record(self) -> int:
        """Record a transaction without the client that is tested, and return the ledger's revision."""
        answer = ask(self.url, RECORD, BREAD, self.token)
        revision: int = answer["recordTransaction"]["revision"]
        return revision


def sign_up(url: str) -> str:
    """Return the token of a session of Alice, who signs up."""
    return _begin_session(url, "signUp")


def sign_in(url: str) -> str:
    """Return the token of another session of Alice."""
    return _begin_session(url, "signIn")


def _begin_session(url: str, mutation: str) -> str:
    kind = mutation[0].upper() + mutation[1:] + "Input"
    document = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ token }} }}"
    token: str = ask(url, document, {"username": "alice", "password": PASSWORD})[mutation]["token"]
    return token


def ask(url: str, query: str, draft: dict[str, str], token: str = "") -> dict[str, Any]:
    """Return the data of a mutation."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    with visitor() as http:
        answer = http.post(url, json={"query": query, "variables": {"input": draft}}, headers=headers)
    data: dict[str, Any] = answer.json()["data"]
    return data


def visitor() -> httpx.Client:
    """Return an HTTP client without certificates, because reading them takes longer than a request."""
    return httpx.Client(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
