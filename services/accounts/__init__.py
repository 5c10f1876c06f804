"""Accounts: where the ledger's money is, their balances, and the checks of these against the bank's."""

from services.accounts.balances import AccountBalance
from services.accounts.drafts import AccountDraft, AccountEdit, AccountKind
from services.accounts.known import Known, KnownAccounts
from services.accounts.service import AccountService, CheckDraft

__all__ = [
    "AccountBalance",
    "AccountDraft",
    "AccountEdit",
    "AccountKind",
    "AccountService",
    "CheckDraft",
    "Known",
    "KnownAccounts",
]
