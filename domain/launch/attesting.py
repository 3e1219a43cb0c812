"""The rules of attestations: a department says whether its part is ready."""

from domain.errors import Invalid, NotAllowed, Problem, WrongState
from domain.launch.commands import Attest, RevokeAttestation
from domain.launch.consent import on_record, require_seen
from domain.launch.draft import Draft
from domain.launch.guards import find_gate, require_open, require_text, require_version
from domain.launch.rule import Rule, Rules
from domain.launch.state import Launch


def check_attest(launch: Launch, command: Attest) -> None:
    """A member of an asked department speaks for it."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
    require_seen(launch, command.gate, command.subject)
    if command.department not in plan.attest:
        asked = ", ".join(plan.attest) or "no department"
        raise Invalid(
            f"{plan.id} asks {asked} to attest",
            problems=[Problem("/department", f"Name one of: {asked}.")],
        )
    if command.department not in command.actor.departments:
        raise NotAllowed(f"Only members of {command.department} attest for it", department=command.department)
    if not command.ready:
        require_text(command.note, "/note", "what is missing")


def attest(draft: Draft, command: Attest) -> str:
    """Put the department's word on record; a later word replaces it."""
    data = {"department": command.department, "ready": command.ready, "note": command.note}
    data |= on_record(draft.launch, command.gate, command.subject)
    draft.record("gate.attested", command.gate, command.actor, **data)
    return f"{command.department} is {'ready' if command.ready else 'not ready'}"


def check_revoke(launch: Launch, command: RevokeAttestation) -> None:
    """A member of the department takes its word back while the gate is open."""
    gate, plan = find_gate(launch, command.gate)
    require_open(launch, gate)
    require_version(gate.version, command.expected_version)
    if command.department not in command.actor.departments:
        raise NotAllowed(f"Only members of {command.department} attest for it", department=command.department)
    if command.department not in {said.department for said in gate.attestations}:
        raise WrongState(f"{command.department} has not attested at {plan.id}", legal=("attest",))


def revoke(draft: Draft, command: RevokeAttestation) -> str:
    """Ask the department again."""
    draft.record("gate.attestation_revoked", command.gate, command.actor, department=command.department)
    return f"{command.department} is asked again"


RULES: Rules = {
    Attest: Rule("attest", check_attest, attest, "gate"),
    RevokeAttestation: Rule("revoke_attestation", check_revoke, revoke, "gate"),
}
