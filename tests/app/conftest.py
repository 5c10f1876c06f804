"""The tests of one process do not share the number of log lines that clients may still cause."""

import pytest

from app.graphql import errors
from app.observability.log_limit import LineLimit


@pytest.fixture(autouse=True)
def lines_as_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with all the lines of a second."""
    monkeypatch.setattr(errors, "client_lines", LineLimit())
