"""Where a request comes from. A proxy's word for it counts only where the proxy's own address is configured.

`CHAINRULE_PROXIES` names the proxies (addresses or networks). A proxy appends the address that it was asked from to
X-Forwarded-For; everything to the left of that was written by whoever asked, and may be made up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
HOME = 64  # bits: of IPv6, one house has this many of its own to choose from


def parsed(text: str) -> Address | None:
    """The address that a text is; None for what is none."""
    try:
        found = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


def origin(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """The address that asked: the peer, or what the last trusted proxy says of its own peer.

    >>> origin("10.0.0.1", "6.6.6.6, 198.51.100.7", [ip_network("10.0.0.1")])
    '198.51.100.7'
    >>> origin("198.51.100.7", "6.6.6.6", [ip_network("10.0.0.1")])
    '198.51.100.7'
    """
    found = parsed(peer)
    for hop in reversed(forwarded.split(",")[-20:]):
        if found is None or not any(found in network for network in proxies):
            break
        if (before := parsed(hop)) is None:
            break
        found = before
    return str(found) if found is not None else ""


def house(address: str) -> str:
    """What an address is counted under: of IPv6 the network, since one house may take any address of it."""
    found = parsed(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, HOME), strict=False).network_address)
    return str(found) if found is not None else "nowhere"


def client_address(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Make REMOTE_ADDR the address that asked, for all that follows, and forget what a stranger says of himself."""

    def handle(request: HttpRequest) -> HttpResponse:
        proxies: Sequence[Network] = settings.PROXIES
        peer = parsed(request.META.get("REMOTE_ADDR", ""))
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        if proxies and not (peer is not None and any(peer in network for network in proxies)):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        request.META["REMOTE_ADDR"] = origin(request.META.get("REMOTE_ADDR", ""), forwarded, proxies)
        return get_response(request)

    return handle
