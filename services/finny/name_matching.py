"""Names in a question: the ledger's categories, payees and goals, in full, in part, or by their place in it."""

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
    """The categories that a text names, in its order; by their own names or by everyday words for them."""
    known = {name.casefold(): name for name in names}
    words = [(name, name) for name in known.values()]
    words += [(word, known[name]) for name, others in questions.SYNONYMS.items() if name in known for word in others]
    found: dict[int, str] = {}
    said = _spoken(text)
    for word, name in sorted(words, key=lambda each: len(each[0]), reverse=True):
        if _stands(word, said) and (match := _search(word, text)):
            found[match.start()] = name
            text = f"{text[: match.start()]}{' ' * len(match[0])}{text[match.end() :]}"
    return tuple(dict.fromkeys(name for _, name in sorted(found.items())))


def longest(text: str, names: Iterable[str]) -> str | None:
    """The longest of the names that a text has as words."""
    said = _spoken(text)
    return max((name for name in names if _stands(name, said)), key=len, default=None)


def whole(text: str, names: Iterable[str], others: Iterable[str]) -> str | None:
    """The longest of the names that a text has outside of any longer one of the others, unless one is the same.

    A name of everyday words alone, such as “Next”, counts only where a name must stand.
    """
    said = _spoken(text)
    taken = [_spoken(name) for name in others if _stands(name, said)]
    for name in sorted((each for each in names if _stands(each, said)), key=len, reverse=True):
        plain, rest = _spoken(name), said
        for other, ending in product([each for each in taken if plain in each], ("", *questions.PLURALS)):
            rest = rest.replace(f"{other[:-1]}{ending} ", " , ")
        places = ("",) if _distinctive(name) else questions.BEFORE_A_NAME
        if any(_stands(f"{place} {name}", rest) for place in places):
            return name
    return None


def without(text: str, name: str | None) -> str:
    """The text without the first mention of a name."""
    match = _search(name, text) if name else None
    return f"{text[: match.start()]} {text[match.end() :]}" if match else text


def a_part(text: str, names: Iterable[str], others: Iterable[str]) -> str | None:
    """The longest part of any of the names that a text has, if a word of it means none of the others."""
    asked = _distinctive(text) - {word for name in others for word in folded(name).split()}
    said, best = _runs(_spoken(text).split()), ""
    for name in names if asked else ():
        if not asked.isdisjoint(_spoken(name).split()):
            best = max((best, *_parts(name, asked, said)), key=len)
    return best or None


def _parts(name: str, asked: Set[str], said: Set[tuple[str, ...]]) -> Iterator[str]:
    """The parts of a name that are said and have a word that is asked about, as the name writes them."""
    found = list(_WORD.finditer(name))
    words = [folded(each[0]) for each in found]
    for first in range(len(words)):
        end = first
        while end < len(words) and tuple(words[first : end + 1]) in said:
            end += 1
        if not asked.isdisjoint(words[first:end]):
            yield name[found[first].start() : found[end - 1].end()]


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    """All words that follow one another, at most `MOST_WORDS`, and the same with the last one in the singular."""
    lengths = range(1, MOST_WORDS + 1)
    runs = {tuple(words[at : at + length]) for at in range(len(words)) for length in lengths}
    return runs | {(*run[:-1], run[-1].removesuffix(ending)) for run in runs for ending in questions.PLURALS}


def sharing_a_word(text: str, names: Iterable[str]) -> str | None:
    """The first of the names that has a word of the text which is no everyday word, or is one when written together."""
    asked = _distinctive(text)
    return next((name for name in names if not asked.isdisjoint((*folded(name).split(), _together(name)))), None)


def subject(text: str) -> str | None:
    """What a question seems to be about, by its place in the sentence."""
    for pattern in questions.SUBJECTS:
        if match := pattern.search(text):
            name = " ".join(match["name"].split()).strip("'\u2019")
            if name and not questions.NO_SUBJECT.fullmatch(name):
                return name
    return None


def unknown(text: str) -> str | None:
    """The longest word of a text that is no everyday one."""
    return max(sorted(_distinctive(text)), key=len, default=None)


def _spoken(text: str) -> str:
    """The words of a text without case, accents and what stands between them, each between two spaces."""
    return f" {' '.join(_WORD.findall(folded(text)))} "


def _stands(name: str, said: str) -> bool:
    """Whether a name stands as words in what is said, in the singular or plural."""
    plain = _spoken(name)[:-1]
    return len(plain) > 1 and any(f"{plain}{ending} " in said for ending in ("", *questions.PLURALS))


def _together(name: str) -> str:
    return folded(name).replace(" ", "")


def _distinctive(text: str) -> set[str]:
    """The words that are no everyday ones, and ask nothing."""
    words = set(_spoken(text).split()) - _EVERYDAY
    return {
        word
        for word in words
        if len(word) >= FEWEST_LETTERS
        and not any(word.removesuffix(ending) in _EVERYDAY for ending in questions.PLURALS)
        and not any(pattern.search(word) for pattern in _INTENTS)
    }


def _search(name: str, text: str) -> re.Match[str] | None:
    """Where a name stands as words, in the singular or plural."""
    plural = "|".join(questions.PLURALS)
    return re.search(rf"(?<!\w){re.escape(name)}(?:{plural})?(?!\w)", text, re.IGNORECASE)
