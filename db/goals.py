"""Savings goals of a ledger and the contributions towards them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    insert,
    select,
    update,
)

from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.stores.visits import Read, Statement, every

goals = Table(
    "goals",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("target", BigInteger, nullable=False),
    Column("target_date", Date),
    Column("started_on", Date, nullable=False),
    Column("account_id", Uuid),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)

contributions = Table(
    "contributions",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("goal_id", Uuid, nullable=False),
    Column("date", Date, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("note", String(1000), nullable=False),
    ForeignKeyConstraint(["ledger_id", "goal_id"], ["goals.ledger_id", "goals.id"], ondelete="CASCADE"),
    Index("ix_contributions_goal", "ledger_id", "goal_id", "date"),
)


class GoalRow(NamedTuple):
    """A goal as stored, with what has been contributed so far; minor units of the base currency.

    `paid` is the part of `saved` that was contributed in the days that the reader asked about. For a goal that stands
    on an account the service sets both by its balance; `known` is False if that is unknown.
    """

    ledger_id: UUID
    id: UUID
    name: str
    target: int
    target_date: date | None
    started_on: date
    account_id: UUID | None
    saved: int
    paid: int = 0
    known: bool = True


class ContributionRow(NamedTuple):
    """One payment towards a goal; a withdrawal is negative."""

    ledger_id: UUID
    id: UUID
    goal_id: UUID
    date: date
    amount: int
    note: str


_IN_TIME = contributions.c.date.between(bindparam("since"), bindparam("until"))
_SAVED = func.coalesce(cast(func.sum(contributions.c.amount), BigInteger), 0)
_PAID = func.coalesce(cast(func.sum(case((_IN_TIME, contributions.c.amount), else_=0)), BigInteger), 0)
_ALL = (
    select(*goals.c, _SAVED, _PAID)
    .outerjoin(
        contributions, (contributions.c.ledger_id == goals.c.ledger_id) & (contributions.c.goal_id == goals.c.id)
    )
    .where(goals.c.ledger_id == bindparam("ledger_id"))
    .group_by(*goals.c)
    .order_by(goals.c.target_date.is_(None), goals.c.target_date, goals.c.name, goals.c.id)
)
_IN_LEDGER = Statement(_ALL)


def _goal(cells: Sequence[Any]) -> GoalRow:
    return GoalRow._make((*cells, True))


def all_in(ledger_id: UUID, *, since: date = date.max, until: date = date.min) -> Read[list[GoalRow]]:
    """Read every goal of the ledger, the nearest target date first; `paid` is counted from `since` to `until`."""
    return Read(_IN_LEDGER, {"ledger_id": ledger_id, "since": since, "until": until}, every(_goal))


async def all_of(
    connection: Connection, ledger_id: UUID, *, since: date = date.max, until: date = date.min
) -> list[GoalRow]:
    """Return every goal of the ledger, the nearest target date first; `paid` is counted from `since` to `until`."""
    return await all_in(ledger_id, since=since, until=until).within(connection)


async def get(
    connection: Connection, ledger_id: UUID, goal_id: UUID, *, since: date = date.max, until: date = date.min
) -> GoalRow | None:
    """Return one goal of the ledger; `paid` is counted from `since` to `until`."""
    values = {"ledger_id": ledger_id, "since": since, "until": until}
    row = (await connection.execute(_ALL.where(goals.c.id == goal_id), values)).one_or_none()
    return _goal(row) if row else None


async def create(connection: Connection, row: GoalRow) -> None:
    """Store a new goal; the saved amount comes from its contributions or its account."""
    await connection.execute(insert(goals), {name: value for name, value in row._asdict().items() if name in goals.c})


async def change(connection: Connection, ledger_id: UUID, goal_id: UUID, **values: object) -> None:
    """Set columns of one goal."""
    chosen = update(goals).where(goals.c.ledger_id == ledger_id, goals.c.id == goal_id)
    await connection.execute(chosen.values(**values))


async def move_account(connection: Connection, ledger_id: UUID, source_id: UUID, target_id: UUID | None) -> None:
    """Let goals stand on another account, or on none."""
    theirs = (goals.c.ledger_id == ledger_id, goals.c.account_id == source_id)
    await connection.execute(update(goals).where(*theirs).values(account_id=target_id))


async def delete(connection: Connection, ledger_id: UUID, goal_id: UUID) -> None:
    """Delete a goal with its contributions."""
    await connection.execute(goals.delete().where(goals.c.ledger_id == ledger_id, goals.c.id == goal_id))


async def contribute(connection: Connection, row: ContributionRow) -> None:
    """Store a contribution."""
    await connection.execute(insert(contributions), row._asdict())


async def get_contributions(connection: Connection, ledger_id: UUID, ids: list[UUID]) -> list[ContributionRow]:
    """Return the ledger's contributions with these ids, in no particular order."""
    chosen = select(contributions).where(contributions.c.ledger_id == ledger_id, contributions.c.id.in_(ids))
    return [ContributionRow._make(row) for row in await connection.execute(chosen)]


async def contributions_of(connection: Connection, ledger_id: UUID, goal_ids: list[UUID]) -> list[ContributionRow]:
    """Return the contributions to some goals, newest first."""
    chosen = select(contributions).where(contributions.c.ledger_id == ledger_id, contributions.c.goal_id.in_(goal_ids))
    rows = await connection.execute(chosen.order_by(contributions.c.date.desc(), contributions.c.id.desc()))
    return [ContributionRow._make(row) for row in rows]
