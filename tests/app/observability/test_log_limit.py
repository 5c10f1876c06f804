"""Clients can cause only a few log lines a second, and the operator learns how many were left out."""

import logging

from app.observability.log_limit import FewOf, LineLimit


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        """The time in seconds."""
        return self.now


def test_ten_lines_a_second_pass_and_the_next_one_tells_of_the_others() -> None:
    clock = Clock()
    limit = LineLimit(10, clock)
    assert [limit.admit() for _ in range(12)] == [0] * 10 + [None] * 2
    clock.now = 1.0
    assert [limit.admit() for _ in range(2)] == [2, 0]


def test_only_the_one_message_of_a_library_is_limited() -> None:
    limited = FewOf("Invalid.", LineLimit(1, clock := Clock()))

    def written(message: str) -> str | None:
        record = logging.LogRecord("uvicorn.error", logging.WARNING, "", 0, message, None, None)
        return record.getMessage() if limited.filter(record) else None

    assert [written(text) for text in ("Invalid.", "Invalid.", "Other.")] == ["Invalid.", None, "Other."]
    clock.now = 1.0
    assert written("Invalid.") == "Invalid. 1 more such lines were left out."
