"""Tag choices: the tags that a filter of transactions asks for."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TagChoice:
    """Conditions on the tags of one split, which those of its transaction count among.

    It has one of `any_of`, one of each tuple of `all_of`, and none of `none_of`. `untagged` stands for all tags of the
    ledger in `none_of`.
    """

    any_of: tuple[UUID, ...] | None = None
    all_of: tuple[tuple[UUID, ...], ...] = ()
    none_of: tuple[UUID, ...] = ()
    untagged: bool = False

    def __bool__(self) -> bool:
        """Return True if it has any condition."""
        return self.any_of is not None or bool(self.all_of or self.none_of or self.untagged)


ANY_TAGS = TagChoice()
