"""Read the transactions that a question is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from db.tag_choices import ANY_TAGS, TagChoice
from db.tags import WHOLE
from db.transactions import TransactionFilter, TransactionRow
from services.calculations import CategoryKind
from services.dashboard.service import DashboardSnapshot
from services.finny import snapshot_facts
from services.finny.name_matching import mentions
from services.finny.parts import Figure
from services.splits import as_rows
from services.tags import TagService
from services.transactions import TransactionService
from services.values.money import Money
from services.values.pages import MOST_PER_PAGE, PageRequest
from services.values.periods import PeriodChoice

MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """The transactions of one kind that a question is about: all conditions must hold.

    Amounts are in minor units without their sign. `refunds` is True for money back alone, False for none of it.
    A transaction counts once, with the sum of its splits that are wanted, or `by_split` with each of them.
    """

    period: PeriodChoice
    kind: CategoryKind = CategoryKind.EXPENSE
    categories: tuple[str, ...] = ()
    payee: str = ""
    accounts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    weekdays: frozenset[int] = frozenset()
    uncategorised: bool = False
    refunds: bool | None = None
    by_split: bool = False


class RowReader:
    """The reads of transactions of one ledger."""

    def __init__(self, transactions: TransactionService, tags: TagService, ledger_id: UUID) -> None:
        self._transactions = transactions
        self._tags = tags
        self._ledger_id = ledger_id

    async def searched(
        self, snapshot: DashboardSnapshot, text: str, category: str | None
    ) -> tuple[list[TransactionRow], bool]:
        """Return a row for each split in the snapshot's period, the newest first, and whether they are all."""
        chosen: tuple[UUID | None, ...] | None = None
        if category is not None:
            chosen = tuple(row.id for row in snapshot_facts.categories_named(snapshot, category))
            if not chosen:
                return [], True
        period = snapshot.period
        rows, complete = await self._read(TransactionFilter(period.start, period.end, category_ids=chosen, text=text))
        return _in_families(snapshot, await self._split(rows), chosen), complete

    async def wanted(
        self, snapshot: DashboardSnapshot, wanted: Wanted, limit: int = MOST_ROWS, *, oldest: bool = False
    ) -> tuple[list[TransactionRow], bool]:
        """Return the rows that are wanted in the snapshot's period, and whether they are all."""
        ids: tuple[UUID | None, ...] | None = (None,) if wanted.uncategorised else None
        if wanted.categories:
            named = [row for name in wanted.categories for row in snapshot_facts.categories_named(snapshot, name)]
            ids = tuple(row.id for row in named)
        least, most = wanted.at_least, wanted.at_most
        if wanted.kind != CategoryKind.INCOME and wanted.refunds is False:
            least, most = None if most is None else -most, -(least or 1)
        elif wanted.refunds:
            least = least or 1
        tag_ids = await self._tag_ids(wanted.tags)
        chosen = TransactionFilter(
            snapshot.period.start,
            snapshot.period.end,
            account_ids=tuple(row.id for row in snapshot.account_rows if row.name in wanted.accounts) or None,
            category_ids=ids,
            text=wanted.payee,
            at_least=least,
            at_most=most,
            tags=TagChoice(tuple(tag_ids)) if tag_ids else ANY_TAGS,
        )
        rows, complete = await self._read(chosen, wanted.kind, limit, oldest=oldest)
        rows = _in_families(snapshot, await self._split(rows, tag_ids), ids)
        rows = [row for row in rows if kind_of(snapshot, row) == wanted.kind]
        rows = [
            row
            for row in (rows if wanted.by_split else _whole(rows))
            if (least is None or row.base_amount >= least)
            and (most is None or row.base_amount <= most)
            and (not wanted.weekdays or row.date.weekday() in wanted.weekdays)
        ]
        if not wanted.payee:
            return rows, complete
        by_payee = [row for row in rows if mentions(row.payee, wanted.payee)]
        return by_payee or [row for row in rows if mentions(row.note, wanted.payee)], complete

    async def figure(self, snapshot: DashboardSnapshot, label: str, amount: Money, wanted: Wanted) -> Figure:
        """Return a sum with the filter of its transactions."""
        named = [row for name in wanted.categories for row in snapshot_facts.categories_named(snapshot, name)]
        return Figure(
            label=label,
            amount=amount.minor,
            currency=amount.currency,
            start=snapshot.period.start,
            end=snapshot.period.end,
            kind=wanted.kind,
            category_ids=tuple(row.id for row in named),
            uncategorised=wanted.uncategorised,
            account_ids=tuple(row.id for row in snapshot.account_rows if row.name in wanted.accounts),
            tag_ids=tuple(await self._tag_ids(wanted.tags)),
            text=wanted.payee,
        )

    async def _tag_ids(self, names: tuple[str, ...]) -> set[UUID]:
        return {row.id for row in await self._tags.all(self._ledger_id) if row.name in names} if names else set()

    async def _split(self, rows: list[TransactionRow], tag_ids: Iterable[UUID] = ()) -> list[TransactionRow]:
        """Return a row for each split, of those alone that have one of the tags if there are any."""
        several = [row.id for row in rows if row.split_count > 1]
        if not several:
            return rows
        splits = await self._transactions.splits_of(self._ledger_id, several)
        if wanted := set(tag_ids):
            places = [(key, part.id) for key, parts in splits.items() for part in parts]
            on = await self._tags.on(self._ledger_id, [*places, *((key, WHOLE) for key in several)])
            tagged = {place for place, tags in on.items() if wanted & {tag.id for tag in tags}}
            splits = {
                key: [part for part in parts if tagged & {(key, part.id), (key, WHOLE)}]
                for key, parts in splits.items()
            }
        return as_rows(rows, splits)

    async def _read(
        self,
        chosen: TransactionFilter,
        kind: CategoryKind | None = None,
        limit: int = MOST_ROWS,
        *,
        oldest: bool = False,
    ) -> tuple[list[TransactionRow], bool]:
        rows: list[TransactionRow] = []
        cursor: str | None = None
        while len(rows) < limit:
            first, last = (None, MOST_PER_PAGE) if oldest else (MOST_PER_PAGE, None)
            request = PageRequest(first, None if oldest else cursor, last, cursor if oldest else None)
            page = await self._transactions.page(self._ledger_id, chosen, request, kinds=[kind] if kind else [])
            rows += page.rows[::-1] if oldest else page.rows
            if not (page.has_previous if oldest else page.has_next):
                return rows, True
            cursor = page.cursors[0 if oldest else -1]
        return rows, False


def kind_of(snapshot: DashboardSnapshot, row: TransactionRow) -> str:
    """Return whether a row counts as income, as spending or as neither."""
    category = snapshot.categories.get(row.category_id) if row.category_id else None
    if category is None and row.transfer_id is not None:
        return CategoryKind.TRANSFER
    return category.kind if category else CategoryKind.INCOME if row.base_amount > 0 else CategoryKind.EXPENSE


def _in_families(
    snapshot: DashboardSnapshot, rows: list[TransactionRow], ids: tuple[UUID | None, ...] | None
) -> list[TransactionRow]:
    """Return the rows of some categories and their children; all rows if no category is named."""
    if ids is None:
        return rows
    members = {member for key in ids for member in (snapshot.figures.families[key] if key else [None])}
    return [row for row in rows if row.category_id in members]


def _whole(rows: Iterable[TransactionRow]) -> list[TransactionRow]:
    """Return a row for each transaction, with the sum of its splits that are among the rows."""
    together: dict[UUID, TransactionRow] = {}
    for row in rows:
        before = together.get(row.id)
        together[row.id] = before._replace(base_amount=before.base_amount + row.base_amount) if before else row
    return list(together.values())
