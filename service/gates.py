"""What people do at gates."""

from dataclasses import dataclass, replace

from domain.actors import Actor
from domain.errors import Conflict, Invalid, NotFound, Problem, SubjectChanged
from domain.ids import item_id
from domain.launch.blind import blind
from domain.launch.commands import (
    AddApprover,
    Attest,
    BallotCommand,
    BreakGlass,
    CastVote,
    ConfirmProposal,
    Decide,
    DeclineProposal,
    GateCommand,
    NewCondition,
    RevokeAttestation,
    RevokeVote,
    ScoreGate,
    WaiveCriterion,
    WithdrawProposal,
)
from domain.launch.consent import CURRENT
from domain.launch.ledger import Voided
from domain.launch.state import Choice, DecisionKind
from domain.launch.views import Batch, GateView, SubjectView
from domain.launch.voiding import voided_as_shown
from service import subjects
from service.conduct import Conductor, Done, launch_of, pick
from service.findings import Findings
from service.launches import MOST_ITEMS
from service.leavers import Leavers
from store import gates, launches, people, tasks
from store.database import Database


@dataclass(frozen=True)
class Gates:
    """The use cases of gates. Gate ids are outside names; ballots are shown as the viewer may see them.

    `subject` is the digest of what the caller was shown: their word is refused with SubjectChanged once it is another.
    Callers that show nothing leave it out, and what the gate is about at that moment goes on record.
    """

    database: Database
    conductor: Conductor
    findings: Findings

    async def show(self, viewer: str, gate_id: str) -> GateView:
        """One gate. Raises NotFound."""
        async with self.database.read() as conn:
            view = await gates.get(conn, gate_id)
        if view is None:
            raise NotFound(f"There is no gate {gate_id}.")
        return blind(view, viewer)

    async def subject(self, gate_id: str, digest: str | None = None) -> SubjectView:
        """What a gate is about now, or what somebody was shown under this digest. Raises NotFound."""
        return await subjects.show(self.database, self.conductor.engine, gate_id, digest)

    async def attest(
        self,
        actor: Actor,
        command_key: str,
        gate_id: str,
        *,
        department: str,
        ready: bool,
        note: str = "",
        expected_version: int | None = None,
        subject: str | None = None,
    ) -> Done[GateView]:
        """Say whether a department's part is ready."""
        launch, local = launch_of(gate_id, "gate")
        command = Attest(command_key, actor, local, department, ready, note, expected_version, subject or CURRENT)
        return await self._carry_out(launch, command)

    async def vote(
        self,
        actor: Actor,
        command_key: str,
        gate_id: str,
        *,
        choice: Choice,
        rationale: str = "",
        seat: str | None = None,
        expected_version: int | None = None,
        subject: str | None = None,
    ) -> Done[GateView]:
        """Cast a ballot, or change it. Whoever sits there and no longer may makes room."""
        launch, local = launch_of(gate_id, "gate")
        command = CastVote(command_key, actor, local, choice, rationale, seat, expected_version, subject or CURRENT)
        try:
            return await self._carry_out(launch, command)
        except Conflict as refusal:
            if "voter" not in refusal.facts or not await self._leavers.review(launch, local):
                raise
        return await self._carry_out(launch, command)

    async def score(
        self,
        actor: Actor,
        command_key: str,
        gate_id: str,
        *,
        scores: dict[str, int],
        rationale: str = "",
        expected_version: int | None = None,
        subject: str | None = None,
    ) -> Done[GateView]:
        """Score what is this person's to score, or change it."""
        launch, local = launch_of(gate_id, "gate")
        command = ScoreGate(command_key, actor, local, scores, rationale, expected_version, subject or CURRENT)
        return await self._carry_out(launch, command)

    async def decide(
        self,
        actor: Actor,
        command_key: str,
        gate_id: str,
        *,
        decision: DecisionKind,
        rationale: str,
        recycle_to: str | None = None,
        conditions: tuple[NewCondition, ...] = (),
        override: bool = False,
        expected_version: int | None = None,
        subject: str | None = None,
        acknowledged: tuple[str, ...] = (),
    ) -> Done[GateView]:
        """Decide an open gate. Raises AlreadyDecided, naming who and when, to whoever comes second.

        With `override`, what reasons stand against is proposed to a second person instead of refused.
        """
        launch, local = launch_of(gate_id, "gate")
        await self._require_owners(conditions)
        named = tuple(replace(item, before_gate=_local(launch, item.before_gate)) for item in conditions)
        await self._leavers.review(launch, local)
        found = await self.findings.now(launch, local)
        command = Decide(
            command_key,
            actor,
            local,
            decision,
            rationale,
            recycle_to,
            named,
            expected_version,
            override,
            found,
            subject or CURRENT,
            acknowledged,
        )
        return await self._carry_out(launch, command)

    async def revoke_vote(
        self, actor: Actor, command_key: str, gate_id: str, *, expected_version: int | None = None
    ) -> Done[GateView]:
        """Take one's own ballot back."""
        launch, local = launch_of(gate_id, "gate")
        return await self._carry_out(launch, RevokeVote(command_key, actor, local, expected_version))

    async def revoke_attestation(
        self, actor: Actor, command_key: str, gate_id: str, *, department: str, expected_version: int | None = None
    ) -> Done[GateView]:
        """Take a department's word back."""
        launch, local = launch_of(gate_id, "gate")
        command = RevokeAttestation(command_key, actor, local, department, expected_version)
        return await self._carry_out(launch, command)

    async def confirm(
        self,
        actor: Actor,
        command_key: str,
        gate_id: str,
        *,
        rationale: str,
        expected_version: int | None = None,
        subject: str | None = None,
    ) -> Done[GateView]:
        """Second what somebody else proposed, which takes effect by that."""
        launch, local = launch_of(gate_id, "gate")
        await self._leavers.review(launch, local)
        command = ConfirmProposal(command_key, actor, local, rationale, expected_version, subject or CURRENT)
        return await self._carry_out(launch, command)

    async def decline(
        self, actor: Actor, command_key: str, gate_id: str, *, rationale: str, expected_version: int | None = None
    ) -> Done[GateView]:
        """Refuse to second it, on record."""
        launch, local = launch_of(gate_id, "gate")
        return await self._carry_out(launch, DeclineProposal(command_key, actor, local, rationale, expected_version))

    async def withdraw(
        self, actor: Actor, command_key: str, gate_id: str, *, rationale: str = "", expected_version: int | None = None
    ) -> Done[GateView]:
        """Take back what one has proposed."""
        launch, local = launch_of(gate_id, "gate")
        return await self._carry_out(launch, WithdrawProposal(command_key, actor, local, rationale, expected_version))

    async def add_approver(
        self,
        actor: Actor,
        command_key: str,
        gate_id: str,
        *,
        person: str,
        reason: str,
        expected_version: int | None = None,
    ) -> Done[GateView]:
        """Ask one more person to vote."""
        launch, local = launch_of(gate_id, "gate")
        async with self.database.read() as conn:
            found = await people.get(conn, person)
        if found is None or not found.active:
            problem = Problem("/person", f"There is no person {person}.")
            raise Invalid("Nobody can approve who is not here.", problems=[problem])
        command = AddApprover(command_key, actor, local, person, reason, expected_version)
        return await self._carry_out(launch, command)

    async def waive(
        self,
        actor: Actor,
        command_key: str,
        gate_id: str,
        *,
        criterion: str,
        rationale: str,
        days: int,
        expected_version: int | None = None,
    ) -> Done[GateView]:
        """Let a criterion not count for so many business days."""
        launch, local = launch_of(gate_id, "gate")
        command = WaiveCriterion(command_key, actor, local, criterion, rationale, days, expected_version)
        return await self._carry_out(launch, command)

    async def break_glass(
        self,
        actor: Actor,
        command_key: str,
        gate_id: str,
        *,
        decision: DecisionKind,
        rationale: str,
        expected_version: int | None = None,
        subject: str | None = None,
        acknowledged: tuple[str, ...] = (),
    ) -> Done[GateView]:
        """Propose, in an emergency, what a second person must confirm."""
        launch, local = launch_of(gate_id, "gate")
        seen = subject or CURRENT
        command = BreakGlass(command_key, actor, local, decision, rationale, expected_version, seen, acknowledged)
        return await self._carry_out(launch, command)

    async def recycle_preview(self, viewer: str, gate_id: str, to: str) -> Voided:
        """What going back to a stage would undo; nothing changes. Raises Invalid for a stage it cannot go back to."""
        gate = await self.show(viewer, gate_id)
        if to not in gate.recycle_to:
            named = ", ".join(gate.recycle_to) or "none"
            problem = Problem("/to", f"{gate.local_id} goes back to: {named}.")
            raise Invalid(f"{gate.local_id} cannot go back to {to}", problems=[problem])
        async with self.database.read() as conn:
            launch = await launches.get(conn, gate.launch)
            work = await tasks.of_launch(conn, gate.launch, limit=MOST_ITEMS)
            judged = await gates.of_launch(conn, gate.launch, limit=MOST_ITEMS)
        if launch is None:
            raise NotFound(f"There is no launch {gate.launch}.")
        return voided_as_shown(launch, work.items, judged.items, to)

    @property
    def _leavers(self) -> Leavers:
        return Leavers(self.database, self.conductor)

    async def _require_owners(self, conditions: tuple[NewCondition, ...]) -> None:
        """A condition is as good as the person who sees to it."""
        async with self.database.read() as conn:
            owners = [await people.get(conn, condition.owner) for condition in conditions]
        problems = [
            Problem(f"/conditions/{index}/owner", f"There is no person {conditions[index].owner}.")
            for index, owner in enumerate(owners)
            if owner is None or not owner.active
        ]
        if problems:
            raise Invalid("Somebody here must see to each condition.", problems=problems)

    async def _carry_out(self, launch: str, command: GateCommand | BallotCommand) -> Done[GateView]:
        def view(batch: Batch, _: str) -> GateView:
            return blind(pick(batch.gates, lambda gate: gate.local_id == command.gate), command.actor.id)

        try:
            return await self.conductor.carry_out(launch, command, view)
        except SubjectChanged as error:
            raise await subjects.explained(self.database, item_id(launch, command.gate), error) from error


def _local(launch: str, gate: str) -> str:
    """Gates may be named from the outside or from the inside of their launch."""
    return gate.removeprefix(f"{launch}.")
