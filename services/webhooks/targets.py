"""Targets: the addresses that webhooks may call. Private ones are refused unless the operator allows them."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from services.values.errors import invalid

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST_URL = 2000

# Only these IPv6 addresses are of the public internet. Mapped IPv4, NAT64, link-local and unique local ones are not.
_UNICAST = IPv6Network("2000::/3")
_NOT_PUBLIC: Sequence[Network] = (
    IPv6Network("2001::/23"),  # protocols, such as Teredo, which reaches any IPv4 address
    IPv6Network("2002::/16"),  # 6to4, likewise
    IPv6Network("2001:db8::/32"),
    IPv6Network("3fff::/20"),
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv4Network("168.63.129.16/32"),  # a cloud's own service, which its machines trust
)


class TargetRefused(Exception):
    """A webhook may not call this address; the text is for its owner."""


class Targets:
    """The public internet, and the hosts and networks that the operator allows beside it."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._networks: list[Network] = []
        self._names: set[str] = set()
        for word in allowed:
            try:
                self._networks.append(ip_network(word.strip("[]"), strict=False))
            except ValueError:
                self._names.add(word.lower().rstrip("."))

    def check_url(self, url: str, *field: str) -> str:
        """Return the URL of a receiver; refuse one that cannot be called. A name is resolved only when it is called."""
        parts = _split(url, *field)
        host = parts.hostname or ""
        if parts.scheme not in {"https", "http"} or not host:
            raise invalid("The address is no URL of a server; use one such as https://example.com/hook.", *field)
        if parts.username is not None or parts.password is not None or parts.fragment:
            raise invalid("The address has a name, a password or a fragment; leave them out.", *field)
        literal = _literal(host)
        if literal and not self.is_allowed(host, literal):
            raise invalid(f"{host} is not on the public internet; ask the server's operator to allow it.", *field)
        if parts.scheme == "http" and not (host in self._names or (literal and self._in_networks(literal))):
            raise invalid("The address is not encrypted; use https.", *field)
        return url

    def is_allowed(self, host: str, address: Address) -> bool:
        """Return True if a webhook to this host may call this address."""
        return is_public(address) or host.lower().rstrip(".") in self._names or self._in_networks(address)

    def _in_networks(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def is_public(address: Address) -> bool:
    """Return True for an address of the public internet."""
    if isinstance(address, IPv6Address) and (address not in _UNICAST or address.scope_id is not None):
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _NOT_PUBLIC)
    )


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _split(url: str, *field: str) -> SplitResult:
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise invalid(f"The address must have at most {LONGEST_URL} plain ASCII characters without spaces.", *field)
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise invalid("The address is no URL of a server; use one such as https://example.com/hook.", *field) from error
    return parts
