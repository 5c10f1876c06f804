"""Totals by tag: the income and the spending of a period with each tag, without any, and altogether."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from db import accounts, categories, ledgers, tag_totals, tags, totals
from db.stores.engine import BUSY_TIMEOUT_SECONDS, Connection, Database, retried
from db.stores.queues import FairQueue
from db.tag_totals import TagTotal
from db.tags import TagRow
from db.totals import BucketTotal, DailyTotal
from services.calculations import Flow, flows, top_levels
from services.transaction_filters import MOST_CHOSEN
from services.values.calendars import Calendar
from services.values.clock import Clock, date_in
from services.values.errors import invalid, no_ledger, not_found
from services.values.periods import Period, PeriodChoice

_ALL, _UNTAGGED, _FIRST_TAG = range(3)


@dataclass(frozen=True, slots=True)
class TagTotals:
    """The flows of a period. Those of tags overlap, as a split may have several; `total` counts each split once."""

    period: Period
    by_tag: Sequence[tuple[TagRow, Flow]]
    untagged: Flow
    total: Flow


class TagTotalService:
    """Adds up the ledger's transactions by their tags."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        # Adding up tagged transactions one by one takes long. One ledger at a time leaves processors for others.
        self._counting = FairQueue(1, 1, BUSY_TIMEOUT_SECONDS)

    @retried
    async def of(self, ledger_id: UUID, choice: PeriodChoice, account_ids: Sequence[UUID] | None = None) -> TagTotals:
        """Return the totals of a period by tag, in all accounts or in some; the tags of most spending come first."""
        async with self._counting.place(ledger_id), self._database.read(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise no_ledger()
            today = date_in(ledger.time_zone, self._clock())
            period = Calendar.of(ledger).chosen(choice, today)
            await _check_accounts(connection, ledger_id, account_ids)
            every = await totals.of_accounts(connection, ledger_id, period.start, period.end)
            known = await tags.all_of(connection, ledger_id)
            stored = None if account_ids is None else await accounts.with_merged(connection, ledger_id, account_ids)
            tagged = (
                await tag_totals.totals_of(connection, ledger_id, period.start, period.end, stored) if known else []
            )
            tops = top_levels(await categories.all_of(connection, ledger_id))
        every = [total for total in every if account_ids is None or total.account_id in account_ids]
        numbers = {tag_id: number for number, tag_id in enumerate(known, start=_FIRST_TAG)}
        by_bucket = flows([*_numbered(tagged, numbers), *_of_all(every), *_without(every, tagged)], tops)
        by_tag = [(known[tag_id], by_bucket[number]) for tag_id, number in numbers.items() if number in by_bucket]
        by_tag.sort(key=lambda pair: (-pair[1].expenses, pair[0].name.casefold(), pair[0].id))
        return TagTotals(period, by_tag, by_bucket[_UNTAGGED], by_bucket[_ALL])


async def _check_accounts(connection: Connection, ledger_id: UUID, account_ids: Sequence[UUID] | None) -> None:
    if len(account_ids or ()) > MOST_CHOSEN:
        raise invalid(f"Choose at most {MOST_CHOSEN}.", "account_ids")
    there = {row.id for row in await accounts.all_of(connection, ledger_id)} if account_ids else set()
    if not there.issuperset(account_ids or ()):
        raise not_found("There is no such account; choose one of yours.", "account_ids")


def _numbered(tagged: Iterable[TagTotal], numbers: dict[UUID, int]) -> list[BucketTotal]:
    return [BucketTotal(numbers[total.tag_id], *total[1:], None) for total in tagged if total.tag_id in numbers]


def _of_all(every: Iterable[DailyTotal]) -> list[BucketTotal]:
    return [BucketTotal(_ALL, *total[2:], None) for total in every]


def _without(every: Iterable[DailyTotal], tagged: Iterable[TagTotal]) -> list[BucketTotal]:
    """Return the totals of all splits less those of the splits with any tag."""
    rest = [BucketTotal(_UNTAGGED, *total[2:], None) for total in every]
    any_tag = [total for total in tagged if total.tag_id is None]
    return [
        *rest,
        *(
            BucketTotal(_UNTAGGED, total.category_id, -total.money_in, -total.money_out, -total.entries, None)
            for total in any_tag
        ),
    ]
