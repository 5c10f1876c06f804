"""The schema of the API: its roots, scalars and limits."""

from collections.abc import Sequence

from app.graphql.observed_operations import Observer
from app.graphql.sharing import SharingSchema
from app.graphql.trusted_documents import TrustedDocuments
from app.observability.metrics import Metrics
from resolvers import Mutation, Query, Subscription
from schema.conversations import CHAT_EVENTS
from schema.scalars import SCALARS


def build_schema(
    *,
    introspection: bool = True,
    trusted: TrustedDocuments | None = None,
    observers: Sequence[Observer] = (),
    metrics: Metrics | None = None,
) -> SharingSchema:
    """Build the whole schema."""
    return SharingSchema(
        metrics=metrics or Metrics(),
        introspection=introspection,
        trusted=trusted,
        observers=observers,
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=CHAT_EVENTS,
        scalars=SCALARS,
    )
