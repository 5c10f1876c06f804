"""Drafts and edits of accounts, and the rows that they become."""

from __future__ import annotations  # in a class, a field named `date` hides the type of that name

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from db import accounts, goals, transactions
from db.accounts import AccountRow, CheckRow
from db.stores.ids import new_id
from services.accounts.known import LONGEST_NAME, KnownAccounts
from services.calculations.balances import CheckSource
from services.changes import Change
from services.values.errors import Problem, ProblemCode, Refused, conflict
from services.values.input_rules import UNCHANGED, ProblemList, Unchanged, check_text, keep
from services.values.money import check_currency, to_minor
from services.values.periods import check_date

EDITABLE = ("name", "kind", "currency", "number", "opened_on", "counted", "in_net_worth", "aliases")


class AccountKind(StrEnum):
    """The kinds of accounts."""

    CHECKING = "CHECKING"
    SAVINGS = "SAVINGS"
    CASH = "CASH"
    CREDIT_CARD = "CREDIT_CARD"
    LOAN = "LOAN"
    INVESTMENT = "INVESTMENT"
    PROPERTY = "PROPERTY"
    OTHER_ASSET = "OTHER_ASSET"
    OTHER_DEBT = "OTHER_DEBT"


COUNTED_KINDS = frozenset({AccountKind.CHECKING, AccountKind.SAVINGS, AccountKind.CASH, AccountKind.CREDIT_CARD})
VALUED_KINDS = frozenset(
    {AccountKind.INVESTMENT, AccountKind.PROPERTY, AccountKind.OTHER_ASSET, AccountKind.OTHER_DEBT}
)


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """A requested account. Without a currency it is in the base currency; its kind decides whether it is counted.

    `opening_balance` is the balance before the transactions of the day `opened_on` (None: today).
    """

    name: str
    kind: AccountKind = AccountKind.CHECKING
    currency: str | None = None
    number: str = ""
    opened_on: date | None = None
    counted: bool | None = None
    in_net_worth: bool = True
    opening_balance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AccountEdit:
    """The requested new values of an account's fields."""

    name: str | Unchanged = UNCHANGED
    kind: AccountKind | Unchanged = UNCHANGED
    currency: str | Unchanged = UNCHANGED
    number: str | Unchanged = UNCHANGED
    opened_on: date | Unchanged | None = UNCHANGED
    counted: bool | Unchanged = UNCHANGED
    in_net_worth: bool | Unchanged = UNCHANGED


def prepare(draft: AccountDraft, change: Change, known: KnownAccounts) -> tuple[AccountRow, CheckRow | None]:
    """Return the rows of an account and its opening balance for a draft; refuse it with all its problems at once."""
    problems, ledger = ProblemList(), change.ledger
    name, number, currency = _check_fields(draft, ledger.base_currency, known, None, problems)
    account_id, opening = new_id(), None
    if draft.opening_balance is not None:
        with problems.noting():
            amount = to_minor(draft.opening_balance, currency, "opening_balance")
            day = draft.opened_on or change.today
            opening = CheckRow(
                ledger_id=ledger.id,
                id=new_id(),
                account_id=account_id,
                date=day,
                amount=amount,
                source=CheckSource.OPENING,
            )
    problems.refuse_any()
    row = AccountRow(
        ledger_id=ledger.id,
        id=account_id,
        name=name,
        kind=draft.kind,
        currency=currency,
        number=number,
        position=max((row.position for row in known.values()), default=-1) + 1,
        opened_on=draft.opened_on,
        closed_on=None,
        counted=draft.kind in COUNTED_KINDS if draft.counted is None else draft.counted,
        in_net_worth=draft.in_net_worth,
        import_name=account_id.hex,
        aliases={},
    )
    return row, opening


async def edited(change: Change, edit: AccountEdit, old: AccountRow, known: KnownAccounts) -> AccountRow:
    draft = AccountDraft(
        name=keep(edit.name, old.name),
        kind=keep(edit.kind, AccountKind(old.kind)),
        currency=keep(edit.currency, old.currency),
        number=keep(edit.number, old.number),
        opened_on=keep(edit.opened_on, old.opened_on),
        counted=keep(edit.counted, old.counted),
        in_net_worth=keep(edit.in_net_worth, old.in_net_worth),
    )
    problems = ProblemList()
    name, number, currency = _check_fields(draft, change.ledger.base_currency, known, old.id, problems)
    if currency != old.currency:
        with problems.noting():
            await _check_no_amounts(change, old)
    problems.refuse_any()
    return old._replace(
        name=name,
        kind=str(draft.kind),
        currency=currency,
        number=number,
        opened_on=draft.opened_on,
        counted=bool(draft.counted),
        in_net_worth=draft.in_net_worth,
        aliases=old.aliases if name == old.name else {**old.aliases, old.name: old.import_name},
    )


def _check_fields(
    draft: AccountDraft, base: str, known: KnownAccounts, own_id: UUID | None, problems: ProblemList
) -> tuple[str, str, str]:
    name = number = ""
    currency = base
    with problems.noting():
        name = check_text(draft.name, LONGEST_NAME, "name", required=True)
        for other in known.values():
            if other.id != own_id and other.name.casefold() == name.casefold():
                message = f"There is already an account “{other.name}”; choose another name."
                raise Refused([Problem(ProblemCode.DUPLICATE, message, ("name",))])
    with problems.noting():
        number = check_text(draft.number, LONGEST_NAME, "number")
    with problems.noting():
        currency = check_currency(draft.currency or base, "currency")
    if draft.opened_on is not None:
        with problems.noting():
            check_date(draft.opened_on, "opened_on")
    return name, number, currency


async def _check_no_amounts(change: Change, account: AccountRow) -> None:
    checks = await accounts.checks_of(change.connection, account.ledger_id)
    if any(check.account_id == account.id for check in checks) or await transactions.any_of_account(
        change.connection, account.ledger_id, account.id
    ):
        raise conflict(f"The account already holds amounts in {account.currency}; its currency is fixed.", "currency")
    goal_rows = await goals.all_of(change.connection, account.ledger_id)
    if any(goal.account_id == account.id for goal in goal_rows):
        raise conflict("A goal stands on this account; take it off first.", "currency")
