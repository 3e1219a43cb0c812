"""Many people at the same thing at the same moment: one outcome, nobody lost, nobody left waiting."""

import asyncio
from datetime import timedelta
from random import Random
from time import monotonic

import pytest
from temporalio.testing._timeskipping import TimeSkipper

from tests.races.arena import CROWD, DECIDERS, RACERS, SEATS, VOTERS, Arena, in_groups, won_and_lost
from tests.support.eventually import eventually

AT_ONCE = 50
"""Gates of one test: however many are raced for, none takes long."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """As many tests as `--races` asks for."""
    if "gates" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--races")
        sizes = [min(AT_ONCE, wanted - begun) for begun in range(0, wanted, AT_ONCE)]
        metafunc.parametrize("gates", sizes, ids=[f"{AT_ONCE * number}-" for number in range(len(sizes))])


async def test_one_outcome_for_each_gate(arena: Arena, dice: Random, gates: int) -> None:
    """Eight people decide each gate at once: one succeeds, and the others are told who did, what and when."""
    took: list[float] = []

    async def race() -> None:
        gate = await arena.gate("duel")
        racers = [(person, dice.choice(("go", "recycle", "kill"))) for person in dice.sample(DECIDERS, RACERS)]
        began = monotonic()
        replies = await asyncio.gather(
            *(
                arena.post(
                    person,
                    f"/gates/{gate}/decision",
                    decision=decision,
                    rationale=f"{person} says {decision}",
                    **({"recycle_to": "work1"} if decision == "recycle" else {}),
                )
                for person, decision in racers
            )
        )
        took.append(monotonic() - began)
        won, lost = won_and_lost(replies)
        assert (len(won), len(lost)) == (1, RACERS - 1)
        said = won[0].json()
        decision = said["decision"] or said["past"][-1]
        for reply in lost:
            problem = reply.json()
            if decision["kind"] == "go":
                assert problem["type"].endswith(":already-decided")
                assert (problem["decided_by"], problem["decision"]) == (decision["by"], "go")
                assert problem["decided_at"]
            else:
                assert problem["detail"]
        shown = await arena.api.get("pia", f"/gates/{gate}")
        assert (shown["decision"] or shown["past"][-1])["by"] == decision["by"]

    began = monotonic()
    await in_groups((race() for _ in range(gates)), at_once=8)
    print(f"{gates} gates x {RACERS} racers in {monotonic() - began:.1f} s; worst {max(took):.2f} s")  # noqa: T201


async def test_a_quorum_never_hangs(arena: Arena, dice: Random) -> None:
    """All ballots of a majority gate arrive at once: each is counted, and the gate may go."""

    async def race() -> None:
        gate = await arena.gate("council")
        voters = dice.sample(VOTERS[:5], 5)
        replies = await asyncio.gather(*(arena.post(one, f"/gates/{gate}/votes", choice="approve") for one in voters))
        assert [reply.status_code for reply in replies] == [200] * 5
        shown = await arena.api.get("pia", f"/gates/{gate}")
        assert {vote["voter"] for vote in shown["votes"]} == set(voters)
        assert (shown["waiting"], shown["revealed"]) == ([], True)
        await arena.api.do(DECIDERS[0], f"/gates/{gate}/decision", decision="go", rationale="All for it")

    await in_groups((race() for _ in range(5)), at_once=5)


async def test_fifty_votes_at_once_are_fifty_votes(arena: Arena, dice: Random) -> None:
    """One launch, two gates side by side, fifty seats: no vote is lost in the engine, the log or the read model."""
    first = await arena.gate("parliament")
    key = first.partition(".")[0]
    await arena.api.do(CROWD[1], f"/tasks/{key}.make2/complete")
    votes = [(voter, f"{key}.G{1 if place < 25 else 2}") for place, voter in enumerate(VOTERS)]

    replies = await asyncio.gather(
        *(arena.post(voter, f"/gates/{gate}/votes", choice="approve") for voter, gate in dice.sample(votes, len(votes)))
    )

    assert {reply.status_code for reply in replies} <= {200, 202}
    assert len({reply.headers["Slipway-Seq"] for reply in replies}) == len(SEATS)
    assert (await arena.actions(key)).count("gate.voted") == len(SEATS)
    shown = [await arena.api.get("pia", f"/gates/{key}.G{number}") for number in (1, 2)]
    assert {vote["seat"] for gate in shown for vote in gate["votes"]} == set(SEATS)
    for voter in dice.sample(VOTERS, 5):
        assert (await arena.api.get(voter, "/inbox", launch=key))["items"] == []


async def test_a_task_is_answered_the_moment_it_opens(arena: Arena, dice: Random) -> None:
    """Whoever starts a launch may complete its first task at once, and decide the gate at once after that."""

    async def race() -> None:
        key = await arena.launch("duel")
        await arena.api.do(dice.choice(CROWD), f"/tasks/{key}.make1/complete")
        said = await arena.api.do(dice.choice(DECIDERS), f"/gates/{key}.G1/decision", decision="go", rationale="Now")
        assert said.json()["state"] == "passed"
        assert (await arena.api.get("pia", f"/launches/{key}"))["state"] == "finished"

    await in_groups((race() for _ in range(10)), at_once=5)


async def test_a_hundred_claims_have_one_holder(arena: Arena, dice: Random) -> None:
    """No check is followed by a write that no longer holds: all others are told who was first."""
    key = await arena.launch("duel")

    replies = await asyncio.gather(
        *(arena.post(one, f"/tasks/{key}.make1/claim") for one in dice.sample(CROWD, len(CROWD)))
    )

    won, lost = won_and_lost(replies)
    assert len(won) == 1
    holder = won[0].json()["claimed_by"]
    assert {reply.json()["holder"] for reply in lost} == {holder}
    assert (await arena.actions(key)).count("task.claimed") == 1
    assert [entry["item"] for entry in (await arena.api.get(holder, "/inbox", launch=key))["items"]] == [f"{key}.make1"]


async def test_a_task_is_completed_once(arena: Arena, dice: Random) -> None:
    """Of many who complete it at once, one did; its gate opens once."""
    key = await arena.launch("duel")

    replies = await asyncio.gather(
        *(arena.post(one, f"/tasks/{key}.make1/complete") for one in dice.sample(CROWD, RACERS))
    )

    won, lost = won_and_lost(replies)
    assert (len(won), len(lost)) == (1, RACERS - 1)
    actions = await arena.actions(key)
    assert (actions.count("task.completed"), actions.count("gate.opened")) == (1, 1)


async def test_a_launch_is_resumed_once(arena: Arena) -> None:
    """Two who let it go on at once: it goes on once, and its clocks are moved once."""
    key = await arena.launch("duel")
    await arena.api.do("pia", f"/launches/{key}/hold", reason="A pause")

    won, lost = won_and_lost(
        await asyncio.gather(*(arena.post("pia", f"/launches/{key}/resume") for _ in range(RACERS)))
    )

    assert (len(won), len(lost)) == (1, RACERS - 1)
    assert (await arena.actions(key)).count("launch.resumed") == 1


async def test_an_answer_survives_its_deadline(arena: Arena, dice: Random) -> None:
    """Time runs out while people answer: every answer counts, whichever comes first, and silence decides nothing."""
    gate = await arena.gate("council")
    key = gate.partition(".")[0]
    client = arena.api.slipway.engine.client
    skipping = TimeSkipper(client).fast_forward(client.get_workflow_handle(f"launch/{key}"), timedelta(days=4))

    voters = dice.sample(VOTERS[:5], 5)
    votes = asyncio.gather(*(arena.post(one, f"/gates/{gate}/votes", choice="approve") for one in voters))
    _, replies = await asyncio.gather(skipping, votes)

    assert [reply.status_code for reply in replies] == [200] * 5
    actions = await eventually(lambda: _overdue(arena, key), within=15)
    assert actions.count("gate.voted") == 5
    shown = await arena.api.get("pia", f"/gates/{gate}")
    assert (shown["state"], len(shown["votes"])) == ("open", 5)
    await arena.api.do(DECIDERS[0], f"/gates/{gate}/decision", decision="go", rationale="All for it")


async def _overdue(arena: Arena, key: str) -> list[str]:
    actions = await arena.actions(key)
    return actions if "gate.overdue" in actions else []
