"""Files that are read into memory: their size limits, and the check of their balances."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import IO

from services.statements.amounts import minor_units
from services.statements.lines import check_range
from services.statements.statement import Note, NoteCode, StatedBalance
from services.statements.texts import NAME_LENGTH, Unreadable, clean
from services.values.errors import Refused, invalid
from services.values.money import check_currency

MAX_BYTES = 32 * 2**20  # some 100,000 transactions


def read_whole(file: IO[bytes], kind: str) -> bytes:
    """Return all bytes of a file; refuse one that is too large."""
    file.seek(0)
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise invalid(
            f"The {kind} file is larger than {MAX_BYTES // 2**20} MiB; ask your bank for a shorter period.", "file"
        )
    return raw


def check_count(raw: bytes, mark: bytes, most: int) -> None:
    """Refuse a file with more of a mark (a tag, a line end) than any statement has."""
    if raw.count(mark) > most:
        raise invalid("The file has more entries than can be read at once; ask your bank for a shorter period.", "file")


def no_transactions() -> Exception:
    """Make the refusal of a file without transactions."""
    return invalid("The file holds no transactions; choose another period at your bank.", "file")


def eve_of(days: Iterable[date]) -> date | None:
    """Return the day before the first of some days, whose end an opening balance is of; the file's own date differs."""
    first = min(days, default=None)
    return first - timedelta(days=1) if first and first > date.min else None


def stated(
    account: str, currency: str | None, assumed: str, day: date | None, amount: Decimal | None
) -> Iterator[StatedBalance]:
    """Yield a balance of a file, if it is readable."""
    if day is not None and amount is not None:
        with suppress(Unreadable, Refused):
            minor = minor_units(amount, check_currency(currency) if currency else assumed)
            yield StatedBalance(clean(account, NAME_LENGTH), currency, check_range(day), minor)


def first_and_last(balances: Iterable[StatedBalance]) -> tuple[StatedBalance, ...]:
    """Return the first and the last balance of each account; those between are proven by them."""
    by_account: defaultdict[str, list[StatedBalance]] = defaultdict(list)
    for balance in balances:
        by_account[balance.account].append(balance)
    ends = (
        end
        for own in by_account.values()
        for end in (min(own, key=lambda balance: balance.day), max(own, key=lambda balance: balance.day))
    )
    return tuple(dict.fromkeys(ends))


def balance_notes(statements: Iterable[tuple[Decimal | None, Decimal, Decimal | None]]) -> tuple[Note, ...]:
    """Compare opening balance, entries and closing balance of each statement; return notes."""
    known = [
        (opening + moved, closing)
        for opening, moved, closing in statements
        if opening is not None and closing is not None
    ]
    if not known:
        return ()
    wrong = [closing - reached for reached, closing in known if reached != closing]
    if not wrong:
        return (Note(NoteCode.PROVEN_BY_BALANCE, "The entries lead from the opening balance to the closing balance."),)
    message = f"The entries do not lead to the closing balance; {sum(map(abs, wrong))} are missing."
    return (Note(NoteCode.ROWS_MISSING, message),)
