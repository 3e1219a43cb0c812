"""Gates over HTTP."""

import asyncio

from tests.api.driver import Driver


async def test_from_attestation_to_decision(api: Driver) -> None:
    """A gate is attested, voted on and decided, and the launch goes on."""
    key = await api.launch()
    gate = await api.build(key)

    await api.pass_votes(gate)
    decided = await api.do("dora", f"/gates/{gate}/decision", decision="go", rationale="Everybody is for it")

    said = decided.json()
    assert (said["state"], said["decision"]["kind"], said["decision"]["by"]) == ("passed", "go", "dora")
    assert [vote["voter"] for vote in said["votes"]] == ["quin", "sami"]
    assert (await api.get("pia", f"/gates/{gate}")) == said
    assert (await api.get("pia", f"/launches/{key}"))["active_stages"] == ["release"]


async def test_ballots_are_blind(api: Driver) -> None:
    """Until every seat has voted, a ballot shows to its voter alone, wherever one looks."""
    key = await api.launch()
    gate = await api.build(key)
    cast = await api.do("quin", f"/gates/{gate}/votes", choice="reject", rationale="It crashes")
    await api.settled()

    assert [vote["rationale"] for vote in cast.json()["votes"]] == ["It crashes"]
    for person in ("sami", "pia", "dora"):
        for path in (f"/gates/{gate}", f"/launches/{key}/gates", f"/launches/{key}/events"):
            assert "It crashes" not in str(await api.get(person, path)), f"{person} reads {path}"
    await api.do("sami", f"/gates/{gate}/votes", choice="approve")
    assert "It crashes" in str(await api.get("pia", f"/gates/{gate}"))


async def test_recycling(api: Driver) -> None:
    """A recycle needs a stage to go back to, and starts the next attempt."""
    gate = await api.build(await api.launch())

    refused = await api.do("dora", f"/gates/{gate}/decision", expect=422, decision="recycle", rationale="Not yet")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/recycle_to"]
    again = await api.do("dora", f"/gates/{gate}/decision", decision="recycle", rationale="No", recycle_to="build")
    assert (again.json()["state"], again.json()["attempt"]) == ("pending", 2)
    assert again.json()["past"][0]["kind"] == "recycle"


async def test_a_conditional_go(api: Driver) -> None:
    """Its conditions become tasks that block a later gate."""
    key = await api.launch()
    gate = await api.build(key)
    await api.pass_votes(gate)
    condition = {
        "title": "Write the guide",
        "department": "product",
        "owner": "pia",
        "before_gate": "G2",
        "due_days": 3,
    }

    decided = await api.do(
        "dora", f"/gates/{gate}/decision", decision="conditional_go", rationale="Nearly", conditions=[condition]
    )

    assert decided.json()["decision"]["conditions"] == ["C1"]
    task = await api.get("pia", f"/tasks/{key}.C1")
    assert (task["title"], task["blocks_gate"]) == ("Write the guide", "G2")


async def test_nobody_decides_on_their_own_work(api: Driver) -> None:
    """The owner is refused, though she holds the role."""
    gate = await api.build(await api.launch(owner="dora"))

    refused = (await api.do("dora", f"/gates/{gate}/decision", expect=403, decision="go", rationale="Mine")).json()

    assert refused["type"] == "urn:slipway:problem:self-approval"


async def test_what_is_missing_is_named(api: Driver) -> None:
    """A gate that may not go says why, and what may be decided instead."""
    gate = await api.build(await api.launch())

    refused = (await api.do("dora", f"/gates/{gate}/decision", expect=409, decision="go", rationale="Now")).json()

    assert refused["type"] == "urn:slipway:problem:wrong-state"
    assert refused["legal"] == ["recycle", "hold", "kill"]
    assert refused["waiting"]


async def test_one_decision(api: Driver) -> None:
    """Of those who decide at the same moment one wins; the others learn who, and what."""
    gate = await api.build(await api.launch())
    await api.pass_votes(gate)

    async def decide(decision: str) -> tuple[int, dict[str, object]]:
        body = {"decision": decision, "rationale": "Now", "recycle_to": "build" if decision == "recycle" else None}
        reply = await api.by("dora").post(f"/api/v1/gates/{gate}/decision", json=body)
        return reply.status_code, reply.json()

    replies = await asyncio.gather(*(decide(decision) for decision in ("go", "go", "go", "go", "go")))

    assert sorted(status for status, _ in replies) == [200, 409, 409, 409, 409]
    for status, said in replies:
        if status == 409:
            assert (said["decided_by"], said["decision"]) == ("dora", "go")
            assert said["decided_at"]
