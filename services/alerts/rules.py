"""Rules of alerts: their kinds, and drafts of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from db.accounts import AccountRow
from db.alerts import AlertRuleRow
from services.accounts import Known
from services.splits import check_category
from services.values.errors import invalid
from services.values.input_rules import ProblemList
from services.values.money import to_minor

MOST_RULES = 50
MOST_PERCENT = 1000
MOST_DAYS = 90


class AlertKind(StrEnum):
    """The kinds of rules."""

    BUDGET_SPENT = "BUDGET_SPENT"
    BUDGET_PACE = "BUDGET_PACE"
    BALANCE_BELOW = "BALANCE_BELOW"
    FORECAST_BELOW = "FORECAST_BELOW"
    BILL_DUE = "BILL_DUE"
    BILL_MISSED = "BILL_MISSED"
    PRICE_CHANGED = "PRICE_CHANGED"
    LARGE_PAYMENT = "LARGE_PAYMENT"


# The fields of each kind; those that it needs, and those that it may have.
NEEDED: Final[Mapping[AlertKind, frozenset[str]]] = {
    AlertKind.BUDGET_SPENT: frozenset({"percent"}),
    AlertKind.BUDGET_PACE: frozenset(),
    AlertKind.BALANCE_BELOW: frozenset({"account_id", "amount"}),
    AlertKind.FORECAST_BELOW: frozenset({"amount", "days"}),
    AlertKind.BILL_DUE: frozenset({"days"}),
    AlertKind.BILL_MISSED: frozenset(),
    AlertKind.PRICE_CHANGED: frozenset(),
    AlertKind.LARGE_PAYMENT: frozenset({"amount"}),
}
POSSIBLE: Final[Mapping[AlertKind, frozenset[str]]] = {
    AlertKind.BUDGET_SPENT: frozenset({"category_id"}),
    AlertKind.BUDGET_PACE: frozenset({"category_id"}),
    AlertKind.FORECAST_BELOW: frozenset({"account_id"}),
}
_FIELDS = ("account_id", "category_id", "amount", "percent", "days")
_LIMITS = {"percent": (1, MOST_PERCENT), "days": (0, MOST_DAYS)}


@dataclass(frozen=True, slots=True)
class AlertDraft:
    """A rule as somebody wants it; the amount is in the currency of its account, or in the base currency."""

    kind: AlertKind
    account_id: UUID | None = None
    category_id: UUID | None = None
    amount: Decimal | None = None
    percent: int | None = None
    days: int | None = None


def prepare(draft: AlertDraft, ledger_id: UUID, rule_id: UUID, known: Known, base_currency: str) -> AlertRuleRow:
    """Return the row of a draft; refuse it with all its problems at once."""
    problems = ProblemList()
    for field in _FIELDS:
        with problems.noting():
            _check_field(draft, field)
    account: AccountRow | None = None
    amount: int | None = None
    if draft.account_id is not None:
        with problems.noting():
            account = known.accounts.chosen(draft.account_id, "account_id")
    if draft.category_id is not None:
        with problems.noting():
            check_category(draft.category_id, known.categories)
    if draft.amount is not None:
        with problems.noting():
            amount = to_minor(draft.amount, account.currency if account else base_currency, "amount")
            if draft.kind is AlertKind.LARGE_PAYMENT and amount <= 0:
                raise invalid("The amount must be above 0; it is compared with what is paid.", "amount")
    problems.refuse_any()
    return AlertRuleRow(
        ledger_id=ledger_id,
        id=rule_id,
        kind=draft.kind,
        account_id=draft.account_id,
        category_id=draft.category_id,
        amount=amount,
        percent=draft.percent,
        days=draft.days,
    )


def _check_field(draft: AlertDraft, field: str) -> None:
    value, needed = getattr(draft, field), NEEDED[draft.kind]
    if value is None and field in needed:
        raise invalid(f"A rule of the kind {draft.kind} needs this.", field)
    if value is not None and field not in needed | POSSIBLE.get(draft.kind, frozenset()):
        raise invalid(f"A rule of the kind {draft.kind} does not have this; leave it out.", field)
    if value is not None and field in _LIMITS:
        least, most = _LIMITS[field]
        if not least <= value <= most:
            raise invalid(f"{value} is out of range; use {least} to {most}.", field)
