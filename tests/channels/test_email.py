"""Email as it arrives."""

import ssl
import subprocess
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from channels.email import EmailChannel, server
from channels.protocol import Undeliverable
from tests.channels.messages import message
from tests.support.mailbox import Mailbox, mailbox


async def arrived(box: Mailbox, **changes: str) -> EmailMessage:
    """A message sent, as it arrived."""
    await EmailChannel(server(box.url), "slipway@example.com").send(message(**changes))
    return box.mails[-1]


async def test_a_mail_is_well_formed() -> None:
    """Both kinds of text, and the headers that keep answering machines calm and threads together."""
    async with mailbox() as box:
        mail = await arrived(box, text="Ein “Gate” wartet – <b>jetzt</b>.\n\nNoch etwas.")

    assert mail["To"] == "Quin <quin@example.com>"
    assert mail["From"] == "Slipway <slipway@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "Slipway <slipway.example.com>"
    assert mail["Date"].datetime.tzinfo is not None
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = (part.get_content() for part in mail.iter_parts())
    assert "“Gate” wartet – <b>jetzt</b>." in plain
    assert "Open: https://slipway.example/gates/AUR-1.G1" in plain
    assert "&lt;b&gt;jetzt&lt;/b&gt;" in html
    assert '<a href="https://slipway.example/inbox">Inbox</a>' in html
    assert not mail.defects


async def test_the_message_id_is_the_notices() -> None:
    """Sent again it is the same; another person's is another."""
    async with mailbox() as box:
        first, again = await arrived(box), await arrived(box)
        other = await arrived(box, id="AUR-1:7:gate:role:qa_lead:sami")

    assert first["Message-ID"] == again["Message-ID"]
    assert first["Message-ID"] != other["Message-ID"]
    assert first["References"] == other["References"]
    assert first["Message-ID"].endswith("@example.com>")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00\r\n"])
async def test_no_header_can_be_injected(end: str) -> None:
    """Neither by a title nor by a name: what tries stays inside its header."""
    async with mailbox() as box:
        mail = await arrived(box, subject=f"Hi{end}Bcc: all@example.com", name=f"Q{end}X-Evil: 1")

    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert len(mail.get_all("Subject", [])) == 1
    assert box.recipients == ["quin@example.com"]


@pytest.mark.parametrize(
    ("answer", "for_good"), [("554 No", True), ("550 Nobody", True), ("451 Busy", False), ("421 Bye", False)]
)
async def test_a_refusal_for_good_is_told_from_one_for_now(answer: str, for_good: bool) -> None:
    """As the first digit says."""
    async with mailbox(lambda _: answer) as box:
        with pytest.raises(Undeliverable if for_good else aiosmtplib.SMTPException):
            await arrived(box)


async def test_starttls_and_a_login(tmp_path: Path) -> None:
    """The password crosses the wire only once it is private, and only to a server we trust."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        [  # noqa: S607 - whichever openssl this machine has
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", cert, "-days", "1", "-subj", "/CN=here",
            "-addext", "subjectAltName=IP:127.0.0.1",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(cert, key)
    ours = ssl.create_default_context(cafile=str(cert))
    async with mailbox(tls=theirs) as box, mailbox() as open_box:
        to = server(f"smtp+starttls://amara:open%20sesame@127.0.0.1:{box.port}")
        await EmailChannel(to, "slipway@example.com", tls_context=ours).send(message())
        with pytest.raises(Exception, match="certificate verify failed"):
            await EmailChannel(to, "slipway@example.com").send(message())
        bare = server(f"smtp+starttls://amara:open%20sesame@127.0.0.1:{open_box.port}")
        with pytest.raises(aiosmtplib.SMTPException):  # a server without TLS is not spoken to in the clear
            await EmailChannel(bare, "slipway@example.com").send(message())

    assert box.logins == [("amara", "open sesame")]
    assert box.encrypted == [True]
    assert (open_box.logins, open_box.mails) == ([], [])


@pytest.mark.parametrize("url", ["", "http://x", "smtp://", "smtp://u:p@host", "smtp://host:port"])
def test_a_server_that_makes_no_sense_is_refused(url: str) -> None:
    """At the start, and without repeating a password."""
    with pytest.raises(ValueError, match=r".") as caught:
        server(url)
    assert "u:p" not in str(caught.value)


def test_default_ports() -> None:
    """As the protocols have them."""
    assert [server(f"{scheme}://h").port for scheme in ("smtp", "smtp+starttls", "smtps")] == [25, 587, 465]
