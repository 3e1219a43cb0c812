"""What people do at gates."""

from dataclasses import dataclass, replace

from domain.actors import Actor
from domain.errors import Invalid, NotFound, Problem
from domain.launch.blind import blind
from domain.launch.commands import (
    AddApprover,
    Attest,
    BallotCommand,
    CastVote,
    Decide,
    GateCommand,
    NewCondition,
    RevokeAttestation,
    RevokeVote,
)
from domain.launch.state import Choice, DecisionKind
from domain.launch.views import GateView
from service.conduct import Conductor, Done, launch_of, pick
from service.leavers import Leavers
from store import gates, people
from store.database import Database


@dataclass(frozen=True)
class Gates:
    """The use cases of gates. Gate ids are outside names; ballots are shown as the viewer may see them."""

    database: Database
    conductor: Conductor

    async def show(self, viewer: str, gate_id: str) -> GateView:
        """One gate. Raises NotFound."""
        async with self.database.read() as conn:
            view = await gates.get(conn, gate_id)
        if view is None:
            raise NotFound(f"There is no gate {gate_id}.")
        return blind(view, viewer)

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
    ) -> Done[GateView]:
        """Say whether a department's part is ready."""
        launch, local = launch_of(gate_id, "gate")
        command = Attest(command_key, actor, local, department, ready, note, expected_version)
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
    ) -> Done[GateView]:
        """Cast a ballot, or change it."""
        launch, local = launch_of(gate_id, "gate")
        await self._leavers.review(launch, local)
        command = CastVote(command_key, actor, local, choice, rationale, seat, expected_version)
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
        expected_version: int | None = None,
    ) -> Done[GateView]:
        """Decide an open gate. Raises AlreadyDecided, naming who and when, to whoever comes second."""
        launch, local = launch_of(gate_id, "gate")
        await self._require_owners(conditions)
        named = tuple(replace(item, before_gate=_local(launch, item.before_gate)) for item in conditions)
        await self._leavers.review(launch, local)
        command = Decide(command_key, actor, local, decision, rationale, recycle_to, named, expected_version)
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
        receipt, batch, projected = await self.conductor.carry_out(launch, command)
        view = pick(batch.gates, lambda gate: gate.local_id == command.gate)
        return Done(blind(view, command.actor.id), receipt.seq, receipt.verdict, projected)


def _local(launch: str, gate: str) -> str:
    """Gates may be named from the outside or from the inside of their launch."""
    return gate.removeprefix(f"{launch}.")
