"""The middleware before each route: known hosts, safe headers, other origins, limits on bodies."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.graphql.negotiation import Form
from app.graphql.requests import PREFLIGHT_HEADERS
from app.graphql.responses import error_response
from app.settings import MIB

LENGTH_DIGITS = 18
# Clients send these by themselves, so a page of another origin must be allowed to.
CLIENT_HEADERS = ("apollographql-client-name", "apollographql-client-version", "traceparent", "tracestate")
REQUEST_HEADERS = ("authorization", "content-type", *PREFLIGHT_HEADERS, *CLIENT_HEADERS)
EXPOSED_HEADERS = ("ratelimit", "ratelimit-policy", "retry-after", "www-authenticate")
SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# An answer of data needs nothing; a page that runs scripts brings the policy that allows them.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"


@dataclass(frozen=True, slots=True)
class RequestRules:
    """The hosts and origins whose requests are accepted, and the largest bodies in bytes.

    Without an origin, CORS is off. uvicorn's `forwarded_allow_ips` decides before which proxies are trusted with the
    client's address and scheme.
    """

    hosts: Sequence[str] = ("localhost", "127.0.0.1", "[::1]")
    origins: Sequence[str] = ()
    json_bytes: int = MIB
    upload_bytes: int = 32 * MIB


def middleware(rules: RequestRules) -> list[Middleware]:
    """Return the middleware for Starlette, outermost first."""
    cross_origin = Middleware(
        CORSMiddleware,
        allow_origins=rules.origins,
        allow_methods=("GET", "POST"),
        allow_headers=REQUEST_HEADERS,
        expose_headers=EXPOSED_HEADERS,
        allow_credentials="*" not in rules.origins,
    )
    return [
        Middleware(SecurityHeaders, shared=bool(rules.origins)),
        Middleware(TrustedHostMiddleware, allowed_hosts=rules.hosts, www_redirect=False),
        *([cross_origin] if rules.origins else []),
        Middleware(BodyLimits, json_bytes=rules.json_bytes, upload_bytes=rules.upload_bytes),
    ]


class SecurityHeaders:
    """Sets the headers against sniffing, framing and leaks; a route's own value stays.

    With `shared`, pages of other origins may read the answers, as CORS then decides.
    """

    def __init__(self, app: ASGIApp, *, shared: bool) -> None:
        self.app = app
        self.headers = SECURITY_HEADERS | ({"cross-origin-resource-policy": "cross-origin"} if shared else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_page = headers.get("content-type", "").startswith("text/html")
                headers.setdefault("content-security-policy", PAGE_POLICY if is_page else DATA_POLICY)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class BodyLimits:
    """Refuses a body that is too large: by its declared length, or once it passes the limit.

    Counting is Starlette's; the endpoint turns its 413 into an answer. Only a multipart body may have the size of an
    upload.
    """

    def __init__(self, app: ASGIApp, *, json_bytes: int, upload_bytes: int) -> None:
        self.app = app
        self.json_bytes = json_bytes
        self.upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        is_upload = headers.get("content-type", "").lower().startswith("multipart/form-data")
        limit = self.upload_bytes if is_upload else self.json_bytes
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > LENGTH_DIGITS or int(length) > limit:
            return await error_response(HTTPException(413), Form.JSON)(scope, receive, send)
        return await RequestBodyLimitMiddleware(self.app, max_body_size=limit)(scope, receive, send)
