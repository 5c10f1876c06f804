"""A limit on log lines that clients can cause: a few a second, with a count of the dropped ones."""

import logging
from collections.abc import Callable
from time import monotonic


class LineLimit:
    """Allows `per_second` lines a second, and counts the others."""

    def __init__(self, per_second: int = 10, clock: Callable[[], float] = monotonic) -> None:
        self._per_second = per_second
        self._clock = clock
        self._tokens = float(per_second)
        self._at = clock()
        self._left_out = 0

    def admit(self) -> int | None:
        """Return how many lines were dropped before this one; None if this one is dropped too."""
        now = self._clock()
        self._tokens = min(self._per_second, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        if self._tokens < 1:
            self._left_out += 1
            return None
        self._tokens -= 1
        left_out, self._left_out = self._left_out, 0
        return left_out


class FewOf(logging.Filter):
    """Limits one message of a library. The next line after a gap says how many were dropped."""

    def __init__(self, message: str, limit: LineLimit) -> None:
        super().__init__()
        self._message = message
        self._limit = limit

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True if the line is to be written."""
        if record.msg != self._message:
            return True
        left_out = self._limit.admit()
        if left_out:
            record.msg = f"{self._message} {left_out} more such lines were left out."
        return left_out is not None
