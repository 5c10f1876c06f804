"""Groups: do work at once for all callers that came during the work before."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")


class Groups(Generic[Item, Done]):
    """Does `work` with at most `most` items at a time, one group after another.

    The work answers each item with its result or its exception. It continues if a waiting caller is cancelled.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Awaitable[Sequence[Done | Exception]]], most: int) -> None:
        self._work: Callable[[Sequence[Item]], Awaitable[Sequence[Done | Exception]]] = work
        self._most = most
        self._waiting: deque[tuple[Item, asyncio.Future[Done]]] = deque()
        self._working: asyncio.Task[None] | None = None

    async def add(self, item: Item) -> Done:
        """Return the result of the item once its group is done."""
        future: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._working is None:
            self._working = asyncio.create_task(self._work_all())
        return await asyncio.shield(future)

    async def settle(self) -> None:
        """Wait for the running work."""
        if self._working is not None:
            await asyncio.wait({self._working})

    async def _work_all(self) -> None:
        try:
            while self._waiting:
                group = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
                await self._work_one(group)
        finally:
            self._working = None

    async def _work_one(self, group: Sequence[tuple[Item, "asyncio.Future[Done]"]]) -> None:
        answers: Sequence[Done | Exception]
        try:
            answers = await self._work([item for item, _ in group])
        except Exception as error:
            answers = [error] * len(group)
        for (_, future), answer in zip(group, answers, strict=True):
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
