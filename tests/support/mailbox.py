"""A real SMTP server on a port of this machine, that fails in the ways it is told to."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

Answer = Callable[[int], str | None]
"""What to answer the mail with this number, from 0; None accepts it, `hang` never answers."""


def _accept(_number: int) -> str | None:
    return None


@dataclass
class Mailbox:
    """What arrived, in order."""

    answer: Answer = _accept
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    attempts: int = 0
    port: int = 0
    logins: list[tuple[str, str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where to hand mail in."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or answer as told."""
        said = self.answer(self.attempts)
        self.attempts += 1
        if said == "hang":
            await asyncio.Event().wait()
        if said is not None:
            return said
        self.mails.append(message_from_bytes(envelope.content or b"", policy=default))  # type: ignore[arg-type]
        self.recipients += envelope.rcpt_tos
        self.encrypted.append(session.ssl is not None)
        return "250 OK"

    def login(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        """Anybody who gives a name and a password."""
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"open sesame")


@asynccontextmanager
async def mailbox(answer: Answer = _accept, tls: ssl.SSLContext | None = None) -> AsyncIterator[Mailbox]:
    """Listen on a free port; with `tls`, mail is only taken after STARTTLS and a login."""
    box = Mailbox(answer)
    private: dict[str, Any] = {"tls_context": tls, "require_starttls": True, "auth_required": True} if tls else {}

    def connected() -> SMTP:
        return SMTP(box, hostname="localhost", authenticator=box.login, enable_SMTPUTF8=True, **private)

    server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
