"""Filters of transactions: check them, and find the categories that they stand for."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from db import categories
from db.categories import CategoryRow
from db.stores.engine import Connection
from db.transactions import TransactionFilter
from services.calculations import CategoryKind
from services.errors import invalid
from services.input_rules import ProblemList, check_text
from services.money import MAX_MINOR_UNITS

MOST_CATEGORIES = 500


def checked(chosen: TransactionFilter) -> TransactionFilter:
    """Return the filter with its text trimmed; refuse conditions that nothing can meet."""
    problems = ProblemList()
    text = ""
    with problems.noting("filter"):
        text = check_text(chosen.text, 200, "text")
    if len(chosen.category_ids or ()) > MOST_CATEGORIES:
        with problems.noting("filter"):
            raise invalid(f"Choose at most {MOST_CATEGORIES} categories.", "category_ids")
    for field in ("at_least", "at_most"):
        if abs(getattr(chosen, field) or 0) > MAX_MINOR_UNITS:
            with problems.noting("filter"):
                raise invalid("No amount is that large; use a smaller one.", field)
    problems.refuse_any()
    return replace(chosen, text=text)


async def with_families(connection: Connection, ledger_id: UUID, chosen: TransactionFilter) -> TransactionFilter:
    """Let each category stand for its children and for those that are merged into it, too."""
    if not chosen.category_ids:
        return chosen
    return replace(chosen, category_ids=await categories.with_children(connection, ledger_id, chosen.category_ids))


def of_kind(chosen: TransactionFilter, kind: CategoryKind, known: Iterable[CategoryRow]) -> TransactionFilter:
    """Keep what counts as `kind`; without a category, money in is income and money out is spending."""
    of_kind = [row.id for row in known if row.kind == kind] + ([] if kind == CategoryKind.TRANSFER else [None])
    wanted = of_kind if chosen.category_ids is None else [each for each in of_kind if each in chosen.category_ids]
    return replace(chosen, category_ids=tuple(wanted), uncategorised_in=kind == CategoryKind.INCOME)
