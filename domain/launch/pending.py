"""Who has something to do: a launch's views turned into the entries of inboxes."""

from dataclasses import dataclass
from datetime import datetime

from domain.launch.state import GateState, TaskState
from domain.launch.views import GateView, TaskView


@dataclass(frozen=True)
class PendingAct:
    """One thing one audience may do.

    `audience` is `person:<id>`, `role:<id>` or `department:<id>`. `act` is `task`, `attest`, `vote`, `decide`
    or `confirm`; `part` tells entries of one item apart (a department for `attest`, a seat for `vote`, a role for
    `confirm`).
    """

    item: str
    launch: str
    act: str
    audience: str
    title: str
    priority: int
    part: str = ""
    due_at: datetime | None = None
    opened_at: datetime | None = None
    excluded: tuple[str, ...] = ()
    """People of the audience who may not act: the work is theirs, or they voted in another seat."""


def task_acts(task: TaskView) -> tuple[PendingAct, ...]:
    """The inbox entries of a task: its holder's once claimed, else its candidates'; none while on hold."""
    if task.held:
        return ()
    if task.state == TaskState.CLAIMED:
        audience = f"person:{task.claimed_by}"
    elif task.state == TaskState.OPEN:
        audience = f"role:{task.role}" if task.role else f"department:{task.department}"
    else:
        return ()
    return (
        PendingAct(
            item=task.id,
            launch=task.launch,
            act="task",
            audience=audience,
            title=task.title,
            priority=task.priority,
            due_at=task.due_at,
            opened_at=task.opened_at,
        ),
    )


def gate_acts(gate: GateView) -> tuple[PendingAct, ...]:
    """The inbox entries of an open gate: departments to attest, seats to vote, and the decider when it is their turn.

    It is, once nobody's word is missing, or once the gate's time runs out on those who are silent.
    """
    if gate.state != GateState.OPEN or gate.held:
        return ()
    attested = {attestation.department for attestation in gate.attestations}
    voted = {vote.seat for vote in gate.votes}
    entries = [
        *(
            ("attest", f"department:{department}", department)
            for department in gate.attest
            if department not in attested
        ),
        *(("vote", f"role:{seat}", seat) for seat in gate.seats if seat not in voted),
    ]
    if not entries or gate.sla_marks:
        entries.append(("decide", f"role:{gate.decider}", ""))
    entries += [("confirm", f"role:{role}", role) for role in gate.confirmers]
    voters = (person for vote in gate.votes for person in vote.identities)  # one person fills one seat
    excluded = {
        "attest": (),
        "vote": tuple(dict.fromkeys((*gate.conflicted, *voters))),
        "decide": gate.conflicted,
        "confirm": _not_second(gate),
    }
    return tuple(
        PendingAct(
            item=gate.id,
            launch=gate.launch,
            act=act,
            audience=audience,
            part=part,
            title=gate.title,
            priority=gate.priority,
            due_at=gate.due_at,
            opened_at=gate.opened_at,
            excluded=excluded[act],
        )
        for act, audience, part in entries
    )


def _not_second(gate: GateView) -> tuple[str, ...]:
    """Whoever proposed, for themselves or another; behind glass, conflicts of interest do not count."""
    if gate.proposal is None:
        return ()
    proposers = (person for person in (gate.proposal.by, gate.proposal.on_behalf_of) if person is not None)
    barred = () if gate.proposal.break_glass else gate.conflicted
    return tuple(dict.fromkeys((*barred, *proposers)))
