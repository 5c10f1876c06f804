"""The search for pairs among transactions that may be sides of a transfer."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from db.transfer_candidates import MOST_CANDIDATES, MOST_DAYS_APART, PERCENT_APART, FreeRow

_DAYS = [timedelta(days=number) for number in range(-MOST_DAYS_APART, MOST_DAYS_APART + 1)]
_base_amount = attrgetter("base_amount")


class Candidate(NamedTuple):
    """Two transactions that may be the two sides of a transfer; `exact` if both accounts have one currency."""

    out_id: UUID
    out_date: date
    in_id: UUID
    in_date: date
    exact: bool


def candidates(rows: Sequence[FreeRow]) -> list[Candidate]:
    """Return pairs of rows with opposite amounts, about so in two currencies, in the order of those that go out.

    At most `MOST_CANDIDATES`, so that equal amounts without end cost no more.
    """
    coming = _Coming(row for row in rows if row.account_amount > 0)
    going = (row for row in rows if row.account_amount < 0 and row.base_amount < 0)
    return list(islice((pair for row in going for pair in coming.beside(row)), MOST_CANDIDATES))


class _Coming:
    """The rows that come in, by currency and day, in the order of their base amounts."""

    def __init__(self, rows: Iterable[FreeRow]) -> None:
        self._exact: defaultdict[tuple[str, date, int], list[FreeRow]] = defaultdict(list)
        self._about: defaultdict[str, defaultdict[date, list[FreeRow]]] = defaultdict(lambda: defaultdict(list))
        for row in sorted(rows, key=attrgetter("base_amount", "id")):
            self._exact[row.currency, row.date, row.account_amount].append(row)
            self._about[row.currency][row.date].append(row)

    def beside(self, out: FreeRow) -> Iterator[Candidate]:
        """Yield the candidates of a row that goes out, by day."""
        apart = -out.base_amount * PERCENT_APART // 100
        lowest, highest = -out.base_amount - apart, -out.base_amount + apart
        for day in (out.date + days for days in _DAYS):
            for row in self._exact.get((out.currency, day, -out.account_amount), ()):
                if row.account_id != out.account_id and lowest <= row.base_amount <= highest:
                    yield Candidate(out.id, out.date, row.id, row.date, exact=True)
            for currency, by_day in self._about.items():
                if currency != out.currency and (there := by_day.get(day)):
                    first = bisect_left(there, lowest, key=_base_amount)
                    for row in there[first : bisect_right(there, highest, key=_base_amount)]:
                        yield Candidate(out.id, out.date, row.id, row.date, exact=False)
