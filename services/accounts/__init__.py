"""Accounts: where the ledger's money lies, their balances, and what the bank says about these."""

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
