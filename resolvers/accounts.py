"""Accounts: listing, creating, changing, closing, merging and deleting them, and checking their balances."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ, WRITE
from schema.accounts import (
    Account,
    AdjustBalanceInput,
    CloseAccountInput,
    CreateAccountInput,
    DeleteAccountInput,
    DeleteCheckInput,
    MergeAccountsInput,
    OrderAccountsInput,
    RecordCheckInput,
    ReopenAccountInput,
    UpdateAccountInput,
)
from schema.context import Info
from schema.node import stored_id
from schema.payloads import AccountPayload, DeleteAccountPayload, OrderAccountsPayload, TransactionPayload


@strawberry.type
class AccountQuery:
    @strawberry.field(description="The accounts in their order.", extensions=READ)
    async def accounts(
        self,
        info: Info,
        include_closed: Annotated[
            bool | None, strawberry.argument(description="True to include closed accounts.")
        ] = False,
    ) -> list[Account] | None:
        rows = await info.context.services.accounts.all(info.context.ledger_id, include_closed=bool(include_closed))
        return [Account.of(row) for row in rows]


@strawberry.type
class AccountMutation:
    @strawberry.mutation(description="Create an account.", extensions=WRITE)
    async def create_account(self, info: Info, input: CreateAccountInput) -> AccountPayload | None:
        service = info.context.services.accounts
        return AccountPayload.of(await service.create(info.context.ledger_id, input.draft(), input.idempotency_key))

    @strawberry.mutation(description="Change an account.", extensions=WRITE)
    async def update_account(self, info: Info, input: UpdateAccountInput) -> AccountPayload | None:
        service, account_id = info.context.services.accounts, stored_id("Account", input.id)
        return AccountPayload.of(await service.update(info.context.ledger_id, account_id, input.edit()))

    @strawberry.mutation(description="Put accounts into an order.", extensions=WRITE)
    async def order_accounts(self, info: Info, input: OrderAccountsInput) -> OrderAccountsPayload | None:
        service = info.context.services.accounts
        return OrderAccountsPayload.of(await service.order(info.context.ledger_id, input.stored_ids()))

    @strawberry.mutation(description="Close an account with a balance of zero. Its history stays.", extensions=WRITE)
    async def close_account(self, info: Info, input: CloseAccountInput) -> AccountPayload | None:
        service, account_id = info.context.services.accounts, stored_id("Account", input.id)
        return AccountPayload.of(await service.close(info.context.ledger_id, account_id, input.on))

    @strawberry.mutation(description="Open a closed account again.", extensions=WRITE)
    async def reopen_account(self, info: Info, input: ReopenAccountInput) -> AccountPayload | None:
        service, account_id = info.context.services.accounts, stored_id("Account", input.id)
        return AccountPayload.of(await service.reopen(info.context.ledger_id, account_id))

    @strawberry.mutation(description="Delete an account for good, with all its transactions.", extensions=WRITE)
    async def delete_account(self, info: Info, input: DeleteAccountInput) -> DeleteAccountPayload | None:
        service, account_id = info.context.services.accounts, stored_id("Account", input.id)
        saved = await service.delete(info.context.ledger_id, account_id, input.lost)
        return DeleteAccountPayload.saved(saved, deleted_id=input.id)

    @strawberry.mutation(
        description="Merge two accounts that are in truth one. Transactions, checks and names move.",
        extensions=WRITE,
    )
    async def merge_accounts(self, info: Info, input: MergeAccountsInput) -> AccountPayload | None:
        source, target = stored_id("Account", input.source_id), stored_id("Account", input.target_id)
        service = info.context.services.accounts
        return AccountPayload.of(await service.merge(info.context.ledger_id, source, target))

    @strawberry.mutation(
        description="Record the bank's balance of an account. The first one also gives its opening balance.",
        extensions=WRITE,
    )
    async def record_check(self, info: Info, input: RecordCheckInput) -> AccountPayload | None:
        service = info.context.services.accounts
        saved = await service.record_check(info.context.ledger_id, input.draft(), input.idempotency_key)
        return AccountPayload.of(saved)

    @strawberry.mutation(description="Delete a recorded balance of the bank.", extensions=WRITE)
    async def delete_check(self, info: Info, input: DeleteCheckInput) -> AccountPayload | None:
        service, check_id = info.context.services.accounts, stored_id("BalanceCheck", input.id)
        return AccountPayload.of(await service.delete_check(info.context.ledger_id, check_id))

    @strawberry.mutation(
        description="Record the difference to a check. Delete the transaction to undo it.", extensions=WRITE
    )
    async def adjust_balance(self, info: Info, input: AdjustBalanceInput) -> TransactionPayload | None:
        service, viewer = info.context.services.adjustments, info.context.signed_in
        saved = await service.adjust(viewer.ledger_id, input.draft(), input.idempotency_key)
        return TransactionPayload.of(saved, viewer.base_currency)
