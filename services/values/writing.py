"""English amounts, parts, days and periods, and how to find figures in a text."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from services.values.money import Money, money_decimal
from services.values.periods import Period

UNCATEGORISED = "Not categorised"
TRANSFER = "Transfer"

_SPACES = " \u00a0\u2009\u202f"
_SPACE = f"[{_SPACES}]"
_GROUP = f"[{_SPACES}.,_'\u2019]"  # what people write between the thousands
_UNIT = r"(?:[€$£¥%]|\b(?:[A-Z]{3}|(?i:euros?|dollars?|francs?|pounds?|yen|percent))\b)"
_SCALES = {
    **dict.fromkeys(("hundred", "hundreds"), 100),
    **dict.fromkeys(("k", "thousand", "thousands", "tausend", "tsd"), 1_000),
    **dict.fromkeys(("m", "mn", "mio", "million", "millions", "millionen"), 1_000_000),
    **dict.fromkeys(("bn", "billion", "billions"), 1_000_000_000),
}
_SCALE = rf"{_SPACE}?(?i:{'|'.join(_SCALES)})\b\.?"
_MONTH = (
    r"\b(?i:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?)(?!\w)"
)
_DAY = r"\b\d{1,2}(?:st|nd|rd|th)?"
_DATES = re.compile(
    rf"\b\d{{4}}-\d\d(?:-\d\d)?\b|\b\d\d?([./])\d\d?\1\d{{4}}\b|^[ \t]*\d\d?[.)]\s|{_DAY}\s+(?:of\s+)?{_MONTH}"
    # A day is none where it begins an amount, and a year where one follows it.
    rf"|{_MONTH}\s+{_DAY}\b(?![.,]\d|{_GROUP}\d{{3}}(?!\d)|{_SPACE}?{_UNIT}|{_SCALE})"
    rf"|\b(?:19|2[01])\d\d(?=,?\s(?:[€$£¥]|[A-Z]{{3}}\b){_SPACE}?\d)",
    re.MULTILINE,
)
_FIGURE = re.compile(
    rf"(?P<before>[€$£¥]{_SPACE}?|(?<![^\W\d_])[A-Z]{{3}}{_SPACE}?|\b[xX]"
    rf"|(?<![^\W_])|(?<=[^\W\d_])(?=\d[\d.,]{{0,20}}{_SPACE}?{_UNIT}))(?<!\d[.,])(?<!\d)"
    rf"(?P<number>(?P<whole>\d{{1,3}}(?P<mark>{_GROUP})\d{{3}}(?:(?P=mark)\d{{3}})*)(?:(?!(?P=mark))[.,](?P<part>\d+))?"
    r"(?![\d])|(?P<plain>\d+)(?:[.,](?P<rest>\d+))?(?:[eE](?P<power>\d{1,2})\b)?|\.(?P<only>\d+))"
    rf"(?P<scale>{_SCALE})?(?:{_SPACE}?(?P<after>{_UNIT}))?"
)


class Figure(NamedTuple):
    """A number in a text. Its last place has the size `step`; `marked` is True if it has a unit.

    `other` is another reading of it: “1.234” is 1234 where the comma is a decimal mark.
    """

    written: str
    number: Decimal
    step: Decimal
    other: Decimal | None
    marked: bool


def amount(money: Money) -> str:
    """Write an amount: “-1,234.50 EUR”."""
    return f"{money_decimal(money):,f} {money.currency}"


def percent(part: float) -> str:
    """Write a part as whole percent: “44%”."""
    return f"{(Decimal(repr(part)) * 100).quantize(Decimal(1), ROUND_HALF_EVEN):,}%"


def day(when: date) -> str:
    """Write a date: “5 November 2026”."""
    return f"{when.day} {when:%B %Y}"


def period(days: Period) -> str:
    """Name a day by its date, calendar months and a year by their names, other periods by first and last day."""
    start, end = days.start, days.end
    if start == end:
        return day(start)
    whole = start.day == 1 and (end + timedelta(days=1)).day == 1
    if whole and (start.year, start.month) == (end.year, end.month):
        return f"{start:%B %Y}"
    if whole and (start.month, end.month) == (1, 12) and start.year == end.year:
        return f"{start.year}"
    if whole:
        return f"{start:%B %Y} to {end:%B %Y}"
    return f"{day(start)} to {day(end)}"


def same_days(name: str) -> str:
    """Name as many days of a period as have passed of another: “the same days of October 2026”."""
    return f"the same days of {name}"


def of_parents(name: str, parents: Iterable[str | None]) -> str:
    """Tell categories of one name apart: “Other (of Home and of Kids)”."""
    return f"{name} ({' and '.join(f'of {parent}' if parent else 'on its own' for parent in parents)})"


def all_but(names: Iterable[str]) -> str | None:
    """Name everything without some categories: “everything but Rent and Car”; None if there are none."""
    left_out = " and ".join(names)
    return f"everything but {left_out}" if left_out else None


def figures(text: str) -> Iterator[Figure]:
    """Return the figures of a text, without days, years and the numbers of a list."""
    plain = _DATES.sub(lambda match: " " * len(match[0]), text)
    for match in _FIGURE.finditer(plain):
        before = match["before"].strip() not in {"", "x", "X"}
        marked = before or any(match[part] for part in ("mark", "rest", "only", "power", "scale", "after"))
        if marked or not _is_year(match["number"]):
            yield Figure(match[0].strip(" ,"), *_reading(match), marked)


def _reading(match: re.Match[str]) -> tuple[Decimal, Decimal, Decimal | None]:
    """Return the number of a text, the step of its last place, and its value if “.” and “,” change places."""
    whole, mark = match["whole"] or match["plain"] or "", match["mark"]
    digits = whole.replace(mark, "") if mark else whole
    number = Decimal(f"{digits}.{match['part'] or match['rest'] or match['only'] or ''}")
    other = None
    if mark in {".", ","} and whole.count(mark) == 1 and not match["part"]:
        decimal = Decimal(whole.replace(mark, "."))
        number, other = (decimal, number) if mark == "." else (number, decimal)
    scale = Decimal(_SCALES[match["scale"].strip(f"{_SPACES}.").casefold()] if match["scale"] else 1)
    scale = scale.scaleb(int(match["power"] or 0))
    step = Decimal(1).scaleb(int(number.as_tuple().exponent))
    return number * scale, step * scale, None if other is None else other * scale


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits.isdecimal() and 1900 <= int(digits) <= 2200
