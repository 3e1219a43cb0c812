"""Email over SMTP."""

import hashlib
import html
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

import aiosmtplib

from channels.protocol import Undeliverable
from domain.messages import Message

TIMEOUT_SECONDS = 15.0
"""For each step of the conversation."""

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """Where mail is handed in, and how."""

    host: str
    port: int
    tls: bool = False
    """From the first byte."""
    starttls: bool = False
    """Required, not tried: a connection that cannot be made private is not used."""
    username: str | None = None
    password: str | None = None


def server(url: str) -> Server:
    """Read `smtp://host`, `smtp+starttls://user:password@host:587` or `smtps://user:password@host`.

    Raises ValueError for anything else, and for a password that would cross the network in the clear. The message
    never repeats the URL, which may hold one.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"The SMTP URL must begin with one of {', '.join(f'{name}://' for name in _PORTS)} and a host")
    if parts.username is not None and parts.scheme == "smtp":
        raise ValueError("A password needs smtp+starttls:// or smtps://")
    return Server(
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp+starttls",
        username=unquote(parts.username) if parts.username is not None else None,
        password=unquote(parts.password) if parts.password is not None else None,
    )


class EmailChannel:
    """Hands each message to one SMTP server."""

    def __init__(self, to: Server, sender: str, *, tls_context: ssl.SSLContext | None = None) -> None:
        """`sender` is a bare address. `tls_context` says whom to trust; the system's authorities by default.

        Raises ValueError when `sender` is no address.
        """
        try:
            self._sender = Address("Slipway", addr_spec=sender)
        except (ValueError, HeaderParseError) as error:
            raise ValueError(f"{sender!r} is no email address to send from") from error
        self._to = to
        self._tls_context = tls_context

    async def send(self, message: Message) -> None:
        """See `Channel.send`."""
        mail = compose(message, self._sender)
        try:
            await self._hand_in(mail)
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(refused.code >= 500 for refused in error.recipients):
                raise Undeliverable(str(error.recipients[0])) from error
            raise
        except aiosmtplib.SMTPDataError as error:
            if error.code >= 500:
                raise Undeliverable(str(error)) from error
            raise

    async def _hand_in(self, mail: EmailMessage) -> None:
        to = self._to
        client = aiosmtplib.SMTP(
            hostname=to.host,
            port=to.port,
            use_tls=to.tls,
            start_tls=to.starttls,
            username=to.username,
            password=to.password,
            timeout=TIMEOUT_SECONDS,
            tls_context=self._tls_context,
        )
        try:
            await client.connect()
            await client.send_message(mail)
            with suppress(aiosmtplib.SMTPException, OSError):  # it is accepted: how we part no longer matters
                await client.quit()
        finally:
            client.close()  # without a word: a server that hangs would not answer it


def compose(message: Message, sender: Address) -> EmailMessage:
    """The mail: plain text, and the same as simple HTML. Raises `Undeliverable` for an address that is none.

    Whatever is in a message, it stays within its header: line ends become spaces, and the library refuses the rest.
    """
    mail = EmailMessage(policy=SMTP)
    try:
        mail["To"] = Address(_one_line(message.name), addr_spec=message.address)
    except (ValueError, HeaderParseError, IndexError) as error:
        raise Undeliverable("this is no email address") from error
    mail["From"] = sender
    mail["Subject"] = _one_line(message.subject)
    mail["Date"] = formatdate(usegmt=True)
    mail["Message-ID"] = _stable_id(message.id, sender.domain)
    mail["References"] = _stable_id(message.thread, sender.domain)
    mail["List-Id"] = f"Slipway <slipway.{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    links = "\n".join(f"{link.label}: {link.url}" for link in message.links)
    mail.set_content(f"{message.text}\n\n{links}\n")
    mail.add_alternative(_html(message), subtype="html")
    return mail


def _stable_id(name: str, domain: str) -> str:
    """The same for each attempt, so that a mail that came twice is shown once."""
    return f"<{hashlib.sha256(name.encode()).hexdigest()[:32]}@{domain}>"


def _html(message: Message) -> str:
    """Nothing is loaded from anywhere: opening a mail tells nobody."""
    paragraphs = "".join(
        f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in message.text.split("\n\n") if part.strip()
    )
    links = "".join(
        f'<li><a href="{html.escape(link.url)}">{html.escape(link.label)}</a></li>' for link in message.links
    )
    title = html.escape(_one_line(message.subject))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1>{paragraphs}<ul>{links}</ul></body></html>"
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
