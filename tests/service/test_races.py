"""Many people at one launch at the same moment: nobody is lost, and nobody wins twice."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from domain.errors import AlreadyClaimed
from domain.events import broken_at
from domain.launch.state import Choice
from service.conduct import Done
from tests.service.desk import CROWD, OWNER, VOTERS, Desk

MINDS = (Choice.APPROVE, Choice.REJECT, Choice.ABSTAIN)
"""What any seat may choose."""


async def _together(*acts: Coroutine[Any, Any, Done[Any]]) -> tuple[list[Done[Any]], list[BaseException]]:
    answers = await asyncio.gather(*acts, return_exceptions=True)
    done = [answer for answer in answers if isinstance(answer, Done)]
    return done, [answer for answer in answers if isinstance(answer, BaseException)]


async def test_fifty_claims_have_one_winner(desk: Desk) -> None:
    """Far more than the engine takes in flight; the other forty-nine are told who was first."""
    launch = await desk.start("panel")

    won, lost = await _together(
        *(desk.slipway.tasks.claim(maker, desk.new_key(), f"{launch}.brief") for maker in CROWD)
    )

    assert len(won) == 1
    holder = won[0].view.claimed_by
    assert {type(error) for error in lost} == {AlreadyClaimed}
    assert {error.facts["holder"] for error in lost if isinstance(error, AlreadyClaimed)} == {holder}
    assert (await desk.caught_up(launch)).seq == won[0].seq


async def test_fifty_ballots_are_all_counted(desk: Desk) -> None:
    """Ten voters change their minds five times at once: each ballot is in the log once, none is lost."""
    launch = await desk.start("panel")
    await desk.complete(launch, "brief")
    await desk.complete(launch, "draw")

    done, lost = await _together(
        *(desk.vote(launch, voter, choice) for choice in (*MINDS, *MINDS)[:5] for voter in VOTERS)
    )

    assert lost == []
    assert len({item.seq for item in done}) == len(done) == 50
    log = await desk.log(launch)
    assert {event.seq for event in log if event.action == "gate.voted"} == {item.seq for item in done}
    assert broken_at(launch, log) is None
    assert len((await desk.slipway.gates.show(OWNER.id, f"{launch}.G1")).votes) == len(VOTERS)


async def test_fifty_repeats_of_one_command_are_one(desk: Desk) -> None:
    """A caller who lost patience fifty times gets the same answer each time."""
    launch = await desk.start("panel")

    done, lost = await _together(*(desk.slipway.tasks.complete(CROWD[0], "same", f"{launch}.brief") for _ in range(50)))

    assert lost == []
    assert {item.seq for item in done} == {done[0].seq}
    log = await desk.log(launch)
    assert [event.action for event in log].count("task.completed") == 1


async def test_fifty_starts_with_one_key_are_one_launch(desk: Desk) -> None:
    """The key is reserved once, the workflow is started once."""
    done, lost = await _together(*(desk.slipway.launches.start(OWNER, "same", desk.wanted("panel")) for _ in range(50)))

    assert lost == []
    assert len({item.view.key for item in done}) == 1
