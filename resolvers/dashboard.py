"""The dashboard: read once, or again after every change, as far as it is selected."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

import strawberry

from resolvers.permissions import READ
from schema.context import Info
from schema.dashboard import Dashboard
from schema.dashboard.needs import needed
from schema.dashboard.update import DashboardUpdate
from schema.periods import PeriodInput, choice_of
from schema.selection import selected


@strawberry.type
class DashboardQuery:
    @strawberry.field(description="Everything for a home screen. Select only the parts that you draw.", extensions=READ)
    async def dashboard(
        self,
        info: Info,
        period: Annotated[
            PeriodInput | None, strawberry.argument(description="The period to show. The default is the current one.")
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
                description="The last revision that you saw. It only selects the `causes`, so an old one is harmless."
            ),
        ] = None,
        period: Annotated[
            PeriodInput | None, strawberry.argument(description="The period to show. The default is the current one.")
        ] = None,
    ) -> AsyncIterator[DashboardUpdate]:
        context, needs = info.context, needed(DashboardUpdate, selected(info))
        since = after if context.resume is None else context.resume
        updates = context.services.dashboard.updates(context.ledger_id, choice_of(period), needs, since)
        async with aclosing(updates):
            async for snapshot in updates:
                context.settle(snapshot.ledger)
                yield DashboardUpdate.of(snapshot)
