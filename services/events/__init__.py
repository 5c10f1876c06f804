"""The events of a ledger: frozen, in the past tense, one for every committed write; a file for each noun."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from msgspec import Struct


class Event(Struct, frozen=True):
    """Something that happened to a ledger; the class names it, the fields say what changed."""


NOUNS: Final = sorted(module.name for module in iter_modules(__path__))


def events_of(*nouns: str) -> list[type[Event]]:
    """List the events of some nouns, in the order in which they stand in their files."""
    files = [import_module(f"{__name__}.{noun}") for noun in nouns]
    values = [value for file in files for value in vars(file).values()]
    return [value for value in values if isinstance(value, type) and issubclass(value, Event) and value is not Event]
