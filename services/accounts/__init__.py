"""Accounts: where the ledger's money lies, their balances, and what the bank says about these.

The service stands above transfers and rules, which know accounts; so `services.account_service` is imported by itself.
"""

from services.accounts.balances import AccountBalance
from services.accounts.drafts import AccountDraft, AccountEdit, AccountKind
from services.accounts.known import Known, KnownAccounts

__all__ = ["AccountBalance", "AccountDraft", "AccountEdit", "AccountKind", "Known", "KnownAccounts"]
