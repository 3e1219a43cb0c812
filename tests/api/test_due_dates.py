"""Due dates that move, over HTTP: what is late, or done again, puts off what waits for it, and people are told once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.testing._timeskipping import TimeSkipper

from store.tables import notices
from tests.api.driver import Driver
from tests.support.eventually import eventually

LINE = """\
playbook: line
version: 1
title: One thing after the other
tiers: [T2]
roles:
  pm: Product manager
  engineer: Engineer
  dir_pm: Director of product management
departments:
  product: {title: Product, escalate_to: dir_pm}
  engineering: {title: Engineering, escalate_to: dir_pm, timezone: Asia/Kolkata}
  legal: {title: Legal, escalate_to: dir_pm, timezone: America/St_Johns}
stages:
  - id: build
    title: Build
    tasks:
      - {id: draw, title: Draw it, department: product, role: pm, sla: 2}
      - {id: make, title: Make it, department: engineering, role: engineer, after: [draw], sla: 2}
  - id: check
    title: Check
    after: [build]
    tasks:
      - {id: read, title: Read it, department: legal, sla: 3}
gates:
  - {id: G1, title: "Good?", closes: [build], department: product, decide: dir_pm, sla: 2, decisions: [go, hold, kill]}
  - {id: G2, title: "Out?", closes: [check], department: product, decide: dir_pm, sla: 2, decisions: [go, hold, kill]}
"""


@pytest.fixture(scope="module")
async def line(api: Driver) -> Driver:
    """With the playbook of these tests published."""
    headers = {"Content-Type": "application/yaml"}
    published = await api.by("opal").post("/api/v1/playbooks", content=LINE, headers=headers)
    assert published.status_code == 201, published.text
    return api


def moment(text: str) -> datetime:
    """A moment as the API says it."""
    return datetime.fromisoformat(text)


async def planned(line: Driver, key: str) -> dict[str, datetime]:
    """What is planned for all that waits."""
    tasks = [await line.get("pia", f"/tasks/{key}.{name}") for name in ("draw", "make", "read")]
    gates = [await line.get("pia", f"/gates/{key}.{name}") for name in ("G1", "G2")]
    return {one["local_id"]: moment(due) for one in (*tasks, *gates) if (due := one["planned_due_at"])}


async def moves(line: Driver, key: str) -> list[Any]:
    """Each time that due dates moved."""
    log = (await line.get("pia", f"/launches/{key}/events", limit=200))["items"]
    return [event for event in log if event["action"] == "dues.moved"]


async def told(line: Driver, key: str) -> list[tuple[str, str]]:
    """Audience and subject of each notice about time."""
    async with line.slipway.database.read() as conn:
        rows = await conn.execute(select(notices).where(notices.c.launch == key, notices.c.kind == "overdue"))
        return sorted((row.audience, row.subject) for row in rows)


async def test_an_upstream_slip_moves_dependents_and_tells_their_owners(line: Driver) -> None:
    """Across stages and gates, in the business time of each; recorded from when to when; told once to each."""
    soon = (datetime.now(UTC).date() + timedelta(days=14)).isoformat()
    key = await line.launch(playbook="line", target_date=soon)
    before = await planned(line, key)
    assert set(before) == {"make", "read", "G1", "G2"}
    draw = await line.get("pia", f"/tasks/{key}.draw")
    assert (draw["planned_due_at"], bool(draw["due_at"])) == (None, True)

    handle = line.slipway.engine.client.get_workflow_handle(f"launch/{key}")
    late_by = moment(draw["due_at"]) - datetime.now(UTC) + timedelta(minutes=1)
    await TimeSkipper(line.slipway.engine.client).fast_forward(handle, late_by)

    async def moved() -> list[Any]:
        return await moves(line, key)

    found = await eventually(moved, within=10)
    assert found is not None
    (event,) = found
    await line.settled()
    after = await planned(line, key)
    assert all(after[name] > before[name] for name in before)
    assert event["target"] == "draw"
    assert event["data"]["because"] == [{"item": "draw", "why": "overdue"}]
    assert {one["item"]: (moment(one["from"]), moment(one["to"])) for one in event["data"]["moved"]} == {
        name: (before[name], after[name]) for name in before
    }
    owners = {one["item"]: one["owners"] for one in event["data"]["moved"]}
    assert owners == {
        "make": ["role:engineer"],
        "read": ["department:legal"],
        "G1": ["role:dir_pm"],
        "G2": ["role:dir_pm"],
    }
    notes = [one for one in await told(line, key) if one[1].startswith(("Due dates moved", "Held up"))]
    audiences = [audience for audience, _ in notes if audience != "person:pia"]
    assert audiences == ["department:legal", "role:dir_pm", "role:engineer"]
    launch = await line.get("pia", f"/launches/{key}")
    assert launch["target_date"] == soon, "the target date never moves by itself"

    await line.do("otto", f"/tasks/{key}.draw/complete")
    make = await line.get("erin", f"/tasks/{key}.make")
    final = await planned(line, key)
    assert (make["planned_due_at"], moment(make["due_at"]) >= before["make"]) == (None, True)
    assert set(final) == {"read", "G1", "G2"}
    assert all(final[name] <= after[name] for name in final)
    assert [one["data"]["because"][0]["why"] for one in await moves(line, key)] == ["overdue", "done"]


async def test_a_target_date_that_is_missed_shows(line: Driver) -> None:
    """It stays, and the launch is at risk and says until when; another date ends that."""
    tomorrow, far = ((datetime.now(UTC).date() + timedelta(days=days)).isoformat() for days in (1, 90))
    key = await line.launch(playbook="line", target_date=tomorrow)
    seen = await line.get("pia", f"/launches/{key}")

    assert (seen["health"], seen["target_date"]) == ("at_risk", tomorrow)
    assert moment(seen["target_expected_at"]).date().isoformat() in seen["health_reason"]
    kept = await line.get("pia", f"/launches/{await line.launch(playbook='line', target_date=far)}")
    assert (kept["health"], kept["target_expected_at"]) == ("on_track", None)


async def test_held_up_work_stands_still(line: Driver) -> None:
    """Whoever holds it keeps it without a due date that runs on; it is told to them, and not to who sent work back."""
    key = await line.launch(playbook="line")
    await line.do("otto", f"/tasks/{key}.draw/complete")
    await line.do("erin", f"/tasks/{key}.make/claim")
    running = await line.get("erin", f"/tasks/{key}.make")
    await line.do("pia", f"/tasks/{key}.draw/return", feedback="Once more")
    await line.settled()
    still = await line.get("erin", f"/tasks/{key}.make")

    assert (running["paused_at"], running["planned_due_at"]) == (None, None)
    assert (still["state"], still["due_at"], bool(still["paused_at"])) == ("claimed", None, True)
    assert moment(still["planned_due_at"]) > moment(running["due_at"])
    assert still["held_up_by"] == ["draw"]
    slot = next(one for one in (await line.get("pia", f"/launches/{key}/schedule"))["slots"] if one["id"] == "make")
    assert moment(slot["earliest_finish"]) == moment(still["planned_due_at"])
    assert ("person:erin", f"Due dates moved: Draw it ({key})") in await told(line, key)

    await line.do("otto", f"/tasks/{key}.draw/complete")
    on = await line.get("erin", f"/tasks/{key}.make")
    assert (bool(on["due_at"]), on["paused_at"], on["held_up_by"]) == (True, None, [])
