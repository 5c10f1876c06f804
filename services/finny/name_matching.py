"""Find names of categories, payees and goals in a question: in full, in part, or by position."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import product

from services.finny import question_words as questions
from services.finny.spelling import folded

FEWEST_LETTERS = 4  # of a word by which a payee or a goal is known
MOST_WORDS = 8  # of a part of a name

_WORD = re.compile(r"\w+")
_INTENTS = tuple(re.compile(pattern) for _, pattern in questions.INTENTS)

_EVERYDAY = set(map(folded, questions.EVERYDAY))


def categories_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the categories that a text names, or has a synonym for, in its order."""
    known = {name.casefold(): name for name in names}
    words = [(name, name) for name in known.values()]
    words += [(word, known[name]) for name, others in questions.SYNONYMS.items() if name in known for word in others]
    places: dict[int, str] = {}
    spoken = _spoken(text)
    for word, name in sorted(words, key=lambda pair: len(pair[0]), reverse=True):
        if _stands(word, spoken) and (match := _search(word, text)):
            places[match.start()] = name
            text = f"{text[: match.start()]}{' ' * len(match[0])}{text[match.end() :]}"
    return tuple(dict.fromkeys(name for _, name in sorted(places.items())))


def longest(text: str, names: Iterable[str]) -> str | None:
    """Return the longest of the names that stands in a text as words."""
    spoken = _spoken(text)
    return max((name for name in names if _stands(name, spoken)), key=len, default=None)


def whole(text: str, names: Iterable[str], others: Iterable[str]) -> str | None:
    """Return the longest of the names that stands in a text outside of longer ones of the others.

    A name of everyday words alone, such as “Next”, counts only in the position of a name.
    """
    spoken = _spoken(text)
    taken = [_spoken(name) for name in others if _stands(name, spoken)]
    for name in sorted((name for name in names if _stands(name, spoken)), key=len, reverse=True):
        plain, rest = _spoken(name), spoken
        for other, ending in product(
            [other_name for other_name in taken if plain in other_name], ("", *questions.PLURALS)
        ):
            rest = rest.replace(f"{other[:-1]}{ending} ", " , ")
        places = ("",) if _distinctive(name) else questions.BEFORE_A_NAME
        if any(_stands(f"{place} {name}", rest) for place in places):
            return name
    return None


def without(text: str, name: str | None) -> str:
    """Remove the first mention of a name from a text."""
    match = _search(name, text) if name else None
    return f"{text[: match.start()]} {text[match.end() :]}" if match else text


def a_part(text: str, names: Iterable[str], others: Iterable[str]) -> str | None:
    """Return the longest part of a name in a text, if one of its words is in none of the others."""
    rare = _distinctive(text) - {word for name in others for word in folded(name).split()}
    runs, best = _runs(_spoken(text).split()), ""
    for name in names if rare else ():
        if not rare.isdisjoint(_spoken(name).split()):
            best = max((best, *_parts(name, rare, runs)), key=len)
    return best or None


def _parts(name: str, rare: Set[str], runs: Set[tuple[str, ...]]) -> Iterator[str]:
    """Return the parts of a name that stand in the text and have a word that is rare."""
    matches = list(_WORD.finditer(name))
    words = [folded(match[0]) for match in matches]
    for first in range(len(words)):
        end = first
        while end < len(words) and tuple(words[first : end + 1]) in runs:
            end += 1
        if not rare.isdisjoint(words[first:end]):
            yield name[matches[first].start() : matches[end - 1].end()]


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    """Return all sequences of at most `MOST_WORDS` words, also with the last one in the singular."""
    lengths = range(1, MOST_WORDS + 1)
    runs = {tuple(words[at : at + length]) for at in range(len(words)) for length in lengths}
    return runs | {(*run[:-1], run[-1].removesuffix(ending)) for run in runs for ending in questions.PLURALS}


def sharing_a_word(text: str, names: Iterable[str]) -> str | None:
    """Return the first of the names that shares a word with the text other than everyday words."""
    rare = _distinctive(text)
    return next((name for name in names if not rare.isdisjoint((*folded(name).split(), _together(name)))), None)


def subject(text: str) -> str | None:
    """Return the likely subject of a question by its position."""
    for pattern in questions.SUBJECTS:
        if match := pattern.search(text):
            name = " ".join(match["name"].split()).strip("'\u2019")
            if name and not questions.NO_SUBJECT.fullmatch(name):
                return name
    return None


def unknown(text: str) -> str | None:
    """Return the longest word of a text that is no everyday word."""
    return max(sorted(_distinctive(text)), key=len, default=None)


def _spoken(text: str) -> str:
    """Return the words of a text without case and accents, each between two spaces."""
    return f" {' '.join(_WORD.findall(folded(text)))} "


def _stands(name: str, spoken: str) -> bool:
    """Return True if a name stands in a text as words, in the singular or plural."""
    plain = _spoken(name)[:-1]
    return len(plain) > 1 and any(f"{plain}{ending} " in spoken for ending in ("", *questions.PLURALS))


def _together(name: str) -> str:
    return folded(name).replace(" ", "")


def _distinctive(text: str) -> set[str]:
    """Return the words of a text that are no everyday words and no question words."""
    words = set(_spoken(text).split()) - _EVERYDAY
    return {
        word
        for word in words
        if len(word) >= FEWEST_LETTERS
        and not any(word.removesuffix(ending) in _EVERYDAY for ending in questions.PLURALS)
        and not any(pattern.search(word) for pattern in _INTENTS)
    }


def _search(name: str, text: str) -> re.Match[str] | None:
    """Find a name in a text as words, in the singular or plural."""
    plural = "|".join(questions.PLURALS)
    return re.search(rf"(?<!\w){re.escape(name)}(?:{plural})?(?!\w)", text, re.IGNORECASE)
