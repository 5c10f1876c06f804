"""Origins: the pages whose requests may carry a browser's session."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from app.graphql.errors import Rejected

ANY = "*"
DEFAULT_PORTS = {"http": 80, "https": 443}
SCHEMES = {"ws": "http", "wss": "https"}


class Origins:
    """The pages that may call the server: those of its own origin and of `allowed` origins."""

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        self._allows_any = ANY in allowed
        self._allowed = frozenset(map(_parts, set(allowed) - {ANY})) - {None}

    def check(self, connection: HTTPConnection, *, has_cookie: bool) -> None:
        """Raise Rejected (403) if a page of another site sends a session or opens a WebSocket."""
        is_socket = connection.scope["type"] == "websocket"
        if not has_cookie and not is_socket:
            return
        origin = connection.headers.get("origin")
        if origin is None:
            # Only browsers say where a request comes from; one without an origin is a navigation or a GET.
            if has_cookie and connection.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
                raise Rejected(403, "This request comes from a page of another site; use a page of this host.")
            return
        own = _parts(_address(connection))
        parts = _parts(origin)
        is_known = parts is not None and (parts in (own, *self._allowed) or (self._allows_any and not has_cookie))
        if not is_known:
            raise Rejected(
                403,
                f"This request comes from a page of another site; use a page of {_address(connection)}. Behind a proxy,"
                " name its address in AQUA_THISTLE_TRUSTED_PROXIES; another page's origin belongs in"
                " AQUA_THISTLE_CORS_ORIGINS.",
            )


def _address(connection: HTTPConnection) -> str:
    """Return the origin of the server as the client addresses it."""
    scheme = connection.scope["scheme"]
    return f"{SCHEMES.get(scheme, scheme)}://{connection.headers.get('host', '')}"


def _parts(origin: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an origin; None for an opaque origin such as “null”."""
    try:
        parts = urlsplit(origin.strip().lower())
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname and port else None
