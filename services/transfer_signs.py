"""The signs by which two transactions of two accounts are recognised as one transfer."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from db.accounts import AccountRow
from db.transfer_candidates import MOST_CANDIDATES, MOST_DAYS_APART, CandidateRow
from services.transfer_search import Candidate

SURE_DAYS_APART = 3
FEWEST_DIGITS = 5  # of an account's number
# As banks write them, in the languages of the statements that are read.
TRANSFER_WORDS = (
    "transfer", "xfer", "umbuchung", "übertrag", "uebertrag", "eigenübertrag", "virement interne", "virement entre",
    "giroconto", "traspaso", "overboeking eigen", "kreditkartenabrechnung", "kreditkartenzahlung", "card payment",
    "payment thank you", "credit card", "to savings", "from savings", "own account", "eigenes konto",
)  # fmt: skip

_ONE_DAY = timedelta(days=1)


def suggested(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates without using a transaction twice; prefer those near in time and in one currency."""
    taken: set[UUID] = set()
    pairs = []
    for candidate in sorted(candidates, key=_rank):
        if taken.isdisjoint({candidate.out_id, candidate.in_id}):
            taken |= {candidate.out_id, candidate.in_id}
            pairs.append(candidate)
    return sorted(pairs, key=lambda pair: (pair.out_date, pair.out_id), reverse=True)


def sure(
    candidates: Sequence[CandidateRow], known: Mapping[UUID, AccountRow], linked: Collection[frozenset[UUID]]
) -> list[CandidateRow]:
    """Return the candidates that have all the signs of a transfer.

    They have one currency and exactly opposite amounts, are a few days apart, and each is the only candidate of the
    other. One more sign is needed: the number of the other account, words of a transfer on both sides, or an earlier
    transfer between the two accounts; these are in `linked`.
    """
    if len(candidates) >= MOST_CANDIDATES:
        return []  # there may be others
    times = Counter(side for candidate in candidates for side in (candidate.out_id, candidate.in_id))
    return [
        candidate
        for candidate in candidates
        if candidate.exact and not candidate.refused
        if times[candidate.out_id] == times[candidate.in_id] == 1
        if _are_near(candidate.out_date, candidate.in_date)
        if _has_a_sign(candidate, known, linked)
    ]


def _rank(candidate: Candidate) -> tuple[bool, int, UUID, UUID]:
    apart = abs((candidate.in_date - candidate.out_date).days)
    return not candidate.exact, apart, candidate.out_id, candidate.in_id


def _are_near(one: date, other: date) -> bool:
    """Return True for days at most three apart, or five over a weekend."""
    first, last = min(one, other), max(one, other)
    apart = (last - first).days
    days = (first + _ONE_DAY * number for number in range(apart + 1))
    return apart <= SURE_DAYS_APART or (apart <= MOST_DAYS_APART and any(day.weekday() >= 5 for day in days))


def _has_a_sign(candidate: CandidateRow, known: Mapping[UUID, AccountRow], linked: Collection[frozenset[UUID]]) -> bool:
    out, into = known.get(candidate.out_account_id), known.get(candidate.in_account_id)
    if out is None or into is None:
        return False
    texts = (candidate.out_text.casefold(), candidate.in_text.casefold())
    return (
        frozenset((out.id, into.id)) in linked
        or _names(texts[0], into.number)
        or _names(texts[1], out.number)
        or all(any(word in text for word in TRANSFER_WORDS) for text in texts)
    )


def _names(text: str, number: str) -> bool:
    """Return True if a text contains the number of an account, whatever stands between its parts."""
    digits = "".join(filter(str.isalnum, number)).casefold()
    return sum(map(str.isdigit, digits)) >= FEWEST_DIGITS and digits in "".join(filter(str.isalnum, text))
