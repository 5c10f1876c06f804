"""Ledgers with random transactions: splits, refunds, tags, transfers, deleted ones, and accounts that do not count."""

import random

from tests.resolvers.callers import Caller, Json

PAYEES = ("Shop", "Baker", "Café", "Landlord")


async def write_at_random(caller: Caller, seed: int) -> str:
    """Record transactions from September to November 2026; return the id of an account."""
    chance = random.Random(seed)
    purse = (await caller.make("createAccount", {"name": "Purse", "kind": "CASH"}, "account { id }"))["id"]
    house = (await caller.make("createAccount", {"name": "House", "kind": "PROPERTY"}, "account { id }"))["id"]
    child = {"name": "Bread", "parentId": caller.category("Food")}
    bread = (await caller.make("createCategory", child, "category { id }"))["id"]
    tags = [(await caller.make("createTag", {"name": name}, "tag { id }"))["id"] for name in ("Trip", "Work")]
    places = [caller.category("Food"), caller.category("Rent"), caller.category("Salary"), bread, None]
    drafts = [_draft(chance, places, [purse, house, None, None], tags) for _ in range(40)]
    recorded = await caller.change("recordTransactions", {"transactions": drafts}, "transactions { id }")
    for gone in recorded["transactions"][:3]:
        await caller.make("deleteTransaction", {"id": gone["id"]}, "transaction { id }")
    moved = {"fromAccountId": purse, "toAccountId": house, "amount": "50", "date": "2026-11-03"}
    await caller.make("recordTransfer", moved, "transfer { id }")
    return str(purse)


def _draft(chance: random.Random, categories: list[str | None], accounts: list[str | None], tags: list[str]) -> Json:
    parts: list[Json] = [
        {
            "amount": str(chance.randint(-900, 500)),
            "categoryId": chance.choice(categories),
            "tagIds": chance.sample(tags, chance.choice((0, 0, 1, 2))),
        }
        for _ in range(chance.choice((1, 1, 3)))
    ]
    draft: Json = {
        "date": f"2026-{chance.choice((9, 10, 11)):02}-{chance.randint(1, 30):02}",
        "amount": str(sum(int(part["amount"]) for part in parts)),
        "payee": chance.choice(PAYEES),
        "accountId": chance.choice(accounts),
        "tagIds": chance.sample(tags, chance.choice((0, 0, 1))),
    }
    if len(parts) > 1:
        return draft | {"splits": parts}
    return draft | {"categoryId": parts[0]["categoryId"]}
