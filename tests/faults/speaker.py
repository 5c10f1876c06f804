"""A process that is killed while Finny speaks: `python -m tests.faults.speaker DATABASE CHANNEL LEDGER`."""

import asyncio
import os
import signal
import sys
from uuid import UUID

from db.stores.channels import Channel
from db.stores.engine import Database
from services.wiring import build_services
from tests.providers import Scripted

SAID = "You spent "
SECONDS_TO_BE_HEARD = 0.3


async def speak(url: str, channel: str, ledger_id: UUID) -> None:
    """Ask, let the first words be heard, and die with `kill -9`."""
    services = build_services(Database(url), channel=Channel(channel), provider=Scripted((SAID, "nothing."), held=1))
    await services.live.start()
    sent = (await services.conversations.send(ledger_id, "How much?")).object
    while services.live.running_replies.get(ledger_id, sent.reply_id) != SAID:
        await asyncio.sleep(0.01)
    await asyncio.sleep(SECONDS_TO_BE_HEARD)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(speak(sys.argv[1], sys.argv[2], UUID(sys.argv[3])))
