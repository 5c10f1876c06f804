"""The size of the long proofs: small in `make test`, whole in `make soak`."""

import os

IS_WHOLE = os.environ.get("AQUA_THISTLE_TEST_WHOLE") == "1"


def size(small: int, whole: int) -> int:
    """Return how much a proof tries."""
    return whole if IS_WHOLE else small
