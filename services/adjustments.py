"""Adjustments: transactions that make a balance equal to the bank's, and are neither income nor expenses."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from uuid import UUID

from db import accounts, categories, rates, transactions
from db.accounts import CheckRow
from db.categories import CategoryRow
from db.transactions import TransactionRow
from services import postings
from services.accounts import Known, KnownAccounts
from services.accounts.balances import check_of, checked_in
from services.changes import Change, Changes, Once, Saved
from services.events.accounts import BalanceAdjusted
from services.transaction_drafts import TransactionDraft, prepare
from services.values.errors import conflict
from services.values.money import decimal_places, to_decimal
from services.values.prices import Prices

PAYEE = "Balance adjustment"


@dataclass(frozen=True, slots=True)
class AdjustmentDraft:
    """A requested adjustment: its check, and an exchange rate if the account is not in the base currency."""

    check_id: UUID
    exchange_rate: Decimal | None = None


class AdjustmentService:
    """The rules of adjustments."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes

    async def adjust(self, ledger_id: UUID, draft: AdjustmentDraft, key: str | None = None) -> Saved[TransactionRow]:
        """Record the difference of a check as a transaction on its day; deleting the transaction undoes it."""
        async with self._changes.open(ledger_id, Once(key, "adjustBalance", draft)) as change:
            if change.repeated:
                rows = await transactions.get_many(change.connection, ledger_id, change.repeated.ids)
                return change.repeated.made(next(iter(rows), None))
            check = check_of(await accounts.checks_of(change.connection, ledger_id), draft.check_id, "check_id")
            missing = await _missing(change, check)
            own = KnownAccounts(await accounts.all_of(change.connection, ledger_id))
            category = await _category(change)
            account = own.chosen(check.account_id)
            prices = Prices(change.ledger.base_currency, await rates.known_of(change.connection, ledger_id))
            adjustment = TransactionDraft(
                date=check.date,
                amount=to_decimal(missing, decimal_places(account.currency) or 0),
                payee=PAYEE,
                currency=account.currency,
                exchange_rate=draft.exchange_rate,
                category_id=category.id,
                account_id=account.id,
            )
            row = prepare(adjustment, change.ledger, Known(own, {category.id: category}, prices)).row
            own.check_closed([], [row], "check_id")
            await postings.record(change.connection, ledger_id, [row])
            await change.happened(BalanceAdjusted(account.id, row.id), [row.id])
        return change.saved(row)


async def _missing(change: Change, check: CheckRow) -> int:
    """Return the bank's balance less the ledger's."""
    checks = (await checked_in(change.connection, check.ledger_id))[check.account_id]
    difference = next(compared.difference for compared in checks if compared.id == check.id)
    if difference is None:
        raise conflict(
            "Nobody knows the balance of this account; say what it was on some day (recordCheck).", "check_id"
        )
    if difference == 0:
        raise conflict("The ledger and the bank agree on that day; there is nothing to adjust.", "check_id")
    return -difference


async def _category(change: Change) -> CategoryRow:
    """Return the category of adjustments; make it for the first one, and use it even if archived."""
    row = categories.adjustments_of(change.ledger.id)
    known = await categories.all_of(change.connection, change.ledger.id)
    if not any(other.id == row.id for other in known):
        names = {other.name.casefold() for other in known}
        free = (
            name for number in count(1) if (name := f"{row.name} {number}".removesuffix(" 1")).casefold() not in names
        )
        row = row._replace(name=next(free))
        await categories.create(change.connection, row)
    return row
