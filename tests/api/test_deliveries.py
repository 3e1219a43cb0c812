"""What did not reach people: operators see it, and have it sent again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from channels.protocol import Channel, Undeliverable
from cli.local.engine import LocalEngine
from domain.messages import Message
from service.dispatch import Dispatcher
from telemetry.setup import Telemetry
from tests.api.driver import BASE, Driver, alone
from tests.support.databases import Databases


class Receiver:
    """A channel that refuses for good until it is mended."""

    def __init__(self) -> None:
        """Broken."""
        self.broken = True
        self.messages: list[Message] = []

    async def send(self, message: Message) -> None:
        """Take a message, or refuse it."""
        if self.broken:
            raise Undeliverable("550 Nobody here")
        self.messages.append(message)


async def dispatch(api: Driver, channel: Channel) -> None:
    """Try whatever is due."""
    dispatcher = Dispatcher(api.slipway.database, {"email": channel}, BASE)
    while await dispatcher.dispatch_once(datetime.now(UTC)):
        pass


async def dead(api: Driver, key: str, limit: int = 200) -> list[dict[str, Any]]:
    """What was given up of one launch, page by page."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    while True:
        page = await api.get("opal", "/deliveries/dead", limit=limit, **cursor)
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["next_cursor"] is None:
            return [one for one in found if one["launch"] == key]
        cursor = {"cursor": page["next_cursor"]}


def name(delivery: dict[str, Any]) -> dict[str, str]:
    """What one delivery is known by."""
    return {part: delivery[part] for part in ("notice", "person", "channel")}


@pytest.fixture(scope="module")
async def quiet(databases: Databases, engine: LocalEngine, telemetry: Telemetry) -> AsyncIterator[Driver]:
    """A Slipway where launches of other tests leave nothing to send."""
    async with alone(databases, engine, telemetry) as driver:
        yield driver


async def test_what_was_given_up_is_seen_and_sent_again(quiet: Driver) -> None:
    """By operators: with the reason, each once, and not once more when it is asked for twice."""
    receiver = Receiver()
    key = await quiet.launch()
    await quiet.settled()
    await dispatch(quiet, receiver)

    lost = await dead(quiet, key)
    assert {one["person"] for one in lost} >= {"otto"}
    assert {(one["channel"], one["attempts"], one["error"]) for one in lost} == {("email", 1, "550 Nobody here")}
    assert await dead(quiet, key, limit=1) == lost, "the same, in the same order, page by page"

    names = [name(one) for one in lost]
    strange = {"notice": "nothing", "person": "otto", "channel": "email"}
    done = (await quiet.do("opal", "/deliveries/replay", deliveries=[*names, strange, names[0]])).json()
    assert (done["replayed"], done["unchanged"]) == (names, [strange])
    again = (await quiet.do("olga", "/deliveries/replay", deliveries=names)).json()
    assert (again["replayed"], again["unchanged"]) == ([], names)
    assert await dead(quiet, key) == []

    receiver.broken = False
    for _ in range(2):
        await dispatch(quiet, receiver)
    sent = [message for message in receiver.messages if message.thread == key]
    assert sorted(message.id for message in sent) == sorted(f"{one['notice']}:{one['person']}" for one in names)


async def test_a_repeat_under_one_key_has_one_reply(quiet: Driver) -> None:
    """To the byte, although nothing is dead any more."""
    key = await quiet.launch()
    await quiet.settled()
    await dispatch(quiet, Receiver())
    body = {"deliveries": [name(one) for one in await dead(quiet, key)]}
    headers = {"Idempotency-Key": f"replay-{key}"}

    first = await quiet.by("opal").post("/api/v1/deliveries/replay", json=body, headers=headers)
    second = await quiet.by("opal").post("/api/v1/deliveries/replay", json=body, headers=headers)

    assert (first.status_code, second.content) == (200, first.content)
    assert first.json()["replayed"] == body["deliveries"]


async def test_dead_deliveries_are_for_operators(quiet: Driver) -> None:
    """They tell who is told what; and what cannot be read is refused."""
    await quiet.get("pia", "/deliveries/dead", expect=403)
    given = {"notice": "x", "person": "otto", "channel": "email"}
    await quiet.do("pia", "/deliveries/replay", expect=403, deliveries=[given])
    await quiet.get("opal", "/deliveries/dead", expect=422, cursor="nonsense")
    for wrong in ([], [{"notice": "x"}], [given] * 101):
        refused = await quiet.do("opal", "/deliveries/replay", expect=422, deliveries=wrong)
        assert refused.json()["errors"][0]["pointer"].startswith("/deliveries")
