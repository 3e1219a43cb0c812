"""Evidence of consent: a word on a gate is bound to exactly what was shown, and void when that changes materially."""

from typing import Any

import pytest

from tests.api.changing import at_first_gate, change, past_first_gate, voided, words
from tests.api.driver import Driver

SEATS_AND_DEPARTMENTS = {"qa_lead", "security_lead", "legal"}


async def _shown(api: Driver, gate: str) -> str:
    digest: str = (await api.get("quin", f"/gates/{gate}"))["subject"]
    return digest


async def test_the_subject_is_what_whoever_votes_is_shown(api: Driver) -> None:
    """Launch, facts, done work, evidence, criteria and the attempt, each with a digest; no ballot, no attestation."""
    key, gate = await at_first_gate(api, scope="Only Europe")
    evidence = {"type": "user_feedback", "title": "Five calls", "source": "notes", "strength": 3}
    await api.do("otto", f"/launches/{key}/evidence", 201, **evidence, observed_at="2026-01-05T10:00:00Z")
    before = await api.get("quin", f"/gates/{gate}/subject")
    parts = {part["name"]: part["content"] for part in before["parts"]}

    assert before["digest"] == await _shown(api, gate)
    assert (parts["gate"]["attempt"], parts["launch"]["scope"], parts["launch"]["tier"]) == (1, "Only Europe", "T2")
    assert parts["fact:price"] == {"value": 10}
    assert parts["task:make"] == {"id": "make", "title": "Make it", "done_by": "erin", "note": "made"}
    assert parts["evidence:E1"]["title"] == "Five calls"
    assert parts["criterion:proof"]["params"] == {"count": 1}
    assert "task:ship" not in parts
    await api.pass_votes(gate)
    assert await api.get("quin", f"/gates/{gate}/subject") == {**before, "seq": before["seq"] + 3}


async def test_each_vote_attestation_and_decision_stores_the_digest_of_what_was_shown(api: Driver) -> None:
    """Given, or, by callers who do not say what they saw, filled in; on the record and in the log."""
    key, gate = await at_first_gate(api)
    seen = await _shown(api, gate)
    await api.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True, subject=seen)
    await api.do("quin", f"/gates/{gate}/votes", choice="approve", subject=seen)
    await api.do("sami", f"/gates/{gate}/votes", choice="approve")
    decided = await api.do("dora", f"/gates/{gate}/decision", decision="go", rationale="Yes", subject=seen)

    said = decided.json()
    assert {word["subject"] for word in (*said["votes"], *said["attestations"], said["decision"])} == {seen}
    assert {vote["voter"]: vote["departments"] for vote in said["votes"]} == {"quin": ["quality"], "sami": ["security"]}
    log = (await api.get("pia", f"/launches/{key}/events", limit=200))["items"]
    given = [event for event in log if event["action"] in {"gate.voted", "gate.attested", "gate.decided"}]
    assert [event["data"]["subject"] for event in given] == [seen] * 4
    kept = await api.get("pia", f"/gates/{gate}/subject")
    assert kept["digest"] == seen


@pytest.mark.parametrize(
    ("person", "path", "body"),
    [
        ("lena", "attestations", {"department": "legal", "ready": True}),
        ("quin", "votes", {"choice": "approve"}),
        ("dora", "decision", {"decision": "kill", "rationale": "No"}),
    ],
    ids=["attestation", "vote", "decision"],
)
async def test_a_word_on_what_has_changed_is_refused_and_says_what_changed(
    api: Driver, person: str, path: str, body: dict[str, Any]
) -> None:
    """Each part with before and after, where somebody acted on what the caller saw; nothing is written."""
    key, gate = await at_first_gate(api)
    seen = await _shown(api, gate)
    await api.do("sami", f"/gates/{gate}/votes", choice="approve", subject=seen)
    evidence = {"type": "metric", "title": "Fewer calls", "source": "dashboard", "strength": 4}
    await api.do("otto", f"/launches/{key}/evidence", 201, **evidence, observed_at="2026-01-05T10:00:00Z")
    await change(api, key, facts={"colour": "red"}, target_date="2031-01-01")
    before = await api.get("pia", f"/launches/{key}")

    refused = (await api.do(person, f"/gates/{gate}/{path}", 409, **body, subject=seen)).json()

    assert refused["type"] == "urn:slipway:problem:subject-changed"
    assert (refused["seen"], refused["current"]) == (seen, await _shown(api, gate))
    changed = {item["part"]: (item["before"], item["after"]) for item in refused["changed"]}
    assert set(changed) == {"launch", "fact:colour", "evidence:E1"}
    assert changed["launch"] == ({"target_date": None}, {"target_date": "2031-01-01"})
    assert changed["fact:colour"] == ({"value": "blue"}, {"value": "red"})
    assert (changed["evidence:E1"][0], changed["evidence:E1"][1]["title"]) == (None, "Fewer calls")
    assert "target date" in refused["detail"]
    assert (await api.get("pia", f"/launches/{key}"))["seq"] == before["seq"]
    await api.do(person, f"/gates/{gate}/{path}", **body, subject=refused["current"])


async def test_of_a_subject_nobody_acted_on_only_the_present_parts_are_named(api: Driver) -> None:
    """What was there before is unknown, and said to be."""
    _, gate = await at_first_gate(api)

    refused = (await api.do("quin", f"/gates/{gate}/votes", 409, choice="approve", subject="0" * 64)).json()

    assert {"part": "launch", "digest": refused["changed"][0]["digest"]}.keys() == refused["changed"][0].keys()
    assert "task:make" in {item["part"] for item in refused["changed"]}
    assert "not known" in refused["detail"]
    await api.get("quin", f"/gates/{gate}/subject", expect=404, digest="0" * 64)
    await api.get("quin", f"/gates/{gate}/subject", expect=422, digest="x")
    await api.do("quin", f"/gates/{gate}/votes", 422, choice="approve", subject="x")


async def test_an_older_subject_can_be_read_again(api: Driver) -> None:
    """By the digest that stands in a vote."""
    key, gate = await at_first_gate(api)
    old = await api.get("quin", f"/gates/{gate}/subject")
    await api.do("quin", f"/gates/{gate}/votes", choice="approve", subject=old["digest"])
    await change(api, key, facts={"price": 12})

    again = await api.get("sami", f"/gates/{gate}/subject", digest=old["digest"])
    now = await api.get("sami", f"/gates/{gate}/subject")

    assert (again["digest"], again["parts"]) == (old["digest"], old["parts"])
    assert now["digest"] == await _shown(api, gate) != old["digest"]
    await api.get("sami", f"/gates/{key}.G9/subject", expect=404)


MATERIAL = {
    "title": ("Borealis", {"qa_lead"}),
    "objective": ("Sell more", SEATS_AND_DEPARTMENTS),
    "user_need": ("Less work", {"legal"}),
    "scope": ("Only Europe", SEATS_AND_DEPARTMENTS),
    "target_date": ("2031-01-01", {"security_lead"}),
    "priority": (1, SEATS_AND_DEPARTMENTS),
    "owner": ("otto", set()),
    "fact:price": (12, {"security_lead", "legal"}),
    "fact:name_in_shops": ("borealis", {"qa_lead"}),
    "fact:colour": ("red", set()),
    "fact:countries": (3, SEATS_AND_DEPARTMENTS),
    "fact:translated": (True, {"legal"}),
}
"""Every field of the playbook that a launch may change without changing its tier: a new value, and whose word it voids.

A seat is named by its role, or by a department its voter was in: the quality lead votes as a member of quality.
"""


@pytest.mark.parametrize("field", MATERIAL)
async def test_a_material_change_voids_the_right_approvals_and_only_those(api: Driver, field: str) -> None:
    """Vote, change, look: what is void says why and is asked again, and the old digest names the field."""
    value, expected = MATERIAL[field]
    key, gate = await at_first_gate(api)
    seen = await _shown(api, gate)
    await api.pass_votes(gate)
    fact = field.removeprefix("fact:")
    wanted = {"facts": {fact: value}} if fact != field else {field: value}
    await change(api, key, **wanted)

    said = await api.get("dora", f"/gates/{gate}")
    assert voided(said) == expected
    own = [await api.get(person, f"/gates/{gate}") for person in ("quin", "sami")]  # blind again, so each sees theirs
    assert set().union(*map(words, own)) == SEATS_AND_DEPARTMENTS - expected
    assert all((item["because"], item["fields"]) == ("R1", [field]) for item in said["voided"])
    assert len(said["waiting"]) == len(expected)
    for person, who in (("quin", "qa_lead"), ("sami", "security_lead"), ("lena", "legal")):
        asked = {item["item"] for item in (await api.get(person, "/inbox", limit=200))["items"]}
        assert (gate in asked) == (who in expected), f"{person} is asked again or is left alone"
    refused = (await api.do("quin", f"/gates/{gate}/votes", 409, choice="approve", subject=seen)).json()
    (changed,) = refused["changed"]
    assert changed["part"] == (field if fact != field else "launch")
    assert changed["fields"] == (["value"] if fact != field else [field])
    assert (field.removeprefix("fact:").replace("_", " ") in refused["detail"]) or fact in refused["detail"]


async def test_who_speaks_again_is_void_no_longer(api: Driver) -> None:
    """And the gate may go once everybody concerned has."""
    key, gate = await at_first_gate(api)
    await api.pass_votes(gate)
    await change(api, key, facts={"price": 12})
    await api.do("dora", f"/gates/{gate}/decision", 409, decision="go", rationale="Now")

    await api.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True)
    voted = await api.do("sami", f"/gates/{gate}/votes", choice="approve")

    assert voted.json()["voided"] == []
    await api.do("dora", f"/gates/{gate}/decision", decision="go", rationale="Now")


async def test_a_gate_that_passed_before_a_material_change_must_be_acknowledged_by_the_next(api: Driver) -> None:
    """It stays passed and says so; the next gate may not go until its decider names the change."""
    key, gate = await past_first_gate(api)
    first = f"{key}.G1"
    launch = await change(api, key, facts={"price": 12})
    assert launch["passed_on_old_facts"] == ["G1 passed before price changed (R1); acknowledge R1, or recycle"]
    marked = await api.get("pia", f"/gates/{first}")
    assert marked["state"] == "passed"
    assert [item["because"] for item in marked["passed_on_old_facts"]] == ["R1"]
    await api.do("erin", f"/tasks/{key}.ship/complete", note="out")

    refused = (await api.do("dora", f"/gates/{gate}/decision", 409, decision="go", rationale="Now")).json()
    assert refused["waiting"] == launch["passed_on_old_facts"]
    wrong: dict[str, Any] = {"decision": "go", "rationale": "Now", "acknowledged": ["R2"]}
    (problem,) = (await api.do("dora", f"/gates/{gate}/decision", 422, **wrong)).json()["errors"]
    assert problem["pointer"] == "/acknowledged/0"
    gone = await api.do("dora", f"/gates/{gate}/decision", **{**wrong, "acknowledged": ["R1"]})

    assert gone.json()["decision"]["acknowledged"] == ["R1"]
    assert (await api.get("pia", f"/launches/{key}"))["passed_on_old_facts"] == []
    assert (await api.get("pia", f"/gates/{first}"))["passed_on_old_facts"] == []


async def test_an_immaterial_change_marks_no_gate(api: Driver) -> None:
    """A colour is nobody's concern, so the next gate goes as if nothing had been."""
    key, gate = await past_first_gate(api)
    assert (await change(api, key, facts={"colour": "red"}))["passed_on_old_facts"] == []
    await api.do("erin", f"/tasks/{key}.ship/complete", note="out")

    await api.do("dora", f"/gates/{gate}/decision", decision="go", rationale="Now")
