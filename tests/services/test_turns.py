"""Work that holds the event loop leaves it to others for as long."""

import asyncio
from itertools import pairwise
from time import sleep

from services.values.turns import Turns

BUSY = 0.05


async def test_the_next_turn_begins_after_a_rest_as_long_as_the_work() -> None:
    turns, loop = Turns(), asyncio.get_running_loop()
    spans: list[tuple[float, float]] = []

    async def work(owner: int) -> None:
        async with turns.turn(owner):
            began = loop.time()
            sleep(BUSY / 2)  # noqa: ASYNC251  it is what holds the loop
        sleep(BUSY / 2)  # noqa: ASYNC251  what goes on without a pause
        spans.append((began, loop.time()))

    await asyncio.gather(*(work(owner) for owner in range(3)))
    rests = [began - ended for (_, ended), (began, _) in pairwise(spans)]
    assert len(rests) == 2
    assert min(rests) > BUSY * 0.9


async def test_quick_work_needs_no_rest() -> None:
    turns, loop = Turns(), asyncio.get_running_loop()
    async with turns.turn(1):
        pass
    await asyncio.sleep(0)
    began = loop.time()
    async with turns.turn(1):
        assert loop.time() - began < BUSY


async def test_an_owner_of_quick_turns_waits_for_no_other() -> None:
    turns, loop = Turns(), asyncio.get_running_loop()
    async with turns.turn("Bob"):
        pass
    await asyncio.sleep(0)
    async with turns.turn("Alice"):
        sleep(BUSY)  # noqa: ASYNC251  it is what holds the loop
        began = loop.time()
        async with turns.turn("Bob"):
            assert loop.time() - began < BUSY / 2
    await asyncio.sleep(0)
    async with turns.turn("Alice"):
        assert loop.time() - began > BUSY * 0.9


async def test_an_owner_is_quick_only_until_a_long_turn() -> None:
    turns, loop = Turns(), asyncio.get_running_loop()
    spans: list[tuple[float, float]] = []

    async def work() -> None:
        async with turns.turn("Alice"):
            began = loop.time()
            sleep(BUSY)  # noqa: ASYNC251  it is what holds the loop
        spans.append((began, loop.time()))

    async with turns.turn("Alice"):
        pass
    await asyncio.sleep(0)
    await asyncio.gather(*(work() for _ in range(3)))
    assert min(began - ended for (_, ended), (began, _) in pairwise(spans)) > BUSY * 0.9
