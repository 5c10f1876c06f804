"""Correct misspelled words of a question to similar words that Finny or the ledger knows."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice

from services.finny.question_words import EVERYDAY, FILLERS, PLURALS, RESPELLINGS

LONGEST_SPELLED = 300  # characters; a longer text is no everyday question
SHORTEST = 5  # letters; shorter words are too much alike
SHORTEST_TURNED = 3  # of a word whose letters only changed their places
CLOSE = 0.83
LONGEST = 20  # letters
MOST_WORDS = 3_000  # to correct a word to
MOST_COMPARED = 2_000  # with the words of one text; each takes up to 0.1 ms

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"}


def folded(text: str) -> str:
    """Return a text without case and accents: “Grünkorb” becomes “grunkorb”."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(_LETTERS.get(character, character) for character in plain if not unicodedata.combining(character))


def respelled(text: str, names: Iterable[str]) -> str:
    """Correct the misspelled words of a text by everyday words and names; the first names come first."""
    if len(text) > LONGEST_SPELLED:
        return text
    own: dict[str, str] = {}
    for word in _WORD.findall(" ".join(names)):
        own.setdefault(folded(word), word)
    known = {**{folded(word): word for word in EVERYDAY | FILLERS}, **own}
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for word in islice(known, MOST_WORDS):
        by_letter[_first(word)].append(word)
        by_letter[_letters(word)].append(word)
    left = iter(range(MOST_COMPARED))
    return _WORD.sub(lambda match: _respelled(match[0], known, by_letter, left), text)


def _respelled(word: str, known: Mapping[str, str], by_letter: Mapping[str, list[str]], left: Iterator[int]) -> str:
    plain = folded(word)
    if plain in RESPELLINGS:
        return RESPELLINGS[plain]
    if plain in known:
        # A name without its accents still means that name.
        return word if known[plain].casefold() == plain else known[plain]
    if len(plain) >= SHORTEST_TURNED and (turned := by_letter.get(_letters(plain))):
        return known[turned[0]]
    if not SHORTEST <= len(plain) <= LONGEST or any(
        {plain.removesuffix(ending), plain + ending} & known.keys() for ending in PLURALS
    ):
        return word
    near = [candidate for candidate in by_letter.get(_first(plain), ()) if abs(len(candidate) - len(plain)) <= 2]
    closest = get_close_matches(plain, [candidate for candidate, _ in zip(near, left, strict=False)], 1, CLOSE)
    return known[closest[0]] if closest else word


def _first(word: str) -> str:
    """Return the first letter of a word; “c” sounds like “k”."""
    return word[:1].replace("c", "k")


def _letters(word: str) -> str:
    """Return the first letter and all letters in their order in the alphabet."""
    return f"{word[:1]}:{''.join(sorted(word))}"
