"""Drafts and edits of transactions, and the rows that they become."""

from __future__ import annotations  # in a class, a field named `date` hides the type of that name

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from db.ledgers import LedgerRow
from db.splits import SplitRow
from db.stores.ids import new_id
from db.transactions import TransactionRow
from services.accounts import Known
from services.splits import LONGEST_NOTE, SplitDraft, check_category, drafts_of, prepare_splits
from services.values.errors import invalid
from services.values.exchange import check_rate, in_account, rate_text, to_base
from services.values.input_rules import UNCHANGED, ProblemList, Unchanged, check_text, keep
from services.values.money import Money, check_currency, money_decimal, to_minor
from services.values.periods import check_date

LONGEST_PAYEE = 200
LONGEST_EXTERNAL_ID = 200
NOTHING: Mapping[UUID, SplitRow] = {}

_NOT_MENTIONED = (UNCHANGED, UNCHANGED, UNCHANGED)


@dataclass(frozen=True, slots=True)
class TransactionDraft:
    """A requested transaction: a signed amount in `currency` (None: the account's currency).

    Without an account it is recorded in the first open account. `account_amount` is the amount in the account's
    currency; it is needed if `currency` is neither the account's nor the ledger's. The draft has a category, or splits
    with a category each.
    """

    date: date
    amount: Decimal
    payee: str
    note: str = ""
    currency: str | None = None
    exchange_rate: Decimal | None = None
    category_id: UUID | None = None
    account_id: UUID | None = None
    account_amount: Decimal | None = None
    splits: tuple[SplitDraft, ...] = ()
    tag_ids: tuple[UUID, ...] = ()
    external_id: str | None = None

    @property
    def may_need_price(self) -> bool:
        """Return True if it may be in another currency without a rate."""
        return self.exchange_rate is None and bool(self.currency or self.account_id)

    @property
    def category_ids(self) -> list[UUID | None]:
        """Return all categories that are mentioned."""
        return [self.category_id, *(split.category_id for split in self.splits)]

    @property
    def names_tags(self) -> bool:
        """Return True if any tags are mentioned."""
        return bool(self.tag_ids) or any(split.tag_ids for split in self.splits)


@dataclass(frozen=True, slots=True)
class TransactionEdit:
    """The requested new values of a transaction's fields."""

    date: date | Unchanged = UNCHANGED
    amount: Decimal | Unchanged = UNCHANGED
    payee: str | Unchanged = UNCHANGED
    note: str | Unchanged = UNCHANGED
    currency: str | Unchanged | None = UNCHANGED
    exchange_rate: Decimal | Unchanged | None = UNCHANGED
    category_id: UUID | Unchanged | None = UNCHANGED
    account_id: UUID | Unchanged = UNCHANGED
    account_amount: Decimal | Unchanged | None = UNCHANGED
    splits: tuple[SplitDraft, ...] | Unchanged = UNCHANGED
    tag_ids: tuple[UUID, ...] | Unchanged = UNCHANGED

    @property
    def category_ids(self) -> list[UUID | None]:
        """Return all categories that are mentioned."""
        return [keep(self.category_id, None), *(split.category_id for split in keep(self.splits, ()))]

    @property
    def names_tags(self) -> bool:
        """Return True if any tags are mentioned."""
        return bool(keep(self.tag_ids, ())) or any(split.tag_ids for split in keep(self.splits, ()))


class Prepared(NamedTuple):
    """The row of a draft, and the rows of its splits if it has several."""

    row: TransactionRow
    splits: list[SplitRow]


def prepare(
    draft: TransactionDraft,
    ledger: LedgerRow,
    known: Known,
    transaction_id: UUID | None = None,
    present: Mapping[UUID, SplitRow] = NOTHING,
) -> Prepared:
    """Return the rows for a draft; refuse the draft with all its problems at once.

    For a transaction that exists, `transaction_id` is its id and `present` are its splits by their ids.
    """
    problems = ProblemList()
    account, currency, rate = None, ledger.base_currency, None
    amount = base_amount = account_amount = 0
    provisional = False
    with problems.noting():
        check_date(draft.date, "date")
    payee, note = _texts(draft, problems)
    with problems.noting():
        account = known.accounts.chosen(draft.account_id, "account_id")
        currency = account.currency
    with problems.noting():
        currency = check_currency(draft.currency or currency, "currency")
        with problems.noting():
            amount = to_minor(draft.amount, currency, "amount")
        rate, provisional = rate_of(draft, currency, ledger.base_currency, known)
        base_amount = to_base(amount, currency, rate, ledger.base_currency)
        amounts = {ledger.base_currency: base_amount, currency: amount}
        if account:
            account_amount = in_account(account.currency, amounts, draft.account_amount)
    if draft.category_id is not None:
        with problems.noting():
            check_category(draft.category_id, known.categories)
    problems.refuse_any()
    assert account  # noqa: S101  without one there was a problem
    row = TransactionRow(
        ledger_id=ledger.id,
        id=transaction_id or new_id(),
        account_id=account.id,
        date=draft.date,
        amount=amount,
        currency=currency,
        exchange_rate=rate_text(rate),
        base_amount=base_amount,
        account_amount=account_amount,
        payee=payee,
        note=note,
        category_id=draft.category_id,
        revision=ledger.revision,
        provisional=provisional,
        external_id=draft.external_id,
    )
    if draft.splits:
        return _split_up(row, draft, ledger.base_currency, known, present)
    stays = present.get(row.id)
    return Prepared(row._replace(transfer_id=stays.transfer_id) if stays else row, [])


def _texts(draft: TransactionDraft, problems: ProblemList) -> tuple[str, str]:
    """Return the clean payee and note; note the problems of all texts."""
    payee = note = ""
    with problems.noting():
        payee = check_text(draft.payee, LONGEST_PAYEE, "payee", required=True)
    with problems.noting():
        note = check_text(draft.note, LONGEST_NOTE, "note", lines=True)
    with problems.noting():
        if draft.external_id is not None:
            check_text(draft.external_id, LONGEST_EXTERNAL_ID, "external_id", required=True)
    return payee, note


def rate_of(draft: TransactionDraft, currency: str, base: str, known: Known) -> tuple[Decimal | None, bool]:
    """Return the rate that was given, or else the price of the day, and whether that is none of its days."""
    price = known.prices.on(currency, draft.date) if known.prices and draft.exchange_rate is None else None
    if price is None or currency == base:
        return check_rate(draft.exchange_rate, currency, base), False
    return price.price, price.is_stale(draft.date)


def edited(
    row: TransactionRow, stored: Sequence[SplitRow], edit: TransactionEdit, known: Known, base: str
) -> TransactionDraft:
    """Return the draft of an edited transaction; `stored` are its splits if it has several."""
    currency = keep(edit.currency, row.currency)
    old_rate = None
    # A provisional rate gives way to the price of the day; without one it is still the best that is known.
    is_known = bool(known.prices and currency and known.prices.on(currency, keep(edit.date, row.date)))
    if row.exchange_rate is not None and currency == row.currency and not (row.provisional and is_known):
        old_rate = Decimal(row.exchange_rate)
    charged, account = None, known.accounts[row.account_id]
    if account.currency not in {row.currency, base} and (edit.amount, edit.currency, edit.account_id) == _NOT_MENTIONED:
        charged = money_decimal(Money(row.account_amount, account.currency))
    splits = keep(edit.splits, drafts_of(stored, row.currency, rest=edit.amount is not UNCHANGED))
    if not isinstance(edit.splits, Unchanged) and not edit.splits:
        raise invalid("A transaction has at least one split; give one with all of its amount.", "splits")
    return TransactionDraft(
        date=keep(edit.date, row.date),
        amount=keep(edit.amount, money_decimal(Money(row.amount, row.currency))),
        payee=keep(edit.payee, row.payee),
        note=keep(edit.note, row.note),
        currency=currency,
        exchange_rate=keep(edit.exchange_rate, old_rate),
        category_id=keep(edit.category_id, None if splits else row.category_id),
        account_id=keep(edit.account_id, row.account_id),
        account_amount=keep(edit.account_amount, charged),
        splits=splits,
    )


def _split_up(
    row: TransactionRow, draft: TransactionDraft, base: str, known: Known, present: Mapping[UUID, SplitRow]
) -> Prepared:
    if draft.category_id is not None:
        raise invalid("Each split has a category of its own; give it there.", "category_id")
    splits = prepare_splits(draft.splits, row, base, known.categories, present)
    if len(splits) > 1:
        return Prepared(row._replace(split_count=len(splits)), splits)
    if splits[0].note:
        raise invalid("A transaction with one split has no other note; write it into its own.", "splits", "0", "note")
    return Prepared(row._replace(category_id=splits[0].category_id, transfer_id=splits[0].transfer_id), [])
