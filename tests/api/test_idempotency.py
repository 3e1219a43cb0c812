"""A command under an idempotency key happens once, and is answered alike each time."""

import asyncio

import httpx
import pytest

from service.commands import Commands, Keeping, StoredReply
from tests.api.driver import PILOT, Driver


async def post(api: Driver, person: str, path: str, key: str, body: object, **headers: str) -> httpx.Response:
    """Send a command under a key."""
    return await api.by(person).post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": key, **headers})


def same(one: httpx.Response, other: httpx.Response) -> bool:
    """Whether two replies are the same to the byte, with every header that says something of the result."""
    said = [
        (reply.status_code, reply.content, [reply.headers.get(name) for name in ("ETag", "Slipway-Seq", "Location")])
        for reply in (one, other)
    ]
    return said[0] == said[1] and one.headers["content-type"] == other.headers["content-type"]


async def test_a_replay_is_byte_identical(api: Driver) -> None:
    """Also when the thing has changed in between."""
    task = f"{await api.launch()}.make"
    first = await post(api, "erin", f"/tasks/{task}/claim", "claim-replay", {})
    await api.do("erin", f"/tasks/{task}/unclaim")
    before = await api.settled()

    again = await post(api, "erin", f"/tasks/{task}/claim", "claim-replay", {})

    assert same(first, again)
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"
    assert first.headers["X-Request-Id"] != again.headers["X-Request-Id"]
    assert await api.settled() == before


async def test_a_reply_is_kept_with_what_it_tells_of(api: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not afterwards: nobody who dies in between leaves the one without the other."""

    async def never(_commands: Commands, _keeping: Keeping) -> StoredReply:
        raise AssertionError

    monkeypatch.setattr(Commands, "keep", never)
    task = f"{await api.launch()}.make"

    first = await post(api, "erin", f"/tasks/{task}/claim", "claim-along", {})
    again = await post(api, "erin", f"/tasks/{task}/claim", "claim-along", {})

    assert first.status_code == 200, first.text
    assert same(first, again)
    assert again.headers["Idempotent-Replay"] == "true"


async def test_a_launch_starts_once(api: Driver) -> None:
    """Repeating a start finds the launch it started."""
    first = await post(api, "pia", "/launches", "start-once", api.wanted())
    again = await post(api, "pia", "/launches", "start-once", api.wanted())

    assert first.status_code == 201
    assert same(first, again)


async def test_a_key_names_one_request(api: Driver) -> None:
    """Another body, or another address, under the same key is refused, and does nothing."""
    key = await api.launch()
    gate = await api.build(key)
    ballot = {"choice": "approve", "rationale": "Fine"}
    assert (await post(api, "quin", f"/gates/{gate}/votes", "one-key", ballot)).status_code == 200
    before = await api.settled()

    for path, body in ((f"/gates/{gate}/votes", {**ballot, "rationale": "Other"}), (f"/gates/{key}.G2/votes", ballot)):
        refused = await post(api, "quin", path, "one-key", body)
        assert refused.status_code == 422
        assert refused.json()["type"] == "urn:slipway:problem:key-reused"

    assert await api.settled() == before
    other = await post(api, "sami", f"/gates/{gate}/votes", "one-key", ballot)
    assert other.status_code == 200, "keys belong to people"


async def test_requests_that_race_under_one_key(api: Driver) -> None:
    """One is carried out, and nobody is told that another was."""
    key = await api.launch()
    gate = await api.build(key)
    ballots = [{"choice": "approve", "rationale": f"Reason {number}"} for number in range(5)]

    replies = await asyncio.gather(*(post(api, "quin", f"/gates/{gate}/votes", "racing", body) for body in ballots))

    (won,) = [reply for reply in replies if reply.is_success]
    assert {reply.status_code for reply in replies if reply is not won} == {422}
    (recorded,) = (await api.by("quin").get(f"/api/v1/gates/{gate}")).json()["votes"]
    assert recorded["rationale"] == ballots[replies.index(won)]["rationale"]


async def test_a_refusal_is_not_kept(api: Driver) -> None:
    """What was refused may become right: the same request under the same key is then carried out."""
    key = await api.launch()
    ballot = {"choice": "approve", "rationale": "Fine"}
    early = await post(api, "quin", f"/gates/{key}.G1/votes", "early", ballot)
    assert early.status_code == 409

    await api.build(key)

    assert (await post(api, "quin", f"/gates/{key}.G1/votes", "early", ballot)).status_code == 200


async def test_fifty_repeats_at_once(api: Driver) -> None:
    """One effect, and one reply for all."""
    key = await api.launch()
    gate = await api.build(key)
    ballot = {"choice": "approve", "rationale": "Fine"}

    replies = await asyncio.gather(*(post(api, "quin", f"/gates/{gate}/votes", "fifty", ballot) for _ in range(50)))

    assert {reply.status_code for reply in replies} == {200}
    assert all(same(replies[0], reply) for reply in replies)
    await api.settled()
    events = (await api.get("quin", f"/launches/{key}/events", limit=200))["items"]
    assert [event["actor"] for event in events if event["action"] == "gate.voted"] == ["quin"]


async def test_fifty_starts_at_once(api: Driver) -> None:
    """One launch."""
    wanted = api.wanted(title="Aurora fifty starts")

    replies = await asyncio.gather(*(post(api, "pia", "/launches", "fifty-starts", wanted) for _ in range(50)))

    assert {reply.status_code for reply in replies} == {201}
    assert all(same(replies[0], reply) for reply in replies)
    assert len((await api.get("pia", "/launches", q="fifty starts"))["items"]) == 1


async def test_a_playbook_is_published_once(api: Driver) -> None:
    """Publishing takes keys as well."""
    headers = {"Content-Type": "application/yaml", "Idempotency-Key": "publish"}
    source = PILOT.replace("playbook: pilot", "playbook: keyed")
    first, again = [await api.by("opal").post("/api/v1/playbooks", content=source, headers=headers) for _ in range(2)]

    assert first.status_code == 201
    assert same(first, again)
    assert again.headers["Idempotent-Replay"] == "true"
