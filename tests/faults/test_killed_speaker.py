"""A process that is killed in mid-reply leaves an interrupted message on every device, and the owner can ask again."""

import asyncio
import subprocess
import sys
from contextlib import aclosing
from datetime import timedelta

from db.stores.channels import Channel
from db.stores.engine import Database
from services.conversations import MessageArrived, MessageState, ReplyProgress
from services.values.clock import utc_now
from services.wiring import build_services
from tests.app.processes import ROOT
from tests.faults.speaker import SAID
from tests.patience import PATIENCE
from tests.people import Clock, alice_in
from tests.requirements import require_server
from tests.services.conversations.talking import answered


async def test_a_killed_process_leaves_an_interrupted_message_and_a_free_ledger(database: Database) -> None:
    redis, alice, clock = require_server("AQUA_THISTLE_TEST_REDIS"), await alice_in(database), Clock(utc_now())
    services = build_services(database, clock, channel=Channel(redis))
    await services.live.start()
    await services.replies.start()
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.faults.speaker", url, redis, str(alice.ledger_id)]
    async with asyncio.timeout(PATIENCE), aclosing(services.conversations.follow(alice.ledger_id)) as events:
        await anext(events)
        speaker = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=False)
        assert speaker.returncode == -9
        assert isinstance(await anext(events), MessageArrived)
        assert isinstance(piece := await anext(events), ReplyProgress)
        assert piece.text == SAID
        clock.now = utc_now() + timedelta(seconds=16)  # nobody has renewed the lease by then
        assert isinstance(interrupted := await anext(events), MessageArrived)
    assert (interrupted.message.text, interrupted.message.state) == (SAID, MessageState.INTERRUPTED)
    await services.conversations.send(alice.ledger_id, "help")
    assert (await answered(services, alice, 4))[-1].state == MessageState.COMPLETE
    await services.replies.stop()
    await services.live.stop()
    await services.users.close()
