"""Launches over HTTP."""

from pydantic import TypeAdapter

from domain.events import Event, broken_at
from tests.api.driver import Driver


async def test_starting(api: Driver) -> None:
    """A launch is created, and named where to find it."""
    reply = await api.by("pia").post("/api/v1/launches", json=api.wanted(target_date="2031-05-17"))

    said = reply.json()
    assert reply.status_code == 201
    assert reply.headers["Location"] == f"/api/v1/launches/{said['key']}"
    assert reply.headers["ETag"] == f'"{said["seq"]}"'
    assert reply.headers["Slipway-Seq"] == str(said["seq"])
    assert (said["owner"], said["state"], said["target_date"]) == ("pia", "running", "2031-05-17")
    assert said["active_stages"] == ["build"]
    assert (await api.get("quin", f"/launches/{said['key']}"))["key"] == said["key"]


async def test_listing(api: Driver) -> None:
    """Filters narrow the list."""
    key = await api.launch(title="Aurora zebra", owner="otto")

    found = await api.get("pia", "/launches", state="running", owner="otto", tier="T2", stage="build", q="ZEBRA")

    assert [one["key"] for one in found["items"]] == [key]
    assert (await api.get("pia", "/launches", q="zebra", state="cancelled"))["items"] == []


async def test_paging(api: Driver) -> None:
    """The link leads through the whole list, keeping the filter, and ends."""
    keys = {await api.launch(title="Aurora giraffe") for _ in range(3)}
    seen: list[str] = []
    path: str | None = "/api/v1/launches?q=giraffe&limit=1"
    while path:
        reply = await api.by("pia").get(path)
        seen += [one["key"] for one in reply.json()["items"]]
        link = reply.links.get("next")
        path = link["url"] if link else None
        assert (path is None) == (reply.json()["next_cursor"] is None)

    assert len(seen) == 3
    assert set(seen) == keys


async def test_tasks_and_gates(api: Driver) -> None:
    """A launch shows all its tasks and gates."""
    key = await api.launch()

    tasks = await api.get("pia", f"/launches/{key}/tasks")
    gates = await api.get("pia", f"/launches/{key}/gates")

    assert {task["local_id"]: task["state"] for task in tasks["items"]} == {
        "describe": "open",
        "make": "open",
        "ship": "pending",
    }
    assert [gate["id"] for gate in gates["items"]] == [f"{key}.G1", f"{key}.G2"]
    for lists in ("tasks", "gates", "events", "evidence"):
        await api.get("pia", f"/launches/NIX-1/{lists}", expect=404)


async def test_events_prove_themselves(api: Driver) -> None:
    """What the API lists is enough to check the chain."""
    key = await api.launch()
    await api.build(key)
    await api.settled()

    first = await api.get("pia", f"/launches/{key}/events", limit=2)
    rest = await api.get("pia", f"/launches/{key}/events", cursor=first["next_cursor"], limit=200)

    events = [event for page in (first, rest) for event in page["items"]]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert broken_at(key, [_event(event) for event in events]) is None


async def test_hold_resume_cancel(api: Driver) -> None:
    """The owner steers."""
    key = await api.launch()

    held = await api.do("pia", f"/launches/{key}/hold", reason="Waiting for a supplier")
    assert (held.json()["state"], held.json()["reason"]) == ("held", "Waiting for a supplier")
    assert (await api.do("pia", f"/launches/{key}/resume", note="They delivered")).json()["state"] == "running"
    assert (await api.do("pia", f"/launches/{key}/cancel", reason="No longer wanted")).json()["state"] == "cancelled"
    refused = await api.do("pia", f"/launches/{key}/hold", expect=409, reason="Too late")
    assert refused.json()["type"] == "urn:slipway:problem:wrong-state"


async def test_resuming_needs_no_body(api: Driver) -> None:
    """A body with nothing in it may be left out."""
    key = await api.launch()
    await api.do("pia", f"/launches/{key}/hold", reason="A moment")

    assert (await api.by("pia").post(f"/api/v1/launches/{key}/resume")).status_code == 200


async def test_unchanged_is_not_sent_again(api: Driver) -> None:
    """Whoever has the current version learns just that."""
    key = await api.launch()
    first = await api.by("pia").get(f"/api/v1/launches/{key}")

    again = await api.by("pia").get(f"/api/v1/launches/{key}", headers={"If-None-Match": first.headers["ETag"]})
    other = await api.by("pia").get(f"/api/v1/launches/{key}", headers={"If-None-Match": '"0"'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert other.status_code == 200


def _event(said: dict[str, object]) -> Event:
    return TypeAdapter(Event).validate_python(said)
