"""`AccessTokenService`: the tokens by which programs use a ledger within their scopes and time."""

from datetime import date
from uuid import UUID

from db import users
from db.stores.engine import Database
from db.users import CredentialRow
from services.changes import Changes, Saved
from services.events.users import AccessTokenCreated, SessionsRevoked
from services.users.credentials import NewToken, Scope, Viewer, check_token, make_credential, require_session
from services.values.clock import end_of
from services.values.errors import conflict, not_found

MOST_TOKENS = 100


class AccessTokenService:
    """The rules of access tokens. Only a session makes and revokes them."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database = database
        self._changes = changes

    async def create(
        self, viewer: Viewer, name: str, scopes: frozenset[Scope], expires_on: date | None = None
    ) -> Saved[NewToken]:
        """Make an access token that ends after `expires_on` in the ledger's time zone, or never.

        Every scope includes reading, because a write answers with the result.
        """
        require_session(viewer)
        async with self._changes.open(viewer.ledger_id) as change:
            clean = check_token(name, scopes, expires_on, change.today)
            if len(await users.credentials_of(change.connection, viewer.user_id, "token")) >= MOST_TOKENS:
                raise conflict(f"You have {MOST_TOKENS} access tokens; revoke one that you do not need.")
            expires_at = None if expires_on is None else end_of(expires_on, change.ledger.time_zone)
            granted = scopes | {Scope.READ}
            secret, row = make_credential(viewer.user_id, "token", change.now, expires_at, name=clean, scopes=granted)
            await users.add_credential(change.connection, row)
            await change.happened(AccessTokenCreated(viewer.user_id))
        return change.saved(NewToken(secret, row))

    async def all(self, viewer: Viewer) -> list[CredentialRow]:
        """Return the viewer's access tokens, newest first, expired ones too.

        `used_at` moves without a new revision.
        """
        async with self._database.read(viewer.ledger_id) as connection:
            return await users.credentials_of(connection, viewer.user_id, "token")

    async def revoke(self, viewer: Viewer, token_id: UUID) -> Saved[UUID]:
        """End an access token at once."""
        require_session(viewer)
        async with self._changes.open(viewer.ledger_id) as change:
            if not await users.delete_credential(change.connection, viewer.user_id, token_id, "token"):
                raise not_found("There is no such access token.", "id")
            await change.happened(SessionsRevoked(viewer.user_id))
        return change.saved(token_id)
