"""What happened, as a colleague would tell it: one sentence for each action of the log."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from domain.events import Event
from domain.ids import SYSTEM
from domain.launch.blind import HIDDEN, HIDDEN_SCORE
from domain.launch.views import GateView, LaunchView, TaskView
from web.language import say
from web.words import listed, spoken

SENTENCES: Mapping[str, str] = {
    "condition.added": "{who} set a condition before {gate}: {title}",
    "criterion.evaluated": "{criterion} was looked at again for {target}: {outcome}",
    "dues.moved": "Due dates moved because of {target}",
    "evidence.added": "{who} added evidence {stance} it: {piece}",
    "gate.approval_expired": "A word on {target} grew too old: {part} is asked again",
    "gate.approver_added": "{who} asked {person} to approve {target} too",
    "gate.attestation_revoked": "{who} took back what {department} had said of {target}",
    "gate.attestation_voided": "What {department} had said of {target} is void",
    "gate.attested": "{who} in {department} attested {ready} at {target}",
    "gate.break_glass_proposed": "{who} broke the glass at {target} and proposed: {decision}",
    "gate.decided": "{who} decided {target}: {decision}",
    "gate.dropped": "{target} is needed no longer",
    "gate.opened": "{target} opened for its decision",
    "gate.outdated": "{target} passed before it was changed ({because})",
    "gate.overdue": "{percent} % of the time for {target} was gone",
    "gate.override_proposed": "{who} proposed {decision} at {target}, against what stands in its way",
    "gate.proposal_declined": "{who} declined what was proposed at {target}",
    "gate.proposal_voided": "What was proposed at {target} is void",
    "gate.proposal_withdrawn": "{who} withdrew the proposal at {target}",
    "gate.reopened": "{target} has to be decided again",
    "gate.score_voided": "The scores of {scorer} at {target} are void",
    "gate.scored": "{who} scored {target}",
    "gate.vote_revoked": "{who} took a ballot back at {target}",
    "gate.vote_voided": "The ballot of {seat} at {target} is void",
    "gate.voted": "{who} voted at {target} as {seat}: {choice}",
    "gate.waived": "{who} waived {criterion} at {target} for {days} days",
    "gate.waiver_expired": "The waiver of {criterion} at {target} ended",
    "gate.withdrawn": "{target} waits for other work first",
    "launch.cancelled": "{who} cancelled the launch",
    "launch.changed": "{who} changed {fields} ({id})",
    "launch.finished": "The launch finished",
    "launch.held": "{who} put the launch on hold",
    "launch.killed": "{who} stopped the launch for good",
    "launch.resumed": "{who} let the launch go on",
    "launch.started": "{who} started the launch by {playbook}",
    "launch.winding_down": "{who} stopped the launch; its reviews are still to come",
    "metric.recorded": "{who} recorded {value} {unit} for {metric}",
    "review.added": "A review has to follow: {title}",
    "review.answered": "{who} answered the request {id}: {opinion}",
    "review.requested": "{who} asked {person} to look at {about}",
    "review.withdrawn": "{who} withdrew the request {id}",
    "stage.completed": "{stage} was completed",
    "stage.reopened": "{stage} began again",
    "stage.resumed": "{stage} went on again",
    "stage.started": "{stage} began",
    "task.assigned": "{who} gave {target} to {person}",
    "task.cancelled": "{target} was cancelled",
    "task.checked": "{who} {checked} “{item}” at {target}",
    "task.claimed": "{who} took {target}",
    "task.completed": "{who} finished {target}",
    "task.opened": "{target} can be done now",
    "task.overdue": "{percent} % of the time for {target} was gone",
    "task.paused": "The clock of {target} stands still",
    "task.planned": "{who} planned when to do {target}",
    "task.ready": "{target} can be done once its waiting time is over",
    "task.reopened": "{who} opened {target} again",
    "task.resumed": "The clock of {target} goes on",
    "task.returned": "{who} sent {target} back to {person}",
    "task.skipped": "{who} skipped {target}",
    "task.slipped": "{target} slipped, and holds up {number} others",
    "task.unclaimed": "{who} gave {target} back",
    "task.withdrawn": "{target} is open no more",
}
"""By action. What stands in braces is a word of the event, and is escaped."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "decisions": ("gate.decided", "gate.override_proposed", "gate.break_glass_proposed", "gate.waived"),
    "votes": ("gate.voted", "gate.attested", "gate.scored", "gate.vote_revoked", "gate.attestation_revoked"),
    "tasks": tuple(action for action in SENTENCES if action.startswith("task.")),
    "evidence": ("evidence.added", "metric.recorded", "criterion.evaluated"),
    "changes": tuple(action for action in SENTENCES if action.startswith("launch.")),
}
"""What somebody may look for in the log, and the actions that it means."""

DECISIONS = {
    "go": "go",
    "conditional_go": "go, with conditions",
    "recycle": "back to work",
    "hold": "hold",
    "kill": "stop the launch",
}
CHOICES = {"approve": "approve", "reject": "changes needed", "abstain": "abstain", "veto": "veto"}
OPINIONS = {"fine": "looks good", "concerns": "has concerns"}

SEALED = "{who} voted at {target} as {seat}; the ballot is sealed until all are in"

_SAID = ("rationale", "note", "reason", "feedback", "why", "summary")
"""Where an event keeps what somebody said."""


@dataclass(frozen=True)
class Line:
    """One event, as it is told."""

    seq: int
    words: Markup
    quote: str
    actor: str
    at: datetime
    hash: str


@dataclass(frozen=True)
class Teller:
    """Knows how everything in a launch is called, and who everybody is."""

    names: Mapping[str, str]
    """Of people, by id."""
    titles: Mapping[str, str]
    """Of departments and roles, by id."""
    items: Mapping[str, tuple[str, str]]
    """Title and address of tasks, gates and stages, by local id; the address may be empty."""
    parts: Mapping[str, str]
    """Titles of criteria and metrics, by id."""
    launch: str = ""

    @classmethod
    def of(
        cls,
        launch: LaunchView,
        tasks: Iterable[TaskView],
        gates: Collection[GateView],
        names: Mapping[str, str],
        titles: Mapping[str, str],
    ) -> "Teller":
        """Of one launch."""
        items = {one.local_id: (one.title, f"/tasks/{one.id}") for one in tasks}
        items |= {one.local_id: (one.title, f"/gates/{one.id}") for one in gates}
        # A stage may have the id of a task; which of them is meant stands in the action.
        items |= {_stage(one.id): (one.title, "") for one in launch.stages} | {launch.key: (say("the launch"), "")}
        parts = {one.id: one.title for one in launch.metrics}
        parts |= {one.id: one.title for gate in gates for one in gate.criteria}
        return cls(names, titles, items, parts, launch.key)

    def tell(self, event: Event) -> Line:
        """An event as a sentence, and what was said with it."""
        sealed = event.data.get("choice") == HIDDEN
        sentence = SEALED if sealed else SENTENCES[event.action]
        words = Markup(say(sentence)).format_map(_Words(self, event))  # noqa: S704 - our own; the words are escaped
        said = (str(event.data[name]) for name in _SAID if event.data.get(name))
        quote = next((one for one in said if one not in {HIDDEN, HIDDEN_SCORE}), "")
        return Line(event.seq, words, quote, event.actor, event.occurred_at, event.hash)

    def person(self, who: str | None) -> str:
        """How somebody is called."""
        return "Slipway" if who == SYSTEM else self.names.get(who or "", who or "somebody")

    def title(self, name: str | None) -> str:
        """How a department, a role or a seat is called; of `person:…`, who it is."""
        kind, _, rest = (name or "").partition(":")
        if kind == "person" and rest:
            return self.person(rest)
        return self.titles.get(rest or kind) or spoken(rest or kind).capitalize()

    def link(self, local: str | None) -> str:
        """The title of a task or gate, leading to its page."""
        title, address = self.items.get(local or "", (local or "", ""))
        return Markup('<a href="{}">{}</a>').format(address, title) if address else title


def people_in(events: Collection[Event]) -> set[str]:
    """Everybody that the sentences about events may name."""
    named = {one for event in events for one in (event.actor, event.on_behalf_of, *map(event.data.get, _PEOPLE))}
    named |= {str(event.data.get("seat", "")).removeprefix("person:") for event in events}
    return {one for one in named if isinstance(one, str) and one and one != SYSTEM}


_PEOPLE = ("person", "of", "assignee", "to", "scorer", "voter")


class _Words(dict[str, Any]):
    """What the braces of a sentence stand for. Asked for one by one: most sentences want two."""

    def __init__(self, teller: Teller, event: Event) -> None:
        super().__init__()
        self._teller, self._event = teller, event

    def __missing__(self, name: str) -> Any:
        return _WORDS[name](self._teller, self._event)


def _stage(name: str) -> str:
    return f"stage:{name}"


def _who(teller: Teller, event: Event) -> str:
    who = Markup("<strong>{}</strong>").format(teller.person(event.actor))
    if not event.on_behalf_of:
        return who
    both = Markup(say("{who} for {other}"))  # noqa: S704 - our own words
    return both.format(who=who, other=teller.person(event.on_behalf_of))


def _person(teller: Teller, event: Event) -> str:
    return teller.person(next((event.data[name] for name in _PEOPLE if event.data.get(name)), None))


def _fields(_: Teller, event: Event) -> str:
    fields = [spoken(name.removeprefix("fact:")) for name in event.data["changes"]]
    return listed(fields, most=len(fields)) or say("the launch")


def _part(teller: Teller, event: Event) -> str:
    return teller.title(event.data.get("seat") or event.data.get("department"))


def _piece(teller: Teller, event: Event) -> str:
    address = f"/evidence/{teller.launch}.{event.target}"
    return Markup('<a href="{}">{}</a>').format(address, event.data["title"])


def _criterion(teller: Teller, event: Event) -> str:
    return teller.parts.get(event.data["criterion"]) or spoken(event.data["criterion"]).capitalize()


def _plain(name: str) -> Callable[[Teller, Event], str]:
    return lambda _, event: str(event.data.get(name) or "")


_WORDS: Mapping[str, Callable[[Teller, Event], str]] = {
    "who": _who,
    "target": lambda teller, event: teller.link(event.target),
    "stage": lambda teller, event: teller.link(_stage(event.target)),
    "gate": lambda teller, event: teller.link(event.data.get("before_gate") or "") or say("the end"),
    "about": lambda teller, event: teller.link(event.data.get("about")),
    "id": lambda _, event: str(event.data.get("id") or event.target),
    "person": _person,
    "scorer": lambda teller, event: teller.person(event.data.get("scorer")),
    "department": lambda teller, event: teller.title(event.data.get("department")),
    "seat": _part,
    "part": _part,
    "criterion": _criterion,
    "metric": lambda teller, event: teller.parts.get(event.target) or spoken(event.target).capitalize(),
    "fields": _fields,
    "outcome": lambda _, event: say("it holds" if event.data.get("passed") else "it does not hold"),
    "stance": lambda _, event: say("for" if event.data.get("supports", True) else "against"),
    "ready": lambda _, event: say("ready" if event.data.get("ready") else "not ready"),
    "checked": lambda _, event: say("checked" if event.data.get("done") else "unchecked"),
    "decision": lambda _, event: say(DECISIONS.get(event.data["decision"], event.data["decision"])),
    "choice": lambda _, event: say(CHOICES.get(event.data["choice"], event.data["choice"])),
    "opinion": lambda _, event: say(OPINIONS.get(event.data["opinion"], event.data["opinion"])),
    "number": lambda _, event: str(len(event.data.get("dependants", ()))),
    "piece": _piece,
    "title": _plain("title"),
    "because": _plain("because"),
    "percent": _plain("percent"),
    "days": _plain("days"),
    "playbook": _plain("playbook"),
    "value": _plain("value"),
    "unit": _plain("unit"),
    "item": _plain("item"),
}
