"""Choosing of what to be told; and links in messages, which never decide."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from domain.messages import Message
from service.dispatch import Dispatcher
from store.tables import launches
from tests.api.driver import BASE, Driver

MINE = "/me/notification-preferences"

DEFAULTS = {
    "task": ["email"],
    "gate": ["email"],
    "overdue": ["email"],
    "decided": ["email"],
    "followed": [],
    "launch": ["email"],
    "review": ["email"],
    "mention": ["email"],
}


async def put(api: Driver, person: str, path: str, body: Any, expect: int = 200) -> Any:
    """Replace something as somebody."""
    reply = await api.by(person).put(f"/api/v1{path}", json=body)
    assert reply.status_code == expect, reply.text
    return reply.json()


async def test_everybody_has_preferences(api: Driver) -> None:
    """Email for what asks to act and for decisions on one's own launches; no quiet hours."""
    assert await api.get("emil", MINE) == {"kinds": DEFAULTS, "quiet_hours": None, "urgent_anyway": False}


async def test_preferences_are_chosen_as_a_whole(api: Driver) -> None:
    """What is left out goes back to its default; others' stay as they are."""
    quiet = {"from": "22:30", "until": "07:00", "weekdays": ["mon", "fri"]}
    wanted = {"kinds": {"task": ["slack", "email"], "gate": []}, "quiet_hours": quiet, "urgent_anyway": True}
    chosen = {**wanted, "kinds": {**DEFAULTS, **wanted["kinds"]}}  # type: ignore[dict-item]

    assert await put(api, "otto", MINE, wanted) == chosen
    assert await api.get("otto", MINE) == chosen
    assert (await api.get("emil", MINE))["kinds"] == DEFAULTS
    assert await put(api, "otto", MINE, {}) == {"kinds": DEFAULTS, "quiet_hours": None, "urgent_anyway": False}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kinds": {"gossip": ["email"]}}, "/kinds/gossip"),
        ({"kinds": {"task": ["pigeon"]}}, "/kinds/task/0"),
        ({"kinds": {"task": "email"}}, "/kinds/task"),
        ({"quiet_hours": {"from": "25:00", "until": "07:00"}}, "/quiet_hours/from"),
        ({"quiet_hours": {"from": "7", "until": "07:00"}}, "/quiet_hours/from"),
        ({"quiet_hours": {"from": 7, "until": "07:00"}}, "/quiet_hours/from"),
        ({"quiet_hours": {"from": "07:00"}}, "/quiet_hours/until"),
        ({"quiet_hours": {"from": "07:00", "until": "08:00", "weekdays": ["monday"]}}, "/quiet_hours/weekdays/0"),
        ({"quiet_hours": {"from": "07:00", "until": "08:00", "weekdays": []}}, "/quiet_hours/weekdays"),
        ({"urgent_anyway": "yes"}, "/urgent_anyway"),
        ({"slack_url": "https://hooks.example"}, "/slack_url"),
    ],
)
async def test_bad_preferences_change_nothing(api: Driver, body: dict[str, Any], pointer: str) -> None:
    """Each field is pointed at; nobody sets their own webhook here."""
    before = await api.settled()
    said = await put(api, "emil", MINE, body, expect=422)

    assert pointer in [one["pointer"].replace("/[key]", "") for one in said["errors"]], said["errors"]
    assert await api.settled() == before


async def test_only_operators_say_where_slack_messages_go(api: Driver) -> None:
    """It is where our requests go; the URL is never shown, and choosing keeps it."""
    path, body = "/people/lena/slack-webhook", {"url": "https://hooks.example/services/T0/B0/secret"}
    await put(api, "lena", path, body, expect=403)
    assert await put(api, "opal", path, body) == {"person": "lena", "own_webhook": True}
    chosen = await put(api, "lena", MINE, {"kinds": {"task": ["slack"]}})
    assert "secret" not in str(chosen)
    await put(api, "opal", "/people/nobody/slack-webhook", body, expect=404)
    for url in ("http://hooks.example/x", "https://169.254.169.254/x", "https://localhost/x", "nonsense"):
        said = await put(api, "opal", path, {"url": url}, expect=422)
        assert [one["pointer"] for one in said["errors"]] == ["/url"]
    assert await put(api, "opal", path, {"url": None}) == {"person": "lena", "own_webhook": False}


class Kept:
    """A channel that keeps what it was given."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.messages: list[Message] = []

    async def send(self, message: Message) -> None:
        """Take a message."""
        self.messages.append(message)


async def tell(api: Driver) -> list[Message]:
    """All that is to be told now."""
    kept = Kept()
    dispatcher = Dispatcher(api.slipway.database, {"email": kept}, BASE)
    while await dispatcher.dispatch_once(datetime.now(UTC)):
        pass
    return kept.messages


async def seqs(api: Driver) -> list[Any]:
    """How far each launch's log goes."""
    async with api.slipway.database.read() as conn:
        return list((await conn.execute(select(launches.c.key, launches.c.seq).order_by(launches.c.key))).all())


async def test_links_open_pages_and_never_decide(api: Driver) -> None:
    """GET and HEAD of every link in every message, as nobody and as who may act: nothing changes."""
    await put(api, "quin", MINE, {"kinds": {"followed": ["email"]}})
    key = await api.launch()
    messages = await tell(api)
    gate = await api.build(key)
    messages += await tell(api)
    await api.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True)
    for person in ("quin", "sami"):
        await api.do(person, f"/gates/{gate}/votes", choice="approve", rationale="It works")
    await api.do("erin", f"/gates/{gate}/comments", expect=201, text="@dora it is yours")
    messages += await tell(api)
    await api.do("dora", f"/gates/{gate}/decision", decision="go", rationale="Fine")
    messages += await tell(api)
    await api.do("pia", f"/launches/{key}/hold", reason="A pause")
    await api.do("opal", f"/launches/{key}/cancel", reason="No more")
    messages += await tell(api)
    mine = [message for message in messages if message.thread == key]
    words = {message.subject.partition(":")[0] for message in mine}
    assert words >= {"To do", "Attest", "Vote", "Decide", "Decided", "Cancelled", "erin mentioned you"}
    links = sorted({link.url for message in mine for link in message.links})
    assert f"{BASE}/gates/{gate}" in links
    before, then = await api.settled(), await seqs(api)

    for url in links:
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}" == BASE
        assert not parts.query
        assert not parts.fragment
        for client in (api.client(), api.by("dora"), api.by("opal"), api.by("erin")):
            for method in ("GET", "HEAD"):
                assert (await client.request(method, parts.path)).status_code < 500

    assert (await api.settled(), await seqs(api)) == (before, then)
    everything = " ".join(f"{message.subject} {message.text} {message.links}" for message in mine)
    assert not [token for token in api.tokens.values() if token in everything]
    assert "slp_" not in everything


async def test_a_comment_taken_back_is_not_told(api: Driver) -> None:
    """Unless it was before."""
    key = await api.launch()
    await tell(api)
    said = (await api.do("erin", f"/launches/{key}/comments", expect=201, text="@quin oh no")).json()
    await api.by("erin").delete(f"/api/v1/comments/{said['id']}")

    assert [one for one in await tell(api) if "oh no" in one.text] == []
