"""Slack, or whatever takes Slack's incoming webhooks: one POST of JSON."""

import ipaddress
import ssl
from urllib.parse import urlsplit

import httpx

from channels.pinning import THIS_MACHINE, PinnedTransport, Resolve, system_resolver
from channels.protocol import TryLater, Undeliverable
from domain.messages import Message

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
MAX_SECTION = 2900
"""Characters in one section; Slack refuses more than 3,000."""

_WORTH_ANOTHER_TRY = (408, 425, 429)
_LONGEST_WAIT = 24 * 3600.0


class SlackChannel:
    """Posts to the webhook that a message is addressed to, and to nowhere else: no redirect is followed, and no name
    leads to a host that is not public.
    """

    def __init__(
        self,
        *,
        to_loopback: bool = False,
        resolve: Resolve = system_resolver,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        """`to_loopback` allows plain HTTP to this machine, for development. `trusted` says whom to trust; the usual
        authorities by default.
        """
        self._to_loopback = to_loopback
        self._resolve = resolve
        self._trusted = trusted or httpx.create_ssl_context()

    async def send(self, message: Message) -> None:
        """See `Channel.send`."""
        require_webhook(message.address, to_loopback=self._to_loopback)
        # No redirect is followed, and no proxy of the environment is asked.
        wire = httpx.AsyncHTTPTransport(verify=self._trusted, trust_env=False)
        pinned = PinnedTransport(wire, to_loopback=self._to_loopback, resolve=self._resolve)
        client = httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False, transport=pinned)
        async with client as http, http.stream("POST", message.address, json=payload(message)) as reply:
            _judge(reply)  # by its status alone: what else a stranger says is not even read


def _judge(reply: httpx.Response) -> None:
    if reply.status_code == 429 and (seconds := _seconds(reply.headers.get("Retry-After", ""))) is not None:
        raise TryLater(min(seconds, _LONGEST_WAIT))
    if 300 <= reply.status_code < 500 and reply.status_code not in _WORTH_ANOTHER_TRY:
        raise Undeliverable(f"the webhook answered {reply.status_code}")
    if not reply.is_success:
        raise ConnectionError(f"the webhook answered {reply.status_code}")


def require_webhook(url: str, *, to_loopback: bool = False) -> None:
    """Raise `Undeliverable` unless requests may go to this URL: HTTPS, by name, without credentials.

    An address in place of a name is refused: no service of this kind has one, and private networks do. What a name
    resolves to is looked at when something is sent, see `PinnedTransport`.
    """
    try:
        parts = urlsplit(url)
        host, _, _ = parts.hostname or "", parts.port, httpx.URL(url)
    except (ValueError, httpx.InvalidURL) as error:
        raise Undeliverable("the webhook is no URL") from error
    if to_loopback and parts.scheme in {"http", "https"} and host in THIS_MACHINE:
        return
    if parts.scheme != "https" or not host or parts.username is not None:
        raise Undeliverable("a webhook must be an https:// URL without credentials")
    if _is_address(host) or host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        raise Undeliverable("a webhook must name a public host")


def payload(message: Message) -> dict[str, object]:
    """The body: text for notifications, blocks for reading."""
    links = " · ".join(f"<{_escaped(link.url)}|{_escaped(link.label)}>" for link in message.links)
    said = _escaped(message.text, MAX_SECTION)
    return {
        "text": _escaped(message.subject),
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"*{_escaped(message.subject, MAX_SECTION)}*"}},
            {"type": "section", "text": {"type": "mrkdwn", "text": said or "–"}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": f"{_escaped(message.name)} · {links}"}]},
        ],
    }


_ESCAPES = {
    # As Slack asks: these three begin everything that is not plain text, such as links and `<!channel>`.
    **{"&": "&amp;", "<": "&lt;", ">": "&gt;"},
    # What is left of mrkdwn only changes how text looks; a zero-width space keeps it from doing that.
    **{mark: f"\u200b{mark}" for mark in "*_~`"},
}


def _escaped(text: str, limit: int | None = None) -> str:
    """Plain text as mrkdwn, cut between characters and never inside an escape."""
    escaped = [_ESCAPES.get(character, character) for character in text]
    while limit is not None and sum(map(len, escaped)) > limit:
        del escaped[-max(1, (sum(map(len, escaped)) - limit) // 8) :]
    return "".join(escaped)


def _seconds(said: str) -> float | None:
    return float(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.replace(".", "").isdecimal()
    return True
