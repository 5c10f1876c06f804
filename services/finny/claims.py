"""The claims of a reply: its figures, in digits and words, its dates, and acts that Finny cannot have done."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from services.finny import claim_words
from services.finny.advice_words import ACTS, ADVICE_BESIDE, HALVES, REACHING_OUT
from services.finny.evidence import ANY, Evidence, Held
from services.finny.name_matching import mentions
from services.finny.period_phrases import named_period
from services.finny.period_words import MONTHS
from services.finny.question_words import GENERIC
from services.values.writing import Figure, figures

SMALLEST_FIGURE = 32  # smaller whole numbers are days, counts and steps of a list, unless they are said to count things


@dataclass(frozen=True)
class Claim:
    """A figure in a reply, with the clause and the sentence around it."""

    figure: Figure
    clause: str
    sentence: str
    before: str
    after: str
    question: str
    evidence: Evidence

    @property
    def is_held(self) -> bool:
        """Return True if a tool returned this figure with this meaning, of these names and days."""
        return any(self._fits(held) for held in self.evidence.held)

    def _fits(self, held: Held) -> bool:
        figure = self.figure
        same = figure.other == held.number or abs(held.number - figure.number) * 2 <= figure.step
        return same and self._has_unit(held) and self._means(held) and self._is_of(held) and self._is_when(held)

    def _has_unit(self, held: Held) -> bool:
        part = "%" in self.figure.written or "percent" in self.figure.written.casefold()
        counts = bool(claim_words.COUNTED.match(self.after))
        return held.unit == ANY or ((held.unit == "percent") == part and (held.unit == "count" or not counts))

    def _means(self, held: Held) -> bool:
        if held.means == ANY or held.unit == "count":
            return True
        if claim_words.AVERAGE.search(self.clause) and held.means != "average":
            return False
        if held.means in claim_words.STRONG:
            return bool(claim_words.MEANINGS[held.means].search(self.sentence))
        if claim_words.CHANGE_AFTER.match(self.after):
            return False
        # “36% of your income” is no income.
        clause = claim_words.OF_WHICH.sub("", self.clause) if held.unit == "percent" else self.clause
        meant = {means for means, words in claim_words.MEANINGS.items() if words.search(clause)} - set(
            claim_words.STRONG
        )
        if held.means in {"planned", "target"} and claim_words.OF.search(self.before):
            return True
        return not meant or held.means in meant

    def _is_of(self, held: Held) -> bool:
        if held.names is None:
            return True
        named = self._names(self.clause) or self._names(self.sentence) or self._names(self.question)
        return bool(held.names & named) if named or not held.days else not held.names or held.days[0] == held.days[1]

    def _names(self, text: str) -> set[str]:
        known = {name for held in self.evidence.held for name in held.names or ()}
        ledger = self.evidence.ledger
        if ledger:
            known |= {name.casefold() for name in (*ledger.categories, *ledger.goals, *ledger.accounts, *ledger.payees)}
        named = {name for name in known - GENERIC if mentions(text, name)}
        return {name for name in named if not any(name != other and mentions(other, name) for other in named)}

    def _is_when(self, held: Held) -> bool:
        if held.days is None or not self._periods:
            return True
        first, last = held.days
        if any(edge == "end" and last == end for _, end, edge in self._periods):
            return True
        loose = first == last or held.means == "average" or bool(claim_words.SAME_DAYS.search(self.sentence))
        return any(
            (first, last) == (start, end) or (loose and start <= first <= end) for start, end, _ in self._periods
        )

    @cached_property
    def _periods(self) -> list[tuple[date, date, str]]:
        """Return the days of the period in the clause, or else in the sentence."""
        ledger = self.evidence.ledger
        if ledger is None:
            return []
        for text in (self.clause, self.sentence):
            without = text.replace(self.figure.written, "…")
            if named := named_period(without, ledger.today, ledger.calendar):
                chosen = ledger.calendar.chosen(named.choice, ledger.today)
                return [(chosen.start, chosen.end, named.edge)]
        return []


def claims_in(text: str, question: str, evidence: Evidence) -> Iterator[Claim]:
    """Return the figures that a reply claims; `question` is the one that it answers."""
    for sentence in filter(None, claim_words.SENTENCE.split(text)):
        ends = [0, *(match.end() for match in claim_words.CLAUSE.finditer(sentence)), len(sentence)]
        for figure, start in _figures(sentence):
            end = start + len(figure.written)
            clause = sentence[
                max(at for at in ends if at <= start) : min((at for at in ends if at >= end), default=end)
            ]
            yield Claim(figure, clause, sentence, sentence[:start], sentence[end:], question, evidence)


def _figures(sentence: str) -> Iterator[tuple[Figure, int]]:
    """Return the figures of a sentence that are claims, and where they begin."""
    at = 0
    for figure in figures(sentence):
        at = max(sentence.find(figure.written, at), 0)
        counts = claim_words.COUNTED.match(sentence[at + len(figure.written) :])
        if figure.marked or figure.number >= SMALLEST_FIGURE or counts:
            yield figure, at
        at += len(figure.written)
    for match in claim_words.SPELLED.finditer(sentence):
        number, counts = _spelled(match[0]), claim_words.COUNTED.match(sentence[match.end() :])
        if number >= SMALLEST_FIGURE or match["unit"] or counts:
            yield Figure(match[0], number, Decimal(1), None, marked=bool(match["unit"])), match.start()


def _spelled(text: str) -> Decimal:
    """Return the value of a number in words."""
    total = part = 0
    for word in re.findall(r"[a-z]+", text.casefold()):
        if word in claim_words.VALUES:
            part += claim_words.VALUES[word]
        elif word in {"hundred", "dozen"}:
            part = max(part, 1) * claim_words.POWERS[word]
        elif word in claim_words.POWERS:
            total, part = total + max(part, 1) * claim_words.POWERS[word], 0
    return Decimal(total + part)


def other_claims(text: str, question: str, evidence: Evidence) -> Iterator[str]:
    """Return what else a reply may not say: days that no tool named, parts in words, acts, links and such advice."""
    named = evidence.dates | ({evidence.ledger.today} if evidence.ledger else set())
    for match in claim_words.DAY.finditer(text):
        month = MONTHS[(match["month"] or match["amonth"]).lower().rstrip(".")]
        day, year = int(match["day"] or match["aday"]), match["year"]
        known = any((at.month, at.day) == (month, day) and (not year or at.year == int(year)) for at in named)
        if evidence.ledger and not known and match[0].casefold() not in question.casefold():
            yield match[0].rstrip(".")
    for pattern in (HALVES, REACHING_OUT, ACTS, ADVICE_BESIDE):
        yield from (match[0].strip() for match in pattern.finditer(text))
