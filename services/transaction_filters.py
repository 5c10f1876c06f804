"""Filters of transactions: check them, and replace their accounts and categories by all that these include."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from db import accounts, categories, tags
from db.accounts import AccountRow
from db.categories import CategoryRow
from db.stores.engine import Connection
from db.stores.ids import TRANSFERRED
from db.tag_choices import TagChoice
from db.transactions import TransactionFilter
from services.calculations import CategoryKind
from services.values.errors import invalid
from services.values.input_rules import ProblemList, check_text
from services.values.money import MAX_MINOR_UNITS

MOST_CHOSEN = 500


def checked(chosen: TransactionFilter) -> TransactionFilter:
    """Return the filter with its text trimmed; refuse too many ids and impossible amounts."""
    problems = ProblemList()
    text = ""
    with problems.noting("filter"):
        text = check_text(chosen.text, 200, "text")
    for field, ids in (("account_ids", chosen.account_ids), ("category_ids", chosen.category_ids), *_tags_of(chosen)):
        if len(ids or ()) > MOST_CHOSEN:
            with problems.noting("filter"):
                raise invalid(f"Choose at most {MOST_CHOSEN}.", field)
    for field in ("at_least", "at_most"):
        if abs(getattr(chosen, field) or 0) > MAX_MINOR_UNITS:
            with problems.noting("filter"):
                raise invalid("No amount is that large; use a smaller one.", field)
    problems.refuse_any()
    return replace(chosen, text=text)


async def resolved(
    connection: Connection,
    ledger_id: UUID,
    chosen: TransactionFilter,
    kinds: Collection[CategoryKind],
    known: Iterable[CategoryRow],
) -> TransactionFilter:
    """Return the filter with all accounts and categories that it includes; `known` are the ledger's categories.

    Without `kinds` it keeps all, with some only what counts as one of them.
    """
    chosen = await _with_families(connection, ledger_id, chosen)
    if kinds:
        chosen = await _with_families(connection, ledger_id, _of_kinds(chosen, kinds, known))
        chosen = _of_counted(chosen, kinds, await accounts.all_of(connection, ledger_id))
    chosen = await _with_tags(connection, ledger_id, chosen)
    return replace(await _with_merged(connection, ledger_id, chosen), without_children=False)


def _tags_of(chosen: TransactionFilter) -> list[tuple[str, Sequence[object] | None]]:
    return [
        ("any_tag_ids", chosen.tags.any_of),
        ("all_tag_ids", chosen.tags.all_of),
        ("no_tag_ids", chosen.tags.none_of),
    ]


async def _with_tags(connection: Connection, ledger_id: UUID, chosen: TransactionFilter) -> TransactionFilter:
    """Add the tags that are being merged into each tag; no transaction has a tag that is gone."""
    ids = {
        *(chosen.tags.any_of or ()),
        *(tag_id for group in chosen.tags.all_of for tag_id in group),
        *chosen.tags.none_of,
    }
    if chosen.tags.untagged:
        ids |= (await tags.all_of(connection, ledger_id)).keys()
    if not ids:
        return chosen
    known = await tags.with_merged(connection, ledger_id, ids)

    def merged(tag_ids: Iterable[UUID]) -> tuple[UUID, ...]:
        return tuple(stored_id for tag_id in tag_ids for stored_id in known.get(tag_id, ()))

    wanted = TagChoice(
        any_of=None if chosen.tags.any_of is None else merged(chosen.tags.any_of),
        all_of=tuple(map(merged, chosen.tags.all_of)),
        none_of=merged(ids if chosen.tags.untagged else chosen.tags.none_of),
        untagged=chosen.tags.untagged,
    )
    return replace(chosen, tags=wanted)


async def _with_families(connection: Connection, ledger_id: UUID, chosen: TransactionFilter) -> TransactionFilter:
    """Add the children of each category, and the categories that are being merged into it."""
    if not chosen.category_ids:
        return chosen
    included = categories.with_merged if chosen.without_children else categories.with_children
    return replace(chosen, category_ids=await included(connection, ledger_id, chosen.category_ids))


def _of_kinds(
    chosen: TransactionFilter, kinds: Collection[CategoryKind], known: Iterable[CategoryRow]
) -> TransactionFilter:
    """Keep what counts as one of the kinds; without a category, money in is income and money out is spending."""
    of_kinds: list[UUID | None] = [row.id for row in known if row.kind in kinds]
    of_kinds += [TRANSFERRED] if CategoryKind.TRANSFER in kinds else []
    signs = {kind == CategoryKind.INCOME for kind in kinds if kind != CategoryKind.TRANSFER}
    of_kinds += [None] if signs else []
    wanted = of_kinds if chosen.category_ids is None else [key for key in of_kinds if key in chosen.category_ids]
    return replace(chosen, category_ids=tuple(wanted), uncategorised_in=signs.pop() if len(signs) == 1 else None)


def _of_counted(
    chosen: TransactionFilter, kinds: Collection[CategoryKind], known: Sequence[AccountRow]
) -> TransactionFilter:
    """Keep counted accounts for income and spending; transfers may be of any account."""
    counted = tuple(row.id for row in known if row.counted)
    if CategoryKind.TRANSFER in kinds or len(counted) == len(known):
        return chosen
    wanted = counted if chosen.account_ids is None else tuple(key for key in chosen.account_ids if key in counted)
    return replace(chosen, account_ids=wanted)


async def _with_merged(connection: Connection, ledger_id: UUID, chosen: TransactionFilter) -> TransactionFilter:
    """Add the accounts that are being merged into each account."""
    if not chosen.account_ids:
        return chosen
    return replace(chosen, account_ids=await accounts.with_merged(connection, ledger_id, chosen.account_ids))
