"""What the insights of a ledger are read from, inside a transaction that somebody else has opened."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from db import budgets, categories, insights, totals, transactions
from db.goals import GoalRow
from db.insights import TipRow
from db.ledgers import LedgerRow
from db.stores.engine import Connection
from db.totals import Bucket
from services.calculations import AVERAGED_PERIODS, Figures, buckets, history_buckets
from services.calendars import Calendar
from services.changes import Change
from services.goals import current_goals
from services.insights.finders import findings, is_dismissed, ordered
from services.insights.finding import Finding, Insight, InsightSeverity, InsightSource
from services.insights.ledger_view import MOST_MOVEMENTS, PERIODS_BACK, LedgerView
from services.insights.tips import LedgerFigure, Ranges, fingerprint, named_figures, numbered
from services.periods import Period

MOST_INSIGHTS = 50
RECENT_TIPS = 10


async def shown(
    connection: Connection, ledger: LedgerRow, figures: Figures, saved_for: Sequence[GoalRow]
) -> list[Insight]:
    """The insights of a period that nobody has dismissed, the gravest first, at most `MOST_INSIGHTS`.

    `figures` have the totals of `insight_buckets`, and all plans.
    """
    view = await _view(connection, ledger, figures, saved_for)
    tips = await tips_of(connection, ledger, figures, saved_for)
    found = [as_insight(each, ledger.id) for each in findings(view)] + tips
    dismissed = await insights.dismissed(connection, ledger.id, [each.id for each in found])
    kept = [each for each in found if not is_dismissed(each.measure, dismissed.get(each.id), view.size)]
    return ordered(kept)[:MOST_INSIGHTS]


async def found_in(connection: Connection, ledger: LedgerRow, period: Period, today: date) -> list[Insight]:
    """All insights of a period, dismissed ones too."""
    calendar = Calendar.of(ledger)
    ranges = insight_buckets(period, today, calendar)
    figures = Figures(
        period=period,
        today=today,
        calendar=calendar,
        categories=await categories.all_of(connection, ledger.id),
        totals=await totals.by_bucket(connection, ledger.id, [Bucket(*each) for each in ranges]),
        plans=await budgets.all_of(connection, ledger.id),
    )
    saved_for = await current_goals(connection, ledger, today)
    view = await _view(connection, ledger, figures, saved_for)
    tips = await tips_of(connection, ledger, figures, saved_for)
    return [as_insight(each, ledger.id) for each in findings(view)] + tips


def insight_buckets(period: Period, today: date, calendar: Calendar) -> list[tuple[int, date, date]]:
    """Return the numbered ranges of days that the findings look at."""
    ranges = buckets(period, today, calendar, PERIODS_BACK) + history_buckets(period, today, calendar)
    return list(dict.fromkeys(ranges))


def as_insight(finding: Finding, ledger_id: UUID) -> Insight:
    """A finding as it is shown."""
    return Insight(
        finding.fingerprint(ledger_id),
        InsightSource.LEDGER,
        finding.severity,
        finding.text,
        finding.evidence,
        finding.measure,
        finding.kind,
        advice=finding.advice,
        subject_id=finding.subject_id,
    )


async def tips_of(
    connection: Connection, ledger: LedgerRow, figures: Figures, saved_for: Sequence[GoalRow]
) -> list[Insight]:
    """The tips of the newest replies, each with whether its figures are still what they were."""
    rows = await insights.recent_tips(connection, ledger.id, RECENT_TIPS)
    named = {row.id: [LedgerFigure.read(each) for each in row.evidence] for row in rows}
    ranges = dict.fromkeys((each.start, each.end) for found in named.values() for each in found if each.of_days)
    now = set((await _ranges(connection, ledger, figures, list(ranges), saved_for)).figures()) if rows else set()
    known = {each.id for each in figures.categories}
    return [
        Insight(
            row.id,
            InsightSource.REPLY,
            InsightSeverity.NOTICE,
            row.text,
            tuple(each.evidence(figures.calendar, known) for each in named[row.id]),
            0,
            message_id=row.message_id,
            stale=not now.issuperset(named[row.id]),
        )
        for row in rows
    ]


async def keep_tips(change: Change, message_id: UUID, tips: Sequence[str], text: str) -> None:
    """Store the tips of a reply, whose text says what they are about, within the change that stored the reply.

    What an earlier reply advised already is now from this one.
    """
    if not tips:
        return
    ledger, connection = change.ledger, change.connection
    period = change.calendar.containing(change.today)
    named = await categories.all_of(connection, ledger.id)
    plans = await budgets.all_of(connection, ledger.id)
    figures = Figures(period, change.today, change.calendar, named, [], plans)
    periods = change.calendar.last(AVERAGED_PERIODS + 1, period)[::-1]
    saved_for = await current_goals(connection, ledger, change.today)
    known = await _ranges(connection, ledger, figures, [(each.start, each.end) for each in periods], saved_for)
    offered = list(known.figures())
    names = {each.id: each.name for each in named} | {each.id: each.name for each in saved_for}
    rows = []
    for tip in tips:
        evidence = [each.stored() for each in named_figures(tip, text, offered, names)]
        rows.append(
            TipRow(
                ledger_id=ledger.id, id=fingerprint(ledger.id, tip), message_id=message_id, text=tip, evidence=evidence
            )
        )
    await insights.keep_tips(connection, rows)


async def _ranges(
    connection: Connection,
    ledger: LedgerRow,
    figures: Figures,
    ranges: Sequence[tuple[date, date]],
    saved_for: Sequence[GoalRow],
) -> Ranges:
    counted = await totals.by_bucket(connection, ledger.id, numbered(ranges)) if ranges else []
    return Ranges(ranges, counted, figures.categories, figures.plans, saved_for, figures.calendar, ledger.base_currency)


async def _view(
    connection: Connection, ledger: LedgerRow, figures: Figures, saved_for: Sequence[GoalRow]
) -> LedgerView:
    day = min(figures.today, figures.period.end)
    moved = await transactions.movements(ledger.id, day, MOST_MOVEMENTS).within(connection)
    return LedgerView(figures, ledger.base_currency, saved_for, moved)
