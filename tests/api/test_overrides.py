"""Decisions past what stands against them, over HTTP, by several people."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.testing._timeskipping import TimeSkipper

from domain.ids import workflow_id
from tests.api.driver import Driver
from tests.support.eventually import eventually

BOLD = (Path(__file__).parent / "bold.yaml").read_text()
WHY = "The window closes on Friday, and we can undo it."


@pytest.fixture(scope="module")
async def bold(api: Driver) -> Driver:
    """The API with a playbook whose gates can be failed."""
    published = await api.by("opal").post(
        "/api/v1/playbooks", content=BOLD, headers={"Content-Type": "application/yaml"}
    )
    assert published.status_code in {200, 201}, published.text
    return api


async def at_gate(api: Driver, ready: bool = True, choice: str = "approve", **facts: bool) -> str:
    """The first gate of a launch, where everybody has spoken."""
    gate = await api.build(await api.launch(playbook="bold", facts=facts))
    await api.do("lena", f"/gates/{gate}/attestations", department="legal", ready=ready, note="a signature")
    for person in ("quin", "sami"):
        await api.do(person, f"/gates/{gate}/votes", choice=choice, rationale="As I see it")
    return gate


async def skip(api: Driver, key: str, **time: float) -> None:
    """Let time pass at once."""
    client = api.slipway.engine.client
    await TimeSkipper(client).fast_forward(client.get_workflow_handle(workflow_id(key)), timedelta(**time))


async def propose(api: Driver, gate: str, decision: str = "go", expect: int = 200, **more: Any) -> Any:
    """What Dora gets for an override."""
    body = {"decision": decision, "rationale": WHY, "override": True, **more}
    return (await api.do("dora", f"/gates/{gate}/decision", expect=expect, **body)).json()


async def test_an_override_takes_two_people_and_is_flagged_for_ever(bold: Driver) -> None:
    """Refused when unsaid, proposed by one, in force by the second; the flag shows on gate, launch and log."""
    gate = await at_gate(bold, reversible=False)
    key = gate.partition(".")[0]
    plain = (
        await bold.do("dora", f"/gates/{gate}/decision", expect=409, decision="go", rationale="Now, really")
    ).json()
    assert plain["override"] == {"possible": True, "seconded_by": "vp", "silent": [], "after": None}

    proposed = await propose(bold, gate)
    assert (proposed["state"], proposed["decision"]) == ("open", None)
    assert proposed["proposal"]["against"] == ["It can be undone: reversible is no, expected yes"]
    inbox = await bold.get("vera", "/inbox", act="confirm")
    assert gate in [entry["item"] for entry in inbox["items"]]
    assert (await bold.get("dora", "/inbox", act="confirm"))["items"] == []
    for person in ("dora", "quin", "opal"):
        await bold.do(person, f"/gates/{gate}/proposal/confirm", expect=403, rationale="I like it")

    confirmed = (await bold.do("vera", f"/gates/{gate}/proposal/confirm", rationale="It is worth it")).json()
    assert (confirmed["state"], confirmed["decision"]["by"]) == ("passed", "dora")
    override = confirmed["decision"]["override"]
    assert (override["proposed_by"], override["seconded_by"]) == ("dora", "vera")
    assert (override["rationale"], override["second_rationale"]) == (WHY, "It is worth it")
    assert (await bold.get("pia", f"/launches/{key}"))["overrides"] == 1
    await bold.settled()
    events = (await bold.get("pia", f"/launches/{key}/events", limit=200))["items"]
    decided = [event for event in events if event["action"] == "gate.decided"]
    assert (decided[0]["actor"], decided[0]["data"]["proposed_by"]) == ("vera", "dora")
    late = (await bold.do("vera", f"/gates/{gate}/proposal/confirm", expect=409, rationale="Again")).json()
    assert (late["type"], late["decided_by"]) == ("urn:slipway:problem:already-decided", "dora")


async def test_of_two_who_confirm_at_once_one_wins(bold: Driver) -> None:
    """The other learns who decided, and who was the second."""
    gate = await at_gate(bold, reversible=False)
    await propose(bold, gate)
    path, body = f"/api/v1/gates/{gate}/proposal/confirm", {"rationale": "It is worth it"}
    replies = await asyncio.gather(*(bold.by(person).post(path, json=body) for person in ("vera", "bo")))

    assert sorted(reply.status_code for reply in replies) == [200, 409]
    won, lost = sorted(replies, key=lambda reply: reply.status_code)
    assert lost.json()["decided_by"] == "dora"
    assert lost.json()["seconded_by"] == won.json()["decision"]["override"]["seconded_by"]


async def test_one_person_with_every_role_is_still_one(bold: Driver) -> None:
    """Bo decides, sponsors and operates; somebody else must confirm."""
    gate = await at_gate(bold, reversible=False)
    await bold.do("bo", f"/gates/{gate}/decision", decision="go", rationale=WHY, override=True)

    refused = await bold.do("bo", f"/gates/{gate}/proposal/confirm", expect=403, rationale="Me again")
    assert refused.json()["type"] == "urn:slipway:problem:self-approval"
    second = await propose(bold, gate, expect=409)
    assert (second["decided_by"], second["proposed"]) == ("bo", True)
    await bold.do("bo", f"/gates/{gate}/proposal/withdraw")
    assert (await propose(bold, gate))["proposal"]["by"] == "dora"


async def test_a_proposed_conditional_go_brings_its_conditions(bold: Driver) -> None:
    """They are shown with the proposal, and become tasks when it is confirmed."""
    gate = await at_gate(bold, reversible=False)
    condition = {"title": "Guide", "department": "product", "owner": "otto", "before_gate": "G2", "due_days": 3}
    proposed = await propose(bold, gate, "conditional_go", conditions=[condition])
    assert proposed["proposal"]["conditions"] == [condition]
    confirmed = (await bold.do("vera", f"/gates/{gate}/proposal/confirm", rationale="With that, yes")).json()
    assert confirmed["decision"]["conditions"] == ["C1"]
    assert (await bold.get("pia", f"/tasks/{gate.partition('.')[0]}.C1"))["claimed_by"] == "otto"


async def test_the_majority_is_not_overruled_in_silence(bold: Driver) -> None:
    """Killing what all approve takes a second person, who may decline, on record."""
    gate = await at_gate(bold)
    refused = (await bold.do("dora", f"/gates/{gate}/decision", expect=409, decision="kill", rationale="No")).json()
    assert refused["legal"] == ["go", "conditional_go", "hold"]

    await propose(bold, gate, "kill")
    declined = (await bold.do("vera", f"/gates/{gate}/proposal/decline", rationale="They are right")).json()
    assert (declined["state"], declined["proposal"]) == ("open", None)
    assert [(one["outcome"], one["closing"]) for one in declined["past_proposals"]] == [("declined", "They are right")]


async def test_a_proposal_is_void_when_its_reasons_change(bold: Driver) -> None:
    """The second person signs what was proposed or nothing."""
    gate = await at_gate(bold, ready=False)
    await propose(bold, gate)
    await bold.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True)

    gone = await bold.do("vera", f"/gates/{gate}/proposal/confirm", expect=409, rationale="Fine")
    assert gone.json()["type"] == "urn:slipway:problem:wrong-state"
    shown = await bold.get("vera", f"/gates/{gate}")
    assert [(one["outcome"], one["closing"]) for one in shown["past_proposals"]] == [
        ("void", "no longer: legal is not ready: a signature")
    ]


async def test_an_override_does_not_pass_over_those_who_may_still_speak(bold: Driver) -> None:
    """The refusal names them, and from when on it may."""
    gate = await bold.build(await bold.launch(playbook="bold"))
    refused = await propose(bold, gate, expect=409)
    assert refused["override"]["silent"] == ["legal", "qa_lead", "security_lead"]
    assert refused["override"]["after"]
    assert refused["override"]["possible"] is False


async def test_once_time_is_up_an_override_may_pass_over_silence_and_says_so(bold: Driver) -> None:
    """The gate's deadline has passed; whose word is missing stays on record."""
    key = await bold.launch(playbook="bold", facts={"reversible": False})
    gate = await bold.build(key)
    await bold.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True)
    await skip(bold, key, days=7)

    proposed = await propose(bold, gate)
    assert proposed["proposal"]["silent"] == ["qa_lead", "security_lead"]
    assert "qa_lead has not voted" in proposed["proposal"]["against"]
    confirmed = (await bold.do("vera", f"/gates/{gate}/proposal/confirm", rationale="We waited")).json()
    assert confirmed["decision"]["override"]["silent"] == ["qa_lead", "security_lead"]


async def test_the_playbook_names_who_seconds(bold: Driver) -> None:
    """Per tier, for one gate; elsewhere it is the sponsor."""
    for tier, second in (("T1", "qa_lead"), ("T2", "vp")):
        key = await bold.launch(playbook="bold", tier=tier)
        gate = await bold.build(key)
        await bold.pass_votes(gate)
        condition = {"title": "Guide", "department": "product", "owner": "otto", "before_gate": "G2", "due_days": 3}
        body: dict[str, Any] = {"decision": "conditional_go", "rationale": "Nearly", "conditions": [condition]}
        await bold.do("dora", f"/gates/{gate}/decision", **body)
        await bold.do("erin", f"/tasks/{key}.ship/complete")
        refused = await bold.do("dora", f"/gates/{key}.G2/decision", expect=409, decision="go", rationale=WHY)
        assert refused.json()["override"]["seconded_by"] == second


async def test_commands_take_if_match_and_idempotency_keys(bold: Driver) -> None:
    """A stale view is told, and a repeat is answered as before."""
    gate = await at_gate(bold, reversible=False)
    await propose(bold, gate)
    path = f"/api/v1/gates/{gate}/proposal/confirm"
    stale = await bold.by("vera").post(path, json={"rationale": "Yes"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    fresh = (await bold.by("vera").get(f"/api/v1/gates/{gate}")).headers["ETag"]
    keyed = {"Idempotency-Key": f"{gate}-1", "If-Match": fresh}
    first = await bold.by("vera").post(path, json={"rationale": "Yes"}, headers=keyed)
    again = await bold.by("vera").post(path, json={"rationale": "Yes"}, headers=keyed)
    assert (first.status_code, again.content) == (200, first.content)
    other = await bold.by("vera").post(path, json={"rationale": "No"}, headers=keyed)
    assert other.status_code == 422


# -- waivers -------------------------------------------------------------------------------------------------


async def test_a_waiver_lets_one_criterion_not_count_for_a_time(bold: Driver) -> None:
    """By the decider; shown as waived, not as passed; never where the playbook forbids it."""
    gate = await at_gate(bold, reversible=False)
    body: dict[str, Any] = {"criterion": "reversible", "rationale": "A rollback comes next week", "days": 5}
    await bold.do("vera", f"/gates/{gate}/waivers", expect=403, **body)
    waived = (await bold.do("dora", f"/gates/{gate}/waivers", **body)).json()

    criterion = next(one for one in waived["criteria"] if one["id"] == "reversible")
    assert (criterion["passed"], criterion["waived"]["by"]) == (False, "dora")
    assert [one["criterion"] for one in waived["explanation"]["waived"]] == ["reversible"]
    twice = (await bold.do("bo", f"/gates/{gate}/waivers", expect=409, **body)).json()
    assert (twice["decided_by"], twice["decision"]) == ("dora", "waive")
    decided = (await bold.do("dora", f"/gates/{gate}/decision", decision="go", rationale="Everybody is for it")).json()
    assert (decided["state"], decided["decision"]["override"]) == ("passed", None)


async def test_a_waiver_that_ran_out_after_the_gate_becomes_a_condition(bold: Driver) -> None:
    """It is owed by whoever waived, and blocks the next gate."""
    gate = await at_gate(bold, reversible=False)
    key = gate.partition(".")[0]
    body: dict[str, Any] = {"criterion": "reversible", "rationale": "A rollback comes next week", "days": 2}
    await bold.do("dora", f"/gates/{gate}/waivers", **body)
    await bold.do("dora", f"/gates/{gate}/decision", decision="go", rationale="Everybody is for it")
    await skip(bold, key, days=7)

    async def owed() -> Any:
        return next(
            (one for one in (await bold.get("pia", f"/launches/{key}/tasks"))["items"] if one["blocks_gate"]), None
        )

    task = await eventually(owed, within=10)
    assert (task["title"], task["claimed_by"], task["blocks_gate"]) == (
        "No longer waived: It can be undone",
        "dora",
        "G2",
    )
    assert (await bold.get("pia", f"/gates/{gate}"))["waivers"][0]["condition"] == task["local_id"]


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"days": 0}, 422, "/days"),
        ({"days": 251}, 422, "/days"),
        ({"rationale": " "}, 422, "/rationale"),
        ({"criterion": "beauty"}, 422, "/criterion"),
        ({"criterion": "harmless"}, 409, None),
    ],
)
async def test_a_waiver_that_cannot_be(bold: Driver, change: dict[str, Any], status: int, pointer: str | None) -> None:
    """Each wrong field is pointed at; some criteria are never waived."""
    gate = await at_gate(bold, reversible=False, harmless=False)
    body = {"criterion": "reversible", "rationale": "Later", "days": 5, **change}
    refused = (await bold.do("dora", f"/gates/{gate}/waivers", expect=status, **body)).json()
    assert [one["pointer"] for one in refused["errors"]] == ([pointer] if pointer else [])


# -- breaking the glass --------------------------------------------------------------------------------------


async def test_breaking_the_glass_takes_two_people_and_is_looked_back_on(bold: Driver) -> None:
    """Past readiness and interest, with a review that the next gate waits for."""
    key = await bold.launch(playbook="bold", owner="bo")
    gate = await bold.build(key)
    await bold.do("dora", f"/gates/{gate}/break-glass", expect=403, decision="go", rationale=WHY)
    await bold.do("bo", f"/gates/{gate}/break-glass", expect=422, decision="go", rationale="Now")
    await bold.do("bo", f"/gates/{gate}/break-glass", expect=422, decision="hold", rationale=WHY)
    proposed = (await bold.do("bo", f"/gates/{gate}/break-glass", decision="go", rationale=WHY)).json()
    assert (proposed["state"], proposed["proposal"]["break_glass"]) == ("open", True)
    assert proposed["confirmers"] == ["vp", "operator"]
    await bold.do("bo", f"/gates/{gate}/proposal/confirm", expect=403, rationale="Me again")
    await bold.do("dora", f"/gates/{gate}/proposal/confirm", expect=403, rationale="Not mine")
    assert gate in [entry["item"] for entry in (await bold.get("olga", "/inbox", act="confirm"))["items"]]

    broken = (await bold.do("olga", f"/gates/{gate}/proposal/confirm", rationale="The customer is down")).json()
    assert (broken["state"], broken["decision"]["break_glass"]) == ("passed", True)
    assert broken["decision"]["override"]["silent"] == ["legal", "qa_lead", "security_lead"]
    shown = await bold.get("pia", f"/launches/{key}")
    assert (shown["overrides"], shown["break_glasses"]) == (1, 1)
    review = await bold.get("vera", f"/tasks/{key}.{broken['decision']['review']}")
    assert (review["role"], review["blocks_gate"], review["state"]) == ("vp", "G2", "open")
    await bold.do("erin", f"/tasks/{key}.ship/complete")
    blocked = await bold.do("dora", f"/gates/{key}.G2/decision", expect=409, decision="go", rationale="Fine")
    assert "Review why the glass was broken at G1" in blocked.json()["detail"]
    await bold.do("vera", f"/tasks/{review['id']}/complete", note="It was right")
    await bold.do("dora", f"/gates/{key}.G2/decision", decision="go", rationale="Fine")
    assert (await bold.get("pia", f"/launches/{key}"))["state"] == "finished"


# -- holding, going back, explaining -------------------------------------------------------------------------


async def test_every_stand_still_is_in_the_ledger(bold: Driver) -> None:
    """Also the one that a gate decided."""
    gate = await at_gate(bold)
    key = gate.partition(".")[0]
    await bold.do("pia", f"/launches/{key}/hold", reason="A patent")
    await bold.do("opal", f"/launches/{key}/resume")
    await bold.do("dora", f"/gates/{gate}/decision", decision="hold", rationale="A court")

    ledger = (await bold.get("pia", f"/launches/{key}"))["suspensions"]
    assert [(one["by"], one["reason"], one["gate"], one["resumed_by"]) for one in ledger] == [
        ("pia", "A patent", None, "opal"),
        ("dora", "A court", "G1", None),
    ]
    assert (ledger[0]["until"] is not None, ledger[1]["until"]) == (True, None)


async def test_going_back_says_what_it_undoes_and_keeps_what_was_said(bold: Driver) -> None:
    """The preview is what happens; the next attempt shows the ballots of the one before."""
    gate = await at_gate(bold, choice="reject")
    preview = await bold.get("pia", f"/gates/{gate}/recycle-preview", to="build")
    assert preview == {
        "stages": ["build"],
        "tasks": ["describe", "make"],
        "gates": ["G1"],
        "conditions": [],
        "ballots": 2,
        "attestations": 1,
    }
    wrong = await bold.get("pia", f"/gates/{gate}/recycle-preview", expect=422, to="release")
    assert [one["pointer"] for one in wrong["errors"]] == ["/to"]
    await bold.get("pia", f"/gates/{gate}x/recycle-preview", expect=404, to="build")

    again = await bold.do("dora", f"/gates/{gate}/decision", decision="recycle", rationale="No", recycle_to="build")
    said = again.json()
    assert said["past"][0]["voided"] == preview
    assert [vote["choice"] for vote in said["history"][0]["votes"]] == ["reject", "reject"]
    assert [word["department"] for word in said["history"][0]["attestations"]] == ["legal"]
    assert [one["kind"] for one in said["history"][0]["decisions"]] == ["recycle"]


async def test_a_gate_explains_itself(bold: Driver) -> None:
    """What holds, who is missing since when, why it waits, what would open it, and what may be decided."""
    gate = await bold.build(await bold.launch(playbook="bold", facts={"reversible": False}))
    said = (await bold.get("pia", f"/gates/{gate}"))["explanation"]

    assert [one["criterion"] for one in said["passed"]] == ["harmless"]
    assert [one["criterion"] for one in said["failed"]] == ["reversible"]
    assert [(one["kind"], one["audience"]) for one in said["missing"]] == [
        ("attest", "department:legal"),
        ("vote", "role:qa_lead"),
        ("vote", "role:security_lead"),
    ]
    assert all(one["since"] and one["due"] for one in said["missing"])
    assert said["why_waiting"].startswith("It waits, because It can be undone: reversible is no")
    assert [one["act"] for one in said["would_open"]] == ["mend", "waive", "attest", "vote", "vote", "decide"]
    assert said["may_decide"] == ["recycle", "hold", "kill"]
    assert said["needs_override"] == []


async def test_an_explanation_tells_no_blind_ballot(bold: Driver) -> None:
    """Two gates that differ in one unrevealed ballot say the same."""
    told = []
    for choice in ("approve", "reject"):
        gate = await bold.build(await bold.launch(playbook="bold"))
        await bold.do("quin", f"/gates/{gate}/votes", choice=choice, rationale="As I see it")
        said = await bold.get("pia", f"/gates/{gate}")
        steps = [(one["kind"], one["audience"]) for one in said["explanation"].pop("missing")]
        told.append((said["explanation"], said["waiting"], steps))
    assert told[0] == told[1]
