"""Tasks: claim, give back, complete."""

from dataclasses import replace

import pytest

from domain.actors import Actor
from domain.errors import AlreadyClaimed, NotAllowed, NotFound, StaleVersion
from domain.launch.commands import ClaimTask, CompleteTask, UnclaimTask
from domain.launch.state import DecisionKind, TaskState
from tests.unit.launch.plans import ANA, EVE, HEAD, LEO, MAX, MONDAY, ONE_TASK, OPS, PIA, Journey, condition

BOB = Actor("bob", departments=("product",))


def test_a_task_is_claimed_and_done() -> None:
    """Who holds it and who did it stay on record, and the clock stops."""
    journey = Journey.begin(ONE_TASK)
    assert journey.claim("brief", ANA) == "claimed"
    assert journey.complete("brief", ANA, "one page") == "done"

    task = journey.launch.tasks["brief"]
    assert (task.state, task.claimed_by, task.done_by, task.note) == (TaskState.DONE, "ana", "ana", "one page")
    assert (task.claimed_at, task.done_at, task.clock) == (MONDAY, MONDAY, None)
    assert task.doers == ("ana",)


def test_whoever_completes_an_open_task_held_it() -> None:
    """One act less for work that is done in one go."""
    journey = Journey.begin(ONE_TASK)
    journey.complete("brief", ANA)

    assert journey.launch.tasks["brief"].claimed_by == "ana"


def test_work_done_for_somebody_is_their_work_too() -> None:
    """So that neither may decide on it."""
    journey = Journey.begin(ONE_TASK)
    journey.complete("brief", replace(ANA, on_behalf_of="bob"))

    assert journey.launch.tasks["brief"].doers == ("ana", "bob")


def test_a_claim_never_overrides_another() -> None:
    """The second is told who was first, and since when."""
    journey = Journey.begin(ONE_TASK)
    journey.claim("brief", ANA)

    for make in (ClaimTask, CompleteTask, UnclaimTask):
        with pytest.raises(AlreadyClaimed, match="ana holds brief since") as refused:
            journey.act(make("key", BOB, "brief"))
        assert refused.value.facts == {"holder": "ana", "since": MONDAY.isoformat()}


@pytest.mark.parametrize("by", [ANA, OPS])
def test_a_task_goes_back_to_its_candidates(by: Actor) -> None:
    """By its holder, or by an operator when the holder is away."""
    journey = Journey.begin(ONE_TASK)
    journey.claim("brief", ANA)
    assert journey.unclaim("brief", by) == "given back"

    task = journey.launch.tasks["brief"]
    assert (task.state, task.claimed_by, task.claimed_at) == (TaskState.OPEN, None, None)
    assert task.clock is not None, "its time runs on"
    assert journey.claim("brief", BOB) == "claimed"


@pytest.mark.parametrize(("task", "by"), [("brief", EVE), ("brief", OPS), ("code", HEAD), ("copy", EVE)])
def test_only_candidates_take_part(task: str, by: Actor) -> None:
    """Members of the department; where a role is named, those who hold it."""
    journey = Journey.begin() if task == "brief" else Journey.begin().past_g1()

    for command in (ClaimTask("key", by, task), CompleteTask("key", by, task)):
        with pytest.raises(NotAllowed, match="is for the"):
            journey.act(command)


def test_what_was_seen_must_be_what_is() -> None:
    """An expected version that has moved on is refused, the present one is not."""
    journey = Journey.begin(ONE_TASK)
    version = journey.launch.tasks["brief"].version
    journey.act(ClaimTask("key", ANA, "brief", version))

    with pytest.raises(StaleVersion) as refused:
        journey.act(CompleteTask("key", ANA, "brief", expected_version=version))
    assert refused.value.facts == {"seen": version, "current": version + 1}
    journey.act(CompleteTask("key", ANA, "brief", expected_version=version + 1))


@pytest.mark.parametrize("command", [ClaimTask, UnclaimTask, CompleteTask])
def test_there_is_no_such_task(command: type[ClaimTask | UnclaimTask | CompleteTask]) -> None:
    """A wrong name is not found, and is no KeyError."""
    with pytest.raises(NotFound, match="AUR-1 has no task nothing"):
        Journey.begin().act(command("key", ANA, "nothing"))


def owing() -> Journey:
    """Leo owes a contract before G2."""
    return Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))


def test_a_condition_is_held_by_its_owner_from_the_start() -> None:
    """Nobody else meets it, and the owner cannot hand it to nobody."""
    journey = owing()
    assert journey.launch.tasks["C1"].claimed_by == "leo"

    with pytest.raises(AlreadyClaimed):
        journey.complete("C1", MAX)
    with pytest.raises(NotAllowed, match="stays with leo"):
        journey.unclaim("C1", LEO)
    with pytest.raises(NotAllowed, match="stays with leo"):
        journey.unclaim("C1", PIA)
    journey.complete("C1", LEO)


def test_an_operator_frees_a_condition_whose_owner_has_left() -> None:
    """Otherwise its gate would be shut for ever; then the owner's department sees to it."""
    journey = owing()
    journey.unclaim("C1", OPS)

    with pytest.raises(NotAllowed, match="department legal"):
        journey.complete("C1", MAX)
    journey.complete("C1", Actor("lia", departments=("legal",)))
    assert journey.launch.tasks["C1"].done_by == "lia"
