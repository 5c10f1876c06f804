"""Reference rates of the European Central Bank: the history bundled in a package, and newer files."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from services.values.errors import Refused, invalid
from services.values.money import check_currency
from services.values.zip_archives import UnreadableZip, opened_zip

EURO = "EUR"
MOST_BYTES = 32 * 2**20
_PACKAGE, _FILE = "currency_converter", "eurofxref-hist.zip"
_UNKNOWN = {"", "N/A"}


class Reference(NamedTuple):
    """A reference rate: the units of a currency for one euro on a day."""

    day: date
    rate: Decimal


class ReferenceRates:
    """The lines of a file. A line is read when its day is needed, because all of them have 200,000 numbers."""

    def __init__(self, raw: bytes) -> None:
        """Read a file of the bank, zipped or not; refuse any other file."""
        header, *lines = _text(raw).splitlines() or [""]
        self._columns = {name.strip(): place for place, name in enumerate(header.split(","))}
        if "Date" not in self._columns or not lines:
            raise _unreadable()
        self._lines = sorted(line for line in lines if line.strip())
        try:
            self._days = [date.fromisoformat(line[:10]) for line in self._lines]
        except ValueError:
            raise _unreadable() from None

    def on(self, currency: str, day: date) -> Reference | None:
        """Return the last rate up to a day, else the first later one; None if the file has no rate of the currency."""
        if currency not in self._columns:
            return None
        place = bisect_right(self._days, day)
        later = range(place, len(self._lines))
        return next(filter(None, (self._at(number, currency) for number in (*reversed(range(place)), *later))), None)

    def since(self, day: date | None) -> Iterator[tuple[str, Reference]]:
        """Yield the rates of known currencies after a day; refuse one that is no number."""
        currencies = [name for name in self._columns if _is_currency(name)]
        for number in range(bisect_right(self._days, day) if day else 0, len(self._lines)):
            for currency in currencies:
                if known := self._at(number, currency):
                    yield currency, known

    @property
    def last_day(self) -> date:
        """Return the newest day."""
        return self._days[-1]

    def _at(self, number: int, currency: str) -> Reference | None:
        cells = self._lines[number].split(",")
        place = self._columns[currency]
        cell = cells[place].strip() if place < len(cells) else ""
        if cell in _UNKNOWN:
            return None
        try:
            rate = Decimal(cell)
        except ArithmeticError:
            raise _unreadable() from None
        if not rate.is_finite() or not Decimal("1e-9") <= rate <= Decimal("1e9") or len(rate.as_tuple().digits) > 20:
            raise _unreadable()
        return Reference(self._days[number], rate)


@cache
def bundled() -> ReferenceRates:
    """Return the bundled history; its package is not imported."""
    spec = find_spec(_PACKAGE)
    (folder,) = (spec and spec.submodule_search_locations) or [""]
    return ReferenceRates(Path(folder, _FILE).read_bytes())


@lru_cache(10_000)
def bundled_on(currency: str, day: date) -> Reference | None:
    """Return the last bundled rate up to a day, else the first later one; the rate of the euro is 1."""
    return Reference(day, Decimal(1)) if currency == EURO else bundled().on(currency, day)


def nearest(known: Sequence[Reference], day: date) -> Reference | None:
    """Return the newest rate up to a day (the first of several on one day), else the oldest of all."""
    until = [reference for reference in known if reference.day <= day]
    if until:
        return max(until, key=lambda reference: reference.day)
    return min(known, key=lambda reference: reference.day, default=None)


def _text(raw: bytes) -> str:
    if raw.startswith(b"PK"):
        try:
            with opened_zip(raw) as archive:
                (name,) = archive.namelist()
                if archive.getinfo(name).file_size > MOST_BYTES:
                    raise _unreadable()
                raw = archive.read(name)
        except UnreadableZip:
            raise _unreadable() from None
    return raw.decode("utf-8-sig", errors="replace")


def _is_currency(name: str) -> bool:
    try:
        return bool(check_currency(name))
    except Refused:
        return False


def _unreadable() -> Exception:
    return invalid(
        "This is not a file of reference rates; download eurofxref-hist.zip from the European Central Bank.", "file"
    )
