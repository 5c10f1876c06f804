"""The rules that all input shares: clean text, and fields that an edit leaves alone."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Final, TypeVar

from services.values.errors import Problem, Refused, invalid

Value = TypeVar("Value")


class Unchanged(Enum):
    """The value of a field in an edit that the caller did not mention."""

    UNCHANGED = "UNCHANGED"


UNCHANGED: Final = Unchanged.UNCHANGED


def keep(new: Value | Unchanged, old: Value) -> Value:
    """Return the new value of an edited field, or the old one if the edit does not mention it."""
    return old if isinstance(new, Unchanged) else new


def check_text(text: str, longest: int, *field: str, required: bool = False, lines: bool = False) -> str:
    """Return the text trimmed and in Unicode's composed form; refuse a long, missing or unprintable one.

    Only a text of several `lines` may have line breaks.
    """
    clean = unicodedata.normalize("NFC", text).strip()
    breaks = {"\n"} if lines else set()
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in {*clean} - breaks):
        raise invalid("The text contains control characters; remove them.", *field)
    if len(clean) > longest:
        raise invalid(f"The text has {len(clean)} characters; at most {longest} are possible.", *field)
    if required and not clean:
        raise invalid("The text is empty; write something.", *field)
    return clean


class ProblemList:
    """Collects the problems of one input, so that a caller learns all of them at once."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    @contextmanager
    def noting(self, *prefix: str) -> Iterator[None]:
        """Note the refusal of the block, below a prefix of its field, and continue."""
        try:
            yield
        except Refused as refused:
            self.add(refused.problems, *prefix)

    def add(self, problems: Iterable[Problem], *prefix: str) -> None:
        """Add problems below a prefix of their field."""
        for problem in problems:
            field = (*prefix, *(problem.field or ())) or None
            self._problems.append(Problem(problem.code, problem.message, field))

    def refuse_any(self) -> None:
        """Refuse the input if any problem was noted."""
        if self._problems:
            raise Refused(self._problems)
