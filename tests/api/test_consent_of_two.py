"""Evidence of consent where a decision takes two: each of them is bound to what they were shown."""

from typing import Any

import pytest

from tests.api.changing import change
from tests.api.driver import Driver
from tests.api.test_evidence import PIECE
from tests.api.test_overrides import WHY, at_gate, bold, propose

__all__ = ["bold"]


async def shown(api: Driver, gate: str) -> str:
    """What a gate is about now."""
    digest: str = (await api.get("vera", f"/gates/{gate}"))["subject"]
    return digest


async def test_a_confirmed_override_stores_what_both_were_shown(bold: Driver) -> None:
    """The proposer's with the proposal, both with the decision; each can be read again, part by part."""
    gate = await at_gate(bold, reversible=False)
    first = await shown(bold, gate)
    proposed = await propose(bold, gate, subject=first)
    assert proposed["proposal"]["subject"] == first
    await bold.do("otto", f"/launches/{gate.partition('.')[0]}/evidence", 201, **PIECE)
    second = await shown(bold, gate)

    confirmed = await bold.do("vera", f"/gates/{gate}/proposal/confirm", rationale="It is worth it", subject=second)

    decision = confirmed.json()["decision"]
    assert (decision["override"]["subject"], decision["override"]["second_subject"]) == (first, second)
    assert decision["subject"] == second != first
    for digest, pieces in ((first, 0), (second, 1)):
        kept = await bold.get("pia", f"/gates/{gate}/subject", digest=digest)
        assert len([part for part in kept["parts"] if part["name"].startswith("evidence:")]) == pieces


async def test_whoever_confirms_an_older_subject_is_told_what_changed(bold: Driver) -> None:
    """With 409, as a vote is; nothing is written."""
    gate = await at_gate(bold, reversible=False)
    key = gate.partition(".")[0]
    seen = await shown(bold, gate)
    await propose(bold, gate)
    await bold.do("otto", f"/launches/{key}/evidence", 201, **PIECE)
    await change(bold, key, priority=1)
    before = await bold.get("pia", f"/launches/{key}")

    body: dict[str, Any] = {"rationale": "It is worth it", "subject": seen}
    refused = (await bold.do("vera", f"/gates/{gate}/proposal/confirm", 409, **body)).json()

    assert refused["type"] == "urn:slipway:problem:subject-changed"
    assert {item["part"]: item["fields"] for item in refused["changed"]}["launch"] == ["priority"]
    assert {item["part"] for item in refused["changed"]} == {"launch", "evidence:E1"}
    assert (await bold.get("pia", f"/launches/{key}"))["seq"] == before["seq"]
    await bold.do("vera", f"/gates/{gate}/proposal/confirm", 422, rationale="x", subject="no digest")
    done = await bold.do("vera", f"/gates/{gate}/proposal/confirm", **{**body, "subject": refused["current"]})
    assert done.json()["decision"]["override"]["second_subject"] == refused["current"]


async def test_a_broken_glass_stores_what_both_were_shown(bold: Driver) -> None:
    """Also by callers who do not say what they saw; an older digest is refused."""
    gate = await at_gate(bold)
    old = await shown(bold, gate)
    await bold.do("otto", f"/launches/{gate.partition('.')[0]}/evidence", 201, **PIECE)
    body: dict[str, Any] = {"decision": "go", "rationale": WHY}
    refused = await bold.do("opal", f"/gates/{gate}/break-glass", 409, **body, subject=old)
    assert refused.json()["type"] == "urn:slipway:problem:subject-changed"
    now = await shown(bold, gate)
    await bold.do("opal", f"/gates/{gate}/break-glass", **body, subject=now)

    broken = await bold.do("olga", f"/gates/{gate}/proposal/confirm", rationale="It burns")

    decision = broken.json()["decision"]
    assert decision["break_glass"]
    assert {decision["subject"], decision["override"]["subject"], decision["override"]["second_subject"]} == {now}


@pytest.mark.parametrize("how", ["override", "break-glass"])
async def test_two_people_take_over_what_an_earlier_gate_never_saw(bold: Driver, how: str) -> None:
    """By name; the decision says so, and the earlier gate waits for nobody any more."""
    gate = await at_gate(bold, reversible=True)
    key = gate.partition(".")[0]
    await bold.do("dora", f"/gates/{gate}/decision", decision="go", rationale="Everybody is for it")
    await change(bold, key, scope="Only Europe")
    await bold.do("erin", f"/tasks/{key}.ship/complete", note="out")
    body: dict[str, Any] = {"decision": "go", "rationale": WHY, "acknowledged": ["R1"]}
    second = f"{key}.G2"
    if how == "override":  # nothing else stands against it, so naming the change is enough
        done = await bold.do("dora", f"/gates/{second}/decision", **body, override=True)
    else:
        wrong = await bold.do("opal", f"/gates/{second}/break-glass", 422, **{**body, "acknowledged": ["R2"]})
        assert [one["pointer"] for one in wrong.json()["errors"]] == ["/acknowledged/0"]
        await bold.do("opal", f"/gates/{second}/break-glass", **body)
        done = await bold.do("olga", f"/gates/{second}/proposal/confirm", rationale="It burns")

    assert done.json()["decision"]["acknowledged"] == ["R1"]
    assert (await bold.get("pia", f"/launches/{key}"))["passed_on_old_facts"] == []
