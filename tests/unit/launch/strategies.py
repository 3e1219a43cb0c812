"""Random plans that can be finished, and random commands for a launch."""

from dataclasses import replace
from datetime import timedelta
from graphlib import CycleError, TopologicalSorter
from typing import Any

from hypothesis import strategies as st

from domain.actors import Actor
from domain.calendar import Calendar
from domain.errors import SlipwayError
from domain.ids import SYSTEM
from domain.launch import ballots
from domain.launch.changing import preview
from domain.launch.commands import (
    AddApprover,
    AnswerReview,
    Attest,
    BreakGlass,
    CancelLaunch,
    CastVote,
    ChangeLaunch,
    ClaimTask,
    Command,
    CompleteTask,
    ConfirmProposal,
    Decide,
    DeclineProposal,
    FoundOutside,
    HoldLaunch,
    RecordReading,
    RequestReview,
    ResumeLaunch,
    ReviewBallots,
    RevokeAttestation,
    RevokeVote,
    ScoreGate,
    UnclaimTask,
    WaiveCriterion,
    WithdrawProposal,
    WithdrawRequest,
)
from domain.launch.consent import CURRENT
from domain.launch.guards import as_of
from domain.launch.outdated import unconfirmed
from domain.launch.outside import inputs_of
from domain.launch.overriding import GOES
from domain.launch.scorecard import scorecard
from domain.launch.state import ACTIONABLE, Choice, DecisionKind, Gate, GateState, Launch, LaunchState, Opinion
from domain.launch.subject import subject
from domain.plan import GatePlan, Plan, StagePlan, TaskPlan
from domain.seats import seats_for
from tests.unit.launch.plans import (
    ANA,
    CHIEF,
    CMO,
    DEPARTMENTS,
    DORA,
    EVE,
    HEAD,
    LEO,
    MAX,
    OPS,
    PEOPLE,
    PIA,
    REASONS,
    ROLES,
    VERA,
    acting,
    condition,
    evidence,
    gate,
    must,
    plan,
    should,
    task,
)
from tests.unit.launch.task_strategies import able, any_task_commands, detours, extras, work_on

CALENDARS = (Calendar(), Calendar(working_days=(0, 1, 2, 3, 4, 5, 6), starts=0, ends=24 * 60 - 1), Calendar((2,)))
CRITERIA = (
    must("objective"),
    must("conditions"),
    must("fact", name="reversible", equals=True),
    must("evidence", count=1, fresh_days=10),
    should("fact", name="reversible", equals=False),
    should("evidence", count=2, classes=2),
)

PARAMS: dict[str, dict[str, Any]] = {
    "n_of_m@1": {"n": 1},
    "percent@1": {"percent": 60},
    "weighted@1": {"weights": dict.fromkeys(ROLES, 1), "threshold": 1},
}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """One to four stages in any order that has a beginning; tasks and gates that wait for each other."""
    names = [f"s{index}" for index in range(draw(st.integers(1, 4)))]
    stages = tuple(StagePlan(name, name, draw(_some(names[:index], most=2))) for index, name in enumerate(names))
    tasks: list[TaskPlan] = []
    gates: list[GatePlan] = []
    for name in names:
        tasks += draw(_tasks(name, f"t{name}", tasks, gates))
        gates += draw(_gates(name, names, stages))
        if draw(st.booleans()):
            tasks += draw(_tasks(name, f"u{name}", tasks, gates))
    calendars = {department: draw(st.sampled_from(CALENDARS)) for department in DEPARTMENTS}
    since = {name: draw(st.booleans()) for name in ("tells_slips", "moves_dues", "binds_every_word")}
    made = plan(stages, tuple(tasks), tuple(gates), calendars=calendars, **since)
    return made if _can_finish(made) else _without_cross_waits(made)


def _some(names: list[str], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    if not names:
        return st.just(())
    return st.lists(st.sampled_from(names), unique=True, max_size=most).map(tuple)


@st.composite
def _tasks(draw: st.DrawFn, stage: str, prefix: str, tasks: list[TaskPlan], gates: list[GatePlan]) -> list[TaskPlan]:
    before = [*(task.id for task in tasks), *(gate.id for gate in gates)]
    return [
        task(
            f"{prefix}{index}",
            stage,
            draw(st.sampled_from(DEPARTMENTS)),
            role=draw(st.sampled_from((None, None, "developer"))),
            after=draw(_some(before, most=2)),
            sla_days=draw(st.sampled_from((None, 1, 2))),
            wait_days=draw(st.sampled_from((0, 0, 0, 1, 40))),
            **draw(st.just({}) | extras([task.id for task in tasks])),
        )
        for index in range(draw(st.integers(0, 2)))
    ]


@st.composite
def _gates(draw: st.DrawFn, stage: str, names: list[str], stages: tuple[StagePlan, ...]) -> list[GatePlan]:
    if not draw(st.sampled_from((True, True, True, False))):
        return []
    index = names.index(stage)
    closes = (stage, *draw(_some(names[:index], most=1)))
    policy = draw(st.sampled_from(("none@1", "any@1", "all@1", "majority@1", *PARAMS, "sequential@1", "accountable@1")))
    seats = () if policy in {"none@1", "accountable@1"} else tuple(ROLES[: draw(st.integers(1, 3))])
    return [
        gate(
            f"G{stage}",
            *closes,
            policy=policy,
            seats=seats,
            params=PARAMS.get(policy, {}),
            veto=draw(st.sampled_from(((), (), seats[:1]))),
            approval_days=draw(st.sampled_from((None, None, 3))),
            separate=draw(st.sampled_from((("owner", "starter", "doers"), ("owner", "starter", "doers", "evidence")))),
            attest=draw(_some(["legal", "marketing"], most=2)),
            criteria=draw(st.lists(st.sampled_from(CRITERIA), unique_by=lambda one: one.kind, max_size=2).map(tuple)),
            recycle_to=tuple(_up_to(closes, stages)),
            majority_binds=draw(st.booleans()),
            override_by=draw(st.sampled_from((None, None, "head_marketing"))),
        )
    ]


def _up_to(closes: tuple[str, ...], stages: tuple[StagePlan, ...]) -> list[str]:
    """The closed stages and all that come before them."""
    found = set(closes)
    for stage in reversed(stages):
        if stage.id in found:
            found |= set(stage.after)
    return sorted(found)


def _can_finish(plan: Plan) -> bool:
    """Nothing waits for itself, not even through the stages and gates between."""
    waits: dict[str, list[str]] = {}
    for stage in plan.stages:
        inside = [*(task.id for task in plan.tasks_of(stage.id)), *(gate.id for gate in plan.gates_of(stage.id))]
        waits[f"start {stage.id}"] = [f"end {earlier}" for earlier in stage.after]
        waits[f"end {stage.id}"] = [f"start {stage.id}", *inside]
    for work in plan.tasks:
        waits[work.id] = [f"start {work.stage}", *work.after]
    for judged in plan.gates:
        waits[judged.id] = [*(f"start {stage}" for stage in judged.closes), *plan.settled_before(judged.id)]
    try:
        TopologicalSorter(waits).prepare()
    except CycleError:
        return False
    return True


def _without_cross_waits(made: Plan) -> Plan:
    """Only what cannot go round in circles: each gate closes one stage, and tasks wait for nothing."""
    alone = (replace(one, closes=one.closes[:1]) for one in made.gates)
    return replace(
        made,
        tasks=tuple(replace(one, after=()) for one in made.tasks),
        gates=tuple(replace(one, recycle_to=tuple(_up_to(one.closes, made.stages))) for one in alone),
    )


STAND_INS = (acting(EVE, HEAD), acting(ANA, CHIEF), acting(CMO, HEAD), acting(MAX, DORA), acting(LEO, CMO, "ana"))
"""People who act for others; some have a seat of their own."""

people = st.sampled_from((*PEOPLE, *STAND_INS))
choices = st.sampled_from(Choice)
kinds = st.sampled_from(DecisionKind)
fitting_kinds = st.sampled_from((*DecisionKind, *(DecisionKind.CONDITIONAL_GO, DecisionKind.RECYCLE) * 3))
"""Most launches get somewhere before they are killed."""
words = st.sampled_from(("", "because", REASONS))
criteria = st.sampled_from(("objective", "conditions", "fact", "evidence", "nothing"))
audiences = st.none() | st.lists(st.sampled_from((*DEPARTMENTS, *ROLES)), max_size=2, unique=True).map(tuple)
materialities = st.dictionaries(st.sampled_from(("scope", "tier", "fact:price", "owner")), audiences)


@st.composite
def findings(draw: st.DrawFn, launch: Launch) -> tuple[FoundOutside, ...]:
    """Findings about what is known now, and others about what never was."""
    assert launch.updated_at is not None
    found = []
    for planned in launch.plan.gates:
        for item in planned.criteria:
            if item.kind == "cel":
                inputs = inputs_of(launch, item.params, launch.updated_at) if draw(st.booleans()) else "stale"
                found.append(FoundOutside(planned.id, item.id, draw(st.booleans()), "because", inputs))
    return tuple(found)


@st.composite
def any_commands(draw: st.DrawFn, launch: Launch) -> Command:
    """Any command, by anybody, sensible or not."""
    by = draw(people)
    task_id = draw(st.sampled_from([*launch.tasks, "nothing"]))
    gate_id = draw(st.sampled_from([*launch.gates, "nowhere"]))
    request_id = draw(st.sampled_from([*launch.requests, "Q0"]))
    stages = st.none() | st.sampled_from([*launch.stages])
    version = draw(st.sampled_from((None, None, None, 1, launch.seq)))
    conditions = tuple(condition(before_gate=draw(st.sampled_from([*launch.gates, "nowhere"]))) for _ in range(1))
    seen = draw(st.sampled_from((None, CURRENT, "0" * 64, _shown(launch, gate_id))))
    evidence_age = timedelta(days=draw(st.integers(0, 20)))
    assert launch.updated_at is not None
    made: tuple[Command, ...] = (
        draw(any_task_commands(launch)),
        ClaimTask("key", by, task_id, version),
        UnclaimTask("key", by, task_id, version),
        CompleteTask("key", by, task_id, "", version),
        Attest("key", by, gate_id, draw(st.sampled_from(DEPARTMENTS)), draw(st.booleans()), draw(words), version, seen),
        CastVote(
            "key", by, gate_id, draw(choices), draw(words), draw(st.none() | st.sampled_from(ROLES)), version, seen
        ),
        Decide(
            "key",
            by,
            gate_id,
            draw(kinds),
            draw(words),
            draw(stages),
            conditions,
            version,
            override=draw(st.booleans()),
            subject=seen,
            acknowledged=draw(st.sampled_from(((), ("R1",)))),
        ),
        RevokeVote("key", by, gate_id, version),
        RevokeAttestation("key", by, gate_id, draw(st.sampled_from(DEPARTMENTS)), version),
        AddApprover("key", by, gate_id, draw(people).id, draw(words), version),
        ReviewBallots("key", draw(st.sampled_from((by, Actor(SYSTEM)))), gate_id, (draw(people).id,)),
        RequestReview("key", by, draw(st.sampled_from((task_id, gate_id))), draw(people).id, draw(words)),
        AnswerReview("key", by, request_id, draw(st.sampled_from(Opinion)), draw(words)),
        WithdrawRequest("key", by, request_id),
        ConfirmProposal("key", by, gate_id, draw(words), version),
        DeclineProposal("key", by, gate_id, draw(words), version),
        WithdrawProposal("key", by, gate_id, "", version),
        WaiveCriterion("key", by, gate_id, draw(criteria), draw(words), draw(st.integers(0, 30)), version),
        BreakGlass("key", by, gate_id, draw(kinds), draw(words), version),
        draw(changes_of(launch, by)),
        evidence(
            by,
            type=draw(st.sampled_from(("user_feedback", "metric", "rumour"))),
            strength=draw(st.integers(0, 6)),
            observed_at=launch.updated_at - evidence_age,
            expires_at=draw(st.sampled_from((None, launch.updated_at + timedelta(days=5)))),
        ),
        RecordReading(
            "key",
            by,
            draw(st.sampled_from(("churn", "nps", "nothing"))),
            draw(st.sampled_from(("2", "-1.50", "NaN", "1e9"))),
            draw(st.sampled_from(("%", ""))),
            launch.updated_at - evidence_age,
            draw(words),
            draw(findings(launch)),
        ),
        ScoreGate("key", by, gate_id, draw(st.dictionaries(st.sampled_from(("fit", "risk")), st.integers(0, 11)))),
        HoldLaunch("key", by, draw(words), version),
        ResumeLaunch("key", by, "", version),
        CancelLaunch("key", by, draw(words), version),
    )
    return draw(st.sampled_from(made))


@st.composite
def fitting_commands(draw: st.DrawFn, launch: Launch) -> Command | None:
    """A command that probably fits the moment, so that launches get somewhere; None when nobody can act."""
    made: list[Command] = []
    for item in launch.tasks.values():
        if item.state in ACTIONABLE:
            made += work_on(launch, item)
            made += [ClaimTask("key", one, item.id) for one in able(launch, item)[:1]]
    for held in launch.gates.values():
        if held.state is GateState.OPEN:
            made += _at_gate(launch, launch.gate_plan(held.id), draw(fitting_kinds), draw(choices))
            past = _past_the_rules(launch.gates[held.id], launch.gate_plan(held.id), draw(fitting_kinds))
            if launch.state is LaunchState.RUNNING and draw(st.integers(0, 3)) == 0:
                return draw(st.sampled_from(past))
    if launch.state is LaunchState.HELD:
        return ResumeLaunch("key", PIA)
    if (aside := detours(launch)) and draw(st.sampled_from((*[False] * 11, True))):
        return draw(st.sampled_from(aside))
    if len(launch.changes) < 4:
        made.append(draw(changes_of(launch, OPS)))
    if not made:
        return None
    return draw(st.sampled_from(made))


def _past_the_rules(held: Gate, plan: GatePlan, kind: DecisionKind) -> list[Command]:
    """What two people may do where one may not, and waivers."""
    if held.proposal is not None:
        return [
            *(ConfirmProposal("key", one, plan.id, "because") for one in (VERA, CMO, OPS, VERA)),
            DeclineProposal("key", VERA, plan.id, "because"),
            WithdrawProposal("key", DORA, plan.id),
        ]
    back = plan.recycle_to[0] if kind is DecisionKind.RECYCLE and plan.recycle_to else None
    return [
        Decide("key", DORA, plan.id, DecisionKind.GO, REASONS, override=True),
        Decide("key", DORA, plan.id, kind, REASONS, back, override=True),
        *(WaiveCriterion("key", DORA, plan.id, item.id, "because", 2) for item in plan.criteria),
        BreakGlass("key", OPS, plan.id, DecisionKind.GO, REASONS),
        BreakGlass("key", VERA, plan.id, DecisionKind.KILL, REASONS),
    ]


@st.composite
def changes_of(draw: st.DrawFn, launch: Launch, by: Actor) -> ChangeLaunch:
    """A change of the charter, of facts, or of everything; most as they were previewed."""
    charter: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "scope": st.sampled_from(("", "Only Europe")),
                "title": st.sampled_from(("Borealis", " ")),
                "owner": st.sampled_from(("ana", "head", "dora", "pia")),
                "target_date": st.sampled_from((None, "2027-01-01", "soon")),
            },
        )
    )
    plan = draw(st.none() | other_plans(launch))
    facts: dict[str, Any] = draw(st.sampled_from(({}, {"reversible": False}, {"price": 12}))) if plan else {}
    wanted = ChangeLaunch("key", by, "because", "", charter, plan.tier if plan else None, facts, plan)
    try:
        digest = preview(launch, wanted).digest
    except SlipwayError:
        digest = "0" * 64
    return replace(wanted, impact=draw(st.sampled_from((digest, digest, digest, "0" * 64))))


@st.composite
def other_plans(draw: st.DrawFn, launch: Launch) -> Plan:
    """The launch's plan without some of its parts, with some that were dropped before, and with new work."""
    old = launch.plan
    stages = [one.id for one in old.stages]
    tasks = [*old.tasks, *launch.dropped_tasks.values()]
    gates = [*old.gates, *launch.dropped_gates.values()]
    tasks = [one for one in tasks if draw(st.sampled_from((True, True, True, False)))]
    gates = [one for one in gates if draw(st.sampled_from((True, True, True, False)))]
    if draw(st.booleans()):
        tasks.append(task(f"new{len(launch.tasks)}", draw(st.sampled_from(stages)), draw(st.sampled_from(DEPARTMENTS))))
    if draw(st.booleans()) and not [one for one in gates if stages[-1] in one.closes]:
        gates.append(gate(f"N{len(launch.gates)}", stages[-1]))
    gates = [replace(one, seats=one.seats[: draw(st.integers(1, 3))]) for one in gates]
    kept = {*(one.id for one in tasks), *(one.id for one in gates)}
    tasks = [replace(one, after=tuple(node for node in one.after if node in kept)) for one in tasks]
    tier = draw(st.sampled_from(("T1", "T2")))
    return replace(old, tier=tier, tasks=tuple(tasks), gates=tuple(gates), materiality=draw(materialities))


def _shown(launch: Launch, gate_id: str) -> str | None:
    return subject(launch, gate_id).digest if gate_id in launch.gates and gate_id not in launch.dropped_gates else None


def _at_gate(launch: Launch, plan: GatePlan, kind: DecisionKind, choice: Choice) -> list[Command]:
    """What the gate still asks for; once it has everything, a decision, or a change of mind."""
    said = {attestation.department for attestation in launch.gates[plan.id].attestations}
    voted = {vote.voter for vote in launch.gates[plan.id].votes}
    seats = ballots.asked(launch.gates[plan.id], plan, as_of(launch))
    voters = [one for one in (*PEOPLE, *STAND_INS) if seats_for(seats, one)]
    asked: list[Command] = [
        *(
            Attest(
                "key",
                one,
                plan.id,
                department,
                kind is not DecisionKind.CONDITIONAL_GO,
                "half of it is missing",
                None,
                CURRENT,
            )
            for department in plan.attest
            for one in PEOPLE
            if department in one.departments and department not in said
        ),
        *(
            CastVote("key", one, plan.id, Choice.APPROVE, "because", subject=CURRENT)
            for one in voters
            if one.id not in voted
        ),
    ]
    later = launch.plan.later_gates(plan.id)
    conditions = (condition(before_gate=later[0]),) if kind is DecisionKind.CONDITIONAL_GO and later else ()
    back = plan.recycle_to[0] if kind is DecisionKind.RECYCLE and plan.recycle_to else None
    over = tuple(dict.fromkeys(change for change, _ in unconfirmed(launch, plan.id)))
    card = scorecard(plan)
    scores = {item.id: 7 for item in card.items} if card else {}
    asked += [ScoreGate("key", one, plan.id, scores, subject=CURRENT) for one in voters if card]
    return [
        *asked[:2],
        *asked[-1:],
        Decide("key", DORA, plan.id, DecisionKind.GO, "because", subject=CURRENT, acknowledged=over),
        Decide(
            "key",
            DORA,
            plan.id,
            kind,
            "because",
            back,
            conditions,
            subject=CURRENT,
            acknowledged=over if kind in GOES else (),
        ),
        *(CastVote("key", one, plan.id, choice, "because", subject=_shown(launch, plan.id)) for one in voters[:1]),
        *(RevokeVote("key", one, plan.id) for one in PEOPLE if one.id in voted),
        AddApprover("key", DORA, plan.id, "cmo", "because"),
        evidence(observed_at=launch.updated_at),
        *(evidence(one, observed_at=launch.updated_at, target=plan.id) for one in voters[-1:]),
    ]
