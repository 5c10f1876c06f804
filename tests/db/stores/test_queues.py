"""PlacesPerLedger go to owners in turn; whoever asks most waits behind nobody but themselves."""

import asyncio

import pytest

from db.stores.queues import Busy, FairQueue


async def test_an_owner_with_many_requests_delays_another_one_by_one_turn() -> None:
    queue, order = FairQueue(1, 1, 5), []

    async def work(owner: str) -> None:
        async with queue.place(owner):
            order.append(owner)
            await asyncio.sleep(0)

    await asyncio.gather(*(work(owner) for owner in ["a busy one"] * 20 + ["Bob"] * 2 + ["Alice"]))
    assert order[:5] == ["a busy one", "a busy one", "Bob", "Alice", "a busy one"]
    assert order.index("Bob", 3) < 7
    assert len(order) == 23


async def test_an_owner_never_has_more_than_a_share() -> None:
    queue, held, most = FairQueue(5, 2, 5), 0, 0

    async def work() -> None:
        nonlocal held, most
        async with queue.place("a busy one"):
            held += 1
            most = max(most, held)
            await asyncio.sleep(0)
            held -= 1

    await asyncio.gather(*(work() for _ in range(30)))
    assert most == 2


async def test_the_server_itself_may_have_every_place() -> None:
    queue = FairQueue(3, 1, 0.05)
    async with queue.place(None), queue.place(None), queue.place(None):
        with pytest.raises(Busy):
            async with queue.place(None):
                pass


async def test_waiter_is_refused_after_too_long_and_keeps_no_place() -> None:
    queue = FairQueue(1, 1, 0.05)
    async with queue.place("Alice"):
        for owner in ("Alice", "Bob"):
            with pytest.raises(Busy):
                async with queue.place(owner):
                    pass
    async with queue.place("Bob"):
        pass


async def test_cancelled_waiter_keeps_no_place() -> None:
    queue = FairQueue(1, 1, 5)

    async def wait() -> None:
        async with queue.place("Bob"):
            pass

    async with queue.place("Alice"):
        waiting = [asyncio.create_task(wait()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
    waiting[1].cancel()  # a place has just been given to it
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in results] == [asyncio.CancelledError, asyncio.CancelledError, type(None)]
    async with queue.place("Alice"):
        pass
