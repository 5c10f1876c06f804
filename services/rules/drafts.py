"""Drafts of rules: check what somebody wants, and make the row of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from db.categories import CategoryRow
from db.rules import RuleRow
from services.accounts import Known
from services.rules.conditions import (
    LONGEST_TEXT,
    MOST_CONDITIONS,
    MOST_TEXTS,
    Conditions,
    Direction,
    TextCondition,
)
from services.splits import LONGEST_NOTE, check_category
from services.transaction_drafts import LONGEST_PAYEE
from services.values.errors import invalid, not_found
from services.values.input_rules import UNCHANGED, ProblemList, Unchanged, check_text, keep
from services.values.money import Money, money_decimal, to_minor

MOST_RULES = 500


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as somebody wants it; it gives a payee, or else a category or a note or both."""

    texts: tuple[TextCondition, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    account_ids: tuple[UUID, ...] | None = None
    direction: Direction | None = None
    payee: str | None = None
    category_id: UUID | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """The fields of a rule that somebody wants otherwise."""

    texts: tuple[TextCondition, ...] | Unchanged = UNCHANGED
    at_least: Decimal | Unchanged | None = UNCHANGED
    at_most: Decimal | Unchanged | None = UNCHANGED
    account_ids: tuple[UUID, ...] | Unchanged | None = UNCHANGED
    direction: Direction | Unchanged | None = UNCHANGED
    payee: str | Unchanged | None = UNCHANGED
    category_id: UUID | Unchanged | None = UNCHANGED
    note: str | Unchanged | None = UNCHANGED


def edited(row: RuleRow, edit: RuleEdit, currency: str) -> RuleDraft:
    """Return the draft of a stored rule after an edit."""
    old = Conditions.of(row)
    return RuleDraft(
        texts=keep(edit.texts, old.texts),
        at_least=keep(edit.at_least, amount_of(old.at_least, currency)),
        at_most=keep(edit.at_most, amount_of(old.at_most, currency)),
        account_ids=keep(edit.account_ids, old.account_ids),
        direction=keep(edit.direction, old.direction),
        payee=keep(edit.payee, row.payee),
        category_id=keep(edit.category_id, row.category_id),
        note=keep(edit.note, row.note),
    )


def amount_of(minor: int | None, currency: str) -> Decimal | None:
    """Return an amount of a condition in units of the base currency."""
    return None if minor is None else money_decimal(Money(minor, currency))


def prepare(draft: RuleDraft, old: RuleRow, known: Known, currency: str) -> RuleRow:
    """Return the rule that a draft makes of an old one; refuse it with all its problems at once."""
    problems = ProblemList()
    conditions = Conditions()
    payee = note = None
    with problems.noting():
        conditions = _conditions(draft, old, known, currency)
    with problems.noting():
        _check_gifts(draft)
    if draft.payee is not None:
        with problems.noting():
            payee = check_text(draft.payee, LONGEST_PAYEE, "payee", required=True)
    if draft.note is not None:
        with problems.noting():
            note = check_text(draft.note, LONGEST_NOTE, "note", required=True, lines=True)
    if draft.category_id is not None and draft.category_id != old.category_id:
        with problems.noting():
            check_category(draft.category_id, known.categories)
    problems.refuse_any()
    return old._replace(conditions=conditions.stored(), payee=payee, category_id=draft.category_id, note=note)


def usable(categories: Mapping[UUID, CategoryRow]) -> set[UUID]:
    """Return the categories that rules can give."""
    return {row.id for row in categories.values() if not row.archived}


def _check_gifts(draft: RuleDraft) -> None:
    sorts = draft.category_id is not None or draft.note is not None
    if draft.payee is None and not sorts:
        raise invalid("The rule gives nothing; name a payee, a category or a note.", "payee")
    if draft.payee is not None and sorts:
        raise invalid("A rule gives a payee, or else a category and a note; make two rules.", "payee")


def _conditions(draft: RuleDraft, old: RuleRow, known: Known, currency: str) -> Conditions:
    problems = ProblemList()
    texts: tuple[TextCondition, ...] = ()
    bounds: dict[str, int | None] = {"at_least": None, "at_most": None}
    with problems.noting():
        texts = _texts(draft.texts)
    for field in bounds:
        with problems.noting():
            bounds[field] = _bound(getattr(draft, field), currency, field)
    with problems.noting():
        low, high = bounds.values()
        if low is not None and high is not None and low > high:
            raise invalid("No amount is between these; the first must not be above the second.", "at_most")
    with problems.noting():
        _check_accounts(draft.account_ids, Conditions.of(old).account_ids or (), known)
    problems.refuse_any()
    conditions = Conditions(texts, bounds["at_least"], bounds["at_most"], draft.account_ids, draft.direction)
    if conditions == Conditions():
        raise invalid("The rule has no condition, so it would change everything; give one.", "texts")
    return conditions


def _texts(conditions: Sequence[TextCondition]) -> tuple[TextCondition, ...]:
    if len(conditions) > MOST_CONDITIONS:
        raise invalid(f"A rule has at most {MOST_CONDITIONS} conditions on texts; make several rules.", "texts")
    problems = ProblemList()
    checked = []
    for number, condition in enumerate(conditions):
        with problems.noting("texts", str(number), "any_of"):
            if not 1 <= len(condition.any_of) <= MOST_TEXTS:
                raise invalid(f"Give 1 to {MOST_TEXTS} texts; these are {len(condition.any_of)}.")
            any_of = tuple(check_text(text, LONGEST_TEXT, required=True) for text in condition.any_of)
            checked.append(TextCondition(condition.field, condition.match, any_of))
    problems.refuse_any()
    return tuple(checked)


def _bound(amount: Decimal | None, currency: str, field: str) -> int | None:
    if amount is None:
        return None
    minor = to_minor(amount, currency, field)
    if minor < 0:
        raise invalid("Amounts are compared without their sign; give one that is not negative.", field)
    return minor


def _check_accounts(wanted: Sequence[UUID] | None, before: Sequence[UUID], known: Known) -> None:
    """Refuse unknown accounts; one that was deleted since may stay in a rule."""
    if wanted is not None and not wanted:
        raise invalid("No transaction is in none of the accounts; name some, or leave this out.", "account_ids")
    for account_id in wanted or ():
        if account_id not in known.accounts and account_id not in before:
            raise not_found("There is no such account; choose one of yours.", "account_ids")
