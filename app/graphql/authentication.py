"""Authentication: find the caller by the session cookie of a browser or the bearer token of another client."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.graphql.errors import Rejected
from schema.context import Context, SessionKeeper
from schema.node import global_id
from services.users import Viewer
from services.wiring import Services

SESSION_COOKIE = "aqua_thistle_session"
# A browser has one session for all its tabs; a page that shows one user's money says whose, by their id.
OWNER_HEADER = "aqua-thistle-viewer"
OWNER_PARAMETER = "viewer"
BEARER = "bearer "
INVALID_TOKEN = {"www-authenticate": 'Bearer error="invalid_token"'}

_CALLER = "aqua_thistle.caller"


@dataclass(frozen=True, slots=True)
class Caller:
    """The sender of a request.

    `secret` came with it, valid or not; `has_bearer` is True if it is a bearer token.
    """

    viewer: Viewer | None
    secret: str | None
    has_bearer: bool


class Callers:
    """Finds the caller of each request, and makes the context of each operation."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def of(self, connection: HTTPConnection) -> Caller:
        """Return the caller of a request. Raises Rejected (401) for an invalid bearer token.

        An expired cookie counts as none, so that a browser can sign in again.
        """
        caller = await self.read(connection)
        if caller.has_bearer and caller.viewer is None:
            sentence = "This bearer token is wrong, has expired or was revoked; send a valid one, or none."
            raise Rejected(401, sentence, headers=INVALID_TOKEN)
        return caller

    async def read(self, connection: HTTPConnection) -> Caller:
        """Return the caller of a request; read it once a request."""
        caller: Caller | None = connection.scope.get(_CALLER)
        if caller is None:
            connection.scope[_CALLER] = caller = await self.read_again(connection)
        return caller

    async def read_again(self, connection: HTTPConnection) -> Caller:
        """Read the caller of a request, with the current state of the ledger."""
        secret, has_bearer = secret_of(connection)
        viewer = await self.viewer(secret) if secret else None
        if viewer and not is_meant(viewer, connection.headers.get(OWNER_HEADER)):
            return Caller(None, secret, has_bearer=False)
        return Caller(viewer, secret, has_bearer)

    async def viewer(self, secret: str) -> Viewer | None:
        """Return the viewer that a secret belongs to."""
        return await self._services.users.authenticate(secret)

    def context(self, connection: HTTPConnection, viewer: Viewer | None, session: SessionKeeper) -> Context:
        """Make the context of one operation."""
        return Context(services=self._services, viewer=viewer, client=client_of(connection), session=session)


def is_meant(viewer: Viewer, owner: object) -> bool:
    """Return True if the request names no owner, or names this viewer's user by the global id."""
    return owner is None or owner == global_id("User", viewer.user_id)


def secret_of(connection: HTTPConnection) -> tuple[str | None, bool]:
    """Return the secret that came with a request, valid or not, and whether it is a bearer token."""
    # Each request passes here, and the library's headers would decode each name that is not asked for.
    given = next((value for name, value in connection.scope["headers"] if name == b"authorization"), b"")
    bearer = _bearer(given.decode("latin-1"))
    return (connection.cookies.get(SESSION_COOKIE), False) if bearer is None else (bearer, True)


def secret_in(payload: Mapping[str, object]) -> str | None:
    """Return the secret in the parameters of a WebSocket connection.

    The parameters are `{authorization: "Bearer …"}`, the same below `headers`, or `{token: …}`.
    """
    headers = payload.get("headers")
    for name, value in (*payload.items(), *(headers.items() if isinstance(headers, dict) else ())):
        if isinstance(value, str) and name.lower() == "authorization" and (secret := _bearer(value)):
            return secret
    token = payload.get("token")
    return token.strip() or None if isinstance(token, str) else None


def client_of(connection: HTTPConnection) -> str:
    """Return the address that throttling counts by."""
    return connection.client.host if connection.client else "unknown"


def _bearer(authorization: str) -> str | None:
    is_bearer = authorization[: len(BEARER)].lower() == BEARER
    return authorization[len(BEARER) :].strip() if is_bearer else None


class SessionCookie:
    """Keeps a browser's session in a cookie that no script reads and no other site sends."""

    def __init__(self, connection: HTTPConnection, max_age: int) -> None:
        self._max_age = max_age
        self._secure = connection.url.scheme == "https"
        self._secret: str | None = None
        self._is_changed = False

    def keep(self, secret: str) -> None:
        """Give the browser a session to send from now on."""
        self._secret, self._is_changed = secret, True

    def forget(self) -> None:
        """Take the session away from the browser."""
        self._secret, self._is_changed = None, True

    def apply(self, response: Response) -> None:
        """Write what has changed into the headers of a response."""
        if not self._is_changed:
            return
        response.set_cookie(
            SESSION_COOKIE,
            self._secret or "",
            max_age=self._max_age if self._secret else 0,
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )


class NoCookie:
    """The session of an operation over a WebSocket. No response carries a cookie there."""

    def keep(self, secret: str) -> None:
        """Do nothing: the payload has the secret for clients that store it themselves."""

    def forget(self) -> None:
        """Do nothing: the session itself has ended."""
