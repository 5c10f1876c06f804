"""Checks of a remote Finny's reply: claims that no tool holds, loops and broken text."""

from enum import StrEnum
from unicodedata import category

from services.finny.advice_words import UNFIT_FOR_A_TIP
from services.finny.claims import claims_in, other_claims
from services.finny.evidence import Evidence
from services.finny.provider import Turn
from services.values.writing import figures

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
    if unverified_claims(text, turn):
        return Doubt.UNVERIFIED
    expected = {figure.number for figure in figures(answer) if figure.marked}
    named = any(abs(number - figure.number) * 2 <= figure.step for figure in figures(text) for number in expected)
    return Doubt.BESIDE if expected and not named else None


def goes_in_circles(text: str) -> bool:
    """Return True if a text repeats its last words again and again."""
    return len(text) > MOST_ECHOES * LONGEST_ECHO and text.count(text[-LONGEST_ECHO:]) > MOST_ECHOES


def _is_garbled(text: str) -> bool:
    """Return True if most of a text is neither letters nor digits, as with broken characters."""
    written = [character for character in text if not character.isspace()]
    return 3 * sum(character.isalnum() for character in written) < len(written)


def unverified_claims(text: str, turn: Turn | None) -> tuple[str, ...]:
    """Return what a reply says and this turn's tools do not hold, each once, in order.

    A claim is a figure with its meaning, its names and its period, a day, an act or an advice. A figure may be rounded:
    430 stands for 429.58. Years and small counts are no claims, and the owner's own numbers no evidence. A figure that
    stands elsewhere rightly is returned with its sentence. Without a turn all are unverified.
    """
    evidence, question = (turn.evidence, turn.question) if turn else (Evidence(), "")
    claims = [(claim, claim.is_held) for claim in claims_in(text, question, evidence)]
    right = {claim.figure.written for claim, is_held in claims if is_held}
    wrong = [
        claim.sentence.strip() if claim.figure.written in right else claim.figure.written
        for claim, is_held in claims
        if not is_held
    ]
    return tuple(dict.fromkeys([*wrong, *other_claims(text, question, evidence)]))


def is_grounded(tip: str, turn: Turn) -> bool:
    """Return True if a tip makes claims, all of which the tools of this turn hold, and has nothing that is unfit."""
    claims = list(claims_in(tip, "", turn.evidence))
    held = bool(claims) and all(claim.is_held for claim in claims)
    return held and not is_unfit(tip) and not any(other_claims(tip, "", turn.evidence))


def cleaned(text: str) -> str:
    """Return a text without control characters, bidirectional overrides and other marks that nobody sees."""
    return "".join(character for character in text if character in "\n\t" or category(character) not in {"Cc", "Cf"})


def is_unfit(tip: str) -> bool:
    """Return True for a tip with a link, an account number, an act that Finny claims, an investment or hidden marks."""
    return bool(UNFIT_FOR_A_TIP.search(tip)) or any(category(character) in {"Cc", "Cf"} for character in tip)
