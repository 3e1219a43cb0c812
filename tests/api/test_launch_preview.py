"""A launch looked at before it is started: the very plan that starting makes, and nothing kept of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.api.driver import Driver
from tests.api.organisation import ORGANISATION, PEOPLE

TURNS = """\
playbook: turns
version: 1
title: Turns
tiers: [T1, T2]
roles: {pm: Product manager, dir_pm: Director of product management, vp: VP}
departments:
  product: {title: Product, escalate_to: dir_pm, country: GB, timezone: Europe/London}
  legal: {title: Legal, escalate_to: dir_pm}
facts:
  personal_data: {type: bool, default: false, title: "Personal data?"}
  users: {type: int, default: 0, min: 0, title: "How many users?"}
  note: {type: string, default: "", title: "Anything else?"}
stages:
  - id: build
    title: Build
    tasks:
      - {id: describe, title: Describe it, department: product, role: pm, sla: 1}
      - {id: privacy, title: Review the privacy, department: legal, sla: 5, after: [describe], when: personal_data}
      - {id: scale, title: Load it, department: product, sla: 2, when: "users > 1000 && note != 'personal_data'"}
gates:
  - {id: G1, title: "Good?", closes: [build], department: product, decide: dir_pm, sla: 2, decisions: [go, hold, kill]}
"""


async def preview(api: Driver, person: str = "pia", expect: int = 200, **said: Any) -> Any:
    """What somebody is shown."""
    body = {"playbook": "pilot", "tier": "T2", **said}
    return (await api.do(person, "/launches/preview", expect, **body)).json()


async def publish(api: Driver, source: str = TURNS) -> None:
    """Have one more playbook."""
    reply = await api.by("opal").post("/api/v1/playbooks", content=source, headers={"Content-Type": "application/yaml"})
    assert reply.status_code == 201, reply.text


@asynccontextmanager
async def having(api: Driver, **roles: tuple[str, ...]) -> AsyncIterator[None]:
    """For a while these people hold these roles and no others."""
    changed = tuple(replace(one, roles=roles[one.id]) for one in PEOPLE if one.id in roles)
    await api.slipway.people.load_organisation(replace(ORGANISATION, people=changed))
    try:
        yield
    finally:
        await api.slipway.people.load_organisation(ORGANISATION)


async def test_a_preview_is_what_starting_comes_to(api: Driver) -> None:
    """The same work, people and dates, to within the moment that lies between; and nothing is kept of it."""
    before = await api.settled()
    wanted = api.wanted(target_date="2031-05-16")
    seen = await preview(api, **wanted)
    assert await api.settled() == before

    key = await api.launch(**wanted)
    tasks = (await api.get("pia", f"/launches/{key}/tasks"))["items"]
    gates = (await api.get("pia", f"/launches/{key}/gates"))["items"]

    def due(view: dict[str, Any]) -> datetime:
        return datetime.fromisoformat(view["due_at"] or view["planned_due_at"])

    ahead = {one["id"]: one for stage in seen["stages"] for one in (*stage["tasks"], *stage["gates"])}
    started = {view["local_id"]: view for view in tasks}
    assert key.startswith(f"{seen['prefix']}-")
    assert set(ahead) == set(started) | {view["local_id"] for view in gates}
    assert [name for name, one in ahead.items() if one.get("opens")] == ["describe", "make"]
    for name, view in started.items():
        assert abs(datetime.fromisoformat(ahead[name]["due_at"]) - due(view)) < timedelta(minutes=1)
        assert (ahead[name]["department"], ahead[name]["role"]) == (view["department"], view["role"])
    schedule = await api.get("pia", f"/launches/{key}/schedule")
    finish = datetime.fromisoformat(schedule["earliest_finish"])
    assert abs(datetime.fromisoformat(seen["target_at"]) - finish) < timedelta(minutes=1)
    assert (ahead["G1"]["attest"], ahead["G1"]["decider"]) == (["legal"], "dir_pm")
    assert ahead["G1"]["seats"] == ["qa_lead", "security_lead"]
    assert seen["startable"]
    assert seen["spare_days"] > 100


async def test_a_preview_says_which_answers_switch_what(api: Driver) -> None:
    """Also what a launch does without, and because of which facts; words in quotes are no facts."""
    await publish(api)

    seen = await preview(api, playbook="turns", facts={"personal_data": True})

    assert seen["playbook"] == "turns@1"
    assert seen["facts"] == {"personal_data": True, "users": 0, "note": ""}
    assert [(one["id"], one["on"], one["because"]) for one in seen["switches"]] == [
        ("privacy", True, ["personal_data"]),
        ("scale", False, ["users", "note"]),
    ]
    (stage,) = seen["stages"]
    assert [task["id"] for task in stage["tasks"]] == ["describe", "privacy"]
    assert stage["ends_at"] == seen["ends_at"] == seen["target_at"]


async def test_a_preview_warns_of_what_will_not_work(api: Driver) -> None:
    """Some of it would be refused, and is by the same words; the rest is for people to weigh."""
    await publish(api, TURNS.replace("decide: dir_pm", "decide: vp").replace("turns", "lonely"))
    wrong = {"playbook": "lonely", "owner": "nobody", "target_date": "2020-01-01"}

    async with having(api, vera=("pm",), bo=("pm",)):
        seen = await preview(api, "pia", 200, **wrong)
        refused = await api.do("pia", "/launches", 422, **api.wanted(**wrong))

    kinds = {concern["kind"]: concern for concern in seen["concerns"]}
    assert not seen["startable"]
    assert kinds["past"]["pointer"] == "/target_date"
    said = {concern["detail"] for concern in seen["concerns"] if concern["refuses"]}
    assert {error["detail"] for error in refused.json()["errors"]} <= said
    assert said == {"There is no person nobody.", "Nobody is in role vp; the plan needs them."}


async def test_a_preview_warns_of_gates_that_only_their_owner_could_decide(api: Driver) -> None:
    """Nobody decides on their own work; and of a launch that seems to be under way already."""
    await api.launch(owner="dora", title="Twice")

    async with having(api, bo=("operator",)):
        seen = await preview(api, owner="dora", title=" twice ")
        others = await preview(api, owner="pia", title="Twice")

    assert [(one["kind"], one["subject"] == "role:dir_pm") for one in seen["concerns"]] == [
        ("same_title", False),
        ("alone", True),
    ]
    assert seen["concerns"][1]["items"] == ["G1", "G2"]
    assert seen["startable"]
    assert others["concerns"] == []


async def test_a_preview_says_how_late_the_target_would_be(api: Driver) -> None:
    """Too early a date is for people to weigh: the launch starts all the same."""
    soon = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()

    seen = await preview(api, target_date=soon)

    assert [concern["kind"] for concern in seen["concerns"]] == ["late"]
    assert seen["spare_days"] < 0
    assert seen["startable"]
    await api.launch(target_date=soon)


async def test_a_preview_names_each_field_that_cannot_be_used(api: Driver) -> None:
    """As starting does, all of them at once; what is still empty is no problem."""
    await publish(api)
    facts = {"personal_data": "maybe", "users": -1, "nonsense": 1}

    seen = await preview(api, expect=422, playbook="turns", facts=facts)
    tier = await preview(api, expect=422, tier="T9")
    book = await preview(api, expect=422, playbook="nix")

    assert [error["pointer"] for error in seen["errors"]] == [
        "/facts/nonsense",
        "/facts/personal_data",
        "/facts/users",
    ]
    assert [error["pointer"] for error in tier["errors"]] == ["/tier"]
    assert [error["pointer"] for error in book["errors"]] == ["/playbook"]
