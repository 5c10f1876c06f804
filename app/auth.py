"""Who asks: the session cookie of a browser, or the bearer token of any other client."""

from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.responses import Response

from schema.node import global_id
from services import Services
from services.users import Viewer

SESSION_COOKIE = "aqua_thistle_session"
# A browser has one session for all its tabs; a page that shows one user's money says whose, by their id.
OWNER_HEADER = "aqua-thistle-viewer"
OWNER_PARAMETER = "viewer"
BEARER = "bearer "


async def viewer_of(connection: HTTPConnection, services: Services) -> Viewer | None:
    """The viewer whose secret came with the request, None without one that is good and of whom the request is for."""
    secret = secret_of(connection)
    viewer = await services.users.authenticate(secret) if secret else None
    return viewer if viewer and is_meant(viewer, connection.headers.get(OWNER_HEADER)) else None


def is_meant(viewer: Viewer, owner: object) -> bool:
    """Whether a request is for this user: it is for whoever asks, unless it names the global id of a user."""
    return owner is None or owner == global_id("User", viewer.user_id)


def secret_of(connection: HTTPConnection) -> str | None:
    """The secret that came with the request, good or not: the bearer token if there is one, else the cookie."""
    # Every request comes by here, and the library's headers would decode each name that is not asked for.
    given = next((value for name, value in connection.scope["headers"] if name == b"authorization"), b"")
    bearer = _bearer(given.decode("latin-1"))
    return connection.cookies.get(SESSION_COOKIE) if bearer is None else bearer


def secret_in(payload: Mapping[str, object]) -> str | None:
    """The secret that the parameters of a WebSocket connection hold: `{authorization: "Bearer …"}` or `{token: …}`."""
    for name, value in payload.items():
        if isinstance(value, str) and name.lower() == "authorization" and (secret := _bearer(value)):
            return secret
    token = payload.get("token")
    return token.strip() or None if isinstance(token, str) else None


def _bearer(authorization: str) -> str | None:
    is_bearer = authorization[: len(BEARER)].lower() == BEARER
    return authorization[len(BEARER) :].strip() if is_bearer else None


def client_of(connection: HTTPConnection) -> str:
    """The address that throttling counts by."""
    return connection.client.host if connection.client else "unknown"


class SessionCookie:
    """Keeps a browser's session in a cookie that no script reads and no other site sends."""

    def __init__(self, connection: HTTPConnection, response: Response, max_age: int) -> None:
        self._response = response
        self._secure = connection.url.scheme == "https"
        self._max_age = max_age

    def keep(self, secret: str) -> None:
        """Give the browser a session to send from now on."""
        self._response.set_cookie(
            SESSION_COOKIE, secret, max_age=self._max_age, httponly=True, samesite="lax", secure=self._secure
        )

    def forget(self) -> None:
        """Take the session away from the browser."""
        self._response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=self._secure)


class NoCookie:
    """The session of an operation over a WebSocket, which has no answer that could carry a cookie."""

    def keep(self, secret: str) -> None:
        """Nothing: the payload has the secret for clients that keep it themselves."""

    def forget(self) -> None:
        """Nothing: the session itself has ended."""
