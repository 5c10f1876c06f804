"""The results of measurements: a ratio of two times, or a plain quantity, each with the limit that it must keep."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

ROUNDS = 9

Work = Callable[[], Awaitable[object]]


class Skipped(Exception):
    """The reason why a subject cannot be measured on this machine, to follow "because"."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The time of the first side over that of the second, or its answers a second where `at_least` is set.

    `detail` says what both took. The limit is the largest ratio, or the smallest where `at_least` is set.
    """

    name: str
    ratio: float
    limit: float
    detail: str
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Return True if the figure is within its limit."""
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit

    def __str__(self) -> str:
        side = "at least" if self.at_least else "at most"
        return f"{self.name}: {self.ratio:.2f} of {side} {self.limit} ({self.detail})"


@dataclass(frozen=True, slots=True)
class Check:
    """A quantity in some unit that may not be above its limit."""

    name: str
    value: float
    limit: float
    unit: str

    @property
    def kept(self) -> bool:
        """Return True if the quantity is within its limit."""
        return self.value <= self.limit

    def __str__(self) -> str:
        return f"{self.name}: {self.value:.4g} of at most {self.limit:g} {self.unit}"


async def compare(name: str, limit: float, ours: Work, theirs: Work, rounds: int = ROUNDS) -> Figure:
    """Time both sides in turn after a first round that does not count; the figure is the median of the rounds' ratios.

    Two neighbours in time share whatever else the machine does, so that their ratio is steadier than either time.
    """
    times = [(await _milliseconds(ours), await _milliseconds(theirs)) for _ in range(rounds + 1)][1:]
    return beside(name, limit, times)


def beside(name: str, limit: float, times: Sequence[tuple[float, float]]) -> Figure:
    """The median of the rounds' ratios, from the milliseconds that both sides took in each."""
    mine, other = (median(side) for side in zip(*times, strict=True))
    ratio = median(ours / theirs for ours, theirs in times)
    return Figure(name, ratio, limit, f"{mine:.4g} ms over {other:.4g} ms, {len(times)} rounds")


async def _milliseconds(work: Work) -> float:
    start = perf_counter()
    await work()
    return (perf_counter() - start) * 1000
