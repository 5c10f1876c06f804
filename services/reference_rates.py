"""Reference rates of the European Central Bank: the history that a package brings, and newer files."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from services.errors import Refused, invalid
from services.money import check_currency

EURO = "EUR"
MOST_BYTES = 32 * 2**20
_PACKAGE, _FILE = "currency_converter", "eurofxref-hist.zip"
_UNKNOWN = {"", "N/A"}


class Reference(NamedTuple):
    """The amount of a currency that one euro bought on a day."""

    day: date
    rate: Decimal


class ReferenceRates:
    """The lines of a file, which are read when a day is asked for: all of them would be 200,000 numbers."""

    def __init__(self, raw: bytes) -> None:
        """Refuse what is no file of the bank, as a table or zipped."""
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
        """Return the last rate up to a day, or else the first of all; None if it has no rate of the currency."""
        if currency not in self._columns:
            return None
        place = bisect_right(self._days, day)
        later = range(place, len(self._lines))
        return next(filter(None, (self._at(number, currency) for number in (*reversed(range(place)), *later))), None)

    def since(self, day: date | None) -> Iterator[tuple[str, Reference]]:
        """Yield the rates after a day, of currencies that are known as such; refuse one that is no number."""
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
    """Return the history that the package brings, which is not imported for that."""
    spec = find_spec(_PACKAGE)
    (folder,) = (spec and spec.submodule_search_locations) or [""]
    return ReferenceRates(Path(folder, _FILE).read_bytes())


@lru_cache(10_000)
def bundled_on(currency: str, day: date) -> Reference | None:
    """Return the last bundled rate up to a day, or else the first of all; the euro buys one of itself."""
    return Reference(day, Decimal(1)) if currency == EURO else bundled().on(currency, day)


def nearest(known: Sequence[Reference], day: date) -> Reference | None:
    """Return the newest up to a day, the first of several of one day, or else the oldest of all."""
    until = [reference for reference in known if reference.day <= day]
    if until:
        return max(until, key=lambda reference: reference.day)
    return min(known, key=lambda reference: reference.day, default=None)


def _text(raw: bytes) -> str:
    if raw.startswith(b"PK"):
        try:
            archive = ZipFile(BytesIO(raw))
            (name,) = archive.namelist()
            if archive.getinfo(name).file_size > MOST_BYTES:
                raise _unreadable()
            raw = archive.read(name)
        except (BadZipFile, ValueError):
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
