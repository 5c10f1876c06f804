"""The identity of lines: decide which lines of a statement are transactions that the ledger has already.

A line is an earlier transaction of its account, day, amount and currency, and each of these is at most one line. Equal
lines are told apart by the bank's ids, then by texts, then by their number.
"""

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from db.imported_transactions import Earlier
from db.transactions import TransactionRow
from services.values.errors import invalid
from services.values.payees import payee_key

NEAR = 5  # amounts are near if they differ by at most this part of the larger: a tip, a rounded price, another rate
FEWEST_LETTERS = 4  # of a word that two payees share; the first word may be shorter

Place = tuple[UUID, date]
"""An account and a day."""

_WORD = re.compile(r"[^\W\d_]+")


class Line(NamedTuple):
    """A line of the file: its number, and the transaction that it would be."""

    number: int
    row: TransactionRow


class Match(NamedTuple):
    """A line and the earlier transaction that it is, or may be if it is not `sure`."""

    line: Line
    earlier: Earlier
    sure: bool


@dataclass(frozen=True, slots=True)
class Decisions:
    """The caller's decisions on lines, by their numbers: the same as the earlier transaction, or new.

    With `new_accounts`, an account that nobody knows is a new one, also if another one has its lines. Lines of
    `omitted` are not imported; `categories` are pairs of a line and its category.
    """

    same: tuple[int, ...] = ()
    new: tuple[int, ...] = ()
    new_accounts: bool = False
    omitted: tuple[int, ...] = ()
    categories: tuple[tuple[int, UUID], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a line that is decided in both ways."""
        if both := sorted({*self.same} & {*self.new}):
            raise invalid(f"Line {both[0]} cannot be both the same and new; decide for one.", "new_lines")


NO_DECISIONS = Decisions()


@dataclass(frozen=True, slots=True)
class Settled:
    """Lines by what they are: new, there already, or unclear, which is asked."""

    new: list[Line] = field(default_factory=list)
    known: list[Match] = field(default_factory=list)
    unclear: list[Match] = field(default_factory=list)


class Wanted:
    """The keys of lines that are compared, and the earlier transactions of their days that have one of them.

    `taken` are the transactions that lines are for certain.
    """

    def __init__(self, rows: Iterable[TransactionRow], taken: Collection[UUID]) -> None:
        self._taken = taken
        self._seen: list[Earlier] = []
        self._lines: defaultdict[Place, list[Earlier]] = defaultdict(list)
        self._keys: defaultdict[Place, set[Hashable]] = defaultdict(set)
        for row in map(_in_form_of_earlier, rows):
            place = (row.account_id, row.date)
            self._lines[place].append(row)
            self._keys[place] |= {*_keys(row), *_direction_and_words(row)}

    @property
    def places(self) -> Collection[Place]:
        """Return the accounts and days of the lines."""
        return self._lines.keys()

    def amounts_of(self, days: Collection[date]) -> set[int]:
        """Return the amounts of the lines of some days."""
        return {row.amount for (_, day), rows in self._lines.items() if day in days for row in rows}

    @property
    def seen(self) -> list[Earlier]:
        """Return the transactions that the lines may be, the oldest first."""
        return sorted(self._seen, key=lambda row: row.id)

    def see(self, row: Earlier) -> None:
        """Keep a transaction that a line may be."""
        place = (row.account_id, row.date)
        keys = {*_keys(row), *(_direction_and_words(row) if _is_by_hand(row) else ())}
        if (
            row.id in self._taken
            or not keys.isdisjoint(self._keys[place])
            or (_is_by_hand(row) and any(_are_near(line, row) for line in self._lines[place]))
        ):
            self._seen.append(row)


def _keys(row: Earlier) -> list[Hashable]:
    return [*_money(row), *_direction_and_payee(row), *row.bank_ids]


class WaitingLines:
    """The lines on days of which the ledger has other transactions; they wait until the whole file is read."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._earlier: dict[UUID, Earlier] = {}
        self._taken: set[UUID] = set()
        self._first_days: dict[UUID, date] = {}

    def wanted(self, rows: Collection[TransactionRow], taken: Iterable[UUID]) -> Wanted:
        """Return what the rows of a chunk look for that are not known for certain; others are `taken`."""
        return Wanted(rows, {*self._taken, *taken})

    def see(self, rows: Sequence[TransactionRow], earlier: Iterable[Earlier], taken: Iterable[UUID]) -> None:
        """Note the rows of a chunk, what was there on days of new ones, and what other ones are for certain."""
        for account_id, day in {(row.account_id, row.date) for row in rows}:
            self._first_days[account_id] = min(day, self._first_days.get(account_id, day))
        self._earlier |= {row.id: row for row in earlier}
        self._taken |= set(taken)

    def settle(self, decisions: Decisions) -> Settled:
        """Settle all lines that wait."""
        lines, self.lines = self.lines, []
        earlier: defaultdict[Place, list[Earlier]] = defaultdict(list)
        seen: set[Place] = set()
        for row in self._earlier.values():
            if row.id in self._taken:
                seen.add((row.account_id, row.date))
            else:
                earlier[row.account_id, row.date].append(row)
        settled = Settled()
        for place, of_day in _by_place(lines).items():
            account_id, day = place
            is_whole = place in seen or day > self._first_days[account_id]
            matches = {match.line.number: match for match in _matches(of_day, earlier[place], is_whole)}
            for line in of_day:
                _put(settled, line, matches.get(line.number), decisions)
        return settled


def _put(settled: Settled, line: Line, match: Match | None, decisions: Decisions) -> None:
    if match is None or line.number in decisions.new:
        settled.new.append(line)
    elif match.sure or line.number in decisions.same:
        settled.known.append(match)
    else:
        settled.unclear.append(match)


def _by_place(lines: Iterable[Line]) -> dict[Place, list[Line]]:
    by_place: defaultdict[Place, list[Line]] = defaultdict(list)
    for line in lines:
        by_place[line.row.account_id, line.row.date].append(line)
    return by_place


class _Certainty(Enum):
    SURE = "sure"
    SURE_OF_WHOLE_DAYS = "sure if the file has the whole day, or if only one of both has an id of the bank"
    ASKED = "asked"


class _Step(NamedTuple):
    """A comparison: a line and an earlier transaction match if they have a key in common.

    With `by_id`, they must share an id of the bank; otherwise they may not both have one.
    """

    keys: Callable[[Earlier], Iterable[Hashable]]
    is_possible: Callable[[Earlier], bool]
    certainty: _Certainty
    by_id: bool = False

    def keys_of(self, row: Earlier) -> list[Hashable]:
        """Return the keys of an earlier transaction."""
        ids: Iterable[Hashable] = row.bank_ids if self.by_id else [bool(row.bank_ids)]
        return [(key, mark) for key in self.keys(row) for mark in ids]

    def keys_for(self, line: Earlier) -> list[Hashable]:
        """Return the keys to look for, from a line in the form of an earlier transaction."""
        ids: Iterable[Hashable] = line.bank_ids if self.by_id else [False] if line.bank_ids else [False, True]
        return [(key, mark) for key in self.keys(line) for mark in ids]


def _money(row: Earlier) -> list[Hashable]:
    return [(row.amount, row.currency)]


def _money_and_payee(row: Earlier) -> list[Hashable]:
    return [(row.amount, row.currency, payee_key(row.payee))]


def _money_and_texts(row: Earlier) -> list[Hashable]:
    return [(row.amount, row.currency, payee_key(row.payee), row.note)]


def _direction(row: Earlier) -> list[Hashable]:
    return [row.amount < 0]


def _direction_and_payee(row: Earlier) -> list[Hashable]:
    return [(row.amount < 0, payee_key(row.payee))]


def _direction_and_words(row: Earlier) -> list[Hashable]:
    words = _WORD.findall(payee_key(row.payee))
    return [(row.amount < 0, word) for word in words if len(word) >= FEWEST_LETTERS or word == words[0]]


def _is_there(row: Earlier) -> bool:
    return not row.deleted


def _was_there(row: Earlier) -> bool:
    return row.is_known or not row.deleted


def _is_by_hand(row: Earlier) -> bool:
    return not row.is_known and not row.deleted


def _is_of_file(row: Earlier) -> bool:
    return row.is_known and not row.deleted


# From the surest to the least sure.
_STEPS = (
    _Step(_money, _was_there, _Certainty.SURE, by_id=True),
    _Step(_money_and_texts, _was_there, _Certainty.SURE),
    _Step(_money_and_payee, _is_by_hand, _Certainty.SURE),
    _Step(_money, _is_by_hand, _Certainty.SURE),
    _Step(_money_and_payee, _is_of_file, _Certainty.SURE_OF_WHOLE_DAYS),
    _Step(_money, _is_of_file, _Certainty.SURE_OF_WHOLE_DAYS),
    _Step(_direction, _is_there, _Certainty.ASKED, by_id=True),
    _Step(_direction_and_payee, _is_there, _Certainty.ASKED),
    _Step(_direction_and_words, _is_by_hand, _Certainty.ASKED),
)


def _matches(lines: Sequence[Line], earlier: Sequence[Earlier], is_whole: bool) -> Iterator[Match]:
    """Yield the matches of a day, the surest first; `is_whole` if the file has the whole day for certain."""
    left = {row.id: row for row in sorted(earlier, key=_is_there, reverse=True)}
    waiting = [(line, _in_form_of_earlier(line.row)) for line in lines]
    for step in _STEPS:
        free: defaultdict[Hashable, deque[Earlier]] = defaultdict(deque)
        for row in filter(step.is_possible, left.values()):
            for key in step.keys_of(row):
                free[key].append(row)
        still_waiting = []
        for line, form in waiting:
            taken = _taken(free, step.keys_for(form), left)
            if taken is None:
                still_waiting.append((line, form))
                continue
            if step.certainty is _Certainty.SURE:
                is_sure = True
                is_whole = is_whole or taken.is_known
            else:
                is_other_format = bool(form.bank_ids) != bool(taken.bank_ids)
                is_sure = step.certainty is _Certainty.SURE_OF_WHOLE_DAYS and (is_whole or is_other_format)
            yield Match(line, taken, is_sure)
        waiting = still_waiting
    by_hand = [row for row in left.values() if _is_by_hand(row)]
    yield from (Match(line, near, sure=False) for line, near in _near_amounts([line for line, _ in waiting], by_hand))


def _near_amounts(lines: Iterable[Line], rows: Iterable[Earlier]) -> Iterator[tuple[Line, Earlier]]:
    """Yield each line with the row whose amount is nearest, if it is near; a row is taken once."""
    ordered = sorted(rows, key=_account_amount)
    for line in lines:
        amount = line.row.account_amount
        at = bisect_left(ordered, amount, key=_account_amount)
        nearest = min(ordered[max(at - 1, 0) : at + 1], key=lambda row: abs(row.account_amount - amount), default=None)
        if nearest and _are_near(nearest, line.row):
            ordered.remove(nearest)
            yield line, nearest


def _are_near(one: Earlier | TransactionRow, other: Earlier | TransactionRow) -> bool:
    amounts = (one.account_amount, other.account_amount)
    return NEAR * abs(amounts[0] - amounts[1]) <= max(map(abs, amounts))


def _account_amount(row: Earlier) -> int:
    return row.account_amount


def _taken(
    free: Mapping[Hashable, deque[Earlier]], keys: Iterable[Hashable], left: dict[UUID, Earlier]
) -> Earlier | None:
    """Take the first free row with any of these keys."""
    for key in keys:
        rows = free.get(key)
        while rows:
            row = rows.popleft()
            if left.pop(row.id, None):
                return row
    return None


def _in_form_of_earlier(row: TransactionRow) -> Earlier:
    return Earlier(
        id=row.id,
        account_id=row.account_id,
        date=row.date,
        amount=row.amount,
        currency=row.currency,
        account_amount=row.account_amount,
        deleted=False,
        payee=row.statement_payee or row.payee,
        note=row.note,
        is_known=False,
        bank_ids=frozenset(filter(None, [row.import_bank_id])),
    )
