"""Names in a question: the ledger's categories, payees and goals, in full, in part, or by their place in it."""

import re
from collections.abc import Iterable

from services.assistant.spelling import folded
from services.english import questions

FEWEST_LETTERS = 4  # of a word by which a payee or a goal is known

_EVERYDAY = set(map(folded, questions.EVERYDAY))


def categories_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The categories that a text names, in its order; by their own names or by everyday words for them."""
    known = {name.casefold(): name for name in names}
    words = [(name, name) for name in known.values()]
    words += [(word, known[name]) for name, others in questions.SYNONYMS.items() if name in known for word in others]
    found: dict[int, str] = {}
    for word, name in sorted(words, key=lambda each: len(each[0]), reverse=True):
        if match := _search(word, text):
            found[match.start()] = name
            text = f"{text[: match.start()]}{' ' * len(match[0])}{text[match.end() :]}"
    return tuple(dict.fromkeys(name for _, name in sorted(found.items())))


def longest(text: str, names: Iterable[str]) -> str | None:
    """The longest of the names that a text has as words."""
    plain = text.casefold()
    return max((name for name in names if name.casefold() in plain and _search(name, text)), key=len, default=None)


def whole(text: str, names: Iterable[str], others: Iterable[str]) -> str | None:
    """The longest of the names that a text has, unless one of the others is the same.

    A name of everyday words alone, such as “Next”, counts only where a name must stand.
    """
    plain, taken = text.casefold(), set(map(folded, others))
    near = (name for name in names if name.casefold() in plain and folded(name) not in taken)
    return longest(text, [name for name in near if _distinctive(name) or _search(name, text, questions.BEFORE_A_NAME)])


def without(text: str, name: str | None) -> str:
    """The text without the first mention of a name."""
    match = _search(name, text) if name else None
    return f"{text[: match.start()]} {text[match.end() :]}" if match else text


def a_part(text: str, names: Iterable[str], others: Iterable[str]) -> str | None:
    """The longest part of any of the names that a text has, if a word of it means none of the others."""
    asked = _distinctive(text) - {word for name in others for word in folded(name).split()}
    best = ""
    for name in names:
        words = name.split()
        if not asked.isdisjoint(folded(name).split()):
            parts = [words[first:end] for first in range(len(words)) for end in range(first + 1, len(words) + 1)]
            said = (" ".join(part) for part in parts if not asked.isdisjoint(map(folded, part)))
            best = max((best, *(part for part in said if _search(part, text))), key=len)
    return best or None


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


def _together(name: str) -> str:
    return folded(name).replace(" ", "")


def _distinctive(text: str) -> set[str]:
    """The words that are no everyday ones, and ask nothing."""
    words = {folded(word) for word in re.findall(r"\w+", text)} - _EVERYDAY
    return {
        word
        for word in words
        if len(word) >= FEWEST_LETTERS
        and not any(word.removesuffix(ending) in _EVERYDAY for ending in questions.PLURALS)
        and not any(re.search(pattern, word) for _, pattern in questions.INTENTS)
    }


def _search(name: str, text: str, before: str = r"(?<!\w)") -> re.Match[str] | None:
    """Where a name stands as words, in the singular or plural."""
    plural = "|".join(questions.PLURALS)
    return re.search(rf"{before}{re.escape(name)}(?:{plural})?(?!\w)", text, re.IGNORECASE)
