"""A launch of a shipped playbook, walked by the sample organisation through the rules alone: no engine, no database."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cli.demo.answers import ANSWERS
from cli.furnish import sample_organisation
from domain.actors import Actor
from domain.launch.ballots import asked
from domain.launch.commands import (
    AddEvidence,
    Attest,
    CastVote,
    CheckItem,
    Command,
    CompleteTask,
    Decide,
    FoundOutside,
    RecordReading,
    ScoreGate,
    StartLaunch,
)
from domain.launch.consent import CURRENT
from domain.launch.guards import conflicted
from domain.launch.handle import handle, start, tick
from domain.launch.outside import Known
from domain.launch.scorecard import scorecard, still_to_score
from domain.launch.show import show_gate, show_launch, show_task
from domain.launch.state import Charter, Choice, DecisionKind, GateState, Launch, TaskState
from domain.launch.views import CriterionView
from domain.plan import GatePlan, Plan
from domain.seats import may_fill
from service.findings import evaluate

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

PEOPLE = tuple(
    Actor(person.id, person.departments, person.roles, operator="operator" in person.roles)
    for person in sample_organisation().people
)
BY_ID = {person.id: person for person in PEOPLE}
OWNER = BY_ID["amara"]

GOOD: Mapping[str, str] = {
    "adoption": "60",
    "task_success": "95",
    "satisfaction": "4.5",
    "support_load": "3",
    "error_rate": "0.1",
    "open_defects": "0",
    "rollback_time": "10",
    "headroom": "250",
}
"""A reading of each metric that nobody could object to."""

PROOF = (
    ("leila", "user_feedback", "Interviews"),
    ("leila", "user_feedback", "Usability test"),
    ("kofi", "market_research", "Market scan"),
    ("dmitri", "document", "Test report"),
    ("fatima", "metric", "Events"),
    ("fatima", "metric", "Funnel"),
    ("fatima", "metric", "Cohorts"),
)
"""What is put on record before each gate, by people who judge nothing there."""


@dataclass
class Walk:
    """One launch, and how far it has come."""

    launch: Launch
    now: datetime = MONDAY
    judges: frozenset[str] = frozenset()
    load: Counter[str] = field(default_factory=Counter)

    @staticmethod
    def begin(plan: Plan, facts: Mapping[str, Any]) -> "Walk":
        """Start it."""
        charter = Charter(
            "AUR-1", "Aurora", "aurora", OWNER.id, objective="Grow", user_need="Less work", facts=dict(facts)
        )
        seats = {seat for gate in plan.gates for seat in (gate.decider, *gate.seats)}
        cards = (scorecard(gate) for gate in plan.gates)
        seats |= {role for card in cards if card for role in card.roles}
        judges = {one.id for one in PEOPLE if seats.intersection(one.roles)}
        for name in (seat.removeprefix("department:") for seat in seats if seat.startswith("department:")):
            judges.add([one.id for one in PEOPLE if name in one.departments][-1])
        begun = start(StartLaunch("start", OWNER, charter, plan), MONDAY).launch
        return Walk(begun, judges=frozenset(judges - {OWNER.id}))

    def act(self, command: Command) -> None:
        """Somebody does something; a minute goes by."""
        self.launch = handle(self.launch, command, self.now).launch
        self.now += timedelta(minutes=1)

    def work(self, leaving: str = "") -> None:
        """Do every task that opens, until only gates are left, and what is in `leaving`."""
        while True:
            waiting = [
                one.id for one in self.launch.tasks.values() if one.state is TaskState.OPEN and one.id != leaving
            ]
            for task in waiting:
                self.do(task)
            if not waiting and not self._wait():
                return

    def _wait(self) -> bool:
        """Let the days pass that a task waits for; says whether there is such a task."""
        if not any(task.opens_at and task.state is TaskState.PENDING for task in self.launch.tasks.values()):
            return False
        self.now += timedelta(days=31)
        self.launch = tick(self.launch, self.now).launch
        return True

    def doer(self, task_id: str) -> Actor:
        """Whoever fits, is not barred and judges nothing; the least busy of them."""
        plan, barred = self.launch.task_plan(task_id), show_task(self.launch, self.launch.tasks[task_id]).barred
        fitting = [
            one
            for one in PEOPLE
            if (plan.role in one.roles if plan.role else plan.department in one.departments) and one.id not in barred
        ]
        return min(fitting, key=lambda one: (one.id in self.judges, self.load[one.id]))

    def do(self, task_id: str) -> None:
        """Do a task: check its items, fill in its form."""
        plan, doer = self.launch.task_plan(task_id), self.doer(task_id)
        self.load[doer.id] += 1
        for item in plan.checklist:
            self.act(CheckItem("key", doer, task_id, item.id))
        self.act(CompleteTask("key", doer, task_id, "Done.", answers=ANSWERS.get(task_id, {}) if plan.form else None))

    def prove(self) -> None:
        """Put on record what gates ask for: evidence of every kind, strong and fresh, and a reading of each metric."""
        for who, kind, title in PROOF:
            self.act(AddEvidence("key", BY_ID[who], kind, title, "here", 4, self.now))
        if "business_case" in self.launch.tasks:
            case = AddEvidence("key", BY_ID["paul"], "document", "Business case", "here", 4, self.now)
            self.act(replace(case, sha256="c" * 64, target="business_case"))
        for metric in self.launch.plan.metrics:
            by = next(one for one in PEOPLE if metric.department in one.departments)
            value = GOOD[metric.id]
            self.act(RecordReading("key", by, metric.id, value, metric.unit, self.now, "here"))

    def speak(self, gate_id: str, score: int = 8) -> None:
        """Everybody who is asked attests, scores and votes for it."""
        plan = self.launch.gate_plan(gate_id)
        for department in plan.attest:
            by = next(one for one in PEOPLE if department in one.departments)
            self.act(Attest("key", by, gate_id, department, True, subject=CURRENT))
        if card := scorecard(plan):
            while missing := still_to_score(card, self.launch.gates[gate_id].scores):
                by = self._free(plan, missing[0], {one.scorer for one in self.launch.gates[gate_id].scores})
                self.act(ScoreGate("key", by, gate_id, {item.id: score for item in card.items_of(plan, by)}))
        while seats := asked(self.launch.gates[gate_id], plan, self.now):
            by = self._free(plan, seats[0], {vote.voter for vote in self.launch.gates[gate_id].votes})
            self.act(CastVote("key", by, gate_id, Choice.APPROVE, "", seats[0], subject=CURRENT))

    def decide(self, gate_id: str) -> None:
        """The accountable person says go."""
        plan = self.launch.gate_plan(gate_id)
        by = self._free(plan, plan.decider, set())
        self.act(
            Decide("key", by, gate_id, DecisionKind.GO, "It is ready.", subject=CURRENT, findings=self.found(gate_id))
        )

    def _free(self, plan: GatePlan, seat: str, taken: set[str]) -> Actor:
        """Somebody who may fill a seat and has no part in what the gate judges."""
        barred = conflicted(self.launch, plan)
        free = [one for one in PEOPLE if may_fill(seat, one) and one.id not in barred and one.id not in taken]
        assert free, f"nobody is left to be {seat} at {plan.id}; barred are {barred}"
        return free[0]

    def found(self, gate_id: str) -> tuple[FoundOutside, ...]:
        """What the expressions of a gate say now."""
        checks = [check for check in show_launch(self.launch).checks if check.gate == gate_id]
        return evaluate(Known.of(self.launch), checks)

    def failing(self, gate_id: str) -> dict[str, str]:
        """Every criterion of a gate that does not hold now, and why."""
        views: tuple[CriterionView, ...] = show_gate(self.launch, self.launch.gates[gate_id]).criteria
        said = {view.id: (view.passed, view.why) for view in views}
        said |= {found.criterion: (found.passed, found.why) for found in self.found(gate_id)}
        return {name: why for name, (passed, why) in said.items() if not passed}

    def go(self) -> None:
        """Pass the one gate that is open."""
        (gate,) = self.open_gates()
        self.prove()
        self.speak(gate)
        self.decide(gate)

    def open_gates(self) -> list[str]:
        """Gates that wait for a decision."""
        return [gate.id for gate in self.launch.gates.values() if gate.state is GateState.OPEN]
