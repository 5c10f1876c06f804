"""The claims of a reply: its figures, in digits and words, its dates, and acts that Finny cannot have done."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from services.finny.advice_words import ACTS, ADVICE_BESIDE, HALVES, REACHING_OUT
from services.finny.evidence import ANY, Evidence, Held
from services.finny.name_matching import mentions
from services.finny.period_phrases import named_period
from services.finny.period_words import MONTHS
from services.finny.question_words import GENERIC
from services.values.writing import Figure, figures

SMALLEST_FIGURE = 32  # smaller whole numbers are days, counts and steps of a list, unless they are said to count things

_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^\d\s])(?![A-Z]{3}\b|[€$£])|\n+")
_CLAUSE = re.compile(
    r"[;:]\s|,\s(?!\d{4}\b)|\s(?:and|while|but|whereas|of which|compared|than|instead|not|plus|\u2013|\u2014)\s"
)
_COUNTED = re.compile(
    r"^\s?(?:transactions?|payments?|purchases?|visits?|times|bills?|refunds?|goals?|categories|accounts?|entries)\b",
    re.IGNORECASE,
)
_MEANT = {
    "income": r"earn\w*|receiv\w*|income|came in|salary|wages?|paid you|made",
    "spent": r"spen[dt]\w*|cost\w*|paid|pay|expenses?|went to|bought|bills?|charged?",
    "planned": r"budgets?|budgeted|plan\w*|limit|allowance",
    "left": r"left|remain\w*|still|safe",
    "saved": r"saved|put aside|set aside",
    "target": r"targets?|goals?|needs?",
    "net": r"left over|surplus|net|saved|saving|deficit|missing",
    "moved": r"transferred|moved",
    "balance": r"balances?|worth|assets?",
    "debts": r"ow(?:e|ed|ing)|debts?",
    "average": r"average\w*|usual\w*|typical\w*|normal\w*|a month|per month|monthly|each month",
    "expected": r"will|would|expect\w*|project\w*|forecast|by the end|ahead",
    "change": r"more|less|higher|lower|up|down|fewer|rose|fell|increas\w*|decreas\w*|grew|differ\w*|chang\w*",
}
_MEANINGS = {means: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for means, words in _MEANT.items()}
_STRONG = ("average", "expected", "change")  # a figure of these is said to be one, and no other figure is
_AVERAGE = re.compile(r"\b(?:on average|averages?|usually|typically|normally)\b", re.IGNORECASE)
_CHANGE_AFTER = re.compile(r"^\W{0,3}(?:\w+ )?(?:more|less|higher|lower|fewer)\b", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|from|against|budget|planned|target|limit)\W+(?:\w+\W+){0,3}$", re.IGNORECASE)
_OF_WHICH = re.compile(r"\bof (?:your|the|all|our)\b.*$", re.IGNORECASE)
_SAME_DAYS = re.compile(r"\bsame (?:days|time)|\bso far|\buntil\b|\bby then\b", re.IGNORECASE)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})|(?P<amonth>{_MONTH})\.?\s+(?P<aday>\d{{1,2}})"
    r"(?:st|nd|rd|th)?(?![\d.,]*\d|\s?[€$£]|\s?[A-Z]{3}\b))\b\.?(?:,?\s+(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_VALUES = {name: number for number, name in enumerate(f"{_ONES} eighteen nineteen".split(), start=1)}
_VALUES |= {
    f"{name}ty": 10 * at
    for at, name in enumerate(["twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"], start=2)
}
_POWERS = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "dozen": 12}
_NUMBER = "|".join(sorted((*_VALUES, *_POWERS), key=len, reverse=True))
_SPELLED = re.compile(
    rf"(?<!\d\s)\b(?:(?:a|an) (?=hundred|thousand|million|dozen))?(?:{_NUMBER})"
    rf"(?:(?:[\s-]+and[\s-]+|[\s-]+)(?:{_NUMBER}))*\b"
    r"(?P<unit>\s(?:euros?|dollars?|pounds?|francs?|percent|[A-Z]{3}\b))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Claim:
    """A figure in a reply, with the clause and the sentence around it."""

    figure: Figure
    clause: str
    sentence: str
    before: str
    after: str
    asked: str
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
        counts = bool(_COUNTED.match(self.after))
        return held.unit == ANY or ((held.unit == "percent") == part and (held.unit == "count" or not counts))

    def _means(self, held: Held) -> bool:
        if held.means == ANY or held.unit == "count":
            return True
        if _AVERAGE.search(self.clause) and held.means != "average":
            return False
        if held.means in _STRONG:
            return bool(_MEANINGS[held.means].search(self.sentence))
        if _CHANGE_AFTER.match(self.after):
            return False
        # “36% of your income” is no income.
        clause = _OF_WHICH.sub("", self.clause) if held.unit == "percent" else self.clause
        said = {means for means, words in _MEANINGS.items() if words.search(clause)} - set(_STRONG)
        if held.means in {"planned", "target"} and _OF.search(self.before):
            return True
        return not said or held.means in said

    def _is_of(self, held: Held) -> bool:
        if held.names is None:
            return True
        named = self._names(self.clause) or self._names(self.sentence) or self._names(self.asked)
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
        return any(
            (first, last) == (start, end)
            or (
                (first == last or held.means == "average" or _SAME_DAYS.search(self.sentence)) and start <= first <= end
            )
            for start, end, _ in self._periods
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


def claims_in(text: str, asked: str, evidence: Evidence) -> Iterator[Claim]:
    """Return the figures that a reply claims; `asked` is the question that it answers."""
    for sentence in filter(None, _SENTENCE.split(text)):
        ends = [0, *(match.end() for match in _CLAUSE.finditer(sentence)), len(sentence)]
        for figure, start in _figures(sentence):
            end = start + len(figure.written)
            clause = sentence[
                max(at for at in ends if at <= start) : min((at for at in ends if at >= end), default=end)
            ]
            yield Claim(figure, clause, sentence, sentence[:start], sentence[end:], asked, evidence)


def _figures(sentence: str) -> Iterator[tuple[Figure, int]]:
    """Return the figures of a sentence that are claims, and where they begin."""
    at = 0
    for figure in figures(sentence):
        at = max(sentence.find(figure.written, at), 0)
        counts = _COUNTED.match(sentence[at + len(figure.written) :])
        if figure.marked or figure.number >= SMALLEST_FIGURE or counts:
            yield figure, at
        at += len(figure.written)
    for match in _SPELLED.finditer(sentence):
        number, counts = _spelled(match[0]), _COUNTED.match(sentence[match.end() :])
        if number >= SMALLEST_FIGURE or match["unit"] or counts:
            yield Figure(match[0], number, Decimal(1), None, marked=bool(match["unit"])), match.start()


def _spelled(text: str) -> Decimal:
    """Return the value of a number in words."""
    total = part = 0
    for word in re.findall(r"[a-z]+", text.casefold()):
        if word in _VALUES:
            part += _VALUES[word]
        elif word in {"hundred", "dozen"}:
            part = max(part, 1) * _POWERS[word]
        elif word in _POWERS:
            total, part = total + max(part, 1) * _POWERS[word], 0
    return Decimal(total + part)


def other_claims(text: str, asked: str, evidence: Evidence) -> Iterator[str]:
    """Return what else a reply may not say: days that no tool named, parts in words, acts, links and such advice."""
    named = evidence.dates | ({evidence.ledger.today} if evidence.ledger else set())
    for match in _DAY.finditer(text):
        month = MONTHS[(match["month"] or match["amonth"]).lower().rstrip(".")]
        day, year = int(match["day"] or match["aday"]), match["year"]
        known = any((each.month, each.day) == (month, day) and (not year or each.year == int(year)) for each in named)
        if evidence.ledger and not known and match[0].casefold() not in asked.casefold():
            yield match[0].rstrip(".")
    for pattern in (HALVES, REACHING_OUT, ACTS, ADVICE_BESIDE):
        yield from (match[0].strip() for match in pattern.finditer(text))
