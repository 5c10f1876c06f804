"""The access that a field needs, and the payload of a refused mutation."""

from enum import Enum
from inspect import isawaitable
from typing import Any

from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver

from schema.context import Context, Info
from services.users import Scope, Viewer
from services.values.errors import Forbidden, Refused


class Access(Enum):
    """The access that a field needs."""

    ANYONE = "nobody needs to be signed in"
    READ = "a session, or a token that may read"
    WRITE = "a session, or a token that may change the ledger's money"
    SETTINGS = "a session, or a token that may change profile and settings"
    SESSION = "somebody who signed in with a password"


# A mutation returns what it has changed, so every scope includes reading.
_SCOPES: dict[Access, frozenset[Scope]] = {
    Access.READ: frozenset(Scope),
    Access.WRITE: frozenset({Scope.WRITE}),
    Access.SETTINGS: frozenset({Scope.SETTINGS}),
}


class Requires(FieldExtension):
    """An extension that lets only callers with the access through."""

    def __init__(self, access: Access) -> None:
        self.access = access

    async def resolve_async(self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        """Resolve the field, or refuse the caller first."""
        check_access(info.context, self.access)
        result = next_(source, info, **kwargs)
        return await result if isawaitable(result) else result  # a subscription gives its events without a wait


class ReportsProblems(FieldExtension):
    """An extension that answers a refused input with the mutation's own payload and all its problems."""

    async def resolve_async(self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        """Resolve the mutation, or list the problems of its input."""
        try:
            return await next_(source, info, **kwargs)
        except Refused as refusal:
            payload: Any = info.return_type  # which is optional
            return payload.of_type.refused(refusal)


def check_access(context: Context, access: Access) -> None:
    """Refuse a caller that does not have the access."""
    if access is not Access.ANYONE:
        check_viewer(context.signed_in, access)


def check_viewer(viewer: Viewer, access: Access) -> None:
    """Refuse a session or token that does not have the access."""
    if access is Access.SESSION and viewer.kind != "session":
        raise Forbidden("An access token may not do this; sign in with the password.")
    if access in _SCOPES and not viewer.scopes & _SCOPES[access]:
        raise Forbidden(f"This access token needs the scope {access.name} for that; make one that has it.")


ANYONE: list[FieldExtension] = [Requires(Access.ANYONE)]
PUBLIC: list[FieldExtension] = [Requires(Access.ANYONE), ReportsProblems()]
READ: list[FieldExtension] = [Requires(Access.READ)]
WRITE: list[FieldExtension] = [Requires(Access.WRITE), ReportsProblems()]
SETTINGS: list[FieldExtension] = [Requires(Access.SETTINGS), ReportsProblems()]
SESSION: list[FieldExtension] = [Requires(Access.SESSION), ReportsProblems()]
