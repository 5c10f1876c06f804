"""The rules of rules: creating, changing, ordering and deleting them."""

from collections.abc import Sequence
from uuid import UUID

from db import accounts, categories, rules
from db.rules import RuleRow
from db.stores.engine import Connection, Database, retried
from db.stores.ids import new_id
from services.accounts import Known, KnownAccounts
from services.changes import Change, Changes, Once, Saved
from services.events.rules import RuleCreated, RuleDeleted, RulesOrdered, RuleUpdated
from services.rules.drafts import MOST_RULES, RuleDraft, RuleEdit, edited, prepare
from services.values.errors import conflict, not_found
from services.values.input_rules import ProblemList


class RuleService:
    """The rules of rules. A change of a rule changes no transaction."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes

    @retried
    async def all(self, ledger_id: UUID) -> list[RuleRow]:
        """Return every rule of the ledger, in their order."""
        async with self._database.read(ledger_id) as connection:
            return await rules.all_of(connection, ledger_id)

    async def create(self, ledger_id: UUID, draft: RuleDraft, key: str | None = None) -> Saved[RuleRow]:
        """Add a rule behind the others."""
        async with self._changes.open(ledger_id, Once(key, "createRule", draft)) as change:
            there = await rules.all_of(change.connection, ledger_id)
            if change.repeated:
                return change.repeated.made(_find(there, change.repeated.ids[0]))
            if len(there) >= MOST_RULES:
                raise conflict(f"A ledger has at most {MOST_RULES} rules; delete one first.")
            known = await known_of(change.connection, ledger_id)
            row = prepare(draft, blank(ledger_id, there), known, change.ledger.base_currency)
            await rules.create(change.connection, row)
            await change.happened(RuleCreated(row.id), [row.id])
        return change.saved(row)

    async def update(self, ledger_id: UUID, rule_id: UUID, edit: RuleEdit) -> Saved[RuleRow]:
        """Edit a rule."""
        async with self._changes.open(ledger_id) as change:
            old = await _get(change, rule_id)
            known, currency = await known_of(change.connection, ledger_id), change.ledger.base_currency
            new = prepare(edited(old, edit, currency), old, known, currency)
            if new == old:
                await change.unchanged()
                return change.saved(old)
            given = {name: getattr(new, name) for name in ("conditions", "payee", "category_id", "note")}
            await rules.change(change.connection, ledger_id, old.id, **given)
            await change.happened(RuleUpdated(old.id))
        return change.saved(new)

    async def order(self, ledger_id: UUID, rule_ids: Sequence[UUID]) -> Saved[list[RuleRow]]:
        """Put rules first in an order; the others keep theirs behind them."""
        async with self._changes.open(ledger_id) as change:
            known = {row.id: row for row in await rules.all_of(change.connection, ledger_id)}
            problems = ProblemList()
            for number, rule_id in enumerate(rule_ids):
                if rule_id not in known:
                    with problems.noting():
                        raise not_found("There is no such rule; choose one of yours.", "ids", str(number))
            problems.refuse_any()
            ordered = [known[rule_id] for rule_id in dict.fromkeys((*rule_ids, *known))]
            if ordered == list(known.values()):
                await change.unchanged()
                return change.saved(ordered)
            ordered = [row._replace(position=position) for position, row in enumerate(ordered)]
            for row in ordered:
                if row != known[row.id]:
                    await rules.change(change.connection, ledger_id, row.id, position=row.position)
            await change.happened(RulesOrdered(tuple(row.id for row in ordered)))
        return change.saved(ordered)

    async def delete(self, ledger_id: UUID, rule_id: UUID) -> Saved[RuleRow]:
        """Delete a rule; what it gave stays."""
        async with self._changes.open(ledger_id) as change:
            row = await _get(change, rule_id)
            await rules.remove(change.connection, ledger_id, row.id)
            await change.happened(RuleDeleted(row.id))
        return change.saved(row)


async def known_of(connection: Connection, ledger_id: UUID) -> Known:
    """Return the accounts and categories that rules may name."""
    rows = await categories.all_of(connection, ledger_id)
    return Known(KnownAccounts(await accounts.all_of(connection, ledger_id)), {row.id: row for row in rows})


def blank(ledger_id: UUID, there: Sequence[RuleRow]) -> RuleRow:
    """Return a rule behind the others that a draft can fill."""
    position = max((row.position for row in there), default=-1) + 1
    return RuleRow(
        ledger_id=ledger_id, id=new_id(), position=position, conditions={}, payee=None, category_id=None, note=None
    )


def rule_in(there: Sequence[RuleRow], rule_id: UUID) -> RuleRow:
    """Return one of the ledger's rules."""
    row = _find(there, rule_id)
    if row is None:
        raise not_found("There is no such rule; choose one of yours.", "id")
    return row


async def _get(change: Change, rule_id: UUID) -> RuleRow:
    return rule_in(await rules.all_of(change.connection, change.ledger.id), rule_id)


def _find(there: Sequence[RuleRow], rule_id: UUID) -> RuleRow | None:
    return next((row for row in there if row.id == rule_id), None)
