"""Accounts: the places where a ledger's money is, and their balances."""

from collections.abc import Awaitable
from datetime import date
from datetime import date as date_type
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

import strawberry

from db.accounts import AccountRow
from schema.context import Info
from schema.enums import AccountKind, CheckSource
from schema.inputs import (
    KEY_DESCRIPTION,
    NullMeansDefault,
    check_not_null,
    defaulted,
    edited,
    edited_or_none,
    edited_text,
)
from schema.money import Money
from schema.node import Node, global_id, stored_id
from schema.scalars import CurrencyCode
from services.account_service import CheckDraft
from services.accounts import AccountBalance, AccountDraft, AccountEdit
from services.adjustments import AdjustmentDraft
from services.calculations.balances import CheckedBalance
from services.values.errors import not_found

OnDay = Annotated[
    date | None, strawberry.argument(description="The day whose end counts. The default is today in the ledger.")
]


@strawberry.type(description="The bank's balance of an account at the end of a day. It never moves money.")
class BalanceCheck(Node):
    date: date_type = strawberry.field(description="The day.")
    balance: Money = strawberry.field(description="The balance of the bank. A debt is negative.")
    source: CheckSource = strawberry.field(description="The source of the balance.")
    difference: Money | None = strawberry.field(
        description="The ledger's balance less the bank's: zero if they agree, null while the balance is unknown."
    )
    right_since: date_type | None = strawberry.field(
        description="The last day before it on which the ledger and the bank agreed, if there is one."
    )

    @classmethod
    def of(cls, check: CheckedBalance, currency: str) -> Self:
        """Return the check in the account's currency."""
        return cls(
            id=global_id("BalanceCheck", check.id),
            date=check.day,
            balance=Money.of(check.amount, currency),
            source=check.source,
            difference=Money.if_known(check.difference, currency),
            right_since=check.right_since,
        )


@strawberry.type(description="An account: a place where money is, or a debt. Each transaction is in one.")
class Account(Node):
    row: strawberry.Private[AccountRow]
    name: str = strawberry.field(description="The name of the account.")
    kind: AccountKind = strawberry.field(description="The kind of account.")
    currency: CurrencyCode = strawberry.field(description="The currency of its balance.")
    number: str = strawberry.field(description="Its number at the bank, such as an IBAN; statements name it by this.")
    opened_on: date | None = strawberry.field(description="The day on which it was opened, if that is known.")
    closed_on: date | None = strawberry.field(description="The last day of a closed account.")
    counted: bool = strawberry.field(description="True if its transactions count as income and spending.")
    in_net_worth: bool = strawberry.field(description="True if its balance is part of the net worth.")

    @strawberry.field(
        graphql_type=Money | None,
        description="Its balance at the end of a day. It is null until somebody records one.",
    )
    async def balance(self, info: Info, on: OnDay = None) -> Money | None:
        return Money.if_known((await self._read(info, on)).amount, self.currency)

    @strawberry.field(description="The sum of its transactions up to the end of a day.")
    async def moved(self, info: Info, on: OnDay = None) -> Money:
        return Money.of((await self._read(info, on)).moved, self.currency)

    @strawberry.field(description="The number of its transactions up to the end of a day, without deleted ones.")
    async def transaction_count(self, info: Info, on: OnDay = None) -> int:
        return (await self._read(info, on)).entries

    @strawberry.field(description="All recorded balances of the bank, oldest first.")
    async def checks(self, info: Info) -> list[BalanceCheck]:
        checks = await info.context.loaders.checks.load(self.row.id)
        return [BalanceCheck.of(check, self.currency) for check in checks]

    def _read(self, info: Info, on: date | None) -> Awaitable[AccountBalance]:
        day = on or info.context.services.today(info.context.signed_in.time_zone)
        return info.context.loaders.balance.load((self.row.id, day))

    @classmethod
    def of(cls, row: AccountRow) -> Self:
        """Return the account of a row."""
        return cls(
            id=global_id("Account", row.id),
            row=row,
            name=row.name,
            kind=AccountKind(row.kind),
            currency=CurrencyCode(row.currency),
            number=row.number,
            opened_on=row.opened_on,
            closed_on=row.closed_on,
            counted=row.counted,
            in_net_worth=row.in_net_worth,
        )

    @classmethod
    async def load(cls, info: Info, account_id: UUID) -> Self:
        """Load an account of the caller's ledger, together with all others that the operation asks for."""
        row = await info.context.loaders.account.load(account_id)
        if row is None:
            raise not_found("This account was deleted meanwhile; ask again.")
        return cls.of(row)


def account_id(text: str | None) -> UUID | None:
    """Return the stored id of an optional account."""
    return None if text is None else stored_id("Account", text)


@strawberry.input(description="A new account.")
class CreateAccountInput(NullMeansDefault):
    name: str = strawberry.field(description="The name of the account. No other account may have it.")
    kind: AccountKind = defaulted(AccountKind.CHECKING, "The kind of account.", AccountKind)
    currency: CurrencyCode | None = strawberry.field(
        default=None, description="The currency of its balance. The default is the ledger's base currency."
    )
    number: str = defaulted("", "Its number at the bank, such as an IBAN. Imports find the account by it.")
    opened_on: date | None = strawberry.field(default=None, description="The day on which it was opened.")
    counted: bool | None = strawberry.field(
        default=None,
        description=(
            "True if its transactions count as income and spending. By default those of checking, savings, cash and "
            "card accounts do."
        ),
    )
    in_net_worth: bool = defaulted(True, "True if its balance is part of the net worth.")
    opening_balance: Decimal | None = strawberry.field(
        default=None,
        description=(
            "The balance before the transactions of the day in openedOn, or of today. A debt is negative. Omit it if "
            "it is not known."
        ),
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def draft(self) -> AccountDraft:
        """Return the draft for the services."""
        return AccountDraft(
            name=self.name,
            kind=self.kind,
            currency=self.currency,
            number=self.number,
            opened_on=self.opened_on,
            counted=self.counted,
            in_net_worth=self.in_net_worth,
            opening_balance=self.opening_balance,
        )


@strawberry.input(description="Changes of an account. Omitted fields stay.")
class UpdateAccountInput:
    id: strawberry.ID = strawberry.field(description="The account.")
    name: str | None = strawberry.field(
        default=strawberry.UNSET, description="Its new name. Imports still find it by the old one."
    )
    kind: AccountKind | None = strawberry.field(default=strawberry.UNSET, description="Its new kind.")
    currency: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET, description="Its new currency; only possible while it holds no amounts."
    )
    number: str | None = strawberry.field(default=strawberry.UNSET, description="Its new number at the bank.")
    opened_on: date | None = strawberry.field(
        default=strawberry.UNSET, description="The day on which it was opened. Null if that is not known."
    )
    counted: bool | None = strawberry.field(
        default=strawberry.UNSET, description="True if its transactions count as income and spending."
    )
    in_net_worth: bool | None = strawberry.field(
        default=strawberry.UNSET, description="True if its balance is part of the net worth."
    )

    def edit(self) -> AccountEdit:
        """Return the edit for the services."""
        check_not_null(self, "name", "kind", "currency", "counted", "in_net_worth")
        return AccountEdit(
            name=edited(self.name),
            kind=edited(self.kind),
            currency=edited(self.currency),
            number=edited_text(self.number),
            opened_on=edited_or_none(self.opened_on),
            counted=edited(self.counted),
            in_net_worth=edited(self.in_net_worth),
        )


@strawberry.input(description="The order of accounts. The first open account receives what names no account.")
class OrderAccountsInput:
    ids: list[strawberry.ID] = strawberry.field(description="The first accounts. Others keep their order behind them.")

    def stored_ids(self) -> list[UUID]:
        """Return the stored ids."""
        return [stored_id("Account", text) for text in self.ids]


@strawberry.input(description="An account to close. Its balance must be zero.")
class CloseAccountInput:
    id: strawberry.ID = strawberry.field(description="The account. Its history stays.")
    on: date | None = strawberry.field(default=None, description="Its last day. The default is today.")


@strawberry.input(description="A closed account to open again.")
class ReopenAccountInput:
    id: strawberry.ID = strawberry.field(description="The account.")


@strawberry.input(description="An account to delete for good, with all its transactions.")
class DeleteAccountInput:
    id: strawberry.ID = strawberry.field(description="The account.")
    lost: int = strawberry.field(
        description="The number of transactions that this deletes, as agreement. A problem says it if it differs."
    )


@strawberry.input(description="Two accounts of a currency that are in truth one.")
class MergeAccountsInput:
    source_id: strawberry.ID = strawberry.field(
        description="The account that is deleted. Its transactions, checks and names move."
    )
    target_id: strawberry.ID = strawberry.field(
        description="The account that receives them. Its own opening balance counts, if it has one."
    )


@strawberry.input(description="The bank's balance of an account on a day.")
class RecordCheckInput(NullMeansDefault):
    account_id: strawberry.ID = strawberry.field(description="The account.")
    date: date_type = strawberry.field(description="The day.")
    balance: Decimal = strawberry.field(
        description="The balance at the end of the day, in the account's currency. A debt is negative."
    )
    source: CheckSource = defaulted(
        CheckSource.MANUAL,
        "OPENING sets the balance before the transactions of the day, VALUE that at its end.",
        CheckSource,
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def draft(self) -> CheckDraft:
        """Return the draft for the services."""
        return CheckDraft(stored_id("Account", self.account_id), self.date, self.balance, self.source)


@strawberry.input(description="A check to delete.")
class DeleteCheckInput:
    id: strawberry.ID = strawberry.field(
        description="The check. Without its opening balance the balance of an account is unknown."
    )


@strawberry.input(description="A check that the ledger shall agree with.")
class AdjustBalanceInput(NullMeansDefault):
    check_id: strawberry.ID = strawberry.field(
        description="The check. The difference is recorded on its day, neither as income nor as spending."
    )
    exchange_rate: Decimal | None = strawberry.field(
        default=None, description="The price of the account's currency in the base currency, if it is another one."
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def draft(self) -> AdjustmentDraft:
        """Return the draft for the services."""
        return AdjustmentDraft(stored_id("BalanceCheck", self.check_id), self.exchange_rate)
