"""A schema that runs only checked documents and shows clients no internal error."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError
from strawberry import Schema
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from app.graphql.compiled_selections import CompilingExecutor
from app.graphql.documents import CheckedDocuments, Documents
from app.graphql.errors import public_errors
from app.graphql.observed_operations import ObservedOperations, Observer
from app.graphql.trusted_documents import TrustedDocuments
from schema.limits import Limits
from schema.strawberry_internals import core_schema


class GuardedSchema(Schema):
    """A Strawberry schema with limits. Without introspection its errors suggest no names.

    `parts` are the roots, further types and scalars, as Strawberry takes them.
    """

    def __init__(
        self,
        *,
        introspection: bool = True,
        limits: Limits | None = None,
        trusted: TrustedDocuments | None = None,
        observers: Sequence[Observer] = (),
        scalars: Any = None,
        **parts: Any,
    ) -> None:
        super().__init__(
            config=StrawberryConfig(scalar_map=scalars or {}, disable_field_suggestions=not introspection),
            extensions=[lambda: ObservedOperations(observers), CheckedDocuments],
            execution_context_class=CompilingExecutor,
            **parts,
        )
        self.observers = observers
        self.core = core_schema(self)
        self.documents = Documents(self.core, limits or Limits(), introspection=introspection, trusted=trusted)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log the errors, and replace each by the error for the client.

        Each operation passes here: queries, mutations, each event of a subscription, and failures before execution. The
        list is rewritten in place, so that the result carries the public errors.
        """
        operation = execution_context.operation_name if execution_context else None
        errors[:] = public_errors(errors, operation, suggestions=not self.config.disable_field_suggestions)
