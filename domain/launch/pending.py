"""Who has something to do: a launch's views turned into the entries of inboxes."""

from dataclasses import dataclass
from datetime import datetime

from domain.launch.state import GateState, RequestState, TaskState
from domain.launch.views import GateView, RequestView, TaskView
from domain.seats import audience as audience_of


@dataclass(frozen=True)
class PendingAct:
    """One thing one audience may do.

    `audience` is `person:<id>`, `role:<id>` or `department:<id>`. `act` is `task`, `attest`, `vote`, `score`, `decide`,
    `confirm` or `review`; `part` tells entries of one item apart (a department for `attest`, a seat for `vote` and
    `score`, a role for `confirm`, a person for a `task` that is for people by name).
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
    """People of the audience who may not act: the work is theirs, or they voted in another seat or scored already."""
    stages: tuple[str, ...] = ()
    """The stages it belongs to: a task's own, or those a gate closes."""
    hidden_until: datetime | None = None
    """Nobody is shown it before this moment, though it is theirs to do."""


def task_acts(task: TaskView) -> tuple[PendingAct, ...]:
    """The inbox entries of a task: its holder's once claimed, else its candidates'; none while on hold."""
    if task.held:
        return ()
    if task.state not in {TaskState.OPEN, TaskState.CLAIMED}:
        return ()
    holder = task.claimed_by
    return tuple(
        PendingAct(
            item=task.id,
            launch=task.launch,
            act="task",
            audience=audience,
            part=audience.removeprefix("person:") if task.people and holder is None else "",
            title=task.title,
            priority=task.priority,
            due_at=task.due_at,
            opened_at=task.opened_at,
            excluded=task.barred if holder is None else (),
            stages=(task.stage,) if task.stage else (),
            hidden_until=task.follow_up_at,
        )
        for audience in audiences(holder, task.people, task.role, task.department)
    )


def audiences(holder: str | None, people: tuple[str, ...], role: str | None, department: str) -> tuple[str, ...]:
    """Whom a task waits for: its holder, else the people named for it, else its role, else its department."""
    if holder is not None:
        return (f"person:{holder}",)
    if people:
        return tuple(f"person:{person}" for person in people)
    return (f"role:{role}" if role else f"department:{department}",)


def gate_acts(gate: GateView) -> tuple[PendingAct, ...]:
    """The inbox entries of an open gate: departments to attest, seats to vote, roles to score, and the decider in turn.

    It is the decider's turn once nobody's word is missing, once nothing stands against a go, or once half of the
    gate's time has run out on those who are silent.
    """
    if gate.state != GateState.OPEN or gate.held:
        return ()
    entries = [
        *(("attest", f"department:{department}", department) for department in gate.silent),
        *(("vote", audience_of(seat), seat) for seat in gate.asked),
        *(("score", audience_of(seat), seat) for seat in gate.to_score),
    ]
    if not entries or gate.sla_marks or not gate.waiting:
        entries.append(("decide", f"role:{gate.decider}", ""))
    entries += [("confirm", f"role:{role}", role) for role in gate.confirmers]
    voters = (person for vote in gate.votes for person in vote.identities)  # one person fills one seat
    excluded = {
        "attest": (),
        "vote": tuple(dict.fromkeys((*gate.conflicted, *voters))),
        "score": tuple(dict.fromkeys((*gate.conflicted, *(one for score in gate.scores for one in score.identities)))),
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
            stages=gate.closes,
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


def request_acts(view: RequestView) -> tuple[PendingAct, ...]:
    """The inbox entry of a request: the asked person's, until it is answered; also while the launch is held."""
    if view.request.state is not RequestState.OPEN:
        return ()
    return (
        PendingAct(
            item=view.id,
            launch=view.launch,
            act="review",
            audience=f"person:{view.request.of}",
            title=view.title,
            priority=view.priority,
            part=view.request.target,
            opened_at=view.request.at,
        ),
    )
