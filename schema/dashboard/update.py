"""An update of the dashboard: its new state, and the events since the update before."""

from typing import Self

import strawberry

from schema.causes import Cause
from schema.dashboard import Dashboard
from schema.dashboard.needs import below, needing, nothing
from services.dashboard.service import MOST_CAUSES, DashboardSnapshot


@strawberry.type(description="The dashboard after a change, and the causes of the change.")
class DashboardUpdate:
    revision: int = strawberry.field(
        description="The revision of the dashboard. Send it as `after` to continue later.", metadata=needing(nothing)
    )
    causes: list[Cause] = strawberry.field(
        description=(f"The events since the update before, or since `after`, oldest first, at most {MOST_CAUSES}."),
        metadata=needing(nothing),
    )
    truncated: bool = strawberry.field(
        description=(
            f"True if `causes` is not complete: there were over {MOST_CAUSES} events, some are too old, or a restore"
            " has undone some."
        ),
        metadata=needing(nothing),
    )
    dashboard: Dashboard = strawberry.field(
        description="The dashboard as of this revision.", metadata=needing(below(Dashboard))
    )

    @classmethod
    def of(cls, snapshot: DashboardSnapshot) -> Self:
        return cls(
            revision=snapshot.ledger.revision,
            causes=[Cause.of(row) for row in snapshot.causes if Cause.is_known(row)],
            truncated=snapshot.truncated,
            dashboard=Dashboard.of(snapshot),
        )
