"""Who votes at a gate, how their ballots count, and what becomes of them."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from store.records import Organisation
from tests.api.driver import Driver
from tests.api.organisation import PEOPLE

BALLOTS = (Path(__file__).parent / "ballots.yaml").read_text()
YAML = {"Content-Type": "application/yaml"}


async def open_gate(api: Driver, extra: str) -> str:
    """The gate of a launch whose playbook has this besides."""
    name = f"b{uuid4().hex[:8]}"  # tests share a database, and a published version never changes
    text = BALLOTS.replace("playbook: ballots", f"playbook: {name}")
    text += "\n".join(f"    {line}" for line in extra.splitlines()) + "\n"
    published = await api.by("opal").post("/api/v1/playbooks", content=text, headers=YAML)
    assert published.status_code == 201, published.text
    key = await api.launch(playbook=name)
    await api.do("otto", f"/tasks/{key}.describe/complete", note="described")
    return f"{key}.G1"


async def vote(api: Driver, person: str, gate: str, choice: str = "approve", expect: int = 200) -> Any:
    """Cast a ballot; what comes back."""
    return (await api.do(person, f"/gates/{gate}/votes", expect, choice=choice, rationale="because")).json()


async def decide(api: Driver, gate: str, decision: str = "go", expect: int = 200, **more: Any) -> Any:
    """Decide; what comes back."""
    body = {"decision": decision, "rationale": "because", **more}
    return (await api.do("dora", f"/gates/{gate}/decision", expect, **body)).json()


async def entries(api: Driver, person: str, act: str, gate: str) -> list[str]:
    """The parts of what waits for somebody in this gate's launch."""
    await api.settled()
    found = (await api.get(person, "/inbox", act=act, limit=100))["items"]
    return [entry["part"] for entry in found if entry["launch"] == gate.partition(".")[0]]


async def add(api: Driver, by: str, gate: str, person: str, expect: int = 200) -> Any:
    """Add an approver; what comes back."""
    body = {"person": person, "reason": "A new law"}
    reply = await api.by(by).post(f"/api/v1/gates/{gate}/approvers", json=body)
    assert reply.status_code == expect, reply.text
    return reply.json()


TWO = "seats: [qa_lead, security_lead]"


@pytest.mark.parametrize(
    ("ballot", "short"),
    [
        pytest.param(f"{{policy: n_of_m@1, {TWO}, params: {{n: 1}}}}", "reject", id="n_of_m"),
        pytest.param(f"{{policy: percent@1, {TWO}, params: {{percent: 50}}}}", "reject", id="percent"),
        pytest.param(
            f"{{policy: weighted@1, {TWO}, params: {{weights: {{qa_lead: 1, security_lead: 2}}, threshold: 2}}}}",
            "approve",
            id="weighted",
        ),
    ],
)
async def test_a_policy_says_when_a_gate_may_go(api: Driver, ballot: str, short: str) -> None:
    """Refused while the ballots fall short, let through once they do not."""
    gate = await open_gate(api, f"vote: {ballot}")
    await vote(api, "quin", gate, short)
    await decide(api, gate, expect=409)
    await vote(api, "sami", gate)
    assert (await decide(api, gate))["state"] == "passed"


async def test_a_flawed_ballot_is_never_published(api: Driver) -> None:
    """The problem names the field."""
    text = f"{BALLOTS}    vote: {{policy: n_of_m@1, {TWO}, params: {{n: 3}}}}\n"
    refused = await api.by("opal").post("/api/v1/playbooks", content=text, headers=YAML)
    assert refused.status_code == 422
    assert "`n` must be from 1 to 2" in refused.text


async def test_every_owning_department_approves(api: Driver) -> None:
    """A seat of a department is filled by any of its members, and stands in their inbox."""
    gate = await open_gate(api, "vote: {policy: departments@1, seats: ['department:legal']}")
    assert await entries(api, "lena", "vote", gate) == ["department:legal"]
    refused = await vote(api, "quin", gate, expect=403)
    assert "asks legal to vote" in refused["detail"]
    await vote(api, "lena", gate)
    assert (await decide(api, gate))["state"] == "passed"


async def test_seats_vote_in_turn(api: Driver) -> None:
    """The next one's entry appears when the one before approved; a vote out of turn says whose turn it is."""
    gate = await open_gate(api, "vote: {policy: sequential@1, seats: [qa_lead, security_lead]}")
    assert (await entries(api, "quin", "vote", gate), await entries(api, "sami", "vote", gate)) == (["qa_lead"], [])
    refused = await vote(api, "sami", gate, expect=409)
    assert refused["turn"] == "qa_lead"
    await vote(api, "quin", gate)
    assert await entries(api, "sami", "vote", gate) == ["security_lead"]
    await vote(api, "sami", gate)
    assert (await decide(api, gate))["state"] == "passed"


async def test_the_accountable_person_decides_alone_once_all_are_ready(api: Driver) -> None:
    """Nobody votes; a department that is not ready blocks."""
    gate = await open_gate(api, "attest: [legal]\nvote: {policy: accountable@1}")
    await api.do("lena", f"/gates/{gate}/attestations", department="legal", ready=False, note="A contract")
    assert "legal must say that it is ready" in (await decide(api, gate, expect=409))["waiting"]
    await api.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True)
    assert (await decide(api, gate))["state"] == "passed"


async def test_a_veto_blocks_and_stays_blind(api: Driver) -> None:
    """Only for the seats that have it; until the reveal the gate looks as if it waited, then it names the seat."""
    gate = await open_gate(api, "vote: {policy: any@1, seats: [qa_lead, security_lead], veto: [qa_lead]}")
    refused = (await api.do("sami", f"/gates/{gate}/votes", 422, choice="veto", rationale="No")).json()
    assert [one["pointer"] for one in refused["errors"]] == ["/choice"]
    await vote(api, "quin", gate, "veto")
    before = await api.get("dora", f"/gates/{gate}")
    assert before["waiting"] == ["security_lead has not voted"]
    assert (before["carried"], before["settled"], before["votes"]) == (None, None, [])
    await vote(api, "sami", gate)
    after = await api.get("dora", f"/gates/{gate}")
    assert after["waiting"] == ["qa_lead vetoes"]
    assert (after["carried"], after["settled"]) == (False, True)
    await decide(api, gate, expect=409)


async def test_an_approver_is_added_while_it_runs(api: Driver) -> None:
    """With a seat of their own, in their inbox; nobody whose work it is, and not by just anybody."""
    gate = await open_gate(api, "vote: {policy: all@1, seats: [qa_lead]}")
    await add(api, "emil", gate, "lena", 403)
    assert (await add(api, "dora", gate, "otto", 403))["type"] == "urn:slipway:problem:self-approval"
    await add(api, "dora", gate, "nobody", 422)
    shown = await add(api, "dora", gate, "lena")
    assert (shown["seats"], shown["added"][0]["reason"]) == (["qa_lead", "person:lena"], "A new law")
    assert await entries(api, "lena", "vote", gate) == ["person:lena"]
    await vote(api, "quin", gate)
    assert (await decide(api, gate, expect=409))["waiting"] == ["person:lena has not voted"]
    await vote(api, "lena", gate)
    assert (await decide(api, gate))["state"] == "passed"


async def test_added_approvers_stay_after_a_recycle(api: Driver) -> None:
    """Nobody gets rid of one by going back."""
    gate = await open_gate(api, "vote: {policy: all@1, seats: [qa_lead]}")
    await add(api, "dora", gate, "lena")
    again = await decide(api, gate, "recycle", recycle_to="build")
    assert (again["attempt"], again["seats"]) == (2, ["qa_lead", "person:lena"])


async def test_anybody_may_ask_for_a_review(api: Driver) -> None:
    """It waits in one inbox, is answered by one person, and never counts as a vote."""
    gate = await open_gate(api, "vote: {policy: all@1, seats: [qa_lead]}")
    key = gate.partition(".")[0]
    await api.do("emil", f"/gates/{gate}/requests", 422, of="nobody")
    made = (await api.do("emil", f"/gates/{gate}/requests", 201, of="lena", note="Is it legal?")).json()
    assert (made["id"], made["target"], made["state"]) == (f"{key}.Q1", "G1", "open")
    assert await entries(api, "lena", "review", gate) == ["G1"]
    await api.do("quin", f"/requests/{made['id']}/answer", 403, verdict="fine")
    await api.do("lena", f"/requests/{made['id']}/answer", 422, verdict="concerns")
    said = (await api.do("lena", f"/requests/{made['id']}/answer", verdict="concerns", note="Not quite")).json()
    assert (said["state"], said["verdict"], said["answer"]) == ("answered", "concerns", "Not quite")
    assert await entries(api, "lena", "review", gate) == []
    assert await api.get("dora", f"/requests/{made['id']}") == said
    await api.get("dora", f"/requests/{key}.Q99", 404)
    assert (await api.get("dora", f"/gates/{gate}"))["waiting"] == ["qa_lead has not voted"]
    other = (await api.do("emil", f"/tasks/{key}.describe/requests", 201, of="sami")).json()
    await api.do("lena", f"/requests/{other['id']}/withdraw", 403)
    await api.do("emil", f"/requests/{other['id']}/withdraw")
    listed = await api.get("pia", f"/launches/{key}/requests", limit=1)
    assert [one["state"] for one in listed["items"]] == ["answered"]
    rest = await api.get("pia", f"/launches/{key}/requests", cursor=listed["next_cursor"])
    assert [one["state"] for one in rest["items"]] == ["withdrawn"]


async def test_a_ballot_after_the_reveal_is_marked(api: Driver) -> None:
    """For ever, and dissent survives the decision with its reason."""
    gate = await open_gate(api, "vote: {policy: majority@1, seats: [qa_lead, security_lead, 'person:lena']}")
    await vote(api, "quin", gate)
    await vote(api, "sami", gate, "reject")
    await vote(api, "lena", gate)
    await vote(api, "quin", gate)
    shown = await decide(api, gate)
    assert {one["voter"]: one["after_reveal"] for one in shown["votes"]} == {"quin": True, "sami": False, "lena": False}
    assert (shown["dissent"], shown["decision"]["dissent"]) == (["sami"], ["sami"])
    kept = {one["voter"]: one["rationale"] for one in shown["decision"]["ballots"]}
    assert kept == {"quin": "because", "sami": "because", "lena": "because"}


async def test_a_word_is_taken_back(api: Driver) -> None:
    """A ballot by its voter, an attestation by its department; both are asked again."""
    gate = await open_gate(api, "attest: [legal]\nvote: {policy: all@1, seats: [qa_lead, security_lead]}")
    await api.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True)
    await vote(api, "quin", gate)
    await api.do("sami", f"/gates/{gate}/votes/revoke", 409)
    await api.do("quin", f"/gates/{gate}/attestations/revoke", 403, department="legal")
    await api.do("quin", f"/gates/{gate}/votes/revoke")
    shown = (await api.do("lena", f"/gates/{gate}/attestations/revoke", department="legal")).json()
    assert shown["waiting"] == [
        "legal has to attest again: lena took its word back",
        "qa_lead is empty again: quin took the ballot back",
        "security_lead has not voted",
    ]
    assert await entries(api, "quin", "vote", gate) == ["qa_lead"]
    assert await entries(api, "lena", "attest", gate) == ["legal"]


@pytest.mark.parametrize("on_leaving", ["void", "keep"])
async def test_the_ballot_of_somebody_who_left(api: Driver, on_leaving: str) -> None:
    """Void before anything is judged, also by a refused decision, and the seat is asked again; or kept."""
    ballot = f"{{policy: all@1, seats: [qa_lead, security_lead], on_leaving: {on_leaving}}}"
    gate = await open_gate(api, f"vote: {ballot}")
    await vote(api, "quin", gate)
    await vote(api, "sami", gate)
    quin = next(person for person in PEOPLE if person.id == "quin")
    await api.slipway.people.load_organisation(Organisation(people=(replace(quin, roles=()),)))
    try:
        if on_leaving == "keep":
            assert (await decide(api, gate))["state"] == "passed"
            return
        refused = await decide(api, gate, expect=409)
        assert refused["waiting"] == ["qa_lead is empty again: quin no longer holds it"]
        assert [one["voter"] for one in (await api.get("dora", f"/gates/{gate}"))["votes"]] == ["sami"]
        emil = next(person for person in PEOPLE if person.id == "emil")
        await api.slipway.people.load_organisation(Organisation(people=(replace(emil, roles=("qa_lead",)),)))
        await vote(api, "emil", gate)
        assert (await decide(api, gate))["state"] == "passed"
    finally:
        await api.slipway.people.load_organisation(Organisation(people=PEOPLE))


@pytest.mark.parametrize("on_leaving", ["void", "keep"])
async def test_the_attestation_of_somebody_who_left_the_department(api: Driver, on_leaving: str) -> None:
    """Void as a ballot is, though they have not left altogether; the department is asked again, with the reason."""
    gate = await open_gate(api, f"attest: [legal]\nvote: {{policy: all@1, seats: [qa_lead], on_leaving: {on_leaving}}}")
    await api.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True)
    await vote(api, "quin", gate)
    lena = next(person for person in PEOPLE if person.id == "lena")
    await api.slipway.people.load_organisation(Organisation(people=(replace(lena, departments=("quality",)),)))
    try:
        if on_leaving == "keep":
            assert (await decide(api, gate))["state"] == "passed"
            return
        refused = await decide(api, gate, expect=409)
        assert refused["waiting"] == ["legal has to attest again: lena no longer speaks for it"]
        shown = await api.get("dora", f"/gates/{gate}")
        assert (shown["attestations"], shown["silent"]) == ([], ["legal"])
        assert [one["voter"] for one in shown["votes"]] == ["quin"]
        emil = next(person for person in PEOPLE if person.id == "emil")
        await api.slipway.people.load_organisation(Organisation(people=(replace(emil, departments=("legal",)),)))
        assert await entries(api, "emil", "attest", gate) == ["legal"]
        await api.do("emil", f"/gates/{gate}/attestations", department="legal", ready=True)
        assert (await decide(api, gate))["state"] == "passed"
    finally:
        await api.slipway.people.load_organisation(Organisation(people=PEOPLE))


async def test_what_expires_is_announced(api: Driver) -> None:
    """A ballot says until when it counts, where the playbook limits it."""
    gate = await open_gate(api, "approval_days: 5\nvote: {policy: all@1, seats: [qa_lead]}")
    shown = await vote(api, "quin", gate)
    assert shown["votes"][0]["expires_at"] > shown["votes"][0]["at"]
