"""The dashboard, read as far as it is selected: once, or again after every change."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

import strawberry

from resolvers.permissions import READ
from schema.context import Info, Position
from schema.dashboard import Dashboard, needs_of
from schema.dashboard.update import DashboardUpdate
from schema.periods import PeriodInput, choice_of
from schema.selection import fields_of, selected


@strawberry.type
class DashboardQuery:
    @strawberry.field(
        description="Everything that a home screen shows; ask only for the parts you draw.", extensions=READ
    )
    async def dashboard(
        self,
        info: Info,
        period: Annotated[
            PeriodInput | None, strawberry.argument(description="The period to show; the current one if left out.")
        ] = None,
    ) -> Dashboard | None:
        return await Dashboard.read(info, choice_of(period))


@strawberry.type
class DashboardSubscription:
    @strawberry.subscription(
        description=(
            "The dashboard: its state now, then again after every change of the ledger and at its midnight. Changes "
            "close together arrive as one update; no change is missed, however long it takes to arrive."
        ),
        extensions=READ,
    )
    async def dashboard_updated(
        self,
        info: Info,
        after: Annotated[
            int | None,
            strawberry.argument(
                description="The last revision that you saw. It only fills `causes`, so an old one is harmless."
            ),
        ] = None,
        period: Annotated[
            PeriodInput | None, strawberry.argument(description="The period to show; the current one if left out.")
        ] = None,
    ) -> AsyncIterator[DashboardUpdate]:
        context = info.context
        parts = (part for field in selected(info) if field.name == "dashboard" for part in fields_of(field.selections))
        since = after if context.following.resume is None else context.following.resume
        updates = context.services.dashboard.updates(context.ledger_id, choice_of(period), needs_of(parts), since)
        async with aclosing(updates):
            async for snapshot in updates:
                context.settle(snapshot.ledger)
                context.following.position = Position(snapshot.epoch, snapshot.ledger.revision, snapshot.today)
                context.following.changed_at = snapshot.causes[-1].at if snapshot.causes else None
                yield DashboardUpdate.of(snapshot)
