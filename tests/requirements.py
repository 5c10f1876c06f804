"""The needs of tests: without one a test is skipped, or fails where nothing may be skipped."""

import os
from typing import TypeVar

import pytest

Found = TypeVar("Found")


def require(found: Found | None, reason: str) -> Found:
    """`found` itself; without it the test is skipped for a reason, or fails where nothing may be skipped."""
    if found:
        return found
    if os.environ.get("AQUA_THISTLE_REQUIRE_ALL") == "1":
        pytest.fail(f"{reason} With AQUA_THISTLE_REQUIRE_ALL=1 nothing is skipped.", pytrace=False)
    pytest.skip(reason)


def require_server(variable: str) -> str:
    """The URL of a server that an environment variable names."""
    return require(os.environ.get(variable), f"{variable} names no server.")
