"""Handing work to people, by name and by say, and saying when it matters."""

from dataclasses import replace
from typing import Any

import pytest

from domain.actors import Actor
from domain.errors import Invalid, NotAllowed, SelfApproval, SlipwayError
from domain.launch.commands import AssignTask, ClaimTask, CompleteTask, PlanWork, ReturnTask, SkipTask
from domain.launch.state import DecisionKind, TaskState
from tests.unit.launch.plans import (
    ANA,
    DORA,
    EVE,
    HEAD,
    LEO,
    MAX,
    MONDAY,
    ONE_TASK,
    OPS,
    PIA,
    Journey,
    condition,
    plan,
    stage,
    task,
)
from tests.unit.launch.read_model import ReadModel

BOB = Actor("bob", departments=("product",))
NAMED = plan((stage("idea"),), (task("brief", "idea", people=("max", "ana")),))
FOUR_EYES = plan(
    (stage("idea"),), (task("make", "idea"), task("check", "idea", after=("make",), not_by=("make",), optional=True))
)


def refused(journey: Journey, command: Any, error: type[SlipwayError]) -> SlipwayError:
    """Insist on this very error."""
    with pytest.raises(error) as caught:
        journey.act(command)
    assert type(caught.value) is error
    return caught.value


def test_people_by_name() -> None:
    """Only they may, from whatever department; each is asked, and all but the holder no more once one has it."""
    journey = Journey.begin(NAMED)
    acts = ReadModel.of(journey.launch).inbox()
    assert [(act.audience, act.part) for act in acts] == [("person:max", "max"), ("person:ana", "ana")]

    for make in (ClaimTask, CompleteTask):
        assert refused(journey, make("key", BOB, "brief"), NotAllowed).facts == {"people": ["max", "ana"]}
    refused(journey, AssignTask("key", PIA, "brief", BOB), Invalid)
    journey.claim("brief", MAX)
    assert [(act.audience, act.part) for act in ReadModel.of(journey.launch).inbox()] == [("person:max", "")]
    journey.complete("brief", MAX)


def test_somebody_may_stand_in_for_a_person_by_name() -> None:
    """Then both are on record."""
    journey = Journey.begin(NAMED)
    journey.complete("brief", replace(BOB, on_behalf_of="ana"))

    assert journey.launch.tasks["brief"].doers == ("bob", "ana")


@pytest.mark.parametrize("by", [PIA, OPS, HEAD])
@pytest.mark.parametrize("held", [False, True])
def test_who_assigns(by: Actor, held: bool) -> None:
    """The owner, an operator and whom the department escalates to; the clock runs on."""
    journey = Journey.begin(ONE_TASK)
    if held:
        journey.claim("brief", ANA)
    clock = journey.launch.tasks["brief"].clock
    assert journey.act(AssignTask("key", by, "brief", BOB)) == "assigned"

    given = journey.launch.tasks["brief"]
    assert (given.state, given.claimed_by, given.claimed_at, given.clock) == (TaskState.CLAIMED, "bob", MONDAY, clock)
    assert journey.events[-1].data == {"assignee": "bob", "previous": "ana" if held else None}


def test_who_does_not_assign() -> None:
    """A candidate claims for themselves; a holder hands on only what is theirs."""
    journey = Journey.begin(ONE_TASK)
    refused(journey, AssignTask("key", ANA, "brief", BOB), NotAllowed)
    journey.claim("brief", ANA)
    refused(journey, AssignTask("key", BOB, "brief", BOB), NotAllowed)
    journey.act(AssignTask("key", ANA, "brief", BOB))
    refused(journey, AssignTask("key", ANA, "brief", ANA), NotAllowed)


@pytest.mark.parametrize(("assignee", "why"), [(EVE, "no candidate"), (OPS, "no candidate"), (ANA, "holds it already")])
def test_whom_it_cannot_go_to(assignee: Actor, why: str) -> None:
    """Whoever is no candidate, and whoever holds it."""
    journey = Journey.begin(ONE_TASK)
    journey.claim("brief", ANA)

    (problem,) = refused(journey, AssignTask("key", PIA, "brief", assignee), Invalid).problems
    assert problem.pointer == "/assignee"
    assert why in problem.detail


def test_only_an_operator_moves_a_condition() -> None:
    """It was promised by its owner."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    lia = Actor("lia", departments=("legal",))
    refused(journey, AssignTask("key", PIA, "C1", lia), NotAllowed)
    refused(journey, AssignTask("key", LEO, "C1", lia), NotAllowed)
    journey.act(AssignTask("key", OPS, "C1", lia))

    assert journey.complete("C1", lia) == "done"


@pytest.mark.parametrize("doer", [ANA, replace(BOB, on_behalf_of="ana")])
def test_four_eyes(doer: Actor) -> None:
    """Whoever did the work, or had it done for them, does not look at it: by claim, assignment, skip or completion."""
    journey = Journey.begin(FOUR_EYES)
    journey.complete("make", doer)
    (entry,) = ReadModel.of(journey.launch).inbox()
    assert set(entry.excluded) == {doer.id, "ana"}

    for by in (ANA, replace(HEAD, on_behalf_of="ana")):
        for command in (
            ClaimTask("key", by, "check"),
            CompleteTask("key", by, "check"),
            SkipTask("key", by, "check", "fine"),
        ):
            refused(journey, command, SelfApproval)
    refused(journey, AssignTask("key", PIA, "check", ANA), SelfApproval)
    journey.complete("check", HEAD)


def test_four_eyes_are_counted_again_at_every_act() -> None:
    """Who holds the check and does the work in another attempt may not complete the check; nor the other way round."""
    journey = Journey.begin(FOUR_EYES)
    journey.complete("make", ANA)
    journey.claim("check", BOB)
    journey.act(ReturnTask("key", BOB, "make", "too small"))
    journey.act(AssignTask("key", PIA, "make", BOB))
    journey.complete("make", BOB)
    refused(journey, CompleteTask("key", BOB, "check"), SelfApproval)
    journey.act(AssignTask("key", BOB, "check", HEAD))
    journey.complete("check", HEAD)


def test_who_looked_does_not_do_the_work_afterwards() -> None:
    """While what they found still counts."""
    three = plan((stage("idea"),), (*FOUR_EYES.tasks, task("last", "idea", after=("check",))))
    journey = Journey.begin(three)
    journey.complete("make", ANA)
    journey.complete("check", BOB)
    journey.act(ReturnTask("key", HEAD, "make", "too small"))

    refused(journey, AssignTask("key", PIA, "make", BOB), SelfApproval)


@pytest.mark.parametrize("by", [PIA, OPS, HEAD, ANA])
def test_who_plans(by: Actor) -> None:
    """Whoever assigns, and the holder; both values are set, or taken back."""
    journey = Journey.begin(ONE_TASK)
    journey.claim("brief", ANA)
    journey.act(PlanWork("key", by, "brief", 1, "2026-03-09"))
    view = ReadModel.of(journey.launch).tasks["AUR-1.brief"]
    assert (view.priority, str(view.follow_up_on)) == (1, "2026-03-09")
    assert view.follow_up_at == MONDAY.replace(day=9)
    (entry,) = ReadModel.of(journey.launch).inbox()
    assert entry.priority == 1

    journey.act(PlanWork("key", by, "brief"))
    view = ReadModel.of(journey.launch).tasks["AUR-1.brief"]
    assert (view.priority, view.follow_up_on, view.follow_up_at) == (3, None, None)
    refused(journey, PlanWork("key", DORA, "brief", 1), NotAllowed)


@pytest.mark.parametrize(
    ("priority", "day", "pointers"),
    [(0, None, ["/priority"]), (6, "soon", ["/priority", "/follow_up_on"]), (None, "2026-02-28", ["/follow_up_on"])],
)
def test_a_plan_that_does_not_fit(priority: int | None, day: str | None, pointers: list[str]) -> None:
    """Each wrong value is pointed at; yesterday is still today somewhere."""
    journey = Journey.begin(ONE_TASK)
    error = refused(journey, PlanWork("key", PIA, "brief", priority, day), Invalid)

    assert [problem.pointer for problem in error.problems] == pointers
    journey.act(PlanWork("key", PIA, "brief", None, "2026-03-01"))
