"""Who asks: the session cookie of a browser, or the bearer token of any other client."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from services import Services
from services.users import Viewer

SESSION_COOKIE = "aqua_thistle_session"
BEARER = "bearer "


async def viewer_of(connection: HTTPConnection, services: Services) -> Viewer | None:
    """The viewer whose secret came with the request, None without one that is good."""
    authorization = connection.headers.get("authorization", "")
    if authorization[: len(BEARER)].lower() == BEARER:
        return await services.users.authenticate(authorization[len(BEARER) :].strip())
    cookie = connection.cookies.get(SESSION_COOKIE)
    return await services.users.authenticate(cookie) if cookie else None


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
