"""Whatever people do and however time passes: what may never happen does not.

A machine drives launches through random plans with sensible and senseless commands. A failure prints the shortest
story that leads to it, and what reproduces it.
"""

from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.errors import SlipwayError
from domain.events import Event, broken_at
from domain.launch.apply import replay
from domain.launch.blind import blind
from domain.launch.changes.parts import with_gate
from domain.launch.commands import (
    AddEvidence,
    CancelLaunch,
    CastVote,
    ChangeLaunch,
    Command,
    ConfirmProposal,
    Decide,
    RecordReading,
    RequestCommand,
    ResumeLaunch,
    ScoreGate,
)
from domain.launch.deadlines import next_deadline
from domain.launch.guards import conflicted
from domain.launch.handle import Outcome, check, handle, tick
from domain.launch.outside import with_findings
from domain.launch.readiness import criteria
from domain.launch.show import changes, show_gate
from domain.launch.state import ACTIONABLE, GateState, Launch, LaunchState, StageState, TaskState, begin
from domain.launch.subject import Subject, subject
from domain.plan import Plan
from tests.unit.launch.oracle import OUTCOMES, directly_before, everything_before, is_settled, may_go, workers
from tests.unit.launch.plans import BRANCHES, CHARTER, EXPRESSED, MEASURED, PARALLEL, SCORED, TWO_STEPS, Journey
from tests.unit.launch.read_model import ReadModel
from tests.unit.launch.strategies import any_commands, fitting_commands, plans


class Launches(RuleBasedStateMachine):
    """One launch, its log replayed beside it, and the read model that its batches make."""

    @initialize(plan=plans() | st.sampled_from((BRANCHES, PARALLEL, TWO_STEPS, SCORED, MEASURED, EXPRESSED)))
    def begin(self, plan: Plan) -> None:
        """Start."""
        self.plan = plan
        self.journey = Journey.begin(plan)
        self.replayed = replay(begin(CHARTER, plan), self.journey.events)
        self.late: dict[str, set[str]] = {}
        """What changes put directly before tasks and gates that had gone ahead already."""
        self.model = ReadModel()
        self.model.write(changes(None, self.launch, tuple(self.journey.events)))

    @property
    def launch(self) -> Launch:
        """The launch now."""
        return self.journey.launch

    @rule(data=st.data(), times=st.integers(5, 25))
    def act_sensibly(self, data: st.DataObject, times: int) -> None:
        """Somebody does what is theirs to do, and so on."""
        for _ in range(times):
            command = None if self.launch.ended else data.draw(fitting_commands(self.launch))
            if command is None:
                return
            self._try(command)

    @rule(data=st.data())
    def act_somehow(self, data: st.DataObject) -> None:
        """Somebody does something."""
        self._try(data.draw(any_commands(self.launch)))

    @rule(hours=st.sampled_from((1, 5, 24, 72, 24 * 45)))
    def time_passes(self, hours: int) -> None:
        """The engine's timer fires, hours or weeks later."""
        before = self.launch
        self.journey.later(hours=hours)
        self._follow(before)
        self._nothing_left_to_do()
        assert all(self.launch.gates[gate.id].decision == gate.decision for gate in before.gates.values())

    @rule(jitter=st.sampled_from((0, 1)))
    def the_deadline_comes(self, jitter: int) -> None:
        """The timer fires at the very moment it was set for, or just after."""
        deadline = next_deadline(self.launch)
        if deadline is None:
            return
        before = self.launch
        self.journey.now = max(self.journey.now, deadline + timedelta(microseconds=jitter))
        self.journey.later()
        self._follow(before)
        assert self.launch.seq > before.seq, "woken for nothing"
        self._nothing_left_to_do()

    def _nothing_left_to_do(self) -> None:
        """A moment that was dealt with stays so: the timer never spins."""
        deadline = next_deadline(self.launch)
        assert deadline is None or deadline > self.journey.now
        assert tick(self.launch, self.journey.now).events == ()

    def _try(self, command: Command) -> None:
        before, now = self.launch, self.journey.now
        refusal = _refusal(before, command, now)
        if refusal is not None:
            event(f"refused {type(command).__name__}")
            with pytest.raises(type(refusal)) as refused:
                handle(before, command, now)
            said = refused.value.to_facts()
            assert said == refusal.to_facts(), "`check` and `handle` disagree"
            assert SlipwayError.from_facts(refusal.code, said).to_facts() == said
            assert before == self.replayed, "a refused command left a trace"
            return
        event(f"accepted {type(command).__name__}")
        outcome = handle(before, command, now)
        self._judge(before, command, outcome)
        self.journey.launch = outcome.launch
        self.journey.events.extend(outcome.events)
        self._follow(before)

    def _judge(self, before: Launch, command: Command, outcome: Outcome) -> None:
        """An accepted command was allowed, said by rules of its own."""
        assert outcome.events, "an accepted command is on record"
        assert not before.ended, "a launch that is over takes nothing"
        if before.state is LaunchState.HELD:
            assert isinstance(
                command, ResumeLaunch | CancelLaunch | AddEvidence | ChangeLaunch | RequestCommand | RecordReading
            )
        self._judge_proposals(before, command)
        if isinstance(command, CastVote | Decide | ScoreGate):
            assert not set(command.actor.identities) & workers(before, before.gate_plan(command.gate))
        if isinstance(command, Decide):
            assert before.gate_plan(command.gate).decider in command.actor.roles
        passed = {
            gate.id
            for gate in outcome.launch.gates.values()
            if gate.state is GateState.PASSED and _state(before, gate.id) is not GateState.PASSED
        }
        decided = {command.gate} if isinstance(command, Decide | ConfirmProposal) else set()
        assert passed <= decided, "passed without a decision"
        for gate_id in passed:
            event("a gate passed")
            gate, plan = before.gates[gate_id], before.gate_plan(gate_id)
            decision = outcome.launch.gates[gate_id].decision
            assert decision is not None
            sent = command.findings if isinstance(command, Decide) else ()
            found = criteria(with_findings(before, sent, self.journey.now), plan, self.journey.now)
            plainly = isinstance(command, Decide) and may_go(before, gate, plan, command.decision, command.acknowledged)
            if plainly and all(item.passed or item.waived for item in found if item.level == "must"):
                assert decision.override is None
                continue
            event("a gate passed by two")
            two = decision.override
            assert two is not None, "passed past what stood against it, by one person"
            assert not {two.proposed_by, two.proposed_for} & ({two.seconded_by, two.seconded_for} - {None})
            assert two.against or decision.break_glass
            assert not decision.break_glass or decision.review in outcome.launch.reviews

    def _judge_proposals(self, before: Launch, command: Command) -> None:
        """A second person confirms, and a conflict of interest bars all but those who break the glass."""
        if not isinstance(command, ConfirmProposal):
            return
        proposal, plan = before.gates[command.gate].proposal, before.gate_plan(command.gate)
        assert proposal is not None
        assert command.actor.id not in {proposal.by, proposal.on_behalf_of}
        if not proposal.break_glass:
            assert not {command.actor.id, proposal.by} & workers(before, plan)
            assert (plan.override_by or before.plan.sponsor) in command.actor.roles

    def _follow(self, before: Launch) -> None:
        """Every step is in the log, and its batch in the read model."""
        events = tuple(self.journey.events[before.seq :])
        self.model.write(changes(before, self.launch, events))
        for one in events:
            if "subject" in one.data:
                self._given_on_what_was_shown(self.replayed, one)
            plan = self.replayed.plan
            self.replayed = replay(self.replayed, (one,))
            self._note_what_came_late(plan)
        for gate in self.launch.gates.values():
            was = before.gates.get(gate.id, gate)
            assert gate.past[: len(was.past)] == was.past, "a decision vanished"
            if gate.attempt > was.attempt:
                event("a gate was reopened")
                assert not gate.voided
                assert not gate.attestations
                assert not gate.votes
                assert was.decision is None or was.decision in gate.past
        for task in self.launch.tasks.values():
            if task.id in before.tasks:
                assert set(before.tasks[task.id].doers) <= set(task.doers), "a doer was forgotten"

    def _note_what_came_late(self, old: Plan) -> None:
        """After one event: which new orders came too late for whom, and who waits like any other again."""
        now = self.replayed
        waiting = {task.id for task in now.tasks.values() if task.state is TaskState.PENDING}
        waiting |= {gate.id for gate in now.gates.values() if gate.state in {GateState.PENDING, GateState.OPEN}}
        if now.plan is not old:
            for node in (*(task.id for task in now.plan.tasks), *(gate.id for gate in now.plan.gates)):
                new = directly_before(now.plan, node) - directly_before(old, node)
                self.late[node] = self.late.get(node, set()) | new
        self.late = {node: late for node, late in self.late.items() if node not in waiting}

    def _given_on_what_was_shown(self, launch: Launch, word: Event) -> None:
        """The digest on record is that of the subject at its event, and what it stands for can be looked up."""
        digest = word.data["subject"]
        assert digest == subject(deepcopy(launch), word.target).digest, "of copies nothing is found again"
        kept = self.model.subjects[f"{launch.key}.{word.target}", digest]
        assert Subject(digest, kept.parts) == subject(launch, word.target)

    @invariant()
    def the_log_rebuilds_the_launch(self) -> None:
        """Replaying the log, event by event, gives the very same launch."""
        assert self.replayed == self.launch

    @invariant()
    def the_read_model_never_drifts(self) -> None:
        """Batches folded over the run show what a snapshot shows."""
        assert self.model == ReadModel.of(self.launch)

    @invariant()
    def everything_open_may_be_open(self) -> None:
        """A stage runs after those before it, a task after all it waits for, a gate after the work it judges.

        Work is sometimes done again: then what somebody holds, and what is done, may be ahead of it. Nothing else is.
        What a change brings holds back only what had not gone ahead by then.
        """
        stages = {stage.id: stage.state for stage in self.launch.stages.values()}
        for stage in self.launch.plan.stages:
            if stages[stage.id] is not StageState.PENDING:
                assert all(stages[earlier] is not StageState.PENDING for earlier in stage.after)
            if stages[stage.id] is StageState.COMPLETE:
                assert all(is_settled(self.launch, task.id) for task in self.launch.plan.tasks_of(stage.id))
                assert all(stages[earlier] is StageState.COMPLETE for earlier in stage.after)
        for task in self.launch.plan.tasks:
            if self.launch.tasks[task.id].state in ACTIONABLE:
                assert stages[task.stage] is StageState.ACTIVE
            if self.launch.tasks[task.id].state is TaskState.OPEN:
                assert all(
                    is_settled(self.launch, node) for node in everything_before(self.launch.plan, task.id, self.late)
                )
        for gate in self.launch.plan.gates:
            if self.launch.gates[gate.id].state in {GateState.OPEN, GateState.PASSED} and not self.launch.ended:
                before = everything_before(self.launch.plan, gate.id, self.late)
                assert all(is_settled(self.launch, node) for node in before), "it relies on what is not done"
            if self.launch.gates[gate.id].state is GateState.OPEN:
                assert all(is_settled(self.launch, task) for task in self.launch.plan.settled_before(gate.id))
                assert StageState.PENDING not in {stages[stage] for stage in gate.closes}

    @invariant()
    def nobody_judges_their_own_work(self) -> None:
        """Who may not decide has no ballot that counts."""
        for gate in self.launch.gates.values():
            if gate.state is GateState.OPEN:
                barred = set(conflicted(self.launch, self.launch.gate_plan(gate.id)))
                assert barred == workers(self.launch, self.launch.gate_plan(gate.id))
                filled = [person for vote in gate.votes for person in vote.identities]
                assert not barred & set(filled)
                assert len(set(filled)) == len(filled), "somebody fills two seats"
                assert len({vote.seat for vote in gate.votes}) == len(gate.votes)

    @invariant()
    def hidden_scores_change_nothing_that_others_see(self) -> None:
        """Turn every unrevealed score round: a stranger's view of the gate stays the same."""
        for gate in self.launch.gates.values():
            view = show_gate(self.launch, gate)
            if gate.state in {GateState.PENDING, GateState.OPEN}:  # a decision keeps what it was taken on
                assert not {person for score in gate.scores for person in score.identities} & set(view.conflicted)
            if not view.scores_revealed:
                turned = tuple(replace(score, scores=dict.fromkeys(score.scores, 1)) for score in gate.scores)
                other = with_gate(self.launch, replace(gate, scores=turned))
                assert blind(show_gate(other, other.gates[gate.id]), "stranger") == blind(view, "stranger")

    @invariant()
    def four_eyes_stay_four(self) -> None:
        """Nobody did both of two tasks that must not share a doer, unless one of them is to be done again."""
        for task in self.launch.plan.tasks:
            for other in task.not_by:
                one, two = self.launch.tasks[task.id], self.launch.tasks[other]
                if one.state is TaskState.DONE and two.state is TaskState.DONE:
                    assert one.done_by != two.done_by

    @invariant()
    def nothing_is_done_half(self) -> None:
        """A task that is done has every item checked, answers where they are asked for, and a doer on record."""
        for task in self.launch.tasks.values():
            plan = self.launch.task_plan(task.id)
            if task.state is TaskState.DONE:
                assert task.checked == tuple(item.id for item in plan.checklist)
                assert (task.answers is not None) == (plan.form is not None)
                assert task.done_by in task.doers
            if task.state is TaskState.SKIPPED:
                assert plan.optional

    @invariant()
    def a_gate_has_one_outcome_an_attempt(self) -> None:
        """However many ask, one decides."""
        for gate in self.launch.gates.values():
            decisions = [*gate.past, *([gate.decision] if gate.decision else [])]
            attempts = [decision.attempt for decision in decisions if decision.kind in OUTCOMES]
            assert len(attempts) == len(set(attempts))
            assert (gate.state is GateState.PASSED) == (gate.decision is not None)

    @invariant()
    def the_ledger_knows_every_stand_still(self) -> None:
        """The last suspension is open while the launch is held, and at no other time."""
        still = [one for one in self.launch.suspensions if one.until is None]
        assert still == [*self.launch.suspensions[-1:]] * (self.launch.state is LaunchState.HELD)

    @invariant()
    def a_broken_glass_is_looked_back_on(self) -> None:
        """No launch finishes or is killed behind glass before that, and the flag stays."""
        taken = [one for gate in self.launch.gates.values() for one in (*gate.past, gate.decision) if one]
        reviews = [one.review for one in taken if one.break_glass]
        assert [*self.launch.reviews] == sorted(filter(None, reviews), key=lambda one: int(one[1:]))
        if self.launch.state in {LaunchState.FINISHED, LaunchState.KILLED, LaunchState.CANCELLED}:
            assert all(self.launch.tasks[review].state is TaskState.DONE for review in reviews if review)

    @invariant()
    def what_is_over_asks_nothing_of_anybody(self) -> None:
        """An ended launch has no work, no gate, no deadline and no place in an inbox."""
        if self.launch.state is not LaunchState.RUNNING:
            assert next_deadline(self.launch) is None
        if self.launch.ended:
            event(f"ended {self.launch.state}")
            assert not [task for task in self.launch.tasks.values() if task.state in ACTIONABLE]
            assert not [task for task in self.launch.tasks.values() if task.state is TaskState.PENDING]
            assert {gate.state for gate in self.launch.gates.values()} <= {GateState.PASSED, GateState.CANCELLED}
            assert self.model.inbox() == []

    @invariant()
    def what_runs_is_never_stuck(self) -> None:
        """While it runs, somebody can do something or a day is awaited."""
        if self.launch.state is LaunchState.RUNNING:
            assert self.model.inbox() or next_deadline(self.launch)

    def teardown(self) -> None:
        """The whole chain holds, and the whole log rebuilds the launch."""
        events = self.journey.events
        assert broken_at(self.launch.key, events) is None
        assert (len(events), events[-1].hash) == (self.launch.seq, self.launch.head)
        assert replay(begin(CHARTER, self.plan), events) == self.launch


def _state(launch: Launch, gate_id: str) -> GateState | None:
    return launch.gates[gate_id].state if gate_id in launch.gates else None


def _refusal(launch: Launch, command: Command, now: datetime) -> SlipwayError | None:
    """What `check` says against a command."""
    try:
        check(launch, command, now)
    except SlipwayError as error:
        return error
    return None


TestLaunches: Any = Launches.TestCase
TestLaunches.pytestmark = [pytest.mark.timeout(600)]
"""Only a failure needs it: to shrink a story of a hundred acts takes minutes."""
TestLaunches.settings = settings(
    max_examples=100,
    stateful_step_count=25,
    phases=(Phase.reuse, Phase.generate, Phase.shrink),  # explaining takes longer than reading
    suppress_health_check=list(HealthCheck),
)
