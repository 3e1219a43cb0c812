"""Changes under way: what they void, cancel and set waiting, and when they are refused."""

from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Conflict, ImpactChanged, Invalid, NotAllowed, SelfApproval, WrongState
from domain.events import broken_at
from domain.launch.apply import replay
from domain.launch.commands import CastVote, ChangeLaunch, Decide, FoundOutside
from domain.launch.handle import check
from domain.launch.outside import Known, digest, relevant
from domain.launch.readiness import criteria, readiness
from domain.launch.state import Choice, DecisionKind, Launch, begin
from domain.materiality import DEFAULTS, audience, material
from domain.plan import Plan
from domain.rebuild import from_json, to_json
from tests.unit.launch.plans import (
    ANA,
    BRANCHES,
    CHARTER,
    CHIEF,
    DORA,
    EVE,
    HEAD,
    LEO,
    MAX,
    OPS,
    PIA,
    Journey,
    condition,
    gate,
    must,
    plan,
    stage,
    task,
)


def with_tasks(launch: Launch, *more: Any, without: tuple[str, ...] = ()) -> Plan:
    """The launch's plan with more tasks, and without some."""
    kept = tuple(
        replace(one, after=tuple(node for node in one.after if node not in without))
        for one in launch.plan.tasks
        if one.id not in without
    )
    return replace(launch.plan, tier="T1", tasks=(*kept, *more))


def voted(journey: Journey) -> set[str]:
    """Seats and departments whose word on G1 counts."""
    found = journey.launch.gates["G1"]
    return {vote.seat for vote in found.votes} | {said.department for said in found.attestations}


def full_g1(told: dict[str, tuple[str, ...] | None]) -> Journey:
    """G1 with everybody's word, in a plan where changes matter to these."""
    journey = Journey.begin(replace(BRANCHES, materiality=told)).to_g1()
    journey.attest("G1", LEO)
    journey.vote("G1", HEAD)
    journey.vote("G1", CHIEF)
    return journey


EVERYBODY = {"legal", "head_product", "head_engineering"}


@pytest.mark.parametrize(
    ("told", "void"),
    [
        pytest.param(None, EVERYBODY, id="everybody"),
        pytest.param((), set(), id="nobody"),
        pytest.param(("legal",), {"legal"}, id="a department that attested"),
        pytest.param(("head_product",), {"head_product"}, id="a role that voted"),
        pytest.param(("engineering",), {"head_engineering"}, id="the department of a voter"),
        pytest.param(("marketing",), set(), id="somebody else"),
    ],
)
def test_a_change_voids_the_words_it_matters_to(told: tuple[str, ...] | None, void: set[str]) -> None:
    """And no others; the gate says why, and of what."""
    journey = full_g1({"fact:price": told})
    journey.change(facts={"price": 12})

    assert voted(journey) == EVERYBODY - void
    said = journey.launch.gates["G1"].voided
    emptied = {item.part.removeprefix("attest:"): item.because for item in journey.launch.gates["G1"].emptied}
    assert emptied == dict.fromkeys(void, "price changed (R1)")
    assert {item.seat or item.department for item in said} == void
    assert {(item.because, item.fields) for item in said} <= {("R1", ("fact:price",))}


def test_a_ballot_from_before_departments_were_kept_is_void_in_doubt() -> None:
    """Nobody can say whom it spoke for; what matters to nobody still leaves it alone."""
    journey = Journey.begin(replace(BRANCHES, materiality={"fact:price": ("marketing",), "title": ()})).to_g1()
    journey.act(CastVote("key", HEAD, "G1", Choice.APPROVE, ""))
    journey.change(title="Borealis")
    assert voted(journey) == {"head_product"}
    journey.change(facts={"price": 12})
    assert voted(journey) == set()


def test_what_matters_to_whom_by_itself() -> None:
    """Need, objective, scope and tier to all, other fields to nobody, facts to all."""
    assert {name for name in DEFAULTS if audience(BRANCHES, name) is None} == {
        "objective",
        "user_need",
        "scope",
        "tier",
    }
    assert {name for name in DEFAULTS if audience(BRANCHES, name) == ()} == {
        "title",
        "target_date",
        "priority",
        "owner",
    }
    assert material(BRANCHES, ("title", "scope", "fact:new"), ()) == ("scope", "fact:new")


def test_the_log_rebuilds_a_changed_launch() -> None:
    """Plan, owners and all: one event holds what changed, and the chain holds."""
    journey = full_g1({})
    journey.change(plan=with_tasks(journey.launch, task("poll", "idea")), tier="T1", owner="ana", scope="Less")

    assert [one for one in journey.actions() if "changed" in one] == ["launch.changed AUR-1"]
    assert replay(begin(CHARTER, replace(BRANCHES, materiality={})), journey.events) == journey.launch
    assert broken_at("AUR-1", journey.events) is None


def test_a_plan_survives_an_event() -> None:
    """As the same plan, and as JSON that a journey through the engine does not alter."""
    data = to_json(BRANCHES)
    assert from_json(Plan, data) == BRANCHES
    assert to_json(from_json(Plan, data)) == data
    assert from_json(Plan, {**data, "from_the_future": 1}) == BRANCHES


def test_work_that_is_dropped() -> None:
    """Done stays done, the rest is cancelled, and its doers stay barred; brought back, cancelled work waits anew."""
    journey = Journey.begin()
    journey.complete("brief", ANA)
    journey.claim("spec", HEAD)
    journey.change(plan=with_tasks(journey.launch, without=("brief", "spec")), tier="T1")
    assert (journey.state("brief"), journey.state("spec"), journey.state("G1")) == ("done", "cancelled", "open")
    with pytest.raises(SelfApproval):
        journey.vote("G1", replace(HEAD, id="ana"))

    journey.change(plan=replace(BRANCHES, tier="T2"), tier="T2")
    assert (journey.state("brief"), journey.state("spec"), journey.state("G1")) == ("done", "open", "pending")
    assert journey.launch.tasks["spec"].attempt == 2
    assert journey.launch.dropped_tasks == {}


def test_a_gate_waits_again_and_keeps_words_that_still_stand() -> None:
    """Who then does the new work may not have voted; the others are not asked again."""
    journey = full_g1({"tier": ()})
    journey.change(plan=with_tasks(journey.launch, task("poll", "idea")), tier="T1")
    assert (journey.state("G1"), journey.state("poll"), voted(journey)) == ("pending", "open", EVERYBODY)

    journey.complete("poll", HEAD)
    assert (journey.state("G1"), voted(journey)) == ("open", {"legal", "head_engineering"})
    assert [(item.seat, item.fields) for item in journey.launch.gates["G1"].voided] == [("head_product", ("tasks",))]


def test_begun_work_goes_on_though_something_new_should_have_come_first() -> None:
    """What waits still waits for it."""
    journey = Journey.begin()
    journey.claim("brief", ANA)
    first = with_tasks(journey.launch, task("first", "idea"))
    early = tuple(replace(one, after=("first",)) if one.id in {"brief", "spec"} else one for one in first.tasks)
    journey.change(plan=replace(first, tasks=early), tier="T1")

    assert (journey.state("brief"), journey.state("first")) == ("claimed", "open")
    journey.complete("brief", ANA)
    assert journey.state("spec") == "pending"


def test_a_task_that_comes_too_late_goes_to_the_next_stage_that_is_not_complete() -> None:
    """In the order of the plan."""
    journey = Journey.begin().past_g1()
    journey.change(plan=with_tasks(journey.launch, task("poll", "idea")), tier="T1")

    assert (journey.launch.task_plan("poll").stage, journey.state("poll")) == ("build", "open")


def test_what_cannot_be_fitted_in_is_refused_with_what_to_do_first() -> None:
    """A gate over a complete stage; a condition that nothing would hold anybody to."""
    journey = Journey.begin().past_g1(DecisionKind.CONDITIONAL_GO, conditions=(condition(),))
    late = replace(journey.launch.plan, tier="T1", gates=(*journey.launch.plan.gates, gate("G0", "idea")))
    with pytest.raises(Conflict, match="“Gate G0” belongs to Idea, which is complete: first recycle G2 to idea"):
        journey.change(plan=late, tier="T1")

    gone = replace(journey.launch.plan, tier="T1", gates=(journey.launch.plan.gate("G1"),))
    with pytest.raises(Conflict, match="“Sign the contract” must be met before G2, which this would drop"):
        journey.change(plan=gone, tier="T1")


def test_the_next_stage_is_next_in_order_wherever_it_is_written() -> None:
    """A playbook may name a later stage first."""
    two = plan((stage("c", "b"), stage("a"), stage("b", "a")), (task("one", "a"), task("two", "b"), task("end", "c")))
    journey = Journey.begin(two)
    journey.complete("one", ANA)
    journey.change(plan=with_tasks(journey.launch, task("late", "a")), tier="T1")

    assert journey.launch.task_plan("late").stage == "b"


def test_a_change_that_would_wait_for_itself_is_refused() -> None:
    """Put into the only stage left, it would hold up what it waits for."""
    two = plan(
        (stage("a"), stage("b", "a"), stage("side")),
        (task("one", "a"), task("zero", "b"), task("two", "b", after=("zero",)), task("aside", "side", after=("two",))),
    )
    journey = Journey.begin(two)
    journey.complete("one", ANA)
    more = with_tasks(journey.launch, task("late", "a", after=("aside",)))
    hold_up = tuple(replace(one, after=("late",)) if one.id == "two" else one for one in more.tasks)

    with pytest.raises(Conflict, match="no gate ahead can send the launch back there"):
        journey.change(plan=replace(more, tasks=hold_up), tier="T1")


def test_a_dropped_gate_is_over_and_one_that_passed_stays_on_record() -> None:
    """What waited for it goes on as the new plan says."""
    journey = Journey.begin().past_g1()
    old = journey.launch.plan
    kept = tuple(
        replace(one, after=tuple(node for node in one.after if node != "G3")) if one.id == "rollout" else one
        for one in old.tasks
    )
    journey.change(plan=replace(old, tier="T1", tasks=kept, gates=(old.gate("G2"),)), tier="T1")
    assert (journey.state("G1"), journey.state("G3")) == ("passed", "cancelled")
    assert journey.launch.gate_plan("G1").title == "Gate G1"
    journey.complete("code", EVE)
    journey.complete("copy", MAX)
    journey.say_yes_to_g2()
    assert journey.state("rollout") == "open"


def test_a_seat_that_is_asked_no_more_has_no_ballot() -> None:
    """Nor a department its word."""
    journey = full_g1({"tier": ()})
    old = journey.launch.plan
    fewer = replace(old.gate("G1"), seats=("head_product",), attest=())
    gates = tuple(fewer if one.id == "G1" else one for one in old.gates)
    journey.change(plan=replace(old, tier="T1", gates=gates), tier="T1")

    assert voted(journey) == {"head_product"}


def test_whoever_owned_a_launch_stays_barred() -> None:
    """And who takes it over loses the ballot they cast."""
    journey = full_g1({})
    journey.change(owner="head")
    assert voted(journey) == {"legal", "head_engineering"}
    journey.change(by=HEAD, owner="dora")
    journey.change(by=DORA, owner="ana")
    assert journey.launch.owners == ("pia", "head", "dora")
    for by in (HEAD, DORA):
        with pytest.raises(SelfApproval):
            journey.decide("G1", DecisionKind.HOLD, by=replace(by, roles=("director",)))


def test_a_gate_that_passed_on_old_facts_is_taken_over_once_by_name() -> None:
    """Only a go can; a later gate has nothing left to say."""
    journey = Journey.begin().past_g1()
    journey.change(facts={"price": 12})
    journey.change(scope="Less")
    journey.complete("code", EVE)
    journey.complete("copy", MAX)
    journey.attest("G2", LEO)
    journey.attest("G2", MAX)
    journey.vote("G2", HEAD)
    journey.vote("G2", CHIEF)
    journey.vote("G2", replace(MAX, id="cmo", roles=("head_marketing",)))

    def decide(kind: DecisionKind = DecisionKind.GO, *acknowledged: str) -> Decide:
        back = "idea" if kind is DecisionKind.RECYCLE else None
        return Decide("key", DORA, "G2", kind, "because", back, acknowledged=acknowledged)

    for missing in (decide(), decide(DecisionKind.GO, "R1")):
        with pytest.raises(WrongState, match="G1 passed before"):
            check(journey.launch, missing, journey.now)
    for wrong in (decide(DecisionKind.RECYCLE, "R1"), decide(DecisionKind.GO, "R1", "R2", "R3")):
        with pytest.raises(Invalid):
            check(journey.launch, wrong, journey.now)
    journey.act(decide(DecisionKind.GO, "R1", "R2"))
    assert journey.launch.gates["G1"].outdated == ()
    third = journey.launch.gates["G3"]
    assert readiness(journey.launch, third, journey.launch.gate_plan("G3"), journey.now).unconfirmed == ()


def test_only_the_last_gate_that_passed_is_marked() -> None:
    """A later one took over what an earlier one decided."""
    journey = Journey.begin().past_g2()
    journey.change(facts={"price": 12})

    assert [gate.id for gate in journey.launch.gates.values() if gate.outdated] == ["G2"]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"charter": {"title": " "}}, "/title"),
        ({"charter": {"priority": 0}}, "/priority"),
        ({"charter": {"priority": True}}, "/priority"),
        ({"charter": {"target_date": "soon"}}, "/target_date"),
        ({"charter": {"product": "other"}}, "/product"),
        ({"tier": "T1"}, "/tier"),
        ({"facts": {"price": 1}}, "/facts"),
        ({"tier": "T1", "plan": replace(BRANCHES, digest="e" * 64)}, "/tier"),
        ({"tier": "T1", "plan": BRANCHES}, "/tier"),
        ({"charter": {"title": "Aurora"}}, ""),
    ],
)
def test_a_change_that_does_not_fit_is_named(fields: dict[str, Any], pointer: str) -> None:
    """By the field; also one that changes nothing."""
    journey = Journey.begin()
    with pytest.raises(Invalid) as refused:
        journey.preview(ChangeLaunch("key", PIA, "because", **fields))
    assert [problem.pointer for problem in refused.value.problems] == [pointer]


def test_a_change_is_made_only_as_it_was_previewed_by_whoever_steers_with_a_reason() -> None:
    """Owner, starter, operator."""
    journey = Journey.begin()
    wanted = ChangeLaunch("key", PIA, "because", charter={"scope": "Less"})
    shown = replace(wanted, impact=journey.preview(wanted).digest)
    for refused, error in (
        (wanted, ImpactChanged),
        (replace(shown, actor=EVE), NotAllowed),
        (replace(shown, reason=" "), Invalid),
        (replace(shown, charter={"scope": "More"}), ImpactChanged),
    ):
        with pytest.raises(error):
            check(journey.launch, refused, journey.now)
    check(journey.launch, replace(shown, actor=OPS), journey.now)
    journey.act(shown)
    assert journey.launch.charter.scope == "Less"


def test_a_preview_does_not_move_with_the_clock() -> None:
    """What is read in the morning can be sent in the evening."""
    journey = Journey.begin()
    wanted = ChangeLaunch(
        "key", PIA, "because", tier="T1", plan=with_tasks(journey.launch, task("poll", "idea", wait_days=2))
    )
    before = journey.preview(wanted)
    journey.later(hours=3)

    assert journey.preview(wanted).digest == before.digest


def test_a_change_brings_its_findings() -> None:
    """Of what is so after it: an expression is right at once. What was found of anything else is not recorded."""
    cheap = must("cel", expression="price < 11", dropped=())
    gates = (replace(BRANCHES.gates[0], criteria=(cheap,)), *BRANCHES.gates[1:])
    journey = Journey.begin(replace(BRANCHES, gates=gates)).to_g1()
    later = Known.of(journey.launch).changed("T2", {"price": 12}, ())
    inputs = digest(relevant(cheap.params, later.values(journey.now)))
    wanted = ChangeLaunch("key", PIA, "because", facts={"price": 12}, plan=journey.launch.plan)
    found = FoundOutside("G1", "cel", passed=False, why="price is 12", inputs=inputs)
    stale = replace(found, passed=True, why="price is 9", inputs="0" * 64)
    shown = replace(wanted, findings=(stale, found))
    journey.act(replace(shown, impact=journey.preview(shown).digest))

    assert [one.split()[0] for one in journey.actions()[-2:]] == ["launch.changed", "criterion.evaluated"]
    (failed,) = [item for item in criteria(journey.launch, gates[0], journey.now) if item.kind == "cel"]
    assert (failed.passed, failed.why) == (False, "price is 12")
