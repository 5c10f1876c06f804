"""Dates as banks write them, and the evidence for the order of their numbers."""

import re
import unicodedata
from datetime import date

from services.importers.statement import DateOrder, Unreadable, check_range, shown

ORDERS = (DateOrder.YMD, DateOrder.DMY, DateOrder.MDY)
Readings = tuple[date | None, date | None, date | None]
"""What a text means in each of ORDERS; None where it is no date."""

_NONE: Readings = (None, None, None)
_GAP = r"(?:\s*[-/.]\s*|[\s,.]+)"
_NAME = r"[^\W\d_]{3,12}"
_TIME = r"(?:[T\s,]+\d.*)?"
_PARTS = re.compile(rf"(?:{_NAME},?\s+)?(\d{{1,4}}|{_NAME}){_GAP}(\d{{1,2}}|{_NAME}){_GAP}(\d{{4}}|\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"(\d\d)(\d\d)(\d\d)(\d\d)")

# The first three letters without accents, in English, German, French, Spanish, Dutch and Italian.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen",
            "feb fev",
            "mar mrz mrt maa",
            "apr avr abr",
            "may mai mei mag",
            "jun juin giu",
            "jul juil lug",
            "aug aou ago",
            "sep set",
            "oct okt ott",
            "nov",
            "dec dez dic",
        ),
        start=1,
    )
    for name in names.split()
}


class Dates(dict[str, date]):
    """Dates by their text: a file repeats each of its days many times."""

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
    """What the dates of a file say together about the order of their numbers."""

    def __init__(self) -> None:
        self._valid = [0, 0, 0]
        self._rises = [0, 0, 0]
        self._falls = [0, 0, 0]
        self._previous: Readings = _NONE
        self._open = False
        self._dotted = False
        self._seen: dict[str, Readings] = {}

    def add(self, text: str) -> None:
        found = self._seen.get(text)
        if found is None:
            found = readings(text)
            self._dotted = self._dotted or "." in text
            if len(self._seen) < 20_000:
                self._seen[text] = found
        if found in (self._previous, _NONE):
            return
        self._open = self._open or found[1] != found[2] or found[0] != found[1]
        for index, (day, before) in enumerate(zip(found, self._previous, strict=True)):
            if day is not None:
                self._valid[index] += 1
                if before is not None:
                    self._rises[index] += day > before
                    self._falls[index] += day < before
        self._previous = found

    @property
    def decided(self) -> bool:
        """Whether the dates seen so far leave one order only."""
        return len(self._best()) == 1

    def decide(self, month_first: bool) -> tuple[DateOrder, str | None]:
        """The order, and a sentence when the dates alone left it open; `month_first` is the custom to fall back on."""
        best = self._best()
        if len(best) == 1:
            return ORDERS[best[0]], None
        jumps = {index: min(self._rises[index], self._falls[index]) for index in best}
        calm = [index for index in best if jumps[index] == min(jumps.values())]
        if len(calm) == 1:
            return ORDERS[calm[0]], _chosen(ORDERS[calm[0]], "the rows are then in order")
        custom = DateOrder.MDY if month_first and not self._dotted else DateOrder.DMY
        return custom, _chosen(custom, "that is the custom where files are written like this one")

    def _best(self) -> list[int]:
        if not self._open:
            return [0]
        return [index for index, count in enumerate(self._valid) if count == max(self._valid)]


def readings(text: str) -> Readings:
    """What a text means in each order: 03/04/2026 is the third of April (DMY) or the fourth of March (MDY)."""
    if len(text) > 40:
        return _NONE
    text = text.strip()
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
    # The century tells 20260131 from 31012026: no month is 19 to 22.
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
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
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


def _chosen(order: DateOrder, why: str) -> str:
    words = {DateOrder.YMD: "year first", DateOrder.DMY: "day first", DateOrder.MDY: "month first"}
    chosen = f"they are read {words[order]} because {why}"
    return f"The dates can be read in more than one way; {chosen}. Give the date order to change that."
