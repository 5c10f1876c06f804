"""Similar accounts: find the account that a file calls by a name which nobody knows, by lines that it has already."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from db.accounts import AccountRow
from db.imported_transactions import Earlier
from db.transactions import TransactionRow
from services.statements import Choice, OpenQuestion, QuestionAbout
from services.values.payees import payee_key

_Line = tuple[date, int, str]


class Similar(NamedTuple):
    """An account that an import would make, the one that it may be, and the number of lines that both have."""

    made: AccountRow
    account_id: UUID
    lines: int


class Comparison:
    """The comparison of the rows of a new account with the transactions that other accounts have of these days."""

    def __init__(self, made: AccountRow, rows: Collection[TransactionRow]) -> None:
        self.made = made
        self.days = {row.date for row in rows}
        self._wanted = Counter((row.date, row.amount, row.currency) for row in rows)
        self._texts = {(row.date, row.amount, payee_key(row.statement_payee or row.payee)) for row in rows}
        self._seen: Counter[UUID] = Counter()
        self._there: defaultdict[UUID, Counter[_Line]] = defaultdict(Counter)
        self._by_text: set[UUID] = set()

    def see(self, row: Earlier) -> None:
        """Count a transaction of these days."""
        if row.deleted:
            return
        line = (row.date, row.amount, row.currency)
        self._seen[row.account_id] += 1
        if line in self._wanted:
            self._there[row.account_id][line] += 1
            if (row.date, row.amount, payee_key(row.payee)) in self._texts:
                self._by_text.add(row.account_id)

    def result(self) -> Similar | None:
        """Return the account that has most of the rows.

        A text must be the same too, or most transactions of these days must be there.
        """
        best = None
        for account_id, seen in self._seen.items():
            lines = (self._wanted & self._there[account_id]).total()
            is_similar = account_id in self._by_text or 2 * lines > seen
            if lines and is_similar and (best is None or lines > best.lines):
                best = Similar(self.made, account_id, lines)
        return best


def account_question(similar: Similar, name: str, *, is_by_request: bool, is_only_one: bool) -> OpenQuestion:
    """Make the question whether a new account is the one with this name.

    `is_by_request` if the request calls it so and not the file, `is_only_one` if the file names no other new account.
    """
    made = similar.made.import_name
    message = f"No account is called “{made}”, but “{name}” has {similar.lines} of its lines already. Is it the same?"
    choices = [Choice(f"Another account: make “{made}”", {"new_accounts": True})]
    if is_by_request:
        choices.insert(0, Choice(f"It is “{name}”", {"account": name}))
    elif is_only_one:
        choices.insert(0, Choice(f"It is “{name}”", {"account_id": str(similar.account_id)}))
    else:
        message += f" If so, give “{name}” the number “{made}” and import the file again."
    return OpenQuestion(QuestionAbout.ACCOUNT, message, tuple(choices))
