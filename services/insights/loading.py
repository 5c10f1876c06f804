"""Load the insights of a ledger inside an open transaction."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from db import budgets, categories, insights, movements, totals
from db.goals import GoalRow
from db.insights import TipRow
from db.ledgers import LedgerRow
from db.stores.engine import Connection, read_at_once
from db.totals import Bucket
from services.calculations import AVERAGED_PERIODS, CategoryKind, Figures, buckets, history_buckets
from services.changes import Change
from services.goals import current_goals
from services.insights.finders import findings, is_dismissed, ordered
from services.insights.finding import Finding, Insight, InsightSeverity, InsightSource
from services.insights.ledger_view import MOST_MOVEMENTS, PERIODS_BACK, SEASONS, LedgerView
from services.insights.tips import LedgerFigure, Ranges, fingerprint, named_figures, numbered
from services.series.reading import read_costs
from services.values.calendars import Calendar
from services.values.periods import Period, PeriodKind

MOST_INSIGHTS = 50
RECENT_TIPS = 10


async def shown(
    connection: Connection, ledger: LedgerRow, figures: Figures, saved_for: Sequence[GoalRow]
) -> list[Insight]:
    """Return the insights of a period that are not dismissed, the most severe first, at most `MOST_INSIGHTS`.

    `figures` have the totals of `insight_buckets`, and all plans.
    """
    view = await _view(connection, ledger, figures, saved_for)
    tips = await tips_of(connection, ledger, figures, saved_for)
    candidates = [as_insight(finding, ledger.id) for finding in findings(view)] + tips
    dismissed = await insights.dismissed(connection, ledger.id, [insight.id for insight in candidates])
    kept = [
        insight for insight in candidates if not is_dismissed(insight.measure, dismissed.get(insight.id), view.size)
    ]
    return ordered(kept)[:MOST_INSIGHTS]


async def found_in(connection: Connection, ledger: LedgerRow, period: Period, today: date) -> list[Insight]:
    """Return all insights of a period, with the dismissed ones."""
    calendar = Calendar.of(ledger)
    ranges = insight_buckets(period, today, calendar)
    figures = Figures(
        period=period,
        today=today,
        calendar=calendar,
        categories=await categories.all_of(connection, ledger.id),
        totals=await totals.by_bucket(connection, ledger.id, [Bucket(*days) for days in ranges]),
        plans=await budgets.all_of(connection, ledger.id),
        costs=await read_costs(connection, ledger, today, period.end),
    )
    saved_for = await current_goals(connection, ledger, today)
    view = await _view(connection, ledger, figures, saved_for)
    tips = await tips_of(connection, ledger, figures, saved_for)
    return [as_insight(finding, ledger.id) for finding in findings(view)] + tips


def insight_buckets(period: Period, today: date, calendar: Calendar) -> list[tuple[int, date, date]]:
    """Return the numbered ranges of days that findings need."""
    ranges = buckets(period, today, calendar, PERIODS_BACK) + history_buckets(period, today, calendar)
    if period.kind is not PeriodKind.RANGE:
        earlier = calendar.last(max(SEASONS) + 1, period)[::-1]
        ranges += [(age, earlier[age].start, earlier[age].end) for age in SEASONS if age > PERIODS_BACK]
    return list(dict.fromkeys(ranges))


def as_insight(finding: Finding, ledger_id: UUID) -> Insight:
    """Return a finding as an insight."""
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
        amount=finding.amount,
        transactions=finding.transactions,
    )


async def tips_of(
    connection: Connection, ledger: LedgerRow, figures: Figures, saved_for: Sequence[GoalRow]
) -> list[Insight]:
    """Return the tips of the newest replies, and mark those with changed figures as stale."""
    rows = await insights.recent_tips(connection, ledger.id, RECENT_TIPS)
    named = {row.id: [LedgerFigure.read(stored) for stored in row.evidence] for row in rows}
    ranges = dict.fromkeys(
        (figure.start, figure.end) for figures_of_tip in named.values() for figure in figures_of_tip if figure.of_days
    )
    now = set((await _ranges(connection, ledger, figures, list(ranges), saved_for)).figures()) if rows else set()
    known = {category.id for category in figures.categories}
    return [
        Insight(
            row.id,
            InsightSource.REPLY,
            InsightSeverity.NOTICE,
            row.text,
            tuple(figure.evidence(figures.calendar, known) for figure in named[row.id]),
            0,
            message_id=row.message_id,
            stale=not now.issuperset(named[row.id]),
        )
        for row in rows
    ]


async def keep_tips(change: Change, message_id: UUID, tips: Sequence[str], text: str) -> None:
    """Store the tips of a reply within the change that stores the reply; `text` is the reply.

    A tip that an earlier reply gave already moves to this one.
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
    known = await _ranges(connection, ledger, figures, [(period.start, period.end) for period in periods], saved_for)
    offered = list(known.figures())
    names = {category.id: category.name for category in named} | {goal.id: goal.name for goal in saved_for}
    rows = []
    for tip in tips:
        evidence = [figure.stored() for figure in named_figures(tip, text, offered, names)]
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
    newest = movements.newest_in(ledger.id, day, MOST_MOVEMENTS)
    await read_at_once(connection, newest)
    moved = {category.id for category in figures.categories if category.kind == CategoryKind.TRANSFER}
    kept = [movement for movement in newest.result if movement.category_id not in moved]
    return LedgerView(figures, ledger.base_currency, saved_for, kept)
