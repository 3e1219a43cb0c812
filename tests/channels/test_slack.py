"""Slack-compatible webhooks: what is posted, and where nothing ever is."""

import json

import httpx
import pytest

from channels.protocol import TryLater, Undeliverable
from channels.slack import MAX_SECTION, SlackChannel, payload, require_webhook
from tests.channels.messages import message
from tests.support.webhooks import hooks


async def test_what_arrives() -> None:
    """Text for the notification, blocks for reading, links as links, and nothing else as markup."""
    async with hooks() as hook:
        said = message(address=hook.url, subject="A & B <!channel>", text="*bold* _it_ <https://evil.example|click>")
        await SlackChannel(to_loopback=True).send(said)

    (body,) = hook.bodies
    assert body["text"] == "A &amp; B &lt;!channel&gt;"
    title, text, footer = body["blocks"]
    assert "<!channel>" not in json.dumps(body)
    assert "<https://evil" not in text["text"]["text"]
    assert "\u200b*bold\u200b*" in text["text"]["text"]
    assert title["text"]["text"].startswith("*A &amp; B")
    assert "<https://slipway.example/gates/AUR-1.G1|Open>" in footer["elements"][0]["text"]


def test_long_text_is_cut_between_characters() -> None:
    """Never inside an escape, and never longer than a section may be."""
    text = payload(message(text="<" * 5000))["blocks"][1]["text"]["text"]  # type: ignore[index]

    assert len(text) <= MAX_SECTION
    assert text.replace("&lt;", "") == ""


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 403, 404, 410, 422])
async def test_a_refusal_for_good(status: int) -> None:
    """And a redirect is one: it is not followed."""
    async with hooks() as elsewhere, hooks(lambda _: (status, {"Location": elsewhere.url})) as hook:
        with pytest.raises(Undeliverable):
            await SlackChannel(to_loopback=True).send(message(address=hook.url))

    assert (hook.requests, elsewhere.requests) == (1, 0)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
async def test_a_refusal_for_now(status: int) -> None:
    """Anything but `Undeliverable`."""
    async with hooks(lambda _: (status, {})) as hook:
        with pytest.raises(ConnectionError):
            await SlackChannel(to_loopback=True).send(message(address=hook.url))


@pytest.mark.parametrize(("said", "seconds"), [("30", 30.0), ("999999", 86400.0)])
async def test_a_receiver_may_ask_for_patience(said: str, seconds: float) -> None:
    """`Retry-After` in seconds, of a day at most."""
    async with hooks(lambda _: (429, {"Retry-After": said})) as hook:
        with pytest.raises(TryLater) as caught:
            await SlackChannel(to_loopback=True).send(message(address=hook.url))
    assert caught.value.seconds == seconds


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/x",
        "https://127.0.0.1/x",
        "https://2130706433/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest",
        "https://localhost/x",
        "https://api.internal/x",
        "https://user:secret@hooks.example/x",
        "https:///x",
        "https://hooks.example:port/x",
        "ftp://hooks.example/x",
        "",
    ],
)
async def test_nothing_is_posted_there(url: str) -> None:
    """Plain HTTP, addresses in place of names, this machine, credentials, and nonsense."""
    with pytest.raises(Undeliverable):
        await SlackChannel().send(message(address=url))


async def test_loopback_is_for_development() -> None:
    """Only where a setting allows it, and then nothing else becomes allowed."""
    async with hooks() as hook:
        with pytest.raises(Undeliverable):
            await SlackChannel().send(message(address=hook.url))
    assert hook.requests == 0
    with pytest.raises(Undeliverable):
        require_webhook("http://10.0.0.1/x", to_loopback=True)
    require_webhook("https://hooks.slack.com/services/T0/B0/x")


async def test_a_connection_that_is_refused_is_worth_another_try() -> None:
    """The receiver is restarting, say."""
    async with hooks() as hook:
        pass
    with pytest.raises(httpx.TransportError):
        await SlackChannel(to_loopback=True).send(message(address=hook.url))
