"""Averages and medians of amounts in minor units."""

from collections.abc import Iterable, Sequence

from services.values.money import divide


def average(amounts: Sequence[int]) -> int:
    """Return the average, rounded half to even, 0 of none."""
    return divide(sum(amounts), len(amounts)) if amounts else 0


def usual(latest_first: Sequence[int]) -> int:
    """Return the average of periods; leave out the first, which may be incomplete, if that is higher."""
    return max(average(latest_first), average(latest_first[:-1])) if len(latest_first) > 1 else average(latest_first)


def middle(amounts: Iterable[int]) -> int:
    """Return the median, of an even number the larger one."""
    ordered = sorted(amounts)
    return ordered[len(ordered) // 2]
