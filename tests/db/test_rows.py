"""Every row names the columns of its table, in their order."""

from typing import Any

import pytest
from sqlalchemy import Table

from db.budgets import PlanRow, plans
from db.categories import CategoryRow, categories
from db.conversations import MessageRow, ReplyRow, messages, replies
from db.event_log import EventRow, events
from db.goals import ContributionRow, GoalRow, contributions, goals
from db.idempotency import IdempotencyRow, idempotency_keys
from db.insights import DismissalRow, TipRow, dismissals, tips
from db.ledgers import LedgerRow, ledgers
from db.memberships import MembershipRow, memberships
from db.rules import RuleRow, rules
from db.transactions import TransactionRow, transactions
from db.users import CredentialRow, UserRow, credentials, users


@pytest.mark.parametrize(
    ("row", "table", "derived"),
    [
        (CategoryRow, categories, ()),
        (ContributionRow, contributions, ()),
        (CredentialRow, credentials, ()),
        (DismissalRow, dismissals, ()),
        (EventRow, events, ()),
        (GoalRow, goals, ("saved", "paid", "known")),
        (IdempotencyRow, idempotency_keys, ()),
        (LedgerRow, ledgers, ()),
        (MessageRow, messages, ()),
        (PlanRow, plans, ()),
        (ReplyRow, replies, ()),
        (RuleRow, rules, ()),
        (TipRow, tips, ()),
        (TransactionRow, transactions, ()),
        (MembershipRow, memberships, ()),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_row_has_the_columns_of_its_table(row: Any, table: Table, derived: tuple[str, ...]) -> None:
    assert row._fields == (*table.columns.keys(), *derived)


def test_a_user_is_read_with_the_ledger() -> None:
    assert {*UserRow._fields} == {*users.columns.keys(), "ledger_id"}
