"""Spelling: words of a question that are close to a word that Finny or the ledger knows are taken for it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice

from services.finny.question_words import EVERYDAY, PLURALS, RESPELLINGS

LONGEST_SPELLED = 300  # characters; a longer text is no everyday question
SHORTEST = 5  # letters; a shorter word may be any other
CLOSE = 0.83
MOST_WORDS = 3_000  # that a misspelled one may be taken for

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"}


def folded(text: str) -> str:
    """A text without case and accents: “Grünkorb” is “grunkorb”."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(_LETTERS.get(each, each) for each in plain if not unicodedata.combining(each))


def respelled(text: str, names: Iterable[str]) -> str:
    """The text with its misspelled words put right, by everyday words and those of some names, the first ones first."""
    if len(text) > LONGEST_SPELLED:
        return text
    own: dict[str, str] = {}
    for word in _WORD.findall(" ".join(names)):
        own.setdefault(folded(word), word)
    known = {**{folded(word): word for word in EVERYDAY}, **own}
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for word in islice(known, MOST_WORDS):
        by_letter[word[:1]].append(word)
    return _WORD.sub(lambda match: _respelled(match[0], known, by_letter), text)


def _respelled(word: str, known: Mapping[str, str], by_letter: Mapping[str, list[str]]) -> str:
    plain = folded(word)
    if plain in RESPELLINGS:
        return RESPELLINGS[plain]
    if plain in known:
        # Who leaves the accents out still means the name that has them.
        return word if known[plain].casefold() == plain else known[plain]
    if len(plain) < SHORTEST or any({plain.removesuffix(each), plain + each} & known.keys() for each in PLURALS):
        return word
    near = [each for each in by_letter.get(plain[0], ()) if abs(len(each) - len(plain)) <= 2]
    found = get_close_matches(plain, near, 1, CLOSE)
    return known[found[0]] if found else word
