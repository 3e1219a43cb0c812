"""Evidence of consent, the sweep: through every field that may change, with scores and with decisions of two people."""

from typing import Any

import pytest

from tests.api.changing import PLAYBOOK, change, preview
from tests.api.driver import Driver
from tests.api.test_consent import MATERIAL
from tests.api.test_overrides import WHY

SCORE = """criteria:
      - id: fit
        title: It fits
        level: should
        kind: score
        with:
          items:
            strategy: {title: Strategic fit, weight: 2, roles: [qa_lead, security_lead]}
            risk: {title: Risk, weight: 1, roles: [security_lead]}
"""
SCORERS = {"qa_lead": ("quin", {"strategy": 7}), "security_lead": ("sami", {"strategy": 8, "risk": 6})}


@pytest.fixture(scope="module")
async def scored(api: Driver) -> Driver:
    """With the playbook that is made to be changed, whose first gate asks for scores too."""
    text = PLAYBOOK.replace("playbook: change", "playbook: swept").replace("criteria:\n", SCORE, 1)
    published = await api.by("opal").post(
        "/api/v1/playbooks", content=text, headers={"Content-Type": "application/yaml"}
    )
    assert published.status_code == 201, published.text
    return api


async def at_gate(api: Driver) -> str:
    """The first gate, with everybody's ballot, word and scores."""
    gate = await api.build(await api.launch(playbook="swept@1"))
    await api.pass_votes(gate)
    for person, scores in SCORERS.values():
        await api.do(person, f"/gates/{gate}/scores", scores=scores)
    return gate


async def propose_kill(api: Driver, gate: str) -> None:
    """Against everybody, so that a second person is needed."""
    await api.do("dora", f"/gates/{gate}/decision", decision="kill", rationale=WHY, override=True)


def wanted(field: str) -> dict[str, Any]:
    """The change of one field."""
    value, _ = MATERIAL[field]
    fact = field.removeprefix("fact:")
    return {"facts": {fact: value}} if fact != field else {field: value}


@pytest.mark.parametrize("field", MATERIAL)
async def test_a_material_change_voids_the_right_scores_and_only_those(scored: Driver, field: str) -> None:
    """As it was previewed; the gate says who must score again, they are asked, and told."""
    gate = await at_gate(scored)
    key, void = gate.partition(".")[0], MATERIAL[field][1] & set(SCORERS)
    seen = (await scored.get("quin", f"/gates/{gate}"))["subject"]
    impact = await preview(scored, key, **wanted(field))
    await change(scored, key, **wanted(field))

    assert {role for one in impact["scores_voided"] for role in one["roles"]} == void
    assert {f"role:{role}" for role in void} <= set(impact["told"])
    said = await scored.get("dora", f"/gates/{gate}")
    found = [one for one in said["voided"] if one["roles"]]
    assert {role for one in found for role in one["roles"]} == void
    assert all((one["because"], one["fields"]) == ("R1", [field]) for one in found)
    assert set(said["to_score"]) == void
    name = field.removeprefix("fact:")
    missing = {one["part"]: one["again"] for one in said["explanation"]["missing"] if one["kind"] == "score"}
    assert missing == dict.fromkeys(void, f"{name} changed (R1)")
    for role, (person, scores) in SCORERS.items():
        own = [one["scorer"] for one in (await scored.get(person, f"/gates/{gate}"))["scores"]]
        assert (person in own) is (role not in void)
        asked = {item["item"] for item in (await scored.get(person, "/inbox", act="score", limit=200))["items"]}
        assert (gate in asked) == (role in void), f"{person} is asked again or is left alone"
        refused = (await scored.do(person, f"/gates/{gate}/scores", 409, scores=scores, subject=seen)).json()
        (changed,) = refused["changed"]
        assert changed["part"] == (field if name != field else "launch")
        await scored.do(person, f"/gates/{gate}/scores", scores=scores, subject=refused["current"])
    again = await scored.get("dora", f"/gates/{gate}")
    assert [one for one in again["voided"] if one["roles"]] == []
    assert {one["subject"] for one in again["scores"]} == {again["subject"]}


@pytest.mark.parametrize("field", MATERIAL)
async def test_a_material_change_voids_what_waits_for_a_second_person(scored: Driver, field: str) -> None:
    """Whoever saw the older subject is told what changed, void or not; what is not void keeps both digests."""
    gate = await at_gate(scored)
    key, void = gate.partition(".")[0], bool(MATERIAL[field][1])
    await propose_kill(scored, gate)
    seen = (await scored.get("dora", f"/gates/{gate}"))["subject"]
    impact = await preview(scored, key, **wanted(field))
    await change(scored, key, **wanted(field))

    assert impact["proposals_voided"] == (["G1"] if void else [])
    assert ("person:dora" in impact["told"]) is void
    confirm = f"/gates/{gate}/proposal/confirm"
    refused = (await scored.do("bo", confirm, 409, rationale="I stand for it", subject=seen)).json()
    assert refused["type"] == "urn:slipway:problem:subject-changed"
    (changed,) = refused["changed"]
    assert changed["part"] == (field if field.startswith("fact:") else "launch")
    said = await scored.get("dora", f"/gates/{gate}")
    name = field.removeprefix("fact:")
    assert [one["closing"] for one in said["past_proposals"]] == ([f"{name} changed (R1)"] if void else [])
    body = {"rationale": "I stand for it", "subject": refused["current"]}
    done = (await scored.do("bo", confirm, 409 if void else 200, **body)).json()
    if not void:
        override = done["past"][-1]["override"]
        assert (override["subject"], override["second_subject"]) == (seen, refused["current"])


@pytest.mark.parametrize("field", MATERIAL)
async def test_a_gate_that_two_people_let_pass_is_marked_by_a_material_change(scored: Driver, field: str) -> None:
    """The confirmed decision stays, with what both were shown; the next gate must take the change over."""
    gate = await at_gate(scored)
    key, marked = gate.partition(".")[0], bool(MATERIAL[field][1])
    seen = (await scored.get("dora", f"/gates/{gate}"))["subject"]
    await scored.do("opal", f"/gates/{gate}/break-glass", decision="go", rationale=WHY, subject=seen)
    await scored.do("olga", f"/gates/{gate}/proposal/confirm", rationale="I stand for it", subject=seen)
    launch = await change(scored, key, **wanted(field))

    decision = (await scored.get("pia", f"/gates/{gate}"))["decision"]
    assert {decision["subject"], decision["override"]["subject"], decision["override"]["second_subject"]} == {seen}
    assert bool(launch["passed_on_old_facts"]) is marked
