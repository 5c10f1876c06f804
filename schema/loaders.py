"""Batch loaders: each loads a relation of many objects by one statement, and remembers nothing."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from db.accounts import AccountRow
from db.budgets import PlanRow
from db.categories import CategoryRow
from db.conversations import MessageRow
from db.goals import ContributionRow
from db.imports import ImportCount, ImportRow
from db.memberships import MemberRow
from db.refunds import RefundRow
from db.splits import SplitRow
from db.tags import TagRow
from db.transactions import TransactionRow
from db.transfers import TransferRow
from services.accounts import AccountBalance
from services.calculations.balances import CheckedBalance
from services.goals import GoalState
from services.values.errors import Unauthenticated
from services.wiring import Services

Key = TypeVar("Key")
Value = TypeVar("Value")
Row = TypeVar(
    "Row",
    AccountRow,
    CategoryRow,
    TagRow,
    TransactionRow,
    SplitRow,
    TransferRow,
    MessageRow,
    ContributionRow,
    ImportRow,
)


def _loader(load: Callable[[list[Key]], Awaitable[list[Value]]]) -> DataLoader[Key, Value]:
    # An operation can outlive a write (a subscription does), so a loader batches but never remembers.
    return DataLoader(load_fn=load, cache=False)


class Loaders:
    """The loaders of one operation for the caller's ledger."""

    def __init__(self, services: Services, ledger_id: UUID | None) -> None:
        self._services = services
        self._ledger_id = ledger_id
        self.account = self._by_id(services.accounts.get_many)
        self.balance = _loader(self._balances)
        self.checks = _loader(self._checks)
        self.category = self._by_id(services.categories.get_many)
        self.tag = self._by_id(services.tags.get_many)
        self.tags_on = _loader(self._tags_on)
        self.transaction = self._by_id(services.transactions.get_many)
        self.split = self._by_id(services.transactions.get_splits)
        self.splits = _loader(self._splits)
        self.refunds = _loader(self._refunds)
        self.transfer = self._by_id(services.transfers.get_many)
        self.message = self._by_id(services.conversations.get_many)
        self.contribution = self._by_id(services.goals.get_contributions)
        self.made_import = self._by_id(services.import_history.get_many)
        self.import_count = _loader(self._import_counts)
        self.goal = _loader(self._goals)
        self.children = _loader(self._children)
        self.contributions = _loader(self._contributions)
        self.budgets = _loader(self._budgets)
        self.member = _loader(self._members)

    @property
    def _ledger(self) -> UUID:
        if self._ledger_id is None:
            raise Unauthenticated
        return self._ledger_id

    def _by_id(self, get_many: Callable[[UUID, list[UUID]], Awaitable[list[Row]]]) -> DataLoader[UUID, Row | None]:
        async def load(ids: list[UUID]) -> list[Row | None]:
            rows = {row.id: row for row in await get_many(self._ledger, ids)}
            return [rows.get(row_id) for row_id in ids]

        return _loader(load)

    async def _balances(self, places: list[tuple[UUID, date]]) -> list[AccountBalance]:
        return await self._services.accounts.balances(self._ledger, places)

    async def _checks(self, account_ids: list[UUID]) -> list[list[CheckedBalance]]:
        return await self._services.accounts.checks(self._ledger, account_ids)

    async def _splits(self, transaction_ids: list[UUID]) -> list[Sequence[SplitRow]]:
        splits = await self._services.transactions.splits_of(self._ledger, transaction_ids)
        return [splits.get(transaction_id, []) for transaction_id in transaction_ids]

    async def _tags_on(self, places: list[tuple[UUID, UUID]]) -> list[list[TagRow]]:
        by_place = await self._services.tags.on(self._ledger, places)
        return [by_place.get(place, []) for place in places]

    async def _import_counts(self, ids: list[UUID]) -> list[ImportCount]:
        return await self._services.import_history.counts(self._ledger, ids)

    async def _refunds(self, split_ids: list[UUID]) -> list[list[RefundRow]]:
        rows = await self._services.refunds.about(self._ledger, split_ids)
        return [[row for row in rows if split_id in {row.split_id, row.of_split_id}] for split_id in split_ids]

    async def _goals(self, ids: list[UUID]) -> list[GoalState | None]:
        rows = {state.row.id: state for state in await self._services.goals.all(self._ledger)}
        return [rows.get(goal_id) for goal_id in ids]

    async def _children(self, ids: list[UUID]) -> list[list[CategoryRow]]:
        by_parent = defaultdict(list)
        for row in await self._services.categories.all(self._ledger, include_archived=True):
            by_parent[row.parent_id].append(row)
        return [by_parent[category_id] for category_id in ids]

    async def _contributions(self, ids: list[UUID]) -> list[list[ContributionRow]]:
        by_goal = defaultdict(list)
        for row in await self._services.goals.contributions(self._ledger, ids):
            by_goal[row.goal_id].append(row)
        return [by_goal[goal_id] for goal_id in ids]

    async def _budgets(self, category_ids: list[UUID]) -> list[list[PlanRow]]:
        by_category = defaultdict(list)
        for row in await self._services.budgets.plans_of(self._ledger):
            by_category[row.category_id].append(row)
        return [by_category[category_id] for category_id in category_ids]

    async def _members(self, user_ids: list[UUID]) -> list[MemberRow | None]:
        rows = {row.user_id: row for row in await self._services.users.members(self._ledger, user_ids)}
        return [rows.get(user_id) for user_id in user_ids]
