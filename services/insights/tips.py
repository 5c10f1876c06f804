"""Tips: the lines of a reply that advise something, and the figures of the ledger that they name."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from db.totals import Bucket, BucketTotal
from services.calculations import Category, CategoryKind, Plan
from services.calculations.flows import flows
from services.calculations.plans import planned_by_category, planned_expenses
from services.calculations.rows import top_levels
from services.insights import phrases
from services.insights.finding import Evidence
from services.insights.outlook import days_of
from services.money import Money, money_decimal
from services.periods import Period, period_containing

MOST_TIPS = 5
MOST_FIGURES = 4
SHORTEST, LONGEST = 15, 500  # characters

_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])?\s*")
_MARKUP = re.compile(r"[*_`#]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"'])")
_TIP = re.compile(r"^(?:tip|advice|suggestion)s?\s*:\s*", re.IGNORECASE)
_ADVICE = re.compile(
    r"^(?:(?:so|also|then|perhaps|maybe|if [^,]{1,80}),?\s+)?(?:"
    r"you (?:could|might|should|may want to|can (?!ask|say|tell))|consider\b|try (?!again|asking)\w"
    r"|it (?:might|would|may) (?:help|pay|be (?:worth|wise|good))|i(?:'d| would)? (?:suggest|recommend|advise)"
    r"|(?:put|set) (?:aside|up|yourself)\b"
    r"|(?:cut|cancel|reduce|lower|limit|review|compare|avoid|plan|save|keep|move|spend less) \w)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w])|(?<![\w.,])\d+(?:\.\d+)?(?![\w])")


class Measured(StrEnum):
    """Which figure of a ledger's period it is."""

    SPENT = "SPENT"
    PLANNED = "PLANNED"
    INCOME = "INCOME"


_LABELS = {Measured.SPENT: phrases.SPENT, Measured.PLANNED: phrases.PLANNED, Measured.INCOME: phrases.INCOME}


class Figure(NamedTuple):
    """A figure that a tip named: of a category (None: of all) from one day to another, in minor units as it was."""

    measured: Measured
    category_id: UUID | None
    start: date
    end: date
    amount: int
    currency: str

    def stored(self) -> dict[str, Any]:
        """The same as plain JSON."""
        return self._replace(
            category_id=self.category_id and self.category_id.hex,  # type: ignore[arg-type]
            start=self.start.isoformat(),  # type: ignore[arg-type]
            end=self.end.isoformat(),  # type: ignore[arg-type]
        )._asdict()

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Figure":
        """The figure of its plain JSON."""
        category = stored["category_id"]
        return cls(
            Measured(stored["measured"]),
            UUID(hex=category) if category else None,
            date.fromisoformat(stored["start"]),
            date.fromisoformat(stored["end"]),
            stored["amount"],
            stored["currency"],
        )

    def evidence(self, start_day: int, known: Collection[UUID]) -> Evidence:
        """The same as evidence; of a category that is gone, without it."""
        budget = period_containing(self.start, start_day)
        period = budget if (budget.start, budget.end) == (self.start, self.end) else days_of(self.start, self.end)
        category_id = self.category_id if self.category_id and self.category_id in known else None
        return Evidence(_LABELS[self.measured], self.amount, self.currency, category_id, period)


def mined_tips(text: str) -> list[str]:
    """The lines or sentences of a reply that advise, at most five, each once, without their bullets."""
    found: dict[str, None] = {}
    for line in text.splitlines():
        bare = _MARKUP.sub("", _BULLET.sub("", line.strip(), count=1)).strip()
        for sentence in [bare] if _TIP.match(bare) else _SENTENCE_END.split(bare):
            tip = _TIP.sub("", sentence).strip()
            advises = sentence != tip or _ADVICE.match(tip)
            if advises and SHORTEST <= len(tip) <= LONGEST and not tip.endswith("?"):
                found[tip] = None
    return list(found)[:MOST_TIPS]


def named_figures(tip: str, reply: str, known: Iterable[Figure], categories: Sequence[Category]) -> list[Figure]:
    """The figures whose exact amount a tip names, at most four; of a category only when the reply names it too."""
    numbers = {Decimal(each.replace(",", "")) for each in _NUMBER.findall(tip)}
    folded = reply.casefold()
    named = {each.id for each in categories if each.name.casefold() in folded}
    found: dict[Decimal, Figure] = {}
    for each in known:
        amount = money_decimal(Money(each.amount, each.currency))
        if amount and amount in numbers and (each.category_id is None or each.category_id in named):
            found.setdefault(amount, each)
    return list(found.values())[:MOST_FIGURES]


class Ranges(NamedTuple):
    """Totals of some ranges of days, numbered by their place, with all categories and plans of a ledger."""

    ranges: Sequence[tuple[date, date]]
    totals: Sequence[BucketTotal]
    categories: Sequence[Category]
    plans: Sequence[Plan]
    start_day: int
    currency: str

    def figures(self) -> Iterator[Figure]:
        """Every figure of every range that a tip may name, the first range first and the whole before its parts."""
        tops, own = top_levels(self.categories), {each.id: each for each in self.categories}
        rolled, single = flows(self.totals, tops), flows(self.totals, own)
        for number, (start, end) in enumerate(self.ranges):
            period = Period(start, end, "")
            planned = planned_expenses(period, self.start_day, self.plans, tops)
            each_planned = planned_by_category(period, self.start_day, self.plans)
            yield Figure(Measured.SPENT, None, start, end, rolled[number].expenses, self.currency)
            yield Figure(Measured.INCOME, None, start, end, rolled[number].income, self.currency)
            yield Figure(Measured.PLANNED, None, start, end, sum(planned.values()), self.currency)
            for each in self.categories:
                if each.kind == CategoryKind.EXPENSE:
                    spent, plans = (single, each_planned) if each.parent_id else (rolled, planned)
                    cost = spent[number].spent.get(each.id, 0)
                    yield Figure(Measured.SPENT, each.id, start, end, cost, self.currency)
                    yield Figure(Measured.PLANNED, each.id, start, end, plans.get(each.id, 0), self.currency)


def numbered(ranges: Sequence[tuple[date, date]]) -> list[Bucket]:
    """The ranges as buckets, numbered by their place."""
    return [Bucket(number, start, end) for number, (start, end) in enumerate(ranges)]
