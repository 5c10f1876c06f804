"""Expenses that stand out: far above what is usual in their category."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import median_low

from services.finny.facts import Entry

TIMES_USUAL = 3
FEWEST_KNOWN = 4


def standing_out(entries: Sequence[Entry], before: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Expenses of at least three times their category's middle one, each with that one, the largest first.

    What is usual is told by those before and those of the period together, at least four of a category. An amount that
    the same payee has had before is a habit.
    """
    known: defaultdict[str | None, list[Entry]] = defaultdict(list)
    payees: defaultdict[str, int] = defaultdict(int)
    for each in before:
        known[each.category].append(each)
        payees[each.payee] = max(payees[each.payee], -each.amount.minor)
    found = []
    for each in sorted(entries, key=lambda one: one.amount.minor):
        usual = known[each.category]
        if len(usual) < FEWEST_KNOWN or 2 * payees[each.payee] >= -each.amount.minor:
            continue
        middle = median_low(sorted(-one.amount.minor for one in usual))
        if -each.amount.minor >= TIMES_USUAL * middle:
            found.append((each, next(one for one in usual if -one.amount.minor == middle)))
    return found
