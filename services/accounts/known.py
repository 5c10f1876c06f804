"""The accounts of a ledger for the rules of transactions: find an account, and protect the closed ones."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from db.accounts import AccountRow
from db.categories import CategoryRow
from db.transactions import TransactionRow
from services.values.errors import conflict, not_found
from services.values.prices import Prices

MOST_ACCOUNTS = 200
LONGEST_NAME = 100


class KnownAccounts(dict[UUID, AccountRow]):
    """The accounts of a ledger by their ids, in their owner's order."""

    def __init__(self, rows: Sequence[AccountRow]) -> None:
        super().__init__({row.id: row for row in rows})

    def chosen(self, account_id: UUID | None, *field: str) -> AccountRow:
        """Return the account with an id; without an id the first open account, which is the default."""
        row = next(self.open(), None) if account_id is None else self.get(account_id)
        if row is None and account_id is None:
            raise conflict("Every account is closed; reopen one, or make a new one.", *field)
        if row is None:
            raise not_found("There is no such account; choose one of yours.", *field)
        return row

    def open(self) -> Iterator[AccountRow]:
        """Yield the accounts that are not closed."""
        return (row for row in self.values() if row.closed_on is None)

    def without(self, *account_ids: UUID) -> "KnownAccounts":
        """Return the accounts except some."""
        return KnownAccounts([row for row in self.values() if row.id not in account_ids])

    def check_closed(self, before: Iterable[TransactionRow], after: Iterable[TransactionRow], *field: str) -> None:
        """Refuse transactions dated after an account was closed, and changes of a closed account's balance."""
        moved: defaultdict[UUID, int] = defaultdict(int)
        for sign, rows in ((-1, before), (1, after)):
            for row in rows:
                if not row.deleted and self[row.account_id].closed_on is not None:
                    moved[row.account_id] += sign * row.account_amount
                    self._check_day(row, sign, field)
        for account_id, amount in moved.items():
            if amount:
                raise conflict(
                    f"“{self[account_id].name}” is closed with a balance of zero; reopen it to change that.", *field
                )

    def _check_day(self, row: TransactionRow, sign: int, field: Sequence[str]) -> None:
        account = self[row.account_id]
        if sign > 0 and account.closed_on is not None and row.date > account.closed_on:
            raise conflict(
                f"“{account.name}” is closed since {account.closed_on}; reopen it or choose another.", *field
            )


class Known(NamedTuple):
    """The rows that the rules of transactions need: all accounts of a ledger, and the categories that are mentioned.

    Prices are there where an amount may be in another currency.
    """

    accounts: KnownAccounts
    categories: Mapping[UUID, CategoryRow]
    prices: Prices | None = None


def unlike(name: str, others: Iterable[AccountRow]) -> str:
    """Return the name, with a number behind it if another account has it in any case."""
    taken = {row.name.casefold() for row in others}
    free, number = name, 2
    while free.casefold() in taken:
        mark = f" {number}"
        free, number = name[: LONGEST_NAME - len(mark)] + mark, number + 1
    return free
