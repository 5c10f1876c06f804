"""How English writes amounts, parts, days and periods, and how its figures are found in a text."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from services.money import Money, money_decimal
from services.periods import Period

UNCATEGORISED = "Not categorised"

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = re.compile(
    rf"\b\d{{4}}-\d{{2}}(?:-\d{{2}})?\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?\b"
    rf"|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?\b|\b{_MONTH},?\s+\d{{4}}\b|^\s*\d+[.)]\s",
    re.IGNORECASE | re.MULTILINE,
)
_FIGURE = re.compile(
    r"(?P<before>[€$£¥]|\b[A-Z]{3}\s?)?(?<![\w.,])"
    r"(?P<number>(?P<whole>\d{1,3}(?:[.\u00a0\u202f]?\d{3})*),(?P<cents>\d\d?)(?!\d)"  # as other languages write it
    r"|\d[\d,\u00a0\u202f]*(?:\.\d+)?|\.\d+)"
    r"(?P<thousand>\s?(?:k|thousand)\b)?\s?(?P<after>[€$£¥%]|\b(?:[A-Z]{3}|euros?|dollars?|percent)\b)?"
)


class Figure(NamedTuple):
    """A number in a text as it is written; its last place reaches as far as `step`, and `marked` is one with a unit."""

    written: str
    number: Decimal
    step: Decimal
    marked: bool


def amount(money: Money) -> str:
    """An amount: “-1,234.50 EUR”."""
    return f"{money_decimal(money):,f} {money.currency}"


def percent(part: float) -> str:
    """A part as whole percent: “44%”."""
    return f"{(Decimal(repr(part)) * 100).quantize(Decimal(1), ROUND_HALF_EVEN):,}%"


def day(when: date) -> str:
    """A date: “5 November 2026”."""
    return f"{when.day} {when:%B %Y}"


def period(days: Period) -> str:
    """A day by its date, calendar months and a year by their names, and any other period by its first and last day."""
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


def figures(text: str) -> Iterator[Figure]:
    """The figures of a text; days, years and the numbers of a list are none."""
    plain = _DATES.sub(lambda match: " " * len(match[0]), text)
    for match in _FIGURE.finditer(plain):
        written = f"{match['whole'].replace('.', '')}.{match['cents']}" if match["cents"] else match["number"]
        digits = re.sub(r"[,\u00a0\u202f]", "", written)
        number = Decimal(digits)
        marked = match["before"] or match["after"] or match["thousand"] or "." in digits or "," in match["number"][:-1]
        if not marked and _is_year(digits):
            continue
        scale = 1000 if match["thousand"] else 1
        step = Decimal(1).scaleb(int(number.as_tuple().exponent)) * scale
        yield Figure(match[0].strip(" ,"), number * scale, step, bool(marked))


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and 1900 <= int(digits) <= 2200
