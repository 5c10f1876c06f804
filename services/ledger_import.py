"""Import of a whole ledger: what `ExportService.json` wrote comes back into an empty ledger, exactly.

All ids stay the same. Only the ledger's own id, which its first account and its category of adjustments have too,
becomes that of the new ledger.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import islice
from typing import IO, Any, NamedTuple, TypeVar, get_type_hints
from uuid import UUID

import msgspec
import orjson

from db import (
    accounts,
    budgets,
    categories,
    goals,
    import_claims,
    import_profiles,
    ledgers,
    rates,
    refunds,
    report_views,
    rules,
    series,
    tags,
    transactions,
    transfers,
)
from db.accounts import AccountRow, CheckRow
from db.budgets import PlanRow
from db.categories import CategoryRow
from db.goals import ContributionRow, GoalRow
from db.import_claims import ImportClaim
from db.import_profiles import ImportProfileRow
from db.rates import PriceRow
from db.refunds import RefundRow
from db.report_views import ReportViewRow
from db.rules import RuleRow
from db.series import SeriesLink, SeriesRow, SkipRow
from db.splits import SplitRow
from db.tags import WHOLE, TagPlace, TagRow
from db.transactions import TransactionRow
from db.transfers import TransferRow
from services import postings
from services.calculations.occurrences import schedule_of
from services.calculations.plans import rhythm_of
from services.calculations.rows import Carry
from services.changes import Change, Changes
from services.events.ledgers import LedgerImported
from services.ledgers import LedgerEdit, check_ledger
from services.splits import LONGEST_NOTE
from services.transaction_drafts import LONGEST_PAYEE
from services.values.calendar_rules import CalendarRule, check_calendar
from services.values.calendars import Calendar
from services.values.errors import Refused, conflict, invalid
from services.values.input_rules import ProblemList, check_text
from services.values.money import to_minor
from services.values.schedules import check_schedule

BATCH = 1_000
_OPENING, _END = b'"transactions":[\n', b"]}\n"

Row = TypeVar("Row")
Cells = Mapping[str, Any]


class LedgerImportService:
    """Fills an empty ledger with an export."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes

    async def run(self, ledger_id: UUID, file: IO[bytes]) -> int:
        """Import an export in one change, and return the number of transactions. Nothing changes if it is refused."""
        lines = iter(file)
        with _line(1):
            first = next(lines)
            if not first.endswith(_OPENING):
                raise ValueError
            settings = orjson.loads(first.removesuffix(b"\n") + b"]}")
            old_id = str(UUID(settings["ledger"]["id"]))
        count = 0
        async with self._changes.open(ledger_id) as change:
            await _check_empty(change)
            with _line(1):
                importing = _Importing(change, orjson.loads(orjson.dumps(settings).replace(*_ids(old_id, ledger_id))))
                await importing.settings()
            numbered = enumerate(lines, start=2)
            while batch := list(islice(numbered, BATCH)):
                read = []
                for number, line in batch:
                    if line != _END:
                        with _line(number):
                            read.append(importing.transaction(orjson.loads(_content(line, old_id, ledger_id))))
                await importing.record(read)
                count += len(read)
            await change.happened(LedgerImported())
        return count


def _ids(old_id: str, ledger_id: UUID) -> tuple[bytes, bytes]:
    return old_id.encode(), str(ledger_id).encode()


def _content(line: bytes, old_id: str, ledger_id: UUID) -> bytes:
    return line.rstrip().removesuffix(b",").replace(*_ids(old_id, ledger_id))


class _Read(NamedTuple):
    """A transaction of the file with its splits, its tags, the series that it pays and the lines that it is."""

    row: TransactionRow
    splits: Sequence[SplitRow]
    places: Sequence[TagPlace]
    links: Sequence[SeriesLink]
    claims: Sequence[ImportClaim]


class _Importing:
    """One import: the settings of the file, and the rows that its lines become."""

    def __init__(self, change: Change, settings: Cells) -> None:
        self._change = change
        self._settings = settings
        self._ledger_id = change.ledger.id
        self._base = str(settings["ledger"]["base_currency"])
        self._currencies = {account["id"]: str(account["currency"]) for account in settings["accounts"]}

    async def settings(self) -> None:
        """Store everything but the transactions."""
        connection, ledger_id, settings = self._change.connection, self._ledger_id, self._settings
        ledger = {name: settings["ledger"][name] for name in ("base_currency", "time_zone")}
        problems = ProblemList()
        check_ledger(LedgerEdit(**ledger), problems)
        problems.refuse_any()
        calendar = _calendar(settings["ledger"]["calendars"])
        await ledgers.change(connection, ledger_id, **ledger, calendars=calendar.written)
        await self._accounts(settings["accounts"])
        rows = self._rows(CategoryRow, settings["categories"])
        for row in sorted(rows, key=lambda row: row.parent_id is not None):
            await categories.create(connection, row)
        for tag in self._rows(TagRow, settings["tags"]):
            await tags.create(connection, tag)
        if plans := self._rows(PlanRow, settings["budgets"], self._base, "amount"):
            await budgets.set_all(connection, list(map(_checked, plans)))
        for rule in self._rows(RuleRow, map(self._rule, settings["rules"])):
            await rules.create(connection, rule)
        for view in self._rows(ReportViewRow, settings["report_views"]):
            await report_views.create(connection, view)
        profiles = ({**row, "shape": bytes.fromhex(row["shape"])} for row in settings.get("import_profiles", ()))
        for profile in self._rows(ImportProfileRow, profiles):
            await import_profiles.add(connection, profile)
        await self._series(settings["series"])
        await self._goals(settings["goals"])
        for price in self._rows(PriceRow, settings["prices"]):
            await rates.set_price(connection, price)
        if moved := self._rows(TransferRow, settings["transfers"]):
            await transfers.add(connection, moved)
        for refund in self._rows(RefundRow, settings["refunds"]):
            await refunds.set_one(connection, refund, self._change.ledger.revision)

    def transaction(self, cells: Cells) -> _Read:
        """Return the rows of a transaction."""
        currency = str(cells["currency"])
        fingerprint = cells["import_fingerprint"]
        own = {
            "amount": _minor(cells["amount"], currency),
            "base_amount": _minor(cells["base_amount"], self._base),
            "account_amount": _minor(cells["account_amount"], self._currencies[cells["account_id"]]),
            "payee": check_text(cells["payee"], LONGEST_PAYEE, "payee"),
            "note": check_text(cells["note"], LONGEST_NOTE, "note", lines=True),
            "import_bank_id": cells["bank_id"],
            "import_fingerprint": fingerprint and bytes.fromhex(fingerprint),
            "split_count": max(len(cells.get("splits", ())), 1),
            "revision": self._change.ledger.revision,
        }
        row = self._row(TransactionRow, {**cells, **own})
        parts = [self._split({**part, "number": number}, row) for number, part in enumerate(cells.get("splits", ()))]
        for name in ("amount", "base_amount") if parts else ():
            if sum(getattr(part, name) for part in parts) != getattr(row, name):
                raise ValueError
        marked = [(WHOLE, cells), *zip((part.id for part in parts), cells.get("splits", ()), strict=True)]
        places = [
            TagPlace(self._ledger_id, row.id, split_id, UUID(tag_id), row.date, deleted=False)
            for split_id, marks in marked
            for tag_id in marks["tag_ids"]
        ]
        paid = cells["series_id"]
        links = [SeriesLink(self._ledger_id, row.id, UUID(paid), row.date)] if paid else []
        claims = [
            ImportClaim(
                ledger_id=self._ledger_id,
                fingerprint=bytes.fromhex(claim["fingerprint"]),
                ordinal=int(claim["ordinal"]),
                transaction_id=row.id,
                import_id=None,
                bank_id=claim["bank_id"],
            )
            for claim in cells.get("claims", ())
        ]
        return _Read(row, parts, places, links, claims)

    async def record(self, read: Sequence[_Read]) -> None:
        """Store transactions with the links of the file, and count them."""
        connection = self._change.connection
        parts = [part for transaction in read for part in transaction.splits]
        rows = [transaction.row for transaction in read]
        for write in postings.recording(self._ledger_id, rows, parts, known=()):
            await write.within(connection)
        await tags.add(connection, [place for transaction in read for place in transaction.places])
        await import_claims.add(connection, [claim for transaction in read for claim in transaction.claims])
        links = [link for transaction in read for link in transaction.links]
        await series.relink(connection, self._ledger_id, [transaction.row.id for transaction in read], links)

    async def _accounts(self, cells: Sequence[Cells]) -> None:
        connection = self._change.connection
        await accounts.delete(connection, self._ledger_id, self._ledger_id)
        for row in self._rows(AccountRow, cells):
            await accounts.create(connection, row)
        for account in cells:
            if checks := self._rows(CheckRow, account["checks"], account["currency"], "amount"):
                await accounts.add_checks(connection, checks)

    async def _series(self, cells: Iterable[Cells]) -> None:
        for payment in cells:
            (row,) = self._rows(SeriesRow, [payment], self._currencies[payment["account_id"]], "amount")
            check_schedule(schedule_of(row))
            await series.create(self._change.connection, row)
            for due_on in payment["skipped"]:
                skip = {"series_id": payment["id"], "due_on": due_on}
                await series.skip(self._change.connection, self._row(SkipRow, skip))

    async def _goals(self, cells: Iterable[Cells]) -> None:
        for goal in cells:
            (row,) = self._rows(GoalRow, [{**goal, "saved": "0"}], self._base, "target", "saved")
            await goals.create(self._change.connection, row)
            for paid in self._rows(ContributionRow, goal["contributions"], self._base, "amount"):
                await goals.contribute(self._change.connection, paid)

    def _rule(self, cells: Cells) -> Cells:
        conditions = dict(cells["conditions"])
        for name in {"at_least", "at_most"} & conditions.keys():
            conditions[name] = _minor(conditions[name], self._base)
        return {**cells, "conditions": conditions}

    def _split(self, cells: Cells, row: TransactionRow) -> SplitRow:
        own = {
            "transaction_id": str(row.id),
            "date": str(row.date),
            "deleted": False,
            "amount": _minor(cells["amount"], row.currency),
            "base_amount": _minor(cells["base_amount"], self._base),
            "note": check_text(cells["note"], LONGEST_NOTE, "note", lines=True),
        }
        return self._row(SplitRow, {**cells, **own})

    def _rows(self, kind: type[Row], cells: Iterable[Cells], currency: str = "", *amounts: str) -> list[Row]:
        """Return rows of the file, whose `amounts` are in a currency."""
        rows = []
        for written in cells:
            minor = {name: _minor(written[name], currency) for name in amounts if written[name] is not None}
            rows.append(self._row(kind, {**written, **minor}))
        return rows

    def _row(self, kind: type[Row], cells: Cells) -> Row:
        """Return a row. Columns that the file does not have get their defaults."""
        known = {**cells, "ledger_id": self._ledger_id}
        types: Mapping[str, Any] = _types_of(kind)  # type: ignore[arg-type]  # a class is hashable
        return kind(**{name: msgspec.convert(known[name], of) for name, of in types.items() if name in known})


def _checked(plan: PlanRow) -> PlanRow:
    """Return a plan of the file, of which the rhythm must be possible and the carry known."""
    check_schedule(rhythm_of(plan))
    Carry(plan.carry)
    return plan


def _calendar(rules: Sequence[Cells]) -> Calendar:
    """Return the calendar of the file, of which each rule must be possible."""
    calendar = Calendar()
    for rule in msgspec.convert(rules, list[CalendarRule]):
        check_calendar(rule.draft)
        calendar = calendar.changed(rule)
    return calendar


_types_of = cache(get_type_hints)


def _minor(text: str, currency: str) -> int:
    return to_minor(Decimal(text), currency)


@contextmanager
def _line(number: int) -> Iterator[None]:
    """Refuse a line of the file that is not as an export writes it."""
    try:
        yield
    except (
        StopIteration,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        InvalidOperation,
        msgspec.ValidationError,
        Refused,
    ) as error:
        reason = f" ({error})" if isinstance(error, Refused) else ""
        raise invalid(
            f"Line {number} is not as export writes it{reason}; export the ledger again as JSON with this version.",
            "file",
            str(number),
        ) from None


async def _check_empty(change: Change) -> None:
    """Refuse a ledger that has anything but its first account."""
    connection, ledger_id = change.connection, change.ledger.id
    own = await accounts.all_of(connection, ledger_id)
    nouns = (budgets, categories, goals, report_views, rules, series, tags, transfers)
    there = [len(own) != 1 or own[0].id != ledger_id, await accounts.checks_of(connection, ledger_id)]
    there += [await noun.all_of(connection, ledger_id) for noun in nouns]
    there += [await rates.prices_in(ledger_id).within(connection), await transactions.any_exists(connection, ledger_id)]
    if any(there) or change.ledger.import_id is not None:
        raise conflict("This ledger is not empty; import into the ledger of a new user.", "user")
