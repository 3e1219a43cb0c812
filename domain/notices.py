"""What tells whom: the events of a batch, with the views they led to, turned into notices.

Pure, so that two deliveries of one batch come to the same notices: each has an id made of what it is about. An event
that is not in `TELLS` tells nobody. To let one tell somebody, add one line there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.events import Event
from domain.ids import SYSTEM
from domain.launch.pending import PendingAct, gate_acts, request_acts, task_acts
from domain.launch.state import GateState, TaskState
from domain.launch.views import Batch, GateView, TaskView
from domain.moves import WORDS, moved_by, said, slip_behind, who_caused
from domain.text import minute

ANY_ACT = "any"
"""The `act` of a notice that is true for as long as anybody has anything to do on its item."""

MAX_TEXT = 1000
"""Characters of somebody's words that a notice repeats; the rest is behind its link."""


class NoticeKind(StrEnum):
    """What people can choose channels for."""

    TASK = "task"
    """A task waits for you: it opened, came back, or is a condition you own."""
    GATE = "gate"
    """A gate waits for your word: to attest, to vote or to decide."""
    OVERDUE = "overdue"
    """A mark of an SLA has passed."""
    DECIDED = "decided"
    """A gate of a launch you own is decided."""
    FOLLOWED = "followed"
    """A gate that you voted at, or your department spoke at, is decided."""
    LAUNCH = "launch"
    """A launch was held, resumed, cancelled, killed or finished."""
    REVIEW = "review"
    """Somebody asks what you think of a task or a gate."""
    MENTION = "mention"
    """Somebody named you in a comment."""


@dataclass(frozen=True)
class Notice:
    """Something to tell an audience."""

    id: str
    """Stable: the same event tells the same audience under the same id, however often it is delivered."""
    launch: str
    kind: str
    topic: str
    """Whoever is in several audiences of one topic is told once."""
    item: str
    """Outside id of the task, gate, launch or comment it is about."""
    audience: str
    """`person:<id>`, `role:<id>`, `department:<id>`, or `named:<id>` when only the name is known."""
    subject: str
    text: str
    path: str
    """The page it leads to, below the address where people reach Slipway."""
    created_at: datetime
    act: str = ""
    """The inbox entry that must still be there when it is sent; empty for what stays true."""
    part: str = ""
    excluded: tuple[str, ...] = ()
    """People who are not told: it is their own act, or they may not act on it."""
    urgent: bool = False
    """May reach people in their quiet hours, if they say so."""


Telling = Callable[[Event, Batch], Iterable[Notice]]


def notices_of(batch: Batch) -> tuple[Notice, ...]:
    """Every notice that the events of a batch give rise to, each id once."""
    found: dict[str, Notice] = {}
    for event in batch.events:
        tells = TELLS.get(event.action)
        for notice in tells(event, batch) if tells else ():
            found.setdefault(notice.id, notice)
    return tuple(found.values())


def ask(event: Event, batch: Batch) -> Iterator[Notice]:
    """Tell everybody whom the task or gate of an event now waits for.

    An event that names a seat, a department or a person of a gate asks those alone, such as a ballot that is void.
    """
    task = _task(event, batch)
    gate = _gate(event, batch)
    if task is not None:
        yield from (_asked(event, act, NoticeKind.TASK, f"/tasks/{task.id}", task.guide) for act in task_acts(task))
    if gate is not None:
        for act in gate_acts(gate):
            if _concerns(event, act):
                yield _asked(event, act, NoticeKind.GATE, f"/gates/{gate.id}")


def ask_scorers(event: Event, batch: Batch) -> Iterator[Notice]:
    """Tell everybody whose scores a gate waits for again, role by role."""
    gate, roles = _gate(event, batch), event.data.get("roles", ())
    for act in gate_acts(gate) if gate is not None else ():
        if act.act == "score" and (not roles or act.part in roles):
            yield _asked(event, act, NoticeKind.GATE, f"/gates/{act.item}")


def ask_decider(event: Event, batch: Batch) -> Iterator[Notice]:
    """Tell the decider that it is their turn, once nobody's word is missing: once for each attempt of a gate."""
    gate = _gate(event, batch)
    acts = gate_acts(gate) if gate is not None else ()
    if gate is not None and [act.act for act in acts] == ["decide"]:
        asked = _asked(event, acts[0], NoticeKind.GATE, f"/gates/{gate.id}", "Everybody has spoken: it is your turn.")
        yield replace(asked, topic=f"{gate.id}:{gate.attempt}:decide")


def ask_seconder(event: Event, batch: Batch) -> Iterator[Notice]:
    """Tell whoever may second what was proposed."""
    gate = _gate(event, batch)
    for act in gate_acts(gate) if gate is not None else ():
        if act.act == "confirm":
            yield _asked(event, act, NoticeKind.GATE, f"/gates/{act.item}", str(event.data.get("rationale", "")))


def tell_proposer(event: Event, batch: Batch) -> Iterator[Notice]:
    """Tell whoever proposed a decision that it is void, and why, so that they may propose it again."""
    gate = _gate(event, batch)
    for proposal in gate.past_proposals[-1:] if gate is not None else ():
        yield _notice(
            event,
            batch.launch.key,
            f"person:{proposal.by}",
            NoticeKind.GATE,
            item=event.target,
            subject=f"Void: {proposal.kind.replace('_', ' ')} ({batch.launch.key})",
            text=f"What you proposed is void: {event.data['why']}. Look at it again; you may propose it anew.",
            path=f"/gates/{batch.launch.key}.{event.target}",
        )


def ask_reviewer(event: Event, batch: Batch) -> Iterator[Notice]:
    """Tell somebody that their opinion is asked for."""
    asked = next((view for view in batch.requests if view.request.id == event.target), None)
    for act in request_acts(asked) if asked is not None else ():
        noun = "tasks" if any(task.local_id == act.part for task in batch.tasks) else "gates"
        page = f"/{noun}/{act.launch}.{act.part}"
        yield _asked(event, act, NoticeKind.REVIEW, page, str(event.data.get("note", "")))


def tell_of_mark(event: Event, batch: Batch) -> Iterator[Notice]:
    """Tell whom the event names that an SLA's mark has passed: once for each item, attempt and mark."""
    view = _task(event, batch) or _gate(event, batch)
    if view is None:
        return
    percent = event.data["percent"]
    due = f" It was due {minute(view.due_at)}." if percent >= 100 else f" It is due {minute(view.due_at)}."
    said = "Half of the time is gone" if percent < 100 else "Overdue" if percent == 100 else "Long overdue"
    notice = _notice(
        event,
        batch.launch.key,
        f"named:{event.data['told']}",
        NoticeKind.OVERDUE,
        item=view.id,
        subject=f"{said}: {view.title} ({view.launch})",
        text=f"{percent} % of the time for “{view.title}” has passed.{due}",
        path=f"/{'tasks' if isinstance(view, TaskView) else 'gates'}/{view.id}",
    )
    topic = f"{view.id}:{event.data.get('attempt', view.attempt)}:{percent}"
    yield replace(notice, topic=topic, act=ANY_ACT, urgent=percent >= 150)


def tell_of_slip(event: Event, batch: Batch) -> Iterator[Notice]:
    """Tell those whose tasks wait for one that is late, or is done again, what they wait for.

    Whoever is told with it that their due dates move hears of it there.
    """
    view = _task(event, batch)
    if view is None:
        return
    move = moved_by(event, batch)
    told = said(move, batch.launch) if move else {}
    held_up: dict[str, list[str]] = {}
    for one in event.data["dependants"]:
        for audience in (owner for owner in one["owners"] if owner not in told):
            held_up.setdefault(audience, []).append(one["task"])
    why = WORDS[event.data["because"]]
    excluded = tuple(dict.fromkeys(who_caused(event, {event.target}, batch)))
    for audience, tasks in held_up.items():
        notice = _notice(
            event,
            batch.launch.key,
            audience,
            NoticeKind.OVERDUE,
            item=view.id,
            subject=f"Held up: {view.title} ({view.launch})",
            text=f"“{view.title}” {why}. These wait for it: {', '.join(tasks)}.",
            path=f"/tasks/{view.id}",
        )
        yield replace(notice, excluded=excluded)


def tell_of_moves(event: Event, batch: Batch) -> Iterator[Notice]:
    """Tell whose due dates move what they were and are, together with the slip that moved them; not whose act did."""
    cause = _task(event, batch) or _gate(event, batch)
    title, item = (cause.title, cause.id) if cause else (batch.launch.title, batch.launch.key)
    noun = "tasks" if isinstance(cause, TaskView) else "gates" if cause else "launches"
    because, slip = event.data["because"], slip_behind(event, batch)
    why = because[0]["why"] if because else "done"
    own = who_caused(event, {one["item"] for one in because}, batch)
    excluded = tuple(dict.fromkeys(own))
    for audience, lines in said(event, batch.launch).items():
        notice = _notice(
            event,
            batch.launch.key,
            audience,
            NoticeKind.OVERDUE,
            item=item,
            subject=f"Due dates moved: {title} ({batch.launch.key})",
            text="\n".join((f"“{title}” {WORDS.get(why, f'is {why}')}.", "", *lines))[:MAX_TEXT],
            path=f"/{noun}/{item}",
        )
        yield replace(notice, topic=f"{batch.launch.key}:{(slip or event).seq}", excluded=excluded)


def tell_decision(event: Event, batch: Batch) -> Iterator[Notice]:
    """Tell the owner, who voted and whose departments attested how a gate was decided, and why."""
    gate = _gate(event, batch)
    if gate is None:
        return
    decision = str(event.data["decision"]).replace("_", " ")
    # A recycle has voided the ballots by now; then whoever holds the seats is told.
    voters = tuple(f"person:{vote.voter}" for vote in gate.votes) or tuple(f"role:{seat}" for seat in gate.seats)
    departments = tuple(f"department:{department}" for department in gate.attest)
    owner = f"person:{batch.launch.owner}"
    for audience in dict.fromkeys((owner, *voters, *departments)):
        yield _notice(
            event,
            batch.launch.key,
            audience,
            NoticeKind.DECIDED if audience == owner else NoticeKind.FOLLOWED,
            item=gate.id,
            subject=f"Decided: {decision} – {gate.title} ({gate.launch})",
            text=f"{event.actor} decided “{decision}” on “{gate.title}”.\n\n{event.data['rationale'][:MAX_TEXT]}",
            path=f"/gates/{gate.id}",
        )


def tell_of_launch(event: Event, batch: Batch) -> Iterator[Notice]:
    """Tell the owner, and whoever had something open, that the whole launch stopped, went on or ended."""
    launch = batch.launch
    word = event.action.partition(".")[2]
    by = "" if event.actor == SYSTEM else f", by {event.actor}"
    why = str(event.data.get("reason") or event.data.get("note") or "")[:MAX_TEXT]
    topic = _topic_of_cause(event, batch)
    for audience in dict.fromkeys((f"person:{launch.owner}", *_who_had_something_open(batch))):
        notice = _notice(
            event,
            launch.key,
            audience,
            NoticeKind.LAUNCH,
            item=launch.key,
            subject=f"{word.capitalize()}: {launch.title} ({launch.key})",
            text=f"“{launch.title}” is {word}{by}.\n\n{why}".strip(),
            path=f"/launches/{launch.key}",
        )
        yield replace(notice, topic=topic)


TELLS: Mapping[str, Telling] = {
    "task.opened": ask,
    "task.unclaimed": ask,
    "task.assigned": ask,
    "task.returned": ask,
    "task.reopened": ask,
    "task.overdue": tell_of_mark,
    "task.slipped": tell_of_slip,
    "task.resumed": ask,
    "dues.moved": tell_of_moves,
    "condition.added": ask,
    "review.added": ask,
    "gate.opened": ask,
    "gate.attested": ask_decider,
    "gate.voted": ask_decider,
    "gate.scored": ask_decider,
    "gate.vote_voided": ask,
    "gate.score_voided": ask_scorers,
    "gate.vote_revoked": ask,
    "gate.attestation_voided": ask,
    "gate.attestation_revoked": ask,
    "gate.approval_expired": ask,
    "gate.approver_added": ask,
    "gate.override_proposed": ask_seconder,
    "gate.break_glass_proposed": ask_seconder,
    "gate.proposal_voided": tell_proposer,
    "review.requested": ask_reviewer,
    "gate.overdue": tell_of_mark,
    "gate.decided": tell_decision,
    "launch.held": tell_of_launch,
    "launch.resumed": tell_of_launch,
    "launch.cancelled": tell_of_launch,
    "launch.killed": tell_of_launch,
    "launch.finished": tell_of_launch,
}
"""Which events tell somebody, by action."""

_WORDS = {
    "task": ("To do", "waits for you"),
    "attest": ("Attest", "asks whether your department is ready"),
    "vote": ("Vote", "asks for your vote"),
    "decide": ("Decide", "waits for your decision"),
    "confirm": ("Confirm", "waits for a second person to confirm or decline what is proposed"),
    "review": ("Review", "waits for what you think of it"),
    "score": ("Score", "asks for your scores"),
}


def _task(event: Event, batch: Batch) -> TaskView | None:
    return next((task for task in batch.tasks if task.local_id == event.target), None)


def _gate(event: Event, batch: Batch) -> GateView | None:
    return next((gate for gate in batch.gates if gate.local_id == event.target), None)


def _concerns(event: Event, act: PendingAct) -> bool:
    named = [event.data[name] for name in ("seat", "department", "person") if event.data.get(name)]
    return not named or any(act.part == name or act.audience == f"person:{name}" for name in named)


def _asked(event: Event, act: PendingAct, kind: NoticeKind, path: str, more: str = "") -> Notice:
    short, said = _WORDS.get(act.act, (act.act.replace("_", " ").capitalize(), "waits for you"))
    due = f" It is due {minute(act.due_at)}." if act.due_at else ""
    notice = _notice(
        event,
        act.launch,
        act.audience,
        kind,
        item=act.item,
        subject=f"{short}: {act.title} ({act.launch})",
        text=f"“{act.title}” {said}.{due}\n\n{more[:MAX_TEXT]}".strip(),
        path=path,
    )
    excluded = tuple(dict.fromkeys((*notice.excluded, *act.excluded)))
    return replace(notice, act=act.act, part=act.part, excluded=excluded)


def _notice(
    event: Event, launch: str, audience: str, kind: NoticeKind, *, item: str, subject: str, text: str, path: str
) -> Notice:
    return Notice(
        id=f"{launch}:{event.seq}:{kind}:{audience}",
        launch=launch,
        kind=kind.value,
        topic=f"{launch}:{event.seq}",
        item=item,
        audience=audience,
        subject=subject,
        text=text,
        path=path,
        created_at=event.occurred_at,
        excluded=tuple(person for person in (event.actor, event.on_behalf_of) if person and person != SYSTEM),
    )


def _topic_of_cause(event: Event, batch: Batch) -> str:
    """A launch that a decision holds or kills is told of together with the decision."""
    before = next((one for one in batch.events if one.seq == event.seq - 1), None)
    caused = before is not None and before.action == "gate.decided" and before.actor == event.actor
    return f"{batch.launch.key}:{event.seq - 1 if caused else event.seq}"


def _who_had_something_open(batch: Batch) -> Iterator[str]:
    """The audiences of what a hold or an end took out of inboxes, or a resume brought back."""
    for task in batch.tasks:
        if task.opened_at and task.state in {TaskState.OPEN, TaskState.CLAIMED, TaskState.CANCELLED}:
            state = TaskState.CLAIMED if task.claimed_by else TaskState.OPEN
            yield from (act.audience for act in task_acts(replace(task, state=state.value, held=False)))
    for gate in batch.gates:
        if gate.opened_at and gate.state in {GateState.OPEN, GateState.CANCELLED}:
            yield from (act.audience for act in gate_acts(_as_when_open(gate)))


def _as_when_open(gate: GateView) -> GateView:
    """A gate that was cancelled asks nobody any more; whose word was missing tells whom it asked."""
    if gate.state == GateState.OPEN:
        return replace(gate, held=False)
    said = {attestation.department for attestation in gate.attestations}
    voted = {vote.seat for vote in gate.votes}
    silent = tuple(department for department in gate.attest if department not in said)
    empty = tuple(seat for seat in gate.seats if seat not in voted)
    missing = tuple(f"{name} was silent" for name in (*silent, *empty))
    return replace(gate, state=GateState.OPEN.value, held=False, silent=silent, asked=empty, waiting=missing)
