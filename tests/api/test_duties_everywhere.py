"""Separation of duties behind every door that is no vote and no decision of its own.

The cast is that of `test_separation_of_duties`: everybody holds every role, and only their part bars them. What they
are refused here somebody else has begun, or would count for as much as a ballot.
"""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.api.driver import Driver
from tests.api.test_separation_of_duties import INVOLVED, PAIRS, STRICT, Stage, add_evidence, hand_over, theatre

__all__ = ["theatre"]

SCORED = """\
      - id: card
        title: Worth it
        level: should
        kind: score
        with: {items: {fit: {title: Fit, weight: 1}}}
"""
EXPOSED = (
    STRICT.replace("playbook: strict", "playbook: exposed")
    .replace("roles:\n", "sponsor: vp\nroles:\n  vp: Vice president\n", 1)
    .replace("    criteria:\n", "    criteria:\n" + SCORED, 1)
)
"""The strict playbook with a sponsor, whose first gate can be overridden, waived and scored."""
WHY = "The window closes on Friday, and we can undo it."

ACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "confirm": ("/proposal/confirm", {"rationale": WHY}),
    "decline": ("/proposal/decline", {"rationale": WHY}),
    "withdraw": ("/proposal/withdraw", {"rationale": WHY}),
    "waive": ("/waivers", {"criterion": "reversible", "rationale": WHY, "days": 3}),
    "score": ("/scores", {"scores": {"fit": 9}, "rationale": WHY}),
    "revoke a ballot": ("/votes/revoke", {}),
}
PARTS = {part: (person, *PAIRS[person]) for part, person in INVOLVED.items()}


@dataclass(frozen=True)
class Hands:
    """Who sends a command, and for whom."""

    by: str
    behalf: str | None = None


def hands(part: str) -> tuple[Hands, ...]:
    """Every way in which somebody with a part could have their hands in it."""
    person, substitute, principal = PARTS[part]
    return Hands(person), Hands(substitute, person), Hands(person, principal), Hands(substitute, principal)


@pytest.fixture(scope="module")
async def exposed(theatre: Driver) -> Stage:
    """A launch whose first gate fails a must: voted on, and its go proposed by somebody without a part."""
    sent = await theatre.by("opal").post(
        "/api/v1/playbooks", content=EXPOSED, headers={"Content-Type": "application/yaml"}
    )
    assert sent.status_code in {200, 201}, sent.text
    return await on_stage(theatre)


async def on_stage(api: Driver) -> Stage:
    """Such a launch, with a proposal that waits for a second person."""
    key = await api.launch(playbook="exposed", owner="dora", facts={"reversible": False})
    await api.do("otto", f"/tasks/{key}.describe/complete")
    await api.do("erin", f"/tasks/{key}.make/complete")
    await add_evidence(api, "sami", key, "make")
    stage = Stage(api, key)
    await api.do("nora", f"/gates/{stage.gate}/attestations", department="legal", ready=True)
    for person, seat in (("nora", "qa_lead"), ("vera", "security_lead")):
        await api.do(person, f"/gates/{stage.gate}/votes", choice="approve", seat=seat)
    await api.do("opal", f"/gates/{stage.gate}/decision", decision="go", rationale=WHY, override=True)
    return stage


async def standing(stage: Stage) -> tuple[Any, ...]:
    """All that the acts here could change."""
    gate = await stage.api.get("opal", f"/gates/{stage.gate}")
    return tuple(gate[name] for name in ("state", "decision", "past", "proposal", "past_proposals", "votes", "waivers"))


def refused(reply: httpx.Response, *statuses: int) -> None:
    """Refused for the part they have, or since it is not theirs at all."""
    assert reply.status_code in statuses, f"{reply.request.url} {reply.text}"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("part", PARTS)
async def test_nobody_with_a_part_does_this(exposed: Stage, act: str, part: str) -> None:
    """Neither in their own name nor through anybody's hands; nothing changes by trying."""
    before = await standing(exposed)
    path, body = ACTS[act]
    for one in hands(part):
        reply = await exposed.send(one.by, path, body, one.behalf)
        if act in {"withdraw", "revoke a ballot"}:  # nobody's but their own, and they have none
            refused(reply, 403, 409)
        else:
            refused(reply, 403)
            assert reply.json()["type"] == "urn:slipway:problem:self-approval", (one, reply.text)

    assert await standing(exposed) == before


@pytest.mark.parametrize("part", PARTS)
async def test_in_bulk_only_the_others_are_carried_out(exposed: Stage, part: str) -> None:
    """Mixed with commands that are theirs to send, those that are not are refused one by one."""
    person, substitute, principal = PARTS[part]
    other = await exposed.api.launch(playbook="exposed")
    mine = {"op": "claim", "target": f"{other}.describe"}
    give_back = {"op": "unclaim", "target": f"{other}.describe"}
    wrong = [
        {"op": "vote", "target": exposed.gate, "choice": "reject", "rationale": WHY, "seat": seat}
        for seat in ("qa_lead", "security_lead")
    ]
    before = await standing(exposed)
    for by, behalf in ((person, None), (substitute, person), (person, principal)):
        headers = {"On-Behalf-Of": behalf} if behalf else {}
        commands = {"commands": [mine, *wrong, give_back]}
        reply = await exposed.api.by(by).post("/api/v1/bulk", json=commands, headers=headers)
        assert reply.status_code == 200, reply.text
        results = reply.json()["results"]
        assert [one["status"] in {200, 202} for one in results] == [True, False, False, True], reply.text
        assert {one["status"] for one in results[1:3]} <= {403, 409}, reply.text

    assert await standing(exposed) == before


@pytest.mark.parametrize("part", PARTS)
async def test_the_answer_to_a_request_is_no_ballot(exposed: Stage, part: str) -> None:
    """Whoever has a part may be asked what they think; it decides nothing."""
    person, _, _ = PARTS[part]
    before = await standing(exposed)
    asked = await exposed.api.do("opal", f"/gates/{exposed.gate}/requests", expect=201, of=person)
    await exposed.api.do(person, f"/requests/{asked.json()['id']}/answer", verdict="fine", note="Fine by me")

    assert await standing(exposed) == before


async def test_an_added_approver_who_takes_a_part_is_one_no_longer(exposed: Stage) -> None:
    """Their ballot is void at once, and they cast no other: not by themselves, nor by a substitute."""
    stage = await on_stage(exposed.api)
    api = stage.api
    added = await stage.send("opal", "/approvers", {"person": "dora_p", "reason": "Knows it"})
    assert added.status_code == 200, added.text
    await api.do("dora_p", f"/gates/{stage.gate}/votes", choice="approve", seat="person:dora_p")
    await add_evidence(api, "dora_p", stage.key, None)
    made = await hand_over(api, "dora_p", "vera")

    gate = await api.get("opal", f"/gates/{stage.gate}")
    assert "person:dora_p" not in {vote["seat"] for vote in gate["votes"]}
    body = {"choice": "approve", "seat": "person:dora_p"}
    for by, behalf in (("dora_p", None), ("vera", "dora_p")):
        reply = await stage.send(by, "/votes", body, behalf)
        assert reply.json()["type"] in {"urn:slipway:problem:self-approval", "urn:slipway:problem:conflict"}, reply.text
        refused(reply, 403, 409)
    await api.by("dora_p").delete(f"/api/v1/delegations/{made}")


async def test_a_broken_glass_takes_two_people_whoever_acts_for_whom(exposed: Stage) -> None:
    """It is the way past interest, so a part does not bar; but never one person, nor one and their own substitute."""
    stage = await on_stage(exposed.api)
    api = stage.api
    await api.do("opal", f"/gates/{stage.gate}/proposal/withdraw")
    made = [await hand_over(api, "opal", "vera"), await hand_over(api, "nora", "opal")]
    await api.do("opal", f"/gates/{stage.gate}/break-glass", decision="go", rationale=WHY)

    for by, behalf in (("opal", None), ("vera", "opal"), ("opal", "nora")):
        for act in ("confirm", "decline"):
            path, body = ACTS[act]
            refused(await stage.send(by, path, body, behalf), 403)
    gate = await api.get("opal", f"/gates/{stage.gate}")
    assert (gate["state"], gate["proposal"]["by"]) == ("open", "opal")
    confirmed = await stage.send("vera", "/proposal/confirm", {"rationale": WHY})
    assert confirmed.status_code == 200, confirmed.text
    for one in made:
        await api.by("opal").delete(f"/api/v1/delegations/{one}")


async def test_a_delegation_is_ended_by_those_it_is_about(exposed: Stage) -> None:
    """Nobody with a part takes away, or lends out, the authority of somebody who has none."""
    made = await hand_over(exposed.api, "vera", "nora")
    for person, substitute, principal in PARTS.values():
        for name in (person, substitute, principal):
            reply = await exposed.api.by(name).delete(f"/api/v1/delegations/{made}")
            refused(reply, 403, 404)
            for behalf in ("vera", "nora"):
                path, body = ACTS["confirm"]
                refused(await exposed.send(name, path, body, behalf), 403)
    await exposed.api.by("vera").delete(f"/api/v1/delegations/{made}")


async def test_whoever_had_no_part_does_each_of_these(exposed: Stage) -> None:
    """So it is the part alone that bars."""
    stage = await on_stage(exposed.api)
    for act in ("decline", "waive", "score", "revoke a ballot"):
        path, body = ACTS[act]
        reply = await stage.send("vera", path, body)
        assert reply.status_code in {200, 202}, f"{act}: {reply.text}"
