"""Accept what Finny proposed: a budget, a category of transactions or a goal."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.budgets import BudgetDraft, BudgetService
from services.changes import KEYS_LIVE, Saved
from services.conversations.service import ConversationService
from services.finny.parts import Categorise, Proposal, SetBudget, read_parts
from services.goals import GoalDraft, GoalService
from services.transactions import TransactionService
from services.values.clock import Clock
from services.values.errors import conflict, not_found
from services.values.periods import PeriodChoice

OLDEST = KEYS_LIVE - timedelta(days=1)  # as long as a key is known, nothing is done twice


@dataclass(frozen=True, slots=True)
class ProposalService:
    """Accepts proposals: each is one change of the service that it is about, made once."""

    conversations: ConversationService
    budgets: BudgetService
    transactions: TransactionService
    goals: GoalService
    clock: Clock

    async def accept(self, ledger_id: UUID, message_id: UUID, number: int) -> Saved[object]:
        """Make the change that the proposal with this number among the parts of a message names."""
        messages = await self.conversations.get_many(ledger_id, [message_id])
        parts = read_parts(messages[0].parts) if messages else []
        proposal = parts[number] if 0 <= number < len(parts) else None
        if not isinstance(proposal, Proposal):
            raise not_found("There is no such proposal; ask Finny again.", "message_id")
        if messages[0].at < self.clock() - OLDEST:
            raise conflict("This proposal is too old; ask Finny again.", "message_id")
        return await self._make(ledger_id, proposal, f"proposal {message_id.hex} {number}")

    async def _make(self, ledger_id: UUID, proposal: Proposal, key: str) -> Saved[object]:
        change = proposal.change
        if isinstance(change, SetBudget):
            period = PeriodChoice(on=change.on)
            return await self.budgets.set(ledger_id, BudgetDraft(change.category_id, change.amount, period=period), key)
        if isinstance(change, Categorise):
            return await self.transactions.categorise(ledger_id, change.transaction_ids, change.category_id, key)
        return await self.goals.create(ledger_id, GoalDraft(change.name, change.target, change.target_date), key)
