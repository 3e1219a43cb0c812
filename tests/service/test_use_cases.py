"""Start, act, show: what one caller did, the next one sees."""

import pytest

from domain.errors import AlreadyDecided, NotFound, WrongState
from domain.events import broken_at
from domain.launch.state import Choice, DecisionKind
from tests.service.desk import ENGINEER, MANAGER, OWNER, VOTERS, Desk


async def test_a_launch_from_start_to_end(desk: Desk) -> None:
    """Every act is answered with what it changed, and the end is there to be read."""
    launch = await desk.start()
    await desk.finish_express(launch)

    shown = await desk.caught_up(launch)

    assert (shown.state, shown.health) == ("finished", "ended")
    events = await desk.log(launch)
    assert broken_at(launch, events) is None
    assert events[-1].action == "launch.finished"


async def test_callers_read_their_own_writes(desk: Desk) -> None:
    """At once, in every place where it shows: the task, the launch, the log and the inbox."""
    launch = await desk.start()

    done = await desk.complete(launch, "describe_change")

    assert done.projected
    assert (await desk.slipway.tasks.show(f"{launch}.describe_change")).state == "done"
    assert (await desk.slipway.launches.show(launch)).seq >= done.seq
    events = (await desk.slipway.launches.events(OWNER.id, launch)).items
    assert done.seq in {event.seq for event in events}
    inbox = (await desk.slipway.inbox.page(ENGINEER)).items
    assert f"{launch}.make_change" in {entry.act.item for entry in inbox}


async def test_a_repeated_command_is_answered_and_done_once(desk: Desk) -> None:
    """While the launch runs."""
    launch = await desk.start()
    tasks = desk.slipway.tasks
    first = await tasks.complete(ENGINEER, "key-1", f"{launch}.describe_change", note="First.")

    again = await tasks.complete(ENGINEER, "key-1", f"{launch}.describe_change", note="First.")

    assert (again.seq, again.verdict, again.view, again.projected) == (first.seq, first.verdict, first.view, True)
    events = await desk.log(launch)
    assert [event.action for event in events].count("task.completed") == 1


async def test_a_second_start_with_the_same_key_finds_the_launch(desk: Desk) -> None:
    """Also when its owner has gone on with it."""
    first = await desk.slipway.launches.start(OWNER, "start", desk.wanted())
    await desk.complete(first.view.key, "describe_change")

    again = await desk.slipway.launches.start(OWNER, "start", desk.wanted())

    assert again.view.key == first.view.key
    assert len((await desk.slipway.launches.list(q=desk.prefix.lower())).items) == 1


async def test_a_start_repeated_after_the_end_finds_the_launch(desk: Desk) -> None:
    """It is not started anew."""
    first = await desk.slipway.launches.start(OWNER, "start", desk.wanted())
    await desk.finish_express(first.view.key)
    await desk.caught_up(first.view.key)

    again = await desk.slipway.launches.start(OWNER, "start", desk.wanted())

    assert (again.view.key, again.view.state) == (first.view.key, "finished")


async def test_a_launch_that_has_ended_says_how(desk: Desk) -> None:
    """Not that it is unknown."""
    launch = await desk.start()
    await desk.slipway.launches.cancel(OWNER, desk.new_key(), launch, reason="Nobody wants it.")
    await desk.slipway.engine.client.get_workflow_handle(f"launch/{launch}").result()

    with pytest.raises(WrongState, match="is cancelled"):
        await desk.complete(launch, "describe_change")
    with pytest.raises(NotFound):
        await desk.complete("NONE-1", "describe_change")


async def test_the_second_decision_is_told_of_the_first(desk: Desk) -> None:
    """By whom, when and how."""
    launch = await desk.start()
    await desk.complete(launch, "describe_change")
    await desk.complete(launch, "make_change")
    await desk.decide(launch, "ship")

    with pytest.raises(AlreadyDecided) as refusal:
        await desk.slipway.gates.decide(
            MANAGER, desk.new_key(), f"{launch}.ship", decision=DecisionKind.KILL, rationale="No."
        )

    assert refusal.value.facts["decided_by"] == MANAGER.id
    assert refusal.value.facts["decision"] == "go"


async def test_ballots_are_blind_until_all_are_in(desk: Desk) -> None:
    """In the answer to a vote, at the gate and in the log."""
    launch = await desk.start("panel")
    await desk.complete(launch, "brief")
    await desk.complete(launch, "draw")
    for voter in VOTERS[:-1]:
        done = await desk.vote(launch, voter, Choice.REJECT)
        assert {vote.voter for vote in done.view.votes} == {voter.id}

    assert (await desk.slipway.gates.show(MANAGER.id, f"{launch}.G1")).votes == ()
    log = (await desk.slipway.launches.events(MANAGER.id, launch)).items
    assert {event.data["choice"] for event in log if event.action == "gate.voted"}.isdisjoint({"reject"})

    done = await desk.vote(launch, VOTERS[-1])
    assert len(done.view.votes) == len(VOTERS)
