"""Alerts of a ledger, the rules that raise them, and how far the ledger was looked at."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Uuid,
    delete,
    exists,
    false,
    insert,
    or_,
    select,
    update,
)

from db.ledgers import ledgers
from db.stores.engine import Connection
from db.stores.metadata import Moment, metadata

alert_rules = Table(
    "alert_rules",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("account_id", Uuid),
    Column("category_id", Uuid),
    Column("amount", BigInteger),
    Column("percent", Integer),
    Column("days", Integer),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(
        ["ledger_id", "account_id"],
        ["accounts.ledger_id", "accounts.id"],
        name="fk_alert_rules_account",
        ondelete="CASCADE",
    ),
    ForeignKeyConstraint(
        ["ledger_id", "category_id"],
        ["categories.ledger_id", "categories.id"],
        name="fk_alert_rules_category",
        ondelete="CASCADE",
    ),
)

alerts = Table(
    "alerts",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("rule_id", Uuid, nullable=False),
    Column("about", String(100), nullable=False),
    Column("text", String(500), nullable=False),
    Column("at", Moment, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("over", Boolean, nullable=False),
    ForeignKeyConstraint(
        ["ledger_id", "rule_id"],
        ["alert_rules.ledger_id", "alert_rules.id"],
        name="fk_alerts_rule",
        ondelete="CASCADE",
    ),
    Index("ix_alerts_revision", "ledger_id", "revision"),
)

alert_looks = Table(
    "alert_looks",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("until", Moment, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class AlertRuleRow(NamedTuple):
    """A rule as stored; the amount is in minor units of its account, or of the base currency without one."""

    ledger_id: UUID
    id: UUID
    kind: str
    account_id: UUID | None = None
    category_id: UUID | None = None
    amount: int | None = None
    percent: int | None = None
    days: int | None = None


class AlertRow(NamedTuple):
    """An alert as stored. `about` names what crossed the rule; it is `over` when that no longer holds."""

    ledger_id: UUID
    id: UUID
    rule_id: UUID
    about: str
    text: str
    at: datetime
    revision: int
    over: bool = False


_RULE, _ALERT, _LOOK = alert_rules.c, alerts.c, alert_looks.c


async def rules_of(connection: Connection, ledger_id: UUID) -> list[AlertRuleRow]:
    """Return the rules of the ledger, the oldest first."""
    chosen = select(alert_rules).where(_RULE.ledger_id == ledger_id).order_by(_RULE.id)
    return [AlertRuleRow._make(row) for row in await connection.execute(chosen)]


async def create_rule(connection: Connection, row: AlertRuleRow) -> None:
    """Store a new rule."""
    await connection.execute(insert(alert_rules), row._asdict())


async def remove_rule(connection: Connection, ledger_id: UUID, rule_id: UUID) -> bool:
    """Delete a rule with its alerts; return False if there is none."""
    mine = delete(alert_rules).where(_RULE.ledger_id == ledger_id, _RULE.id == rule_id)
    return bool((await connection.execute(mine)).rowcount)


async def newest(connection: Connection, ledger_id: UUID, count: int) -> list[AlertRow]:
    """Return the newest alerts of the ledger, the newest first."""
    chosen = select(alerts).where(_ALERT.ledger_id == ledger_id).order_by(_ALERT.id.desc()).limit(count)
    return [AlertRow._make(row) for row in await connection.execute(chosen)]


async def after(connection: Connection, ledger_id: UUID, revision: int, count: int) -> list[AlertRow]:
    """Return the alerts after a revision, the oldest first."""
    chosen = select(alerts).where(_ALERT.ledger_id == ledger_id, _ALERT.revision > revision)
    rows = await connection.execute(chosen.order_by(_ALERT.revision, _ALERT.id).limit(count))
    return [AlertRow._make(row) for row in rows]


async def get(connection: Connection, ledger_id: UUID, alert_id: UUID) -> AlertRow | None:
    """Return an alert of the ledger."""
    chosen = select(alerts).where(_ALERT.ledger_id == ledger_id, _ALERT.id == alert_id)
    row = (await connection.execute(chosen)).one_or_none()
    return AlertRow._make(row) if row else None


async def holding(connection: Connection, ledger_id: UUID) -> list[AlertRow]:
    """Return the alerts that are not over."""
    chosen = select(alerts).where(_ALERT.ledger_id == ledger_id, _ALERT.over == false())
    return [AlertRow._make(row) for row in await connection.execute(chosen)]


async def add(connection: Connection, rows: Sequence[AlertRow]) -> None:
    """Store new alerts."""
    await connection.execute(insert(alerts), [row._asdict() for row in rows])


async def end(connection: Connection, ledger_id: UUID, ids: Collection[UUID]) -> None:
    """Note that alerts are over."""
    if ids:
        await connection.execute(
            update(alerts).where(_ALERT.ledger_id == ledger_id, _ALERT.id.in_(ids)).values(over=True)
        )


async def due(connection: Connection, now: datetime) -> list[UUID]:
    """Return the ledgers with rules that changed since they were looked at, or whose day has ended since."""
    chosen = select(ledgers.c.id).outerjoin(alert_looks, _LOOK.ledger_id == ledgers.c.id)
    has_rules = exists().where(_RULE.ledger_id == ledgers.c.id)
    is_due = or_(_LOOK.ledger_id.is_(None), _LOOK.revision < ledgers.c.revision, _LOOK.until <= now)
    return list((await connection.execute(chosen.where(ledgers.c.closed == false(), has_rules, is_due))).scalars())


async def note_look(connection: Connection, ledger_id: UUID, revision: int, until: datetime) -> None:
    """Note the revision that was looked at, and the time until which only another revision matters."""
    changed = update(alert_looks).where(_LOOK.ledger_id == ledger_id).values(revision=revision, until=until)
    if not (await connection.execute(changed)).rowcount:
        await connection.execute(insert(alert_looks), {"ledger_id": ledger_id, "revision": revision, "until": until})
