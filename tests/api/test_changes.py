"""Change requests over HTTP: previewed, then made as previewed."""

from typing import Any

import pytest
from temporalio.client import Client

from store import launches
from tests.api.changing import PLAYBOOK, at_first_gate, change, past_first_gate, preview, publish, voided
from tests.api.driver import Driver
from tests.support.eventually import eventually


async def _launch(api: Driver, **wanted: Any) -> str:
    await publish(api)
    return await api.launch(playbook="change@1", **wanted)


async def test_any_field_may_be_changed_with_a_reason(api: Driver) -> None:
    """Scope, title, objective, need, date, priority, facts: all in one request, on record with who and why."""
    key = await _launch(api)
    wanted: dict[str, Any] = {
        "scope": "Only Europe",
        "title": "Borealis",
        "objective": "Sell more",
        "user_need": "Less work",
        "target_date": "2031-01-01",
        "priority": 1,
        "facts": {"price": 12},
    }

    said = await change(api, key, **wanted)

    assert {name: said[name] for name in wanted if name != "facts"} == {n: v for n, v in wanted.items() if n != "facts"}
    assert said["facts"]["price"] == 12
    (made,) = said["changes"]
    assert (made["id"], made["by"], made["reason"]) == ("R1", "pia", "The market moved")
    assert set(made["fields"]) == {*(name for name in wanted if name != "facts"), "fact:price"}
    log = (await api.get("pia", f"/launches/{key}/events", limit=200))["items"]
    (event,) = [one for one in log if one["action"] == "launch.changed"]
    assert event["data"]["changes"]["fact:price"] == {"from": 10, "to": 12}
    assert event["data"]["plan"] is None, "the plan stays as it is"
    tasks = (await api.get("pia", f"/launches/{key}/tasks"))["items"]
    assert {task["priority"] for task in tasks} == {1}
    assert [one["key"] for one in (await api.get("pia", "/launches", q=f"{key} borealis"))["items"]] == [key]


async def test_a_preview_says_everything_and_changes_nothing(api: Driver) -> None:
    """Work and gates that come and go, approvals voided, criteria, dates, who is told; open to whoever sees it."""
    key, gate = await at_first_gate(api)
    await api.pass_votes(gate)
    before = await api.settled()

    impact = await preview(api, key, by="quin", tier="T1", facts={"translated": True}, target_date="2031-01-01")

    assert await api.settled() == before
    assert [(item["id"], item["state"]) for item in impact["tasks_added"]] == [
        ("measure", "open"),
        ("translate", "pending"),
    ]
    assert [item["id"] for item in impact["gates_added"]] == ["G3"]
    assert (impact["tasks_dropped"], impact["gates_dropped"], impact["gates_waiting"]) == ([], [], ["G1"])
    assert {(word["gate"], word["seat"] or word["department"]) for word in impact["voided"]} == {
        ("G1", "qa_lead"),
        ("G1", "security_lead"),
        ("G1", "legal"),
    }
    (criterion,) = impact["criteria"]
    assert (criterion["of"], criterion["before"]["params"], criterion["after"]["params"]) == (
        "G1.proof",
        {"count": 1},
        {"count": 3},
    )
    dates = {item["of"]: (item["before"], item["after"]) for item in impact["dates"]}
    assert dates["target_date"] == (None, "2031-01-01")
    assert dates["G1"][0] is not None
    assert dates["G1"][1] is None
    assert {"person:pia", "role:qa_lead", "department:legal", "department:product", "role:dir_pm"} <= set(
        impact["told"]
    )


async def test_a_change_is_refused_when_its_impact_has_changed_since(api: Driver) -> None:
    """A vote came in between; the refusal carries what the change would do now."""
    key, gate = await at_first_gate(api)
    impact = await preview(api, key, facts={"price": 12})
    await api.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True)
    body: dict[str, Any] = {"facts": {"price": 12}, "reason": "The market moved"}

    refused = await api.do("pia", f"/launches/{key}/change-requests", 409, **body, impact=impact["digest"])

    said = refused.json()
    assert said["type"] == "urn:slipway:problem:impact-changed"
    assert [word["department"] for word in said["impact"]["voided"]] == ["legal"]
    assert (await api.get("pia", f"/launches/{key}"))["changes"] == []
    await api.do("pia", f"/launches/{key}/change-requests", **body, impact=said["current"])


async def test_only_owner_starter_and_operator_change_a_launch(api: Driver) -> None:
    """Whoever else sees it may look at what a change would do."""
    key = await _launch(api, owner="otto")
    impact = await preview(api, key, by="erin", scope="Only Europe")
    body = {"scope": "Only Europe", "reason": "Why not", "impact": impact["digest"]}
    await api.do("erin", f"/launches/{key}/change-requests", 403, **body)
    for number, person in enumerate(("pia", "otto", "opal")):
        await change(api, key, by=person, scope=f"Part {number}")


async def test_bad_changes_are_named(api: Driver) -> None:
    """Each field that does not fit, by its name; a change of nothing; a launch that is over; no such launch."""
    key = await _launch(api)
    for wanted, pointer in (
        ({"facts": {"price": "much"}}, "/facts/price"),
        ({"facts": {"prise": 3}}, "/facts/prise"),
        ({"tier": "T7"}, "/tier"),
        ({"owner": "nobody"}, "/owner"),
        ({"priority": 9}, "/priority"),
        ({"colour": "red"}, "/colour"),
        ({"title": "Offline mode"}, ""),
        ({}, ""),
    ):
        said = await preview(api, key, 422, **wanted)
        assert [problem["pointer"] for problem in said["errors"]] == [pointer], wanted
    impact = await preview(api, key, scope="Less")
    said = await api.do("pia", f"/launches/{key}/change-requests", 422, scope="Less", impact=impact["digest"])
    assert [problem["pointer"] for problem in said.json()["errors"]] == ["/reason"]
    await preview(api, "NIX-1", 404, scope="Less")
    await api.do("pia", f"/launches/{key}/cancel", reason="No longer wanted")
    await preview(api, key, 409, scope="Less")


async def test_a_change_asked_for_twice_is_made_once(api: Driver) -> None:
    """Under one idempotency key, to the byte."""
    key = await _launch(api)
    impact = await preview(api, key, tier="T1")
    path, body = f"/api/v1/launches/{key}/change-requests", {"tier": "T1", "reason": "Grew", "impact": impact["digest"]}
    first = await api.by("pia").post(path, json=body, headers={"Idempotency-Key": f"{key}-once"})
    again = await api.by("pia").post(path, json=body, headers={"Idempotency-Key": f"{key}-once"})

    assert (first.status_code, again.content) == (200, first.content)
    assert len((await api.get("pia", f"/launches/{key}"))["changes"]) == 1


async def test_re_tiering_adds_and_drops_work(api: Driver) -> None:
    """New work opens where its stage is under way; back again, what was done stays done and the rest is cancelled."""
    key = await _launch(api)
    grown = await change(api, key, tier="T1")
    tasks = {task["local_id"]: task for task in (await api.get("pia", f"/launches/{key}/tasks"))["items"]}
    assert (grown["tier"], tasks["measure"]["state"]) == ("T1", "open")
    assert (await api.get("pia", f"/gates/{key}.G3"))["state"] == "pending"
    assert [one["key"] for one in (await api.get("pia", "/launches", tier="T1", q=key))["items"]] == [key]

    await api.do("otto", f"/tasks/{key}.measure/claim")
    shrunk = await preview(api, key, tier="T2")
    assert [(item["id"], item["state"]) for item in shrunk["tasks_dropped"]] == [("measure", "claimed")]
    assert "person:otto" in shrunk["told"]
    await change(api, key, tier="T2")
    assert (await api.get("pia", f"/tasks/{key}.measure"))["state"] == "cancelled"
    assert (await api.get("pia", f"/gates/{key}.G3"))["state"] == "cancelled"

    await change(api, key, tier="T1")
    await api.do("otto", f"/tasks/{key}.measure/complete", note="42")
    await change(api, key, tier="T2")
    assert (await api.get("pia", f"/tasks/{key}.measure"))["state"] == "done"
    gate = await api.build(key)
    assert (await api.get("pia", f"/gates/{gate}"))["state"] == "open"
    await api.settled()


async def test_a_gate_waits_again_for_work_that_a_change_brings(api: Driver) -> None:
    """Words that the change does not concern stay; who then does the work may not have voted on it."""
    key, gate = await at_first_gate(api)
    await api.pass_votes(gate)
    await change(api, key, facts={"audited": True})
    assert (await api.get("dora", f"/gates/{gate}"))["state"] == "pending"
    await api.do("dora", f"/gates/{gate}/decision", 409, decision="go", rationale="Now")

    await api.do("otto", f"/tasks/{key}.audit/complete", note="clean")

    again = await api.get("dora", f"/gates/{gate}")
    assert (again["state"], again["attempt"], voided(again)) == ("open", 1, set())
    await api.do("dora", f"/gates/{gate}/decision", decision="go", rationale="Now")


async def test_work_that_comes_too_late_goes_to_the_next_stage_or_is_refused(api: Driver) -> None:
    """A task moves to the earliest stage that is not complete; where none can take it, the refusal names the way."""
    key, _ = await past_first_gate(api)
    await change(api, key, facts={"audited": True})
    audit = await api.get("pia", f"/tasks/{key}.audit")
    assert (audit["stage"], audit["state"]) == ("release", "open")

    await api.do("otto", f"/tasks/{key}.audit/complete", note="clean")
    await api.do("erin", f"/tasks/{key}.ship/complete", note="out")
    assert (await api.get("pia", f"/gates/{key}.G2"))["state"] == "open"
    await api.do("dora", f"/gates/{key}.G2/decision", decision="go", rationale="Out")
    grown = await change(api, key, tier="T1")
    assert grown["tier"] == "T1", "nothing of it comes too late"


SLIPPED = """
playbook: slipped
version: 1
title: Slipped
tiers: [T2]
roles: {pm: Product manager, dir_pm: Director}
departments: {product: {title: Product}}
facts:
  risky: {type: bool, default: false, title: Is it a risk to anybody}
stages:
  - {id: build, title: Build, tasks: [{id: describe, title: Describe, department: product, role: pm}]}
  - {id: release, title: Release, after: [build], tasks: [{id: ship, title: Ship, department: product, role: pm}]}
gates:
  - {id: G1, title: Is it safe, closes: [build], department: product, decide: dir_pm, sla: 1, when: risky}
  - id: G2
    title: Is it out
    closes: [release]
    department: product
    decide: dir_pm
    sla: 1
    recycle_to: [build]
    decisions: [go, recycle, kill]
"""


async def test_a_change_that_a_complete_stage_does_not_allow_says_what_to_recycle_first(api: Driver) -> None:
    """A gate that should have judged it cannot be slipped in afterwards; once sent back, it can."""
    yaml = {"Content-Type": "application/yaml"}
    assert (await api.by("opal").post("/api/v1/playbooks", content=SLIPPED, headers=yaml)).status_code < 300
    key = await api.launch(playbook="slipped@1")
    await api.do("otto", f"/tasks/{key}.describe/complete", note="described")

    said = await preview(api, key, 409, facts={"risky": True})
    assert said["against"] == ["“Is it safe” belongs to Build, which is complete: first recycle G2 to build"]

    await api.do("otto", f"/tasks/{key}.ship/complete", note="shipped")
    await api.do("dora", f"/gates/{key}.G2/decision", decision="recycle", rationale="Risky", recycle_to="build")
    await change(api, key, facts={"risky": True})
    assert (await api.get("pia", f"/gates/{key}.G1"))["state"] == "pending"


async def test_handing_over_does_not_launder_ones_own_work(api: Driver) -> None:
    """The new owner steers; neither may decide, not even who owned it before."""
    key, gate = await at_first_gate(api, owner="dora")
    said = await change(api, key, owner="otto")
    assert said["owner"] == "otto"
    assert [one["key"] for one in (await api.get("pia", "/launches", owner="otto", q=key))["items"]] == [key]
    assert {"dora", "otto", "pia"} <= set((await api.get("pia", f"/gates/{gate}"))["conflicted"])

    refused = await api.do("dora", f"/gates/{gate}/decision", 403, decision="kill", rationale="Not mine any more")
    assert refused.json()["type"] == "urn:slipway:problem:self-approval"
    await change(api, key, by="otto", owner="pia")
    await api.do("dora", f"/gates/{gate}/decision", 403, decision="kill", rationale="Not mine any more")


async def test_who_takes_a_launch_over_has_no_ballot_on_it(api: Driver) -> None:
    """A vote from before the hand-over is void, and the seat is asked again."""
    key, gate = await at_first_gate(api)
    await api.do("quin", f"/gates/{gate}/votes", choice="approve")
    impact = await preview(api, key, owner="quin")
    assert [(word["seat"], word["fields"]) for word in impact["voided"]] == [("qa_lead", ["owner"])]
    await change(api, key, owner="quin")

    assert voided(await api.get("pia", f"/gates/{gate}")) == {"qa_lead"}
    await api.do("quin", f"/gates/{gate}/votes", 403, choice="approve")


async def test_re_prioritising_reaches_inboxes(api: Driver) -> None:
    """What is open is worth as much as its launch is now."""
    key = await _launch(api)
    await change(api, key, priority=1)

    entries = (await api.get("otto", "/inbox", limit=200))["items"]
    assert {entry["priority"] for entry in entries if entry["launch"] == key} == {1}


async def test_a_held_launch_may_be_changed(api: Driver) -> None:
    """What the change brings waits for the launch to go on."""
    key = await _launch(api)
    await api.do("pia", f"/launches/{key}/hold", reason="Thinking")
    await change(api, key, tier="T1")
    assert (await api.get("pia", f"/tasks/{key}.measure"))["state"] == "pending"
    await api.do("pia", f"/launches/{key}/resume")

    assert (await api.get("pia", f"/tasks/{key}.measure"))["state"] == "open"


async def test_operators_find_a_launch_by_what_it_is_now(api: Driver) -> None:
    """Owner, tier, priority and target date in the engine follow a change."""
    key = await _launch(api, target_date="2030-01-01")
    await change(api, key, owner="otto", tier="T1", priority=1, target_date=None)
    client: Client = api.slipway.engine.client

    async def follows() -> bool:
        described = await client.get_workflow_handle(f"launch/{key}").describe()
        found = {pair.key.name: pair.value for pair in described.typed_search_attributes.search_attributes}
        wanted = {"SlipwayOwner": "otto", "SlipwayTier": "T1", "SlipwayPriority": 1}
        return wanted.items() <= found.items() and "SlipwayTargetDate" not in found

    await eventually(follows, within=10)


async def test_a_changed_launch_still_agrees_with_its_workflow(api: Driver) -> None:
    """The read model, plan included, is what the workflow has; and its log still proves itself."""
    key, gate = await at_first_gate(api)
    await api.pass_votes(gate)
    await change(api, key, tier="T1", facts={"price": 12, "translated": True}, owner="otto")
    await api.settled()

    actual = await api.slipway.engine.snapshot(key)
    async with api.slipway.database.read() as conn:
        stored = await launches.snapshot(conn, key)
    assert stored is not None
    assert (stored.launch, stored.plan) == (actual.launch, actual.plan)
    for there, here in ((stored.tasks, actual.tasks), (stored.gates, actual.gates)):
        assert {view.id: view for view in there} == {view.id: view for view in here}


@pytest.mark.parametrize("path", ["change-requests", "change-requests/preview"])
async def test_a_change_of_what_one_did_not_see_is_refused(api: Driver, path: str) -> None:
    """As `If-Match` says."""
    key = await _launch(api)
    body = {"scope": "Less", "reason": "Smaller", **({} if "preview" in path else {"impact": "0" * 64})}

    reply = await api.by("pia").post(f"/api/v1/launches/{key}/{path}", json=body, headers={"If-Match": '"1"'})

    assert reply.status_code == 412


async def test_four_eyes_hold_over_work_that_is_taken_out_and_brought_back(api: Driver) -> None:
    """Whoever measured does not audit, neither while the measuring is out of the plan nor when it is back."""
    apart = PLAYBOOK.replace("playbook: change", "playbook: apart").replace(
        "when: audited}", "when: audited, after: [measure], not_by: [measure]}"
    )
    sent = await api.by("opal").post("/api/v1/playbooks", content=apart, headers={"Content-Type": "application/yaml"})
    assert sent.status_code in {200, 201}, sent.text
    key = await api.launch(playbook="apart", tier="T1", facts={"audited": True})
    await api.do("otto", f"/tasks/{key}.measure/complete")

    for tier in ("T2", "T1"):
        await change(api, key, tier=tier)
        task = await api.get("otto", f"/tasks/{key}.audit")
        assert (task["state"], task["not_by"], task["barred"]) == ("open", ["measure"], ["otto"]), tier
        refused = (await api.do("otto", f"/tasks/{key}.audit/complete", expect=403)).json()
        assert refused["type"] == "urn:slipway:problem:self-approval", tier
    await api.do("pia", f"/tasks/{key}.audit/complete")
