"""A question that was read: its subjects, measure, conditions and period."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from services.finny.name_matching import NameKind, Names
from services.finny.tools import NOW
from services.values.periods import PeriodChoice


class Measure(StrEnum):
    """The measures of its subjects that a question wants to know."""

    SUM = "SUM"
    COUNT = "COUNT"
    AVERAGE = "AVERAGE"
    SHARE = "SHARE"
    CHANGE = "CHANGE"
    WHICH = "WHICH"
    EXTREME = "EXTREME"
    WHEN = "WHEN"
    LATEST = "LATEST"
    LIST = "LIST"
    WHY = "WHY"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was read, but for its topic.

    `rest` is the text with marks for `marked` names, without periods; `unread` is that without all that was read.
    `period` is None if none was named, `against` is the one to compare with, and of both only `weekdays` count.
    `group` is the kind of name that is wanted, `unit` that of an average. `spared` are the marks to leave out.
    `edge` is “start” or “end” if the period was named as that of another one.
    """

    rest: str = ""
    unread: str = ""
    marked: tuple[Names, ...] = ()
    spared: frozenset[int] = frozenset()
    measure: Measure | None = None
    unit: str = ""
    group: str = ""
    least: bool = False
    often: bool = False
    first: bool = False
    usual: bool = False
    yes_or_no: bool = False
    count: int | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    amount: Decimal | None = None
    uncategorised: bool = False
    of_income: bool = False
    period: PeriodChoice | None = None
    against: PeriodChoice | None = None
    weekdays: frozenset[int] = frozenset()
    edge: str = ""

    @property
    def when(self) -> PeriodChoice:
        """Return the named period, or the current one."""
        return self.period or NOW

    @property
    def categories(self) -> tuple[str, ...]:
        """Return the categories among the subjects."""
        return self._of(NameKind.CATEGORY)

    @property
    def payees(self) -> tuple[str, ...]:
        """Return the payees among the subjects that are no categories."""
        return tuple(
            names[NameKind.PAYEE]
            for names in self._subjects
            if NameKind.PAYEE in names
            if not names.keys() & {NameKind.CATEGORY, NameKind.ACCOUNT, NameKind.TAG}
        )

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the tags among the subjects that are no categories."""
        return tuple(names[NameKind.TAG] for names in self._subjects if _is_condition(names, NameKind.TAG))

    @property
    def goals(self) -> tuple[str, ...]:
        """Return the goals among the subjects."""
        return self._of(NameKind.GOAL)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Return the accounts among the subjects."""
        return self._of(NameKind.ACCOUNT)

    @property
    def without(self) -> tuple[Names, ...]:
        """Return the names to leave out."""
        return tuple(self.marked[at] for at in sorted(self.spared))

    @property
    def category(self) -> str | None:
        """Return the first category."""
        return self.categories[0] if self.categories else None

    @property
    def subjects(self) -> int:
        """Return the number of the subjects."""
        return len(self._subjects)

    @property
    def is_some(self) -> bool:
        """Return True if only some transactions of the subjects count."""
        return self.has_conditions or bool(self.paying)

    @property
    def has_conditions(self) -> bool:
        """Return True if only some transactions count, whatever their accounts."""
        limited = self.at_least is not None or self.at_most is not None
        return self.uncategorised or limited or bool(self.weekdays or self.tags)

    @property
    def paying(self) -> tuple[str, ...]:
        """Return the accounts among the subjects that are no categories."""
        return tuple(names[NameKind.ACCOUNT] for names in self._subjects if _is_condition(names, NameKind.ACCOUNT))

    @property
    def _subjects(self) -> list[Names]:
        return [names for at, names in enumerate(self.marked) if at not in self.spared]

    def _of(self, kind: NameKind) -> tuple[str, ...]:
        return tuple(dict.fromkeys(names[kind] for names in self._subjects if kind in names))

    def after(self, before: "Question") -> "Question":
        """Return the question with all that the one before named and this one does not."""
        kept = self if self.subjects else before
        if self.spared and not self.subjects:
            moved = frozenset(len(before.marked) + mark for mark in self.spared)
            kept = replace(before, marked=before.marked + self.marked, spared=before.spared | moved)
        return replace(
            self,
            marked=kept.marked,
            spared=kept.spared,
            measure=self.measure or before.measure,
            group=self.group or before.group,
            unit=self.unit or before.unit,
            least=self.least or (before.least and not self.measure),
            often=self.often or (before.often and not self.measure),
            period=self.period or before.period,
            weekdays=self.weekdays or before.weekdays,
            uncategorised=self.uncategorised or before.uncategorised,
        )


def _is_condition(names: Names, kind: NameKind) -> bool:
    return kind in names and NameKind.CATEGORY not in names
