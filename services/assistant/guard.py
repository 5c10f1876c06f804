"""The guard on figures: which numbers in a reply no tool returned and nobody else said."""

import re
from collections.abc import Iterable
from decimal import Decimal

from services.assistant.provider import Turn

SMALLEST_FIGURE = 32  # smaller whole numbers are days, counts and steps of a list

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NOT_FIGURES = re.compile(
    rf"\b\d{{4}}-\d{{2}}(?:-\d{{2}})?\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?\b"
    rf"|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?\b|\b{_MONTH},?\s+\d{{4}}\b|^\s*\d+[.)]\s",
    re.IGNORECASE | re.MULTILINE,
)
_FIGURE = re.compile(
    r"(?P<before>[€$£¥]|\b[A-Z]{3}\s?)?(?<![\w.,])(?P<number>\d[\d,\u00a0\u202f]*(?:\.\d+)?|\.\d+)"
    r"(?P<thousand>\s?(?:k|thousand)\b)?\s?(?P<after>[€$£¥%]|\b(?:[A-Z]{3}|euros?|dollars?|percent)\b)?"
)


def unverified_figures(text: str, turn: Turn) -> tuple[str, ...]:
    """The figures in a reply, as written, that neither a tool returned nor the user named; each once, in order.

    A figure may be rounded: 430 stands for 429.58. Dates, years and small counts are no figures.
    """
    known = set(turn.tools.seen)
    for said in (turn.question, *(each.text for each in turn.history if each.author == "USER")):
        known |= {number for _, number, _ in _figures(said, smallest=0)}
    found = (written for written, number, step in _figures(text) if not _is_known(number, step, known))
    return tuple(dict.fromkeys(found))


def _figures(text: str, smallest: int = SMALLEST_FIGURE) -> Iterable[tuple[str, Decimal, Decimal]]:
    """Each figure as written, its value, and how far its last place reaches."""
    plain = _NOT_FIGURES.sub(lambda match: " " * len(match[0]), text)
    for match in _FIGURE.finditer(plain):
        digits = re.sub(r"[,\u00a0\u202f]", "", match["number"])
        number = Decimal(digits)
        marked = match["before"] or match["after"] or match["thousand"] or "." in digits or "," in match["number"][:-1]
        if not marked and (number < smallest or _is_year(digits)):
            continue
        scale = 1000 if match["thousand"] else 1
        places = int(number.as_tuple().exponent)
        yield match[0].strip(" ,"), number * scale, Decimal(1).scaleb(places) * scale


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and 1900 <= int(digits) <= 2200


def _is_known(number: Decimal, step: Decimal, known: Iterable[Decimal]) -> bool:
    return any(abs(each - number) * 2 <= step for each in known)
