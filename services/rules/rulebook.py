"""The rules of a ledger, compiled once for many transactions.

Two passes: the first gives payees from the texts of statements, the second gives categories and notes, and sees the new
payees. For each field the first rule that matches wins.
"""

from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from db.rules import RuleRow
from db.transactions import TransactionRow
from services.origins import Origin, origin_of, set_by_rules
from services.rules.conditions import Conditions, Direction, RuleField, RuleMatch, TextCondition
from services.values.payees import payee_key

_MOST_REMEMBERED = 5_000  # texts whose rules are known; statements repeat them


class _Facts(NamedTuple):
    """The folded texts of a transaction that conditions look at."""

    payee: str
    text: str


class _Text(NamedTuple):
    """A condition on a text, with its texts folded."""

    of_payee: bool
    match: RuleMatch
    any_of: tuple[str, ...]

    def holds(self, facts: _Facts) -> bool:
        text = facts.payee if self.of_payee else facts.text
        if self.match == RuleMatch.CONTAINS:
            return any(wanted in text for wanted in self.any_of)
        if self.match == RuleMatch.STARTS_WITH:
            return text.startswith(self.any_of)
        return (payee_key(text) if self.of_payee else text) in self.any_of


class _Rule:
    """A compiled rule."""

    __slots__ = ("_accounts", "_at_least", "_at_most", "_direction", "gives", "id", "texts")

    def __init__(self, row: RuleRow, gives: dict[str, object]) -> None:
        conditions = Conditions.of(row)
        self.id = row.id
        self.gives = gives
        self.texts = tuple(map(_compiled, conditions.texts))
        self._at_least = conditions.at_least
        self._at_most = conditions.at_most
        self._accounts = None if conditions.account_ids is None else frozenset(conditions.account_ids)
        self._direction = conditions.direction

    def holds(self, row: TransactionRow) -> bool:
        """Return True if the conditions hold that are not on texts."""
        amount = row.base_amount
        if self._direction is not None and (amount > 0) is not (self._direction == Direction.IN):
            return False
        if self._at_least is not None and abs(amount) < self._at_least:
            return False
        if self._at_most is not None and abs(amount) > self._at_most:
            return False
        return self._accounts is None or row.account_id in self._accounts


class _Pass:
    """The rules of a pass in their order, found by their first condition on a text."""

    def __init__(self, rules: Sequence[_Rule]) -> None:
        self.rules = rules
        self._always: list[int] = []
        self._in_payee: list[tuple[str, int]] = []
        self._in_text: list[tuple[str, int]] = []
        self._by_key: dict[str, list[int]] = {}
        self._first_words: dict[str, None] = {}  # of keys: without any of them no key needs to be made
        self._known: dict[tuple[str, str, str], list[_Rule]] = {}
        for place, rule in enumerate(rules):
            self._add(place, rule)

    def _add(self, place: int, rule: _Rule) -> None:
        if not rule.texts:
            self._always.append(place)
            return
        first = rule.texts[0]
        if first.of_payee and first.match == RuleMatch.IS:
            for key in first.any_of:
                self._by_key.setdefault(key, []).append(place)
                self._first_words[key.partition(" ")[0]] = None
        else:
            (self._in_payee if first.of_payee else self._in_text).extend((text, place) for text in first.any_of)

    def matching(self, row: TransactionRow, payee: str, statement: str) -> list[_Rule]:
        """Return the rules whose conditions hold, in their order; the payee may be another than the statement's."""
        key = (payee, statement, row.note)
        rules = self._known.get(key)
        if rules is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            rules = self._known[key] = self._with_texts(_facts(*key))
        return [rule for rule in rules if rule.holds(row)] if rules else rules

    def _with_texts(self, facts: _Facts) -> list[_Rule]:
        """Return the rules whose conditions on texts hold."""
        payee, text = facts
        places = [place for wanted, place in self._in_payee if wanted in payee]
        places += [place for wanted, place in self._in_text if wanted in text]
        places += self._always
        if any(word in payee for word in self._first_words):
            places += self._by_key.get(payee_key(payee), ())
        rules = map(self.rules.__getitem__, sorted(set(places)))
        return [rule for rule in rules if all(condition.holds(facts) for condition in rule.texts)]


class Rulebook:
    """The rules of a ledger; those that give an archived category do not give it."""

    def __init__(self, rows: Iterable[RuleRow], category_ids: Container[UUID]) -> None:
        self._cleaning = _Pass([_Rule(row, {"payee": row.payee}) for row in rows if row.payee is not None])
        self._sorting = _Pass([_Rule(row, _sorted_into(row, category_ids)) for row in rows if row.payee is None])

    def __bool__(self) -> bool:
        """Return True if there is any rule."""
        return bool(self._cleaning.rules or self._sorting.rules)

    def applied(self, row: TransactionRow, *, only: UUID | None = None, over_hand: bool = False) -> TransactionRow:
        """Return a transaction as the rules want it; fields that somebody set by hand stay unless `over_hand`.

        With `only`, it gets what this rule gives where this is the first that matches.
        """
        statement = row.statement_payee or row.payee
        values: dict[str, object] = {}
        if self._cleaning.rules:
            rules = self._cleaning.matching(row, statement, statement)
            values = _allowed(row, _first(rules[:1], only), over_hand) if rules else {}
        if self._sorting.rules:
            payee = str(values.get("payee", row.payee))
            rules = self._sorting.matching(row, payee, statement)
            values |= _allowed(row, _first(rules, only), over_hand) if rules else {}
        if not values:
            return row
        changed = {field: value for field, value in values.items() if getattr(row, field) != value}
        return set_by_rules(row, changed) if changed else row


def _first(rules: Sequence[_Rule], only: UUID | None) -> dict[str, object]:
    """Return what the first rules that give each field give."""
    first: dict[str, _Rule] = {}
    for rule in rules:
        for field in rule.gives:
            first.setdefault(field, rule)
    return {field: rule.gives[field] for field, rule in first.items() if only in (None, rule.id)}


def _allowed(row: TransactionRow, values: dict[str, object], over_hand: bool) -> dict[str, object]:
    """Return what a transaction may get: no category if it has several splits or is a transfer."""
    if row.split_count > 1 or row.transfer_id is not None:
        values = {field: value for field, value in values.items() if field != "category_id"}
    if over_hand or not values:
        return values
    return {field: value for field, value in values.items() if origin_of(row, field) != Origin.HAND}


def _sorted_into(row: RuleRow, category_ids: Container[UUID]) -> dict[str, object]:
    gives: dict[str, object] = {}
    if row.category_id is not None and row.category_id in category_ids:
        gives["category_id"] = row.category_id
    if row.note is not None:
        gives["note"] = row.note
    return gives


def _facts(payee: str, statement: str, note: str) -> _Facts:
    return _Facts(folded(payee), folded(f"{statement} {note}"))


def _compiled(condition: TextCondition) -> _Text:
    of_payee = condition.field == RuleField.PAYEE
    fold = payee_key if of_payee and condition.match == RuleMatch.IS else folded
    return _Text(of_payee, condition.match, tuple(map(fold, condition.any_of)))


@lru_cache(maxsize=2_000)
def folded(text: str) -> str:
    """Return a text without its case, and with single spaces."""
    return " ".join(text.casefold().split())
