"""The conditions of a search for transactions, in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    true,
    tuple_,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from db.imports import came_with
from db.splits import splits
from db.stores.engine import Connection
from db.stores.ids import TRANSFERRED
from db.tags import WHOLE, places
from db.transactions import Position, TransactionFilter, as_seen, readable

Columns: TypeAlias = ReadOnlyColumnCollection[str, Any]
_SPLITS, _PLACES = splits.c, places.alias("its_tags").c


@dataclass(frozen=True, slots=True)
class Search:
    """A requested page, and the database to search."""

    connection: Connection
    ledger_id: UUID
    chosen: TransactionFilter
    count: int
    after: Position | None
    before: Position | None
    backwards: bool

    @property
    def chooses_splits(self) -> bool:
        """Return True if it has conditions that one split must meet together."""
        return self.chosen.category_ids is not None or bool(self.chosen.tags)

    @property
    def on_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"

    @property
    def days(self) -> tuple[Any, Any]:
        """Return the first and the last possible day; None stands for no limit."""
        firsts = [day for day in (self.chosen.start, self.before and self.before.date) if day]
        lasts = [day for day in (self.chosen.end, self.after and self.after.date) if day]
        return max(firsts, default=None), min(lasts, default=None)

    def within(self, columns: Columns, id_column: str = "id") -> ColumnElement[bool]:
        """Return the conditions that the index in the order of the list supports."""
        conditions = [columns.ledger_id == bindparam("ledger_id"), columns.deleted == self.chosen.deleted]
        place = tuple_(columns.date, columns[id_column])
        first, last = self.days
        conditions += [columns.date >= first] if first else []
        conditions += [columns.date <= last] if last else []
        conditions += [place < tuple_(*self.after)] if self.after else []
        conditions += [place > tuple_(*self.before)] if self.before else []
        return and_(*conditions)

    def meets(self, columns: Columns) -> ColumnElement[bool]:
        """Return all other conditions."""
        chosen, conditions = self.chosen, [self.qualifies(columns)]
        if self.chooses_splits:
            conditions.append(or_(self.counts_in(columns, chosen.category_ids), self._has_split_in(columns)))
        return and_(*conditions)

    def qualifies(self, columns: Columns) -> ColumnElement[bool]:
        """Return the conditions on a transaction itself, apart from its splits."""
        chosen, conditions = self.chosen, [readable(columns), self.stands_in(columns)]
        conditions.append(between(columns.base_amount, chosen.at_least, chosen.at_most, absolute=chosen.absolute))
        if chosen.payee is not None:
            conditions.append(columns.payee == chosen.payee)
        if chosen.text:
            conditions.append(mentions(columns, chosen.text, on_sqlite=self.on_sqlite))
        return and_(*conditions)

    def stands_in(self, columns: Columns) -> ColumnElement[bool]:
        """Return the condition that a transaction is of one of the accounts and came with the import, if asked for."""
        chosen, conditions = self.chosen, list[ColumnElement[bool]]([true()])
        if chosen.account_ids is not None:
            conditions.append(columns.account_id.in_(chosen.account_ids))
        if chosen.import_id is not None:
            conditions.append(came_with(columns, self.ledger_id, chosen.import_id))
        return and_(*conditions)

    def counts_in(self, columns: Columns, category_ids: Iterable[UUID | None] | None) -> ColumnElement[bool]:
        """Return the condition that a transaction has only one split, which is in one of these categories."""
        return and_(columns.split_count == 1, self.is_in(columns, category_ids))

    def is_in(self, columns: Columns, category_ids: Iterable[UUID | None] | None) -> ColumnElement[bool]:
        """Return the condition that a split has the requested tags and is in one of these categories.

        Without a category it must have the requested sign.
        """
        tagged = self._has_tags(columns)
        if category_ids is None:
            return tagged
        return and_(
            tagged, or_(false(), *(self._is_in(columns, category_id) for category_id in dict.fromkeys(category_ids)))
        )

    def _has_tags(self, columns: Columns) -> ColumnElement[bool]:
        chosen, conditions = self.chosen.tags, list[ColumnElement[bool]]([true()])
        wanted = [*([chosen.any_of] if chosen.any_of is not None else []), *chosen.all_of]
        conditions += [self._has_tag(columns, tag_ids) for tag_ids in wanted]
        conditions += [~self._has_tag(columns, chosen.none_of)] if chosen.none_of else []
        return and_(*conditions)

    def _has_tag(self, columns: Columns, tag_ids: Iterable[UUID]) -> ColumnElement[bool]:
        """Return the condition that a split or its transaction has one of these tags."""
        whole = columns.transaction_id if "transaction_id" in columns else columns.id
        mine = (_PLACES.ledger_id == bindparam("ledger_id"), _PLACES.transaction_id == whole)
        return exists().where(*mine, _PLACES.split_id.in_([WHOLE, columns.id]), _PLACES.tag_id.in_(list(tag_ids)))

    def _is_in(self, columns: Columns, category_id: UUID | None) -> ColumnElement[bool]:
        if category_id == TRANSFERRED:
            return and_(columns.category_id.is_(None), columns.transfer_id.is_not(None))
        condition: ColumnElement[bool] = columns.category_id.is_not_distinct_from(category_id)
        if category_id is None:
            condition = and_(condition, columns.transfer_id.is_(None))
        if category_id is not None or self.chosen.uncategorised_in is None:
            return condition
        sign = columns.base_amount > 0 if self.chosen.uncategorised_in else columns.base_amount <= 0
        return and_(condition, sign)

    def _has_split_in(self, columns: Columns) -> ColumnElement[bool]:
        mine = (_SPLITS.ledger_id == bindparam("ledger_id"), _SPLITS.transaction_id == columns.id)
        in_them = self.is_in(_SPLITS, self.chosen.category_ids)
        return and_(columns.split_count > 1, exists().where(*mine, in_them))

    def page_of(self, statement: Select[Any], columns: Columns) -> Select[Any]:
        """Return the statement for the page of another statement's rows."""
        return self.listed(statement.with_only_columns(*as_seen(columns)), columns, self.count)

    def listed(self, statement: Select[Any], columns: Columns, count: int, id_column: str = "id") -> Select[Any]:
        """Return the statement for the first rows in the order of the list, from the requested end."""
        order = (columns.date, columns[id_column])
        return statement.order_by(*(column.asc() if self.backwards else column.desc() for column in order)).limit(count)

    async def rows(self, statement: Any, **parameters: object) -> list[Any]:
        """Return all rows of a statement."""
        given = {"ledger_id": self.ledger_id, "content": self.chosen.text, **parameters}
        return list(await self.connection.execute(statement, given))


def between(
    amount: ColumnElement[int], at_least: int | None, at_most: int | None, *, absolute: bool
) -> ColumnElement[bool]:
    """Return the condition on amounts in a form that the index of signed amounts supports."""
    condition = and_(true(), *([amount >= at_least] if at_least is not None else []))
    condition = and_(condition, *([amount <= at_most] if at_most is not None else []))
    if not absolute:
        return condition
    mirrored = between(amount, _negative(at_most), _negative(at_least), absolute=False)
    return or_(and_(amount >= 0, condition), and_(amount < 0, mirrored))


def _negative(amount: int | None) -> int | None:
    return None if amount is None else -amount


def mentions(columns: Columns, words: str, *, on_sqlite: bool) -> ColumnElement[bool]:
    """Return the condition that a transaction says these words."""
    texts = (columns.payee, columns.note)
    if on_sqlite and not words.isascii():
        folded = (func.unicode_lower(column, type_=String) for column in texts)
        return or_(*(column.contains(words.lower(), autoescape=True) for column in folded))
    return or_(*(column.icontains(words, autoescape=True) for column in texts))
