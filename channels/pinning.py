"""Requests that reach public hosts only, whatever a name resolves to and whenever it is asked.

A check of the name alone is not enough: a name may resolve to a private address, or to a public one when it is
checked and to a private one when it is used. So a name is resolved once for each request, each of its addresses is
held against the rule, and the connection goes to one of those very addresses. Nothing below resolves it again.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx

from channels.protocol import Undeliverable

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, as text. Raises OSError when there are none."""

RESOLVE_WITHIN = 5.0
"""Seconds that a resolver may take."""
MOST_TRIED = 4
"""Addresses of one host that are tried, one after the other."""

THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
"""What a development setting may allow, and only under these names."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Where a network that speaks IPv6 alone finds the IPv4 hosts of the world: the last four bytes say which."""
_NOT_FOR_US = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.88.99.0/24",  # relays of 6to4
            "2001::/23",  # protocols of their own, Teredo among them: an IPv4 address may hide inside
            "2002::/16",  # 6to4: the same
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(text: str) -> bool:
    """Whether an address is one of the open network: no private, loopback, link-local, shared, multicast, reserved
    or unspecified one, and none that hides such an address inside.
    """
    try:
        address: _Address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address in _NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        elif address not in _UNICAST:
            return False
    known = any(address.version == network.version and address in network for network in _NOT_FOR_US)
    return address.is_global and not known and not (address.is_multicast or address.is_reserved)


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """What this machine says."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(RESOLVE_WITHIN):
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class PinnedTransport(httpx.AsyncBaseTransport):
    """Sends each request to an address that was looked at, under the name that was asked for.

    The name stays in the `Host` header, and is what the certificate must be for. Raises `Undeliverable` for a host
    with any address that is not public; the message never says which, since whoever chose the name may read it.
    """

    inner: httpx.AsyncBaseTransport
    """Makes the connection. It is given addresses only."""
    to_loopback: bool = False
    """Let what is called `localhost` be this machine; for development."""
    resolve: Resolve = system_resolver

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See `httpx.AsyncBaseTransport`."""
        host, url = request.url.raw_host.decode("ascii"), request.url
        addresses = await self._addresses(host, url.port or (443 if url.scheme == "https" else 80), request)
        request.extensions = {**request.extensions, "sni_hostname": host}
        for address in addresses[:-1]:
            request.url = url.copy_with(host=address)
            try:
                return await self.inner.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue  # nothing was sent, and there is another address
        request.url = url.copy_with(host=addresses[-1])
        return await self.inner.handle_async_request(request)

    async def _addresses(self, host: str, port: int, request: httpx.Request) -> Sequence[str]:
        try:
            found = await self.resolve(host, port)
        except TimeoutError as error:
            raise httpx.ConnectTimeout("the name of the host was not resolved in time", request=request) from error
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError("the name of the host could not be resolved", request=request) from error
        if not found:
            raise httpx.ConnectError("the host has no address", request=request)
        allowed = _is_loopback if self.to_loopback and host in THIS_MACHINE else is_public
        if not all(map(allowed, found)):
            raise Undeliverable("a webhook must name a public host")
        return found[:MOST_TRIED]

    async def aclose(self) -> None:
        """Close what connections there are."""
        await self.inner.aclose()


def _is_loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False
