"""Webhooks reach public hosts only: hostile addresses, names that lead inside, and resolvers that change their mind."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from channels.pinning import PinnedTransport, is_public
from channels.protocol import Undeliverable
from channels.slack import SlackChannel
from tests.channels.messages import message
from tests.support.webhooks import hooks

INSIDE = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "nonsense",
    "",
]
"""What no webhook ever reaches: this machine, this network, everybody at once, and wraps around those."""

OUTSIDE = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]

HOOK = "https://hooks.example/services/T0/B0/x"


@dataclass
class Answers:
    """A resolver that gives one answer after the other, and the last one for ever."""

    answers: list[Sequence[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        """The next answer."""
        self.asked.append(host)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@dataclass
class Wire(httpx.AsyncBaseTransport):
    """Where requests would leave this machine."""

    away: frozenset[str] = frozenset()
    tried: list[str] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Write down where to, and accept."""
        self.tried.append(request.url.host)
        if request.url.host in self.away:
            raise httpx.ConnectError("nobody there", request=request)
        self.requests.append(request)
        return httpx.Response(200)


async def post(transport: PinnedTransport, url: str = HOOK) -> httpx.Response:
    """Send something."""
    async with httpx.AsyncClient(transport=transport, trust_env=False) as http:
        return await http.post(url, json={})


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_public(address: str) -> None:
    """However it is wrapped."""
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_outside_is_public(address: str) -> None:
    """Also behind a translator of addresses."""
    assert is_public(address)


@pytest.mark.parametrize("address", INSIDE)
@pytest.mark.parametrize("beside", [(), ("93.184.215.14",)])
async def test_a_name_that_leads_inside_is_never_connected_to(address: str, beside: tuple[str, ...]) -> None:
    """One such address among good ones is enough; and it is refused for good."""
    wire, resolver = Wire(), Answers([(*beside, address)])
    with pytest.raises(Undeliverable, match="public host"):
        await post(PinnedTransport(wire, resolve=resolver))

    assert wire.tried == []


@pytest.mark.parametrize(
    "host", ["hooks.example", "localhost.", "127.1", "0x7f000001", "017700000001", "127.0.0.1.nip.example", "ⓛocalhost"]
)
async def test_no_spelling_of_a_name_reaches_this_machine(host: str) -> None:
    """A server listens there, and nobody comes: 0 connections."""
    async with hooks() as hook:
        channel = SlackChannel(resolve=Answers([("127.0.0.1",)]))
        with pytest.raises(Undeliverable):
            await channel.send(message(address=f"https://{host}:{hook.port}/x"))

    assert hook.connections == 0


async def test_a_resolver_that_changes_its_mind_is_asked_once() -> None:
    """What was looked at is what is connected to, and not what the name says a moment later."""
    wire, resolver = Wire(), Answers([("93.184.215.14",), ("127.0.0.1",)])
    await post(PinnedTransport(wire, resolve=resolver))

    assert (resolver.asked, wire.tried) == (["hooks.example"], ["93.184.215.14"])
    with pytest.raises(Undeliverable):
        await post(PinnedTransport(wire, resolve=resolver))
    assert wire.tried == ["93.184.215.14"]


async def test_a_rebinding_name_never_reaches_this_machine() -> None:
    """It turns to this machine for each message, and whatever it was before: 0 connections."""
    async with hooks() as hook:
        resolver = Answers([("127.0.0.1",), ("::1",), ("::ffff:127.0.0.1",), ("64:ff9b::7f00:1",)])
        channel = SlackChannel(resolve=resolver)
        for _ in resolver.answers:
            with pytest.raises(Undeliverable):
                await channel.send(message(address=f"https://hooks.example:{hook.port}/x"))

    assert hook.connections == 0


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
async def test_the_name_stays_where_it_belongs(address: str) -> None:
    """In the header, and for the certificate; the connection goes to the address."""
    wire = Wire()
    await post(PinnedTransport(wire, resolve=Answers([(address,)])), "https://höoks.example:8443/x")

    (request,) = wire.requests
    assert (request.url.host, request.url.port, request.url.path) == (address, 8443, "/x")
    assert request.headers["host"] == "xn--hoks-5qa.example:8443"
    assert request.extensions["sni_hostname"] == "xn--hoks-5qa.example"


async def test_the_next_address_is_tried_when_nobody_is_at_the_first() -> None:
    """A few of them, in their order; never another one."""
    first, second = OUTSIDE[:2]
    wire = Wire(away=frozenset({first}))
    await post(PinnedTransport(wire, resolve=Answers([(first, second)])))
    assert wire.tried == [first, second]

    many = [f"93.184.215.{number}" for number in range(1, 9)]
    wire = Wire(away=frozenset(many))
    with pytest.raises(httpx.ConnectError):
        await post(PinnedTransport(wire, resolve=Answers([many])))
    assert wire.tried == many[:4]


async def test_a_name_that_is_not_resolved_is_worth_another_try() -> None:
    """Resolvers have bad days."""

    async def away(_host: str, _port: int) -> Sequence[str]:
        raise OSError("no such host")

    async def slow(_host: str, _port: int) -> Sequence[str]:
        raise TimeoutError

    for resolve in (away, slow, Answers([()])):
        with pytest.raises(httpx.TransportError):
            await SlackChannel(resolve=resolve).send(message(address=HOOK))


@pytest.mark.parametrize("host", ["hooks.example", "localhost.example", "127.0.0.2"])
async def test_development_opens_this_machine_under_its_own_name_alone(host: str) -> None:
    """The setting makes no other name or address good that leads here."""
    async with hooks() as hook:
        channel = SlackChannel(to_loopback=True, resolve=Answers([("127.0.0.1",)]))
        with pytest.raises(Undeliverable):
            await channel.send(message(address=f"https://{host}:{hook.port}/x"))
        inside = SlackChannel(to_loopback=True, resolve=Answers([("10.0.0.1",)]))
        with pytest.raises(Undeliverable):
            await inside.send(message(address=f"http://localhost:{hook.port}/x"))

    assert hook.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_leads_inside(status: int) -> None:
    """Neither to this machine nor to anywhere else."""
    async with hooks() as inside, hooks(lambda _: (status, {"Location": inside.url})) as hook:
        with pytest.raises(Undeliverable):
            await SlackChannel(to_loopback=True).send(message(address=hook.url))

    assert (hook.connections, inside.connections) == (1, 0)


@asynccontextmanager
async def behind_tls(folder: Path, name: str) -> AsyncIterator[tuple[int, list[str], ssl.SSLContext]]:
    """A server whose certificate is for one name: its port, the names it was asked for, and whom to trust."""
    key, cert = folder / f"{name}.key", folder / f"{name}.pem"
    subprocess.run(
        [  # noqa: S607 - whichever openssl this machine has
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", cert, "-days", "1", "-subj", "/CN=here", "-addext", f"subjectAltName=DNS:{name}",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    asked: list[str] = []
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(cert, key)

    def note(_socket: ssl.SSLObject, server: str | None, _context: ssl.SSLContext) -> None:
        asked.append(server or "")

    theirs.sni_callback = note

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=theirs)
    async with server:
        yield server.sockets[0].getsockname()[1], asked, ssl.create_default_context(cafile=str(cert))


async def test_the_certificate_must_be_for_the_name_and_not_for_the_address(tmp_path: Path) -> None:
    """Over a real connection: the name is sent, and held against the certificate."""
    resolver = Answers([("127.0.0.1",)])
    async with behind_tls(tmp_path, "localhost") as (port, asked, trusted):
        channel = SlackChannel(to_loopback=True, resolve=resolver, trusted=trusted)
        await channel.send(message(address=f"https://localhost:{port}/x"))
        assert (asked, resolver.asked) == (["localhost"], ["localhost"])
    async with behind_tls(tmp_path, "elsewhere.example") as (port, _, trusted):
        with pytest.raises(httpx.ConnectError, match="certificate"):
            await SlackChannel(to_loopback=True, trusted=trusted).send(message(address=f"https://localhost:{port}/x"))
