"""Files that are read into memory: their size limits, and the check of their balances."""

from collections.abc import Iterable
from decimal import Decimal
from typing import IO

from services.errors import invalid
from services.statements.statement import Note, NoteCode

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
