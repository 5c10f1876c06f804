"""The receiver in the docs runs as it stands there."""

import asyncio
import os
import sys

from db.stores.engine import Database
from services.changes import Changes
from services.webhooks import WebhookSender, WebhookService
from tests.clients.recipes import RECIPES
from tests.patience import PATIENCE
from tests.people import Clock, Person
from tests.servers import free_port
from tests.services.webhooks.conftest import LOOPBACK, viewer_of
from tests.services.webhooks.test_sender import made, send


async def test_the_receiver_of_the_docs_accepts_what_is_signed(
    webhooks: WebhookService, database: Database, changes: Changes, clock: Clock, alice: Person
) -> None:
    sender = WebhookSender(database, changes, clock, LOOPBACK, PATIENCE)
    port = free_port()
    secret, row = await made(webhooks, alice, f"http://127.0.0.1:{port}/")
    environment = os.environ | {"WEBHOOK_SECRET": secret, "PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        RECIPES["receiver.py"],
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout
    try:
        async with asyncio.timeout(PATIENCE):
            while not await _serves(port):
                await asyncio.sleep(0.05)
            saved = await webhooks.test(viewer_of(alice), row.id)
            await send(sender)
            line = (await process.stdout.readline()).decode().split()
    finally:
        process.kill()
        await process.wait()
    assert line == ["WEBHOOK_TESTED", str(saved.revision)]


async def _serves(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
