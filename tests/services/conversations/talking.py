"""Read a conversation while Finny replies, and afterwards."""

import asyncio
from collections.abc import Callable

from db.conversations import MessageRow
from services.values.pages import PageRequest
from services.wiring import Services
from tests.patience import PATIENCE
from tests.people import Person
from tests.providers import Scripted

Serve = Callable[[Scripted | None], Services]


async def messages_of(services: Services, person: Person) -> list[MessageRow]:
    """Return the conversation, the oldest message first."""
    page = await services.conversations.page(person.ledger_id, PageRequest(first=100))
    return list(page.rows)[::-1]


async def answered(services: Services, person: Person, count: int = 2) -> list[MessageRow]:
    """Return the conversation once it has enough messages."""
    async with asyncio.timeout(PATIENCE):
        while len(messages := await messages_of(services, person)) < count:
            await asyncio.sleep(0.02)
    return messages


async def said(services: Services, person: Person, text: str) -> None:
    """Wait until so much of the reply is written."""
    async with asyncio.timeout(PATIENCE):
        while True:
            state = await services.conversations.state(person.ledger_id)
            if state.replying and services.live.running_replies.get(person.ledger_id, state.replying) == text:
                return
            await asyncio.sleep(0.01)
