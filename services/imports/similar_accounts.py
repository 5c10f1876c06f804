"""Similar accounts: find the account that a file calls by a name which nobody knows, by lines that it has already."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from db.accounts import AccountRow
from db.imported_transactions import Earlier
from db.transactions import TransactionRow
from services.statements import Choice, OpenQuestion, QuestionAbout
from services.values.payees import payee_key


class Similar(NamedTuple):
    """An account that an import would make, the one that it may be, and the number of lines that both have."""

    made: AccountRow
    account_id: UUID
    lines: int


def similar_to(made: AccountRow, rows: Sequence[TransactionRow], earlier: Iterable[Earlier]) -> Similar | None:
    """Return the account that has most of these rows of a new one, among transactions of the same days.

    A text must be the same too, or most transactions of these days must be there.
    """
    by_account: defaultdict[UUID, list[Earlier]] = defaultdict(list)
    for transaction in earlier:
        if not transaction.deleted:
            by_account[transaction.account_id].append(transaction)
    wanted = Counter((row.date, row.amount, row.currency) for row in rows)
    texts = {(row.date, row.amount, payee_key(row.statement_payee or row.payee)) for row in rows}
    best = None
    for account_id, there in by_account.items():
        lines = (wanted & Counter((row.date, row.amount, row.currency) for row in there)).total()
        is_known = any((row.date, row.amount, payee_key(row.payee)) in texts for row in there)
        if lines and (is_known or 2 * lines > len(there)) and (best is None or lines > best.lines):
            best = Similar(made, account_id, lines)
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
