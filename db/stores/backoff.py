"""Back-off: the pauses between retries."""

import random
from collections.abc import Iterator


def backoff(first: float = 0.25, longest: float = 5.0) -> Iterator[float]:
    """Yield the seconds to wait before each retry, doubled each time and varied against retries at once."""
    while True:
        yield first * random.uniform(0.8, 1.2)  # noqa: S311
        first = min(2 * first, longest)
