"""The context of an operation: the caller, the services, and the operation's loaders."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, TypeAlias
from uuid import UUID

import strawberry

from db.ledgers import LedgerRow
from schema.loaders import Loaders
from services.users import SignedIn, Viewer
from services.values.errors import Unauthenticated
from services.wiring import Services


class SessionKeeper(Protocol):
    """Stores a browser's session in the cookie of the response."""

    def keep(self, secret: str) -> None:
        """Give the browser a session to send from now on."""

    def forget(self) -> None:
        """Take the session away from the browser."""


@dataclass
class Context:
    """The caller, the services and the loaders of one operation.

    `viewer` is None if nobody is signed in. A shared subscription goes on from the revision `resume` in place of the
    argument `after`.
    """

    services: Services
    viewer: Viewer | None
    client: str
    session: SessionKeeper
    resume: int | None = None

    @cached_property
    def loaders(self) -> Loaders:
        """Return the loaders, which most operations do not need."""
        return Loaders(self.services, self.viewer.ledger_id if self.viewer else None)

    def enter(self, signed_in: SignedIn) -> None:
        """Continue as the user who has just signed in."""
        self._continue_as(signed_in.viewer)
        self.session.keep(signed_in.secret)

    def settle(self, ledger: LedgerRow) -> None:
        """Continue with the ledger's new settings."""
        self.viewer = replace(self.signed_in, base_currency=ledger.base_currency, time_zone=ledger.time_zone)

    def leave(self) -> None:
        """Continue as nobody."""
        self._continue_as(None)
        self.session.forget()

    def _continue_as(self, viewer: Viewer | None) -> None:
        self.viewer = viewer
        vars(self).pop("loaders", None)  # those are another ledger's

    @property
    def signed_in(self) -> Viewer:
        """Return the viewer. Raises Unauthenticated if nobody is signed in."""
        if self.viewer is None:
            raise Unauthenticated
        return self.viewer

    @property
    def ledger_id(self) -> UUID:
        """Return the id of the viewer's ledger."""
        return self.signed_in.ledger_id


Info: TypeAlias = strawberry.Info[Context, None]
