"""Reports: the income and the spending of any days, divided and compared, from the daily totals or from the rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import islice
from uuid import UUID

from db import accounts, categories, ledgers, report_totals, tags, transaction_sums
from db.accounts import AccountRow
from db.categories import CategoryRow
from db.ledgers import LedgerRow
from db.report_totals import ReportKey, ReportTotal
from db.stores.engine import BUSY_TIMEOUT_SECONDS, Connection, Database, retried
from db.stores.queues import FairQueue
from db.tags import TagRow
from db.totals import Bucket, Piece, pieces_of
from db.transactions import TransactionFilter
from services import transaction_filters as filters
from services.calculations import CategoryKind, top_levels
from services.calculations.reports import BEFORE, NOW, WHOLE, Dimension, Measure, Report
from services.values.calendars import Calendar
from services.values.clock import Clock, date_in
from services.values.errors import Problem, ProblemCode, Refused, invalid, no_ledger, not_found
from services.values.granularity import Granularity, last_spans, spans_of
from services.values.periods import Period, PeriodChoice, a_year_before, check_date, same_day

CURRENT, ALL = PeriodChoice(), TransactionFilter()
MOST_SPANS, MOST_ROWS, MOST_CELLS = 400, 100, 5_000
_KEYS = {
    Dimension.ACCOUNT: ReportKey.ACCOUNT,
    Dimension.PAYEE: ReportKey.PAYEE,
    Dimension.TAG: ReportKey.TAG,
}


class ComparedWith(StrEnum):
    """The days with which those of a report are compared."""

    PREVIOUS = "PREVIOUS"
    YEAR = "YEAR"


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """The days of a report, and how it divides and compares their money.

    `last` chooses the last spans of `every` up to now in place of `period`. `kind` belongs to the filter.
    """

    period: PeriodChoice = CURRENT
    last: int | None = None
    every: Granularity | None = None
    by: Dimension | None = None
    measure: Measure = Measure.EXPENSES
    filter: TransactionFilter = ALL
    kind: CategoryKind | None = None
    compare: ComparedWith | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The days that are compared (up to today, if they run), and the earlier days with which they are compared."""

    now: Period
    before: Period


@dataclass(frozen=True, slots=True)
class Plan:
    """The days of a report, and the objects of the ledger that its rows may be about."""

    question: ReportQuestion
    today: date
    period: Period
    spans: Sequence[Period]
    compared: Compared | None
    category_rows: Mapping[UUID, CategoryRow]
    account_rows: Mapping[UUID, AccountRow]
    tag_rows: Mapping[UUID, TagRow]

    @classmethod
    async def of(cls, connection: Connection, ledger: LedgerRow, question: ReportQuestion, today: date) -> "Plan":
        """Return the plan of a report; refuse one that cannot be answered."""
        question, calendar = checked(question), Calendar.of(ledger)
        period = _period(question, calendar, today)
        plan = cls(
            question=question,
            today=today,
            period=period,
            spans=_spans(question, period, calendar),
            compared=_compared(question, period, calendar, today),
            category_rows={row.id: row for row in await categories.all_of(connection, ledger.id)},
            account_rows={row.id: row for row in await accounts.all_of(connection, ledger.id)},
            tag_rows=await tags.all_of(connection, ledger.id),
        )
        _check_known(question.filter, plan)
        return plan


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """A report as of one revision."""

    plan: Plan
    revision: int
    report: Report

    def check_shown(self, first: int) -> int:
        """Return the number of rows to show; refuse a table that is too large."""
        if not 1 <= first <= MOST_ROWS:
            raise invalid(f"{first} is out of range; ask for 1 to {MOST_ROWS} rows.", "first")
        cells = min(first, len(self.report.rows)) * len(self.report.spans)
        if cells > MOST_CELLS:
            sentence = (
                f"The table has {cells:,} cells, and {MOST_CELLS:,} is the most; ask for fewer rows or longer spans."
            )
            raise Refused([Problem(ProblemCode.TOO_LARGE, sentence, ("first",))])
        return first


class ReportService:
    """Adds up the ledger's money by any span, dimension and filter."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        # Adding up splits one by one takes long. One ledger at a time leaves processors for other requests.
        self._counting = FairQueue(1, 1, BUSY_TIMEOUT_SECONDS)

    async def read(self, ledger_id: UUID, question: ReportQuestion) -> ReportAnswer:
        """Return a report; it reads the daily totals alone if they suffice."""
        question = checked(question)
        if _counts_each(question):
            async with self._counting.place(ledger_id):
                return await self._read(ledger_id, question)
        return await self._read(ledger_id, question)

    @retried
    async def _read(self, ledger_id: UUID, question: ReportQuestion) -> ReportAnswer:
        async with self._database.read(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise no_ledger()
            plan = await Plan.of(connection, ledger, question, date_in(ledger.time_zone, self._clock()))
            pieces = pieces_of(_buckets(plan.period, plan.spans, plan.compared))
            start, end = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
            kinds = [question.kind] if question.kind else []
            chosen = replace(question.filter, start=start, end=end)
            chosen = await filters.resolved(connection, ledger_id, chosen, kinds, list(plan.category_rows.values()))
            divided, distinct = await _totals(connection, ledger_id, question, chosen, pieces)
        tops = top_levels(plan.category_rows.values())
        report = Report(plan.spans, plan.today, question.by, question.measure, tops, divided, distinct)
        return ReportAnswer(plan, ledger.revision, report)


def checked(question: ReportQuestion) -> ReportQuestion:
    """Return the question with its filter checked; refuse what contradicts itself."""
    if question.last is not None:
        if question.every is None:
            raise invalid("Say the length of a span too: give `every` beside `last`.", "last")
        if any(question.period):
            raise invalid("Give either a range or the number of the last spans, not both.", "last")
        if not 1 <= question.last <= MOST_SPANS:
            raise invalid(f"{question.last} is out of range; ask for 1 to {MOST_SPANS} spans.", "last")
    chosen = question.filter
    if chosen.start or chosen.end:
        raise invalid("The days of a report are those of its range; give none in the filter.", "filter", "start")
    if chosen.deleted:
        raise invalid("Deleted transactions count in no report; leave this out.", "filter", "deleted")
    if question.kind == CategoryKind.TRANSFER:
        raise invalid("Transfers count in no report; choose income or expenses.", "filter", "kind")
    return replace(question, filter=filters.checked(chosen))


def _counts_each(question: ReportQuestion) -> bool:
    """Return True if the daily totals are too coarse, so that each split must be counted."""
    by_row = question.by in {Dimension.PAYEE, Dimension.TAG}
    return by_row or question.kind is not None or transaction_sums.counts_each(question.filter)


def _period(question: ReportQuestion, calendar: Calendar, today: date) -> Period:
    if question.last is None or question.every is None:
        return calendar.chosen(question.period, today)
    period = last_spans(today, question.every, question.last, calendar)
    check_date(period.start, "last")
    return period


def _spans(question: ReportQuestion, period: Period, calendar: Calendar) -> list[Period]:
    if question.every is None:
        return [period]
    spans = list(islice(spans_of(period, question.every, calendar), MOST_SPANS + 1))
    if len(spans) > MOST_SPANS:
        sentence = f"The range has more than {MOST_SPANS} of these spans; choose longer spans or a shorter range."
        raise Refused([Problem(ProblemCode.TOO_LARGE, sentence, ("every",))])
    return spans


def _compared(question: ReportQuestion, period: Period, calendar: Calendar, today: date) -> Compared | None:
    if question.compare is None:
        return None
    previous = question.compare is ComparedWith.PREVIOUS
    before = calendar.previous(period) if previous else a_year_before(period)
    if not period.is_running(today):
        return Compared(period, before)
    return Compared(Period(period.start, today), Period(before.start, same_day(today, period, before)))


def _buckets(period: Period, spans: Sequence[Period], compared: Compared | None) -> list[Bucket]:
    numbered = [*enumerate(spans), (WHOLE, period)]
    numbered += [(NOW, compared.now), (BEFORE, compared.before)] if compared else []
    return [Bucket(number, days.start, days.end) for number, days in numbered]


def _check_known(chosen: TransactionFilter, plan: Plan) -> None:
    """Refuse categories, accounts and tags that are not there, which would match nothing."""
    all_tags = [key for keys in chosen.tags.all_of for key in keys]
    named: list[tuple[str, str, Sequence[UUID | None], Collection[UUID]]] = [
        ("category", "category_ids", chosen.category_ids or (), plan.category_rows),
        ("account", "account_ids", chosen.account_ids or (), plan.account_rows),
        ("tag", "any_tag_ids", chosen.tags.any_of or (), plan.tag_rows),
        ("tag", "all_tag_ids", all_tags, plan.tag_rows),
        ("tag", "no_tag_ids", chosen.tags.none_of, plan.tag_rows),
    ]
    for noun, field, ids, known in named:
        for number, key in enumerate(ids):
            if key is not None and key not in known:
                raise not_found(f"There is no such {noun}; choose one of yours.", "filter", field, str(number))


async def _totals(
    connection: Connection,
    ledger_id: UUID,
    question: ReportQuestion,
    chosen: TransactionFilter,
    pieces: Sequence[Piece],
) -> tuple[list[ReportTotal], list[ReportTotal]]:
    """Return the totals by the keys of the report, and those of each split once."""
    key = _KEYS.get(question.by) if question.by else None
    of_filter = question.kind is not None or transaction_sums.counts_each(question.filter)
    if key is not ReportKey.TAG and (of_filter or key is ReportKey.PAYEE):
        divided = await report_totals.from_rows(connection, ledger_id, pieces, chosen, key)
        return divided, divided
    if key is not ReportKey.TAG:
        by_account = key is ReportKey.ACCOUNT
        divided = await report_totals.from_days(connection, ledger_id, pieces, chosen, by_account=by_account)
        return divided, divided
    divided = await report_totals.from_rows(connection, ledger_id, pieces, chosen, key)
    any_tag = await report_totals.with_any_tag(connection, ledger_id, pieces, chosen)
    _, distinct = await _totals(connection, ledger_id, replace(question, by=None), chosen, pieces)
    return [*divided, *distinct, *map(_taken_away, any_tag)], distinct


def _taken_away(total: ReportTotal) -> ReportTotal:
    return total._replace(money_in=-total.money_in, money_out=-total.money_out, entries=-total.entries)
