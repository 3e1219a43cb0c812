"""Gates: attest, vote, decide."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.actors import Actor
from domain.calendar import Calendar
from domain.errors import Conflict, Invalid, NotAllowed, NotFound, SelfApproval, StaleVersion, WrongState
from domain.launch.commands import Attest, CastVote, Command, Decide
from domain.launch.deciding import MAX_DUE_DAYS
from domain.launch.state import Choice, DecisionKind, GateState, LaunchState, StageState, TaskState
from tests.unit.launch.plans import (
    ANA,
    BRANCHES,
    CHARTER,
    CHIEF,
    CMO,
    DORA,
    EVE,
    HEAD,
    LEO,
    MAX,
    MONDAY,
    ONE_GATE,
    OPS,
    PARALLEL,
    PIA,
    Journey,
    condition,
    gate,
    must,
    plan,
    stage,
    task,
)

BOTH = Actor("both", roles=("head_product", "head_engineering", "director"))
"""One person, two seats, and the accountable role."""


# -- attestations --------------------------------------------------------------------------------------------


def test_a_department_speaks_for_itself() -> None:
    """A later word replaces the earlier; the other departments' stay."""
    journey = Journey.begin().to_g2()
    assert journey.attest("G2", MAX, ready=False, note="no pictures") == "marketing is not ready"
    journey.attest("G2", LEO)
    assert journey.attest("G2", MAX) == "marketing is ready"

    said = {item.department: (item.ready, item.by) for item in journey.launch.gates["G2"].attestations}
    assert said == {"legal": (True, "leo"), "marketing": (True, "max")}


def test_nobody_speaks_for_another_department() -> None:
    """Not even an operator."""
    journey = Journey.begin().to_g1()
    for by in (ANA, OPS):
        with pytest.raises(NotAllowed, match="Only members of legal"):
            journey.act(Attest("key", by, "G1", "legal", ready=True))


@pytest.mark.parametrize(("plan_", "asked"), [(BRANCHES, "legal"), (ONE_GATE, "no department")])
def test_only_asked_departments_attest(plan_: Any, asked: str) -> None:
    """The problem names them."""
    journey = Journey.begin(plan_)
    if plan_ is BRANCHES:
        journey.to_g1()
    with pytest.raises(Invalid, match=f"G1 asks {asked} to attest") as refused:
        journey.act(Attest("key", MAX, "G1", "marketing", ready=True))
    assert [problem.pointer for problem in refused.value.problems] == ["/department"]


def test_not_being_ready_needs_a_reason() -> None:
    """So that somebody can help."""
    with pytest.raises(Invalid) as refused:
        Journey.begin().to_g1().attest("G1", LEO, ready=False, note=" ")
    assert [problem.pointer for problem in refused.value.problems] == ["/note"]


# -- votes ---------------------------------------------------------------------------------------------------


def test_a_ballot_may_be_changed_until_the_decision() -> None:
    """It stays in its seat; also after all ballots are revealed."""
    journey = Journey.begin().to_g1()
    assert journey.vote("G1", HEAD) == "voted as head_product"
    journey.vote("G1", CHIEF)
    journey.vote("G1", HEAD, Choice.REJECT)

    assert [(vote.seat, vote.choice) for vote in journey.launch.gates["G1"].votes] == [
        ("head_engineering", Choice.APPROVE),
        ("head_product", Choice.REJECT),
    ]
    journey.attest("G1", LEO)
    with pytest.raises(WrongState, match="head_product rejects"):
        journey.decide("G1")


def test_one_person_fills_one_seat() -> None:
    """Whoever holds two of the roles votes once, in the first free seat or in the one they name."""
    journey = Journey.begin().to_g1()
    assert journey.vote("G1", BOTH, seat="head_engineering") == "voted as head_engineering"
    with pytest.raises(Conflict, match="one person fills one seat"):
        journey.vote("G1", BOTH, seat="head_product")
    assert journey.vote("G1", BOTH) == "voted as head_engineering"
    assert len(journey.launch.gates["G1"].votes) == 1

    other = Journey.begin().to_g1()
    other.vote("G1", HEAD)
    assert other.vote("G1", BOTH) == "voted as head_engineering"


@pytest.mark.parametrize("seat", [None, "head_product"])
def test_a_seat_is_filled_once(seat: str | None) -> None:
    """The second holder of a role is told who voted, not how."""
    journey = Journey.begin().to_g1()
    journey.vote("G1", HEAD, Choice.REJECT)

    with pytest.raises(Conflict, match="head voted as head_product at") as refused:
        journey.vote("G1", Actor("deputy", roles=("head_product",)), seat=seat)
    assert refused.value.facts == {"seat": "head_product", "voter": "head"}


def test_seats_are_roles() -> None:
    """Nobody votes without one of them, nor in one they do not hold."""
    journey = Journey.begin().to_g1()
    with pytest.raises(NotAllowed, match="asks head_product, head_engineering to vote"):
        journey.vote("G1", CMO)
    with pytest.raises(Invalid) as refused:
        journey.vote("G1", HEAD, seat="head_engineering")
    assert [problem.pointer for problem in refused.value.problems] == ["/seat"]
    with pytest.raises(NotAllowed, match="asks nobody to vote"):
        Journey.begin(ONE_GATE).vote("G1", HEAD)


def test_who_lost_the_role_no_longer_changes_the_ballot() -> None:
    """Today's authority counts; what was cast with yesterday's stands."""
    journey = Journey.begin().to_g1()
    journey.vote("G1", BOTH)
    with pytest.raises(NotAllowed, match="hold that role no longer"):
        journey.vote("G1", replace(BOTH, roles=("head_engineering",)), Choice.REJECT)

    assert [vote.choice for vote in journey.launch.gates["G1"].votes] == [Choice.APPROVE]


@pytest.mark.parametrize("choice", [Choice.REJECT, Choice.ABSTAIN])
def test_anything_but_a_yes_needs_a_reason(choice: Choice) -> None:
    """A yes may stand alone."""
    journey = Journey.begin().to_g1()
    with pytest.raises(Invalid) as refused:
        journey.act(CastVote("key", HEAD, "G1", choice, " "))
    assert [problem.pointer for problem in refused.value.problems] == ["/rationale"]
    journey.act(CastVote("key", HEAD, "G1", Choice.APPROVE, ""))


# -- whose work it is ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(PIA, id="owner"),
        pytest.param(ANA, id="doer"),
        pytest.param(replace(DORA, on_behalf_of="pia"), id="for the owner"),
        pytest.param(replace(DORA, on_behalf_of="ana"), id="for a doer"),
        pytest.param(Actor("bob"), id="whose work was done by another"),
        pytest.param(replace(OPS, on_behalf_of="ana"), id="operator"),
    ],
)
def test_nobody_judges_their_own_work(actor: Actor) -> None:
    """Neither by vote nor by decision, whatever roles they hold."""
    journey = Journey.begin()
    journey.complete("brief", replace(ANA, on_behalf_of="bob"))
    journey.complete("spec", ANA)
    able = replace(actor, roles=("head_product", "director"), operator=True)

    votes: list[Command] = [CastVote("key", able, "G1", Choice.APPROVE, "fine")]
    decisions: list[Command] = [Decide("key", able, "G1", kind, "fine") for kind in DecisionKind]
    for command in votes + decisions:
        with pytest.raises(SelfApproval, match="somebody else must decide"):
            journey.act(command)


def test_doers_stay_doers_after_a_recycle() -> None:
    """Somebody else did it the second time; the first one's hands are in it still."""
    journey = Journey.begin().to_g1()
    journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")
    journey.complete("brief", HEAD)
    journey.complete("spec", HEAD)

    for person in (ANA, HEAD):
        with pytest.raises(SelfApproval):
            journey.vote("G1", replace(person, roles=("head_product",)))


def test_work_on_another_gate_is_no_conflict() -> None:
    """Ana did the idea; at the end of the build she is a colleague like any other."""
    journey = Journey.begin().to_g2()

    assert journey.vote("G2", replace(ANA, roles=("head_product",))) == "voted as head_product"


# -- decisions -----------------------------------------------------------------------------------------------


def test_a_go_needs_everything() -> None:
    """All that is missing is said, and what would be possible instead."""
    journey = Journey.begin(charter=replace(CHARTER, objective=""))
    journey.to_g1()
    with pytest.raises(WrongState) as refused:
        journey.decide("G1")

    assert refused.value.facts["waiting"] == [
        "Objective: name the objective and the user need this launch serves",
        "legal has not attested",
        "head_product has not voted",
        "head_engineering has not voted",
    ]
    assert refused.value.legal == ("recycle", "hold", "kill")


def test_a_should_does_not_stop_a_go() -> None:
    """No evidence was given, which G1 only likes to have."""
    journey = Journey.begin().past_g1()

    assert journey.state("G1") == GateState.PASSED
    assert journey.launch.evidence == {}


def test_a_failed_must_stops_a_conditional_go_too() -> None:
    """A knock-out is one."""
    journey = Journey.begin(charter=replace(CHARTER, objective=""))
    journey.to_g1()
    journey.attest("G1", LEO)
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)
    with pytest.raises(WrongState, match="Objective"):
        journey.decide("G1", DecisionKind.CONDITIONAL_GO, conditions=(condition(),))


def test_a_department_that_is_not_ready_allows_only_a_conditional_go() -> None:
    """The refusal says so."""
    journey = Journey.begin().to_g1()
    journey.attest("G1", LEO, ready=False, note="a signature is missing")
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)
    with pytest.raises(WrongState, match="legal is not ready: a signature is missing") as refused:
        journey.decide("G1")
    assert refused.value.legal == ("conditional_go", "recycle", "hold", "kill")

    journey.decide("G1", DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    decision = journey.launch.gates["G1"].decision
    assert decision
    assert (decision.kind, decision.conditions) == (DecisionKind.CONDITIONAL_GO, ("C1",))
    owed = journey.launch.tasks["C1"]
    assert (owed.state, owed.claimed_by) == (TaskState.CLAIMED, "leo")
    assert owed.clock
    assert owed.clock.due_at == journey.now + timedelta(days=4, hours=8)


def test_an_open_condition_blocks_its_gate() -> None:
    """Even where no criterion asks for it; once it is met, the gate may go."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(before_gate="G3"),))
    journey.complete("code", EVE)
    journey.complete("copy", MAX)
    journey.say_yes_to_g2()
    journey.vote("G3", HEAD)
    with pytest.raises(WrongState, match="condition open: Sign the contract"):
        journey.decide("G3")
    journey.complete("C1", LEO)

    assert journey.decide("G3") == "go"


def test_evidence_that_expires_between_vote_and_decision_no_longer_counts() -> None:
    """A gate is judged at the moment of the decision, although nothing happened since the vote."""
    one = plan((stage("idea"),), (), (gate("G1", "idea", criteria=(must("evidence", count=1),)),))
    journey = Journey.begin(one)
    journey.add_evidence(observed_at=MONDAY - timedelta(days=1), expires_at=MONDAY + timedelta(hours=1))
    journey.now += timedelta(hours=1)

    with pytest.raises(WrongState, match="0 of 1 pieces"):
        journey.decide("G1")
    journey.now -= timedelta(seconds=1)
    journey.decide("G1")


def test_only_the_accountable_role_decides() -> None:
    """Not an operator, and not a voter."""
    journey = Journey.begin().to_g1()
    for by in (OPS, HEAD):
        with pytest.raises(NotAllowed, match="G1 is decided by director"):
            journey.decide("G1", by=by)


def test_a_voter_may_also_be_the_decider() -> None:
    """Roles are what count; both acts are on record."""
    journey = Journey.begin().to_g1()
    journey.attest("G1", LEO)
    journey.vote("G1", BOTH)
    journey.vote("G1", CHIEF)

    assert journey.decide("G1", by=BOTH) == "go"


def test_a_decision_records_for_whom_it_was_made() -> None:
    """Both identities."""
    journey = Journey.begin(ONE_GATE)
    journey.decide("G1", by=replace(DORA, on_behalf_of="boss"))

    decision = journey.launch.gates["G1"].decision
    assert decision
    assert (decision.by, decision.on_behalf_of, decision.at, decision.attempt) == ("dora", "boss", MONDAY, 1)


@pytest.mark.parametrize(
    ("kind", "fields", "pointers"),
    [
        pytest.param(DecisionKind.RECYCLE, {}, ["/recycle_to"], id="recycle to nowhere"),
        pytest.param(DecisionKind.RECYCLE, {"recycle_to": "live"}, ["/recycle_to"], id="recycle to what comes later"),
        pytest.param(DecisionKind.GO, {"recycle_to": "idea"}, ["/recycle_to"], id="go and go back"),
        pytest.param(DecisionKind.KILL, {"conditions": (condition(),)}, ["/conditions"], id="kill on conditions"),
        pytest.param(DecisionKind.CONDITIONAL_GO, {}, ["/conditions"], id="no condition"),
    ],
)
def test_a_decision_names_what_goes_with_it(kind: DecisionKind, fields: dict[str, Any], pointers: list[str]) -> None:
    """And nothing that does not."""
    with pytest.raises(Invalid) as refused:
        Journey.begin().to_g1().decide("G1", kind, **fields)
    assert [problem.pointer for problem in refused.value.problems] == pointers


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"owner": ""}, "owner"),
        ({"department": "nobody"}, "department"),
        ({"due_days": 0}, "due_days"),
        ({"due_days": MAX_DUE_DAYS + 1}, "due_days"),
        ({"before_gate": "G1"}, "before_gate"),
        ({"before_gate": "nowhere"}, "before_gate"),
    ],
)
def test_a_wrong_condition_names_its_field(wrong: dict[str, Any], field: str) -> None:
    """By its place in the list."""
    with pytest.raises(Invalid) as refused:
        Journey.begin().to_g1().decide("G1", DecisionKind.CONDITIONAL_GO, conditions=(condition(), condition(**wrong)))
    assert [problem.pointer for problem in refused.value.problems] == [f"/conditions/1/{field}"]


def test_the_longest_condition_fits_the_shortest_week() -> None:
    """A due date beyond the calendar's horizon would stop the launch for good, so none can be given."""
    short = replace(BRANCHES, calendars={**BRANCHES.calendars, "legal": Calendar(working_days=(4,))})
    journey = Journey.begin(short).past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(due_days=MAX_DUE_DAYS),))
    journey.later(days=365 * 8)

    assert journey.launch.tasks["C1"].clock
    assert journey.launch.tasks["C1"].clock.marks == (50, 100, 150)


def test_a_gate_decides_only_what_its_plan_allows() -> None:
    """And says what that is."""
    strict = plan((stage("idea"),), (), (gate("G1", "idea", decisions=("go", "kill")),))
    with pytest.raises(Invalid, match="G1 cannot decide hold") as refused:
        Journey.begin(strict).decide("G1", DecisionKind.HOLD)
    assert refused.value.problems[0].detail == "G1 allows: go, kill."


def test_a_decision_needs_a_reason() -> None:
    """Always."""
    with pytest.raises(Invalid) as refused:
        Journey.begin(ONE_GATE).act(Decide("key", DORA, "G1", DecisionKind.GO, " "))
    assert [problem.pointer for problem in refused.value.problems] == ["/rationale"]


@pytest.mark.parametrize("make", ["attest", "vote", "decide"])
def test_there_is_no_such_gate_and_no_such_version(make: str) -> None:
    """Not found; moved on."""
    for name, version, error in (("nowhere", None, NotFound), ("G1", 1, StaleVersion)):
        commands: dict[str, Command] = {
            "attest": Attest("key", LEO, name, "legal", ready=True, expected_version=version),
            "vote": CastVote("key", HEAD, name, Choice.APPROVE, "", expected_version=version),
            "decide": Decide("key", DORA, name, DecisionKind.GO, "because", expected_version=version),
        }
        with pytest.raises(error):
            Journey.begin().to_g1().act(commands[make])


# -- recycle, hold, kill -------------------------------------------------------------------------------------


def test_a_recycle_starts_the_stage_again() -> None:
    """Under the next attempt, without ballots; what was decided stays on record."""
    journey = Journey.begin().to_g1()
    journey.attest("G1", LEO)
    journey.vote("G1", HEAD)
    journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")

    launch = journey.launch
    assert (launch.stages["idea"].state, launch.stages["idea"].attempt) == (StageState.ACTIVE, 2)
    assert (launch.tasks["brief"].state, launch.tasks["brief"].attempt) == (TaskState.OPEN, 2)
    assert (launch.tasks["spec"].state, launch.tasks["spec"].doers) == (TaskState.PENDING, ("ana",))
    again = launch.gates["G1"]
    assert (again.state, again.attempt, again.votes, again.attestations) == (GateState.PENDING, 2, (), ())
    assert [(item.kind, item.recycle_to, item.attempt) for item in again.past] == [(DecisionKind.RECYCLE, "idea", 1)]


def test_a_recycle_leaves_the_other_branch_alone() -> None:
    """The copy is done and stays done; only the code is written again, and the gate judges both anew."""
    journey = Journey.begin().to_g2()
    journey.decide("G2", DecisionKind.RECYCLE, recycle_to="build")

    assert journey.state("copy") == TaskState.DONE
    assert journey.state("code") == TaskState.OPEN
    assert journey.launch.stages["market"].attempt == 1
    assert journey.state("G2") == GateState.PENDING
    journey.complete("code", EVE)
    journey.say_yes_to_g2()
    assert {stage.state for name, stage in journey.launch.stages.items() if name != "live"} == {StageState.COMPLETE}


def test_a_recycle_from_later_reopens_a_gate_that_closed_two_stages() -> None:
    """One of them is done again; the gate passes again before what follows starts again."""
    journey = Journey.begin().past_g2()
    journey.decide("G3", DecisionKind.RECYCLE, recycle_to="build")

    launch = journey.launch
    assert launch.gates["G2"].state is GateState.PENDING
    assert [item.kind for item in launch.gates["G2"].past] == [DecisionKind.GO]
    assert launch.stages["market"].state is StageState.COMPLETE
    assert launch.stages["live"].state is StageState.PENDING
    assert launch.tasks["copy"].state is TaskState.DONE
    journey.complete("code", EVE)
    assert journey.state("G2") == GateState.OPEN
    assert journey.state("live") == StageState.PENDING
    journey.say_yes_to_g2()
    assert journey.state("live") == StageState.ACTIVE


@pytest.mark.parametrize("done", [0, 1, 2])
def test_a_recycle_takes_back_what_another_branch_built_on_it(done: int) -> None:
    """Work beside the recycled stage that waited for its gate waits again, begun or finished."""
    journey = Journey.begin(PARALLEL)
    journey.complete("in_a", ANA)
    journey.decide("GA")
    for name in ("late_b", "later_b")[:done]:
        journey.complete(name, ANA)
    journey.decide("GX", DecisionKind.RECYCLE, recycle_to="a")

    launch = journey.launch
    assert launch.gates["GA"].state is GateState.PENDING
    assert {launch.tasks[name].state for name in ("late_b", "later_b")} == {TaskState.PENDING}
    assert launch.stages["after_b"].state is StageState.PENDING
    assert launch.tasks["in_a"].state is TaskState.OPEN


def test_a_recycle_voids_the_conditions_of_gates_it_reopens() -> None:
    """Open ones are cancelled, met ones stay met; a new conditional go counts on."""
    owed = condition(), condition(title="Train support", before_gate="G3")
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=owed)
    journey.complete("C1", LEO)
    journey.complete("code", EVE)
    journey.complete("copy", MAX)
    journey.decide("G2", DecisionKind.RECYCLE, recycle_to="idea")

    assert journey.state("C1") == TaskState.DONE
    assert journey.state("C2") == TaskState.CANCELLED
    assert [item.kind for item in journey.launch.gates["G1"].past] == [DecisionKind.CONDITIONAL_GO]
    journey.past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    assert journey.state("C3") == TaskState.CLAIMED


def test_a_condition_outlives_the_recycle_of_the_gate_it_blocks() -> None:
    """The gate that made it stands, and so does what it asked for."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    journey.complete("code", EVE)
    journey.complete("copy", MAX)
    journey.decide("G2", DecisionKind.RECYCLE, recycle_to="build")
    journey.complete("code", EVE)

    assert journey.state("C1") == TaskState.CLAIMED
    with pytest.raises(WrongState, match="condition open"):
        journey.say_yes_to_g2()


def test_a_stage_without_tasks_recycles_at_once() -> None:
    """Its gate opens again under the next attempt."""
    journey = Journey.begin(ONE_GATE)
    journey.decide("G1", DecisionKind.RECYCLE, recycle_to="idea")

    again = journey.launch.gates["G1"]
    assert (again.state, again.attempt) == (GateState.OPEN, 2)
    assert journey.decide("G1") == "go"


def test_a_hold_at_a_gate_keeps_its_ballots() -> None:
    """It is decided after all, in the same attempt."""
    journey = Journey.begin().to_g1()
    journey.attest("G1", LEO)
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)
    assert journey.decide("G1", DecisionKind.HOLD) == "hold"
    assert (journey.launch.state, journey.launch.reason) == (LaunchState.HELD, "because")
    journey.later(days=7)
    journey.resume()
    journey.decide("G1")

    after = journey.launch.gates["G1"]
    assert after.decision
    assert [item.kind for item in (*after.past, after.decision)] == [DecisionKind.HOLD, DecisionKind.GO]


def test_tasks_of_other_gates_than_their_own_wait() -> None:
    """A plan in which a task waits for the gate of its own stage finishes nevertheless."""
    inner = plan(
        (stage("a"),),
        (task("first", "a"), task("second", "a", after=("G1",))),
        (gate("G1", "a"), gate("G2", "a")),
    )
    assert inner.settled_before("G2") == ("first", "second")
    journey = Journey.begin(inner)
    journey.complete("first", ANA)
    assert journey.state("G2") == GateState.PENDING
    journey.decide("G1")
    journey.complete("second", ANA)
    journey.decide("G2")

    assert journey.launch.state is LaunchState.FINISHED
