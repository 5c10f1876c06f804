"""Readers wake in portions: the loop is free between two, and no ledger waits for another's readers."""

import asyncio
import time

from app.graphql.wakes import AT_ONCE, Reader, Wakes

MANY = 10 * AT_ONCE


def readers(number: int) -> list[Reader]:
    """Sleeping readers."""
    return [asyncio.get_running_loop().create_future() for _ in range(number)]


async def test_a_round_of_the_loop_wakes_one_portion() -> None:
    wakes, many = Wakes(), readers(MANY)
    waking = asyncio.create_task(wakes.wake("Alice", many))
    awake = 0
    while not waking.done():
        await asyncio.sleep(0)
        now_awake = sum(reader.done() for reader in many)
        assert now_awake - awake <= AT_ONCE
        awake = now_awake
    assert awake == MANY


async def test_few_readers_do_not_wait_for_many_of_another_ledger() -> None:
    wakes, many, few = Wakes(), readers(MANY), readers(2)
    waking = [asyncio.create_task(wakes.wake("Alice", many)), asyncio.create_task(wakes.wake("Bob", few))]
    await asyncio.wait(few)
    assert sum(reader.done() for reader in many) <= 2 * AT_ONCE
    await asyncio.gather(*waking)


async def test_a_reader_that_has_left_is_passed_over() -> None:
    wakes, some = Wakes(), readers(3)
    some[0].cancel()
    await wakes.wake("Alice", some)
    assert [reader.done() for reader in some] == [True] * 3


async def test_nobody_to_wake_takes_no_time() -> None:
    began = time.perf_counter()
    await Wakes().wake("Alice", ())
    assert time.perf_counter() - began < 1
