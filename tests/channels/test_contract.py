"""What every registered channel keeps to. A new one is tested here as soon as it has a receiver."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from channels.protocol import Channel, Undeliverable
from channels.registry import CHANNELS, NULL, Setup, open_channels
from domain.messages import Message
from tests.channels.messages import message
from tests.support.mailbox import mailbox
from tests.support.webhooks import hooks

Taken = Callable[[], int]
Stand = tuple[Setup, str, Taken]


@asynccontextmanager
async def _email() -> AsyncIterator[Stand]:
    async with mailbox() as box:
        yield Setup(smtp_url=box.url, mail_from="slipway@example.com"), "quin@example.com", lambda: len(box.mails)


@asynccontextmanager
async def _slack() -> AsyncIterator[Stand]:
    async with hooks() as hook:
        yield Setup(webhooks_to_loopback=True), hook.url, lambda: len(hook.bodies)


@asynccontextmanager
async def _null() -> AsyncIterator[Stand]:
    yield Setup(), "quin", lambda: -1


STANDS: dict[str, Callable[[], AbstractAsyncContextManager[Stand]]] = {"email": _email, "slack": _slack, NULL: _null}

HOSTILE = "a\r\nBcc: all@example.com\n\n<script>&*_`</script>"


async def _sent(name: str, sent: Message) -> tuple[int, bool]:
    """How much the receiver took of a message sent twice, and whether it counts at all."""
    async with STANDS[name]() as (setup, address, taken):
        channel: Channel = open_channels(setup)[name]
        for _ in range(2):
            await channel.send(message(**{**vars(sent), "address": address}))
        return taken(), taken() >= 0


@pytest.mark.parametrize("name", CHANNELS)
async def test_what_is_sent_is_taken_each_time(name: str) -> None:
    """`send` returns when the receiver has it; the same message may be sent again."""
    taken, counts = await _sent(name, message())
    assert taken == 2 or not counts


@pytest.mark.parametrize("name", CHANNELS)
async def test_nothing_in_a_message_can_break_a_channel(name: str) -> None:
    """Line ends, markup, other alphabets, no text at all, and more text than any receiver likes."""
    hostile = message(subject=HOSTILE, name=HOSTILE, text=HOSTILE)
    for sent in (hostile, message(text=""), message(subject="Ü–日本 🚀", name="Ünal 日本"), message(text="<&*" * 9000)):
        taken, counts = await _sent(name, sent)
        assert taken == 2 or not counts


@pytest.mark.parametrize("name", [name for name in CHANNELS if name != NULL])
async def test_an_address_that_is_none_is_undeliverable(name: str) -> None:
    """Trying again would not help."""
    async with STANDS[name]() as (setup, _, taken):
        for address in ("", "nonsense", "a b@example.com\r\nBcc: x@example.com", "http://[::1", "file:///etc/passwd"):
            with pytest.raises(Undeliverable):
                await open_channels(setup)[name].send(message(address=address))
        assert taken() == 0


@pytest.mark.parametrize("name", [name for name in CHANNELS if name != NULL])
async def test_a_receiver_that_is_away_is_worth_another_try(name: str) -> None:
    """Whatever is raised, it is not `Undeliverable`."""
    async with STANDS[name]() as (setup, address, _):
        pass
    with pytest.raises(Exception, match=r".*") as caught:
        await open_channels(setup)[name].send(message(address=address))
    assert not isinstance(caught.value, Undeliverable)


def test_what_is_not_set_up_is_not_there() -> None:
    """Email needs a server; the others need nothing."""
    assert set(open_channels(Setup())) == {"slack", NULL}
