"""Tips: the lines of a reply that give advice, and the ledger's figures in them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

from db.totals import Bucket, BucketTotal
from services.calculations import Category, CategoryKind, Plan
from services.calculations.flows import flows
from services.calculations.plans import planned_by_category, planned_expenses
from services.calculations.rows import top_levels
from services.insights import phrases
from services.insights.finding import Evidence
from services.insights.ledger_view import NamedGoal
from services.values import writing
from services.values.calendars import Calendar
from services.values.money import Money, money_decimal
from services.values.periods import Period

MOST_TIPS = 5
MOST_FIGURES = 4
SHORTEST, LONGEST = 15, 500  # characters

_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])?\s*")
_MARKUP = re.compile(r"[*_`#]+")


class Measured(StrEnum):
    """The kinds of figures in tips."""

    SPENT = "SPENT"
    PLANNED = "PLANNED"
    INCOME = "INCOME"
    SAVED = "SAVED"
    TARGET = "TARGET"


_LABELS = {
    Measured.SPENT: phrases.SPENT,
    Measured.PLANNED: phrases.PLANNED,
    Measured.INCOME: phrases.INCOME,
    Measured.SAVED: phrases.SAVED,
    Measured.TARGET: phrases.TARGET,
}
_OF_GOALS = {Measured.SAVED, Measured.TARGET}


class LedgerFigure(NamedTuple):
    """A figure in a tip, in minor units: of a category, a goal or everything, over some days."""

    measured: Measured
    about_id: UUID | None
    start: date
    end: date
    amount: int
    currency: str

    def stored(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return self._replace(
            about_id=self.about_id and self.about_id.hex,  # type: ignore[arg-type]
            start=self.start.isoformat(),  # type: ignore[arg-type]
            end=self.end.isoformat(),  # type: ignore[arg-type]
        )._asdict()

    @property
    def of_days(self) -> bool:
        """Return True if the money moved on its days; those of a goal are its start and its date."""
        return self.measured not in _OF_GOALS

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "LedgerFigure":
        """Read it from plain JSON."""
        about = stored["about_id"]
        return cls(
            Measured(stored["measured"]),
            UUID(hex=about) if about else None,
            date.fromisoformat(stored["start"]),
            date.fromisoformat(stored["end"]),
            stored["amount"],
            stored["currency"],
        )

    def evidence(self, calendar: Calendar, known: Collection[UUID]) -> Evidence:
        """Return it as evidence, without a category that no longer exists."""
        period = calendar.recognised(Period(self.start, self.end))
        category_id = self.about_id if self.about_id in known else None
        return Evidence(_LABELS[self.measured], self.amount, self.currency, category_id, period)


def mined_tips(text: str) -> list[str]:
    """Return the lines or sentences of a reply that give advice, at most five, without bullets."""
    tips: dict[str, None] = {}
    for line in text.splitlines():
        bare = _MARKUP.sub("", _BULLET.sub("", line.strip(), count=1)).strip()
        for sentence in [bare] if phrases.CALLED_A_TIP.match(bare) else phrases.SENTENCE_END.split(bare):
            tip = phrases.CALLED_A_TIP.sub("", sentence).strip()
            advises = sentence != tip or phrases.ADVISING.match(tip)
            if advises and SHORTEST <= len(tip) <= LONGEST and not tip.endswith("?"):
                tips[tip] = None
    return list(tips)[:MOST_TIPS]


def fingerprint(ledger_id: UUID, tip: str) -> UUID:
    """Return the id of a tip, which does not depend on its figures."""
    for figure in writing.figures(tip):
        tip = tip.replace(figure.written, "#", 1)
    return UUID(bytes=blake2b(repr((ledger_id.hex, tip.casefold())).encode(), digest_size=16).digest())


def named_figures(tip: str, reply: str, known: Iterable[LedgerFigure], names: Mapping[UUID, str]) -> list[LedgerFigure]:
    """Return the ledger figures that a tip names exactly, at most four.

    A figure of a category or goal counts only if the reply names that; those that the tip names come first.
    """
    numbers = {figure.number for figure in writing.figures(tip)}
    in_tip, in_reply = (
        {about for about, name in names.items() if name.casefold() in text.casefold()} for text in (tip, reply)
    )
    figures: dict[Decimal, LedgerFigure] = {}
    for figure in sorted(known, key=lambda figure: figure.about_id not in in_tip):
        amount = money_decimal(Money(figure.amount, figure.currency))
        if amount and amount in numbers and (figure.about_id is None or figure.about_id in in_reply):
            figures.setdefault(amount, figure)
    return list(figures.values())[:MOST_FIGURES]


class Ranges(NamedTuple):
    """Totals of numbered ranges of days, with all categories, plans and goals of a ledger."""

    ranges: Sequence[tuple[date, date]]
    totals: Sequence[BucketTotal]
    categories: Sequence[Category]
    plans: Sequence[Plan]
    goals: Sequence[NamedGoal]
    calendar: Calendar
    currency: str

    def figures(self) -> Iterator[LedgerFigure]:
        """Return every figure that a tip may name: each range in total and by category, then the goals."""
        tops, own = top_levels(self.categories), {category.id: category for category in self.categories}
        rolled, single = flows(self.totals, tops), flows(self.totals, own)
        for number, (start, end) in enumerate(self.ranges):
            period = Period(start, end)
            each_planned = planned_by_category(period, self.calendar, self.plans)
            planned = planned_expenses(each_planned, tops)
            yield LedgerFigure(Measured.SPENT, None, start, end, rolled[number].expenses, self.currency)
            yield LedgerFigure(Measured.INCOME, None, start, end, rolled[number].income, self.currency)
            yield LedgerFigure(Measured.PLANNED, None, start, end, sum(planned.values()), self.currency)
            for category in self.categories:
                if category.kind == CategoryKind.EXPENSE:
                    spent, plans = (single, each_planned) if category.parent_id else (rolled, planned)
                    cost = spent[number].spent.get(category.id, 0)
                    yield LedgerFigure(Measured.SPENT, category.id, start, end, cost, self.currency)
                    yield LedgerFigure(
                        Measured.PLANNED, category.id, start, end, plans.get(category.id, 0), self.currency
                    )
        for goal in (goal for goal in self.goals if goal.known):
            until = goal.target_date or goal.started_on
            yield LedgerFigure(Measured.SAVED, goal.id, goal.started_on, until, goal.saved, self.currency)
            yield LedgerFigure(Measured.TARGET, goal.id, goal.started_on, until, goal.target, self.currency)


def numbered(ranges: Sequence[tuple[date, date]]) -> list[Bucket]:
    """Return the ranges as numbered buckets."""
    return [Bucket(number, start, end) for number, (start, end) in enumerate(ranges)]
