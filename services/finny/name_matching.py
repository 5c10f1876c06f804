"""Find names of categories, payees, goals, accounts and tags in a question, and put a mark in the place of each."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum

from services.finny import question_words as questions
from services.finny.spelling import folded

FEWEST_LETTERS = 4  # of a word by which a payee or a goal is known
MOST_WORDS = 8  # of a part of a name
MOST_NAMES = 6  # in a question
FIRST_MARK = 0xE000  # of Unicode's characters for private use
MARK = "[\ue000-\uf8ff]"

_WORD = re.compile(r"\w+")
_EVERYDAY = set(map(folded, questions.EVERYDAY))


class NameKind(StrEnum):
    """The kinds of names."""

    CATEGORY = "CATEGORY"
    PAYEE = "PAYEE"
    GOAL = "GOAL"
    ACCOUNT = "ACCOUNT"
    TAG = "TAG"


Names = dict[NameKind, str]


@dataclass(slots=True)
class Marking:
    """A text in which each name is replaced by a mark; a name may be of several kinds."""

    text: str
    names: list[Names] = field(default_factory=list)

    def take(self, kinds: Names, match: re.Match[str]) -> None:
        """Replace a name by a mark."""
        mark = chr(FIRST_MARK + len(self.names))
        self.names.append(kinds)
        before, after = self.text[: match.start()], self.text[match.end() :]
        if NameKind.TAG in kinds:
            before = questions.BEFORE_A_TAG.sub("", before)
        if kinds.keys() == {NameKind.PAYEE}:
            before = questions.BEFORE_A_PAYEE.sub("", before)
        if NameKind.ACCOUNT in kinds:
            after = questions.AFTER_AN_ACCOUNT.sub("", after)
        self.text = f"{before}{mark}{after}"

    def take_names(self, known: Iterable[tuple[NameKind, str, str]], *, only_distinctive: bool) -> None:
        """Replace the names that stand in the text as words, the longest first.

        `known` are kinds, words and the names that they mean. Names of everyday words alone, such as “Next”, are found
        only if `only_distinctive` is False; those of payees count only in the position of a name.
        """
        spoken = _spoken(self.text)
        kinds: dict[str, Names] = {}
        for kind, words, name in known:
            if _stands(words, spoken) and (not only_distinctive or distinctive(words)):
                kinds.setdefault(folded(words), {}).setdefault(kind, name)
        for words in sorted(kinds, key=len, reverse=True):
            if len(self.names) >= MOST_NAMES:
                return
            places: tuple[str, ...] = ("",)
            if kinds[words].keys() == {NameKind.PAYEE} and not distinctive(words):
                places = questions.BEFORE_A_NAME
            if match := next(filter(None, (_search(words, self.text, place) for place in places)), None):
                self.take(kinds[words], match)

    def take_part(self, left: str, kind: NameKind, names: Sequence[str], others: Iterable[str] = ()) -> bool:
        """Replace the longest part of a name that has a word that is `left`, and is in no other name.

        The part of a payee's name stands for all payees that have it, any other part for the name.
        """
        part = _a_part(left, names, others) or _together(left, names)
        match = _search(part, self.text) if part and len(self.names) < MOST_NAMES else None
        if part is None or match is None:
            return False
        self.take({kind: part if kind is NameKind.PAYEE else next(name for name in names if _has(name, part))}, match)
        return True


def subject(text: str) -> str | None:
    """Return the likely subject of a question by its position."""
    for pattern in questions.SUBJECTS:
        if match := pattern.search(text):
            name = " ".join(match["name"].split()).strip("'\u2019")
            if name:
                return name
    return None


def mentions(text: str, name: str) -> bool:
    """Return True if a text has all words of a name in their order."""
    return _spoken(name) in _spoken(text)


def _has(full: str, part: str) -> bool:
    return mentions(full, part) or folded(full).replace(" ", "") == folded(part)


def _a_part(text: str, names: Iterable[str], others: Iterable[str]) -> str | None:
    """Return the longest part of a name in a text, if one of its words is in none of the others."""
    rare = distinctive(text) - {word for name in others for word in folded(name).split()}
    runs, best = _runs(_spoken(text).split()), ""
    for name in names if rare else ():
        if not rare.isdisjoint(_spoken(name).split()):
            best = max((best, *_parts(name, rare, runs)), key=len)
    return best or None


def _together(text: str, names: Iterable[str]) -> str | None:
    """Return the word of a text that is a name without its spaces."""
    whole = {folded(name).replace(" ", "") for name in names if " " in name}
    return next((word for word in _spoken(text).split() if word in whole), None)


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


def _spoken(text: str) -> str:
    """Return the words of a text without case and accents, each between two spaces."""
    return f" {' '.join(_WORD.findall(folded(text)))} "


def _stands(name: str, spoken: str) -> bool:
    """Return True if a name stands in a text as words, in the singular or plural."""
    plain = _spoken(name)[:-1]
    return len(plain) > 1 and any(f"{plain}{ending} " in spoken for ending in ("", *questions.PLURALS))


def distinctive(text: str) -> set[str]:
    """Return the words of a text that are no everyday words."""
    words = set(_spoken(text).split()) - _EVERYDAY
    return {
        word
        for word in words
        if len(word) >= FEWEST_LETTERS
        and not any(word.removesuffix(ending) in _EVERYDAY for ending in questions.PLURALS)
    }


def _search(name: str, text: str, place: str = "") -> re.Match[str] | None:
    """Find a name in a text without case and accents as words, in the singular or plural, after a place."""
    plain = "".join(letter if len(folded(letter)) == 1 else " " for letter in text)
    plural = "|".join(questions.PLURALS)
    before = rf"(?<=\b{re.escape(place)} )" if place else r"(?<!\w)"
    if not distinctive(name):
        before += questions.NO_VERB_BEFORE
    for words, within in (
        (_WORD.findall(folded(name)), folded(plain)),
        (_WORD.findall(name.casefold()), text.casefold()),
    ):
        plain_words = r"\W+".join(map(re.escape, words))
        pattern = rf"{before}{plain_words}(?:{plural})?(?!\w)(?:['\u2019]s\b)?{questions.NO_NAME_BEFORE}"
        if words and len(within) == len(text) and (match := re.search(pattern, within)):
            return match
    return None
