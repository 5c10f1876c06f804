"""Dates in the notations of banks, and the evidence for the order of their numbers."""

import re
import unicodedata
from datetime import date

from services.statements.lines import check_range
from services.statements.options import DateOrder
from services.statements.texts import Unreadable, shown

ORDERS = (DateOrder.YMD, DateOrder.DMY, DateOrder.MDY)
Readings = tuple[date | None, date | None, date | None]
"""The dates of a text in each of ORDERS; None if it is no date."""

_NONE: Readings = (None, None, None)
_GAP = r"(?:\s*[-/.]\s*|[\s,.]+)"
_MANY_STEPS = 5
"""Enough steps of the days in one direction, and none in the other, decide their order."""
_NAME = r"[^\W\d_]{3,12}"
_TIME = r"\.?(?:[T\s,]+\d.*|\s+as of\s.*|-\d{1,2}[:.]\d\d.*)?"
_PARTS = re.compile(rf"(?:{_NAME},?\s+)?(\d{{1,4}}|{_NAME}){_GAP}(\d{{1,2}}|{_NAME}){_GAP}(\d{{4}}|\d{{1,2}}){_TIME}")
# The time that may follow has four digits or six, with or without a zone, as in OFX.
_COMPACT = re.compile(r"(\d\d)(\d\d)(\d\d)(\d\d)(?:(?:[T\s]\d|[01]\d[0-5]\d|2[0-3][0-5]\d|\[).*)?")
_IDEOGRAPHS = str.maketrans({"年": "-", "月": "-", "日": " ", "년": "-", "월": "-", "일": " "})

# The first letters without accents: English, German, French, Spanish, Dutch, Italian, Portuguese, Polish, Turkish,
# Romanian and Russian. Czech and Croatian are left out: the same letters are other months there.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen sty oca ian янв",
            "feb fev lut sub фев",
            "mar mrz mrt maa мар",
            "apr avr abr kwi nis апр",
            "may mai mei mag maj маи",
            "jun juin giu cze haz iun июн",
            "jul juil lug lip tem iul июл",
            "aug aou ago sie avg авг",
            "sep set wrz eyl сен",
            "oct okt ott out paz eki окт",
            "nov lis kas noi ноя",
            "dec dez dic gru ara дек",
        ),
        start=1,
    )
    for name in names.split()
}


class Dates(dict[str, date]):
    """Dates by their text, because a file repeats each of its days many times."""

    def __init__(self, order: DateOrder) -> None:
        super().__init__()
        self._index = ORDERS.index(order)

    def __missing__(self, text: str) -> date:
        day = readings(text)[self._index]
        if day is None:
            raise Unreadable(_why_not(text))
        check_range(day)
        if len(self) < 20_000:
            self[text] = day
        return day


class DateEvidence:
    """The evidence for the order of numbers in the dates of a file."""

    def __init__(self) -> None:
        self._valid = [0, 0, 0]
        self._rises = [0, 0, 0]
        self._falls = [0, 0, 0]
        self._years: tuple[set[int], ...] = (set(), set(), set())
        self._previous: Readings = _NONE
        self._open = False
        self._dotted = False
        self._seen: dict[str, Readings] = {}

    def add(self, text: str) -> None:
        """Add a date."""
        meanings = self._seen.get(text)
        if meanings is None:
            meanings = readings(text)
            self._dotted = self._dotted or "." in text
            if len(self._seen) < 20_000:
                self._seen[text] = meanings
        if meanings in (self._previous, _NONE):
            return
        self._open = self._open or len(set(meanings) - {None}) > 1
        for index, (day, before) in enumerate(zip(meanings, self._previous, strict=True)):
            if day is not None:
                self._valid[index] += 1
                self._years[index].add(day.year)
                if before is not None:
                    self._rises[index] += day > before
                    self._falls[index] += day < before
        self._previous = meanings

    @property
    def decided(self) -> bool:
        """Return True if the dates so far allow only one order."""
        return len(self.orders) == 1

    @property
    def orders(self) -> tuple[DateOrder, ...]:
        """Return the possible orders, or only the likeliest if it puts the rows in sequence."""
        best = self._best()
        calm = [index for index in best if not min(self._rises[index], self._falls[index])]
        if len(best) > 1 and len(calm) == 1 and max(self._rises[calm[0]], self._falls[calm[0]]) >= _MANY_STEPS:
            return (ORDERS[calm[0]],)
        return tuple(ORDERS[index] for index in best)

    @property
    def by_sequence(self) -> bool:
        """Return True if only the sequence of the rows decides the order."""
        return len(self._best()) > 1

    @property
    def moves(self) -> tuple[bool, bool]:
        """Return whether the days rise, and whether they fall, in the chosen order."""
        index = ORDERS.index(self.orders[0])
        return self._rises[index] > 0, self._falls[index] > 0

    def _best(self) -> list[int]:
        if not self._open:
            return [self._valid.index(max(self._valid))]
        best = [index for index, count in enumerate(self._valid) if count == max(self._valid)]
        if self._dotted and 1 in best:
            return [1]  # with points the day comes first, unless the year has four digits
        # A year of two digits is the number that changes least.
        fewest = min(len(self._years[index]) for index in best)
        return [index for index in best if len(self._years[index]) == fewest] if 0 in best else best


def readings(text: str) -> Readings:
    """Return the date of a text in each order: 03/04/2026 is 3 April (DMY) or 4 March (MDY)."""
    if len(text) > 40:
        return _NONE
    text = text.strip()
    if not text.isascii():
        text = text.translate(_IDEOGRAPHS).strip()
    compact = _COMPACT.fullmatch(text)
    if compact:
        return _compact(*compact.groups())
    parts = _PARTS.fullmatch(text)
    if not parts:
        return _NONE
    first, second, third = parts.groups()
    if first.isdecimal() and second.isdecimal():
        return _numbers(first, second, third)
    day = _named(first, second, third)
    return (day, day, day)


def _compact(a: str, b: str, c: str, d: str) -> Readings:
    # The century distinguishes 20260131 from 31012026: no month is 19 to 22.
    if 19 <= int(a) <= 22 and int(c) <= 12:
        day = _day(a + b, c, d)
        return (day, day, day)
    return (None, _day(c + d, b, a), _day(c + d, a, b))


def _numbers(first: str, second: str, third: str) -> Readings:
    if len(first) == 4:
        day = _day(first, second, third)
        return (day, day, day)
    short = len(third) <= 2 and len(first) == 2
    return (_day(first, second, third) if short else None, _day(third, second, first), _day(third, first, second))


def _named(first: str, second: str, third: str) -> date | None:
    if first.isdecimal():
        month = _month(second)
        return (_day(first, month, third) if len(first) == 4 else _day(third, month, first)) if month else None
    month = _month(first)
    return _day(third, month, second) if month and second.isdecimal() else None


def _month(name: str) -> str | None:
    letters = unicodedata.normalize("NFKD", name.casefold().replace("ł", "l"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    number = _MONTHS.get(plain[:3]) or _MONTHS.get(plain[:4])
    return str(number) if number else None


def _day(year: str, month: str, day: str) -> date | None:
    number = int(year)
    if len(year) <= 2:  # as POSIX reads two digits
        number += 2000 if number < 69 else 1900
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def _why_not(text: str) -> str:
    if not text.strip():
        return "The date is missing; fill it in or remove the line."
    return f"The date “{shown(text)}” is not a date in the order of the others; write it as 2026-01-31."
