"""A script that writes at random, and knows no more of the product than its documented API."""

import json
import random
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import httpx

Draft = dict[str, Any]

DAYS = [f"2026-{month:02}-{day:02}" for month in (9, 10, 11) for day in range(1, 29)]
LISTS = """{ accounts { id } categories { id kind } tags { id }
    transactions(first: 100) { nodes { id splits { id transfer { id } } } } }"""


class Writer:
    """Somebody who makes one random change after another; `done` counts those that the ledger took."""

    def __init__(self, http: httpx.Client, url: str, token: str, chance: random.Random) -> None:
        self.url, self.token, self.done = f"{url}/graphql", token, 0
        self.by_mutation: defaultdict[str, int] = defaultdict(int)
        self._chance = chance
        self._http = http
        self._known: dict[str, list[Any]] = {}
        self._writes: list[tuple[int, Callable[[], None]]] = [
            (30, self._record),
            (6, self._record_many),
            (20, self._update),
            (10, self._delete_or_restore),
            (8, self._categorise),
            (8, self._change_many),
            (4, self._transfer),
            (3, self._unlink),
            (3, self._import),
            (3, self._tag),
            (3, self._category),
            (3, self._account),
            (3, self._plan),
        ]

    def write(self) -> None:
        """Make one change. Raises httpx.TransportError if the server is away."""
        if self.done % 25 == 0 or not self._known:
            self.look()
        weights = [weight for weight, _ in self._writes]
        _, write = self._chance.choices(self._writes, weights)[0]
        write()

    def look(self) -> None:
        """Find out what is there."""
        data = self._send({"query": LISTS})
        transactions = data["transactions"]["nodes"]
        self._known = {
            "transactions": [row["id"] for row in transactions],
            "transfers": [part["transfer"]["id"] for row in transactions for part in row["splits"] if part["transfer"]],
            "categories": [row["id"] for row in data["categories"] if row["kind"] == "EXPENSE"],
            **{noun: [row["id"] for row in data[noun]] for noun in ("accounts", "tags")},
        }

    def _record(self) -> None:
        self._change("recordTransaction", self._draft())

    def _record_many(self) -> None:
        self._change("recordTransactions", {"transactions": [self._draft() for _ in range(5)]})

    def _update(self) -> None:
        edits: list[Draft] = [
            {"amount": self._amount()},
            {"date": self._chance.choice(DAYS)},
            {"payee": f"Shop {self._chance.randrange(9)}", "note": "seen"},
            {"categoryId": self._one("categories")},
            {"tagIds": self._some("tags")},
            {"accountId": self._one("accounts")},
            {"amount": "-30", "splits": [{"amount": "-10", "categoryId": self._one("categories")}, {"amount": "-20"}]},
        ]
        self._change("updateTransaction", {"id": self._one("transactions"), **self._chance.choice(edits)})

    def _delete_or_restore(self) -> None:
        mutation = self._chance.choice(["deleteTransaction", "deleteTransaction", "restoreTransaction"])
        self._change(mutation, {"id": self._one("transactions")})

    def _categorise(self) -> None:
        ids = self._some("transactions")
        self._change("categoriseTransactions", {"transactionIds": ids, "categoryId": self._one("categories")})

    def _change_many(self) -> None:
        patch = self._chance.choice([{"addTagIds": self._some("tags")}, {"payee": "Baker"}])
        self._change("updateTransactions", {"transactionIds": self._some("transactions"), "patch": patch})

    def _transfer(self) -> None:
        accounts = {"fromAccountId": self._one("accounts"), "toAccountId": self._one("accounts")}
        self._change("recordTransfer", {**accounts, "amount": "12", "date": self._chance.choice(DAYS)})

    def _unlink(self) -> None:
        self._change("unlinkTransfer", {"id": self._one("transfers")})

    def _tag(self) -> None:
        tag = self._one("tags")
        name = {"name": f"Tag {self._chance.random()}"}
        drafts: list[tuple[str, Draft]] = [
            ("createTag", name),
            ("createTag", name),
            ("renameTag", {"id": tag, **name}),
            ("mergeTags", {"sourceId": tag, "targetId": self._one("tags")}),
            ("deleteTag", {"id": tag}),
        ]
        self._change(*self._chance.choice(drafts))

    def _category(self) -> None:
        category = self._one("categories")
        name = {"name": f"Category {self._chance.random()}"}
        drafts: list[tuple[str, Draft]] = [
            ("createCategory", name),
            ("createCategory", name),
            ("updateCategory", {"id": category, **name}),
            ("mergeCategories", {"sourceId": category, "targetId": self._one("categories")}),
        ]
        self._change(*self._chance.choice(drafts))

    def _account(self) -> None:
        account = self._one("accounts")
        name = {"name": f"Account {self._chance.random()}"}
        drafts: list[tuple[str, Draft]] = [
            ("createAccount", name),
            ("updateAccount", {"id": account, **name}),
            ("mergeAccounts", {"sourceId": account, "targetId": self._one("accounts")}),
            ("deleteAccount", {"id": account, "lost": self._chance.randrange(4)}),
        ]
        self._change(*self._chance.choice(drafts))

    def _plan(self) -> None:
        self._change("setBudget", {"categoryId": self._one("categories"), "amount": self._amount().lstrip("-")})

    def _import(self) -> None:
        lines = [f"{self._chance.choice(DAYS)},Payee {self._chance.random()},-{self._chance.randrange(1, 99)}.00"] * 3
        operations = {
            "query": "mutation ($file: Upload!) { importTransactions(input: {file: $file})"
            " { revision changed report { importId recorded } } }",
            "variables": {"file": None},
        }
        form = {"operations": json.dumps(operations), "map": '{"0": ["variables.file"]}'}
        files = {"0": ("statement.csv", "\n".join(["Date,Payee,Amount", *lines]).encode(), "text/csv")}
        headers = {"authorization": f"Bearer {self.token}"}
        payload = self._http.post(self.url, data=form, files=files, headers=headers, timeout=60).json()["data"]
        report = self._count("importTransactions", payload["importTransactions"])["report"]
        if report and report["recorded"] and self._chance.random() < 0.4:
            self._change("undoImport", {"id": report["importId"], "lost": report["recorded"]})

    def _draft(self) -> Draft:
        draft = {
            "date": self._chance.choice(DAYS),
            "amount": self._amount(),
            "payee": f"Shop {self._chance.randrange(9)}",
            "accountId": self._one("accounts"),
            "categoryId": self._one("categories"),
            "tagIds": self._some("tags", 2),
        }
        return {name: value for name, value in draft.items() if value}

    def _amount(self) -> str:
        return f"{self._chance.choice('-- ')}{self._chance.randint(1, 999)}.{self._chance.randrange(100):02}".strip()

    def _one(self, noun: str) -> str:
        """Return the id of something; one that does not exist if there is none."""
        return str(self._chance.choice(self._known[noun] or ["none"]))

    def _some(self, noun: str, most: int = 5) -> list[str]:
        there = self._known[noun]
        return self._chance.sample(there, min(len(there), self._chance.randint(0 if noun == "tags" else 1, most)))

    def _change(self, mutation: str, draft: Draft) -> None:
        kind = mutation[0].upper() + mutation[1:]
        query = f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ revision changed }} }}"
        self._count(mutation, self._send({"query": query, "variables": {"input": draft}})[mutation])

    def _count(self, mutation: str, payload: Draft) -> Draft:
        self.done += payload["changed"]
        self.by_mutation[mutation] += payload["changed"]
        return payload

    def _send(self, body: Draft) -> Draft:
        headers = {"authorization": f"Bearer {self.token}"}
        answer = self._http.post(self.url, json=body, headers=headers, timeout=60).json()
        assert "errors" not in answer, answer["errors"]
        data: Draft = answer["data"]
        return data
