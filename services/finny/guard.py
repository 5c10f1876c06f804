"""The guard on a remote Finny's words: figures that come from nowhere, and what else makes no sense."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from services.finny.provider import Turn
from services.writing import Figure, figures

SMALLEST_FIGURE = 32  # smaller whole numbers are days, counts and steps of a list
LONGEST_ECHO = 80  # characters; a list may well say as many again, but not the same dates and amounts
MOST_ECHOES = 3


class Doubt(StrEnum):
    """Why a remote Finny's words do not answer the question."""

    BROKE_OFF = "BROKE_OFF"
    TOO_LONG = "TOO_LONG"
    GARBLED = "GARBLED"
    UNVERIFIED = "UNVERIFIED"
    BESIDE = "BESIDE"


def doubt_about(text: str, turn: Turn, answer: str) -> Doubt | None:
    """What is wrong with a whole reply, None if nothing is; `answer` is the built-in Finny's, if it has any."""
    if _is_garbled(text):
        return Doubt.GARBLED
    if unverified_figures(text, turn):
        return Doubt.UNVERIFIED
    expected = {each.number for each in figures(answer) if each.marked}
    named = any(_is_known(each, expected) for each in _claims(text))
    return Doubt.BESIDE if expected and not named else None


def goes_in_circles(text: str) -> bool:
    """Whether a text ends in words that it has said again and again."""
    return len(text) > MOST_ECHOES * LONGEST_ECHO and text.count(text[-LONGEST_ECHO:]) > MOST_ECHOES


def _is_garbled(text: str) -> bool:
    """Whether most of a text is neither letters nor digits, as it is when the characters are broken."""
    written = [each for each in text if not each.isspace()]
    return 3 * sum(each.isalnum() for each in written) < len(written)


def unverified_figures(text: str, turn: Turn | None) -> tuple[str, ...]:
    """The figures in a reply, as written, that no tool returned and nobody named before; each once, in order.

    A figure may be rounded: 430 stands for 429.58. Dates, years and small counts are no figures. Of a turn that nobody
    remembers all are unverified.
    """
    known = _known(turn) if turn else set()
    return tuple(dict.fromkeys(each.written for each in _claims(text) if not _is_known(each, known)))


def _known(turn: Turn) -> set[Decimal]:
    known = turn.told | {each.number for each in figures(turn.question)}
    for said in turn.history:
        known |= {each.number for each in figures(said.text) if each.written not in said.unverified}
    return known


def _claims(text: str) -> Iterable[Figure]:
    return (each for each in figures(text) if each.marked or each.number >= SMALLEST_FIGURE)


def _is_known(figure: Figure, known: set[Decimal]) -> bool:
    return figure.other in known or any(abs(each - figure.number) * 2 <= figure.step for each in known)
