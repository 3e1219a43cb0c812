"""Tiny plans, the people who carry them out, and a journey that drives a launch through one."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.actors import Actor
from domain.calendar import Calendar
from domain.events import Event
from domain.launch.changing import preview
from domain.launch.commands import (
    AddEvidence,
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
    HoldLaunch,
    NewCondition,
    ResumeLaunch,
    StartLaunch,
    UnclaimTask,
    WaiveCriterion,
    WithdrawProposal,
)
from domain.launch.consent import CURRENT
from domain.launch.handle import Outcome, handle, start, tick
from domain.launch.impact import Impact
from domain.launch.state import Charter, Choice, DecisionKind, Launch
from domain.plan import CriterionPlan, GatePlan, MetricPlan, Plan, StagePlan, TaskPlan

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DEPARTMENTS = ("product", "engineering", "marketing", "legal")
ROLES = ("head_product", "head_engineering", "head_marketing", "director")

PIA = Actor("pia", departments=("product",), roles=("director",))
"""Owns the launch."""
ANA = Actor("ana", departments=("product",))
EVE = Actor("eve", departments=("engineering",), roles=("developer",))
MAX = Actor("max", departments=("marketing",))
LEO = Actor("leo", departments=("legal",))
HEAD = Actor("head", departments=("product",), roles=("head_product",))
CHIEF = Actor("chief", departments=("engineering",), roles=("head_engineering",))
CMO = Actor("cmo", departments=("marketing",), roles=("head_marketing",))
DORA = Actor("dora", roles=("director",))
"""Decides."""
OPS = Actor("ops", operator=True)
VERA = Actor("vera", roles=("exec_sponsor",))
"""Seconds what nobody may decide alone."""


def acting(substitute: Actor, principal: Actor, *via: str) -> Actor:
    """Somebody with the authority of whom they stand in for."""
    return replace(principal, id=substitute.id, on_behalf_of=principal.id, operator=False, via=via)


PEOPLE = (PIA, ANA, EVE, MAX, LEO, HEAD, CHIEF, CMO, DORA, OPS, VERA)

REASONS = "The window closes on Friday, and we can undo it."
"""Long enough for a second person to weigh."""

CHARTER = Charter(
    key="AUR-1",
    title="Aurora",
    product="aurora",
    owner="pia",
    objective="Grow abroad",
    user_need="Pay in their own currency",
    facts={"reversible": True},
)


def task(task_id: str, stage: str, department: str = "product", **fields: Any) -> TaskPlan:
    """A task due in two business days."""
    given = {"title": f"Do {task_id}", "sla_days": 2, **fields}
    return TaskPlan(id=task_id, stage=stage, department=department, **given)


def gate(gate_id: str, *closes: str, **fields: Any) -> GatePlan:
    """A gate that the director decides alone within two business days."""
    given = {"title": f"Gate {gate_id}", "decider": "director", "department": "product", "sla_days": 2, **fields}
    return GatePlan(id=gate_id, closes=closes, **given)


def must(kind: str, **params: Any) -> CriterionPlan:
    """A criterion that knocks out."""
    return CriterionPlan(id=kind, title=kind.capitalize(), level="must", kind=kind, params=params)


def should(kind: str, **params: Any) -> CriterionPlan:
    """A criterion that only informs."""
    return replace(must(kind, **params), level="should")


def plan(
    stages: tuple[StagePlan, ...], tasks: tuple[TaskPlan, ...] = (), gates: tuple[GatePlan, ...] = (), **fields: Any
) -> Plan:
    """A plan whose departments all work Monday to Friday, nine to five, in UTC."""
    given = {
        "calendars": {department: Calendar() for department in DEPARTMENTS},
        "escalate_to": {"product": "head_product", "engineering": "head_engineering"},
        "sponsor": "exec_sponsor",
        **fields,
    }
    return Plan(playbook="tiny@1", digest="d" * 64, tier="T2", stages=stages, tasks=tasks, gates=gates, **given)


def stage(stage_id: str, *after: str) -> StagePlan:
    """A stage."""
    return StagePlan(stage_id, stage_id.capitalize(), after)


ONE_TASK = plan((stage("idea"),), (task("brief", "idea"),))
"""One task and no gate."""

ONE_GATE = plan((stage("idea"),), (), (gate("G1", "idea", recycle_to=("idea",)),))
"""One gate over a stage without tasks."""

TWO_STEPS = plan(
    (stage("idea"), stage("live", "idea")),
    (task("brief", "idea"), task("ship", "live")),
    (gate("G1", "idea", recycle_to=("idea",)), gate("G2", "live", recycle_to=("idea", "live"))),
)
"""A task and a gate, twice."""

BRANCHES = plan(
    (stage("idea"), stage("build", "idea"), stage("market", "idea"), stage("live", "build", "market")),
    (
        task("brief", "idea"),
        task("spec", "idea", after=("brief",)),
        task("code", "build", "engineering", role="developer"),
        task("copy", "market", "marketing"),
        task("rollout", "live", "engineering", after=("G3",)),
        task("look_back", "live", after=("rollout",), wait_days=30),
    ),
    (
        gate(
            "G1",
            "idea",
            policy="all@1",
            seats=("head_product", "head_engineering"),
            attest=("legal",),
            criteria=(must("objective"), should("evidence", count=1)),
            recycle_to=("idea",),
        ),
        gate(
            "G2",
            "build",
            "market",
            policy="majority@1",
            seats=("head_product", "head_engineering", "head_marketing"),
            attest=("legal", "marketing"),
            criteria=(must("conditions"), must("fact", name="reversible", equals=True)),
            recycle_to=("idea", "build", "market"),
        ),
        gate("G3", "live", policy="any@1", seats=("head_product", "head_marketing"), recycle_to=("build", "live")),
    ),
)
"""Two branches that join at one gate; a gate inside a stage; a day to wait for; three policies."""


MEASURED = replace(
    ONE_TASK,
    metrics=(
        MetricPlan("churn", "Churn", "%", "engineering", "lower"),
        MetricPlan("nps", "NPS", "", "product", "higher"),
    ),
)
"""One task and two metrics."""

SCORE = should("score", items={"fit": {"title": "Fit", "weight": 1}}, min_scorers=1)

SCORED = replace(
    BRANCHES,
    gates=(replace(BRANCHES.gates[0], criteria=(*BRANCHES.gates[0].criteria, SCORE)), *BRANCHES.gates[1:]),
)
"""As `BRANCHES`, and its first gate asks both seats for a score."""

CEL = must("cel", expression="tasks.brief && metrics.churn < 2.5 && evidence.metric.supporting > 0", dropped=())

EXPRESSED = replace(
    MEASURED,
    gates=(gate("G1", "idea", policy="any@1", seats=("head_product", "head_engineering"), criteria=(CEL, SCORE)),),
)
"""One task, two metrics, and a gate with an expression and a score."""


PARALLEL = plan(
    (stage("a"), stage("b"), stage("after_a", "a"), stage("after_b", "b")),
    (task("in_a", "a"), task("late_b", "b", after=("GA",)), task("later_b", "b", after=("late_b",))),
    (gate("GA", "a"), gate("GX", "after_a", recycle_to=("a",))),
)
"""Two branches, one of which waits for the other's gate in the middle of its work."""


@dataclass
class Journey:
    """A launch under way: each method carries out one command at `now`, or lets time pass."""

    launch: Launch
    now: datetime
    events: list[Event] = field(default_factory=list)

    @staticmethod
    def begin(plan: Plan = BRANCHES, charter: Charter = CHARTER, now: datetime = MONDAY) -> "Journey":
        """Start a launch."""
        outcome = start(StartLaunch("start", PIA, charter, plan), now)
        return Journey(outcome.launch, now, list(outcome.events))

    def act(self, command: Command) -> str:
        """Carry out a command; answer its verdict."""
        return self._adopt(handle(self.launch, command, self.now)).verdict

    def later(self, **time: float) -> "Journey":
        """Let time pass, and let it have its consequences."""
        self.now += timedelta(**time)
        self._adopt(tick(self.launch, self.now))
        return self

    def _adopt(self, outcome: Outcome) -> Outcome:
        self.launch = outcome.launch
        self.events.extend(outcome.events)
        return outcome

    def claim(self, task: str, by: Actor) -> str:
        """Claim a task."""
        return self.act(ClaimTask("key", by, task))

    def unclaim(self, task: str, by: Actor) -> str:
        """Give a task back."""
        return self.act(UnclaimTask("key", by, task))

    def complete(self, task: str, by: Actor, note: str = "") -> str:
        """Complete a task."""
        return self.act(CompleteTask("key", by, task, note))

    def attest(self, gate: str, by: Actor, ready: bool = True, note: str = "") -> str:
        """Attest for the actor's first department."""
        return self.act(Attest("key", by, gate, by.departments[0], ready, note, subject=CURRENT))

    def vote(self, gate: str, by: Actor, choice: Choice = Choice.APPROVE, seat: str | None = None) -> str:
        """Vote, with a reason."""
        return self.act(CastVote("key", by, gate, choice, "because", seat, subject=CURRENT))

    def decide(self, gate: str, kind: DecisionKind = DecisionKind.GO, by: Actor = DORA, **fields: Any) -> str:
        """Decide, with a reason."""
        return self.act(Decide("key", by, gate, kind, "because", **{"subject": CURRENT, **fields}))

    def override(self, gate: str, kind: DecisionKind = DecisionKind.GO, by: Actor = DORA, **fields: Any) -> str:
        """Decide past what stands against it, with reasons; where nothing does, this is a plain decision."""
        return self.act(Decide("key", by, gate, kind, REASONS, override=True, **fields))

    def confirm(self, gate: str, by: Actor = VERA) -> str:
        """Second what is proposed."""
        return self.act(ConfirmProposal("key", by, gate, "I stand for it too"))

    def decline(self, gate: str, by: Actor = VERA) -> str:
        """Refuse to second it."""
        return self.act(DeclineProposal("key", by, gate, "too risky"))

    def withdraw(self, gate: str, by: Actor = DORA) -> str:
        """Take the proposal back."""
        return self.act(WithdrawProposal("key", by, gate))

    def waive(self, gate: str, criterion: str, days: int = 3, by: Actor = DORA) -> str:
        """Waive a criterion, with a reason."""
        return self.act(WaiveCriterion("key", by, gate, criterion, "it comes later", days))

    def break_glass(self, gate: str, kind: DecisionKind = DecisionKind.GO, by: Actor = OPS) -> str:
        """Propose in an emergency."""
        return self.act(BreakGlass("key", by, gate, kind, REASONS))

    def add_evidence(self, by: Actor = ANA, **fields: Any) -> str:
        """Add what users said today, unless told otherwise."""
        return self.act(evidence(by, **{"observed_at": self.now, **fields}))

    def hold(self, by: Actor = PIA) -> str:
        """Hold the launch."""
        return self.act(HoldLaunch("key", by, "waiting for a patent"))

    def resume(self, by: Actor = PIA) -> str:
        """Go on."""
        return self.act(ResumeLaunch("key", by))

    def cancel(self, by: Actor = PIA) -> str:
        """Cancel the launch."""
        return self.act(CancelLaunch("key", by, "no budget"))

    def change(self, by: Actor = PIA, plan: Plan | None = None, **fields: Any) -> str:
        """Change fields of the charter, `facts`, or the `tier`, as previewed, with a reason."""
        facts, tier = fields.pop("facts", {}), fields.pop("tier", None)
        if plan is None and (facts or tier):
            plan = replace(self.launch.plan, tier=tier or self.launch.plan.tier)
        wanted = ChangeLaunch("key", by, "because", charter=fields, tier=tier, facts=facts, plan=plan)
        return self.act(replace(wanted, impact=self.preview(wanted).digest))

    def preview(self, wanted: ChangeLaunch) -> Impact:
        """What a change would do now."""
        return preview(replace(self.launch, updated_at=self.now), wanted)

    def to_g1(self) -> "Journey":
        """Through `BRANCHES` until G1 is open and nobody has said a word."""
        self.complete("brief", ANA)
        self.complete("spec", ANA)
        return self

    def past_g1(self, kind: DecisionKind = DecisionKind.GO, **fields: Any) -> "Journey":
        """Through `BRANCHES` until both branches are under way."""
        self.to_g1()
        self.attest("G1", LEO)
        self.vote("G1", HEAD)
        self.vote("G1", CHIEF)
        self.decide("G1", kind, **fields)
        return self

    def to_g2(self) -> "Journey":
        """Through `BRANCHES` until G2 is open."""
        self.past_g1()
        self.complete("code", EVE)
        self.complete("copy", MAX)
        return self

    def past_g2(self) -> "Journey":
        """Through `BRANCHES` until G3 is open, before the task that waits for it."""
        self.to_g2()
        return self.say_yes_to_g2()

    def say_yes_to_g2(self) -> "Journey":
        """Everything G2 asks for."""
        self.attest("G2", LEO)
        self.attest("G2", MAX)
        for voter in (HEAD, CHIEF, CMO):
            self.vote("G2", voter)
        self.decide("G2")
        return self

    def past_g3(self) -> "Journey":
        """Through `BRANCHES` until the rollout is open."""
        self.past_g2()
        self.vote("G3", HEAD)
        self.decide("G3")
        return self

    def state(self, name: str) -> str:
        """Where a stage, a task or a gate stands."""
        launch = self.launch
        return (launch.stages.get(name) or launch.tasks.get(name) or launch.gates[name]).state

    def actions(self) -> list[str]:
        """What happened, in order: `action target`."""
        return [f"{event.action} {event.target}" for event in self.events]


def evidence(by: Actor = ANA, **fields: Any) -> AddEvidence:
    """The command that adds what users said."""
    given = {"type": "user_feedback", "title": "Five interviews", "source": "notes", "strength": 3, **fields}
    return AddEvidence("key", by, **{"observed_at": MONDAY, **given})


def condition(**fields: Any) -> NewCondition:
    """Leo sees to a contract before G2, within five business days."""
    given = {"title": "Sign the contract", "department": "legal", "owner": "leo", "before_gate": "G2", "due_days": 5}
    return NewCondition(**{**given, **fields})
