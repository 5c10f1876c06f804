"""Limits: what one request may ask for."""

import strawberry

from resolvers.permissions import READ
from schema.limits import Limits, RequestLimits


@strawberry.type
class LimitQuery:
    @strawberry.field(description="The limits of one request.", extensions=READ)
    def limits(self) -> RequestLimits | None:
        return RequestLimits.of(Limits())
