"""Clients that nobody here wrote can follow the dashboard: gql for Python, and graphql-ws from npm."""

import asyncio
import json
import shutil
from pathlib import Path

from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport

from tests.patience import PATIENCE
from tests.requirements import require
from tests.resolvers.callers import Caller

HERE = Path(__file__).parent
GRAPHQL_WS = HERE.parents[3] / "node_modules" / "graphql-ws"
REVISIONS = "subscription { dashboardUpdated { revision } }"


async def test_gql_follows_and_asks_over_one_socket(url: str, alice: Caller) -> None:
    transport = WebsocketsTransport(
        url=url.replace("http", "ws") + "/graphql",
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        init_payload={"token": alice.secret},
    )
    async with Client(transport=transport, fetch_schema_from_transport=True) as session:
        revisions = []
        async for result in session.subscribe(gql(REVISIONS)):
            revisions.append(result["dashboardUpdated"]["revision"])
            if len(revisions) == 4:
                break
            await alice.record()
        assert revisions == [revisions[0] + number for number in range(4)]
        assert (await session.execute(gql("{ dashboard { revision } }")))["dashboard"]["revision"] == revisions[-1]


async def test_graphql_ws_follows(url: str, alice: Caller) -> None:
    node = require(shutil.which("node"), "Node is not installed.")
    require(GRAPHQL_WS.is_dir(), "The npm package graphql-ws is not installed; run `npm ci`.")
    start = await alice.revision()
    process = await asyncio.create_subprocess_exec(
        node,
        HERE / "subscribe.mjs",
        url.replace("http", "ws") + "/graphql",
        alice.secret or "",
        REVISIONS,
        "3",
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    for expected in range(start, start + 3):
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        assert json.loads(line) == {"data": {"dashboardUpdated": {"revision": expected}}}
        await alice.record()
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
