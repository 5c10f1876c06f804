"""Messages keep the order of their revisions, and a ledger has one running reply."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from db import conversations
from db.conversations import ReplyRow
from db.stores.engine import Database
from db.stores.ids import new_id
from tests.db import rows


async def test_messages_come_newest_first_beside_a_revision(database: Database, alice: UUID, bob: UUID) -> None:
    said = [rows.message(alice, revision) for revision in (2, 3, 5, 8)]
    async with database.write() as connection:
        for row in (*reversed(said), rows.message(bob, 4)):
            await conversations.add(connection, row)
    async with database.read() as connection:
        assert await conversations.page(connection, alice, 10) == said[::-1]
        assert await conversations.page(connection, alice, 2) == [said[3], said[2]]
        assert await conversations.page(connection, alice, 2, after=5) == [said[1], said[0]]
        assert await conversations.page(connection, alice, 2, before=2, backwards=True) == [said[2], said[1]]
        assert await conversations.get_many(connection, alice, [said[1].id, said[0].id]) == said[:2]
        assert await conversations.get_many(connection, bob, [said[1].id]) == []


async def test_archiving_hides_the_messages_of_one_ledger(database: Database, alice: UUID, bob: UUID) -> None:
    hers, his = rows.message(alice, 1), rows.message(bob, 1)
    async with database.write() as connection:
        await conversations.add(connection, hers)
        await conversations.add(connection, his)
        await conversations.archive(connection, alice)
        assert await conversations.page(connection, alice, 10) == []
        assert await conversations.get_many(connection, alice, [hers.id]) == [hers._replace(archived=True)]
        assert await conversations.page(connection, bob, 10) == [his]


async def test_a_ledger_has_one_running_reply(database: Database, alice: UUID) -> None:
    running = ReplyRow(alice, new_id(), rows.NOON)
    async with database.write() as connection:
        await conversations.begin(connection, running)
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await conversations.begin(connection, ReplyRow(alice, new_id(), rows.NOON))
    async with database.read() as connection:
        assert await conversations.reply(connection, alice) == running


async def test_only_its_own_process_keeps_a_reply_alive(database: Database, alice: UUID, bob: UUID) -> None:
    later = rows.NOON + timedelta(seconds=15)
    running = ReplyRow(alice, new_id(), rows.NOON)
    async with database.write() as connection:
        await conversations.begin(connection, running)
        assert not await conversations.keep(connection, ReplyRow(alice, new_id(), later))
        assert not await conversations.keep(connection, running._replace(ledger_id=bob, lease=later))
        assert await conversations.dead(connection, rows.NOON) == [alice]
        assert await conversations.keep(connection, running._replace(lease=later, text="So far"))
        assert await conversations.dead(connection, rows.NOON) == []
        await conversations.ask_to_stop(connection, bob)
        await conversations.ask_to_stop(connection, alice)
        reply = await conversations.reply(connection, alice)
        assert reply == running._replace(lease=later, text="So far", stop_requested=True)
        await conversations.end(connection, bob)
        assert await conversations.reply(connection, alice) == reply
        await conversations.end(connection, alice)
        assert await conversations.reply(connection, alice) is None
