"""Every row names the columns of its table, in their order."""

from typing import Any

import pytest
from sqlalchemy import Table

from db.budgets import PlanRow, plans
from db.categories import CategoryRow, categories
from db.event_log import EventRow, events
from db.goals import ContributionRow, GoalRow, contributions, goals
from db.idempotency import IdempotencyRow, idempotency_keys
from db.ledgers import LedgerRow, ledgers
from db.transactions import TransactionRow, transactions
from db.users import CredentialRow, UserRow, credentials, users


@pytest.mark.parametrize(
    ("row", "table", "derived"),
    [
        (CategoryRow, categories, ()),
        (ContributionRow, contributions, ()),
        (CredentialRow, credentials, ()),
        (EventRow, events, ()),
        (GoalRow, goals, ("saved",)),
        (IdempotencyRow, idempotency_keys, ()),
        (LedgerRow, ledgers, ()),
        (PlanRow, plans, ()),
        (TransactionRow, transactions, ()),
        (UserRow, users, ()),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_row_has_the_columns_of_its_table(row: Any, table: Table, derived: tuple[str, ...]) -> None:
    assert row._fields == (*table.columns.keys(), *derived)
