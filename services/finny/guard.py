"""Checks of a remote Finny's reply: made-up figures, loops and broken text."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from unicodedata import category

from services.finny.advice_words import UNFIT_FOR_A_TIP
from services.finny.provider import Turn
from services.values.writing import Figure, figures

SMALLEST_FIGURE = 32  # smaller whole numbers are days, counts and steps of a list
LONGEST_ECHO = 80  # characters; a list may repeat its words, but not the same dates and amounts
MOST_ECHOES = 3


class Doubt(StrEnum):
    """The reasons why a remote Finny's reply does not answer the question."""

    BROKE_OFF = "BROKE_OFF"
    TOO_LONG = "TOO_LONG"
    GARBLED = "GARBLED"
    UNVERIFIED = "UNVERIFIED"
    BESIDE = "BESIDE"


def doubt_about(text: str, turn: Turn, answer: str) -> Doubt | None:
    """Return the fault of a whole reply, None without one; `answer` is the built-in Finny's, if it has any."""
    if _is_garbled(text):
        return Doubt.GARBLED
    if unverified_figures(text, turn):
        return Doubt.UNVERIFIED
    expected = {figure.number for figure in figures(answer) if figure.marked}
    named = any(_is_known(claim, expected) for claim in _claims(text))
    return Doubt.BESIDE if expected and not named else None


def goes_in_circles(text: str) -> bool:
    """Return True if a text repeats its last words again and again."""
    return len(text) > MOST_ECHOES * LONGEST_ECHO and text.count(text[-LONGEST_ECHO:]) > MOST_ECHOES


def _is_garbled(text: str) -> bool:
    """Return True if most of a text is neither letters nor digits, as with broken characters."""
    written = [character for character in text if not character.isspace()]
    return 3 * sum(character.isalnum() for character in written) < len(written)


def unverified_figures(text: str, turn: Turn | None) -> tuple[str, ...]:
    """Return the figures in a reply that no tool returned and nobody named before, each once, in order.

    A figure may be rounded: 430 stands for 429.58. Dates, years and small counts are no figures. Without a turn all
    are unverified.
    """
    known = _known(turn) if turn else set()
    return tuple(dict.fromkeys(claim.written for claim in _claims(text) if not _is_known(claim, known)))


def is_grounded(tip: str, turn: Turn) -> bool:
    """Return True if a tip names figures, all of which a tool of this turn returned, and nothing that is unfit for one.

    Numbers of the question or of earlier messages are no evidence. Links, account numbers, acts that Finny cannot have
    done, and investments are unfit.
    """
    claims = list(_claims(tip))
    return bool(claims) and all(_is_known(claim, turn.known_figures) for claim in claims) and not is_unfit(tip)


def is_unfit(tip: str) -> bool:
    """Return True for a tip with a link, an account number, an act that Finny claims, an investment or hidden marks."""
    return bool(UNFIT_FOR_A_TIP.search(tip)) or any(category(character) in {"Cc", "Cf"} for character in tip)


def _known(turn: Turn) -> set[Decimal]:
    known = turn.known_figures | {figure.number for figure in figures(turn.question)}
    for message in turn.history:
        known |= {figure.number for figure in figures(message.text) if figure.written not in message.unverified}
    return known


def _claims(text: str) -> Iterable[Figure]:
    return (figure for figure in figures(text) if figure.marked or figure.number >= SMALLEST_FIGURE)


def _is_known(figure: Figure, known: set[Decimal]) -> bool:
    return figure.other in known or any(abs(number - figure.number) * 2 <= figure.step for number in known)
