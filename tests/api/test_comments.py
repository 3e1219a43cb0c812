"""What people say about launches, tasks and gates."""

from typing import Any

import pytest
from sqlalchemy import select

from service.comments import Subject
from service.people import actor
from store.tables import notices
from tests.api.driver import Driver


async def told(api: Driver, comment: str) -> list[str]:
    """The audiences of the notices that a comment led to."""
    async with api.slipway.database.read() as conn:
        rows = await conn.scalars(select(notices.c.audience).where(notices.c.topic == comment))
        return sorted(rows.all())


@pytest.mark.parametrize("of", ["launches/{key}", "tasks/{key}.make", "gates/{key}.G1"])
async def test_everything_can_be_commented_on(api: Driver, of: str) -> None:
    """By anybody, in order, page by page, and found again by its own address."""
    path = f"/{of.format(key=await api.launch())}/comments"
    said = []
    for person, text in (("erin", "First"), ("lena", "Zweitens: äöü\nund mehr"), ("pia", "x" * 10_000)):
        reply = await api.do(person, path, expect=201, text=text)
        said.append(reply.json())
        assert await api.get("quin", reply.headers["Location"].removeprefix("/api/v1")) == reply.json()

    first = await api.get("otto", path, limit=2)
    rest = await api.get("otto", path, limit=2, cursor=first["next_cursor"])
    assert [*first["items"], *rest["items"]] == said
    assert rest["next_cursor"] is None
    assert [one["author"] for one in said] == ["erin", "lena", "pia"]
    assert said[0]["item"] == of.format(key=said[0]["launch"]).partition("/")[2]


async def test_a_mention_tells_active_people_once(api: Driver) -> None:
    """Not the author, nobody twice; what is no person, and what is an address, stays text."""
    key = await api.launch()
    text = "@quin and @sami, @quin! cc @erin, @nobody, otto@pia, (@lena) @QUIN see https://x.example/@otto."
    reply = await api.do("erin", f"/gates/{key}.G1/comments", expect=201, text=text)

    assert reply.json()["mentions"] == ["quin", "sami", "erin", "lena"]
    assert reply.json()["text"] == text
    assert await told(api, reply.json()["id"]) == ["person:lena", "person:quin", "person:sami"]


async def test_a_comment_is_made_once_for_each_key(api: Driver) -> None:
    """A repeat is answered alike, even if the reply was lost; another text under the key is refused."""
    path = f"/api/v1/launches/{await api.launch()}/comments"
    headers = {"Idempotency-Key": "say-it-once"}
    first = await api.by("erin").post(path, json={"text": "Hello @quin"}, headers=headers)
    before = await api.settled()
    again = await api.by("erin").post(path, json={"text": "Hello @quin"}, headers=headers)
    other = await api.by("erin").post(path, json={"text": "Goodbye"}, headers=headers)

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.content == again.content
    assert again.headers["Idempotent-Replay"] == "true"
    assert await api.settled() == before


async def test_a_lost_reply_does_not_say_it_twice(api: Driver) -> None:
    """The comment's id comes from the command's key."""
    key = await api.launch()
    erin = actor(await api.slipway.people.show("erin"))
    one, same = [
        await api.slipway.comments.add(erin, "erin:lost", Subject.LAUNCH, key, "@quin hello") for _ in range(2)
    ]
    assert one == same
    assert await told(api, one.id) == ["person:quin"]


async def test_an_author_takes_their_own_back(api: Driver) -> None:
    """A tombstone stays; nobody else may; doing it again changes nothing."""
    key = await api.launch()
    said = (await api.do("erin", f"/tasks/{key}.make/comments", expect=201, text="Wrong @quin")).json()
    path = f"/api/v1/comments/{said['id']}"
    for person in ("otto", "pia", "opal"):
        assert (await api.by(person).delete(path)).status_code == 403

    gone = await api.by("erin").delete(path)
    assert gone.status_code == 200
    assert (gone.json()["text"], gone.json()["mentions"]) == ("", [])
    assert gone.json()["deleted_at"] is not None
    assert (await api.by("erin").delete(path)).json() == gone.json()
    assert (await api.get("otto", f"/tasks/{key}.make/comments"))["items"] == [gone.json()]
    assert (await api.by("erin").delete("/api/v1/comments/cmt_none")).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"text": ""}, id="empty"),
        pytest.param({"text": " \n"}, id="blank"),
        pytest.param({"text": "x" * 10_001}, id="too long"),
        pytest.param({"text": "bell \u0007"}, id="control character"),
        pytest.param({"text": 7}, id="a number"),
        pytest.param({"text": " ".join(f"@p{number}" for number in range(51))}, id="a crowd"),
    ],
)
async def test_bad_comments_change_nothing(api: Driver, body: dict[str, Any]) -> None:
    """Each is pointed at."""
    key = await api.launch()
    before = await api.settled()
    reply = await api.do("erin", f"/launches/{key}/comments", expect=422, **body)

    assert [one["pointer"] for one in reply.json()["errors"]] == ["/text"]
    assert await api.settled() == before


@pytest.mark.parametrize("path", ["/launches/NIX-1", "/tasks/{key}.nix", "/gates/{key}.make", "/tasks/{key}.G1"])
async def test_what_is_not_there_cannot_be_commented_on(api: Driver, path: str) -> None:
    """Nor a task as a gate."""
    path = path.format(key=await api.launch())
    await api.do("erin", f"{path}/comments", expect=404, text="Hello")
    await api.get("erin", f"{path}/comments", expect=404)


async def test_a_comment_is_no_vote(api: Driver) -> None:
    """Whatever it says, by whomever, the gate waits for ballots; and the launch's log does not move."""
    key = await api.launch()
    gate = await api.build(key)
    await api.settled()
    before = await api.get("pia", f"/gates/{gate}")
    for person in ("quin", "sami", "dora", "lena"):
        await api.do(person, f"/gates/{gate}/comments", expect=201, text="I approve. Go!")

    assert await api.get("pia", f"/gates/{gate}") == before
