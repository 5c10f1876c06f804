"""The evidence of a turn: what the figures are that its tools returned, of what and when."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal

from services.finny.facts import Days, texts_in
from services.finny.question_context import QuestionContext
from services.values.money import Money, money_decimal

ANY = ""  # a meaning, or a unit, that is not known
_NAMES = ("category", "name", "payee", "account")
_DATES = ("day", "date", "due", "last", "target_date", "lowest_on")
# Fields whose figures are not of the period of their facts, but of the days in another field.
_OTHER_DAYS = {
    **dict.fromkeys(("previous", "previous_income", "previous_expenses", "before"), "previous_period"),
    **dict.fromkeys(("average", "comparable_average", "average_income", "average_expenses", "average_net"), "averaged"),
}
_MEANINGS = {
    **dict.fromkeys(("income", "previous_income"), "income"),
    **dict.fromkeys(("expenses", "previous_expenses", "actual", "before", "now"), "spent"),
    **dict.fromkeys(("planned",), "planned"),
    **dict.fromkeys(("remaining", "safe_to_spend_per_day"), "left"),
    **dict.fromkeys(("projected", "ahead", "counted", "lowest"), "expected"),
    **dict.fromkeys(("difference", "income_difference", "expenses_difference"), "change"),
    **dict.fromkeys(("average", "comparable_average"), "average"),
    **dict.fromkeys(("average_income", "average_expenses", "average_net"), "average"),
    **dict.fromkeys(("net", "savings_rate"), "net"),
    **dict.fromkeys(("saved", "progress"), "saved"),
    **dict.fromkeys(("target", "needed_per_month"), "target"),
    **dict.fromkeys(("balance", "assets"), "balance"),
    "debts": "debts",
}
_OF_KINDS = {"EXPENSE": "spent", "INCOME": "income", "TRANSFER": "moved"}


@dataclass(frozen=True, slots=True)
class Held:
    """A figure that a tool returned: its meaning and unit, the names that it is of, and its days if it has any."""

    number: Decimal
    means: str = ANY
    names: frozenset[str] | None = None
    days: tuple[date, date] | None = None
    unit: str = ANY


@dataclass(slots=True)
class Evidence:
    """All that the tools of a turn returned, texts of banks among it, and what is known of the ledger."""

    held: list[Held] = field(default_factory=list)
    dates: set[date] = field(default_factory=set)
    quoted: set[str] = field(default_factory=set)
    ledger: QuestionContext | None = None

    def add(self, facts: object) -> None:
        """Add the result of a tool."""
        self.held += _held(facts, ANY, frozenset(), None)
        self.dates |= {day for held in self.held for day in held.days or ()}
        self.quoted |= texts_in(facts)


def _held(facts: object, means: str, names: frozenset[str], days: tuple[date, date] | None) -> Iterator[Held]:
    match facts:
        case Money():
            yield Held(abs(money_decimal(facts)), means, names, days, "money")
        case bool():
            return
        case int():
            yield Held(Decimal(abs(facts)), ANY, names, days, "count")
        case float():
            yield Held(abs(Decimal(repr(facts))) * 100, means, names, days, "percent")
        case tuple() | list():
            yield Held(Decimal(len(facts)), ANY, names, days, "count")
            for part in facts:
                yield from _held(part, means, names, days)
        case _ if is_dataclass(facts) and not isinstance(facts, Days):
            yield from _of_fields(facts, means, names, days)


def _of_fields(facts: object, means: str, names: frozenset[str], days: tuple[date, date] | None) -> Iterator[Held]:
    values = {own.name: getattr(facts, own.name) for own in fields(facts)}  # type: ignore[arg-type]
    own = frozenset(value.casefold() for key in _NAMES if isinstance(value := values.get(key), str))
    days = _days(values.get("period")) or _days(next((values[key] for key in _DATES if values.get(key)), None)) or days
    kind = _OF_KINDS.get(values.get("kind", ""), means)
    for key, value in values.items():
        other = _days(values.get(_OTHER_DAYS.get(key, ""))) or days
        yield from _held(value, _MEANINGS.get(key, kind), own or names, other)


def _days(value: object) -> tuple[date, date] | None:
    if isinstance(value, Days):
        return value.start, value.end
    return (value, value) if isinstance(value, date) else None
