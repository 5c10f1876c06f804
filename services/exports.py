"""Exports of a ledger: its transactions as CSV for spreadsheets, or all of it as exact JSON."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

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
    splits,
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
from db.ledgers import LedgerRow
from db.rates import PriceRow
from db.refunds import RefundRow
from db.report_views import ReportViewRow
from db.rules import RuleRow
from db.series import SeriesRow
from db.splits import SplitRow
from db.stores.engine import Connection, Database
from db.tags import WHOLE, TagPlace, TagRow
from db.transactions import TransactionRow
from db.transfers import TransferRow
from services.imports.category_names import full_name
from services.splits import only_split
from services.values.calendars import Calendar
from services.values.errors import no_ledger
from services.values.money import Money, money_decimal
from services.values.spreadsheet_guard import guarded

CSV_COLUMNS = (
    "date", "amount", "currency", "exchange_rate", "base_amount", "base_currency",
    "payee", "note", "category", "account", "split", "transfer", "tags", "id",
)  # fmt: skip

UNNAMED = "another account"

_KEPT_IN_MEMORY = 1 << 20


class ExportService:
    """Writes a ledger into a temporary file from one snapshot, which is closed before anything is sent.

    The file is at its start; closing it deletes it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def csv(self, ledger_id: UUID) -> IO[bytes]:
        """Write all transactions, oldest first, as UTF-8 CSV with a header and `CSV_COLUMNS`.

        A transaction with several splits has a row for each, with its own amount and its number in `split` (“2 of 3”).
        An apostrophe guards a text that a spreadsheet would run as a formula; the import removes it.
        """
        with _spooled() as file:
            text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
            writer = csv.writer(text)
            writer.writerow(CSV_COLUMNS)
            async with self._database.read_long(ledger_id) as connection:
                ledger = await _ledger(connection, ledger_id)
                names = _names(await categories.all_of(connection, ledger_id))
                names |= {row.id: row.name for row in await accounts.all_of(connection, ledger_id)}
                moved = {row.id: row for row in await transfers.all_of(connection, ledger_id)}
                rows = transactions.stream(connection, ledger_id)
                names |= {row.id: row.name for row in (await tags.all_of(connection, ledger_id)).values()}
                pairs = splits.beside(connection, ledger_id, rows)
                async for row, parts, marks in tags.beside(connection, ledger_id, pairs):
                    for part in parts or (only_split(row),):
                        other = _other_account(part, moved, names)
                        tagged = _tag_names(part, marks, names)
                        writer.writerow(_cells(row, part, ledger.base_currency, names, other=other, tagged=tagged))
            text.detach()
        return file

    async def json(self, ledger_id: UUID) -> IO[bytes]:
        """Write the ledger with its categories, plans, goals and transactions as one JSON object with exact amounts."""
        with _spooled() as file:
            async with self._database.read_long(ledger_id) as connection:
                ledger = await _ledger(connection, ledger_id)
                file.write(orjson.dumps(await _settings(connection, ledger))[:-1] + b',"transactions":[')
                currencies = {row.id: row.currency for row in await accounts.all_of(connection, ledger_id)}
                paid = await series.paid_by(connection, ledger_id)
                claimed = await import_claims.by_transaction(connection, ledger_id)
                separator = b"\n"
                rows = transactions.stream(connection, ledger_id)
                pairs = splits.beside(connection, ledger_id, rows)
                async for row, parts, marks in tags.beside(connection, ledger_id, pairs):
                    written = _transaction(row, ledger.base_currency, currencies[row.account_id])
                    written |= {"tag_ids": _tag_ids(WHOLE, marks), "series_id": _text(paid.get(row.id))}
                    if row.id in claimed:
                        written["claims"] = [_claim(claim) for claim in claimed[row.id]]
                    if parts:
                        written["splits"] = [
                            _split(part, row.currency, ledger.base_currency) | {"tag_ids": _tag_ids(part.id, marks)}
                            for part in parts
                        ]
                    file.write(separator + orjson.dumps(written))
                    separator = b",\n"
            file.write(b"\n]}\n")
        return file


@contextmanager
def _spooled() -> Iterator[IO[bytes]]:
    """Open a temporary file that outlives the block, unless the block fails; it is then at its start."""
    file = SpooledTemporaryFile(_KEPT_IN_MEMORY)  # noqa: SIM115  it is for the caller to close
    try:
        yield file
    except BaseException:
        file.close()
        raise
    file.seek(0)


async def _ledger(connection: Connection, ledger_id: UUID) -> LedgerRow:
    ledger = await ledgers.get(connection, ledger_id)
    if ledger is None:
        raise no_ledger()
    return ledger


def _names(rows: Sequence[CategoryRow]) -> dict[UUID | None, str]:
    by_id = {row.id: row for row in rows}
    return {row.id: full_name(row, by_id.get(row.parent_id) if row.parent_id else None) for row in rows}


def _cells(
    row: TransactionRow, part: SplitRow, base: str, names: Mapping[UUID | None, str], *, other: str, tagged: str
) -> tuple[object, ...]:
    return (
        row.date,
        _amount(part.amount, row.currency),
        row.currency,
        row.exchange_rate or "",
        _amount(part.base_amount, base),
        base,
        guarded(row.payee),
        guarded(part.note or row.note),
        guarded(names.get(part.category_id, "")),
        guarded(names.get(row.account_id, "")),
        f"{part.number + 1} of {row.split_count}" if row.split_count > 1 else "",
        guarded(other),
        guarded(tagged),
        row.id,
    )


def _tag_names(part: SplitRow, marks: Iterable[TagPlace], names: Mapping[UUID | None, str]) -> str:
    theirs = {mark.tag_id for mark in marks if mark.split_id in {WHOLE, part.id}}
    return ", ".join(sorted((names[tag_id] for tag_id in theirs), key=str.casefold))


def _tag_ids(split_id: UUID, marks: Iterable[TagPlace]) -> list[str]:
    return sorted(str(mark.tag_id) for mark in marks if mark.split_id == split_id)


def _other_account(part: SplitRow, moved: Mapping[UUID, TransferRow], names: Mapping[UUID | None, str]) -> str:
    """Return the name of the account on the other side of a transfer, empty for other splits."""
    if part.transfer_id is None:
        return ""
    transfer = moved[part.transfer_id]
    return names.get(transfer.in_account_id if part.amount < 0 else transfer.out_account_id, UNNAMED)


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)


def _amount(minor: int, currency: str) -> str:
    return str(money_decimal(Money(minor, currency)))


async def _settings(connection: Connection, ledger: LedgerRow) -> dict[str, object]:
    base = ledger.base_currency
    goal_rows = await goals.all_of(connection, ledger.id)
    paid = await goals.contributions_of(connection, ledger.id, [row.id for row in goal_rows])
    return {
        "ledger": {
            "id": str(ledger.id),
            "base_currency": base,
            "time_zone": ledger.time_zone,
            "calendars": orjson.loads(Calendar.of(ledger).written),
            "revision": ledger.revision,
        },
        "accounts": await _accounts(connection, ledger.id),
        "transfers": [_plain(row) for row in await transfers.all_of(connection, ledger.id)],
        "refunds": [_plain(row) for row in await refunds.all_of(connection, ledger.id)],
        "prices": [_plain(row) for row in await rates.prices_in(ledger.id).within(connection)],
        "categories": [_plain(row) for row in await categories.all_of(connection, ledger.id)],
        "tags": [{"id": str(row.id), "name": row.name} for row in await _tags(connection, ledger.id)],
        "budgets": [_plain(row, base, "amount") for row in await budgets.all_of(connection, ledger.id)],
        "rules": [_rule(row, base) for row in await rules.all_of(connection, ledger.id)],
        "report_views": [_plain(row) for row in await report_views.all_of(connection, ledger.id)],
        "import_profiles": [_profile(row) for row in await import_profiles.all_of(connection, ledger.id)],
        "series": await _series(connection, ledger.id),
        "goals": [
            {
                **_plain(goal, base, "target", "saved"),
                "contributions": [_plain(row, base, "amount") for row in reversed(paid) if row.goal_id == goal.id],
            }
            for goal in goal_rows
        ],
    }


async def _tags(connection: Connection, ledger_id: UUID) -> list[TagRow]:
    return sorted((await tags.all_of(connection, ledger_id)).values(), key=lambda row: row.id)


async def _accounts(connection: Connection, ledger_id: UUID) -> list[dict[str, object]]:
    checks = await accounts.checks_of(connection, ledger_id)
    return [
        {
            **_plain(account),
            "checks": [_plain(row, account.currency, "amount") for row in checks if row.account_id == account.id],
        }
        for account in await accounts.all_of(connection, ledger_id)
    ]


async def _series(connection: Connection, ledger_id: UUID) -> list[dict[str, object]]:
    currencies = {row.id: row.currency for row in await accounts.all_of(connection, ledger_id)}
    skips = await series.skips_of(connection, ledger_id)
    return [
        {
            **_plain(row, currencies[row.account_id], "amount"),
            "skipped": sorted(skip.due_on for skip in skips if skip.series_id == row.id),
        }
        for row in await series.all_of(connection, ledger_id)
    ]


def _rule(row: RuleRow, base: str) -> dict[str, object]:
    """Return a rule for JSON, with the amounts of its conditions as money."""
    conditions = dict(row.conditions)
    for name in {"at_least", "at_most"} & conditions.keys():
        conditions[name] = _amount(conditions[name], base)
    return _plain(row._replace(conditions=conditions))


def _profile(row: ImportProfileRow) -> dict[str, object]:
    """Return the settings of imports for JSON, with their shape as text."""
    return {**_plain(row), "shape": row.shape.hex()}


def _transaction(row: TransactionRow, base: str, account_currency: str) -> dict[str, object]:
    return {
        "id": str(row.id),
        "date": row.date,
        "amount": _amount(row.amount, row.currency),
        "currency": row.currency,
        "exchange_rate": row.exchange_rate,
        "provisional": row.provisional,
        "base_amount": _amount(row.base_amount, base),
        "payee": row.payee,
        "note": row.note,
        "category_id": row.category_id and str(row.category_id),
        "account_id": str(row.account_id),
        "account_amount": _amount(row.account_amount, account_currency),
        "bank_id": row.import_bank_id,
        "transfer_id": row.transfer_id and str(row.transfer_id),
        "statement_payee": row.statement_payee,
        "updated_at": row.updated_at and row.updated_at.isoformat(),
        "external_id": row.external_id,
        "origins": row.origins,
        "import_fingerprint": row.import_fingerprint and row.import_fingerprint.hex(),
        "import_ordinal": row.import_ordinal,
    }


def _claim(claim: ImportClaim) -> dict[str, object]:
    return {"fingerprint": claim.fingerprint.hex(), "ordinal": claim.ordinal, "bank_id": claim.bank_id}


def _split(part: SplitRow, currency: str, base: str) -> dict[str, object]:
    return {
        "id": str(part.id),
        "amount": _amount(part.amount, currency),
        "base_amount": _amount(part.base_amount, base),
        "category_id": part.category_id and str(part.category_id),
        "note": part.note,
        "transfer_id": part.transfer_id and str(part.transfer_id),
    }


def _plain(
    row: RefundRow
    | ImportProfileRow
    | TransferRow
    | AccountRow
    | CheckRow
    | PriceRow
    | CategoryRow
    | PlanRow
    | ReportViewRow
    | RuleRow
    | SeriesRow
    | GoalRow
    | ContributionRow,
    base: str = "",
    *amounts: str,
) -> dict[str, object]:
    """Return a row for JSON, without its ledger and its columns that depend on the day; `amounts` are money."""
    cells = {
        name: value for name, value in row._asdict().items() if name not in {"ledger_id", "import_id", "paid", "known"}
    }
    # orjson knows only the standard library's UUID itself, and PostgreSQL's driver returns one of its own.
    cells |= {name: str(value) for name, value in cells.items() if isinstance(value, UUID)}
    return cells | {name: _amount(cells[name], base) for name in amounts if cells[name] is not None}
