"""Report views: save reports under names, rename and delete them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from db import report_views
from db.report_views import ReportViewRow
from db.stores.engine import Database, retried
from db.stores.ids import new_id
from services.changes import Changes, Once, Saved
from services.events.report_views import ReportViewCreated, ReportViewDeleted, ReportViewRenamed
from services.reports import Plan, ReportQuestion
from services.values.clock import Clock, date_in
from services.values.errors import Problem, ProblemCode, Refused, conflict, not_found
from services.values.input_rules import ProblemList, check_text

MOST_VIEWS, LONGEST_NAME = 100, 100


class ReportViewService:
    """The rules of saved reports. A view holds the question, so its report is always as of now."""

    def __init__(self, database: Database, changes: Changes, clock: Clock) -> None:
        self._database = database
        self._changes = changes
        self._clock = clock

    @retried
    async def all(self, ledger_id: UUID) -> list[ReportViewRow]:
        """Return every view of the ledger, the oldest first."""
        async with self._database.read(ledger_id) as connection:
            return await report_views.all_of(connection, ledger_id)

    async def create(
        self, ledger_id: UUID, name: str, question: ReportQuestion, key: str | None = None
    ) -> Saved[ReportViewRow]:
        """Save a report under a name; refuse one that could not be answered."""
        async with self._changes.open(ledger_id, Once(key, "createReportView", (name, question))) as change:
            there = await report_views.all_of(change.connection, ledger_id)
            if change.repeated:
                return change.repeated.made(_find(there, change.repeated.ids[0]))
            if len(there) >= MOST_VIEWS:
                raise conflict(f"A ledger has at most {MOST_VIEWS} saved reports; delete one first.")
            today = date_in(change.ledger.time_zone, self._clock())
            try:
                plan = await Plan.of(change.connection, change.ledger, question, today)
            except Refused as refused:
                problems = ProblemList()
                problems.add(refused.problems, "report")
                problems.refuse_any()
                raise
            row = ReportViewRow(ledger_id=ledger_id, id=new_id(), name="", question=msgspec.to_builtins(plan.question))
            row = row._replace(name=_checked_name(name, row.id, there))
            await report_views.create(change.connection, row)
            await change.happened(ReportViewCreated(row.id), [row.id])
        return change.saved(row)

    async def rename(self, ledger_id: UUID, view_id: UUID, name: str) -> Saved[ReportViewRow]:
        """Give a view another name."""
        async with self._changes.open(ledger_id) as change:
            there = await report_views.all_of(change.connection, ledger_id)
            old = _get(there, view_id)
            new = old._replace(name=_checked_name(name, old.id, there))
            if new == old:
                await change.unchanged()
                return change.saved(old)
            await report_views.change(change.connection, ledger_id, old.id, name=new.name)
            await change.happened(ReportViewRenamed(old.id))
        return change.saved(new)

    async def delete(self, ledger_id: UUID, view_id: UUID) -> Saved[UUID]:
        """Delete a view."""
        async with self._changes.open(ledger_id) as change:
            _get(await report_views.all_of(change.connection, ledger_id), view_id)
            await report_views.remove(change.connection, ledger_id, view_id)
            await change.happened(ReportViewDeleted(view_id))
        return change.saved(view_id)


def question_of(row: ReportViewRow) -> ReportQuestion:
    """Return the question of a view."""
    return msgspec.convert(row.question, ReportQuestion)


def _checked_name(name: str, view_id: UUID, there: Iterable[ReportViewRow]) -> str:
    name = check_text(name, LONGEST_NAME, "name", required=True)
    if any(row.name.casefold() == name.casefold() and row.id != view_id for row in there):
        message = f"There is a saved report “{name}” already; choose another name."
        raise Refused([Problem(ProblemCode.DUPLICATE, message, ("name",))])
    return name


def _get(there: Sequence[ReportViewRow], view_id: UUID) -> ReportViewRow:
    row = _find(there, view_id)
    if row is None:
        raise not_found("There is no such saved report; choose one of yours.", "id")
    return row


def _find(there: Iterable[ReportViewRow], view_id: UUID) -> ReportViewRow | None:
    return next((row for row in there if row.id == view_id), None)
