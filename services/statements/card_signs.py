"""The meaning of signs: a bank's minus is money out, but some cards write expenses as positive."""

from dataclasses import replace

from services.statements.amounts import SignMark
from services.statements.layout import Layout, Signs
from services.statements.statement import Choice, Note, NoteCode, OpenQuestion, QuestionAbout, Undecided
from services.statements.table_evidence import SignEvidence

_MINUS, _PLUS, _BARE = SignMark.MINUS, SignMark.PLUS, SignMark.NONE
_TURNED = "The file writes expenses as positive, so the signs are turned around"
_CHOICES = (
    Choice("Positive amounts are expenses", {"expenses_positive": True}),
    Choice("Positive amounts are income", {"expenses_positive": False}),
)


def signs_of(layout: Layout, seen: SignEvidence, chosen: bool | None, notes: list[Note]) -> Layout:
    """Return the layout with its signs, from the caller or from the evidence; raise Undecided in doubt."""
    if not layout.has("amount") or layout.has("direction"):
        return replace(layout, signs=Signs(turned=bool(chosen)))
    if chosen is not None:
        return replace(layout, signs=_turned(seen) if chosen else Signs())
    proven = any(note.code is NoteCode.PROVEN_BY_BALANCE for note in notes)
    turned_by_balance = layout.signs.turned
    by_rows = _by_rows(seen)
    if by_rows is True or (turned_by_balance and by_rows is None):
        why = "because payments of a card stand with a minus" if by_rows else "as the balance shows"
        notes.append(Note(NoteCode.SIGNS_TURNED, f"{_TURNED}, {why}."))
        return replace(layout, signs=_turned(seen))
    if by_rows is None and not proven and seen.are_doubtful:
        raise Undecided(_question(seen))
    return replace(layout, signs=Signs())


def _turned(seen: SignEvidence) -> Signs:
    return Signs(turned=True, plus_stays=not seen.minus, payments_stay=seen.minus == 0)


def _by_rows(seen: SignEvidence) -> bool | None:
    """Return True if payments and purchases show turned signs, False for usual ones, None without evidence."""
    paid, bought = seen.payments, seen.purchases
    others = seen.bare + seen.plus - paid[_BARE] - paid[_PLUS]
    turned = paid[_MINUS] > 0 and others * 2 >= seen.count - sum(paid.values())
    turned = turned or (bought[_BARE] > 0 and not bought[_MINUS] and not paid[_BARE])
    turned = turned or (not seen.minus and paid[_PLUS] > 0 and not paid[_BARE] and seen.bare > 0)
    straight = (paid[_BARE] + paid[_PLUS] > 0 and seen.minus > 0) or bought[_MINUS] > 0
    return None if turned == straight else turned


def _question(seen: SignEvidence) -> OpenQuestion:
    what = "Nearly all amounts are positive." if seen.minus else "No amount is negative."
    return OpenQuestion(QuestionAbout.SIGNS, f"{what} Are they expenses, as some cards write them?", _CHOICES)
