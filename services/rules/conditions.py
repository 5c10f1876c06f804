"""Conditions of rules, as they are stored: texts, an amount, accounts, and the direction of money."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct, convert, json

from db.rules import RuleRow

MOST_CONDITIONS = 10  # on texts, of one rule
MOST_TEXTS = 100  # of one condition
LONGEST_TEXT = 200


class RuleField(StrEnum):
    """The text that a condition looks at."""

    PAYEE = "PAYEE"
    TEXT = "TEXT"


class RuleMatch(StrEnum):
    """The way in which a text must match."""

    CONTAINS = "CONTAINS"
    IS = "IS"
    STARTS_WITH = "STARTS_WITH"


class Direction(StrEnum):
    """The direction of money."""

    IN = "IN"
    OUT = "OUT"


class TextCondition(Struct, frozen=True):
    """A condition that is met if any of some texts matches."""

    field: RuleField
    match: RuleMatch
    any_of: tuple[str, ...]


class Conditions(Struct, frozen=True, omit_defaults=True):
    """The conditions of a rule, all of which must hold.

    Amounts are in minor units of the base currency, without their sign.
    """

    texts: tuple[TextCondition, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    account_ids: tuple[UUID, ...] | None = None
    direction: Direction | None = None

    @classmethod
    def of(cls, row: RuleRow) -> "Conditions":
        """Return the conditions of a stored rule."""
        return convert(row.conditions, cls)

    def stored(self) -> dict[str, object]:
        """Return the conditions as they are stored."""
        kept: dict[str, object] = json.decode(json.encode(self, enc_hook=str))
        return kept
