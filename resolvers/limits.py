"""Limits: what one request may ask for."""

import strawberry

from resolvers.permissions import READ
from schema.context import Info
from schema.limits import Limits, RequestLimits


@strawberry.type
class LimitQuery:
    @strawberry.field(description="The limits of one request, and those by time.", extensions=READ)
    def limits(self, info: Info) -> RequestLimits | None:
        return RequestLimits.of(Limits(), info.context.services.users.rate_limits)
