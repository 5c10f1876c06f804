"""Splits: the parts of a transaction, which always add up to it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from db.categories import CategoryRow
from db.splits import SplitRow, Splits
from db.stores.ids import new_id
from db.transactions import TransactionRow
from services.values.errors import Problem, ProblemCode, Refused, invalid, not_found
from services.values.exchange import to_base
from services.values.input_rules import ProblemList, check_text
from services.values.money import MAX_MINOR_UNITS, Money, money_decimal, to_minor
from services.values.writing import amount as written

MOST_SPLITS, LONGEST_NOTE = 100, 1_000


@dataclass(frozen=True, slots=True)
class SplitDraft:
    """A requested split, in the transaction's currency. Only the last may have no amount: it gets the rest.

    `id` is the id of a stored split, None for a new one. Without `tag_ids` a stored split keeps its tags.
    """

    amount: Decimal | None = None
    category_id: UUID | None = None
    note: str = ""
    id: UUID | None = None
    tag_ids: tuple[UUID, ...] | None = None


def prepare_splits(
    drafts: Sequence[SplitDraft],
    row: TransactionRow,
    base: str,
    known: Mapping[UUID, CategoryRow],
    present: Mapping[UUID, SplitRow],
) -> list[SplitRow]:
    """Return the splits of a transaction; refuse them with all their problems at once.

    `present` are its stored splits by their ids. The rounding of base amounts goes into the last split.
    """
    if not 1 <= len(drafts) <= MOST_SPLITS:
        code = ProblemCode.TOO_LARGE if drafts else ProblemCode.INVALID
        raise Refused([Problem(code, f"Give 1 to {MOST_SPLITS} splits; these are {len(drafts)}.", ("splits",))])
    problems = ProblemList()
    amounts, notes = [0] * len(drafts), [""] * len(drafts)
    with problems.noting("splits"):
        _check_ids(drafts, present)
    for place, draft in enumerate(drafts):
        with problems.noting("splits", str(place)):
            notes[place] = check_text(draft.note, LONGEST_NOTE, "note", lines=True)
        with problems.noting("splits", str(place)):
            if draft.category_id is not None:
                check_category(draft.category_id, known)
        with problems.noting("splits", str(place)):
            if draft.amount is not None:
                amounts[place] = to_minor(draft.amount, row.currency, "amount")
            elif place < len(drafts) - 1:
                raise invalid("Only the last split may leave its amount out; say how much this one is.", "amount")
    problems.refuse_any()
    _add_up(amounts, row, rest=drafts[-1].amount is None)
    bases = _in_base(amounts, row, base)
    return [
        SplitRow(
            ledger_id=row.ledger_id,
            id=split_id,
            transaction_id=row.id,
            number=place,
            date=row.date,
            deleted=row.deleted,
            amount=amounts[place],
            base_amount=bases[place],
            category_id=draft.category_id,
            note=notes[place],
            transfer_id=present[draft.id].transfer_id if draft.id else None,
        )
        for place, (draft, split_id) in enumerate(zip(drafts, _ids(drafts, row.id), strict=True))
    ]


def check_category(category_id: UUID, known: Mapping[UUID, CategoryRow]) -> None:
    """Refuse a category that the ledger does not have, or that is archived."""
    category = known.get(category_id)
    if category is None:
        raise not_found("There is no such category; choose one of yours.", "category_id")
    if category.archived:
        raise invalid(f"The category “{category.name}” is archived; bring it back or choose another.", "category_id")


def only_split(row: TransactionRow) -> SplitRow:
    """Return the only split of a transaction; it has the transaction's id."""
    return SplitRow(
        ledger_id=row.ledger_id,
        id=row.id,
        transaction_id=row.id,
        number=0,
        date=row.date,
        deleted=row.deleted,
        amount=row.amount,
        base_amount=row.base_amount,
        category_id=row.category_id,
        note="",
        transfer_id=row.transfer_id,
    )


def as_rows(rows: Iterable[TransactionRow], parts: Splits) -> list[TransactionRow]:
    """Return a transaction's row for each split, as if it were a transaction."""
    return [
        row
        if row.split_count == 1
        else row._replace(
            amount=part.amount,
            base_amount=part.base_amount,
            category_id=part.category_id,
            note=part.note or row.note,
            transfer_id=part.transfer_id,
        )
        for row in rows
        for part in parts.get(row.id) or (only_split(row),)
    ]


def drafts_of(rows: Iterable[SplitRow], currency: str, *, rest: bool) -> tuple[SplitDraft, ...]:
    """Return drafts of stored splits; with `rest` the last one gets the rest of a new total."""
    drafts = [SplitDraft(money_decimal(Money(row.amount, currency)), row.category_id, row.note, row.id) for row in rows]
    if drafts and rest:
        last = drafts[-1]
        drafts[-1] = SplitDraft(None, last.category_id, last.note, last.id)
    return tuple(drafts)


def _check_ids(drafts: Sequence[SplitDraft], present: Collection[UUID]) -> None:
    problems, seen = ProblemList(), set()
    for place, draft in enumerate(drafts):
        with problems.noting(str(place)):
            if draft.id is not None and draft.id not in present:
                raise not_found("This transaction has no such split; leave the id out for a new one.", "id")
            if draft.id is not None and draft.id in seen:
                raise invalid("This split is here twice; leave the id out for a new one.", "id")
        seen.add(draft.id)
    problems.refuse_any()


def _ids(drafts: Iterable[SplitDraft], transaction_id: UUID) -> list[UUID]:
    """Return the ids of the splits: the first new one gets the transaction's id, if no other split has it."""
    ids = [draft.id for draft in drafts]
    if transaction_id not in ids and None in ids:
        ids[ids.index(None)] = transaction_id
    return [split_id or new_id() for split_id in ids]


def _add_up(amounts: list[int], row: TransactionRow, *, rest: bool) -> None:
    """With `rest` give the last split the rest of the amount; else refuse a sum that is not the amount."""
    missing = row.amount - sum(amounts)
    if rest:
        amounts[-1] = missing
        if abs(missing) > MAX_MINOR_UNITS:
            raise invalid("The rest is too large for a split; use smaller amounts.", "splits")
    elif missing:
        given, total, last = (
            written(Money(minor, row.currency)) for minor in (sum(amounts), row.amount, amounts[-1] + missing)
        )
        raise invalid(
            f"The splits add up to {given}, not to {total}; with {last} the last one would be right.", "splits"
        )


def _in_base(amounts: Sequence[int], row: TransactionRow, base: str) -> list[int]:
    rate = None if row.exchange_rate is None else Decimal(row.exchange_rate)
    first = [to_base(amount, row.currency, rate, base) for amount in amounts[:-1]]
    return [*first, row.base_amount - sum(first)]
