"""The dashboard, read as far as it is selected."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ
from schema.context import Info
from schema.dashboard import Dashboard
from schema.periods import PeriodInput


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
    ) -> Dashboard:
        return await Dashboard.read(info, period)
