"""The client of webhooks: one POST to an address that was checked, without redirects and proxies.

The library asks our backend for each connection. So the address that is checked is the one that is connected to, and
the certificate is still checked by the name.
"""

import asyncio
import ssl
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from socket import SOCK_STREAM, gaierror
from typing import NamedTuple

from httpcore2 import (
    SOCKET_OPTION,
    AnyIOBackend,
    AsyncConnectionPool,
    AsyncNetworkBackend,
    AsyncNetworkStream,
    NetworkError,
    ProtocolError,
    TimeoutException,
)

from services.webhooks.targets import TargetRefused, Targets


class Answer(NamedTuple):
    """The status of a receiver's answer; without one, `failure` says what went wrong."""

    status: int | None
    failure: str = ""


class CheckedBackend(AsyncNetworkBackend):
    """Connects only to addresses that webhooks may call."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._backend = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  the library's signature
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """Resolve a name, check all its addresses, and connect to the first."""
        infos = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_STREAM)
        addresses = [str(info[4][0]) for info in infos]
        for address in addresses:
            if not self._targets.is_allowed(host, ip_address(address)):
                raise TargetRefused(f"{host} is at {address}, which is not on the public internet.")
        return await self._backend.connect_tcp(addresses[0], port, timeout, local_address, socket_options)


async def post(url: str, headers: Mapping[str, str], body: bytes, targets: Targets, seconds: float) -> Answer:
    """Send a message, and return the status of the answer. What the answer holds is not read."""
    pool = AsyncConnectionPool(ssl.create_default_context(), network_backend=CheckedBackend(targets))
    try:
        async with (
            asyncio.timeout(seconds),
            pool,
            pool.stream("POST", url, headers=[*headers.items()], content=body) as response,
        ):
            return Answer(response.status)
    except (TimeoutError, TimeoutException):
        return Answer(None, f"The receiver did not answer within {seconds:g} seconds.")
    except gaierror:
        return Answer(None, "The name of the receiver is not known.")
    except TargetRefused as refusal:
        return Answer(None, str(refusal))
    except (NetworkError, ProtocolError, OSError) as error:
        return Answer(None, f"The receiver could not be reached: {type(error).__name__}.")
