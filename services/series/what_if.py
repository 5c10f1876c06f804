"""Drafts of a forecast: add, change, drop or pause series, or cap a category; nothing of it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.stores.ids import new_id
from services.accounts import Known
from services.calculations.occurrences import REMEMBERED, KnownSeries, schedule_of
from services.series.drafts import SeriesDraft, prepare
from services.splits import check_category
from services.values.errors import invalid, not_found
from services.values.input_rules import ProblemList
from services.values.money import to_minor

MOST_DRAFTS = 20


@dataclass(frozen=True, slots=True)
class WhatIfDraft:
    """One difference from what is stored: a new `series`, or one in place of that with `series_id`, which may also be
    dropped, or paused from one day to another; or a cap on what a category may cost in a budget period.
    """

    series_id: UUID | None = None
    series: SeriesDraft | None = None
    drop: bool = False
    paused_from: date | None = None
    paused_until: date | None = None
    category_id: UUID | None = None
    cap: Decimal | None = None


@dataclass(frozen=True)
class WhatIf:
    """The series and caps of a forecast."""

    series: Sequence[KnownSeries]
    caps: Mapping[UUID, int]


def what_if(
    drafts: Sequence[WhatIfDraft],
    ledger_id: UUID,
    stored: Sequence[KnownSeries],
    known: Known,
    *,
    currency: str,
    today: date,
) -> WhatIf:
    """Return the stored series with the drafts applied in their order; refuse the drafts with all problems at once."""
    if len(drafts) > MOST_DRAFTS:
        raise invalid(f"There are {len(drafts)} drafts; send at most {MOST_DRAFTS}.", "drafts")
    problems, caps = ProblemList(), dict[UUID, int]()
    series = {known_series.series.id: known_series for known_series in stored}
    for number, draft in enumerate(drafts):
        with problems.noting("drafts", str(number)):
            if draft.category_id is not None or draft.cap is not None:
                caps |= _cap(draft, known, currency)
            else:
                _apply(draft, ledger_id, series, known, today)
    problems.refuse_any()
    return WhatIf(list(series.values()), caps)


def _cap(draft: WhatIfDraft, known: Known, currency: str) -> dict[UUID, int]:
    if draft.category_id is None or draft.cap is None:
        raise invalid("A cap needs a category and an amount; give both.", "cap")
    check_category(draft.category_id, known.categories)
    cap = to_minor(draft.cap, currency, "cap")
    if cap < 0:
        raise invalid("A cap cannot be negative; use 0 or more.", "cap")
    return {draft.category_id: cap}


def _apply(draft: WhatIfDraft, ledger_id: UUID, series: dict[UUID, KnownSeries], known: Known, today: date) -> None:
    old = None if draft.series_id is None else series.get(draft.series_id)
    if draft.series_id is not None and old is None:
        raise not_found("There is no such series; choose one of yours.", "series_id")
    if draft.series is not None:
        problems = ProblemList()
        with problems.noting("series"):
            row = prepare(draft.series, ledger_id, old.series.id if old else new_id(), known, today=today)
            series[row.id] = replace(old, series=row) if old else KnownSeries(row, today)
        problems.refuse_any()
    elif old is None:
        raise invalid("This draft changes nothing; give a series, or a category and a cap.", "series")
    elif draft.drop:
        del series[old.series.id]
    else:
        first, last = _pause(draft)
        days = schedule_of(old.series).days(max(first, today - REMEMBERED), min(last, today + REMEMBERED))
        series[old.series.id] = replace(old, skipped=old.skipped.union(days))


def _pause(draft: WhatIfDraft) -> tuple[date, date]:
    if draft.paused_from is None or draft.paused_until is None:
        raise invalid(
            "Say what happens to the series: another one, drop, or a pause with both of its days.", "series_id"
        )
    if draft.paused_until < draft.paused_from:
        raise invalid("The pause ends before it begins; use a later end.", "paused_until")
    return draft.paused_from, draft.paused_until
